"""What people are called rather than named: "Smiler, thats what the lads call me", "Old Chalky", "only answers to Bunny"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.model.features import is_english
from bot.privacy.finding.rule import Candidate, Rule, word_set
from bot.privacy.finding.wording.names import AFTER_A_NAME, words_of

_N = r"[\"']?((?:Mr |Mrs |Nurse |Captain |Big |Little |Old )?[^\W\d_]{2,20})[\"']?"
_WHO = r"(?:me|him|her|them|us)"
_BEFORE = re.compile(
    rf"(?:\A|[.!?\n] ?){_N},? (?:lol,? |haha,? |ha ha,? )?(?:(?:thats|that's|is|its|it's) what (?:\w+ ){{1,3}}calls? {_WHO}|as (?:we|i|"
    rf"they|everyone|"
    rf"everybody) calls? {_WHO}|to (?:his|her|my|their|our) (?:mates|friends|family|pals)|we call {_WHO}|they call {_WHO})\b",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"(?<!\w)(?:(?:everyone|everybody|they|we|people|(?:the|me|my|his|her) (?:lads|mates|kids|mam|mum|nan|family|mates|grandkids)) "
    rf"(?:all )?(?:calls?|called) {_WHO}|"
    rf"(?:only )?answers to|nicknamed|nickname(?:'s| is)?|aka|a\.k\.a\.?|known to (?:all|everyone) as|(?:bloke|fella|man|woman|lad|"
    rf"chap|lady) they call(?:ed)?|"
    rf"(?:i've|ive|he's|hes|she's|shes) (?:always )?been (?=\w+ since)) {_N}(?=[,.!?;\n]|$| (?:but|since|and|cos|coz|so|on|is|was|or|x|"
    rf"lol|because)\b)",
    re.IGNORECASE,
)
_LIKE_A_WORD = re.compile(rf"(?<!\w)(?:my|his|her) name(?:'s| is) {_N}(?=[.,]? (?:yes|like|as in|surname)\b)", re.IGNORECASE)
""" "My name is Sunday. Yes, like the day"."""
_OLD = re.compile(
    r"(?<![\w'\-])[Oo]ld ([A-Z][a-z]{2,15}?)(?=(?:'s|s)? (?:gone|has|hasnt|is|was|went|wont|cant|fell|died|next|down|over)\b|[,.!?]|$)",
)
_NO_NICKNAME = word_set(
    "but and cos so is was or because back later tomorrow today it that this a an the in out up on off and when if stupid lazy mad "
    "crazy liar names name wrong old love dear duck darling pet "
    "anything nothing what why here there ill sick fine good bad worse poorly well waiting unwell housebound disabled diabetic "
    "single alone mate"
)


_PARTS = ("call", "name", "answers to", "aka", "a.k.a", "known to", "been ", " to his ", " to her ", " to my ", " to their ", " to our ")
"""One of these is in every such sentence: asked first, because that is quick."""


class Nickname(Rule):
    """Nicknames, any word that people are said to call somebody by."""

    entity = "PERSON"

    def candidates(self, text: str) -> Iterable[Candidate]:
        lower = text.lower()
        for pattern in (_BEFORE, _AFTER, _LIKE_A_WORD) if any(part in lower for part in _PARTS) else ():
            for match in pattern.finditer(text):
                if match[1].lower() not in _NO_NICKNAME:
                    yield Candidate(*match.span(1), 0.7)
        for match in _OLD.finditer(text):
            token = words_of(text).at(match.start(1))
            if token is None or token.town or token.no_name:
                continue
            word = match[1].lower().removesuffix("s")
            follower = words_of(text).follower(token)
            acts = follower is not None and (follower.lower in AFTER_A_NAME or follower.lower in ("gone", "went", "fell"))
            if token.any_name or (acts and not is_english(word)):
                yield Candidate(*match.span(1), 0.6)
