"""Rendering: every channel's limits hold, nothing is empty, no button is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Button, Channel, Reply
from connectors import messenger, sms, telegram, webchat
from connectors.base import Limits, Rendered
from connectors.text import is_blank, measure

RENDERERS = {
    Channel.MESSENGER: (messenger.MESSENGER_LIMITS, lambda reply: messenger.render(reply, Channel.MESSENGER)),
    Channel.INSTAGRAM: (messenger.INSTAGRAM_LIMITS, lambda reply: messenger.render(reply, Channel.INSTAGRAM)),
    Channel.SMS: (sms.SMS_LIMITS, lambda reply: sms.render(replace(reply, whole=True), Channel.SMS)),
    Channel.WHATSAPP: (sms.WHATSAPP_LIMITS, lambda reply: sms.render(reply, Channel.WHATSAPP)),
    Channel.TELEGRAM: (telegram.TELEGRAM_LIMITS, telegram.render),
    Channel.WEB: (webchat.WEB_LIMITS, webchat.render),
}

buttons = st.lists(
    st.builds(
        Button,
        st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=1, max_size=25),
        st.text("ab.", min_size=1, max_size=80),
    ),
    max_size=16,
)
texts = st.one_of(st.text(max_size=50), st.text(st.sampled_from("ab. \n€😀"), max_size=120).map(lambda text: text * 30))


@settings(deadline=None, max_examples=60)
@given(texts, buttons, st.sampled_from(list(RENDERERS)))
def test_every_limit_holds(text: str, offered: list[Button], channel: Channel) -> None:
    limits, render = RENDERERS[channel]
    parts: list[Rendered] = render(Reply(text, tuple(offered)))
    for part in parts:
        assert not is_blank(part.text)
        assert measure(part.text, limits.unit) <= limits.max_text
        assert len(part.buttons) <= limits.max_buttons
        for button in part.buttons:
            assert 1 <= len(button.title) <= limits.max_title
            assert len(button.payload.encode()) <= limits.max_payload
    assert not any(part.buttons for part in parts[:-1])
    if is_blank(text) and not offered:
        assert parts == []
    assert sum(len(part.buttons) for part in parts) + _listed(parts, offered, limits) >= len(offered)


def _listed(parts: list[Rendered], offered: list[Button], limits: Limits) -> int:
    lines = {line for part in parts for line in part.text.splitlines()}
    return sum(any(line.startswith(f"{number}. ") for line in lines) for number in range(1, len(offered) + 1))


YES_NO = (Button("Yes", "t1"), Button("No", "t2"))


@pytest.mark.parametrize("channel", [Channel.MESSENGER, Channel.INSTAGRAM, Channel.TELEGRAM, Channel.WEB])
def test_buttons_stay_buttons_where_there_are_buttons(channel: Channel) -> None:
    assert RENDERERS[channel][1](Reply("Did it help?", YES_NO)) == [Rendered("Did it help?", YES_NO)]


def test_a_text_message_gets_the_short_form_plain_and_a_numbered_menu() -> None:
    reply = Reply("A long answer.", YES_NO, short="Ring 111 – it’s free.")
    assert sms.render(reply) == [Rendered("Ring 111 - it's free.\n1. Yes\n2. No")]
    assert sms.render(reply, Channel.WHATSAPP) == [Rendered("A long answer.\n1. Yes\n2. No")]


def test_the_fourteenth_quick_reply_is_written_out_under_its_number() -> None:
    many = tuple(Button(f"Choice {number}", f"t{number}") for number in range(1, 16))
    (part,) = messenger.render(Reply("Which one?", many))
    assert len(part.buttons) == 13
    assert part.text == "Which one?\n14. Choice 14\n15. Choice 15"


def test_a_long_title_is_cut_on_the_button_and_written_out_in_the_text() -> None:
    (part,) = messenger.render(Reply("Which one?", (Button("A title of more than twenty", "t1"),)))
    assert part.buttons == (Button("A title of more tha…", "t1"),)
    assert part.text == "Which one?\n1. A title of more than twenty"


def test_a_payload_that_telegram_cannot_carry_becomes_a_line() -> None:
    (part,) = telegram.render(Reply("Which one?", (Button("This", "x" * 65), Button("That", "y" * 64))))
    assert part.text == "Which one?\n1. This"
    assert [button.title for button in part.buttons] == ["That"]


def test_instagram_counts_bytes() -> None:
    parts = messenger.render(Reply("Tŷ. " * 300), Channel.INSTAGRAM)
    assert len(parts) == 2
    assert all(len(part.text.encode()) <= 1000 for part in parts)


def test_long_text_puts_the_buttons_on_the_last_part() -> None:
    parts = messenger.render(Reply("A sentence to fill it up. " * 200, YES_NO))
    assert len(parts) == 3
    assert [len(part.buttons) for part in parts] == [0, 0, 2]
    assert all(part.text.endswith(".") for part in parts)


@pytest.mark.parametrize("channel", list(RENDERERS))
def test_only_buttons_still_make_a_message(channel: Channel) -> None:
    (part,) = RENDERERS[channel][1](Reply("", YES_NO))
    assert part.text
    assert RENDERERS[channel][1](Reply(" \u200b ")) == []
