import time

import pytest

from nlu.danger import screen


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("sa pue le gaz dans la cage d'escalier", "urgence/gaz"),
        ("FORTE ODEUR DE GAZ RUE PASTEUR", "urgence/gaz"),
        ("il y a le feu dans la cuisine", "urgence/vie_en_danger"),
        ("mon mari ne respire plus", "urgence/vie_en_danger"),
        ("ya une benne qui crame sous les fenêtres du foyer", "urgence/vie_en_danger"),
        ("j'ai envie de mourir", "urgence/detresse"),
        ("mon copain me frappe tous les soirs", "urgence/violences"),
        ("câble électrique par terre devant chez moi", "urgence/electricite"),
    ],
)
def test_a_danger_is_heard_however_it_is_written(text, label):
    assert screen(text) == label


@pytest.mark.parametrize(
    "text",
    [
        "le feu rouge est en panne",
        "ça me tue de voir ça",
        "la voiture ne bouge plus depuis un an",
        "à quelle heure est le feu d'artifice",
        "j'en ai marre, je veux en finir avec ces travaux",
        "mon chauffage au gaz, j'ai droit à une aide ?",
        "la borne incendie fuit",
        "",
    ],
)
def test_a_figure_of_speech_is_no_danger(text):
    assert screen(text) is None


def test_the_screen_is_quick_even_on_a_hostile_text():
    screen("chauffe")
    started = time.process_time()
    screen("odeur de " * 20_000)
    assert time.process_time() - started < 0.05


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (
            "au fait mon banc, on verra, là mon grand-père a mal dans la poitrine et au bras gauche",
            "urgence/vie_en_danger",
        ),
        ("la pelleteuse a crevé un tuyau jaune et ça siffle", "urgence/gaz"),
        ("le transfo crache des étincelles", "urgence/electricite"),
        ("je me scarifie depuis des mois", "urgence/detresse"),
        ("il m’enferme et il prend mes papiers", "urgence/violences"),
    ],
)
def test_a_danger_said_in_passing_or_without_its_word_is_heard(text, label):
    assert screen(text) == label


@pytest.mark.parametrize(
    "text",
    [
        "ma fille a peur de se noyer, vous avez des cours ?",
        "un bout de toit est tombé, personne dessous",
        "ça pue le gaz d’égout",
    ],
)
def test_what_is_told_without_anybody_in_danger_is_left_to_the_model(text):
    assert screen(text) is None
