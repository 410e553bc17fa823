"""E-mail addresses, also spoken ("anna dot k at gmail dot com") and with slips ("anna@gmail,com").

By pattern alone: no list of top-level domains is needed or ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.rule import Candidate, Rule, word_set, words

_LABEL = r"[^\W_](?:[\w\-]{0,62})"
_WRITTEN = re.compile(
    rf"(?<![\w.+%\-@])[\w.+%'\-]{{1,64}}(?:@{{1,2}}|[\[(]@[\])])(?:{_LABEL}\.){{1,6}}[^\W\d_]{{2,24}}(?![\w@])", re.IGNORECASE
)
_MAILBOXES = (
    r"(?:g ?mail|googlemail|hot ?mail|outlook|live|msn|yahoo|ymail|i ?cloud|aol|btinternet|sky|talktalk|virginmedia|ntlworld|protonmail|"
    r"proton|gmx|wp|o2|mail|example)"
)
_ENDINGS = r"(?:com|co|uk|org|net|eu|pl|lt|lv|pt|ro|bg|cz|sk|ua|me|info|ac|nhs|gov|example|test|[a-z]{2,3}(?= ?(?:$|[,;!?\n]|\.(?!\w))))"
_DOT = r" {0,2}(?:\.|,|\(dot\)|\[dot\]|dot) {0,2}"
_AT = r"(?: {0,2}(?:@|\(at\)|\[at\]) {0,2}| at )"
_PART = r"[\w+%\-]{1,40}"
_SPOKEN = re.compile(
    rf"(?<![\w.+%\-])({_PART}(?:(?:\.| dot | ?[(\[]dot[)\]] ?| underscore | dash | hyphen ){_PART}){{0,4}}){_AT}"
    rf"({_LABEL}(?:{_DOT}{_LABEL}){{0,2}}?){_DOT}{_ENDINGS}(?:{_DOT}(?:org|com|net|co))?(?:{_DOT}uk| uk)?(?!\w)|"
    rf"(?<![\w.+%\-])({_PART}(?:(?:\.| dot | ?[(\[]dot[)\]] ?| underscore | dash | hyphen ){_PART}){{0,4}}){_AT}({_MAILBOXES}) (?:com|co "
    rf"uk|net|org|pl|"
    rf"lt)(?!\w)",
    re.IGNORECASE,
)
_HANDLE_AFTER_WORD = re.compile(r"[^\W\d_]+ @\w")
""" "Tag @odd.sock": a handle."""
_DESKS = word_set(
    "office info enquiries admin reception contact warden hello mail support secretary manager chair clerk bookings friends family home "
    "help "
    "team carers accounts hall house post me us"
)
_AT_A_HOST = re.compile(r" at .* dot .* dot ", re.IGNORECASE)
_NEAR = 20
_GIVES = re.compile(r"(?:e-?mail|address|reply to|write to|that's|thats|its|it's|is|on|to)[ :,]{1,3}$", re.IGNORECASE)
""" "Thats office at hall dot example dot org": one dot may be said of a website, two after "at" are an address."""
_SAYS_A_HANDLE = word_set("tag follow dm pm msg insta ig snap tiktok twitter threads on im is its find add")
_NO_DOT = re.compile(r"(?<![\w.+%\-£$€])(?!\d+@)[\w.+%\-]{2,64}@[a-z][\w\-]{3,40}(?![\w@]|\.\w)", re.IGNORECASE)
_COMMA = re.compile(rf"(?<![\w.+%\-@])[\w.+%\-]{{1,64}}@{_LABEL},[a-z]{{2,5}}(?![\w@])", re.IGNORECASE)
""" "Anna@example,org": the mark beside the full stop struck."""
_NUMBER_WORD = (
    r"(?:\d{1,4}|one|two|three|four|five|six|seven|eight|nine|zero|ten|(?:thir|four|fif|six|seven|eigh|nine)teen|eleven|twelve|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty)"
)
_SAID_HOST = rf"(?:{_MAILBOXES}|[\w\-]{{2,30}}) ?(?:\.| dot |\(dot\)| ){_ENDINGS}(?:(?:\.| dot | )uk)?(?!\w)"
_SAID = re.compile(
    rf"(?<![\w.+%\-])((?:\w ){{2,24}}\w(?: dot [\w]{{1,30}}){{0,2}}|"
    rf"[\w.]{{1,30}}(?: dot [\w]{{1,30}}){{0,2}}(?: {_NUMBER_WORD}){{1,3}}) at {_SAID_HOST}",
    re.IGNORECASE,
)
_AFTER_WORD = re.compile(
    rf"\be-?mail(?:'s|s)?(?: (?:address|addy|is|its|it's|me|us|him|her|at|on|to))*[ :,=\-]{{1,3}}"
    rf"((?:[\w.]{{1,30}} ){{1,5}})at {_SAID_HOST}",
    re.IGNORECASE,
)
_OF_A_PLACE = word_set("the a an my our your this that")
_ONE_WORD = re.compile(rf"(?<!\w)((?:\w{{1,20}} ){{1,4}}all (?:as )?one word) at {_SAID_HOST}", re.IGNORECASE)
""" "J dot okafor seventy seven at gmail dot com", "email haoran zhang 88 at example com", letters one by one, words run together."""
_NO_ENDING = re.compile(rf"(?<![\w.+%\-])([\w.+%\-]{{1,64}})(@| at ){_MAILBOXES}(?![\w.])", re.IGNORECASE)


class EmailAddress(Rule):
    """Written addresses always; spoken ones unless they read as a sentence about a website ("look at nhs dot uk")."""

    entity = "EMAIL_ADDRESS"
    context = words("e-?mail", "mail", "address", "contact", "reach", "write")

    def candidates(self, text: str) -> Iterable[Candidate]:
        lower = text.lower()
        if not any(sign in lower for sign in ("@", " at ", "(at)", "[at]")):
            return
        for match in _WRITTEN.finditer(text):
            yield Candidate(match.start(), match.end(), 1.0)
        common = word_lists().common
        for match in _SPOKEN.finditer(text):
            if _HANDLE_AFTER_WORD.match(match[0]) and match[0].partition(" ")[0].lower() in common | _SAYS_A_HANDLE:
                continue
            local, host = (match[1], match[2]) if match[1] else (match[3], match[4])
            sure = (
                any(mark in match[0].lower() for mark in ("@", "(at)", "[at]", "(dot)", "[dot]"))
                or " dot " in local.lower()
                or bool(re.fullmatch(_MAILBOXES, host, re.IGNORECASE))
            )
            said = _AT_A_HOST.search(match[0]) is not None and (
                local.lower() in _DESKS or _GIVES.search(text, max(0, match.start() - _NEAR), match.start()) is not None
            )
            if sure or said or local.lower() not in common:
                yield Candidate(match.start(), match.end(), 0.9 if sure else 0.6)
        for match in _NO_ENDING.finditer(text):
            if match[2] == "@" or match[1].lower() not in common:
                telling = match[2] == "@" or not match[1].isalpha()
                yield Candidate(match.start(), match.end(), 0.9 if telling else 0.5, 0.95)
        for match in _SAID.finditer(text) if " at " in lower else ():
            if match[1].partition(" ")[0].lower() not in common or " dot " in match[1].lower():
                yield Candidate(match.start(1), match.end(), 0.92)
        for pattern in (_AFTER_WORD, _ONE_WORD) if "mail" in lower or "one word" in lower else ():
            for match in pattern.finditer(text):
                if _OF_A_PLACE.isdisjoint(match[1].lower().split()) or pattern is _ONE_WORD:
                    yield Candidate(match.start(1), match.end(), 0.92)
        for match in _COMMA.finditer(text) if "@" in text else ():
            yield Candidate(match.start(), match.end(), 0.9)
        for match in _NO_DOT.finditer(text):
            yield Candidate(match.start(), match.end(), 0.6)
