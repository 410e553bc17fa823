"""The danger cards: present for every category, short enough, plain, and with confirmed numbers only."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
import yaml

from bot import yaml_files
from bot.messages import Channel
from bot.safety.cards import DEFAULT_PATH, SHORT_LIMIT, CardError, Cards, confirmed_numbers, digits, septets, unconfirmed
from bot.safety.lexicon import CATEGORIES
from connectors.sms.pages import pages

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


LANGUAGES = sorted(CARDS.languages - {"en"})


def test_an_unknown_language_falls_back_to_english() -> None:
    assert CARDS.card("suicide_self_harm", Channel.SMS, "xx-XX").language == "en"
    assert CARDS.card("suicide_self_harm", Channel.SMS, None).language == "en"


def test_the_areas_languages_are_there() -> None:
    assert {"pl", "lt", "lv", "pt", "ro", "ur", "pa", "ru", "cs", "bg", "uk"} == set(LANGUAGES)
    assert CARDS.card("domestic_abuse", Channel.WEB, "sk").language == "cs", "Slovak people read Czech"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("category", CATEGORIES)
def test_unchecked_words_stand_over_the_english_and_print_confirmed_numbers_only(category: str, language: str) -> None:
    card, english = CARDS.card(category, Channel.WEB, f"{language}-XX"), CARDS.card(category, Channel.WEB)
    assert card.language == language
    assert card.source == f"card:{category}.{language}@{card.version}"
    assert card.reply.text.endswith(f"English: {english.reply.text}")
    texted = CARDS.card(category, Channel.SMS, language)
    assert [reply.text for reply in texted.replies[:-1]] == [texted.first.text if texted.first else ""]
    assert texted.reply.short == english.reply.short
    for own in (card.reply.text.removesuffix(english.reply.text), texted.replies[0].text):
        assert "999" in own
        numbers = {digits(found) for found in re.findall(r"\d[\d ]*\d", re.sub(r"\b19\b", "", own))}
        assert numbers <= CONFIRMED


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("category", CATEGORIES)
def test_a_text_message_in_another_language_is_one_page(category: str, language: str) -> None:
    assert len(pages(CARDS.card(category, Channel.SMS, language).replies[0])) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_languages_abuse_card_has_a_way_out_on_the_web_and_nowhere_a_call_back(language: str) -> None:
    web, texted = (CARDS.card("domestic_abuse", channel, language).replies[0].text for channel in (Channel.WEB, Channel.SMS))
    assert web.split("English:")[0].count("Leave this page now") == 1
    assert texted.count("0808 2000 247") == 1


@pytest.mark.parametrize(("category", "channel"), EVERY)
def test_the_softer_card_owns_that_it_may_be_wrong_and_still_says_where_help_is(category: str, channel: Channel) -> None:
    card = CARDS.card(category, channel, soft=True)
    assert card.label.endswith(" soft")
    assert re.search("may have got this wrong|not sure I understood", card.reply.text)
    for text in (card.reply.text, card.reply.short or ""):
        assert "999" in text
        assert "not an emergency service" in text
        assert unconfirmed(text, frozenset(CONFIRMED)) == []
        assert not re.search(r"call you|call back|your number", text)


@pytest.mark.parametrize(
    ("sentence", "message"),
    [("Call 01632 960123.", "outside of braces"), ("Call {01632 960123}.", "not a confirmed number"), (None, "'danger' is missing")],
)
def test_a_language_that_may_not_be_shown_does_not_load(tmp_path: Path, sentence: str | None, message: str) -> None:
    folder = _copy(tmp_path)
    path = folder / "languages" / "pl.yml"
    raw = yaml_files.read(path)
    raw["sentences"].pop("danger") if sentence is None else raw["sentences"].update(danger=sentence)
    path.write_text(yaml.safe_dump(raw), encoding="utf-8")
    with pytest.raises(CardError, match=message):
        Cards.load(folder)


def test_a_checked_language_stands_alone(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    path = folder / "languages" / "pl.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("checked_by_native_speaker: no", "checked_by_native_speaker: yes"))
    assert "English:" not in Cards.load(folder).card("medical_emergency", Channel.SMS, "pl").reply.text


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
    path.write_text(yaml.safe_dump(yaml_files.read(path) | change))
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
    raw = yaml_files.read(path)
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
