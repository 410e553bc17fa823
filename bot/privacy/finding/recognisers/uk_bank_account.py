"""Bank details: sort code, account number, and British IBANs."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, words

_SORT = r"\d{2}[ \-.]\d{2}[ \-.]\d{2}"
_PAIR = re.compile(rf"(?<![\w£+/])(?:{_SORT}|\d{{6}})[ ,/;\-]{{1,3}}\d{{4}} ?\d{{4}}(?![\w/]|[ \-]\d)")
_ACCOUNT = r"\d(?:[ \-]?\d){6,7}"
_WORD = (
    r"(?:and|&|then|n|with|the|is|no|num|number|nr|account|acount|accnt|acct?|ac|a/c|a\.c|"
    r"sort ?code|sort-code|sort|code|s/?c|srt)\.?[ ,:;=\-]{1,3}"
)
_WITH_WORDS = re.compile(
    rf"(?<![\w£+/])(?:{_SORT}|\d{{6}})[ ,/;:|\-\n]{{0,3}}(?:{_WORD}){{1,4}}{_ACCOUNT}(?![\w/]|[ \-]\d)|"
    rf"(?<![\w£+/]){_ACCOUNT}[ ,/;:|\-\n]{{0,3}}(?:{_WORD}){{1,4}}(?:{_SORT}|\d{{6}})(?![\w/]|[ \-]\d)",
    re.IGNORECASE,
)
""" "82-14-06, ac 00619235", "20 99 31 and 6601 4482": one detail."""
_LIKE_A_DATE = re.compile(r"(?:[0-2]\d|3[01])[ \-.](?:0\d|1[0-2])[ \-.]\d\d")
_PAIR_APART = re.compile(rf"(?<![\w£+/]){_SORT}[ ,/;]{{1,3}}\d(?: \d){{7}}(?![\w/]|[ \-]\d)")
_SORT_ALONE = re.compile(rf"(?<![\w£+/.\-])(?:{_SORT}|\d{{6}})(?![\w/]|[ .\-]\d)")
_ACCOUNT_ALONE = re.compile(r"(?<![\w£+/.\-])\d{4} ?\d{4}(?![\w/]|[.\-]\d)")
_SORT_CUED = re.compile(
    r"\b(?:sort ?code|sort|s/?c)(?: (?:is|number|no))?[ :.,\-]{0,3}(\d{2}[ \-./]?\d{2}[ \-./]?\d{2})(?!\d)", re.IGNORECASE
)
_ACCOUNT_CUED = re.compile(
    r"\b(?:account|acount|accnt|acct?|acc|a/c|ac (?=no|num))(?: ?(?:is|number|no|num|nr))*[ :.,=\-]{0,3}(\d(?:[ \-]?\d){6,9})(?![ \-]?\d)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<!\w)GB ?\d{2} ?[A-Z]{4}(?: ?\d){14}(?!\w)", re.IGNORECASE)


_IBAN_ABROAD = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){3,7}(?: ?[A-Z\d]{1,3})?(?!\w)")
_ROLL = re.compile(r"\broll (?:number|no|num)\.?(?: is)?[ :]{1,2}([A-Z]?[/\-]?\d[\d\-/]{5,14}[A-Z]?)(?!\w)", re.IGNORECASE)


class BankAccount(Rule):
    """A sort code beside an account number; either alone when the words around it say so."""

    entity = "UK_BANK_ACCOUNT"
    context = words(
        "sort ?codes?|account|acc(?:t|ount)?(?: (?:no|num|number))?|a/c|bank(?:ing)?|direct debit|standing order|dd|refund|s/c|bacs|"
        "barclays|lloyds|natwest|hsbc",
    )
    before = 50

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _IBAN.finditer(text):
            yield Candidate(match.start(), match.end(), 1.0)
        for match in _IBAN_ABROAD.finditer(text):
            yield Candidate(match.start(), match.end(), 0.96)
        for match in _ROLL.finditer(text):
            yield Candidate(*match.span(1), 0.85)
        for pattern in (_SORT_CUED, _ACCOUNT_CUED):
            for match in pattern.finditer(text):
                yield Candidate(*match.span(1), 0.85)
        for match in _PAIR.finditer(text):
            yield Candidate(match.start(), match.end(), 0.85, 1.0)
        for match in _WITH_WORDS.finditer(text):
            named = any(sign.isalpha() for sign in match[0].replace("and", ""))
            dated = not named and _LIKE_A_DATE.match(match[0]) is not None
            yield Candidate(match.start(), match.end(), 0.95 if named else 0.3 if dated else 0.85, 1.0)
        for match in _PAIR_APART.finditer(text):
            yield Candidate(match.start(), match.end(), 0.85, 1.0)
        for match in _SORT_ALONE.finditer(text):
            day, month = int(match[0][:2]), int(match[0][3:5]) if len(match[0]) == 8 else 99
            looks_like_date = 1 <= day <= 31 and 1 <= month <= 12
            yield Candidate(match.start(), match.end(), 0.5 if "-" in match[0] and not looks_like_date else 0.3, 0.85)
        for match in _ACCOUNT_ALONE.finditer(text):
            yield Candidate(match.start(), match.end(), 0.2, 0.85)
