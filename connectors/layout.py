"""Laying a reply out in messages that fit a channel: text split, buttons last, the rest of them as numbered lines."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import Button
from connectors.base import Limits, Rendered
from connectors.text import clean, is_blank, measure, split


def numbered(buttons: Sequence[Button], numbers: Sequence[int]) -> str:
    """Menu lines, ``1. Yes``: the person answers with the number or the words."""
    return "\n".join(f"{number}. {button.title}" for button, number in zip(buttons, numbers, strict=True))


def lay_out(text: str, buttons: Sequence[Button], limits: Limits) -> list[Rendered]:
    """The messages for a text and its buttons, in order; none when there is nothing to say.

    A button the channel cannot carry (too many, payload too long) stands in the text under its number in the whole
    list; one whose title is too long is carried shortened and written out in the text.
    """
    carried: list[Button] = []
    listed: list[tuple[int, Button]] = []
    for number, button in enumerate(buttons, start=1):
        if len(carried) >= limits.max_buttons or len(button.payload.encode()) > limits.max_payload:
            listed.append((number, button))
            continue
        if len(button.title) > limits.max_title:
            listed.append((number, button))
            button = Button(button.title[: limits.max_title - 1].rstrip() + "…", button.payload)
        carried.append(button)

    text = "" if is_blank(text) else clean(text)
    if not text and carried:
        # Platforms refuse a message that is only buttons.
        text = "Please choose one."
    menu = numbered([button for _, button in listed], [number for number, _ in listed])
    parts = split(text, limits.max_text, limits.unit)
    if menu:
        gap = "\n" if text.count("\n") == 0 and len(text) < 80 else "\n\n"
        if parts and measure(parts[-1] + gap + menu, limits.unit) <= limits.max_text:
            parts[-1] += gap + menu
        else:
            parts.extend(split(menu, limits.max_text, limits.unit))
    return [Rendered(part, tuple(carried) if index == len(parts) - 1 else ()) for index, part in enumerate(parts)]
