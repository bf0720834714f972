"""Open311 answers as they are met, good and less good, read alike."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from actions.backoffice.open311_records import Record, read_records

# One request, as eight servers write it.
WRITTEN = [
    '[{"service_request_id": "007", "status": "closed", "lat": 47.5, "metadata": true, "description": null}]',
    '[{"service_request_id": 007, "status": "closed", "lat": "47.5", "metadata": "true", "description": ""}]',
    '{"service_requests": [{"service_request_id": "007", "status": "closed", "lat": 47.5, "metadata": "True"}]}',
    '{"service_request_id": "007", "status": "closed", "lat": "47.5 ", "metadata": 1}',
    '\ufeff[{"service_request_id": "007", "status": " closed", "lat": 47.5, "metadata": true}]',
    "<service_requests><request><service_request_id>007</service_request_id><status>closed</status><lat>47.5</lat>"
    "<metadata>TRUE</metadata><description/></request></service_requests>",
    "<?xml version='1.0'?>\n<service_requests type='array'><request><service_request_id> 007 </service_request_id>"
    "<status>closed</status><lat>47.5</lat><metadata>true</metadata><description></description></request>"
    "</service_requests>",
    '<s:service_requests xmlns:s="http://wiki.open311.org/GeoReport_v2"><s:request><s:service_request_id>007'
    "</s:service_request_id><s:status>closed</s:status><s:lat>47.5</s:lat><s:metadata>true</s:metadata></s:request>"
    "</s:service_requests>",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_a_request_is_the_same_however_it_is_written(text: str) -> None:
    (record,) = read_records(text.encode(), as_xml=text.startswith("<"))

    assert record.text("service_request_id") == "007"
    assert record.text("status") == "closed"
    assert record.degrees("lat") == 47.5
    assert record.flag("metadata")
    assert record.text("description") is None


@pytest.mark.parametrize("text", ["[]", "<service_requests/>", "<service_requests></service_requests>", "{}"])
def test_an_empty_list_holds_nothing(text: str) -> None:
    assert [record for record in read_records(text.encode(), as_xml=False) if record.fields] == []


def test_a_definition_keeps_its_questions_and_their_choices() -> None:
    text = (
        "<service_definition><service_code>DMV66</service_code><attributes><attribute><code>WHISHETN</code>"
        "<values><value><key>1</key><name>Rouge</name></value></values></attribute></attributes></service_definition>"
    )
    (definition,) = read_records(text.encode(), as_xml=True)

    (attribute,) = definition.records("attributes")
    assert [value.text("key") for value in attribute.records("values")] == ["1"]


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>'
    "<service_requests><request><status>&c;</status></request></service_requests>"
)
FILE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><service_requests>&b;</service_requests>'


@pytest.mark.parametrize("text", [BOMB, FILE, "<html>bienvenue", "bienvenue", '"bienvenue"', "12", "[" * 100_000, ""])
@pytest.mark.parametrize("as_xml", [True, False])
def test_what_is_no_answer_is_refused(text: str, as_xml: bool) -> None:
    with pytest.raises(ValueError):
        read_records(text.encode(), as_xml)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-24T10:15:00+01:00", (9, 15)),
        ("2026-11-24T09:15:00Z", (9, 15)),
        ("2026-11-24T09:15:00.1234567Z", (9, 15)),
        ("2026-11-24T10:15:00+0100", (9, 15)),
        ("2026-11-24T09:15:00", (9, 15)),
        ("24/11/2026", None),
    ],
)
def test_dates_are_read_with_and_without_zone_and_fraction(text: str, moment: tuple[int, int] | None) -> None:
    expected = moment and datetime(2026, 11, 24, *moment, tzinfo=timezone.utc)

    assert Record({"at": text}).moment("at") == expected
