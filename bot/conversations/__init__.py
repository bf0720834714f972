"""Conversations: who owns them, what came in, what goes out, and the hand-over to a person."""
