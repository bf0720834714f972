"""Requests: what residents report, from the first word to the repair."""
