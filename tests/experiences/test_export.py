"""What leaves the house: only what was sent, released and agreed to, with few never given as a number and nothing that runs."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import House
from bot.experiences import about_you, capture, export, pointing, providers, registers
from bot.intake.contacts import find_or_create
from bot.messages import Channel, Sender
from bot.store.session import StoreSession
from bot.store.tables import Audit, Experience

NOW = dt.datetime(2026, 11, 24, 11, 0, tzinfo=dt.timezone.utc)
SEED = Path(__file__).parents[2] / "data" / "providers" / "seed.csv"


@pytest.fixture
def session(sqlite_house: House) -> Iterator[StoreSession]:
    with sqlite_house.sessions() as session:
        providers.take_in(session, registers.read(SEED), NOW)
        yield session


def told(
    session: StoreSession, house: House, *, use: bool = True, quote: bool = True, released: bool = True, **values: object
) -> Experience:
    """One experience that was sent."""
    conversation = find_or_create(session, Sender(Channel.WEB, "web", f"person {id(values)}"), house.vault, NOW)[1]
    experience = capture.start(session, conversation, "2026-11", NOW)
    capture.add_story(experience, str(values.pop("story", "They were kind to me.")), NOW)
    for purpose, granted in (("use_anonymously", use), ("quote_anonymously", quote)):
        capture.set_consent(session, experience, purpose, granted, NOW)
    capture.submit(session, experience, NOW)
    experience.approved_at = NOW if released else None
    for name, value in values.items():
        setattr(experience, name, value)
    session.flush()
    return experience


def test_only_what_was_agreed_to_and_released_goes_out(session: StoreSession, sqlite_house: House) -> None:
    kept = told(session, sqlite_house, service_type="gp", rating=4)
    told(session, sqlite_house, use=False)
    told(session, sqlite_house, released=False)
    capture.start(session, find_or_create(session, Sender(Channel.WEB, "web", "d"), sqlite_house.vault, NOW)[1], "2026-11", NOW)
    exported = export.collect(session, sqlite_house.vault)
    assert exported.kept_back == {"not agreed to": 1, "not released by staff": 1}
    (row,) = exported.rows
    assert tuple(row) == export.COLUMNS
    assert (row["words"], row["rating"], row["received"]) == ("They were kind to me.", 4, "2026-11")
    assert kept.reference not in json.dumps(exported.rows)


def test_words_go_out_only_where_they_may_be_quoted(session: StoreSession, sqlite_house: House) -> None:
    told(session, sqlite_house, quote=False)
    assert export.collect(session, sqlite_house.vault).rows[0]["words"] == ""


def test_a_choice_taken_back_holds(session: StoreSession, sqlite_house: House) -> None:
    experience = told(session, sqlite_house)
    capture.set_consent(session, experience, "use_anonymously", False, NOW)
    session.flush()
    assert export.collect(session, sqlite_house.vault).rows == []


POINTS = "I am the vicar of Manea and I have motor neurone disease."


def test_words_that_point_at_somebody_wait_until_staff_settle_them(session: StoreSession, sqlite_house: House) -> None:
    told(session, sqlite_house)
    experience = told(session, sqlite_house, story=POINTS)
    held = export.collect(session, sqlite_house.vault)
    assert (len(held.rows), held.kept_back) == (1, {pointing.KEPT_BACK: 1})
    export.record(session, held, NOW)
    session.flush()
    (proof,) = session.execute(select(Audit.detail).where(Audit.act == "experience.export")).scalars()
    assert proof == {"experiences": 1, "kept_back": {pointing.KEPT_BACK: 1}}

    pointing.settle(session, experience, pointing.GENERALISED, staff_id=1)
    session.flush()
    words = [row["words"] for row in export.collect(session, sqlite_house.vault).rows]
    assert words[1] == "I am the [role] of [small place] and I have [rare condition] disease."
    pointing.settle(session, experience, pointing.AS_IT_IS, staff_id=1, reason="published under their name already")
    session.flush()
    assert export.collect(session, sqlite_house.vault).rows[1]["words"] == POINTS
    trail = session.execute(select(Audit.act, Audit.reason).where(Audit.act.in_(("experience.generalised", "experience.as_it_is")))).all()
    assert [tuple(row) for row in trail] == [
        ("experience.generalised", None),
        ("experience.as_it_is", "published under their name already"),
    ]


def test_a_story_whose_words_stay_in_the_house_need_not_wait(session: StoreSession, sqlite_house: House) -> None:
    told(session, sqlite_house, story=POINTS, quote=False)
    (row,) = export.collect(session, sqlite_house.vault).rows
    assert row["words"] == ""


@pytest.mark.parametrize(("decision", "reason"), [("as_it_is", " "), ("as_it_is", ""), ("whatever", "because"), ("", "because")])
def test_words_do_not_stay_without_a_reason(session: StoreSession, sqlite_house: House, decision: str, reason: str) -> None:
    experience = told(session, sqlite_house, story=POINTS)
    with pytest.raises(ValueError, match=r"why|choose"):
        pointing.settle(session, experience, decision, staff_id=1, reason=reason)
    assert experience.pointing is None


def test_few_of_a_service_or_of_an_answer_are_hidden(session: StoreSession, sqlite_house: House) -> None:
    for number in range(9):
        few = number < 4
        experience = told(
            session,
            sqlite_house,
            provider_code="local-hinchingbrooke" if few else "local-addenbrookes",
            themes=["dentistry_access"] if few else [],
        )
        about_you.record(session, experience, "age", "from_25" if few else "from_65")
    session.flush()
    rows = export.collect(session, sqlite_house.vault).rows
    assert {(row["service"], row["service_code"], row["person_age"]) for row in rows} == {
        (export.HIDDEN, export.HIDDEN, export.HIDDEN),
        ("Addenbrooke's Hospital", "local-addenbrookes", "from_65"),
    }
    assert ("theme", "dentistry_access", export.HIDDEN) in export.counts(rows)
    assert ("service_type", "other", "9") in export.counts(rows)


def test_answers_that_only_few_share_together_are_hidden(session: StoreSession, sqlite_house: House) -> None:
    for number in range(12):
        experience = told(session, sqlite_house)
        about_you.record(session, experience, "area", "fenland" if number < 6 else "cambridge")
        about_you.record(session, experience, "age", "from_65" if number < 5 or number == 11 else "from_25")
    session.flush()
    shown = Counter((row["person_area"], row["person_age"]) for row in export.collect(session, sqlite_house.vault).rows)
    assert shown == {
        ("fenland", "from_65"): 5,
        ("cambridge", "from_25"): 5,
        ("fenland", export.HIDDEN): 1,
        ("cambridge", export.HIDDEN): 1,
    }, "each answer is common, the one person who has both is not"


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"gp": 9, "dental": 6}, {"gp": "9", "dental": "6"}),
        ({"gp": 9, "dental": 6, "hospital": 1}, {"gp": "9", "dental": "not given", "hospital": "fewer than 5"}),
        ({"gp": 9, "dental": 2, "hospital": 1}, {"gp": "not given", "dental": "fewer than 5", "hospital": "fewer than 5"}),
        ({"gp": 9, "dental": 4, "hospital": 3}, {"gp": "9", "dental": "fewer than 5", "hospital": "fewer than 5"}),
        ({"gp": 2}, {"gp": "fewer than 5"}),
    ],
)
def test_a_hidden_number_cannot_be_told_from_the_others(numbers: dict[str, int], said: dict[str, str]) -> None:
    rows = [{"service_type": kind, "sentiment": "", "rating": "", "themes": ""} for kind, count in numbers.items() for _ in range(count)]
    assert {value: number for _, value, number in export.counts(rows)} == said


def test_a_name_on_no_list_stays_in_the_house(session: StoreSession, sqlite_house: House) -> None:
    told(session, sqlite_house, service_name_redacted="Nurse Joy at number 4")
    assert "Joy" not in json.dumps(export.collect(session, sqlite_house.vault).rows)


def test_by_day(session: StoreSession, sqlite_house: House) -> None:
    told(session, sqlite_house)
    day = NOW.date()
    assert len(export.collect(session, sqlite_house.vault, day, day).rows) == 1
    assert export.collect(session, sqlite_house.vault, day + dt.timedelta(days=1)).rows == []
    assert export.collect(session, sqlite_house.vault, None, day - dt.timedelta(days=1)).rows == []


def test_the_files(session: StoreSession, sqlite_house: House, tmp_path: Path) -> None:
    told(session, sqlite_house, story='=HYPERLINK("https://example.org")', themes=["parking"], sentiment="negative")
    files = {path.name: path for path in export.write(export.collect(session, sqlite_house.vault), tmp_path / "out")}
    with files["experiences.csv"].open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["words"].startswith("'=")
    with files["civicrm.csv"].open(encoding="utf-8-sig", newline="") as file:
        (activity,) = csv.DictReader(file)
    assert (activity["Activity Type"], activity["Activity Date"], activity["External Identifier"]) == (
        "Experience of care",
        "2026-11-01",
        export.ANONYMOUS_CONTACT,
    )
    with files["data-dictionary.csv"].open(encoding="utf-8-sig", newline="") as file:
        assert [line["column"] for line in csv.DictReader(file)] == list(row)
    written = json.loads(files["experiences.json"].read_text(encoding="utf-8"))
    assert set(written["experiences"][0]) == set(written["dictionary"])
