from nlu.evaluation.families import families
from nlu.labels.terms import words_of
from nlu.noise import Noise
from nlu.spelling import fold, squeeze
from nlu.vectors import WordVectors


def test_accents_capitals_and_apostrophes_are_folded_away():
    assert fold("L’ÉCOLE, Œuvre d’été") == "l'ecole, oeuvre d'ete"
    assert squeeze("trooooop") == "troop"


def test_house_numbers_are_all_one_word():
    assert words_of("au 12 et au 1400") == words_of("au 7 et au 3")


def test_a_word_without_its_accents_keeps_its_meaning(spacy_model):
    vectors = WordVectors(spacy_model.model.vocab)
    assert vectors.row("reverbere") == vectors.row("réverbère") >= 0
    assert vectors.row("xqzwv") == -1


def test_noise_is_the_same_for_the_same_seed_and_changes_the_text():
    text = "Bonjour, il y a un réverbère qui clignote depuis hier devant l'école"
    one, other = Noise(7), Noise(7)
    rewritten = [one.rewrite(text) for _ in range(10)]
    assert rewritten == [other.rewrite(text) for _ in range(10)]
    assert len(set(rewritten)) > 3


def test_near_twins_are_of_one_family():
    kin = families(["un trou dans la rue", "un trou dans la rue !", "où est la mairie"])
    assert kin[0] == kin[1] != kin[2]
