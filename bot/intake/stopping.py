"""Stopping us and starting us again: which words mean it, and who answers them.

On SMS Twilio obeys a message that is one of its own words and nothing else, answers it, and then tells us (the parser
gives that as ``OPT_OUT`` or ``OPT_IN``): we only take note. Everything here is what no platform does for us. A wish to
stop is obeyed at the door, so that it holds while staff have the conversation and while the worker is down.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bot.messages import Channel, Inbound, InboundKind, Reply

TEXTED = (Channel.SMS, Channel.WHATSAPP)
"""Where the words of Twilio's list (channel contract 4.5) are expected to work."""
STOP_WORDS = frozenset({"stop", "stopall", "unsubscribe", "end", "quit", "cancel", "revoke", "optout"})
START_WORDS = frozenset({"start", "unstop"})

PLATFORM = "platform"
"""Why somebody is written to no more (``Contact.opt_out_reason`` begins with it): the platform itself has blocked us."""

TWILIO_OBEYED = "21610"
"""Twilio's code for a number that it blocks at the person's wish."""

FAREWELL = Reply("We will not send you any more messages here. If you change your mind, write START.")
"""Said once to someone whom no platform has answered."""

_LONGEST = 120
_BEFORE = (
    r"(?:(?:hi|hello|ok|okay|no|sorry|please|pls|plz|just|kindly|now|can you|could you|would you|will you|you must|you need to"
    r"|i (?:want|need) you to|i would like you to|id like you to) )*"
)
_AFTER = r"(?: (?:please|pls|plz|now|again|ever|ever again|any ?more|any longer|at all|immediately|at once|thanks|thank you|ok|okay))*"
_ME = r"(?: (?:me|us|this number|my number|my phone|this phone))?"
_TEXTS = r"(?:text messages|texts?|txts?|messages?|msgs?|sms)"
_WHICH = r"(?:(?:all|any|more|further|the|these|those|your|of|this|it|to get|getting) )*"
_WISHES = (
    rf"(?:stop|quit|cease) (?:texting|txting|messaging|contacting|writing to|writing|spamming){_ME}",
    rf"(?:stop|quit|cease) sending{_ME} {_WHICH}(?:{_TEXTS}|stuff|these|this|them)(?: to{_ME})?",
    rf"(?:stop|end|cancel|no more) {_WHICH}{_TEXTS}(?: to{_ME})?",
    rf"(?:dont|do not|never) (?:text|txt|message|msg){_ME}",
    rf"(?:dont|do not|never) (?:contact|write to){_ME} (?:again|ever|any ?more|ever again)",
    rf"(?:dont|do not|never) send{_ME} {_WHICH}{_TEXTS}",
    rf"(?:unsubscribe|opt){_ME}(?: out)?(?: from {_WHICH}{_TEXTS})?",
    r"(?:take|remove) (?:me|my number) (?:off|from) (?:your|the|this) (?:mailing )?list",
)
_WISH = re.compile(rf"{_BEFORE}(?:{'|'.join(_WISHES)}){_AFTER}")
_NOT_A_WISH = frozenset({"opt", "opt out", "stop text", "stop message", "end text", "end message", "cancel text", "cancel message"})
"""Too short to be sure of, or said of something else (opting out of shared records): the assistant asks what is meant."""
_BARE = re.compile(rf"{_BEFORE}(?:{'|'.join(sorted(STOP_WORDS))})(?: (?:all|please|pls|plz|now|thanks|thank you))*")


def asks_to_stop(text: str, channel: Channel) -> bool:
    """Whether the whole message is a wish for no more messages and can be nothing else."""
    if len(text) > _LONGEST:
        return False
    words = _plain(text)
    if channel in TEXTED and _BARE.fullmatch(words):
        return True
    return words not in _NOT_A_WISH and " " in words and _WISH.fullmatch(words) is not None


def asks_to_start(event: Inbound) -> bool:
    """The word we tell people who stopped us, on every channel; a start button; YES where Twilio obeys it."""
    word = _plain(event.text)
    return event.kind is InboundKind.START or word in START_WORDS or (word == "yes" and event.sender.channel in TEXTED)


def understood(event: Inbound, *, stopped: bool, reason: str | None = None) -> Inbound:
    """The event as what it means for our messages.

    ``stopped``: this person had stopped us, for the ``reason`` noted then. YES starts us again only for someone who
    had. START from someone who had not is a greeting like any other: no platform answers that, and nobody is left
    without an answer.
    """
    # What Twilio blocked, Twilio lifts, and answers itself.
    answered = event.sender.channel is Channel.SMS and (reason or "").startswith(PLATFORM)
    if event.kind is InboundKind.OPT_IN:
        return replace(event, kind=InboundKind.START) if event.text and not (stopped and answered) else event
    if event.kind is not InboundKind.TEXT:
        return event
    if asks_to_stop(event.text, event.sender.channel):
        return replace(event, kind=InboundKind.OPT_OUT)
    if stopped and asks_to_start(event):
        return replace(event, kind=InboundKind.OPT_IN if answered else InboundKind.START)
    if event.sender.channel in TEXTED and _plain(event.text) in START_WORDS:
        return replace(event, kind=InboundKind.START)
    return event


def block_is_gone(event: Inbound, reason: str | None) -> bool:
    """Whether a person whom a platform had cut off from us writes again, which shows that they can be written to.

    A stop that Twilio obeyed holds whatever else they write, until they lift it with its own word.
    """
    came_back = event.kind in (InboundKind.TEXT, InboundKind.BUTTON, InboundKind.ATTACHMENT, InboundKind.START)
    if not came_back or not (reason or "").startswith(PLATFORM):
        return False
    code = (reason or "").removeprefix(PLATFORM).strip()
    return event.sender.channel is Channel.TELEGRAM or code not in ("", TWILIO_OBEYED)


def _plain(text: str) -> str:
    """Lower-case words without accents or punctuation, apostrophes closed up, single spaces."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    letters = re.sub("['\u2019\u02bc`]", "", letters)
    return " ".join(re.findall(r"[^\W_]+", letters))
