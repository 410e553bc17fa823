"""The danger cards: present for every category, short enough, plain, and with confirmed numbers only."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from bot.messages import Channel
from bot.safety.cards import DEFAULT_PATH, SHORT_LIMIT, CardError, Cards, confirmed_numbers, digits, septets, unconfirmed
from bot.safety.lexicon import CATEGORIES

CARDS = Cards.load()
CONFIRMED = {
    "999", "55", "18000", "101", "111", "2", "116123", "85258", "08001111", "08088005000", "08082000247", "08088010327",
    "08009995428", "03450455203", "01733864180", "03450455202", "01733747474", "01733234724",
}  # fmt: skip
"""The numbers that the organisation's fact sheet of November 2026 marks as confirmed. A new one is added here by hand."""
EVERY = [(category, channel) for category in CATEGORIES for channel in Channel]


@pytest.mark.parametrize(("category", "channel"), EVERY)
def test_every_category_has_an_english_card(category: str, channel: Channel) -> None:
    card = CARDS.card(category, channel)
    assert card.language == "en"
    assert card.reply.text
    assert card.reply.short
    assert card.source == f"card:{category}.en@{card.version}"
    assert len(card.source) <= 64, "fits the outbox's column"


@pytest.mark.parametrize(("category", "channel"), EVERY)
def test_short_form_is_two_text_messages_at_most(category: str, channel: Channel) -> None:
    length = septets(CARDS.card(category, channel).reply.short or "")
    assert length is not None, "only GSM-7 signs"
    assert length <= SHORT_LIMIT


@pytest.mark.parametrize(("category", "channel"), EVERY)
def test_only_confirmed_numbers(category: str, channel: Channel) -> None:
    reply = CARDS.card(category, channel).reply
    for text in (reply.text, reply.short or ""):
        assert unconfirmed(text, frozenset(CONFIRMED)) == []
        assert "999" in text


def test_the_list_of_numbers_is_the_confirmed_one() -> None:
    assert confirmed_numbers(DEFAULT_PATH / "numbers.yml") == CONFIRMED


@pytest.mark.parametrize(("category", "channel"), EVERY)
def test_what_every_card_says(category: str, channel: Channel) -> None:
    reply = CARDS.card(category, channel).reply
    for text in (reply.text, reply.short or ""):
        assert "not an emergency service" in text
        assert re.search(r"A person (?:in our team|here) will look at", text)
        assert "!" not in text
        assert "secret" not in text.lower()


@pytest.mark.parametrize("channel", list(Channel))
def test_the_abuse_card_never_invites_a_call_back(channel: Channel) -> None:
    reply = CARDS.card("domestic_abuse", channel).reply
    for text in (reply.text, reply.short or ""):
        assert "We will not ring you" in text
        assert not re.search(r"call you|ring you back|call back|your number|phone you", text)
    words = reply.text if channel is Channel.WEB else f"{reply.text} {reply.short}"
    assert ("Leave this page now" if channel is Channel.WEB else "elete") in words


@pytest.mark.parametrize("category", CATEGORIES)
def test_reading_age(category: str) -> None:
    """Flesch-Kincaid grade of at most 6 (age 11): 0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid 1975)."""
    for channel in (Channel.MESSENGER, Channel.WEB):
        text = CARDS.card(category, channel).reply.text
        plain = re.sub(r"[\d ]{3,}", " ", text.replace("- ", ""))
        sentences = [part for part in re.split(r"[.?:\n]+", plain) if part.strip()]
        words = re.findall(r"[A-Za-z']+", plain)
        grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59
        assert grade <= 6.0
        assert max(len(sentence.split()) for sentence in sentences) <= 22


def test_an_unknown_language_falls_back_to_english() -> None:
    assert CARDS.card("suicide_self_harm", Channel.SMS, "pl-PL").language == "en"
    assert CARDS.card("suicide_self_harm", Channel.SMS, None).language == "en"


def test_another_language_is_used_when_it_is_there(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    raw = yaml.safe_load((folder / "suicide_self_harm.en.yml").read_text())
    raw.update(language="cy", text="999", short="999")
    (folder / "suicide_self_harm.cy.yml").write_text(yaml.safe_dump(raw))
    cards = Cards.load(folder)
    assert cards.card("suicide_self_harm", Channel.SMS, "cy-GB").language == "cy"
    assert cards.card("domestic_abuse", Channel.SMS, "cy").language == "en"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": "Call 01632 960123."}, "not a confirmed number"),
        ({"short": "Call 999. " * 40}, "septets"),
        ({"short": "Call 999 \u2014 now"}, "cannot carry"),
        ({"version": ""}, "'version' is missing"),
        ({"category": "other"}, "says it is"),
    ],
)
def test_a_card_that_may_not_be_shown_does_not_load(tmp_path: Path, change: dict[str, str], message: str) -> None:
    folder = _copy(tmp_path)
    path = folder / "medical_emergency.en.yml"
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | change))
    with pytest.raises(CardError, match=message):
        Cards.load(folder)


def test_a_missing_card_stops_the_start(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "domestic_abuse.en.yml").unlink()
    with pytest.raises(CardError, match="domestic_abuse"):
        Cards.load(folder)


def test_a_number_that_is_not_confirmed_may_not_be_printed(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    path = folder / "numbers.yml"
    raw = yaml.safe_load(path.read_text())
    next(entry for entry in raw["numbers"] if digits(entry["value"]) == "116123")["status"] = "unconfirmed"
    path.write_text(yaml.safe_dump(raw))
    with pytest.raises(CardError, match="116 123"):
        Cards.load(folder)


def test_unknown_category() -> None:
    with pytest.raises(CardError, match="no card"):
        CARDS.card("none", Channel.WEB)


def test_extended_signs_count_twice() -> None:
    assert septets("abc") == 3
    assert septets("a\u20ac") == 3
    assert septets("\u201ca\u201d") is None


def _copy(tmp_path: Path) -> Path:
    folder = tmp_path / "cards"
    shutil.copytree(DEFAULT_PATH, folder)
    return folder


def _syllables(word: str) -> int:
    groups = re.findall(r"[aeiouy]+", word.lower())
    return max(1, len(groups) - (1 if word.lower().endswith("e") and not word.lower().endswith("le") and len(groups) > 1 else 0))
