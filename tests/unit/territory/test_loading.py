"""A wrong file is refused with one French sentence that names the file, the line and the field."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from bot.errors import ParvisError
from bot.territory import Territory, TerritoryError, is_inside, load_territory
from bot.territory.position import Position
from bot.territory.reading import read_yaml
from bot.territory.territory import read_commune

ONE_PIECE = "bounds: [[50.0, 10.0], [50.1, 10.0], [50.1, 10.2], [50.0, 10.2]]"


@dataclass(frozen=True)
class Folder:
    """A copy of the small commune, to be spoilt."""

    path: Path

    def replace(self, file: str, old: str, new: str) -> None:
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {file}"
        (self.path / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    def error(self) -> TerritoryError:
        with pytest.raises(TerritoryError) as caught:
            load_territory(self.path)
        return caught.value


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(Path(shutil.copytree(Path(__file__).with_name("small"), tmp_path / "small")))


def test_a_territory_holds_what_its_files_say(small: Territory) -> None:
    assert (small.name, small.citycode, small.timezone.key) == ("Valbourg", "99001", "Europe/Paris")
    assert list(small.districts) == ["ouest", "est"]
    assert small.services["verglas_neige"].delay.unit == "h"
    assert [value.key for value in small.services["lampadaire_en_panne"].questions[1].values] == ["pair", "impair"]
    assert small.topics["passeport_demande"].sections[0].title == "Pour un mineur"
    assert [event.title for event in small.agenda.events] == ["Don du sang", "Marché de Noël", "Fête du port"]


def test_a_destination_translates_our_services_and_its_states(folder: Folder) -> None:
    destination = load_territory(folder.path).destinations["interventions"]
    assert (destination.service("nid_de_poule"), destination.service("verglas_neige")) == ("12", "3")
    assert destination.statuses == {"5": "resolu"}


@pytest.mark.parametrize("commune", ["Monteval", '"99002"'])
def test_a_rule_names_a_commune_by_its_name_or_its_code(folder: Folder, commune: str) -> None:
    folder.replace("routing.yml", "  - {to: service", f"  - {{communes: [{commune}], to: voirie}}\n  - {{to: service")
    assert load_territory(folder.path).rules[2].communes == {"Monteval"}


def test_a_department_whose_destination_falls_back_to_email_needs_an_address(folder: Folder) -> None:
    folder.replace("departments.yml", "destination: desk", "destination: interventions")
    assert "nécessaire" in str(folder.error())


def test_an_error_names_file_line_and_field_in_french(folder: Folder) -> None:
    folder.replace("territory.yml", 'postcode: "99100"', "postcode: 99100")
    error = folder.error()
    assert isinstance(error, ParvisError) and error.code == "territory"
    assert (error.file, error.line, error.field) == ("territory.yml", 4, "postcode")
    assert str(error).startswith("territory.yml, ligne 4, champ «\u00a0postcode\u00a0»\u00a0: un texte est attendu")


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "said"),
    [
        ("territory.yml", "name: Valbourg", "nom: Valbourg", "nom", "champ inconnu"),
        ("territory.yml", "name: Valbourg\n", "", "name", "obligatoire"),
        ("territory.yml", '"99001"', '"9900"', "citycode", "INSEE"),
        ("territory.yml", "Europe/Paris", "Europe/Paname", "timezone", "fuseau"),
        ("territory.yml", "country: FR", "country: XX", "holidays", "jours fériés"),
        ("territory.yml", "[50.05, 10.1]", "[50.05]", "centre", "latitude, longitude"),
        ("territory.yml", "[50.05, 10.1]", "[150.05, 10.1]", "centre", "latitude"),
        ("territory.yml", "#004080", "#80b0ff", "colours.primary", "contraste"),
        ("territory.yml", "#ffffff", "#336699", "colours.on_primary", "contraste"),
        ("territory.yml", "office: mairie", "office: chateau", "town_hall.office", "chateau"),
        ("territory.yml", "agents_office: agents", "agents_office: piscine", "agents_office", "n’ouvre aucun jour"),
        ("territory.yml", "valbourg.example", "valbourg.example/", "website_origins[1]", "sans chemin"),
        ("territory.yml", "code: est", "code: ouest", "districts[2].code", "déjà pris"),
        ("departments.yml", ", email: eclairage@valbourg.example", "", "departments.eclairage.email", "nécessaire"),
        ("departments.yml", "destination: desk", "destination: fax", "departments.voirie.destination", "fax"),
        ("destinations.yml", "kind: glpi", "kind: fax", "destinations.interventions.kind", "fax"),
        ("destinations.yml", "https://glpi", "ftp://glpi", "destinations.interventions.url", "https://"),
        ("destinations.yml", "  interventions:", "  desk:", "destinations.desk", "réservé"),
        ("destinations.yml", "fallback: email", "fallback: fax", "destinations.interventions.fallback", "fax"),
        ("destinations.yml", "{nid_de_poule:", "{nid:", "destinations.interventions.services.nid", "services.yml"),
        ("destinations.yml", "resolu", "fini", "destinations.interventions.statuses.5", "fini"),
        ("services.yml", "department: voirie", "department: routes", "services.nid_de_poule.department", "routes"),
        ("services.yml", "delay: 10 jo", "delay: 10 jours", "services.nid_de_poule.delay", "délai"),
        ("services.yml", "danger: possible", "danger: none", "services.nid_de_poule.danger_advice", "danger"),
        ("services.yml", "code: cote", "code: numero_lampadaire", "questions[2]", "déjà pris"),
        ("services.yml", "singlevaluelist", "string", "questions[2].values", "singlevaluelist"),
        ("services.yml", "key: impair", "key: pair", "questions[2].values", "même clé"),
        ("routing.yml", "to: astreinte", "to: personne", "rules[1].to", "personne"),
        ("routing.yml", "services: [verglas_neige]", 'communes: ["99003"]', "rules[1].communes[1]", "99003"),
        ("routing.yml", "services: [verglas_neige]", "communes: [99002]", "rules[1].communes[1]", "guillemets"),
        ("routing.yml", "[verglas_neige]", "[verglas]", "rules[1].services[1]", "verglas"),
        ("routing.yml", "  - {to: service_default}\n", "", "rules[2]", "dernière règle"),
        ("hours.yml", "08:30-12:00", "12:00-08:30", "offices.mairie.hours.lundi[1]", "08:30-12:00"),
        ("hours.yml", "13:30-17:30", "11:30-17:30", "offices.mairie.hours.lundi", "chevaucher"),
        ("hours.yml", "08:30-12:00", "08:30-25:00", "offices.mairie.hours.lundi[1]", "heure"),
        ("hours.yml", "lundi:", "monday:", "offices.mairie.hours.monday", "monday"),
        ("hours.yml", "to: 2027-01-01", "to: 2026-01-01", "closures[1].to", "finit après"),
        ("hours.yml", "[mairie, agents]", "[mairie, musee]", "closures[1].offices[2]", "musee"),
        ("hours.yml", '"07-01"', '"07-32"', "offices.piscine.seasons[1].from", "04-30"),
        ("collection.yml", "ouest: {ordures", "nord: {ordures", "calendar.nord", "nord"),
        ("collection.yml", "ordures: [mardi]", "ordures: [mardi matin]", "calendar.est.ordures[1]", "jour de collecte"),
        ("collection.yml", "1er mardi du mois", "1er mardi", "calendar.ouest.vegetaux[1]", "jour de collecte"),
        ("agenda.yml", "days: [mercredi, samedi]", "days: []", "markets[1].days", "au moins un jour"),
        ("agenda.yml", "2027-06-05 23:00", "2027-06-05 13:00", "events[1].end", "après le début"),
        ("topics/passeport_demande.md", "office: mairie", "office: musee", "office", "musee"),
        ("topics/passeport_demande.md", "https://pass", "pass", "links[1].url", "https://"),
        ("topics/passeport_demande.md", "2026-12-31", "2026-01-31", "valid_until", "après"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(
    folder: Folder, file: str, old: str, new: str, field: str, said: str
) -> None:
    text = (folder.path / file).read_text(encoding="utf-8")
    folder.replace(file, old, new)
    error = folder.error()
    assert file.endswith(error.file) and error.field.endswith(field)
    assert said in str(error) and "\n" not in str(error)
    assert error.line is not None and error.line <= text.count("\n")


def test_the_line_of_an_error_is_the_line_of_the_field(folder: Folder) -> None:
    folder.replace("services.yml", "delay: 4 h", "delay: bientôt")
    lines = (folder.path / "services.yml").read_text(encoding="utf-8").splitlines()
    line = folder.error().line
    assert line is not None and "bientôt" in lines[line - 1]


def test_the_line_of_a_topic_is_counted_from_the_top_of_its_file(folder: Folder) -> None:
    folder.replace("topics/passeport_demande.md", "checked_on: 2026-10-05", "checked_on: hier")
    error = folder.error()
    assert (error.file, error.line, error.field) == ("passeport_demande.md", 4, "checked_on")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("name: Valbourg", "name: Valbourg : la belle", 2, "entre guillemets"),
        ("name: Valbourg", "name: Valbourg\nname: Monteval", 3, "deux fois"),
        ("name: Valbourg", "name: [Valbourg", 3, "YAML"),
    ],
)
def test_broken_yaml_is_one_sentence_with_its_line(folder: Folder, old: str, new: str, line: int, said: str) -> None:
    folder.replace("territory.yml", old, new)
    error = folder.error()
    assert error.line == line and said in str(error) and "\n" not in str(error)


def test_a_missing_file_is_named(folder: Folder) -> None:
    (folder.path / "agenda.yml").unlink()
    assert str(folder.error()).startswith("agenda.yml\u00a0: ce fichier manque")


def test_an_empty_file_is_named(folder: Folder) -> None:
    (folder.path / "routing.yml").write_text("# rien\n", encoding="utf-8")
    assert str(folder.error()) == "routing.yml\u00a0: ce fichier est vide"


def test_a_file_in_another_encoding_is_refused_at_its_line(folder: Folder) -> None:
    path = folder.path / "departments.yml"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    error = folder.error()
    assert (error.file, error.line) == ("departments.yml", 3) and "UTF-8" in str(error)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sans en-tête.", "en-tête"),
        ("---\ntitle: Jamais fermé\n", "n’est pas fermé"),
        ("---\ntitle: T\nsource: S\nchecked_on: 2026-01-01\nvalid_until: 2027-01-01\n---\n\n", "vide"),
        ("---\ntitle: T\nsource: S\nchecked_on: 2026-01-01\nvalid_until: 2027-01-01\n---\nOui.\n## Cas\n", "Cas"),
    ],
)
def test_a_topic_without_header_or_text_is_refused(folder: Folder, text: str, said: str) -> None:
    (folder.path / "topics" / "nouveau.md").write_text(text, encoding="utf-8")
    error = folder.error()
    assert error.file == "nouveau.md" and said in str(error)


def test_a_territory_may_have_no_bounds_and_no_district(folder: Folder) -> None:
    root = read_yaml(folder.path / "territory.yml")
    assert isinstance(root.value, dict)
    del root.value["bounds"], root.value["districts"]
    commune = read_commune(root)
    assert (commune.bounds, commune.districts) == ((), {})


def test_bounds_may_have_several_pieces_and_holes(folder: Folder) -> None:
    pieces = [[[50, 10], [50, 11], [51, 11], [51, 10]], [[60, 20], [60, 21], [61, 20]]]
    hole = [[50.4, 10.4], [50.4, 10.6], [50.6, 10.6], [50.6, 10.4]]
    folder.replace("territory.yml", ONE_PIECE, f"bounds: {[*pieces, hole]}")
    cut = load_territory(folder.path)
    assert is_inside(cut, Position(50.1, 10.1)) and is_inside(cut, Position(60.1, 20.1))
    assert not is_inside(cut, Position(50.5, 10.5)) and not is_inside(cut, Position(55.0, 15.0))


@pytest.mark.parametrize("bounds", ["[[[50, 10], [50, 11]]]", "[[]]", "[50, 10]", "[[[50, 10, 3]]]"])
def test_bounds_that_close_no_area_are_refused(folder: Folder, bounds: str) -> None:
    folder.replace("territory.yml", ONE_PIECE, f"bounds: {bounds}")
    assert folder.error().field.startswith("bounds")


def test_hours_may_depend_on_the_month_and_on_school_holidays(folder: Folder) -> None:
    folder.replace(
        "hours.yml",
        '      samedi: ["09:00-12:00"]\n',
        '    irregular: [{day: samedi, hours: ["09:00-12:00"], when: "hors vacances scolaires"}]\n',
    )
    folder.replace(
        "hours.yml", "closures:\n", 'school_holidays: [{from: 2026-12-05, to: 2026-12-13, name: "Neige"}]\nclosures:\n'
    )
    office = load_territory(folder.path).offices["mairie"]
    assert [bool(office.spans_on(date(2026, 12, day))) for day in (5, 12, 19)] == [False, False, True]
    assert office.reason_closed(date(2026, 12, 5)) == "hors vacances scolaires"


def test_a_closure_may_name_an_office_of_the_directory(folder: Folder) -> None:
    folder.replace("hours.yml", "offices: [mairie, agents]", "offices: [mairie, msap]")
    assert folder.error().field == "closures[1].offices[2]"
    record = '[{"nom": "Maison", "pivot": [{"type_service_local": "msap"}]}]'
    (folder.path / "annuaire.json").write_text(record, encoding="utf-8")
    assert load_territory(folder.path).offices["msap"].closures
