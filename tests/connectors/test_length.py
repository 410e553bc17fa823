"""How long a person's own words are on each channel, as the channel's own rendering makes them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Channel, Length, Reply
from connectors import sms
from connectors.length import length
from connectors.text import segments

SMS = Channel.SMS


@pytest.mark.parametrize(
    ("channel", "text", "expected"),
    [
        (SMS, "", Length(0, 160, 160, "characters")),
        (SMS, " \n ", Length(0, 160, 160, "characters")),
        (SMS, "a" * 160, Length(1, 160, 0, "characters")),
        (SMS, "a" * 161, Length(2, 153, 145, "characters")),
        (SMS, "a" * 306, Length(2, 153, 0, "characters")),
        (SMS, "a" * 307, Length(3, 153, 152, "characters")),
        # The euro sign takes two places, and is never torn across two parts.
        (SMS, "\u20ac" * 80, Length(1, 160, 0, "characters")),
        (SMS, "a" * 152 + "\u20ac" * 5, Length(2, 153, 143, "characters")),
        # Curly quotes, dashes and dots are sent in their plain form.
        (SMS, "\u201cDon\u2019t\u201d \u2013 wait\u2026", Length(1, 160, 160 - len('"Don\'t" - wait...'), "characters")),
        (SMS, "a" * 68 + "\U0001f642", Length(1, 70, 0, "characters", ("\U0001f642",), 1)),
        (SMS, "a" * 69 + "\U0001f642", Length(2, 67, 63, "characters", ("\U0001f642",), 1)),
        (SMS, "\u0141\u00f3d\u017a", Length(1, 70, 66, "characters", ("\u0141", "\u00f3", "\u017a"), 1)),
        (Channel.WHATSAPP, "a" * 1601, Length(2, 1600, 1599, "characters")),
        (Channel.MESSENGER, "a" * 1999, Length(1, 1999, 0, "characters")),
        (Channel.MESSENGER, "\U0001f642" * 1000, Length(2, 1999, 1997, "characters")),
        (Channel.INSTAGRAM, "\u00e9" * 501, Length(2, 1000, 998, "bytes")),
        (Channel.TELEGRAM, "hello", Length(1, 4096, 4091, "characters")),
        (Channel.WEB, "hello", Length(1, 10_000, 9_995, "characters")),
    ],
    ids=lambda value: repr(value)[:12],
)
def test_length(channel: Channel, text: str, expected: Length) -> None:
    assert length(channel, text) == expected


@settings(deadline=None, max_examples=100)
@given(st.text(alphabet="ab \u20ac\u2019\u0142\U0001f642\n.", max_size=2000))
def test_it_is_what_is_sent_and_paid_for(text: str) -> None:
    sent = [segments(one.text) for one in sms.render(Reply(text.strip(), whole=True))]
    found = length(SMS, text)
    assert found.parts == sum(one.count for one in sent)
    assert bool(found.dear) == any(one.encoding == "ucs-2" for one in sent)
    assert 0 <= found.left <= found.holds
