"""What may stand in an answer that everybody reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.information.articles import read_dir
from bot.information.replies import article_reply
from bot.messages import Channel
from bot.moderation import public_words
from bot.organisation import Organisation
from bot.privacy.redaction import PatternRedactor, RedactionError

ROOT = Path(__file__).parents[2]
COMMENT = "Zlata Quorn at Lakeside told my neighbour (01632 960999, ZQ4 7XX) to go home. Why?"
REDACTED = "[name] at Lakeside told my neighbour ([phone number], [postcode]) to go home. Why?"


def problem(text: str, redactor: PatternRedactor, comment: str = COMMENT, redacted: str = REDACTED) -> str:
    return public_words.problem(text, comment, redacted, redactor)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Please ring 07700 900456 about it.", "phone number"),
        ("Write to sam.example@example.org for help.", "e-mail address"),
        ("My name is Sarah Jones and I can help.", "name"),
    ],
)
def test_details_are_refused_by_their_kind(text: str, kind: str, redactor: PatternRedactor) -> None:
    said = problem(text, redactor)
    assert f"somebody's {kind}" in said
    for word in ("900456", "sam.example", "Sarah", "Jones"):
        assert word not in said, "the refusal repeats none of it"


@pytest.mark.parametrize(
    "text",
    [
        "Sorry to hear what zlata said.",
        "Quorn should not have said so.",
        "You can ring 01632960999 instead.",
        "People in zq47xx can ask there.",
    ],
)
def test_what_was_taken_out_of_the_comment_is_not_said_again(text: str, redactor: PatternRedactor) -> None:
    assert problem(text, redactor)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for telling us. You can complain to Lakeside surgery. Why not ask us how?",
        "Go home safely.",
        "Our neighbour towns have one, too.",
    ],
)
def test_the_rest_of_the_comment_may_be_said(text: str, redactor: PatternRedactor) -> None:
    assert problem(text, redactor) == ""


def test_a_name_that_is_a_word_counts_with_its_capital(redactor: PatternRedactor) -> None:
    comment, redacted = "ask Will about it", "ask [name] about it"
    assert problem("They will help you.", redactor, comment, redacted) == ""
    assert problem("It is true what Will told you.", redactor, comment, redacted)


def test_names_told_apart_by_number_are_names(redactor: PatternRedactor) -> None:
    assert problem("So sorry about oddvar.", redactor, "Ulla and Oddvar waited", "[name] and [name 2] waited")


def test_the_organisations_own_ways_may_stand(redactor: PatternRedactor, organisation: Organisation) -> None:
    assert organisation.phone
    assert problem(f"You can ring us on {organisation.phone} or write to {organisation.email}.", redactor) == ""


def test_every_page_of_ours_can_be_posted_as_it_is_offered(redactor: PatternRedactor, organisation: Organisation) -> None:
    articles = read_dir(ROOT / "data" / "articles")
    assert articles
    refused = {
        one.slug: said
        for one in articles
        if (said := problem(article_reply(one, organisation, Channel.MESSENGER).short or "", redactor, "Where is it?", "Where is it?"))
    }
    assert refused == {}


def test_what_cannot_be_looked_through_is_refused() -> None:
    class Broken:
        def redact(self, text: str) -> object:
            raise RedactionError("redaction failed")

    assert "could not be looked through" in public_words.problem("Hello", "", "", Broken())  # type: ignore[arg-type]
