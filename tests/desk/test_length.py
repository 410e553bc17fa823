"""How long a reply is on its channel, said beside the box while it is typed."""

from __future__ import annotations

import pytest

from bot.desk.length_words import said
from bot.messages import Channel
from connectors.length import length
from tests.desk.conftest import House, post

PAGE = "/desk/conversations/C-2222-3333"


@pytest.mark.parametrize(
    ("channel", "text", "words", "news"),
    [
        ("sms", "", "A text message holds 160 characters.", ""),
        ("sms", "Hello", "1 text message. Room for 155 more characters.", ""),
        ("sms", "a" * 305, "Counts as 2 text messages, each paid for. Room for 1 more character in the last part.", "2 text messages"),
        (
            "sms",
            "a" * 100 + "\U0001f642",
            "Counts as 2 text messages, each paid for. Room for 32 more characters in the last part. "
            "\U0001f642: not in the plain alphabet of text messages, so one holds "
            "67 characters and not 153. Without that it would be 1 text message.",
            None,
        ),
        ("instagram", "", "Instagram takes 1,000 bytes (a plain letter is one, an emoji four) in one message.", ""),
        ("messenger", "Hello", "Messenger takes 1,999 characters in one message. Room for 1,994 more characters.", ""),
        ("messenger", "a" * 2500, "2 messages, one after the other. Messenger takes 1,999 characters in one message.", "2 messages"),
        ("web", "a" * 4001, "This is 4001 characters long. At most 4000 fit.", "Too long. At most 4000 characters fit."),
    ],
    ids=lambda value: str(value)[:12],
)
def test_words(channel: str, text: str, words: str, news: str | None) -> None:
    found = said(length(Channel(channel), text), channel, len(text), 4000)
    assert found.words.startswith(words)
    assert found.news == (found.words if news is None else news)


def test_an_invisible_part_of_an_emoji_is_not_named() -> None:
    found = said(length(Channel.SMS, "\u2764\ufe0f"), "sms", 2, 4000)
    assert "\u2764: not in" in found.words
    many = said(length(Channel.SMS, "\u0456\u0457\u0454\u0491\u0430\u0431"), "sms", 6, 4000)
    assert "\u0456 \u0457 \u0454 \u0491 \u0430 and others: not in" in many.words


def test_the_box_asks_while_one_types_and_nothing_is_stored(house: House) -> None:
    house.conversation(channel="sms")
    browser = house.signed_in()
    assert "A text message holds 160 characters." in browser.get(PAGE).text
    answer = post(browser, f"{PAGE}/length", PAGE, text="Hello", htmx="yes")
    assert "Room for 155 more characters." in answer.text
    assert "<html" not in answer.text
    assert post(browser, f"{PAGE}/length", PAGE, text="Hello", csrf="forged", htmx="yes").status_code == 403
    assert not house.outbound()
    again = post(browser, f"{PAGE}/reply", PAGE, text="a" * 4001, nonce="n1", htmx="yes")
    assert again.status_code == 422
    assert "At most 4000 fit." in again.text


def test_the_real_desk_knows_the_channels(sqlite_house: object) -> None:
    from bot import web

    desk = next(route for route in web.create(sqlite_house).routes if getattr(route, "path", "") == "/desk")  # type: ignore[arg-type]
    assert desk.app.state.desk.length is length  # type: ignore[attr-defined]
