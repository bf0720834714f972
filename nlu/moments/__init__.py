"""French times, found and resolved."""
