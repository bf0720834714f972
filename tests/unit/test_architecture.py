"""The plan of the house holds: arrows point inward, rooms are small, sentences are where they belong."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("bot", "nlu", "actions", "connectors")
ALLOWED = {
    "bot": set(),
    "nlu": {"bot"},
    "actions": {"bot"},
    "connectors": {"bot", "actions", "nlu"},
}
FOREIGN_TO_BOT = {"rasa", "rasa_sdk", "aiohttp", "telegram", "httpx", "sanic"}
LONGEST_MODULE = 300
LONGEST_FUNCTION = 60


def modules(room: str) -> list[Path]:
    return [path for path in sorted((ROOT / room).rglob("*.py")) if "versions" not in path.parts]


def imported(path: Path) -> Iterator[str]:
    """Top-level names of what a module imports, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("room", ROOMS)
def test_arrows_point_inward(room: str) -> None:
    for path in modules(room):
        if path == ROOT / "bot" / "__main__.py":
            continue
        others = set(imported(path)) & (set(ROOMS) - {room})
        assert others <= ALLOWED[room], f"{path.relative_to(ROOT)} imports {others - ALLOWED[room]}"


def test_the_bot_knows_neither_rasa_nor_the_web() -> None:
    for path in modules("bot"):
        assert not set(imported(path)) & FOREIGN_TO_BOT, path.relative_to(ROOT)


@pytest.mark.parametrize("room", ROOMS)
def test_modules_and_functions_stay_small(room: str) -> None:
    for path in modules(room):
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= LONGEST_MODULE, path.relative_to(ROOT)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                assert length <= LONGEST_FUNCTION, f"{path.relative_to(ROOT)}: {node.name}"


def test_every_environment_variable_is_in_the_readme() -> None:
    settings = ast.parse((ROOT / "bot" / "settings.py").read_text(encoding="utf-8"))
    names = {
        node.value
        for node in ast.walk(settings)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.isupper()
        and node.value.startswith(("PARVIS_", "TELEGRAM_"))
    }
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(names) >= 13
    assert not {name for name in names if f"`{name}`" not in readme}
