"""Short answers, the month, the kind of service and the reference: by table."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from bot.experiences import answers, service_types, when
from bot.experiences.references import new_reference

TODAY = dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    "text", ["done", "Done.", "that's all", "thats it thanks", "That is everything", "no", "I'm finished", "no more", "the end", "Send it"]
)
def test_done(text: str) -> None:
    assert answers.is_done(text)


@pytest.mark.parametrize(
    "text",
    ["no one came", "that's all they said to me", "when they were done they left", "nothing was explained", "it was the end of the day"],
)
def test_story_that_sounds_done(text: str) -> None:
    assert not answers.is_done(text)


@pytest.mark.parametrize(
    "text", ["stop", "Stop please", "cancel", "never mind", "I don't want to do this", "I've changed my mind", "delete it"]
)
def test_stop(text: str) -> None:
    assert answers.is_stop(text)


@pytest.mark.parametrize("text", ["they told me to stop my tablets", "the bus stop is far", "they cancelled my operation"])
def test_story_that_sounds_like_stop(text: str) -> None:
    assert not answers.is_stop(text)


@pytest.mark.parametrize("text", ["skip", "Skip this please", "not sure", "don't know", "I can't remember", "prefer not to say", "no idea"])
def test_skip(text: str) -> None:
    assert answers.is_skip(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("yes", True), ("👍", True), ("Yes, please.", True), ("ok", True), ("yeah that's fine", True), ("of course you can", True),
        ("no", False), ("No thanks", False), ("I'd rather not", False), ("please don't", False),
        ("maybe", None), ("yes but not my name", None), ("what does that mean", None), ("I am not sure", None),
    ],
)  # fmt: skip
def test_consent_is_never_guessed(text: str, meant: bool | None) -> None:
    assert answers.yes_or_no(text) is meant


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("4", 4),
        ("five", 5),
        ("3/5", 3),
        ("2 out of 5", 2),
        ("about 4 stars", 4),
        ("excellent", 5),
        ("it was awful", 1),
        ("ok", 3),
        ("6", None),
        ("10", None),
        ("0", None),
        ("what", None),
    ],
)
def test_rating(text: str, mark: int | None) -> None:
    assert answers.rating(text) == mark


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("me", "me"),
        ("it's about me", "me"),
        ("my mum", "someone_else"),
        ("someone I care for", "cared_for"),
        ("I look after him", None),
        ("a friend", "someone_else"),
        ("blue", None),
    ],
)
def test_about(text: str, about: str | None) -> None:
    assert answers.about(text) == about


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("I want to share my experience", True),
        ("can I give some feedback about my GP", True),
        ("feedback", True),
        ("The receptionist was rude to me", False),
        ("They lost my notes and nobody said sorry, and I had to tell my story again to five different people on the day", False),
    ],
)
def test_offer_of_a_story_is_not_a_story(text: str, offers: bool) -> None:
    assert answers.only_offers(text) is offers


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("last month", "2026-10"), ("June", "2026-06"), ("in December", "2025-12"), ("june 2024", "2024-06"), ("06/2026", "2026-06"),
        ("12/06/2026", "2026-06"), ("3/25", "2025-03"), ("2025-03", "2025-03"), ("this month", "2026-11"), ("yesterday", "2026-11"),
        ("about three weeks ago", "2026-11"), ("four weeks ago", "2026-10"), ("2 years ago", "2024-11"),
        ("a couple of months ago", "2026-09"),
        ("last June last year", "2025-06"), ("May", "2026-05"), ("06/2027", None), ("ages ago", None), ("13/2026", None), ("", None),
    ],
)  # fmt: skip
def test_month(text: str, month: str | None) -> None:
    found = when.month(text, TODAY)
    assert (found and f"{found:%Y-%m}") == month
    assert found is None or found.day == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Riverside Surgery, Ely", "gp"), ("my dentist in March", "dental"), ("A&E at Hinchingbrooke", "a_and_e"),
        ("Addenbrookes", "hospital"),
        ("ward C7 at Addenbrooke's hospital", "hospital_inpatient"), ("camhs", "mental_health_child"), ("Willow care home", "care_home"),
        ("patient transport to Papworth", "patient_transport"), ("the chemist", "pharmacy"), ("the council offices", None),
    ],
)  # fmt: skip
def test_kind_of_service(text: str, code: str | None) -> None:
    assert service_types.guess(text) == code


def test_every_kind_that_is_guessed_is_a_kind() -> None:
    assert {code for code, _ in service_types._WORDS} <= set(service_types.SERVICE_TYPES)


def test_the_first_telling_text_decides() -> None:
    assert service_types.guess("Riverside", "the dentist was kind") == "dental"
    assert service_types.guess(None, "") is None


def test_references_are_easy_to_read_out() -> None:
    references = {new_reference() for _ in range(200)}
    assert len(references) == 200
    assert all(re.fullmatch(r"QW-[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{2}", reference) for reference in references)


@pytest.mark.parametrize(
    ("text", "holds"),
    [("call 07700 900123", True), ("me@example.org", True), ("01632 960 001 after six", True), ("ask at the shop", False), ("12", False)],
)
def test_contact(text: str, holds: bool) -> None:
    assert answers.has_contact(text) is holds


@pytest.mark.parametrize(("text", "meant"), [("this chat", True), ("here please", True), ("just here", True), ("the one in town", False)])
def test_this_chat(text: str, meant: bool) -> None:
    assert answers.is_this_chat(text) is meant
