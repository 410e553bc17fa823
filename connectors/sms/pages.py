"""A reply as text messages of two segments at most: one, or a first one and the others for whoever replies MORE.

Every segment is paid for, and some telephones show a long message in pieces out of order: two segments is what an answer
may take (306 septets of GSM-7, or 134 units of UCS-2 once a single sign needs it; channel contract 4.6).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import Button, Reply
from connectors.layout import numbered
from connectors.text import clean, is_blank, plain, segments, take

HINT = "Reply MORE to read on."
KEYWORD = "more"
SEGMENTS = 2
# One less than two segments hold: a sign that takes two units may not straddle them, and leaves one unit empty.
_SEPTETS, _UNITS = 305, 133


def pages(reply: Reply) -> list[str]:
    """The messages, in order; none when there is nothing to say. All but the last end with ``HINT``.

    A reply with a form for text messages that is shorter than its text has the whole text behind it, for MORE. No page
    is blank, and nothing but white space is lost.
    """
    whole, short = _with_menu(reply.text, reply.buttons), _with_menu(reply.short or "", reply.buttons if reply.short else ())
    if not short or short == whole:
        return _cut_up(whole)
    if not _fits(short):
        return _cut_up(short)
    if not whole or len(whole) <= len(short):
        return [short]
    hinted = f"{short}\n{HINT}"
    return [hinted if _fits(hinted) else short, *_cut_up(whole)]


def _with_menu(text: str, buttons: Sequence[Button]) -> str:
    text = "" if is_blank(text) else plain(clean(text)).strip()
    menu = numbered([Button(plain(button.title), "") for button in buttons], range(1, len(buttons) + 1))
    return "\n".join(part for part in (text, menu) if part)


def _cut_up(text: str) -> list[str]:
    parts: list[str] = []
    while not is_blank(text):
        if _fits(text):
            return [*parts, text]
        part, text = _first(text)
        if not is_blank(part):
            parts.append(f"{part}\n{HINT}" if not is_blank(text) else part)
    return parts


def _first(text: str) -> tuple[str, str]:
    """As much as fits with the hint: by the cheap alphabet, or where a sign of another one stands in it, by the other."""
    room = len(HINT) + 1
    part, rest = take(text, _SEPTETS - room, "septets")
    if _fits(f"{part}\n{HINT}"):
        return part, rest
    return take(text, _UNITS - room, "utf16")


def _fits(text: str) -> bool:
    return segments(text).count <= SEGMENTS
