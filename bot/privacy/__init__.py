"""Privacy: what is kept of a resident and for how long, how they see it, and how it is erased."""
