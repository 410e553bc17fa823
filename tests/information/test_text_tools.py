"""Plain text from Markdown, reading grade, text-message length, and the words the search sees."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.information.article import NAME
from bot.information.naming import named, unused
from bot.information.plain import fill, links, plain_text
from bot.information.reading_age import grade, syllables
from bot.information.sms_length import length
from bot.information.words import terms, tidy
from bot.organisation import Organisation


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("One *two* **three**\nfour", "One two three four"),
        ("See [the page](https://www.nhs.uk/x).", "See the page: https://www.nhs.uk/x."),
        ("Intro:\n\n- a\n- b [c](https://d.uk)\n\nEnd", "Intro:\n\n- a\n- b c: https://d.uk\n\nEnd"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("- a\n\nmid\n\n- b", "- a\n\nmid\n\n- b"),
        ("# Title\n\ntext", "Title\n\ntext"),
    ],
)
def test_markdown_as_plain_text(markdown: str, plain: str) -> None:
    assert plain_text(markdown) == plain


def test_links_are_found_in_order() -> None:
    assert links("[a](https://a.uk) and\n\n- [b](http://b.uk)") == ["https://a.uk", "http://b.uk"]


def test_only_confirmed_details_are_filled_in(organisation: Organisation) -> None:
    text = "Ask us.\n- Phone: {{organisation.phone}}\n- Text: {{ organisation.text_number }}"
    assert fill(text, organisation) == "Ask us.\n- Phone: 0330 355 1285"
    assert fill(text, replace(organisation, phone=None)) == "Ask us."
    with pytest.raises(KeyError, match="fax"):
        fill("{{organisation.fax}}", organisation)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("care", 1),
        ("people", 2),
        ("asked", 1),
        ("wanted", 2),
        ("hospital", 3),
        ("NHS", 3),
        ("GP", 2),
        ("services", 3),
        ("the", 1),
        ("able", 2),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_grade_rises_with_long_words_and_sentences() -> None:
    easy = "You can call us. We will help you. It is free."
    hard = "Individuals experiencing difficulties accessing appropriate provision should contact the designated administrative department."
    assert grade(easy) < 3 < 12 < grade(hard)
    assert grade("") == 0.0
    assert grade("Ask us. https://www.nhs.uk/a-very-complicated-administrative-address") == grade("Ask us.")


def test_text_message_length() -> None:
    assert length("abc £é") == 6
    assert length("[a]€") == 7
    with pytest.raises(ValueError, match="U\\+2019"):
        length("it’s")


def test_short_forms_are_written_out_and_placeholders_dropped() -> None:
    assert tidy("cant get an appt [name]  at the docs?") == "cant get an appointment at the gp surgery"
    assert terms("How do I order my meds?") == terms("ordering medicines")


@pytest.mark.parametrize(
    ("words", "name"),
    [("Hearing aids & loops", "hearing_aids_loops"), ("Doctor's café", "doctors_cafe"), ("  NHS 111  ", "nhs_111"), ("?!", "")],
)
def test_words_become_a_name(words: str, name: str) -> None:
    assert named(words) == name


def test_a_name_is_short_enough_for_the_audit_trail_and_not_taken() -> None:
    taken: set[str] = set()
    for _ in range(12):
        name = unused("What to do when the hearing aid clinic does not ring back", taken.__contains__)
        assert NAME.match(name)
        assert len(name) <= 40
        taken.add(name)
    assert len(taken) == 12
    assert unused("ŁŁ", lambda name: name == "page") == "page_2"
