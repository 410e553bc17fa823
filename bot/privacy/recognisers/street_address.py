"""House number and street, flats included. A street or town without a number is a place and stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.privacy.lists import word_lists
from bot.privacy.rule import Candidate, Rule, word_set, words

_STRONG = "road|rd|street|avenue|ave|lane|crescent|cres|gardens|gdns|terrace|drove|grove|mews|boulevard|causeway"
_WEAK = (
    "st|close|cl|drive|dr|way|court|ct|place|pl|square|sq|hill|park|rise|row|walk|view|green|parade|fen|bank|meadow|meadows|fields|field|"
    "end|gate|yard|wharf|quay|broadway|common|path|chase|croft|dene|glebe|heath|orchard|ridge|ln|av|cottages|villas|mount|vale|leys|"
    "spinney|maltings|brow|bridge"
)
_BLOCK = "house|court|cottage|lodge|mansions|buildings?|heights|point|tower"
_NAME = r"[^\W\d_][\w'\-.]{0,24}"
_FLAT = r"(?:(?:flat|apartment|apt|unit|room|bungalow) ?(?:\d{1,4}[a-z]?|[a-h])(?:,? {1,2}|, ?))"
_HOUSE = rf"(?:(?:{_NAME} ){{1,2}}(?:{_BLOCK}|place),? {{1,2}})"
_STREET = re.compile(
    rf"(?<![\w£$€.:/\-])({_FLAT}?{_HOUSE}?(?:no\.? ?|number )?\d{{1,4}}(?: ?[a-h](?!\w))?(?: ?[\-/] ?\d{{1,4}}[a-h]?)?,? {{1,2}}"
    rf"((?:{_NAME} {{1,2}}){{1,3}}?)({_STRONG}|{_WEAK})(?![\w'\-]))",
    re.IGNORECASE,
)
_FLAT_ONLY = re.compile(
    rf"(?<!\w)(?:flat|apartment|apt) ?\d{{1,4}}[a-z]?,? {{1,2}}(?:{_NAME} ){{1,2}}(?:{_BLOCK})(?!\w)",
    re.IGNORECASE,
)
_AFTER_CUE = re.compile(
    r"(?<!\w)(?:live|living|lives|stay|staying|home is|address is|address) ?(?:at|:|is)? ?(?!the )"
    rf"({_NAME}(?: {_NAME}){{0,2}}, ?(?:{_NAME} ){{1,2}}(?:{_STRONG}))(?!\w)",
    re.IGNORECASE,
)
_NEVER_IN_NAME = word_set(
    "hour hours hrs hr minute minutes mins min day days week weeks month months year years yrs time times people patients nurses "
    "doctors staff of in on a an to my your his her our their for at from with and or but was were is are am pm i we they he she it "
    "miles mile metres pounds percent other more less different beds wards out that this then when because if so by down up across "
    "along off into over per had have has not no very lots"
)


class StreetAddress(Rule):
    """Number, one to three words, a street word. In lower case the street words that mean other things need context."""

    entity = "STREET_ADDRESS"
    context = words("live|lives|lived|living|address|home|house|flat|moved|moving|i'm at|im at|resident|post(?:ed)? to|send|door")
    before, after = 45, 30

    def candidates(self, text: str) -> Iterable[Candidate]:
        common = word_lists().common
        for match in _STREET.finditer(text):
            names = match[2].lower().replace(".", " ").split()
            if not names or any(name in _NEVER_IN_NAME for name in names):
                continue
            if names == ["the"]:
                yield Candidate(match.start(1), match.end(1), 0.6 if match[3][0].isupper() else 0.2, 0.8)
                continue
            strong = re.fullmatch(_STRONG, match[3], re.IGNORECASE) is not None
            cased = match[3][0].isupper() and match[2].lstrip()[0].isupper()
            usual = all(name in common for name in names)
            sure = strong or cased
            score = 0.85 if sure else 0.3 if usual else 0.5
            in_town = _town_next().match(text, match.end())
            yield Candidate(match.start(1), match.end(1), 0.9 if in_town else score, 0.9)
        for match in _FLAT_ONLY.finditer(text):
            yield Candidate(match.start(), match.end(), 0.7, 0.9)
        for match in _AFTER_CUE.finditer(text):
            yield Candidate(match.start(1), match.end(1), 0.7)


@lru_cache(maxsize=1)
def _town_next() -> re.Pattern[str]:
    """A town right after a street."""
    towns = "|".join(re.escape(town) for town in sorted(word_lists().towns))
    return re.compile(rf",? {{0,2}}(?:{towns})(?!\w)", re.IGNORECASE)
