"""Which service people mean, by the words they use for it; and the registers' files, by small pieces of each."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.app import House
from bot.experiences import providers, registers
from bot.experiences.providers import Directories, Directory, Service
from bot.store.session import transaction
from bot.store.tables import Provider

ROOT = Path(__file__).parents[2]
SEED = ROOT / "data" / "providers" / "seed.csv"
NOW = dt.datetime(2026, 11, 24, 11, 0, tzinfo=dt.timezone.utc)

PRACTICES = "\n".join(
    f'{code},"{name}",Y61,QUE,"1 HIGH STREET",,,{town},"CAMBRIDGESHIRE",{postcode},19740401,{closed},{status}' + "," * 14
    for code, name, town, postcode, closed, status in (
        ("D81001", "RIVERSIDE SURGERY", "ELY", "CB7 9XX", "", "A"),
        ("D81002", "RIVERSIDE MEDICAL PRACTICE", "MARCH", "PE15 9XX", "", "A"),
        ("D81003", "THE OLD MILL SURGERY", "WISBECH", "PE13 9XX", "20240331", "C"),
        ("D81004", "FAR AWAY SURGERY", "LEEDS", "LS1 9XX", "", "A"),
    )
)  # fmt: skip
CARE_HOMES = (
    '"These data are updated every day",,,\n\nName,Also known as,Address,Postcode,Service types,Provider name,Local authority,'
    "CQC Location ID (for office use only)\n"
    'Willow House,"The Willows","2 Green Lane, March, Cambridgeshire",PE15 9XY,Residential homes|Care home,'
    "Willow Care Limited,Cambridgeshire,1-1\n"
)


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory(
        Service(listed.code, listed.name, listed.service_type, listed.town, listed.local_names, listed.shown)
        for listed in registers.read(SEED)
    )


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("addenbrooks", "addenbrookes"), ("Adenbrokes", "addenbrookes"), ("Addenbrooke’s eye clinic", "addenbrookes"),
        ("addies A&E", "addenbrookes"), ("hinchy", "hinchingbrooke"), ("hinchinbrooke hosp", "hinchingbrooke"),
        ("the hospital in Huntingdon", "hinchingbrooke"), ("the city hospital", "peterborough-city"), ("pboro city", "peterborough-city"),
        ("P'boro City Hospital", "peterborough-city"), ("peterborogh city hosp", "peterborough-city"), ("papworth", "royal-papworth"),
        ("stamford", "stamford-rutland"), ("kings lynn", "qe-kings-lynn"), ("emed", "emed"), ("county council", "cambridgeshire-council"),
    ],
)  # fmt: skip
def test_what_people_call_it(directory: Directory, said: str, meant: str) -> None:
    matches = directory.search(said)
    assert matches[0].service.code == f"local-{meant}"
    if said != "peterborogh city hosp":  # the council is near enough to ask
        assert providers.clear(matches) is matches[0].service


@pytest.mark.parametrize("said", ["the hospital", "peterborough", "the council", "cambridge"])
def test_what_can_mean_several_is_offered(directory: Directory, said: str) -> None:
    matches = directory.search(said)
    assert 2 <= len(matches) <= providers.OFFERED
    assert providers.clear(matches) is None


@pytest.mark.parametrize("said", ["Riverside Surgery, Ely", "my dentist", "", "boots", "the one by the church"])
def test_what_is_not_listed_is_not_guessed(directory: Directory, said: str) -> None:
    assert directory.search(said) == []


@pytest.mark.parametrize(
    ("story", "named"),
    [
        ("My mum was taken to Addenbrookes in June, then moved to hinchy.", ["addenbrookes", "hinchingbrooke"]),
        ("We waited nine hours at peterborough city hospital a&e", ["peterborough-city"]),
        ("adenbrooks lost my letter", ["addenbrookes"]),
        ("Stamford and Rutland Hospital was lovely", ["stamford-rutland"]),
        ("I work in the city and the hospital was fine", []),
        ("They were rude and I had to wait", []),
    ],
)
def test_services_named_in_a_story(directory: Directory, story: str, named: list[str]) -> None:
    assert [service.code.removeprefix("local-") for service in directory.named_in(story)] == named


def test_every_service_of_ours_is_of_a_known_kind_and_confirmed_ones_have_their_source() -> None:
    rows = SEED.read_text(encoding="utf-8").splitlines()[1:]
    assert len({row.split(",")[0] for row in rows}) == len(rows)
    assert all(listed.service_type in registers.SERVICE_TYPES for listed in registers.read(SEED))
    assert all("https://" in row for row in rows if ",confirmed," in row)


def test_registers_are_read_by_area_and_closed_ones_are_not_offered(sqlite_house: House, tmp_path: Path) -> None:
    practices, homes = tmp_path / "epraccur.csv", tmp_path / "cqc.csv"
    practices.write_text(PRACTICES, encoding="cp1252")
    homes.write_text(CARE_HOMES, encoding="utf-8")
    directories = Directories()
    with transaction(sqlite_house.sessions) as session:
        assert providers.take_in(session, registers.read(practices), NOW, ["PE", "CB"]) == 3
        assert providers.take_in(session, registers.read(homes), NOW) == 1
    with sqlite_house.sessions() as session:
        now = directories.now(session)
        assert [match.service.label for match in now.search("riverside surgery ely")][:1] == ["Riverside Surgery, Ely"]
        assert {match.service.label for match in now.search("riverside")} == {"Riverside Surgery, Ely", "Riverside Medical Practice, March"}
        assert now.search("old mill surgery") == []
        home = now.search("the willows in march")[0].service
        assert (home.name, home.service_type, home.town) == ("Willow House", "care_home", "March")


def test_a_registers_row_takes_the_place_of_ours(sqlite_house: House) -> None:
    listed = registers.Listed("ods-X1", "ods", "Hinchingbrooke Hospital", "hospital", town="Huntingdon")
    directories = Directories()
    with transaction(sqlite_house.sessions) as session:
        providers.take_in(session, registers.read(SEED), NOW)
    with sqlite_house.sessions() as session:
        assert directories.now(session).search("hinchy")[0].service.code == "local-hinchingbrooke"
    with transaction(sqlite_house.sessions) as session:
        providers.take_in(session, [listed], NOW + dt.timedelta(hours=1))
        providers.take_in(session, registers.read(SEED), NOW + dt.timedelta(hours=2))
    with sqlite_house.sessions() as session:
        assert [match.service.code for match in directories.now(session).search("hinchy")] == ["ods-X1"]
        assert session.get(Provider, "local-hinchingbrooke").active is False


@pytest.mark.parametrize(
    ("text", "problem"),
    [("name,town\nA,B\n", "lists no service"), ("A" + "," * 26 + "\nB,C\n", "line 2: 2 columns")],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "epraccur.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(registers.RegisterError, match=problem):
        registers.read(file)


@pytest.mark.parametrize(
    ("shouted", "written"),
    [
        ("THE OLD EXCHANGE SURGERY", "The Old Exchange Surgery"),
        ("ST IVES (NHS) CENTRE", "St Ives (NHS) Centre"),
        ("Willow House", "Willow House"),
    ],
)
def test_names_are_not_shouted(shouted: str, written: str) -> None:
    assert registers.titled(shouted) == written
