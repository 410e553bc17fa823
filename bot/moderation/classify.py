"""What a public comment is: one of the contract's comment actions, with the grounds in words for staff.

Danger first, then hate, then other people's details, the writer's own, and so on down to praise. Rules decide whatever has
consequences that the writer sees: they are the same every time and can be explained. What they miss, the learned second look
of the worker adds by its likeness to examples, in words that say so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.moderation import weighing, whose
from bot.moderation.rules import Rules
from bot.safety.lexicon import Lexicon, Sign
from bot.safety.text import Reader, Sentence

ACTIONS = (
    "crisis",
    "hate",
    "solicitation",
    "media",
    "hide_others_details",
    "hide_own_details",
    "abuse",
    "steer_experience",
    "question",
    "praise_no_details",
    "none",
)
"""The contract's comment actions in the order in which they win; solicitation and media come with contact details."""

CERTAIN = frozenset({"crisis", "hate"})
"""What the rules alone settle."""
_HEARTS = frozenset("\u2764\U0001f44f\U0001f44d\U0001f970\U0001f60d\U0001f496\U0001f499\U0001f31f\U0001f64c\U0001f490")


class RedactedLike(Protocol):
    """What is read of a redactor's answer."""

    @property
    def text(self) -> str: ...
    @property
    def spans(self) -> Sequence[Any]: ...


class RedactorLike(Protocol):
    """``bot.privacy.redaction.Redactor``, or one that needs no model."""

    def redact(self, text: str) -> RedactedLike:
        """The text with placeholders, and the spans they replaced."""


class SecondLookLike(Protocol):
    """What is asked of ``bot.moderation.second_look``, which this module may not import: the web role reads it too, and has no model."""

    def danger(self, redacted: str) -> Sign | None:
        """What danger the comment is like, if any."""

    def chances(self, redacted: str, fired: Collection[str]) -> Mapping[str, float]:
        """How likely each action is; ``fired`` are those that the rules have grounds for."""


@dataclass(frozen=True)
class Verdict:
    """The action, its grounds, whether personal details are in sight, and the danger sign if there is one.

    A sign with a ``chance`` is a mere likeness. ``asks``: it asks something that a page of ours may answer.
    """

    action: str
    grounds: tuple[str, ...]
    holds_details: bool = False
    sign: Sign | None = None
    asks: bool = False


@dataclass(frozen=True)
class Read:
    """What the rules make of a comment: its redacted words, the grounds for each action they found, whose details, the danger sign."""

    redacted: str
    found: Mapping[str, list[str]]
    details: whose.Details
    sign: Sign | None


class CommentClassifier:
    """Judges public comments. Safe to share between threads."""

    def __init__(self, redactor: RedactorLike, lexicon: Lexicon, second_look: SecondLookLike | None = None) -> None:
        self._redactor = redactor
        self._lexicon = lexicon
        self._second_look = second_look
        self._reader = Reader.load()
        self._rules = Rules.load()

    def classify(self, text: str) -> Verdict:
        """The verdict on a comment as it was written. Grounds never repeat what it says."""
        if not text.strip():
            return Verdict("none", ())
        read = self.read(text)
        found, details, sign = dict(read.found), read.details, read.sign
        action = next((name for name in ACTIONS if name in found), "none")
        holds = bool(details.own or details.others)
        if self._second_look is not None and read.redacted.strip() and action not in CERTAIN:
            sign = self._second_look.danger(read.redacted)
            action = weighing.action(found, details, sign, self._second_look.chances(read.redacted, frozenset(found)))
            holds = action in weighing.HIDES or details.more_than_names
            sign = sign if action == "crisis" else None
            if action not in found and action != "none":
                found[action] = weighing.grounds(action, details, sign)
        first = found.pop(action, [])
        also = [ground for name in ACTIONS if name in found and name not in _QUIET for ground in found[name]]
        grounds = (*first, *(ground for ground in also if ground not in first)) if action != "none" else ()
        return Verdict(action, grounds, holds, sign, asks=action == "question" or (action == "steer_experience" and "question" in found))

    def read(self, text: str) -> Read:
        """What the rules alone make of a comment."""
        redacted = self._redactor.redact(text)
        sentences = self._reader.sentences(text)
        sign = self._lexicon.check(text)
        details = whose.find(text, redacted.spans, self._reader, self._rules)
        kinds = {name for name, kind in self._rules.kinds.items() if any(kind.shows_in(sentence) for sentence in sentences)}
        found: dict[str, list[str]] = {}
        if sign:
            found["crisis"] = [f"Sign of danger: {weighing.DANGER[sign.category]} ({sign.sign_id})"]
        for name in ("hate", "solicitation", "media", "abuse"):
            if name in kinds:
                found[name] = [self._rules.kinds[name].ground]
        if details.others:
            found["hide_others_details"] = details.others
        if details.own:
            found["hide_own_details"] = details.own
        if self._tells_experience(sentences, kinds):
            found["steer_experience"] = ["Tells of care received"]
        if "question" in kinds or any(sentence.question for sentence in sentences):
            found["question"] = [self._rules.kinds["question"].ground]
        if "praise" in kinds or any(letter in _HEARTS for letter in text):
            found["praise_no_details"] = [self._rules.kinds["praise"].ground]
        return Read(redacted.text, found, details, sign)

    def _tells_experience(self, sentences: Sequence[Sentence], kinds: set[str]) -> bool:
        """Whether any sentence tells of care; a sentence that only asks, or only praises, does not."""
        rules = self._rules
        for sentence in sentences:
            asks = sentence.question and rules.kinds["question"].shows_in(sentence)
            if not asks and any(pattern.search(sentence.text) for pattern in rules.experience):
                return True
        return False


_QUIET = frozenset({"question", "praise_no_details", "steer_experience"})
"""Said of a comment only when it is the reason for the action."""
