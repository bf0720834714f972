from nlu.evaluation.answers import Answer, Question, ask, read_questions
from nlu.evaluation.measures import measure
from nlu.evaluation.report import page

TAG, HOLE, GAS = "signaler/graffiti_tag", "signaler/nid_de_poule", "urgence/gaz"


def answer(expected: str, said: str, confidence: float = 1.0, requests: tuple[str, ...] = (TAG,)) -> Answer:
    places = frozenset({("adresse", "rue Pasteur", 0)})
    ranking = ((said, confidence), (HOLE, 0.0))
    return Answer(Question("rue Pasteur", (expected,), places), ranking, frozenset(), requests, 2.0)


def test_right_labels_and_right_intents_are_counted_apart():
    figures = measure([answer(TAG, TAG), answer(HOLE, TAG), answer("saluer", TAG), answer(TAG, "saluer")])
    assert (figures["top1"], figures["top3"], figures["intent"]) == (0.25, 0.5, 0.5)


def test_a_danger_missed_and_a_false_alarm_are_told_with_their_texts():
    danger = measure([answer(GAS, TAG), answer(TAG, GAS), answer(TAG, TAG)])["danger"]
    assert (danger["missed"], danger["false_alarms"], danger["false_alarm_share"]) == (1, 1, 0.5)
    assert danger["missed_texts"] == ["rue Pasteur"]


def test_a_model_sure_of_itself_and_half_wrong_is_badly_calibrated():
    assert measure([answer(TAG, TAG, 0.99), answer(HOLE, TAG, 0.99)])["calibration"]["error"] == 0.49


def test_an_entity_not_found_lowers_the_recall():
    assert measure([answer(TAG, TAG)])["entities"]["adresse"]["recall"] == 0.0


def test_a_simple_message_cut_in_two_is_counted():
    figures = measure([answer(TAG, TAG), answer(TAG, TAG, requests=(TAG, HOLE))])
    assert figures["requests"]["simple_split"] == 0.5


def test_the_report_shows_the_figures_and_escapes_the_messages():
    shown = page({"model": "<b>", "held_out": measure([answer(GAS, TAG)])})
    assert "&lt;b&gt;" in shown and "1 sur 1" in shown and "<svg" in shown


def test_questions_are_read_with_the_places_of_their_entities(tmp_path):
    file = tmp_path / "apart.jsonl"
    file.write_text('{"text": "au 3 rue X", "label": "a", "entities": [{"type": "adresse", "text": "3 rue X"}]}\n')
    (question,) = read_questions(file)
    assert question.entities == frozenset({("adresse", "3 rue X", 3)})


def test_an_answer_holds_what_the_parser_said():
    said = {"ranking": [{"label": TAG, "confidence": 0.9}], "entities": [], "requests": [{"label": TAG}]}
    (given,) = ask(lambda text: said, [Question("x", (TAG,))])
    assert (given.label, given.confidence, given.requests) == (TAG, 0.9, (TAG,))
