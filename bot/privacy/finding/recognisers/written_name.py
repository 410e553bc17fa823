"""Names told by how they are written not introduced: "H. & P. Blackwell", "MBEKI, Thandiwe", "Robert (Bob) Hartley"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, word_set
from bot.privacy.finding.wording.names import words_of
from bot.privacy.finding.wording.people import KIN, ROLE

_DOES = re.compile(
    rf"(?<![\w'\-])[^\W\d_]{{3,}}(?=,? (?:(?:the|our|my|your) (?:\w+ )?(?:{ROLE}|{KIN})(?!\w)(?! (?:teams?|service|clinic|desk|"
    rf"app|line|association|rota|unit))|"
    rf"(?:on|from|at|behind|in) (?:the )?(?:reception|front desk)))",
    re.IGNORECASE,
)
""" "Siva the pharmacist", "Aga on reception"."""
_COUPLE = re.compile(r"(?<!\w)[A-Z]\.? ?(?:&|and|\+) ?[A-Z]\.? (?=([A-Z][^\W\d_]+))")
""" "H. & P. Blackwell"."""
_SURNAME_FIRST = re.compile(
    r"(?<![\w'\-])(?:(?:van|de|der|den|von|da|dos|al|el)[ \-]){0,2}[A-Z][A-Za-z'\-]{2,30}, (?=([A-Z][a-z]{1,30}))\1(?![\w'])"
    r"(?=\W{0,3}(?:$|\n|\d|(?i:dob|nhs|tel|bed|ward|room|bay)\b))"
)
""" "MBEKI, Thandiwe" on a form."""


_NICKNAMED = re.compile(r"(?<![\w'\-])([A-Z][a-z]{1,20}) [(\"']([A-Z][a-z]{1,15})[)\"'] (?=[A-Z][a-z'\-]{1,25})")
""" "Robert (Bob) Hartley"."""
_CLAN = re.compile(r"(?<![\w'\-])(?:O'[A-Z][a-z]{2,15}|Mc[A-Z][a-z]{2,15}|Fitz[A-Z][a-z]{2,12})(?![\w]|'s\b)")
""" "O'Donoghue", "McAllister"."""


_APPOSED = re.compile(
    rf"(?:(?<![^\n])|(?<=[.!?] ))([A-Z][a-z]{{1,20}}), (?:my|our|his|her|their) (?:\w+ )?(?:{KIN})(?=,| ?\(| (?:has|had|was|"
    rf"waited|cant|can't|needs|got)\b)",
    re.IGNORECASE,
)
""" "Ping, my daughter in law, waited"."""
_CARE_OF = re.compile(r"(?:(?<!\w)([A-Z][a-z]{1,20})(?=,? c/o )|(?<!\w)c/o (?=([^\W\d_]{2,})))")
""" "Sully c/o 17 Bridge Street", "c/o Sully"."""
_SAYS_WHEN = word_set(
    "yesterday today tonight tomorrow now then also apparently sadly luckily thankfully honestly really again so well ok okay yes no "
    "sorry thanks please hello hi hey morning evening afternoon later since cancer dementia diabetes last next finally basically"
)


class WrittenName(Rule):
    """Couples, forms, nicknames in brackets, clans, "c/o", and names right before a job or a place behind a desk."""

    entity = "PERSON"

    def candidates(self, text: str) -> Iterable[Candidate]:
        words = words_of(text)
        if not words.tokens:
            return
        for match in _COUPLE.finditer(text):
            first = words.at(match.start(1))
            if first is not None and not (first.common or first.no_name or first.town) and not words.names_a_place(first):
                yield Candidate(match.start(), words.end_of_name(first, cued=False), 0.6)
        for match in _SURNAME_FIRST.finditer(text):
            surname, given = words.at(match.start()), words.at(match.start(1))
            if surname is not None and given is not None and given.any_name and not (surname.common or surname.no_name or surname.town):
                yield Candidate(match.start(), match.end(), 0.7)
        for match in _APPOSED.finditer(text):
            first = words.at(match.start(1))
            if first is not None and first.cased and first.lower not in _SAYS_WHEN and not first.no_name:
                yield Candidate(*match.span(1), 0.6)
        for match in _NICKNAMED.finditer(text):
            first, known_as = words.at(match.start()), words.at(match.start(2))
            surname = words.at(match.end())
            if first and known_as and surname and (first.any_name or known_as.any_name) and not (surname.no_name or surname.common):
                yield Candidate(match.start(), surname.end, 0.7)
        for match in _CLAN.finditer(text):
            first = words.at(match.start())
            if first is not None and not (first.no_name or words.names_a_place(first) or words.names_a_thing(first)):
                yield Candidate(match.start(), match.end(), 0.55)
        for match in _CARE_OF.finditer(text) if "c/o" in text else ():
            first = words.at(match.start(1) if match[1] else match.end())
            if first is not None and (first.any_name or (first.cased and first.unknown)) and not words.names_a_place(first):
                yield Candidate(first.start, words.end_of_name(first, cued=False), 0.6)
        for match in _DOES.finditer(text):
            first = words.at(match.start())
            if first is not None and first.unheard and not words.names_a_place(first):
                yield Candidate(first.start, words.end_of_name(first, cued=False), 0.6)
