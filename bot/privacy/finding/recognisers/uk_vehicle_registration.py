"""Vehicle registrations: the current format (since 2001) wherever it stands, older ones beside words about a car."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.rule import Candidate, Rule, word_set, words

_CURRENT = re.compile(r"(?<!\w)([a-z]{2})[ \-./\n]?(\d{2})([ \-./\n]?|, )([a-z]{3})(?!\w)", re.IGNORECASE)
_PREFIX_OR_SUFFIX = r"[a-z][ \-]?\d{1,3}[ \-]?[a-z]{3}|[a-z]{3}[ \-]?\d{1,3} ?[a-z]"
_OLDER = re.compile(rf"(?<!\w)(?:({_PREFIX_OR_SUFFIX})|[a-z]{{2,3}} ?\d{{2,4}}|\d{{1,4}} ?[a-z]{{2,3}})(?!\w)", re.IGNORECASE)
_APART = re.compile(
    r"(?<!\w)(?:reg(?:istration)?|plate)(?: (?:number|no|num|plate))?[.:]?(?: (?:is|was))?[ :]{1,2}"
    r"([a-z] ?[a-z] ?\d ?\d ?[a-z] ?[a-z] ?[a-z]|[a-z] ?\d{1,3} ?[a-z]{3}|[a-z]{3} ?\d{1,3} ?[a-z])(?!\w)",
    re.IGNORECASE,
)
"""Right after the word any of the usual shapes, spaced as it may be."""
_STRUCK = re.compile(r"(?<!\w)[A-Z]{2} ?(?:[OIl]\d|\d[OIl]|[OI]{2}) ?[A-Z]{3}(?!\w)")
""" "AB O2 CDE": letters struck for figures."""
_ABROAD = re.compile(r"(?<!\w)(?:[A-Z]{1,3}[ \-]\d{5}|[A-Z]{2,3} \d[A-Z]\d{3}|[A-Z]{1,2}[ \-]\d{2,3}[ \-][A-Z]{3})(?!\w)")
"""Plates of countries people here come from: Poland's, Lithuania's, Romania's."""
_PRIVATE = re.compile(
    r"(?<!\w)((?=[a-z ]{0,6}\d)(?=[\d ]{0,6}[a-z])[a-z\d]{1,5}(?: [a-z\d]{1,4})?)[, ]{1,2}(?:(?:thats|that's|is|its|it's|yes|a|my|his|"
    r"her|the) ){0,3}"
    r"(?:private|personal(?:ised)?|cherished|vanity) (?:number ?)?(?:plates?|reg)(?!\w)|"
    r"(?<!\w)(?:private|personal(?:ised)?|cherished|vanity) (?:number ?)?(?:plates?|reg)(?: (?:is|of|was|it's|its|says|no))?[ :,]{1,2}"
    r"((?=[a-z ]{0,6}\d)[a-z\d]{1,5}(?: [a-z\d]{1,4})?)(?!\w)",
    re.IGNORECASE,
)
_PLATE = words("plates?|regs?|registration")
_SHORT_WORDS = word_set("by my am pm at as an me he we be up us do go so no or of on to if it in is")
_NO_END = word_set("mri nhs gps ecg ent icu min hrs wks yrs mph kgs lbs mls ish mcg pts hiv ibs")
_ISSUED = {*range(2, 30), *range(51, 80)}
"""Age identifiers: 02 to 29 for plates of March, 51 to 79 for plates of September (DVLA INF104)."""


class VehicleRegistration(Rule):
    """``AB12 CDE`` counts by itself, unless its end reads as a word in lower case ("me20 min")."""

    entity = "UK_VEHICLE_REGISTRATION"
    context = words(
        "regs?",
        "registration",
        "(?:number|licen[cs]e) ?plates?",
        "plates?",
        "cars?",
        "van",
        "vehicle",
        "parked",
        "parking",
        "park",
        "badge",
        "private",
        "porsche|jag|jaguar|merc|mercedes|tesla|land ?rover|range ?rover|vw|dacia|fiat|hyundai|mazda|suzuki|lexus|seat leon|passat|"
        "ford|fiesta|vauxhall|corsa|astra|golf|audi|bmw|toyota|nissan|micra|honda|kia|skoda|focus|polo|clio|mini|peugeot|citroen|"
        "renault|volvo",
        "taxi",
        "vrm",
        "motor",
        "motor ?bike",
        "bike",
        "scooter",
        "blue badge",
        "anpr|clamped|pcn|ticketed|kiosk|mot",
    )
    before, after = 30, 15

    def candidates(self, text: str) -> Iterable[Candidate]:
        common = word_lists().common
        for match in _CURRENT.finditer(text):
            word = match[4].islower() and bool(match[3]) and match[4] in common
            # "by 10 the": two words and a number, as people text.
            apart = match[0][2] in " -./\n" and (match[1].lower() in _SHORT_WORDS or match[4].lower() in common)
            # In lower case with spaces it may be "st 12 mri": that needs a car, and "is 10 min" is none beside one either.
            ends_as_word = match[4].lower() in _NO_END or match[4].lower() in common
            if apart and ends_as_word and match[1].lower() in _SHORT_WORDS:
                continue
            apart = apart or match[4].lower() in _NO_END or (match[0].islower() and match[0][2] == " " == match[3])
            sure = int(match[2]) in _ISSUED and not word and not apart
            yield Candidate(match.start(), match.end(), 0.8 if sure else 0.3, 0.95)
        for match in _STRUCK.finditer(text):
            yield Candidate(match.start(), match.end(), 0.1, 0.8)
        for match in _ABROAD.finditer(text):
            if _PLATE.search(text, max(0, match.start() - self.before), match.end() + self.after):
                yield Candidate(match.start(), match.end(), 0.8)
        for match in _APART.finditer(text):
            yield Candidate(*match.span(1), 0.9)
        for match in _PRIVATE.finditer(text) if "pla" in text.lower() or "reg" in text.lower() else ():
            group = 1 if match[1] else 2
            if match[group].isupper() or common.isdisjoint(match[group].lower().split()):
                yield Candidate(*match.span(group), 0.9)
        for match in _OLDER.finditer(text) if self.context.search(text) else ():
            parts = re.findall(r"[a-z]{2,}", match[0].lower())
            if match[0].isupper() or not any(part in common for part in parts):
                # A dateless plate ("ABC 123") looks like any reference: only in capitals, and long enough.
                dateless = 0.6 if match[0].isupper() and len(match[0]) > 4 else 0.1
                yield Candidate(match.start(), match.end(), 0.1, 0.7 if match[1] else dateless)
