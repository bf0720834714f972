"""How a found place is written for people: « 12 bis rue Pasteur, 96380 Belrive »."""

from __future__ import annotations

from bot.places.lexicon import kinds
from bot.places.spelling import fold


def label(place: str, postcode: str, city: str) -> str:
    """The place, then the postcode and the commune."""
    return ", ".join(part for part in (place, f"{postcode} {city}".strip()) if part)


def numbered(house_number: str, street: str) -> str:
    """« 12 » and « Rue Pasteur » give « 12 rue Pasteur »."""
    return f"{house_number} {inside_sentence(street)}"


def inside_sentence(street: str) -> str:
    """« Rue Pasteur » is « rue Pasteur » after other words; a name without kind keeps its capital."""
    first = street.split(" ", 1)[0]
    return street[0].lower() + street[1:] if fold(first) in kinds() else street
