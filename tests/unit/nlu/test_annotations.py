import pytest

from nlu.evaluation.annotations import Entity, MalformedAnnotation, read_annotations


def test_a_text_is_read_with_the_places_of_its_entities():
    text, entities = read_annotations("trou au [12 rue Pasteur](adresse) [depuis hier](moment)")
    assert text == "trou au 12 rue Pasteur depuis hier"
    assert entities == (Entity("adresse", "12 rue Pasteur", 8, 22), Entity("moment", "depuis hier", 23, 34))


def test_a_correction_tells_the_new_value_by_its_role():
    _, entities = read_annotations('pas au [12](adresse), au [14]{"entity": "adresse", "role": "nouveau"}')
    assert [entity.role for entity in entities] == [None, "nouveau"]


@pytest.mark.parametrize(
    "line", ["[12 rue Pasteur]", "[](adresse)", "un [crochet", '[14]{"entity": }', "a {b} c", "[ a](lieu)"]
)
def test_brackets_that_say_nothing_are_refused(line):
    with pytest.raises(MalformedAnnotation):
        read_annotations(line)
