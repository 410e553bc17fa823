"""House number and street, flats included. A street or town without a number is a place and stands."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.lists import word_lists
from bot.privacy.rule import Candidate, Rule, words

_STRONG = "road|rd|street|avenue|ave|lane|crescent|cres|gardens|gdns|terrace|drove|grove|mews|boulevard|causeway"
_WEAK = (
    "st|close|cl|drive|dr|way|court|ct|place|pl|square|sq|hill|park|rise|row|walk|view|green|parade|fen|bank|meadow|meadows|fields|field|end|gate|"
    "yard|wharf|quay|broadway|common|path|chase|croft|dene|glebe|heath|orchard|ridge|ln|av|cottages|villas|mount|vale|leys|spinney|maltings|brow|bridge"
)
_NAME = r"[^\W\d_][\w'\-.]{0,24}"
_FLAT = r"(?:(?:flat|apartment|apt|unit|room|bungalow) ?(?:\d{1,4}[a-z]?|[a-h])(?:,? {1,2}|, ?))"
_HOUSE = rf"(?:(?:{_NAME} ){{1,2}}(?:house|court|cottage|lodge|mansions|place|buildings?|heights|point|tower),? {{1,2}})"
_STREET = re.compile(
    rf"(?<![\w£$€.:/\-])({_FLAT}?{_HOUSE}?(?:no\.? ?|number )?\d{{1,4}}(?: ?[a-h](?!\w))?(?: ?[\-/] ?\d{{1,4}}[a-h]?)?,? {{1,2}}"
    rf"((?:{_NAME} {{1,2}}){{1,3}}?)({_STRONG}|{_WEAK})(?![\w'\-]))",
    re.IGNORECASE,
)
_FLAT_ONLY = re.compile(rf"(?<!\w)(?:flat|apartment|apt) ?\d{{1,4}}[a-z]?,? {{1,2}}(?:{_NAME} ){{1,2}}(?:house|court|cottage|lodge|mansions|buildings?|heights|point|tower)(?!\w)", re.IGNORECASE)
_AFTER_CUE = re.compile(
    rf"(?<!\w)(?:live|living|lives|stay|staying|home is|address is|address) ?(?:at|:|is)? ?(?!the )({_NAME}(?: {_NAME}){{0,2}}, ?(?:{_NAME} ){{1,2}}(?:{_STRONG}))(?!\w)",
    re.IGNORECASE,
)
_NEVER_IN_NAME = frozenset(
    "hour hours hrs hr minute minutes mins min day days week weeks month months year years yrs time times people patients nurses doctors staff of in on a an "
    "to my your his her our their for at from with and or but was were is are am pm i we they he she it miles mile metres pounds percent other more less "
    "different times beds wards out that this then when because if so by down up across along off into over per had have has not no very lots".split()
)


class StreetAddress(Rule):
    """Number, one to three words, a street word. In lower case the street words that mean other things need context."""

    entity = "STREET_ADDRESS"
    context = words("live", "lives", "lived", "living", "address", "home", "house", "flat", "moved", "moving", "i'm at", "im at", "resident", "post(?:ed)? to", "send", "door")
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
            followed = re.match(rf",? {{0,2}}(?:{'|'.join(sorted(word_lists().towns))})\b", text[match.end() : match.end() + 30], re.IGNORECASE)
            yield Candidate(match.start(1), match.end(1), 0.9 if followed else score, 0.9)
        for match in _FLAT_ONLY.finditer(text):
            yield Candidate(match.start(), match.end(), 0.7, 0.9)
        for match in _AFTER_CUE.finditer(text):
            yield Candidate(match.start(1), match.end(1), 0.7)
