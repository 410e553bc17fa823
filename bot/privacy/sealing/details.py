"""Details by which somebody can be looked for inside texts: e-mail addresses, telephone, NHS and National Insurance numbers.

Each is brought into one form however it was written, so that "07700 900 123", "+44 7700 900123" and "oh double seven double
oh nine hundred one two three" are the same. Only patterns: this runs at the door, where there is no model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.privacy.finding.cleaned import clean
from bot.privacy.finding.recognisers.email_address import EmailAddress
from bot.privacy.finding.recognisers.phone_number import PhoneNumber
from bot.privacy.finding.recognisers.uk_nhs import NhsNumber
from bot.privacy.finding.recognisers.uk_nino import NationalInsuranceNumber
from bot.privacy.finding.rule import Rule, digits

EMAIL, PHONE, NHS, NINO = "EMAIL_ADDRESS", "PHONE_NUMBER", "UK_NHS", "UK_NINO"
WORDS = {EMAIL: "e-mail address", PHONE: "phone number", NHS: "NHS number", NINO: "National Insurance number"}
"""What each kind is called."""

_RULES: tuple[Rule, ...] = (EmailAddress(), PhoneNumber(), NhsNumber(), NationalInsuranceNumber())
_WORTH_A_LOOK = re.compile(r"@|\d|\b(?:at|zero|oh|nought|double|treble|one|two|three|four|five|six|seven|eight|nine)\b", re.IGNORECASE)
"""Without any of these there is no such detail: most messages are let go here."""
_SPOKEN = ((r"\s*(?:\(at\)|\[at\])\s*|\s+at\s+", "@"), (r"\s*(?:\(dot\)|\[dot\])\s*|\s+dot\s+", "."), (r"\s+underscore\s+", "_"),
           (r"\s+(?:dash|hyphen)\s+", "-"))  # fmt: skip
_NATIONAL = re.compile(r"(?:0044|44)0?([1-9]\d{8,9})")


@dataclass(frozen=True)
class Detail:
    """One detail of a text: ``plain`` is its one form, ``start`` and ``end`` where it stands."""

    kind: str
    plain: str
    start: int
    end: int


def find(text: str) -> Iterator[Detail]:
    """Every such detail of a text. A number may be given as two kinds: who looks for it names one."""
    if not _WORTH_A_LOOK.search(text):
        return
    cleaned = clean(text)
    for rule in _RULES:
        for found in rule.find(cleaned.text):
            plain = as_plain(rule.entity, cleaned.text[found.start : found.end])
            if plain:
                yield Detail(rule.entity, plain, *cleaned.back(found.start, found.end))


def as_plain(kind: str, words: str) -> str:
    """The one form of a detail; empty when the words can be none of that kind."""
    if kind == EMAIL:
        return _email(words)
    if kind == PHONE:
        return _phone(words)
    if kind == NHS:
        return digits(words) if len(digits(words)) == 10 else ""
    bare = re.sub(r"[^A-Z0-9]", "", words.upper())
    return bare if re.fullmatch(r"[A-Z]{2}\d{6}[A-Z]?", bare) else ""


def of_reference(ref: str) -> list[tuple[str, str]]:
    """What a person may mean who looks for ``ref``: kinds and forms, none when it is nothing of the kind."""
    words = clean(ref.strip()).text
    if len(words) > 200:
        return []
    found = [(kind, as_plain(kind, words)) for kind in (EMAIL, NINO)]
    if not re.search(r"[^\W\d_]", words):
        found += [(kind, as_plain(kind, words)) for kind in (PHONE, NHS)]
    mailbox, _, domain = found[0][1].partition("@")
    if domain.count(".") == 1:
        found.append((EMAIL, f"{mailbox}@{domain.split('.')[0]}"))  # "sam@gmail", as some write it
    return [(kind, plain) for kind, plain in found if plain]


def _email(words: str) -> str:
    words = words.casefold().strip()
    for spoken, sign in _SPOKEN:
        words = re.sub(spoken, sign, words)
    mailbox, at, domain = words.partition("@")
    mailbox, domain = re.sub(r"\s", "", mailbox), re.sub(r"\s", "", domain).replace(",", ".").strip(".")
    return f"{mailbox}@{domain}" if at and mailbox and domain and "@" not in domain else ""


def _phone(words: str) -> str:
    number = digits(words)
    if not 6 <= len(number) <= 15:
        return ""
    british = _NATIONAL.fullmatch(number)
    if british:
        return f"0{british[1]}"
    if words.lstrip(" (").startswith("+") or number.startswith("00"):
        return f"+{number.removeprefix('00')}"
    return f"0{number}" if len(number) == 10 and number[0] == "7" else number
