"""What an editor typed: kept as a draft, kept from the public while something is wrong, and shown in its time only."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.announcements import checks, words
from bot.announcements.kinds import EVENT, IMPACT, KINDS, OPPORTUNITY
from bot.organisation import Organisation
from tests.announcements.invented import event, impact, made, opportunity

ORGANISATION = Organisation.load(Path(__file__).parents[2] / "organisation.yml")
ZONE = ORGANISATION.timezone
TODAY = dt.date(2026, 11, 26)
NOW = dt.datetime(2026, 11, 26, 12, 0, tzinfo=dt.timezone.utc)
TYPED = {EVENT: event(TODAY), OPPORTUNITY: opportunity(TODAY), IMPACT: impact(TODAY)}


def problems(kind: str, **changes: str) -> list[str]:
    one, wrong = checks.read_form(KINDS[kind], {**TYPED[kind], **changes}, "made-up", ORGANISATION)
    return wrong or checks.problems(one, ORGANISATION, NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_the_invented_ones_are_in_order(kind: str) -> None:
    assert problems(kind) == []


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        (EVENT, {"day": "soon"}, "'Day' must be a date"),
        (EVENT, {"day": ""}, "'Day' is empty"),
        (EVENT, {"begins": "teatime"}, "'Begins at' must be a time"),
        (EVENT, {"finishes": "13:00"}, "end later than it begins"),
        (EVENT, {"day": "2026-11-25"}, "over already"),
        (EVENT, {"shown_from": "2026-12-20"}, "must be before it begins"),
        (EVENT, {"checked_on": "2026-11-27"}, "still to come"),
        (EVENT, {"checked_on": "2026-08-01"}, "more than three months ago"),
        (EVENT, {"step_free": ""}, "'Is the way in step free?' is empty"),
        (EVENT, {"hearing_loop": "perhaps"}, "choose one of the list"),
        (EVENT, {"interpreter": ""}, "'Can an interpreter come?' is empty"),
        (EVENT, {"step_free": "online"}, "needs the web page to join"),
        (EVENT, {"venue": ""}, "Give the venue"),
        (EVENT, {"place": ""}, "Give the town"),
        (EVENT, {"area": ""}, "'Area': choose one"),
        (EVENT, {"label": "Drop-in about dentists in Wisbech"}, "20 is the most"),
        (EVENT, {"summary": "Come along!"}, "exclamation mark"),
        (EVENT, {"summary": "See www.example.org for what is on there on the day."}, "web address"),
        (EVENT, {"summary": "We facilitate a discussion of stakeholder priorities."}, "'facilitate', which people do not"),
        (
            EVENT,
            {"summary": "Multidisciplinary practitioners investigate organisational accessibility here with you."},
            "reading grade",
        ),
        (EVENT, {"source_url": "http://www.nhs.uk"}, "must start with https://"),
        (EVENT, {"source_url": "https://example.org/event"}, "no site that the public is sent to"),
        (EVENT, {"cost": "It is free \u2026 come"}, "not in the text message alphabet"),
        (EVENT, {"venue": "The very long made-up name of a hall, " * 4}, "120 is the most"),
        (OPPORTUNITY, {"link": ""}, "A survey needs the web page"),
        (OPPORTUNITY, {"form": "research"}, "needs its approval"),
        (OPPORTUNITY, {"access": ""}, "'Other ways to take part' is empty"),
        (OPPORTUNITY, {"closes": "2028-01-01"}, "more than a year"),
        (IMPACT, {"changed_on": "2026-11-27"}, "later than the day on which it was checked"),
        (IMPACT, {"until": "2026-11-25"}, "over already"),
        (IMPACT, {"told": "You waited. " * 15, "changed": "There are more lines. " * 10}, "as a text message it takes"),
    ],
)
def test_what_is_wrong_is_said(kind: str, changes: dict[str, str], said: str) -> None:
    assert said.lower() in " ".join(problems(kind, **changes)).lower()


def test_an_unfinished_draft_can_be_kept() -> None:
    one, wrong = checks.read_form(KINDS[EVENT], {**TYPED[EVENT], "summary": "", "step_free": ""}, "made-up", ORGANISATION)
    assert wrong == []
    assert one is not None
    assert one.status == "draft"


@pytest.mark.parametrize(
    ("kind", "typed", "first", "last"),
    [
        # Winter: the clock is UTC. An event is over when it ends, everything else at the midnight after its last day.
        (EVENT, event(TODAY), (2026, 11, 26, 0, 0), (2026, 12, 8, 15, 59)),
        (OPPORTUNITY, opportunity(TODAY), (2026, 11, 26, 0, 0), (2026, 12, 16, 23, 59)),
        (IMPACT, impact(TODAY), (2026, 11, 26, 0, 0), (2027, 2, 24, 23, 59)),
        # Summer: the clock is an hour ahead of UTC.
        (EVENT, event(TODAY, day="2027-07-01"), (2026, 11, 26, 0, 0), (2027, 7, 1, 14, 59)),
        (OPPORTUNITY, opportunity(TODAY, closes="2027-07-01", shown_from="2027-06-01"), (2027, 5, 31, 23, 0), (2027, 7, 1, 22, 59)),
    ],
)
def test_each_begins_and_ends_by_itself(kind: str, typed: dict[str, str], first: tuple[int, ...], last: tuple[int, ...]) -> None:
    one = made(kind, typed, ORGANISATION)
    begins, ends = (dt.datetime(*moment, tzinfo=dt.timezone.utc) for moment in (first, last))  # type: ignore[misc, arg-type]
    minute = dt.timedelta(minutes=1)
    assert not one.is_current(begins), "a draft is never shown"
    shown = type(one)(**{**one.__dict__, "status": "published"})
    assert [shown.is_current(at) for at in (begins - minute, begins, ends, ends + minute)] == [False, True, True, False]
    assert [shown.state(at) for at in (begins - minute, begins, ends + minute)] == ["coming", "shown", "ended"]


def test_a_version_names_what_the_public_sees() -> None:
    one = made(EVENT, TYPED[EVENT], ORGANISATION)
    assert len(one.version) == 12
    assert made(EVENT, {**TYPED[EVENT], "begins": "13:00"}, ORGANISATION).version != one.version
    assert made(EVENT, {**TYPED[EVENT], "travel": ""}, ORGANISATION).version != one.version
    assert type(one)(**{**one.__dict__, "status": "published"}).version == one.version
    stored = {name: value.astimezone(dt.timezone.utc) for name, value in one.__dict__.items() if isinstance(value, dt.datetime)}
    assert type(one)(**{**one.__dict__, **stored}).version == one.version, "a database gives moments back in UTC"


def test_what_stands_in_the_form_is_what_was_typed() -> None:
    for kind, typed in TYPED.items():
        assert made(kind, typed, ORGANISATION).typed(ZONE) == typed


@pytest.mark.parametrize(
    ("kind", "typed", "said"),
    [
        (EVENT, event(TODAY), "Tuesday 8 December 2026, 2pm to 4pm"),
        (EVENT, event(TODAY, begins="09:30", finishes="12:00", day="2027-07-01"), "Thursday 1 July 2027, 9.30am to 12 noon"),
        (OPPORTUNITY, opportunity(TODAY), "Open until Wednesday 16 December 2026"),
        (IMPACT, impact(TODAY), "October 2026"),
    ],
)
def test_times_as_people_say_them(kind: str, typed: dict[str, str], said: str) -> None:
    assert words.when(made(kind, typed, ORGANISATION), ZONE) == said


def test_an_event_in_full() -> None:
    reply = words.in_full(made(EVENT, TYPED[EVENT], ORGANISATION), ORGANISATION)
    for said in (
        "Where: Invented Hall, 1 Made-up Road, Wisbech.",
        "Getting there: The bus stops at the door.",
        "The way in is step free. There is a hearing loop. We can bring an interpreter",
        "There is a quiet room.",
        "Cost: It is free.",
        "Source: Healthwatch Cambridgeshire and Peterborough, checked 26 November 2026. https://www.healthwatch",
    ):
        assert said in reply.text
    assert [button.title for button in reply.buttons] == ["I would like to come", "Speak to a person"]
    assert "Step free. Hearing loop. Ask us for an interpreter." in (reply.short or "")
    assert "Source: Healthwatch, 26 Nov 2026." in (reply.short or "")


def test_an_online_event_has_no_address() -> None:
    link = "https://www.healthwatchcambridgeshire.co.uk/join"
    one = made(EVENT, {**TYPED[EVENT], "venue": "", "place": "", "step_free": "online", "link": link}, ORGANISATION)
    assert checks.problems(one, ORGANISATION, NOW) == []
    reply = words.in_full(one, ORGANISATION)
    assert "Where: Online." in reply.text
    assert f"Join online: {link}" in reply.text
    assert "step free" not in reply.text


def test_the_longest_list_stays_within_two_segments() -> None:
    long = event(TODAY, title="A" * 60, label="L" * 20, place="Godmanchester by the water", begins="10:30", finishes="12:30")
    some = [made(EVENT, long, ORGANISATION, f"made-up-{number}") for number in range(4)]
    reply = words.listing(some, "This is on in our area:", ORGANISATION)
    assert len(reply.buttons) == words.MOST + 1
    assert words.fits(reply.short or "", reply.buttons)
    assert (reply.short or "").count("Godmanchester") >= 1
    assert reply.text.count("A" * 60) == words.MOST


def test_a_survey_is_filled_in_on_its_page() -> None:
    one = made(OPPORTUNITY, TYPED[OPPORTUNITY], ORGANISATION)
    assert not one.joinable
    assert "https://www.healthwatchcambridgeshire.co.uk/made-up-survey" in (words.in_full(one, ORGANISATION).short or "")
    assert made(OPPORTUNITY, {**TYPED[OPPORTUNITY], "form": "volunteering"}, ORGANISATION).joinable
