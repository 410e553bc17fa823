"""The fixed cards that answer a danger sign: read once, checked, never changed by a program.

``data/cards/CATEGORY.en.yml`` holds the words, their version and who approved them; ``languages/`` the same in the area's
other languages; ``numbers.yml`` every number a card may print, with its source. A card that prints a number which is
not confirmed there does not load. The softer form answers a message that only a model finds worrying.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.messages import Channel, Reply
from bot.safety import translations
from bot.safety.lexicon import CATEGORIES

DEFAULT_PATH = Path(__file__).resolve().parents[2] / "data" / "cards"
SHORT_LIMIT = 306
"""Two joined text messages of the GSM 7-bit alphabet: 2 x 153 septets (3GPP TS 23.040)."""

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENDED = frozenset("^{}\\[~]|€\f")
_NUMBER = re.compile(r"\d(?:[ -]?\d)*")


class CardError(Exception):
    """A card is missing, incomplete or prints what it may not; the message names the file."""


@dataclass(frozen=True)
class Card:
    """A card as one channel shows it. ``reply.short`` is the form for text messages; ``first`` goes before it, if there is one."""

    category: str
    language: str
    version: str
    status: str
    reply: Reply
    soft: bool = False
    first: Reply | None = None

    @property
    def replies(self) -> tuple[Reply, ...]:
        """What is sent, in order."""
        return (self.first, self.reply) if self.first is not None else (self.reply,)

    @property
    def source(self) -> str:
        """What the outbox notes as the origin of the words."""
        return f"card:{self.category}.{self.language}@{self.version}"

    @property
    def label(self) -> str:
        """Which card, for the outbox and for staff: category, version, and what sets it apart from the full English one."""
        return " ".join(
            [self.category, self.version, *([self.language] if self.language != "en" else []), *(["soft"] if self.soft else [])]
        )


class Cards:
    """Every card, by category and language."""

    def __init__(self, cards: dict[tuple[str, str], dict[str, Any]], numbers: frozenset[str]) -> None:
        self._cards = cards
        self.numbers = numbers

    @classmethod
    def load(cls, path: Path | None = None) -> Cards:
        """Reads and checks the folder of cards. Raises ``CardError``: a broken card must stop the start, not a reply."""
        folder = path or DEFAULT_PATH
        numbers = confirmed_numbers(folder / "numbers.yml")
        cards: dict[tuple[str, str], dict[str, Any]] = {}
        for file in sorted(folder.glob("*.yml")):
            category, _, language = file.stem.partition(".")
            if category in CATEGORIES:
                cards[category, language] = _checked(file, category, language, numbers)
        cards.update(_translated(folder / "languages", numbers))
        for category in CATEGORIES:
            if (category, "en") not in cards:
                raise CardError(f"{folder.name} has no English card for {category}: {category}.en.yml is missing.")
        return cls(cards, numbers)

    @property
    def languages(self) -> frozenset[str]:
        """The languages in which every card exists."""
        return frozenset(language for _, language in self._cards)

    def card(self, category: str, channel: Channel, language: str | None = "en", *, soft: bool = False) -> Card:
        """The card for a category in the person's language, or in English; with the channel's own words if it has any.

        ``soft`` gives the softer English words. Another language is shown with the English beneath until a native speaker
        has checked it. Raises ``CardError`` for a category that the contract does not know.
        """
        english = self._cards.get((category, "en"))
        if english is None:
            raise CardError(f"There is no card for '{category}'.")
        wanted = _ALIKE.get(code := base_language(language), code)
        text, short = _words(english, channel, soft)
        raw = self._cards.get((category, wanted), english)
        first = None
        if raw is not english:
            checked, (its_text, its_short) = bool(raw.get("checked")), _words(raw, channel)
            text = translations.over_english(its_text, text, checked=checked)
            # A text message has no room for two languages: the person's comes first, in a message of its own.
            first = Reply(text=its_short) if channel is Channel.SMS else None
        reply = Reply(text=text, short=short)
        return Card(raw["category"], raw["language"], raw["version"], raw["status"], reply, soft, first)


_ALIKE = {"sk": "cs"}
"""Languages whose speakers read another one of ours: Slovak people read Czech."""


def base_language(code: str | None) -> str:
    """``pl-PL`` and ``pl_PL`` are ``pl``; nothing is ``en``."""
    return (code or "en").lower().replace("_", "-").partition("-")[0]


def _words(raw: dict[str, Any], channel: Channel, soft: bool = False) -> tuple[str, str]:
    if soft:
        return raw["soft"].strip(), raw["soft_short"].strip()
    return str(raw.get(str(channel)) or raw["text"]).strip(), raw["short"].strip()


def _translated(folder: Path, numbers: frozenset[str]) -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    layout = _read(folder / "layout.yml")
    for file in sorted(folder.glob("??.yml")):
        try:
            cards = translations.read(file, _read(file), layout, numbers)
        except translations.TranslationError as error:
            raise CardError(str(error)) from None
        found.update({(category, file.stem): card for category, card in cards.items()})
    return found


def confirmed_numbers(path: Path) -> frozenset[str]:
    """The numbers of ``numbers.yml`` whose status is confirmed, as digits only."""
    entries = _read(path).get("numbers")
    if not isinstance(entries, list):
        raise CardError(f"{path.name} has no list of numbers.")
    for entry in entries:
        if not entry.get("source_url") or not entry.get("checked_on") or entry.get("status") not in ("confirmed", "unconfirmed"):
            raise CardError(f"{path.name}: {entry.get('name', '?')} needs source_url, checked_on and status (confirmed or unconfirmed).")
    return frozenset(digits(str(entry["value"])) for entry in entries if entry["status"] == "confirmed")


def digits(number: str) -> str:
    """A number without its spaces and dashes."""
    return re.sub(r"\D", "", number)


def septets(text: str) -> int | None:
    """How many GSM 7-bit septets a text takes (an extended sign takes two); None when it has a sign outside GSM-7."""
    if any(sign not in _GSM_BASIC and sign not in _GSM_EXTENDED for sign in text):
        return None
    return sum(2 if sign in _GSM_EXTENDED else 1 for sign in text)


def unconfirmed(text: str, numbers: frozenset[str]) -> list[str]:
    """Numbers of two or more digits in a text that are not among the confirmed ones; an age ("under 19") is none."""
    plain = re.sub(r"(?i)\bunder \d\d\b", "", text)
    return [found for found in _NUMBER.findall(plain) if len(digits(found)) > 1 and digits(found) not in numbers]


def _checked(file: Path, category: str, language: str, numbers: frozenset[str]) -> dict[str, Any]:
    raw = _read(file)
    for name in ("category", "language", "version", "status", "text", "short", "soft", "soft_short"):
        if not isinstance(raw.get(name), str) or not raw[name].strip():
            raise CardError(f"{file.name}: '{name}' is missing.")
    if (raw["category"], raw["language"]) != (category, language):
        raise CardError(f"{file.name} says it is {raw['category']}.{raw['language']}.")
    for name in ("text", "short", "soft", "soft_short", *(str(channel) for channel in Channel if str(channel) in raw)):
        wrong = unconfirmed(raw[name], numbers)
        if wrong:
            raise CardError(f"{file.name}: '{name}' prints {wrong[0]}, which is not a confirmed number in numbers.yml.")
    for name in ("short", "soft_short"):
        length = septets(raw[name].strip())
        if length is None:
            raise CardError(f"{file.name}: '{name}' has a sign that a text message cannot carry cheaply.")
        if length > SHORT_LIMIT:
            raise CardError(f"{file.name}: '{name}' takes {length} of {SHORT_LIMIT} septets.")
    return raw


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = yaml_files.read(path)
    except FileNotFoundError:
        raise CardError(f"{path.name} is missing from {path.parent.name}.") from None
    except yaml_files.YAMLError as error:
        raise CardError(f"{path.name} is not valid YAML: {error}") from error
    if not isinstance(raw, dict):
        raise CardError(f"{path.name} holds no entries.")
    return raw
