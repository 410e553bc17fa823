"""Dates of birth: any date beside words of birth, and full dates that can only be a grown person's.

A date of an appointment or an operation is part of the experience and stands; so do prices and times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.rule import Candidate, Rule, words

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary|uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?)"
)
_YEAR = r"(?:19\d{2}|20\d{2}|'?\d{2})"
_ALONE = r"(?<![\w£$€/\-])(?<!\d[.:])"
_NUMERIC = re.compile(rf"{_ALONE}(\d{{1,2}})( ?[/.\-\\_,|] ?|  ?)(\d{{1,2}})\2({_YEAR})(?![\w/]|[.:\-]\d|%)")
_ISO = re.compile(rf"{_ALONE}((?:19|20)\d{{2}}) ?[/.\- ] ?(\d{{1,2}}) ?[/.\- ] ?(\d{{1,2}})(?![\w/]|[.:\-]\d)")
_DAY_MONTH = re.compile(
    rf"(?<![\w£$€/])(?<!\d[.:])(?:the )?(\d{{1,2}})(?: ?(?:st|nd|rd|th))?(?: (?:of|day of))?(?: the)?[ \-/,.]{{0,2}}({_MONTH})\.?"
    rf"(?:(?: in)?[ ,\-/]{{0,2}}({_YEAR}))?(?![\w:])",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    rf"(?<!\w)({_MONTH})\.?,?[ /\-](?:of )?({_YEAR})(?![\w:/])|(?<![\w/])((?:0?\d|1[0-2])/(?:19|20)\d{{2}})(?![\w/])", re.IGNORECASE
)
_ONES = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
_TEENS = r"(?:thir|four|fif|six|seven|eigh|nine)teen"
_ORDINAL = rf"(?:{_ONES}|tenth|eleventh|twelfth|{_TEENS}th|twentieth|twenty[ \-]{_ONES}|thirtieth|thirty[ \-]first)"
_TENS = (
    r"(?:ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety)(?:[ \-]\w{3,5})?)"
)
_YEAR_IN_WORDS = rf"(?:(?:in )?(?:nineteen|twenty|two thousand(?: and)?) ?{_TENS}|two thousand(?: and \w+)?|{_TENS})"
_IN_WORDS = re.compile(
    rf"(?<!\w)(?:the )?(?:{_ORDINAL}|\d{{1,2}}(?:st|nd|rd|th)?) (?:of )?{_MONTH},? {_YEAR_IN_WORDS}(?!\w)|"
    rf"(?<!\w)(?:the )?{_ORDINAL} (?:of )?{_MONTH}(?:,? {_YEAR})?(?!\w)",
    re.IGNORECASE,
)
_DAY_AND_MONTH = re.compile(rf"{_ALONE}(\d{{1,2}})/(\d{{1,2}})(?![\w/]|[.:\-]\d|%)")
_FEAST = re.compile(
    r"(?<!\w)(?:christmas(?: day| eve)?|xmas(?: day| eve)?|boxing day|new year'?s?(?: day| eve)?|valentine'?s(?: day)?|easter "
    r"(?:sunday|monday|day)|"
    r"good friday|halloween|st (?:patrick|george|david)'?s day|ve day|leap day),? (?:in |of )?(?:19|20)?\d{2}(?!\w)",
    re.IGNORECASE,
)
_OF = re.compile(
    r"(?<!\w)(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of (?:the )?| the )(\d{1,2})(?:st|nd|rd|th)?(?:(?: of|,)? |[/.,\-])((?:19|"
    r"20)?\d{2})(?!\w)",
    re.IGNORECASE,
)
""" "The 3rd of the 4th 1960"."""
_MONTH_DAY = re.compile(rf"(?<!\w)({_MONTH})\.?[ \-](?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?:(?:,? |-)({_YEAR}))?(?![\w:/])", re.IGNORECASE)
_SMALL = (
    rf"(?:{_ORDINAL}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|{_TEENS}|twenty(?:[ \-](?:one|two|three|four|five|six|"
    r"seven|eight|nine))?|thirty(?:[ \-]one)?|\d{1,2}(?:st|nd|rd|th)?)"
)
_ALL_IN_WORDS = re.compile(
    rf"(?<!\w)(?:the )?{_SMALL}(?: of (?:the )?|[ ,\-/]{{1,2}}){_SMALL}(?:,? in |[ ,\-/]{{1,2}})"
    rf"(?:nineteen[ \-]?(?:oh[ \-]\w{{3,5}}|{_TENS})|two thousand(?: and)?(?: \w{{3,9}})?|(?:twenty|oh|nought) \w{{3,9}}|"
    rf"(?=[a-z]+ty|[a-z]+teen|ten|eleven|twelve){_TENS}|(?:19|20)\d{{2}})(?!\w)",
    re.IGNORECASE,
)
""" "Six six sixty six", "the third of the third two thousand and four"."""
_ROMAN = re.compile(rf"{_ALONE}(\d{{1,2}})[. /\-](?:I{{1,3}}|I?V|VI{{1,3}}|I?X|XI{{1,2}})[. /\-]{_YEAR}(?!\w)")
_LABELLED = re.compile(
    rf"(?<!\w)(?:19|20)\d{{2}}[ ,\-/]{{1,2}}{_MONTH}[ ,\-/]{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?(?!\w)|"
    rf"(?<!\w)\d{{1,2}}(?:st|nd|rd|th)/\d{{1,2}}(?:st|nd|rd|th)/{_YEAR}(?!\w)|"
    rf"(?<!\w)(?:day:? )?\d{{1,2}},? month:? (?:\d{{1,2}}|{_MONTH}),? year:? {_YEAR}(?!\w)|"
    rf"(?<!\w)(?:day:? \d{{1,2}},? )(?:\d{{1,2}}|{_MONTH}),? {_YEAR}(?!\w)",
    re.IGNORECASE,
)
_RUN_AFTER_CUE = re.compile(r"\b(?:d[. ]?o[. ]?b\.?|date of birth|birth ?da(?:te|y)|born)[^\d\n]{0,12}(\d{6,8})(?!\d)", re.IGNORECASE)
_NOT_BIRTH = words(
    "appointments?|appt|operations?|op|surgery|procedure|admitted|admission|discharged?|seen|saw|visit(?:ed)?|attended|referred|referral",
    "diagnos(?:ed|is)|letter|dated|since|until|on|from|after|before|scan|test|results?|booked|clinic|complain(?:t|ed)|died|death",
    "passed away|started|registered|treat(?:ed|ment)|happened|due",
)
_BIRTH = words(
    r"d[. ]?o[. ]?b\.?(?:irth)?",
    "dates? of birth",
    "birth ?dates?",
    "birth",
    "born(?: on| in)?",
    "birth ?days?",
    r"b[ \-]?day",
    "date o birth",
    "dofb",
    r"(?:be|turning|is) \d{2,3} on",
    r"b\.",
    r"turn(?:ed|s)? \d{1,3}(?: on)?",
    "urodz\\w*",
    "gimimo",
    "na[sș]terii",
    "nascimento",
    "narozen\\w*",
    "narodenia",
    "roden\\w*",
)
LAST_GROWN_YEAR = 2010
"""A full date up to this year, with nothing else said about it, is more likely a birth than a recent event of care."""


class DateOfBirth(Rule):
    """With words of birth any day and month; without them a full date of 1900 to ``LAST_GROWN_YEAR`` not said of an event."""

    entity = "DATE_OF_BIRTH"
    context = _BIRTH
    before, after = 35, 28

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _NUMERIC.finditer(text):
            day, month = int(match[1]), int(match[3])
            if (1 <= day <= 31 and 1 <= month <= 12) or (1 <= month <= 31 and 1 <= day <= 12):
                # Spaces between the figures of a short year make many things a date: those need the words.
                doubtful = match[2].strip() in ("", ",", "_", "\\") or (match[2].strip() == "." and len(match[4]) < 4)
                yield self._dated(text, match, match[4], doubtful)
        for match in _ISO.finditer(text):
            if 1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31:
                yield self._dated(text, match, match[1], False)
        for match in _DAY_MONTH.finditer(text):
            if 1 <= int(match[1]) <= 31:
                yield self._dated(text, match, match[3], False)
        if _BIRTH.search(text):  # without a word of birth these are nothing
            yield from self._beside_birth(text)
        for match in _MONTH_DAY.finditer(text):
            if 1 <= int(match[2]) <= 31:
                yield self._dated(text, match, match[3], False)
        for match in _RUN_AFTER_CUE.finditer(text):
            yield Candidate(match.start(1), match.end(1), 0.96)

    def _beside_birth(self, text: str) -> Iterable[Candidate]:
        """What is a date of birth only where somebody speaks of one."""
        for match in _MONTH_YEAR.finditer(text):
            yield Candidate(match.start(), match.end(), 0.1, 0.8)
        for match in _IN_WORDS.finditer(text):
            yield Candidate(match.start(), match.end(), 0.2, 0.96)
        for match in _DAY_AND_MONTH.finditer(text):
            if 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12:
                yield Candidate(match.start(), match.end(), 0.1, 0.8)
        for pattern in (_ALL_IN_WORDS, _ROMAN, _LABELLED):
            for match in pattern.finditer(text):
                yield Candidate(match.start(), match.end(), 0.2, 0.97)
        for match in _FEAST.finditer(text):
            yield Candidate(match.start(), match.end(), 0.2, 0.96)
        for match in _OF.finditer(text):
            if 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12:
                yield Candidate(match.start(), match.end(), 0.2, 0.96)

    def _dated(self, text: str, match: re.Match[str], year: str | None, doubtful: bool) -> Candidate:
        if match[0] == text.strip(" .!"):
            doubtful = False  # the answer to "what is your date of birth?"
        before = text[max(0, match.start() - 30) : match.start()]
        grown = year is not None and not doubtful and _of_grown_up(year) and not _NOT_BIRTH.search(before)
        return Candidate(match.start(), match.end(), 0.6 if grown else 0.2, 0.96)


def _of_grown_up(year: str) -> bool:
    """Two figures up to 30 can be this century's and are too near to say; the rest are the last one's."""
    number = int(year.lstrip("'"))
    return number > 30 if number < 100 else 1900 <= number <= LAST_GROWN_YEAR
