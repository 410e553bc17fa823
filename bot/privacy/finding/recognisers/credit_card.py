"""Payment card numbers: 13 to 19 digits with Luhn's check digit (ISO/IEC 7812-1)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, digits, words

_NUMBER = re.compile(r"(?<![\w£$€+])\d(?:(?:[ \-.,/_|*\n]{0,2}| [\-/|] | (?:and )?then )\d){12,18}(?!\d)")
_SORT_CODE = re.compile(r"\d{2}([\-.])\d{2}\1\d{2}(?!\d)")
_THREE_OF_FOUR = re.compile(r"(?<![\w£$€+.\-])[3-6]\d{3}([ \-])\d{4}\1\d{4}(?!\d| ?\d)")
""" "I'd read out 5355 6341 9262 before I hung up"."""
_FOURS = re.compile(r"\d{4}(?:(?:[ \-.,/_|*\n]{1,2}| [\-/|] | (?:and )?then )\d{4}){3}")


class CreditCard(Rule):
    """Numbers that pass the check; four groups of four, or a card named beside them, count even with a slip."""

    entity = "CREDIT_CARD"
    context = words(
        "card",
        "visa",
        "mastercard",
        "amex",
        "maestro",
        "switch",
        "long number",
        "debit",
        "credit",
        "(?:16|sixteen)(?: digits?| figures?| numbers?| on the front)",
    )

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _THREE_OF_FOUR.finditer(text):
            yield Candidate(match.start(), match.end(), 0.1, 0.8)
        for match in _NUMBER.finditer(text):
            if _SORT_CODE.match(match[0]):
                continue
            if luhn(digits(match[0])) and not match[0].startswith(("0", "44")):
                yield Candidate(match.start(), match.end(), 0.95, 1.0)
            else:
                yield Candidate(match.start(), match.end(), 0.6 if _FOURS.fullmatch(match[0]) else 0.3, 0.8)


def luhn(number: str) -> bool:
    """Whether the digits carry Luhn's check digit."""
    total = 0
    for index, character in enumerate(reversed(number)):
        digit = int(character) * (1 + index % 2)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0
