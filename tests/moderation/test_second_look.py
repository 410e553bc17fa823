"""The second look at comments: what the rules do not know is found by its likeness, hides nothing and says nothing in public."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.encoder import Encoder
from bot.messages import Channel
from bot.moderation import weighing
from bot.moderation.classify import ACTIONS, CommentClassifier
from bot.moderation.second_look import examples
from bot.moderation.second_look.judge import SecondLook
from bot.moderation.second_look.model import WEIGHTS
from bot.moderation.whose import Details
from bot.privacy.redaction import PatternRedactor
from bot.safety.cards import Cards
from bot.safety.lexicon import Lexicon, Sign
from bot.store.tables import ModerationAction
from tests.moderation.conftest import Page

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "data" / "comments"
STORY = "Rude receptionist at Lakeside surgery, waited 3 weeks and nobody rang back"
HATE = "That lot breed like rats and then want our hospital beds"
ABUSE = "Do us all a favour and crawl back under your rock, you smug windbags"
GOODBYE = "I have said what I needed to say and given my cat to my sister, it will all be over soon"


@pytest.fixture(scope="module")
def looking(redactor: PatternRedactor) -> CommentClassifier:
    return CommentClassifier(redactor, Lexicon.load(), SecondLook.load(Encoder.load()))


@pytest.fixture
def watched(page: Page, looking: CommentClassifier) -> Page:
    """The page, judged with the second look."""
    page.classifier = looking
    return page


@pytest.mark.parametrize(
    ("comment", "action"),
    [
        (STORY, "steer_experience"),
        (HATE, "hate"),
        (ABUSE, "abuse"),
        ("Our agency has warm, kind ladies for your nan, first week on us, link in our bio", "solicitation"),
        ("Features desk here, could one of you say a few words for tomorrow's edition", "media"),
        ("Anybody know if they still do flu jabs at the market hall", "question"),
        ("You lot are little rays of sunshine, cheers", "praise_no_details"),
        ("Steve have you seen who's in the picture", "none"),
    ],
)
def test_what_the_rules_do_not_know(looking: CommentClassifier, classifier: CommentClassifier, comment: str, action: str) -> None:
    verdict = looking.classify(comment)
    assert verdict.action == action
    assert bool(verdict.grounds) == (action != "none")
    if classifier.classify(comment).action != action and action != "none":
        assert verdict.grounds[0].startswith("Reads like")


@pytest.mark.parametrize("comment", [HATE, ABUSE])
def test_likeness_goes_to_staff_and_hides_nothing(watched: Page, comment: str) -> None:
    case = watched.comment(comment)
    assert case is not None
    assert case.state == "open"
    assert case.grounds[0].startswith("Reads like")
    assert watched.acts() == []


def test_a_story_gets_the_private_invitation_only(watched: Page) -> None:
    case = watched.comment(STORY)
    assert case is not None
    assert case.action == "steer_experience"
    assert watched.acts() == [("private_reply", "waiting")]


def test_danger_by_likeness_sends_the_softer_card_in_private(watched: Page) -> None:
    assert Lexicon.load().check(GOODBYE) is None, "then this is no test of likeness"
    case = watched.comment(GOODBYE)
    assert case is not None
    assert (case.action, case.grounds) == ("crisis", ["Reads like suicide or self-harm"])
    assert watched.acts() == [("private_reply", "waiting")]
    soft = Cards.load().card("suicide_self_harm", Channel(watched.post().channel), soft=True).reply.text
    assert watched.words().endswith(soft)
    assert watched.post().danger == "suicide_self_harm"
    assert watched.session.query(ModerationAction).one().reason == "Sends the fixed danger card in private."


CHANCES = dict.fromkeys(ACTIONS, 0.0)
OWN, NAMED, TAGGED = Details(own=["Gives their own phone number"]), Details(others=["Names another person"]), Details(tagged=True)
MAYBE = Sign("suicide_self_harm", "likeness", "self", chance=0.7)
SURELY = Sign("suicide_self_harm", "likeness", "self", chance=0.99)


@pytest.mark.parametrize(
    ("details", "sign", "chances", "action"),
    [
        (OWN, None, {"steer_experience": 0.9, "hide_own_details": 0.1}, "hide_own_details"),
        (OWN, None, {"solicitation": 0.9, "hide_own_details": 0.1}, "solicitation"),
        (OWN, None, {"abuse": 0.9, "hide_others_details": 0.1}, "hide_others_details"),
        (NAMED, None, {"hide_others_details": 0.6, "abuse": 0.4}, "hide_others_details"),
        (NAMED, None, {"hide_others_details": 0.4, "abuse": 0.45}, "abuse"),
        (TAGGED, None, {"hide_own_details": 0.6, "none": 0.4}, "none"),
        (TAGGED, None, {"hide_own_details": 0.8, "none": 0.2}, "hide_own_details"),
        (Details(), None, {"hide_own_details": 0.99, "none": 0.01}, "none"),
        (Details(), MAYBE, {"crisis": 0.3, "steer_experience": 0.7}, "crisis"),
        (Details(), MAYBE, {"crisis": 0.2, "steer_experience": 0.8}, "steer_experience"),
        (Details(), SURELY, {"crisis": 0.1, "steer_experience": 0.9}, "crisis"),
        (Details(), None, {"crisis": 0.8, "steer_experience": 0.2}, "crisis"),
        (Details(), None, {"crisis": 0.5, "steer_experience": 0.4}, "steer_experience"),
        (Details(), None, {"hate": 0.35, "abuse": 0.3, "question": 0.2}, "question"),
    ],
)
def test_how_both_looks_are_put_together(details: Details, sign: Sign | None, chances: dict[str, float], action: str) -> None:
    assert weighing.action(set(), details, sign, {**CHANCES, **chances}) == action


def test_what_the_rules_are_sure_of_is_not_asked_again(redactor: PatternRedactor) -> None:
    class Never:
        def danger(self, redacted: str) -> Sign | None:
            raise AssertionError

        def chances(self, redacted: str, fired: object) -> dict[str, float]:
            raise AssertionError

    classifier = CommentClassifier(redactor, Lexicon.load(), Never())
    assert classifier.classify("I want to kill myself").action == "crisis"
    assert classifier.classify("go back to your own country").action == "hate"


def test_the_second_look_reads_what_redaction_leaves(redactor: PatternRedactor) -> None:
    read: list[str] = []

    class Reads:
        def danger(self, redacted: str) -> Sign | None:
            read.append(redacted)
            return None

        def chances(self, redacted: str, fired: object) -> dict[str, float]:
            read.append(redacted)
            return {**CHANCES, "none": 1.0}

    verdict = CommentClassifier(redactor, Lexicon.load(), Reads()).classify("ring me on 07700 900123")
    assert verdict.action in weighing.HIDES
    assert read
    assert not any("900123" in words for words in read)


def test_the_model_has_learned_from_the_examples_that_are_here() -> None:
    """After a change of the examples, the pieces or the encoder: ``python -m bot.moderation.second_look.train``."""
    with np.load(WEIGHTS, allow_pickle=False) as file:
        assert str(file["learned_from"]) == examples.fingerprint()


def test_every_action_has_examples_and_none_is_in_the_benchmark() -> None:
    learned = examples.read()
    assert {example.action for example in learned} == set(ACTIONS)
    held = {line.split("\t")[-1].strip().lower() for path in BENCHMARK.rglob("*.tsv") for line in path.read_text("utf-8").splitlines()}
    assert not held & {example.text.strip().lower() for example in learned}


def test_variants_are_the_same_each_time() -> None:
    assert examples.varied(examples.read()) == examples.varied(examples.read())
