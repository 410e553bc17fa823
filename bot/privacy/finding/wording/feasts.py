"""Days that are named instead of numbered, with a year ("christmas eve nineteen fifty eight"), and months that are misspelt."""

from __future__ import annotations

import re

from bot.privacy.finding.rule import by_letter
from bot.privacy.finding.wording.dates import ALONE, MONTH, TENS

_NAMES = (
    r"christmas(?: day| eve)?|xmas(?: day| eve)?|boxing day|st stephen'?s day|new year'?s?(?: day| eve)?|hogmanay|twelfth night|epiphany|"
    r"burns night|candlemas(?: day)?|valentine'?s(?: day)?|shrove tuesday|pancake day|ash wednesday|palm sunday|maundy thursday|good "
    r"friday|"
    r"easter (?:sunday|monday|saturday|day|eve)|april fool'?s?(?: day)?|may day|may bank holiday|whit(?:sun| sunday| monday)|ascension day|"
    r"trinity sunday|mother'?s day|mothering sunday|father'?s day|lammas(?: day)?|august bank holiday|michaelmas(?: day)?|"
    r"hallow(?:e'?en|een)|"
    r"all (?:saints|souls|hallows)'?(?: day)?|bonfire night|guy fawkes(?: night| day)?|armistice day|remembrance (?:day|sunday)|poppy day|"
    r"st (?:patrick|george|david|andrew|nicholas|swithin)'?s day|coronation day|(?:ve|vj|d)[ \-]day|leap (?:day|year day)|"
    r"midsummer'?s?(?: day)?|"
    r"diwali|eid(?: day)?|holi|vaisakhi|hanukkah|passover|yom kippur|chinese new year|independence day|stephen'?s day|advent sunday"
)
_YEAR = rf"(?:'?(?:19|20)?\d{{2}}|nineteen[ \-](?:oh[ \-]\w{{3,5}}|{TENS})|two thousand(?: and \w{{3,5}})?|twenty[ \-]{TENS})"
FEAST = re.compile(rf"(?<!\w)(?:{_NAMES}),? (?:in |of )?({_YEAR})(?!\w)", re.IGNORECASE)
WORDED = re.compile(
    by_letter(
        "day|eve|mas|easter|year|night|friday|sunday|hallow|whit|hogmanay|epiphany|diwali|eid|holi|vaisakhi|hanukkah|passover|kippur"
    ),
    re.I,
)
"""Without one of these there is no feast: asked first, because it is quick."""
NEARLY = re.compile(
    rf"{ALONE}(\d{{1,2}})(?:st|nd|rd|th)?(?: of)?[ \-]{{1,2}}([a-z]{{4,10}})[.,]?[ \-]{{1,2}}((?:19|20)\d{{2}}|'?\d{{2}})(?![\w:/])", re.I
)
""" "8th Decemebr 1951": what may be a month, misspelt."""
_MONTHS = ("january", "february", "march", "april", "august", "september", "october", "november", "december")
_MONTH = re.compile(MONTH, re.IGNORECASE)
_NO_SLIPS = frozenset(("marsh", "match", "larch", "charm", "octave"))


def nearly_a_month(word: str) -> bool:
    """Whether the word is a month with letters turned, doubled, left out or struck wrong; a month rightly spelt is none."""
    word = word.lower()
    if len(word) < 5 or word in _NO_SLIPS or _MONTH.fullmatch(word):
        return False
    return any(word[0] == month[0] and _apart(word, month) <= (1 if len(month) < 7 else 2) for month in _MONTHS)


def _apart(one: str, other: str) -> int:
    """How many letters one has that the other has not, whatever their order."""
    missing = list(other)
    extra = 0
    for letter in one:
        if letter in missing:
            missing.remove(letter)
        else:
            extra += 1
    return max(extra, len(missing))
