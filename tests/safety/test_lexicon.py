"""The danger lexicon on invented sentences: every category found, figures of speech and old stories left alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot import yaml_files
from bot.safety import classify
from bot.safety.judge import judge
from bot.safety.lexicon import CATEGORIES, Lexicon, LexiconError, Rule

TABLE = yaml_files.read(Path(__file__).parent / "sentences.yml")
SENTENCES = [(category, sentence) for category, sentences in TABLE.items() for sentence in sentences]
RULES = Lexicon.load().rules


def test_the_table_is_wide_enough() -> None:
    assert len(SENTENCES) >= 150
    assert set(TABLE) == {*CATEGORIES, "none"}
    assert len(TABLE["none"]) >= len(SENTENCES) / 3
    assert len({sentence for _, sentence in SENTENCES}) == len(SENTENCES)


@pytest.mark.parametrize(("category", "sentence"), SENTENCES)
def test_sentence(category: str, sentence: str) -> None:
    assert classify(sentence) == category


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.sign_id)
def test_each_sign_finds_its_examples_and_leaves_its_counter_examples(rule: Rule) -> None:
    assert rule.examples, "a sign without an example is a sign nobody has tried"
    for example in rule.examples:
        assert classify(example) == rule.category, example
    for example in rule.counter_examples:
        assert classify(example) == "none", example


@pytest.mark.parametrize(
    "text",
    [
        "I WANT TO KILL MYSELF",
        "i want to k\u200bill my\u200dself",
        "I\u2019m going to kill myself",
        "i want to kill my self",
        "I wanna k1ll myself",
        "i want to k*ll myself",
        "i w\u0430nt t\u043e kill mys\u0435lf",  # Cyrillic look-alikes
        "i want 2 kill meself",
        "i waaaant to kiiiill myself",
        "\uff49 \uff57\uff41\uff4e\uff54 to die",  # full-width letters
        "i\u00a0want\u00a0to\u00a0kill\u00a0myself",
        "/restart i want to kill myself",
        "hello.\n\nsorry to bother you\ni want to kill myself",
        "\x00i want to kill myself",
        "[name] here, i want to kill myself",
    ],
)
def test_spelling_does_not_hide_danger(text: str) -> None:
    assert classify(text) == "suicide_self_harm"


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("I want to kill myself", "self"),
        ("my son wants to kill himself", "other"),
        ("i cant breathe", "self"),
        ("my mum cant breathe", "other"),
        ("my husband hits me", "self"),
        ("my neighbour hits her kids", "other"),
        ("im 12 and my dad hits me", "self"),
    ],
)
def test_whose_danger(text: str, person: str) -> None:
    sign = Lexicon.load().check(text)
    assert sign is not None
    assert sign.person == person


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("My husband hits me and I want to kill myself", "suicide_self_harm"),
        ("My carer hits me. I have chest pain and can't breathe", "medical_emergency"),
    ],
)
def test_the_most_urgent_sign_wins(text: str, category: str) -> None:
    assert classify(text) == category


@pytest.mark.parametrize("text", ["", " ", "\n\n", "?", "/restart", "\u200b\u200b", "🙂🙂🙂", "[name] [phone number]", "999", "." * 5000])
def test_nothing_to_find(text: str) -> None:
    assert classify(text) == "none"


def test_danger_at_the_end_of_a_long_unpunctuated_story() -> None:
    story = "and then they moved me to another ward and nobody told me anything so i waited again " * 100
    assert classify(story + "i want to kill myself") == "suicide_self_harm"


def test_a_short_message_takes_less_than_two_milliseconds() -> None:
    lexicon = Lexicon.load()
    spent = []
    for _, sentence in SENTENCES:
        best = min(_time(lexicon, sentence) for _ in range(3))
        spent.append(best)
    assert sorted(spent)[len(spent) // 2] < 0.002


@pytest.mark.parametrize(
    "unit",
    ["a ", "kill ", "my husband ", "i want to want to ", "chest pain if ", "he she it not ", "not breathing was ", "aaaa", "k*ll "],
)
def test_time_grows_no_faster_than_the_text(unit: str) -> None:
    lexicon = Lexicon.load()
    short, long = (unit * 2000)[:2_500], (unit * 20_000)[:10_000]
    _time(lexicon, short)
    fast, slow = min(_time(lexicon, short) for _ in range(3)), min(_time(lexicon, long) for _ in range(3))
    assert slow < 1.0, "10,000 characters of anything"
    assert slow < max(fast * 4 * 4, 0.1)


def test_a_hundred_kilobytes_are_bounded() -> None:
    assert _time(Lexicon.load(), "i want to see my gp about my chest " * 3000) < 1.0


def test_judge_keeps_the_id() -> None:
    assert judge({"id": 7, "text": "wanna kms"}) == {"id": 7, "category": "suicide_self_harm"}
    assert judge({"id": "a"}) == {"id": "a", "category": "none"}


def test_groups_are_taken_back_by_the_same_guards() -> None:
    assert classify("half of her face is drooping and her speech is slurred") == "medical_emergency"
    assert classify("last year her face was drooping and her speech was slurred, the stroke team were kind") == "none"
    assert classify("he goes through my phone and checks who I talk to") == "domestic_abuse"


def test_a_group_that_no_table_has_stops_the_start() -> None:
    from bot.safety.groups import _sign

    raw = {"id": "x", "category": "medical_emergency", "any": ["CHEST NOWHERE"], "guards": []}
    with pytest.raises(ValueError, match="NOWHERE is not known"):
        _sign(raw, frozenset({"CHEST"}), frozenset(), CATEGORIES)


def test_a_broken_sign_is_named() -> None:
    from bot.safety.lexicon import _rule

    with pytest.raises(LexiconError, match=r"x\.yml, sign s1"):
        _rule({"id": "s1", "category": "medical_emergency", "words": "a", "patterns": ["("]}, Path("x.yml"), {})


def _time(lexicon: Lexicon, text: str) -> float:
    start = time.process_time()
    lexicon.check(text)
    return time.process_time() - start
