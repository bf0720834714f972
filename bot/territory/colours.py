"""The commune's two colours, refused when they cannot be read."""

from __future__ import annotations

from dataclasses import dataclass

from bot.territory.reading import Entry

LEAST_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, level AA
WHITE = "#ffffff"


@dataclass(frozen=True)
class Colours:
    primary: str
    on_primary: str


def read_colours(entry: Entry) -> Colours:
    fields = entry.record("primary on_primary")
    colours = Colours(_read_colour(fields["primary"]), _read_colour(fields["on_primary"]))
    _check_contrast(fields["primary"], colours.primary, WHITE, "le blanc")
    _check_contrast(fields["on_primary"], colours.primary, colours.on_primary, "on_primary")
    return colours


def contrast(one: str, other: str) -> float:
    """From 1 (same colour) to 21 (black on white), as WCAG defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _read_colour(entry: Entry) -> str:
    return entry.matching(r"#[0-9a-fA-F]{6}", "une couleur s’écrit «\u00a0#1a4d8f\u00a0», entre guillemets").lower()


def _check_contrast(entry: Entry, colour: str, background: str, name: str) -> None:
    ratio = contrast(colour, background)
    if ratio < LEAST_CONTRAST:
        figure = f"{ratio:.2f}".replace(".", ",")
        raise entry.error(f"le contraste entre primary et {name} est de {figure}, il doit être d’au moins 4,5")


def _luminance(colour: str) -> float:
    """Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
