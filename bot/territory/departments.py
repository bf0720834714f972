"""The town's departments, and how requests reach them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.territory.reading import Entry

EMAIL = r"[^@\s]+@[^@\s]+\.[^@\s]+"


@dataclass(frozen=True)
class Department:
    code: str
    name: str
    destination: str  # desk | email
    email: str | None = None


def read_departments(root: Entry) -> dict[str, Department]:
    departments = root.record("departments")["departments"].mapping()
    return {code: _read_department(code, entry) for code, entry in departments.items()}


def _read_department(code: str, entry: Entry) -> Department:
    fields = entry.record("name destination", "email")
    destination = fields["destination"].choice(("desk", "email"), "la destination")
    return Department(code, fields["name"].text(), destination, _read_email(fields["email"], destination))


def _read_email(entry: Entry, destination: str) -> str | None:
    if destination == "desk":
        if entry.given():
            raise entry.error("une adresse électronique ne va qu’avec «\u00a0destination: email\u00a0»")
        return None
    if not entry.given():
        raise entry.error("une adresse électronique est nécessaire avec «\u00a0destination: email\u00a0»")
    return entry.matching(EMAIL, "cette adresse électronique est incorrecte")
