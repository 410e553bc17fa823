"""The documents for the data protection officer say what the program does."""

from __future__ import annotations

from pathlib import Path

from bot.intake.webchat.page import Pages
from bot.organisation import Organisation
from bot.privacy.keeping.schedule import CLASSES, Schedule

ROOT = Path(__file__).parents[2]


def test_the_written_schedule_has_the_periods_of_the_configuration() -> None:
    schedule = Schedule(Organisation.load(ROOT / "organisation.yml"))
    rows = [line.split("|")[1:-1] for line in (ROOT / "docs/privacy/retention-schedule.md").read_text(encoding="utf-8").splitlines()]
    written = {row[0].strip(" `"): row[3].strip() for row in rows if len(row) == 5}
    assert {one.name: written.get(one.name) for one in CLASSES} == {one.name: schedule.in_words(one.name) for one in CLASSES}


def test_the_public_page_names_the_periods_of_the_configuration() -> None:
    organisation = Organisation.load(ROOT / "organisation.yml")
    schedule = Schedule(organisation)
    page = Pages(organisation).privacy().body.decode()
    for name in (
        "abandoned_chat",
        "transcript_after_close",
        "close_after_quiet",
        "anonymous_experience",
        "contact_details",
        "enquiry",
        "event_interest",
    ):
        assert schedule.in_words(name) in page, name
