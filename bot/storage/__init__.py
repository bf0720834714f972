"""Storage: the database engine, its tables, and the transactions on it."""
