"""What citizens write around an address and that is no part of it: floors, post boxes, hours, quantities."""

from __future__ import annotations

import re

_UNITS = (
    "m|cm|mm|km|metres?|kilometres?|mn|min|minutes?|h|heures?|j|jours?|semaines?|mois|ans?|annees?|fois|euros?|kg|kilos?"
    "|litres?|sacs?|personnes?|voitures?|trous?|poubelles?|lampadaires?|arbres?|places|gamins?|enfants?|chiens?|ados"
)
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\S+@\S+",
        r"\b0\d(?:[ .]?\d\d){4}\b",
        r"\b(?:b\.?p\.?|c\.?s\.?|t\.?s\.?a\.?|cidex)\s*(?:n\s*[o°]?\s*|numero\s*)?\d+\b",
        r"\b\d{1,2}º?\s*etages?\b|\betage\s*\d+\b|\brez[ -]de[ -]chaussee\b|\brdc\b",
        r"\b(?:batiment|bat|bt|escalier|esc|appartement|appart|appt|app|apt|hall|porte|interphone|cage|digicode"
        r"|boite aux lettres|bal|logement)\b\.?\s*(?:numero\s*)?(?:\d{1,4}[a-z]?|[a-z])\b(?!['’])",
        r"\b\d{1,2}\s*h\s*(?:\d{2})?\b",
        rf"\b\d+(?:[.,]\d+)?\s*(?:{_UNITS})\b",
        r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})\b",
    )
)
_CEDEX = re.compile(r"\b(\d{2})\d{3}(\b.{0,40}?)\bcedex\b(?:\s*\d{1,2}\b)?|\bcedex\b(?:\s*\d{1,2}\b)?")
_BOX = re.compile(r"\b(?:b\.?p\.?|c\.?s\.?|t\.?s\.?a\.?)\s*(?:n\s*[o°]?\s*|numero\s*)?\d+\b")
_POSTCODE = re.compile(r"(?<!\d)(\d{5})(?!\d)")


def without_surroundings(prepared: str) -> tuple[str, str]:
    """The text without them, and the postcode it held; of a CEDEX only the département's two figures."""
    special = bool(_BOX.search(prepared)) or "cedex" in prepared
    text = _CEDEX.sub(lambda found: f"{found[1] + '000' if found[1] else ''}{found[2] or ''} ", prepared)
    for pattern in _PATTERNS:
        text = pattern.sub(" , ", text)
    text, postcode = without_postcode(text)
    return text, postcode[:2] if special else postcode


def without_postcode(prepared: str) -> tuple[str, str]:
    """The text without the postcodes that it held, and the last of them."""
    found = _POSTCODE.findall(prepared)
    return (_POSTCODE.sub(" , ", prepared), found[-1]) if found else (prepared, "")
