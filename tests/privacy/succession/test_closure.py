"""What a successor may have: stories as they may be used, and nobody's details without the decision that allows it."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from bot.app import House
from bot.experiences import consent, pointing
from bot.privacy.succession import closure
from bot.store.session import transaction
from bot.store.tables import Audit, Experience, SavedReply
from tests.privacy.records import NOW, Records


def export(house: House, folder: Path, **more: Any) -> closure.Closure:
    with transaction(house.sessions) as session:
        session.begin_write()
        return closure.export(session, folder, organisation=house.organisation, actor="operator", now=NOW, **more)


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture
def told(sqlite_house: House) -> Records:
    """One story that may go, one taken back, one that nobody has looked through, a question, and somebody who is held."""
    house = sqlite_house
    records = Records(house)
    chat = records.chat(5, address="+447700900321")
    may_go, taken_back, _ = (records.story(chat, 5, contact="ring 07700 900321") for _ in range(3))
    records.enquiry(chat, 5)
    with transaction(house.sessions) as session:
        for number in (may_go, taken_back):
            session.get(Experience, number).approved_at = NOW
        session.get(Experience, may_go).service_name_redacted = "=HYPERLINK(1)"
        consent.record(session, session.get(Experience, may_go), "contact_me", True, now=NOW)
        consent.withdraw(session, session.get(Experience, taken_back), now=NOW)
    records.note(chat, "Rang Sam at home")
    records.hold("contact", records.contact_of(chat))
    return records


def test_stories_go_as_they_may_be_used_and_people_stay(told: Records, tmp_path: Path) -> None:
    made = export(told.house, tmp_path / "out")
    assert len(read(tmp_path / "out", "experience")) == 1
    assert made.kept_back == {"its use was not agreed to": 1, "not looked through by staff": 1, pointing.KEPT_BACK: 0}
    assert len(read(tmp_path / "out", "consent_grant")) == 3, "choices of the stories that go, and of no other"
    assert [row["topic"] for row in read(tmp_path / "out", "enquiry")] == ["register_gp"]
    everything = b"".join(path.read_bytes() for path in made.files)
    for words in (b"07700", b"Sam", b"Rang", b"+4477", b"staff:1"):
        assert words not in everything
    assert not (tmp_path / "out" / "contacts.json").exists()


def test_a_story_that_points_at_somebody_stays_until_it_is_settled(told: Records, tmp_path: Path) -> None:
    with transaction(told.house.sessions) as session:
        for story in session.query(Experience):
            story.story_redacted = "I am the vicar of Manea and I have motor neurone disease."
    assert export(told.house, tmp_path / "first").kept_back[pointing.KEPT_BACK] == 1
    with transaction(told.house.sessions) as session:
        for story in session.query(Experience):
            pointing.settle(session, story, pointing.GENERALISED, staff_id=1)
    export(told.house, tmp_path / "second")
    (row,) = read(tmp_path / "second", "experience")
    assert row["story_redacted"] == "I am the [role] of [small place] and I have [rare condition] disease."


def test_what_staff_keep_saying_goes_too(told: Records, tmp_path: Path) -> None:
    with transaction(told.house.sessions) as session:
        session.add(SavedReply(title="Opening hours", text="We are open from nine to five."))
    export(told.house, tmp_path / "out")
    assert [(row["title"], row["text"]) for row in read(tmp_path / "out", "saved_reply")] == [
        ("Opening hours", "We are open from nine to five.")
    ]


def test_every_column_is_explained_and_no_cell_is_a_formula(told: Records, tmp_path: Path) -> None:
    made = export(told.house, tmp_path / "out")
    meanings = {(row["file"], row["column"]) for row in read(tmp_path / "out", "dictionary")}
    for path in made.files:
        if path.suffix == ".csv" and path.stem != "dictionary":
            rows = list(csv.reader(path.open(encoding="utf-8-sig", newline="")))
            assert {(path.stem, column) for column in rows[0]} <= meanings
            assert not any(cell[:1] in ("=", "+", "@") for row in rows for cell in row), path.name


def test_people_go_with_the_decision_that_allows_it(told: Records, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with pytest.raises(ValueError, match="decision"):
        export(told.house, folder, vault=told.house.vault, decision=" ")
    export(told.house, folder, vault=told.house.vault, decision="DPO 2027-03-01")
    assert [row["contact"] for row in read(folder, "contacts")] == ["ring 07700 900321"], "those who agreed to be contacted"
    held = read(folder, "held")
    assert held[0]["record"]["conversations"][0]["messages"][0]["words"] == "I am Sam Example"
    assert held[0]["record"]["conversations"][0]["notes_between_members_of_our_team"][0]["words"] == "Rang Sam at home"
    assert (folder / "held.json").stat().st_mode & 0o077 == 0
    assert [row.reason for row in told.all(Audit) if row.act == "export.closure"] == ["DPO 2027-03-01"]
