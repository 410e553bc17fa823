"""National Insurance numbers: two letters, six digits, a suffix A to D (HMRC manual NIM39110)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.rule import Candidate, Rule, words

_NUMBER = re.compile(r"(?<!\w)([a-z]) ?([a-z])[ \-]{0,2}\d{2}[ \-.]{0,2}\d{2}[ \-.]{0,2}\d{2}[ \-]{0,2}[a-d](?!\w)", re.IGNORECASE)
_NO_SUFFIX = re.compile(r"(?<!\w)[a-z]{2}[ \-]{0,2}\d{2}[ \-.]{0,2}\d{2}[ \-.]{0,2}\d{2}(?!\w| ?\d)", re.IGNORECASE)
_NOT_ISSUED = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}


class NationalInsuranceNumber(Rule):
    """Prefixes that are never issued (QQ, the one of every example) count a little less, because people mistype."""

    entity = "UK_NINO"
    context = words("ni", "nino", "national insurance", "nat ins", "insurance number", "n\\.i")

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _NUMBER.finditer(text):
            first, second = match[1].upper(), match[2].upper()
            issued = first not in "DFIQUV" and second not in "DFIOQUV" and first + second not in _NOT_ISSUED
            yield Candidate(match.start(), match.end(), 0.9 if issued else 0.7, 1.0)
        for match in _NO_SUFFIX.finditer(text):
            yield Candidate(match.start(), match.end(), 0.2, 0.8)
