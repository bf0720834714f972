import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.shared.nlu.training_data.message import Message

pytestmark = pytest.mark.slow


def read(classifier, model, text: str) -> Message:
    return classifier.process([Message({"text": text, "entities": []})], model)[0]


def labels(message: Message) -> list[str]:
    return [each["label"] for each in message.get("labels")]


def test_a_message_never_seen_gets_its_label(classifier, spacy_model):
    assert labels(read(classifier, spacy_model, "gros trou sur la chaussée"))[0] == "signaler/nid_de_poule"
    assert labels(read(classifier, spacy_model, "mon passeport est périmé"))[0] == "demander/passeport_demande"


def test_stock_rasa_sees_a_retrieval_intent(classifier, spacy_model):
    message = read(classifier, spacy_model, "un trou dans la chaussée")
    selector = message.get("response_selector")
    assert message.get("intent")["name"] == message.get("intent_ranking")[0]["name"] == "signaler"
    assert selector["all_retrieval_intents"] == ["demander", "signaler", "urgence"]
    assert selector["signaler"]["response"]["intent_response_key"] == "signaler/nid_de_poule"
    assert {"labels", "requests", "response_selector"} <= message.output_properties


def test_a_danger_of_the_screen_comes_first(classifier, spacy_model):
    message = read(classifier, spacy_model, "je voulais un passeport mais ça pue le gaz ici")
    assert labels(message)[0] == "urgence/gaz"
    assert message.get("intent")["confidence"] > 0.9


def test_a_simple_message_is_one_request_that_keeps_its_entities(classifier, spacy_model):
    place = {"entity": "adresse", "start": 8, "end": 22, "value": "12 rue Pasteur"}
    message = Message({"text": "trou au 12 rue Pasteur", "entities": [place]})
    (request,) = classifier.process([message], spacy_model)[0].get("requests")
    assert request == {"label": labels(message)[0], "text": "trou au 12 rue Pasteur", "entities": [place]}


def test_the_same_data_and_seed_give_the_same_predictions(classifier, spacy_model, tmp_path, lessons, train):
    again = train(tmp_path, lessons, spacy_model)
    text = "des tags et un trou dans le mur"
    assert read(again, spacy_model, text).get("labels") == read(classifier, spacy_model, text).get("labels")


def test_a_label_added_to_the_data_is_understood_without_touching_code(spacy_model, tmp_path, lessons, train):
    added = {
        "demander/ruches": [
            "où installer une ruche",
            "mes abeilles ont-elles le droit",
            "déclarer des ruches",
            "apiculture en ville",
        ]
    }
    bees = train(tmp_path, lessons | added, spacy_model)
    assert labels(read(bees, spacy_model, "j'ai des ruches et des abeilles"))[0] == "demander/ruches"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_unicode_text_is_read(classifier, spacy_model, text):
    message = read(classifier, spacy_model, text)
    assert abs(sum(each["confidence"] for each in message.get("labels")) - 1) < 0.01


def test_only_the_first_thousand_characters_are_read(classifier, spacy_model):
    story = "un trou dans la route " * 100
    beginning = read(classifier, spacy_model, story[:1_000]).get("labels")
    assert read(classifier, spacy_model, story + "passeport " * 9_000).get("labels") == beginning
