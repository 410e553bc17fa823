"""How we speak, whatever is said to us: checked on every answer of every transcript."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.messages import Channel, Reply

_BLAME = re.compile(r"\byou (?:should have|failed|must|have to|were wrong|did not answer|forgot)\b|\bas i (?:said|told)\b", re.IGNORECASE)
_PROMISE = re.compile(
    r"\b(?:we|i) (?:promise|guarantee|will make sure|will fix|will solve)\b|\b(?:completely|totally|100%) (?:secret|private|confidential)\b"
    r"|\bwill (?:be punished|say sorry)\b",
    re.IGNORECASE,
)
_SORRY = re.compile(r"\bsorry\b|\bapolog", re.IGNORECASE)
LONGEST = 900
"""Characters in one reply: what a person reads on a telephone before giving up."""


def faults(replies: Sequence[Reply], channel: Channel) -> list[str]:
    """What is wrong with the answers to one message; empty when nothing is."""
    found = [] if replies else ["silence"]
    for reply in replies:
        text = reply.short or reply.text if channel is Channel.SMS else reply.text
        found += [f"{name}: {text}" for name, pattern in (("blames", _BLAME), ("promises", _PROMISE)) if pattern.search(text)]
        if "!" in text:
            found.append(f"shouts: {text}")
        if len(text) > LONGEST and "Source:" not in text:
            found.append(f"goes on for {len(text)} characters: {text[:80]}")
        found += [f"button '{button.title}' is too long" for button in reply.buttons if len(button.title) > 20]
    if sum(len(_SORRY.findall(reply.text)) for reply in replies) > 1:
        found.append("says sorry more than once")
    if len({reply.text for reply in replies}) < len(replies):
        found.append("says the same twice")
    return found
