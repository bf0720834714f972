"""The labels that training data may bear: what the domain, the dangers and the communes name."""

from __future__ import annotations

from pathlib import Path

import yaml

from bot.territory.territory import load_territory
from nlu.danger import dangers
from nlu.training import ROOT

_INTENTS = ROOT / "bot" / "domain" / "intents.yml"
_NO_LABELS = frozenset({"signaler", "demander", "urgence", "nlu_fallback"})


def known_labels(*communes: Path) -> frozenset[str]:
    """Every label of the public space, with the codes that the folders of `communes` add to it.

    Raises:
        TerritoryError: when one of the folders cannot be read.
    """
    intents = yaml.safe_load(_INTENTS.read_text(encoding="utf-8"))["intents"]
    labels = {name for name in intents if isinstance(name, str)} - _NO_LABELS
    labels.update(dangers())
    for commune in map(load_territory, communes):
        labels.update(f"signaler/{code}" for code in commune.services)
        labels.update(f"demander/{code}" for code in commune.topics)
    return frozenset(labels)
