"""The root of every error that Parvis raises on purpose."""

from __future__ import annotations

from typing import ClassVar


class ParvisError(Exception):
    """An error with one French sentence for people (`str(error)`) and a stable code for programs."""

    code: ClassVar[str] = "parvis"
    status: ClassVar[int] = 1
    """What a command that meets it exits with: 2 when what it was given is wrong."""
