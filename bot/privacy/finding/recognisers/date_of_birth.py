"""Dates of birth: any date beside words of birth, full dates that can only be a grown person's, and those beside a name or number.

A date of an appointment or an operation is part of the experience and stands; so do prices and times.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, by_letter, words
from bot.privacy.finding.wording import dates, feasts
from bot.privacy.finding.wording.people import KIN

_CUE = (
    r"d[. /\-]{0,2}o[. /\-]{0,2}b\.?b?(?:irth)?|doob|dbo|bod|dofb|d of b|dates? (?:of|ov|o|f|off) (?:birth|brith|bith|birht|berth)|"
    r"birth ?da(?:te|y)s?|(?:brith|birt|brth|bith|birf)d(?:ay|ate)|b[ '\-]?day"
)
_RUN_AFTER_CUE = re.compile(rf"\b(?:{_CUE}|born)(?:'s)?(?![^\W\d_])[^\d\n]{{0,12}}(\d{{6,8}})(?!\d)", re.IGNORECASE)
_RUN_BEFORE_CUE = re.compile(
    rf"(?<![\w£$€/.\-])(\d{{6}}|\d{{8}})(?:,? (?:is|was|that's|thats)(?: (?:my|his|her|their|the))?|,)? (?:{_CUE})(?!\w|[^\d\n]{{0,6}}\d)",
    re.IGNORECASE,
)
_GLUED = re.compile(rf"(?<!\w)(?:{_CUE}|born)[:=]?(\d{{1,2}}[/.\-]\d{{1,2}}[/.\-](?:\d{{4}}|\d{{2}}))(?!\d)", re.IGNORECASE)
""" "DOB12/3/60"."""
_AS_CUED = re.compile(
    rf"\b(?:{_CUE})(?: is|:|=| -)? ?(\d{{1,2}}[/.\-*~:]{{1,2}}\d{{1,2}}[/.\-*~:]{{1,2}}(?:\d{{4}}|\d{{2}}))(?![\w/]|[.\-]\d)", re.IGNORECASE
)
""" "DOB 13/13/73": no date, and still what somebody gives as theirs."""
_NOT_BIRTH = words(
    "appointments?|appt|operations?|op|surgery|procedure|admitted|admission|discharged?|seen|saw|visit(?:ed)?|attended|referred|referral",
    "diagnos(?:ed|is)|letter|dated|scan|test|results?|booked|clinic|complain(?:t|ed)|died|death",
    "passed away|started|registered|treat(?:ed|ment)|happened|due|report|form|meeting|sent|review|delivered|moved|changed|cancelled",
    "opened|closed|launched|founded|formed|built|began|set up|ran|acts?|law|regulations|survey|came|done|broke|fell|stroke|"
    "accident|crash|inpatient",
    r"had (?:my|his|her|an?|the) (?!son|daughter|baby|boy|girl|first|second|third|youngest|eldest)",
    "(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|weds?|thurs?|fri|sat|sun|inspection|issued|updated|version|expir(?:es|ed|y)",
)
_FROM_THEN = re.compile(r"(?<!\w)(?:since|until|till|on|from|after|before)(?: \w+){0,2} $", re.IGNORECASE)
""" "Since the 3 May 1999"; "from turkey, 23.11.1979" is none."""
_SENTENCE_ENDS = re.compile(r"[.!?;][\"')]? |[\u2013\u2014\n]| - ")
_EVENT_RIGHT_BEFORE = re.compile(
    r"(?<!\w)(?:dated|appointments?|appt|op|operation|scan|surgery|admitted|discharged|seen|test|bloods|referred|booked|due|jab)"
    r"(?: (?:is|was|on|of|for|from|date|in|till|until))* ?:?(?: ?the)? ?$",
    re.IGNORECASE,
)
_BIRTH = words(
    _CUE,
    "birth",
    r"premm?ies?|premature|prem baby|new ?born",
    "born(?: on| in)?|borned",
    r"baby(?: \w+)? (?:came|arrived)(?: (?:on|early|late))?",
    r"(?:be|turning|is|are) (?:\d{2,3}|a hundred|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ \-]\w{3,5})?)(?: years old)? on",
    r"(?:i|he|she|mum|dad|nan|gran|grandad|who|wife|husband) (?:was|were|hit|reached) \d{2,3} on",
    r"(?:my|his|her) (?:\d{1,3}(?:st|nd|rd|th)|big \d0) (?:is|was|falls)(?: on)?",
    r"(?:\w+'s|s?he'?s) \d{2,3}(?:st|nd|rd|th) on",
    r"(?:just gone|have been) \d{2,3}|\d{1,3} next month|^\d{2} on|(?:is|i'm|im|like) \d{1,2} (?:nearly|almost)",
    r"(?:in)?to (?:this|the) world",
    r"b\.",
    r"turn(?:ed|s)? \d{1,3}(?: on)?",
    r"(?:aged?|is|im|i'm) \d{1,3},? ?\(|aged? \d{1,3},",
    "urodz\\w*|ur\\.",
    "gimimo|gim[eė]\\w*",
    "na[sș]terii|n[aă]scut[aă]?",
    "nascimento|nascid[oa]|nasci",
    "narozen\\w*|naroden[iý]\\w*|roden\\w*",
    "naissance|n[ée]e? le|nacimiento|nacid[oa]|geboren|do[gğ]um\\w*|sz[uü]let[eé]s\\w*|dzimis\\w*|dz[iī]m[sš]anas",
    "рожд\\w*|родил\\w*|народ\\w*|роден\\w*",
    r"\w{0,6}(?:出生|生日|生于|জন্ম|जन्म|ਜਨਮ|پیدائش|ميلاد|تولد)\w{0,6}",
)
_BESIDE_A_DETAIL = re.compile(
    r"\[(?:name(?: \d+)?|NHS number|hospital number|postcode|address|phone number|email address)\](?:'s)?"
    r"(?:,? (?:both|all)(?: born)? |(?:,? aged? \d{1,3})?(?:[ \n]?[,;:(/|\-][ \n]?|\n))$|\[(?:NHS number|hospital number)\] $"
)
_BEFORE_A_DETAIL = re.compile(
    r"(?:[ \n]?[,;:)/|\-]{1,2}[ \n]?|\n| )(?:and )?(?:nhs )?(?:(?:no|number|num|nr)[.:]? |postcode:? |hosp(?:ital)? (?:no|number)[.:]? )?"
    r"\[(?:NHS number|hospital number|postcode|address)\]|(?: ?[,;/|\-] ?|\n)\[name\](?= ?(?:[,;/|.\n]|$))"
)
""" "[name], 02/07/19, nhs [NHS number]": once the details around it are known."""
_OF_KIN = re.compile(rf"(?<!\w)(?:my|our|his|her|their) (?:\w+ )?(?:{KIN})(?: \(|'?s (?:is )?)$", re.IGNORECASE)
_OF_SOMEBODY = re.compile(
    r"(?:^|[^\w'])(?:me|him|her|(?:he|she|i|child|kid|boy|girl|baby|son|daughter) (?:is|am)|[hs]?he'?s|i'?m) $", re.IGNORECASE
)
""" "Me 12.4.55 him 9.9.52"."""
_EVENT_NEXT = re.compile(r" (?:appointment|appt|visit|op|operation|scan|letter|test|jab|clinic|review|session|meeting|slot)", re.IGNORECASE)
""" "My daughter (12/03/2022)", "my lad's 14.6.15"."""
_AGE_NEXT = re.compile(
    rf",? (?:so )?(?:(?:[hs]?he'?s|[hs]?he is|i'?m|i am|aged?) (?:now |only |just )?|\()(?:\d{{1,2}}(?! ?(?:weeks?|months?|days?|wks?)\b)|"
    rf"{dates.TENS})(?![\w:./])",
    re.IGNORECASE,
)
""" "11/11/11, she's fourteen"."""
_BARE = re.compile(r"[^\W\d_]{0,3}\s*(?:it'?s |its |is |yes |ok |so )?((\d\d)(\d\d)(?:19|20)?\d\d)[ .!?]*", re.IGNORECASE)
"""A message that is six or eight figures and nothing else, a day and a month first."""
_AGE_RIGHT_BEFORE = re.compile(
    r"(?:\(|(?<!\w)(?:aged? |[hs]?he'?s |[hs]?he is |i'?m |i am |is ))\d{1,3} ?(?:y/?o?|yrs?(?: old)?|years?(?: old)?|months?(?: old)?)?"
    r"(?:, ?|/| \(?)(?:born )?(?:on )?(?:the )?$",
    re.IGNORECASE,
)
""" "(5y, 12/05/21)", "hes 6, 26 of may 2019"."""
_CAME = re.compile(
    r"(?<!\w)(?:she|he|baby|twins?|grand ?(?:son|daughter)|little (?:one|man|girl|boy)|son|daughter|they)(?: was)? (?:came|come|arrived|"
    r"landed)"
    r"(?: (?:early|late|out|along|home))?(?: on)?(?: (?:mon|tues|wednes|thurs|fri|satur|sun)day,?)?(?: the)? $",
    re.IGNORECASE,
)
_OF_A_CHILD = re.compile(
    r"week(?:er|s early)|prem|nicu|scbu|health visitor|midwi|months old|grand ?(?:son|daughter)|labour|c[ -]section|maternity",
    re.IGNORECASE,
)
""" "She come Tuesday 5th Nov 2024 ... 26 weeker"."""
_NEWBORN = re.compile(r"weeks (?:early|late)|prem|\d ?lbs?\b|nicu|scbu|oxygen", re.IGNORECASE)
""" "She came 4th Nov, home on oxygen"; "the midwife came 4th Nov" says nothing of a birth."""
_FIGURE = re.compile(r"\d")
_LAST_CENTURY = re.compile(by_letter(r"nineteen[ \-]|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety"), re.IGNORECASE)
_MEANT = str.maketrans("oOiIlL", "001111")
_SHORT = 60
"""Up to here a message may be nothing but the answer to "what is your date of birth?"."""
LAST_GROWN_YEAR = 2010
"""A full date up to this year, with nothing else said about it, is more likely a birth than a recent event of care."""


class DateOfBirth(Rule):
    """With words of birth any day and month; without them a full date of 1900 to ``LAST_GROWN_YEAR`` not said of an event."""

    entity = "DATE_OF_BIRTH"
    context = _BIRTH
    before, after = 35, 28

    def candidates(self, text: str) -> Iterable[Candidate]:
        if _FIGURE.search(text):
            yield from self._in_figures(text)
        if "/" in text:
            for match in dates.SLASHED.finditer(text):
                yield Candidate(match.start(), match.end(), 0.6)
        for match in dates.WHOLE.finditer(text) if _FIGURE.search(text) else ():
            yield self._dated(text, match, match[1] or match[2] or match[3] or match[4], False)
        for match in dates.ORDINALS.finditer(text) if any(one in text.lower() for one in dates.BEFORE_OF) else ():
            grown = _of_grown_up(match[1]) if match[1] else _LAST_CENTURY.match(match[2]) is not None
            told = grown and not self._of_event(text, match.start())
            yield Candidate(match.start(), match.end(), 0.6 if told else 0.2, 0.96)
        if feasts.WORDED.search(text):
            for match in feasts.FEAST.finditer(text):
                old = _LAST_CENTURY.match(match[1]) is not None or (match[1].isdigit() and _of_grown_up(match[1]))
                told = old and (not text[: match.start()].strip() or _OF_SOMEBODY.search(text[: match.start()][-30:]) is not None)
                yield Candidate(match.start(), match.end(), 0.6 if told else 0.2, 0.96)
        if _LAST_CENTURY.search(text):
            for match in dates.IN_WORDS.finditer(text):
                if _LAST_CENTURY.search(match[0]) and not self._of_event(text, match.start()):
                    yield Candidate(match.start(), match.end(), 0.6)
        if _BIRTH.search(text) or " baby" in text:  # without a word of birth these are nothing
            yield from self._beside_birth(text)
        elif len(text) < _SHORT:
            answer = text.strip(" .!,\n")
            for one in self._beside_birth(text):
                if text[one.start : one.end] == answer and any(sign.isalpha() for sign in answer):
                    yield Candidate(one.start, one.end, 0.6)

    def _in_figures(self, text: str) -> Iterable[Candidate]:
        """Dates with figures in them."""
        for match in dates.NUMERIC.finditer(text):
            day, month = int(match[1]), int(match[3])
            if (1 <= day <= 31 and 1 <= month <= 12) or (1 <= month <= 31 and 1 <= day <= 12):
                # Spaces between the figures of a short year make many things a date: those need the words.
                doubtful = match[2].strip() in ("", ",", "_", "\\") or (match[2].strip() == "." and len(match[4]) < 4)
                yield self._dated(text, match, match[4], doubtful)
        for match in dates.ISO.finditer(text):
            if 1 <= int(match[2]) <= 12 and 1 <= int(match[3]) <= 31:
                yield self._dated(text, match, match[1], False)
        for match in dates.DAY_MONTH.finditer(text):
            if 1 <= int(match[1]) <= 31:
                yield self._dated(text, match, match[3], False)
        for match in feasts.NEARLY.finditer(text):
            if 1 <= int(match[1]) <= 31 and feasts.nearly_a_month(match[2]):
                yield self._dated(text, match, match[3], False)
        for match in dates.MONTH_DAY.finditer(text):
            if 1 <= int(match[2]) <= 31:
                yield self._dated(text, match, match[3], False)
        for match in dates.IN_CHINESE.finditer(text):
            yield self._dated(text, match, match[1], False)
        for match in dates.SLIPPED.finditer(text):
            # With its letters it also looks like a hospital's number: the date is likelier.
            yield self._dated(text, match, match[4].translate(_MEANT), False, 0.84)
        for match in dates.ROMAN.finditer(text):
            yield self._dated(text, match, match[0][-4:] if match[0][-4:].isdigit() else None, False)
        bare = _BARE.fullmatch(text)
        if bare is not None and 1 <= int(bare[2]) <= 31 and 1 <= int(bare[3]) <= 12:
            yield Candidate(*bare.span(1), 0.6)
        for pattern in (_RUN_AFTER_CUE, _RUN_BEFORE_CUE, _GLUED, _AS_CUED):
            for match in pattern.finditer(text):
                yield Candidate(match.start(1), match.end(1), 0.96)

    def near(self, text: str, start: int, end: int) -> bool:
        """Near words of birth, and not right after "letter dated" or "appointment on"."""
        return not right_after_an_event(text, start) and super().near(text, start, end)

    def _beside_birth(self, text: str) -> Iterable[Candidate]:
        """What is a date of birth only where somebody speaks of one."""
        for match in dates.MONTH_YEAR.finditer(text):
            baby = text.startswith(" baby", match.end())
            yield Candidate(match.start(), match.end(), 0.6 if baby else 0.1, 0.8)
        for match in dates.IN_WORDS.finditer(text):
            yield Candidate(match.start(), match.end(), 0.2, 0.96)
        for match in dates.DAY_AND_MONTH.finditer(text):
            if 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12:
                yield Candidate(match.start(), match.end(), 0.1, 0.8)
        for pattern in (dates.ALL_IN_WORDS, dates.LABELLED, dates.YEAR_APART, dates.YEAR_FIRST):
            for match in pattern.finditer(text):
                yield Candidate(match.start(), match.end(), 0.2, 0.97)
        for match in dates.IN_A_LANGUAGE.finditer(text):
            yield Candidate(match.start(), match.end(), 0.1, 0.8)
        for pattern in (dates.OF, dates.MIXED):
            for match in pattern.finditer(text):
                if 1 <= int(match[1]) <= 31 and 1 <= int(match[2]) <= 12:
                    yield Candidate(match.start(), match.end(), 0.2, 0.96)

    def _dated(self, text: str, match: re.Match[str], year: str | None, doubtful: bool, sure: float = 0.6) -> Candidate:
        if match[0] == text.strip(" .!"):
            doubtful = False  # the answer to "what is your date of birth?"
        before = text[max(0, match.start() - 30) : match.start()]
        event = self._of_event(text, match.start())
        if doubtful and _OF_SOMEBODY.search(before):
            doubtful = False
        grown = year is not None and not doubtful and _of_grown_up(year) and not event
        listed = year is not None and not event and _among_details(text, match)
        opens = not text[: match.start()].strip()
        aged = not event and (
            ((opens or year is not None) and _AGE_NEXT.match(text, match.end()) is not None)
            or (year is not None and _AGE_RIGHT_BEFORE.search(before) is not None)
        )
        aged = aged or (_came(text, before) and (year is not None or _NEWBORN.search(text) is not None))
        day = dates.WEEKDAY.search(text, max(0, match.start() - 16), match.start())
        return Candidate(day.start() if day else match.start(), match.end(), sure if grown or listed or aged else 0.2, 0.96)

    def _of_event(self, text: str, start: int) -> bool:
        """Whether the sentence up to the date speaks of something that happened then."""
        before = _SENTENCE_ENDS.split(text[max(0, start - 30) : start])[-1]
        return _NOT_BIRTH.search(before) is not None or _FROM_THEN.search(before) is not None


def _came(text: str, before: str) -> bool:
    return _CAME.search(before) is not None and _OF_A_CHILD.search(text) is not None


def right_after_an_event(text: str, start: int) -> bool:
    """Whether "letter dated", "admitted on" and the like stand right before: then the date is no birth, whatever else is said."""
    return _EVENT_RIGHT_BEFORE.search(text, max(0, start - 30), start) is not None


def _among_details(text: str, match: re.Match[str]) -> bool:
    """Whether the date stands in a row of somebody's details, or in brackets after "my son"."""
    ahead = text[max(0, match.start() - 60) : match.start()]
    if _EVENT_NEXT.match(text, match.end()):
        return False
    if _OF_KIN.search(ahead) or _BEFORE_A_DETAIL.match(text, match.end()):
        return True
    return _BESIDE_A_DETAIL.search(ahead) is not None


def _of_grown_up(year: str) -> bool:
    """Two figures up to 30 can be this century's and are too near to say; the rest are the last one's."""
    number = int(year.lstrip("'"))
    return number > 30 if number < 100 else 1900 <= number <= LAST_GROWN_YEAR
