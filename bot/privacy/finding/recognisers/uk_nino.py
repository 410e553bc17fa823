"""National Insurance numbers: two letters, six digits, a suffix A to D (HMRC manual NIM39110)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, word_set, words

_SIX = r"\d(?:[ \-._/,]{0,2}\d){5}"
_NUMBER = re.compile(rf"(?<!\w)([a-z])[ .\-]?([a-z])[ \-._/,]{{0,2}}{_SIX}[ \-._/,]{{0,2}}([a-d])(?!\w)", re.IGNORECASE)
_NO_SUFFIX = re.compile(rf"(?<!\w)[a-z]{{2}}[ \-]{{0,2}}{_SIX}(?!\w| ?\d)", re.IGNORECASE)
_STRUCK = re.compile(r"(?<!\w)[a-z]{2} ?(?=[\doilsg ]{0,10}\d[\doilsg ]{0,10}\d)[\doilsg](?: ?[\doilsg]){5} ?[a-d](?!\w)", re.IGNORECASE)
""" "JR l2 34 5G C": letters struck for figures."""
_WORDS = word_set("on at in by my to is of or so up an as be do go he if it me no us we am pm the id")
_NOT_ISSUED = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


class NationalInsuranceNumber(Rule):
    """Prefixes that are never issued (QQ, the one of every example) count a little less, because people mistype."""

    entity = "UK_NINO"
    context = words("ni", "nino", "national insurance", "nat(?:ional)? ins(?:urance)?", "insurance (?:number|no)", r"n\.? ?i\.?", "nin")

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _NUMBER.finditer(text):
            first, second = match[1].upper(), match[2].upper()
            issued = first not in "DFIQUV" and second not in "DFIOQUV" and first + second not in _NOT_ISSUED
            # "on 12/03/24 a nurse": the letters are words of a sentence.
            sentence = (first + second).lower() in _WORDS and match[0][2:3] in " -" and match[0][-2] == " "
            yield Candidate(match.start(), match.end(), 0.2 if sentence else 0.9 if issued or first + second == "QQ" else 0.7, 1.0)
        for match in _STRUCK.finditer(text):
            typed = re.fullmatch(r"[A-Z]{2}[\dOIl]{6}[A-D]", match[0]) is not None
            yield Candidate(match.start(), match.end(), 0.9 if typed else 0.1, 0.9)
        for match in _NO_SUFFIX.finditer(text):
            yield Candidate(match.start(), match.end(), 0.2, 0.8)
