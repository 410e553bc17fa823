"""Text messages of two segments: every page fits, nothing is lost between them, and whoever replies MORE gets the next."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue import fixed
from bot.messages import Button, Reply
from connectors import sms
from connectors.sms.pages import HINT, pages
from connectors.text import clean, is_blank, plain, segments, take

ROOT = Path(__file__).parents[2]
YES_NO = (Button("Yes", "t1"), Button("No", "t2"))
SENTENCE = "You can ring the surgery and ask. "

texts = st.one_of(
    st.text(max_size=700),
    st.lists(
        st.sampled_from(["Ring 0330 355 1285 now.", "Diolch am ysgrifennu, tŷ.", "€10 {yes}", "😀😀", "word", "\n\n", "A b c d."]),
        max_size=60,
    ).map(" ".join),
)


def squeezed(text: str) -> str:
    return "".join(char for char in text if not is_blank(char))


@settings(deadline=None, max_examples=150)
@given(texts, st.booleans())
def test_every_page_fits_two_segments_and_nothing_is_lost(text: str, choices: bool) -> None:
    buttons = YES_NO if choices else ()
    found = pages(Reply(text, buttons))
    assert all(segments(page).count <= 2 and not is_blank(page) for page in found)
    assert all(page.endswith(HINT) for page in found[:-1])
    body = "".join(page.removesuffix(HINT) for page in found[:-1]) + "".join(found[-1:])
    menu = "1. Yes 2. No" if choices else ""
    assert squeezed(body) == squeezed(plain(clean(text)) + menu)
    assert [part.text for part in sms.render(Reply(text, buttons))] == found[:1]


@pytest.mark.parametrize(
    ("reply", "count"),
    [
        (Reply("a" * 306), 1),
        (Reply("a" * 307), 2),
        (Reply("ŵ" * 134), 1),
        (Reply("ŵ" * 135), 2),
        (Reply("a" * 304 + "€"), 1),
        (Reply("a" * 152 + "€" + "a" * 152), 2),
        (Reply("😀" * 67), 2),
        (Reply(SENTENCE * 8), 1),
        (Reply(SENTENCE * 9), 1),
        (Reply(SENTENCE * 10), 2),
        (Reply("Long. " * 100, short="Short."), 4),
        (Reply("Short.", short="Short."), 1),
        (Reply(""), 0),
        (Reply(" \u200b"), 0),
    ],
)
def test_how_many_pages(reply: Reply, count: int) -> None:
    assert len(pages(reply)) == count


def test_a_short_form_has_the_whole_text_behind_it() -> None:
    found = pages(Reply(SENTENCE * 12, short="Ring the surgery."))
    assert found[0] == f"Ring the surgery.\n{HINT}"
    assert found[1].startswith("You can ring")
    assert found[1].endswith(HINT)
    assert not found[2].endswith(HINT)


def test_a_page_ends_with_a_sentence_and_choices_stay_together() -> None:
    found = pages(Reply(SENTENCE * 9, YES_NO))
    assert found[0].endswith(f"and ask.\n{HINT}")
    assert found[1].endswith("and ask.\n1. Yes\n2. No")


def test_what_must_go_whole_goes_whole() -> None:
    long = "A member of staff explains this. " * 30
    parts = sms.render(Reply(long, whole=True))
    assert squeezed("".join(part.text for part in parts)) == squeezed(long)
    assert all(len(part.text) <= 1600 and HINT not in part.text for part in parts)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(
        st.sampled_from(["0330 355 1285", "+44 (0)1632 960123", "116 123", "https://www.example.org/a-b?c=1", "ring", "or", "at 5."]),
        max_size=30,
    )
)
def test_no_number_and_no_link_is_torn(words: list[str]) -> None:
    rest, seen = " ".join(words), []
    while rest:
        part, rest = take(rest, 40)
        seen.append(part)
    assert " ".join(seen) == " ".join(words)
    for place in ("0330 355 1285", "https://www.example.org/a-b?c=1"):
        whole = sum(part.count(place) for part in seen)
        assert whole == words.count(place) or place not in words or _runs_together(words)


def _runs_together(words: list[str]) -> bool:
    """Two numbers side by side read as one that is longer than any."""
    digits = [word[-1].isdigit() and word[0] in "0+1" for word in words]
    return any(a and b for a, b in pairwise(digits))


def test_what_the_assistant_says_fits_one_page() -> None:
    values = {"organisation": "Healthwatch Cambridgeshire and Peterborough", "reference": "E-2345-6789", "phone": "0330 355 1285"}
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    said = {name: value for name, value in vars(fixed).items() if isinstance(value, Reply)}
    for name, responses in domain["responses"].items():
        by_text = [response for response in responses if response.get("channel") == "sms"]
        for response in by_text or responses:
            buttons = tuple(Button(button["title"], "") for button in response.get("buttons") or ())
            said[name] = Reply(response["text"], buttons, (response.get("custom") or {}).get("short"))
    for name, reply in said.items():
        words = reply.short or reply.text
        for gap, value in values.items():
            words = words.replace(f"{{{gap}}}", value)
        found = pages(Reply(words, reply.buttons))
        assert len(found) == 1, name
        assert segments(found[0]).encoding == "gsm-7", name
