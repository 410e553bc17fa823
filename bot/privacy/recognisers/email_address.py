"""E-mail addresses, also spoken ("anna dot k at gmail dot com") and with slips ("anna@gmail,com").

By pattern alone: no list of top-level domains is needed or ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.lists import word_lists
from bot.privacy.rule import Candidate, Rule, words

_LABEL = r"[^\W_](?:[\w\-]{0,62})"
_WRITTEN = re.compile(rf"(?<![\w.+%\-])[\w.+%'\-]{{1,64}}@(?:{_LABEL}\.){{1,6}}[^\W\d_]{{2,24}}(?![\w@])", re.IGNORECASE)
_MAILBOXES = (
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|icloud|aol|btinternet|sky|talktalk|virginmedia|ntlworld|protonmail|proton|"
    r"gmx|wp|o2|mail|example)"
)
_ENDINGS = r"(?:com|co|uk|org|net|eu|pl|lt|pt|ro|me|info|ac|nhs|gov)"
_DOT = r" {0,2}(?:\.|,|\(dot\)|\[dot\]|dot) {0,2}"
_AT = r"(?: {0,2}(?:@|\(at\)|\[at\]) {0,2}| at )"
_PART = r"[\w+%\-]{1,40}"
_SPOKEN = re.compile(
    rf"(?<![\w.+%\-])({_PART}(?:(?:\.| dot | underscore | dash | hyphen ){_PART}){{0,4}}){_AT}"
    rf"({_LABEL}(?:{_DOT}{_LABEL}){{0,2}}?){_DOT}{_ENDINGS}(?:{_DOT}uk)?(?!\w)",
    re.IGNORECASE,
)
_NO_ENDING = re.compile(rf"(?<![\w.+%\-])([\w.+%\-]{{1,64}})(@| at ){_MAILBOXES}(?![\w.])", re.IGNORECASE)


class EmailAddress(Rule):
    """Written addresses always; spoken ones unless they read as a sentence about a website ("look at nhs dot uk")."""

    entity = "EMAIL_ADDRESS"
    context = words("e-?mail", "mail", "address", "contact", "reach", "write")

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _WRITTEN.finditer(text):
            yield Candidate(match.start(), match.end(), 1.0)
        common = word_lists().common
        for match in _SPOKEN.finditer(text):
            sure = "@" in match[0] or bool(re.fullmatch(_MAILBOXES, match[2], re.IGNORECASE))
            if sure or match[1].lower() not in common:
                yield Candidate(match.start(), match.end(), 0.9 if sure else 0.6)
        for match in _NO_ENDING.finditer(text):
            if match[2] == "@" or match[1].lower() not in common:
                yield Candidate(match.start(), match.end(), 0.8 if match[2] == "@" else 0.5)
