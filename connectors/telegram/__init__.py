"""Telegram: updates read raw and stored before they are acknowledged, replies within its limits."""
