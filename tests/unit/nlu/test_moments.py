from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nlu.moments.moment import resolve

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=PARIS)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("hier soir", "2026-11-23T18:00", "2026-11-23T23:00"),
        ("lundi prochain", "2026-11-30T00:00", "2026-12-01T00:00"),
        ("demain à 9h", "2026-11-25T09:00", "2026-11-25T09:00"),
        ("depuis trois semaines", "2026-11-03T00:00", "2026-11-24T10:15"),
        ("le 2 au matin", "2026-12-02T06:00", "2026-12-02T12:00"),
        ("avant-hier", "2026-11-22T00:00", "2026-11-23T00:00"),
        ("la semaine dernière", "2026-11-16T00:00", "2026-11-23T00:00"),
        ("jusqu'au 5", "2026-11-24T10:15", "2026-12-06T00:00"),
        ("12/03/2026", "2026-03-12T00:00", "2026-03-13T00:00"),
        ("lundi en huit", "2026-12-07T00:00", "2026-12-08T00:00"),
        ("dans deux heures", "2026-11-24T12:15", "2026-11-24T12:15"),
        ("depuis 2021", "2021-01-01T00:00", "2026-11-24T10:15"),
        ("six heures du matin", "2026-11-24T06:00", "2026-11-24T06:00"),
        ("l'an dernier", "2025-01-01T00:00", "2026-01-01T00:00"),
    ],
)
def test_a_french_time_is_resolved_against_the_clock(text, start, end):
    moment = resolve(text, NOW)
    assert moment is not None
    assert (moment.start.isoformat()[:16], moment.end.isoformat()[:16]) == (start, end)
    assert moment.start.tzinfo is PARIS


@pytest.mark.parametrize(
    "text", ["lundi", "tous les soirs", "chaque matin", "bientôt", "", "32/13/2026", "le 0", "25h"]
)
def test_what_is_ambiguous_or_no_date_stays_text(text):
    assert resolve(text, NOW) is None


@pytest.mark.parametrize(("towards", "day"), [("past", 23), ("future", 30)])
def test_a_bare_week_day_is_the_last_or_the_next_as_the_caller_says(towards, day):
    moment = resolve("lundi", NOW, towards)
    assert moment is not None
    assert moment.start.day == day
