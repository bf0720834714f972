"""The demo commune is complete and consistent."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta

from bot.knowledge import answer
from bot.knowledge.words import fold
from bot.territory import Territory, district_of, is_inside, route
from bot.territory.routing import Spot


def test_belrive_has_its_44_services_and_47_topics(belrive: Territory) -> None:
    assert (belrive.name, belrive.citycode, belrive.postcode) == ("Belrive", "96138", "96380")
    assert (len(belrive.services), len(belrive.topics), len(belrive.districts)) == (44, 47, 6)


def test_exactly_two_departments_are_reached_by_email(belrive: Territory) -> None:
    mailed = {item.email for item in belrive.departments.values() if item.destination == "email"}
    assert mailed == {"proprete@belrive.example", "eclairage@belrive.example"}


def test_the_town_hall_and_the_agents_keep_their_hours(belrive: Territory) -> None:
    def hours(office: str, day: date) -> list[str]:
        return [f"{span.start:%H:%M}-{span.end:%H:%M}" for span in belrive.offices[office].spans_on(day)]

    week = [date(2026, 11, 23) + timedelta(days=number) for number in range(7)]
    usual = ["08:30-12:00", "13:30-17:30"]
    assert [hours("mairie", day) for day in week] == [usual] * 5 + [["09:00-12:00"], []]
    assert [hours("agents", day) for day in week] == [["09:00-12:00", "14:00-17:00"]] * 5 + [[], []]


def test_every_service_reaches_a_department_by_day_and_by_night(belrive: Territory) -> None:
    for hour in (10, 3):
        at = datetime(2026, 11, 24, hour, tzinfo=belrive.timezone)
        spots = [Spot(district) for district in belrive.districts]
        assert all(route(belrive, code, spot, at) for code in belrive.services for spot in spots)


def test_danger_goes_to_the_people_on_call_when_the_agents_are_away(belrive: Territory) -> None:
    night = datetime(2026, 11, 24, 3, tzinfo=belrive.timezone)
    likely = [service.code for service in belrive.services.values() if service.danger == "likely"]
    assert {route(belrive, code, Spot(), night).department.code for code in likely} == {"astreinte"}


def test_the_centre_and_every_corner_of_a_district_belong_to_the_commune(belrive: Territory) -> None:
    district = district_of(belrive, belrive.centre)
    assert district is not None and district.code == "centre" and is_inside(belrive, belrive.centre)


def test_every_district_has_its_collections(belrive: Territory) -> None:
    assert set(belrive.collection.calendar) == set(belrive.districts)
    assert all({"ordures", "tri"} <= set(streams) for streams in belrive.collection.calendar.values())


def test_the_market_is_held_on_wednesday_and_saturday_morning(belrive: Territory) -> None:
    (market,) = belrive.agenda.markets
    assert market.days == (2, 5) and market.hours.end.hour <= 13


def test_every_topic_answers_with_its_source(belrive: Territory) -> None:
    now = datetime(2026, 11, 24, 10, 15, tzinfo=belrive.timezone)
    for code in belrive.topics:
        found = answer(belrive, code, now)
        assert found.text.endswith(".") and "Source\u00a0: " in found.text and not found.stale
        assert len(found.text) < 2000


def test_every_office_stands_at_an_address_of_the_commune(belrive: Territory) -> None:
    with (belrive.folder / "addresses.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        known = {fold(f"{row['numero']} {row['nom_voie']}") for row in rows}
    streets = {office.code: fold(office.address.partition(",")[0]) for office in belrive.offices.values()}
    assert {code: street for code, street in streets.items() if street not in known} == {}


def test_an_office_has_one_address_in_its_hours_and_on_the_map(belrive: Territory) -> None:
    with (belrive.folder / "places.csv").open(encoding="utf-8", newline="") as file:
        places = {row["name"]: row["address"].replace("'", "’") for row in csv.DictReader(file, delimiter=";")}
    offices = {office.name: office.address.partition(",")[0] for office in belrive.offices.values()}
    shared = set(places) & set(offices)
    assert {name: offices[name] for name in shared} == {name: places[name] for name in shared}
    assert {"Médiathèque George-Sand", "Piscine de la Plaine", "Déchèterie de Belrive"} <= shared
