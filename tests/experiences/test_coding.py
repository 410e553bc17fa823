"""Suggested topics, their words, how it felt; what staff settle stands beside what was suggested."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select

from bot.app import House
from bot.encoder import Encoder
from bot.encoder.layers import compact, expand
from bot.experiences import capture
from bot.experiences.coding import records
from bot.experiences.coding.meaning import Meaning
from bot.experiences.coding.sparse import Sparse, pieces, terms
from bot.experiences.coding.suggest import SENTIMENTS, Suggester
from bot.experiences.coding.themes import given_away, themes
from bot.intake.contacts import find_or_create
from bot.messages import Channel, Sender
from bot.store.session import StoreSession
from bot.store.tables import Experience, ExperienceCode

NOW = dt.datetime(2026, 11, 24, 11, 0, tzinfo=dt.timezone.utc)


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester.load()


@pytest.mark.parametrize(
    ("story", "topic", "sentiment", "kind"),
    [
        (
            "We waited six hours for an ambulance, it was terrible, my mum lay on the floor all that time",
            "timeliness",
            "negative",
            "ambulance",
        ),
        ("The receptionist was so rude to me, she shouted at me in front of everyone", "staff_manner", "negative", "gp"),
        ("Lovely friendly drivers who took me to the hospital and back", "staff_manner", "positive", "hospital"),
        ("I cannot find an NHS dentist anywhere, they have all gone private", "dentistry_access", "negative", "dental"),
        ("My surgery never answers, I can't get an appointment", "appointment_arrangements", "negative", "gp"),
        ("Nobody could find an interpreter so my wife did not understand the doctor", "accessible_information", "negative", "gp"),
        ("There was nowhere to park and the car park cost £9", "parking", "negative", None),
        ("The food on the ward was cold every day", "food_drink", "negative", "hospital_inpatient"),
    ],
)
def test_what_a_story_is_about(suggester: Suggester, story: str, topic: str, sentiment: str, kind: str | None) -> None:
    found = suggester.suggest(story)
    by_code = {item.code: item for item in found.themes}
    assert topic in by_code
    assert all(word.lower() in story.lower() for word in by_code[topic].words)
    assert by_code[topic].words
    assert (found.sentiment, found.service_type) == (sentiment, kind)


def test_every_suggestion_is_on_the_list_and_sure_ones_come_first(suggester: Suggester) -> None:
    story = "They kept me waiting. Nobody told me anything. The nurse was kind. " * 40
    found = suggester.suggest(story).themes
    assert set(suggester.codes) <= set(themes())
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)
    assert {"kept_informed", "staff_manner"} <= {item.code for item in found}


@pytest.mark.parametrize("text", ["", "?", "\ud800", "ありがとう"])
def test_any_text_can_be_read(suggester: Suggester, text: str) -> None:
    topics, feelings = suggester.probabilities(text)
    assert np.isfinite(topics).all()
    assert feelings.sum() == pytest.approx(1, abs=1e-4)
    assert suggester.suggest(text).sentiment in SENTIMENTS


def test_topics_have_codes_of_their_own_and_short_titles() -> None:
    listed = list(themes().values())
    assert len({theme.code for theme in listed}) == len(listed)
    assert sum(theme.label is None for theme in listed) == 5
    assert len({theme.category for theme in listed}) == 11
    assert all(len(theme.code) <= 60 and len(theme.title) <= 40 for theme in listed)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("they wanted £300 and I can't afford it", "cost"),
        ("my carers never came on Sunday", "social_care"),
        ("they treated me like that because I am Polish", "equality"),
        ("I am deaf and they would only ring me", "accessible_information"),
        ("in agony for hours without any pain relief", "pain"),
    ],
)
def test_plain_words_give_a_topic_away(text: str, code: str) -> None:
    assert code in given_away(text)


def test_words_and_pieces() -> None:
    assert terms("It's late, VERY late") == ["it's", "late", "very", "late", "it's late", "late very", "very late"]
    assert "# la" in pieces("late")
    assert "#ate " in pieces("late")


def test_words_inside_a_chosen_pair_are_not_named_again() -> None:
    names = {"waited": 0, "waited hours": 1, "hours": 2, "kind": 3}
    sparse = Sparse(names, np.ones(4, np.float32), np.array([[1], [3], [2], [-1]], np.float32), np.zeros(1, np.float32))
    assert sparse.words_for("I waited hours, kind staff", 0) == ("waited hours",)


def test_small_weights_are_near_the_large_ones() -> None:
    weights = {"a.weight": np.random.default_rng(1).normal(size=(4, 8)).astype(np.float32), "a.bias": np.ones(4, np.float32)}
    again = expand(compact(weights))
    assert np.abs(again["a.weight"] - weights["a.weight"]).max() < 0.02
    assert (again["a.bias"] == 1).all()


def test_the_end_of_a_long_story_counts_for_its_meaning(tmp_path: Path) -> None:
    encoder = Encoder.load()
    wanted = encoder.encode(["There was nowhere to park."])[0]
    Meaning(encoder, wanted[:, None], np.zeros(1, np.float32)).save(tmp_path / "meaning.npz")
    read = Meaning.load(tmp_path / "meaning.npz")
    long = "They were kind to me. " * 48 + "There was nowhere to park. " * 4
    assert read.logits(long)[0] > read.logits("They were kind to me. " * 48)[0] + 0.1
    assert read.logits("There was nowhere to park.")[0] == pytest.approx(1, abs=0.01)
    assert np.isfinite(read.logits("")).all()


@pytest.fixture
def told(sqlite_house: House, suggester: Suggester) -> Iterator[tuple[StoreSession, Experience]]:
    """A sent experience with its suggestions."""
    with sqlite_house.sessions() as session:
        conversation = find_or_create(session, Sender(Channel.WEB, "web", "somebody"), sqlite_house.vault, NOW)[1]
        experience = capture.start(session, conversation, "2026-11", NOW)
        capture.add_story(experience, "I cannot find an NHS dentist, and the receptionist was rude.", NOW)
        capture.submit(session, experience, NOW)
        found = suggester.suggest(experience.story_redacted)
        records.keep_suggestions(session, experience, found.themes, found.sentiment, NOW)
        session.flush()
        yield session, experience


def test_suggestions_hold_until_staff_settle_them(told: tuple[StoreSession, Experience]) -> None:
    session, experience = told
    assert {"dentistry_access", "staff_manner"} <= set(experience.themes)
    assert (experience.sentiment, experience.coded_at) == ("negative", None)
    records.settle(session, experience, staff_id=1, topics=["cost", "dentistry_access"], sentiment="mixed", service_type="dental", now=NOW)
    assert experience.themes == ["dentistry_access", "cost"]
    assert (experience.sentiment, experience.service_type, experience.coded_at) == ("mixed", "dental", NOW)
    with session.no_autoflush:
        sources = {row.source for row in session.new if isinstance(row, ExperienceCode)}
    assert sources == {"person"}
    session.query(ExperienceCode).filter_by(source="person").delete()


def test_agreement_is_counted_over_what_was_settled(told: tuple[StoreSession, Experience]) -> None:
    session, experience = told
    assert records.agreement(session) == records.Agreement(0, 0, 0, 0)
    suggested = len(experience.themes)
    experience.themes, experience.coded_at = ["dentistry_access", "cost"], NOW
    session.flush()
    assert records.agreement(session) == records.Agreement(1, suggested, 2, 1)
    rows = session.execute(select(ExperienceCode.code).where(ExperienceCode.kind == "sentiment")).scalars().all()
    assert rows == ["negative"]


@pytest.mark.parametrize("wrong", [{"topics": ["weather"]}, {"sentiment": "blue"}, {"service_type": "spa"}])
def test_a_code_on_no_list_is_refused(told: tuple[StoreSession, Experience], wrong: dict[str, object]) -> None:
    session, experience = told
    values = {"topics": ["cost"], "sentiment": "mixed", "service_type": "gp", **wrong}
    with pytest.raises(ValueError, match="not on the list"):
        records.settle(session, experience, staff_id=1, now=NOW, **values)  # type: ignore[arg-type]
