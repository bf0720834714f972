"""A form of Publik filled with a request: w.c.s. checks nothing itself, so its schema is checked here."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from actions.backoffice.adapter import DeliveryRefused, Parcel
from bot.territory.reading import Entry

ATTRIBUTE = "attribute."


def _position(parcel: Parcel) -> dict[str, float] | None:
    place = parcel.request.place
    if place.latitude is None or place.longitude is None:
        return None
    return {"lat": place.latitude, "lon": place.longitude}


def _photo(number: int) -> Callable[[Parcel], Any]:
    return lambda parcel: file_value(parcel.photos[number]) if number < len(parcel.photos) else None


def file_value(path: Path) -> dict[str, str]:
    """A photo as w.c.s. takes files."""
    content = base64.b64encode(path.read_bytes()).decode()
    return {"filename": path.name, "content_type": "image/jpeg", "content": content}


def _contact(name: str) -> Callable[[Parcel], Any]:
    return lambda parcel: (parcel.request.contact or {}).get(name)


# What a request can fill a field with.
SOURCES: dict[str, Callable[[Parcel], Any]] = {
    "reference": lambda parcel: parcel.key,
    "description": lambda parcel: parcel.request.description,
    "service": lambda parcel: parcel.service.name,
    "place": lambda parcel: parcel.request.place.words(),
    "position": _position,
    "photo1": _photo(0),
    "photo2": _photo(1),
    "photo3": _photo(2),
    "email": _contact("email"),
    "phone": _contact("phone"),
    "page": lambda parcel: parcel.page,
    "date": lambda parcel: parcel.request.requested_at.date().isoformat(),
}
# The types of w.c.s. fields that take one kind of value and no other; the rest are texts.
TYPED = {"map": ("position",), "file": ("photo1", "photo2", "photo3"), "date": ("date",)}


def read_fields(entry: Entry) -> dict[str, str]:
    """Which of our values fills each field: `varname: source`; one of them must be our reference."""
    fields = entry.mapping()
    for source in fields.values():
        if not source.text().startswith(ATTRIBUTE):
            source.choice(SOURCES, "la valeur")
    if "reference" not in (source.text() for source in fields.values()):
        raise entry.error("un champ doit recevoir «\u00a0reference\u00a0», qui évite les doublons")
    return {varname: source.text() for varname, source in fields.items()}


def fill(form: str, fields: Mapping[str, str], schema: Any, parcel: Parcel) -> dict[str, Any]:
    """The data to submit.

    Raises:
        DeliveryRefused: the form does not fit: a field is missing, of another type, or asks for more.
    """
    known = {field["varname"]: field for field in schema.get("fields", ()) if field.get("varname")}
    data = {varname: _value(source, parcel) for varname, source in fields.items()}
    for varname, source in fields.items():
        if varname not in known:
            raise DeliveryRefused(f"Le formulaire {form} n’a pas de champ «\u00a0{varname}\u00a0».")
        _check_type(form, known[varname], source, data[varname])
    for varname, field in known.items():
        if field.get("required") and data.get(varname) in (None, ""):
            raise DeliveryRefused(f"Le formulaire {form} exige le champ «\u00a0{varname}\u00a0», que rien ne remplit.")
    return {varname: value for varname, value in data.items() if value is not None}


def _value(source: str, parcel: Parcel) -> Any:
    if not source.startswith(ATTRIBUTE):
        return SOURCES[source](parcel)
    code = source.removeprefix(ATTRIBUTE)
    answer = parcel.request.attributes.get(code)
    question = next((question for question in parcel.service.questions if question.code == code), None)
    names = {value.key: value.name for value in question.values} if question else {}
    return names.get(answer, answer) if answer is not None else None


def _check_type(form: str, field: Mapping[str, Any], source: str, value: Any) -> None:
    kind, varname = str(field.get("type")), field["varname"]
    wanted = TYPED.get(kind)
    is_typed = any(source in sources for name, sources in TYPED.items() if name != "date")
    if (wanted is None and is_typed) or (wanted is not None and source not in wanted):
        raise DeliveryRefused(f"Le champ «\u00a0{varname}\u00a0» du formulaire {form} ne prend pas cette valeur.")
    items = field.get("items")
    if kind == "item" and items and value is not None and value not in items:
        raise DeliveryRefused(f"Le champ «\u00a0{varname}\u00a0» du formulaire {form} n’a pas ce choix.")
