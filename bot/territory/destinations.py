"""Where requests go besides the desk and e-mail: the systems named in destinations.yml.

A secret (key, password, token) never stands in this file: it is an environment variable named after
the destination, `PARVIS_DESTINATION_<CODE>_<NAME>`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.requests.lifecycle import STATUSES
from bot.territory.reading import Entry, read_yaml

FILE = "destinations.yml"
DESK, EMAIL = "desk", "email"
KINDS = ("open311", "publik", "glpi", "webhook")
ANY_SERVICE = "default"
CODE = r"[a-z][a-z0-9_]{1,39}"
WEB_ADDRESS = r"https?://[^\s/?#@]+(?:/[^\s?#]*)?"


@dataclass(frozen=True)
class Destination:
    """A system that takes requests.

    `services` translates our codes to its own (the entry `default` stands for all others), `statuses`
    its states to ours; `options` is what its kind asks for besides. With `fallback`, what it refuses
    or does not take for hours goes to the department by e-mail. Only a host among `private_hosts` may
    stand on a private network.
    """

    code: str
    kind: str
    url: str
    fallback: bool
    services: Mapping[str, str]
    statuses: Mapping[str, str]
    options: Entry
    private_hosts: frozenset[str] = field(default_factory=frozenset)

    def service(self, code: str) -> str | None:
        """The destination's own code for one of our services, None when it has none."""
        return self.services.get(code) or self.services.get(ANY_SERVICE)


def read_destinations(folder: Path, services: Collection[str]) -> dict[str, Destination]:
    """The destinations of a territory, none when the folder has no such file."""
    if not (folder / FILE).exists():
        return {}
    fields = read_yaml(folder / FILE).record("destinations", "private_hosts")
    hosts = frozenset(fields["private_hosts"].texts())
    entries = fields["destinations"].mapping()
    return {code: _read_destination(code, entry, hosts, services) for code, entry in entries.items()}


def _read_destination(code: str, entry: Entry, hosts: frozenset[str], services: Collection[str]) -> Destination:
    Entry(entry.file, entry.line, entry.field, code).matching(
        CODE, "un nom de destination compte de 2 à 40 minuscules sans accent, chiffres et tirets bas"
    )
    if code in (DESK, EMAIL):
        raise entry.error("ce nom est réservé")
    fields = entry.record("kind url", "fallback services statuses options")
    fallback = fields["fallback"]
    return Destination(
        code=code,
        kind=fields["kind"].choice(KINDS, "le type de destination"),
        url=fields["url"].matching(WEB_ADDRESS, "une adresse https:// est attendue ici").rstrip("/"),
        fallback=fallback.given() and bool(fallback.choice((EMAIL,), "le secours")),
        services=_read_services(fields["services"], services),
        statuses={theirs: ours.choice(STATUSES, "le statut") for theirs, ours in fields["statuses"].mapping().items()},
        options=fields["options"],
        private_hosts=hosts,
    )


def _read_services(entry: Entry, services: Collection[str]) -> dict[str, str]:
    codes = entry.mapping()
    for code, theirs in codes.items():
        if code != ANY_SERVICE and code not in services:
            raise theirs.error("ce code n’est pas dans services.yml")
    return {code: theirs.text() for code, theirs in codes.items()}
