"""Two thousand turns of anything: always an answer, never a loop, nothing lost and nothing made up."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from bot.conversations.sentences import sentence
from bot.storage.tables import service_requests
from tests.integration.conftest import Talk

pytestmark = pytest.mark.slow

WALKS, TURNS = 10, 200
REFERENCE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]\b")
REPORTS = (
    "ya un enorme trou devant le 12 rue pasteur jai failli tomber en velo",
    "un lampadaire est éteint rue des lilas",
    "il y a un gros trou dans la route",
    "un lampadaire est éteint au 3 rue de la gare et il y a un trou devant le 12 rue pasteur",
    "quelqu'un a balancé un tas de gravats devant le 8 rue des Lilas",
    "je voudrais signaler un probleme",
    "c'est tout cassé dans la rue",
    "ya un feu rouge cassé au 3 rue de la gare",
    "encore un autre au même endroit",
    "un trou à Port-Ambre",
)
ANSWERS = (
    *("oui", "non", "ok envoyez", "jsp", "passer", "12", "au 14", "non au 16", "oui mais au 14", "rue pasteur"),
    *("rue victor hugo", "devant chez moi", "près de l'église", "rue du Perroquet-Bleu", "un seul", "c'est le même"),
    *("non c'est autre chose", "c'est pas un trou c'est un lampadaire", "je me suis trompé de rue", "modifier"),
    *("y a aussi un tas d'ordures au 14", "mon mail jean@exemple.fr", "06 39 98 12 34", "c'est dangereux"),
)
ASIDES = (
    *("bonjour", "merci", "au revoir", "annule", "on recommence", "aide", "t'es un robot ?", "bande d'incapables"),
    *("la mairie ouvre à quelle heure demain ?", "et le samedi ?", "je veux parler à quelqu'un", "mes demandes"),
    *("où en est ma demande ?", "comment refaire une carte d'identité ?", "quelles données avez-vous sur moi"),
    *("au secours il y a le feu dans mon immeuble", "quelle est la capitale du Pérou ?", "hello do you speak english"),
)
NOISE = (
    "",
    "😀😀",
    "...",
    "grmblf",
    "/restart",
    '/affirmer{"x": 1}',
    "\x00",
    "\ud83d",
    "{place}",
    "a" * 1500,
    "?!",
    "12.0",
)


class Walker:
    """Residents who say anything, and what they were told."""

    def __init__(self, talk: Talk, seed: int, folder: Path) -> None:
        self.talk, self.folder = talk, folder
        self.dice = random.Random(seed)
        self.titles: dict[str, list[str]] = {}
        self.told: dict[str, list[str]] = {}
        self.announced: set[str] = set()

    async def step(self) -> None:
        """One turn of one resident, and what every turn owes."""
        if self.dice.random() < 0.03:
            await self.talk.chat.answer(json.dumps({"advance": self.dice.choice(["20 minutes", "9 hours", "3 days"])}))
        sender, known = self.dice.choice("abc"), self.references()
        said = {"sender": sender, **self.anything(sender)}
        answer = await self.talk.chat.answer(json.dumps(said))
        texts = [reply["text"] for reply in answer["replies"]]
        assert texts, f"no answer to {said}"
        again = set(texts) & set(self.told.get(sender, ()))
        assert not again, f"said twice running, after {said}: {again}"
        assert sentence("utter_failure").text not in texts, f"failed on {said}"
        self.check_requests(known, " ".join(texts), said)
        self.told[sender] = texts
        self.titles[sender] = [button["title"] for reply in answer["replies"] for button in reply["buttons"]]

    def check_requests(self, known: set[str], text: str, said: dict[str, Any]) -> None:
        """A request is made when its number is told, and stays."""
        present = self.references()
        assert known <= present, f"lost after {said}"
        for reference in present - known:
            assert reference in text, f"made without a word, after {said}"
        self.announced |= {reference for reference in REFERENCE.findall(text) if reference in present}

    def references(self) -> set[str]:
        """The numbers of all requests."""
        with self.talk.chat.town.database.read() as connection:
            return {row.reference for row in connection.execute(sa.select(service_requests.c.reference))}

    def anything(self, sender: str) -> dict[str, Any]:
        """What a resident may do next, the buttons on show more often than the rest."""
        chance = self.dice.random()
        if chance < 0.3 and self.titles.get(sender):
            return {"button": self.dice.choice(self.titles[sender])}
        if chance < 0.35:
            return {"location": self.dice.choice([[46.998701, 0.992213], [43.17, 5.60], [47.0, 1.0]])}
        if chance < 0.4:
            return {"photo": str(self.photo()), "text": self.dice.choice(("", *REPORTS))}
        return {"text": self.dice.choice(self.dice.choice((REPORTS, ANSWERS, ANSWERS, ASIDES, NOISE)))}

    def photo(self) -> Path:
        """A new picture."""
        path = self.folder / "photo.png"
        Image.new("RGB", (8, 8), tuple(self.dice.randrange(256) for _ in range(3))).save(path)
        return path


@pytest.mark.parametrize("seed", range(WALKS))
async def test_a_walk_ends_well(seed: int, talk: Talk, tmp_path: Path) -> None:
    walker = Walker(talk, seed, tmp_path)
    for _ in range(TURNS):
        await walker.step()
    assert walker.announced <= walker.references()
    assert len(walker.references()) >= 2, "the walk hardly went anywhere"
