"""What a public comment is: one of the contract's comment actions, with the grounds in words for staff.

Danger first, then hate, then other people's details, the writer's own, and so on down to praise. The judgement is
made by rules alone: it is the same every time and can be explained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.moderation import whose
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

DANGER = {
    "medical_emergency": "a medical emergency",
    "suicide_self_harm": "suicide or self-harm",
    "threat_to_others": "a threat to somebody",
    "child_safeguarding": "a child who may be in danger",
    "domestic_abuse": "abuse at home",
    "adult_safeguarding": "an adult who may be in danger",
}
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


@dataclass(frozen=True)
class Verdict:
    """The action, its grounds, whether personal details are in sight, and the danger sign if there is one."""

    action: str
    grounds: tuple[str, ...]
    holds_details: bool = False
    sign: Sign | None = None


class CommentClassifier:
    """Judges public comments. Safe to share between threads."""

    def __init__(self, redactor: RedactorLike, lexicon: Lexicon) -> None:
        self._redactor = redactor
        self._lexicon = lexicon
        self._reader = Reader.load()
        self._rules = Rules.load()

    def classify(self, text: str) -> Verdict:
        """The verdict on a comment as it was written. Grounds never repeat what it says."""
        if not text.strip():
            return Verdict("none", ())
        sentences = self._reader.sentences(text)
        sign = self._lexicon.check(text)
        details = whose.find(text, self._redactor.redact(text).spans, self._reader, self._rules)
        kinds = {name for name, kind in self._rules.kinds.items() if any(kind.shows_in(sentence) for sentence in sentences)}
        found: dict[str, list[str]] = {}
        if sign:
            found["crisis"] = [f"Sign of danger: {DANGER[sign.category]} ({sign.sign_id})"]
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
        order = [action for action in ACTIONS if action in found]
        if not order:
            return Verdict("none", ())
        grounds = found[order[0]] + [ground for action in order[1:] if action not in _QUIET for ground in found[action]]
        holds = bool(details.own or details.others)
        return Verdict(order[0], tuple(grounds), holds, sign)

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
