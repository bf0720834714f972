"""Answers with source and date: hours, collection days, markets, the commune's own sheets."""

from bot.knowledge.answers import Answer, KnowledgeError, answer

__all__ = ["Answer", "KnowledgeError", "answer"]
