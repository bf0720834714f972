from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.entities.corrections import with_roles
from nlu.entities.finder import EntityFinder
from nlu.entities.patterns import spelled_entities
from nlu.entities.span import Span
from nlu.entities.tagger import train_tagger
from nlu.evaluation.annotations import read_annotations

LESSONS = [
    "un trou devant le [12 rue Pasteur](adresse)",
    "lampe cassée [rue des Lilas](adresse) [depuis hier](moment)",
    "rien de spécial à dire ici",
    "devant l'[école Jules-Ferry](lieu) [ce matin](moment)",
    "au [7 rue du Moulin](adresse) ça déborde",
    "tag sur le mur [rue Victor-Hugo](adresse)",
    "il fait beau et je suis content",
    "poubelle pleine [avenue Foch](adresse) près de la [gare](lieu)",
] * 3


@pytest.fixture(scope="module")
def finder() -> EntityFinder:
    read = [read_annotations(line) for line in LESSONS]
    lessons = [(text, [Span(each.type, each.start, each.end) for each in entities]) for text, entities in read]
    return EntityFinder(train_tagger(lessons))


def test_a_street_never_seen_is_found_with_its_number(finder):
    text = "gros trou devant le 45 rue Gambetta"
    assert [(span.type, text[span.start : span.end]) for span in finder.find(text)] == [("adresse", "45 rue Gambetta")]


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        ("du nouveau pour PV-2025-00417 ?", "reference", "PV-2025-00417"),
        ("mon suivi bl-7k2m svp", "reference", "bl-7k2m"),
        ("appelez le 06.39.98.70.11", "telephone", "06.39.98.70.11"),
        ("+33 6 39 98 14 14 merci", "telephone", "+33 6 39 98 14 14"),
        ("r.petit@example.org", "email", "r.petit@example.org"),
    ],
)
def test_what_has_a_form_of_its_own_is_found_without_learning(text, kind, said):
    assert [(span.type, text[span.start : span.end]) for span in spelled_entities(text)] == [(kind, said)]


@pytest.mark.parametrize("text", ["la RD-214 est barrée", "rendez-vous le 12", "dossier 2025", "il est 10h30"])
def test_a_road_or_a_number_is_no_reference(text):
    assert spelled_entities(text) == []


@given(st.text(max_size=200))
def test_any_text_gives_ordered_spans_that_do_not_overlap(text):
    spans = sorted(spelled_entities(text), key=lambda span: span.start)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("pas au 12, au 14", "12", "14"),
        ("avenue Foch non, avenue Joffre", "avenue Foch", "avenue Joffre"),
        ("c'est mardi et non lundi", "lundi", "mardi"),
        ("j'avais mis hier, c'est ce matin", "hier", "ce matin"),
    ],
)
def test_the_new_value_of_a_correction_bears_its_role(text, old, new):
    entities = [{"start": text.index(each), "end": text.index(each) + len(each)} for each in (old, new)]
    assert ["role" in each for each in with_roles(text, entities)] == [False, True]
