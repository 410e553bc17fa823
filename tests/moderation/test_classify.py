"""What each invented comment is, and whose details it holds."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import yaml_files
from bot.moderation.classify import ACTIONS, CommentClassifier
from bot.moderation.judge import judge
from bot.safety.lexicon import Lexicon

TABLE = yaml_files.read(Path(__file__).parent / "comments.yml")
COMMENTS = [(action, comment) for action, comments in TABLE.items() for comment in comments]


def test_the_table_is_wide_enough() -> None:
    assert len(COMMENTS) >= 60
    assert set(TABLE) == set(ACTIONS)


@pytest.mark.parametrize(("action", "comment"), COMMENTS)
def test_comment(classifier: CommentClassifier, action: str, comment: str) -> None:
    assert classifier.classify(comment).action == action


@pytest.mark.parametrize(("action", "comment"), COMMENTS)
def test_grounds_repeat_no_detail(classifier: CommentClassifier, action: str, comment: str) -> None:
    verdict = classifier.classify(comment)
    grounds = " ".join(verdict.grounds)
    assert bool(grounds) == (action != "none")
    assert not any(character.isdigit() for character in grounds)
    for word in ("Kelly", "Patel", "Janet", "Jones", "Sarah", "Dave", "example"):
        assert word not in grounds


@dataclass(frozen=True)
class FakeSpan:
    start: int
    end: int
    type: str


@dataclass(frozen=True)
class FakeRedacted:
    text: str
    spans: tuple[FakeSpan, ...]


class FakeRedactor:
    """Finds the marked detail: «...» of the given type. The marks themselves are part of the text."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def redact(self, text: str) -> FakeRedacted:
        start, end = text.index("«"), text.index("»") + 1
        return FakeRedacted(text[:start] + "[it]" + text[end:], (FakeSpan(start, end, self.kind),))


@pytest.mark.parametrize(
    ("kind", "comment", "action"),
    [
        ("PHONE_NUMBER", "ring me on «07700 900123»", "hide_own_details"),
        ("PHONE_NUMBER", "his number is «07700 900123»", "hide_others_details"),
        ("PHONE_NUMBER", "my mum's number is «07700 900123»", "hide_others_details"),
        ("PHONE_NUMBER", "the clinic is on «01632 960123»", "none"),
        ("PHONE_NUMBER", "«07700 900123»", "hide_own_details"),
        ("UK_POSTCODE", "the hospital is at «PE29 7HN»", "none"),
        ("UK_POSTCODE", "I live in «PE29 7HN»", "hide_own_details"),
        ("UK_NHS", "the hospital has my NHS number wrong «999 123 4567»", "hide_own_details"),
        ("UK_NHS", "my daughter is «999 123 4567»", "hide_others_details"),
        ("PERSON", "«Sarah Jones» look", "none"),
        ("PERSON", "I'm «Sarah Jones»", "hide_own_details"),
        ("PERSON", "my name is «Sarah»", "hide_own_details"),
        ("PERSON", "«Kelly» from reception lied to patients", "hide_others_details"),
        ("PERSON", "that manager «Jones» should be sacked", "hide_others_details"),
        ("SOCIAL_HANDLE", "«@sam_example» see this", "none"),
        ("SOCIAL_HANDLE", "message me «@sam_example»", "hide_own_details"),
        ("CREDIT_CARD", "take it from «4929 0000 0000 6»", "hide_own_details"),
    ],
)
def test_whose_detail(kind: str, comment: str, action: str) -> None:
    verdict = CommentClassifier(FakeRedactor(kind), Lexicon.load()).classify(comment)
    assert verdict.action == action
    assert verdict.holds_details == action.startswith("hide")


def test_danger_comes_before_everything_and_knows_of_details(classifier: CommentClassifier) -> None:
    verdict = classifier.classify("My name is Sarah, ring me on 07700 900123, I want to kill myself you idiots")
    assert verdict.action == "crisis"
    assert verdict.holds_details
    assert verdict.sign is not None
    assert verdict.sign.category == "suicide_self_harm"
    assert any("phone number" in ground for ground in verdict.grounds)


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "👍"])
def test_next_to_nothing(classifier: CommentClassifier, text: str) -> None:
    assert classifier.classify(text).action in ("none", "praise_no_details")


def test_a_very_long_comment_is_judged(classifier: CommentClassifier) -> None:
    assert classifier.classify("the wait at the hospital " * 400 + "and my number is 07700 900123").holds_details


def test_judge_keeps_the_id(classifier: CommentClassifier) -> None:
    assert judge({"id": 1, "text": "Well done team"}, classifier) == {
        "id": 1,
        "action": "praise_no_details",
        "grounds": ["Praise, without details of care"],
    }
