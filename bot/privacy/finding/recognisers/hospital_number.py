"""Hospital and patient numbers: every trust has its own shape, so the words around the number decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.privacy.finding.rule import Candidate, Rule, by_letter, digits, word_set, words
from bot.privacy.finding.wording.hospitals import AT_HOSPITAL, NUMBER_WORD, OF_A_CLINIC, OF_SOMETHING_ELSE, PLACE

_NUMBER = r"([a-z]{0,4}[ \-/]?\d(?:[\-/ ]?\d){3,9}(?:[a-z]|(?-i:(?: ?/ ?| |-)[A-HJ-Z](?![\w'&/]| ?\d)))?)"
_WHAT = rf"(?:(?:ref|reference|record|patient|id) )?(?:{NUMBER_WORD}|id|i\.d|ref|reference|record|file)"
_WHOSE = by_letter(
    r"hospital|hosp\.?|hospitol|hosptal|hopital|hopsital|patient|pt|unit|clinic|case ?notes?|(?:medical )?records?|"
    r"district|chart|epic|barcode|wrist ?band|sticker|"
    r"out ?patients?|lab|x-?ray"
)
_CUE = (
    rf"(?:(?:{_WHOSE}|{PLACE})(?:'s)? ?{_WHAT}\.?|hosp(?:ital)? ?#|h/n|hn(?=[:#. ])|my ?chart(?: {NUMBER_WORD}| id)?|(?:my|his|"
    rf"her|their) file {NUMBER_WORD}|m\.?r\.?n\.?|case ?notes?|pas (?:number|no)|patient|k ?{_WHAT}|"
    rf"{_WHAT} (?:at|from|for|on|with) {PLACE}|"
    rf"{_WHAT} (?:on|off) (?:my|the|his|her|their) (?:\w+ ){{0,2}}(?:letter|wristband|notes|card|appointment letter))"
)
_CUED = re.compile(rf"(?<!\w){_CUE}[ :#.,\-]{{0,3}}(?:(?:is|was|its|it's|=|here is|starts?) ?)?[:# ]{{0,2}}{_NUMBER}(?!\w)", re.IGNORECASE)
_NAMED = (
    r"(?:(?:\b(?:hospital|hosp\.?|patient|outpatient|nhs hospital|(?<!')[a-hj-z]|your|our|their|clinic|unit|medical|records?|pas|case|"
    r"notes|k|x|rio|systmone|emis|lab|sample|specimen|accession|"
    r"incident|complaint|referral|booking|appointment|barcode|label|ambulance|cad|pathway|study|trial|papworth|cpft|cuh|"
    r"blood|scan|x-?ray)[ \-]"
    r"(?:no|nos|num|nr|numbers?|id|identifier|refs?|reference|code)\b\.?)|\b(?:ubrn|mrn|my refs?|my reference|refs?|reference "
    r"(?:no|number)|"
    r"reference|wristband)\b)"
)
_SHAPE = (
    r"(?:(?:[A-Z]{1,4}|[a-z]{1,3}(?=[\d\-/]))\d?[\-/ ]?(?:\d{4}[\-/])?\d{4,10}[A-Za-z]?|"
    r"(?:[A-Z]{2,4}/){1,2}\d{4,8}(?:/[A-Z]{2,3})?|[A-Z] \d{3} \d{3,4}|\d{2,4}[\-/]\d{4,8}(?:[\-/]\d{2})?)"
)
_PLAIN = r"(?:(?:0?\d{5,12}|\d{4} \d{4} \d{4}|\d{4} \d{4}|\d\d(?:-\d\d){3})(?: ?/ ?[A-Z](?!\w)| [A-HJ-Z](?= ?[.,;/\n]| ?\Z))?)"
_LOOSE = re.compile(
    rf"(?i:{_NAMED})[^\d\n.;?!£]{{0,34}}?(?<![\w\-/])(?!(?i:qw-|[a-z]-[0-9A-Z]{{4}}-))(?:({_SHAPE})|({_PLAIN}))(?![\w/]|[\-.]\d| "
    rf"(?i:am|pm)\b)"
)
"""With some words between: "my ref at the eye clinic is HX-99213". Our own references ("QW-7F3K-92") are none of a hospital's."""
_SAYS_WHOSE = re.compile(r"mrn|(?:hospital|hosp\.?|patient|outpatient)[ \-](?:no|num|id)", re.IGNORECASE)
"""What can be nothing but a hospital's number, whatever the figures look like."""
_SECOND = re.compile(rf" ?(?:\([^()\n]{{1,20}}\) ?)?(?:,|and|or|&|/) ?(?:then |now |also )?({_SHAPE}|{_PLAIN})(?![\w/]|[\-.]\d)")
""" "D730064 and D730046"."""
_QUOTED = re.compile(
    r"(?<!\w)(?i:quot(?:es?|ed|ing)|under|filed (?:as|under)|logged as)(?: (?:this|it|them|number|no|ref|reference|that))?[ :\"']{1,3}"
    r"((?!(?:[Qq][Ww]|[A-Z])-[0-9A-Z]{4}-)(?=[\w\-/.]{0,12}\d[\w\-/.]{0,12}\d[\w\-/.]{0,12}\d)(?:(?:[A-Z]{1,5}(?:-[A-Z]{2,4})?\d{0,8}|"
    r"\d{2,8}[A-Z]{0,2})"
    r"(?:[/\-](?:[A-Z]{1,6}\d{0,8}|\d{1,8}[A-Z]{0,2})){1,4}|[A-Z]{1,4}\d{5,9}[A-Z]?))(?![\w%£$€@]|[.\-/]\w)",
)
""" "Quote C/0381/NEURO when you ring", "chased it under 00-41-77-20"."""
_RIGHT_AFTER = re.compile(
    r"(?<!\w)(?i:hosp(?:ital)?\.?|addenbrooke?'?s?|hinch(?:ingbrooke)?|papworth|pch|cuh|nwaft)(?: ?[:#=] ?| )"
    r"((?=[\w/\-]{0,12}\d[\w/\-]{0,12}\d[\w/\-]{0,12}\d[\w/\-]{0,12}\d)(?:[A-Z]{1,4}[/\-]?\d{4,9}[A-Z]?|\d{7,8}|(?:[A-Z]{1,4}\d{0,8}|"
    r"\d{1,8}[A-Z]{0,2})(?:[/\-](?:[A-Z]{1,4}\d{0,8}|\d{1,8}[A-Z]{0,2})){2,4}))"
    r"(?![\w%£$€@]|[.\-/]\w)"
)
""" "Hospital 91-PR-3075"."""
_CALLED_AFTER = re.compile(
    rf"(?<![\w£$€@./+\-])([A-Z][A-Za-z]{{0,3}}[ \-/]?\d(?:[ \-/]?\d){{3,8}}(?: ?[A-Z](?!\w))?|\d(?:[\-/]?\d){{4,8}}[A-Z]?)\"?[,:]? "
    rf"(?i:(?:(?:is|was|it's|its|thats|that's|as|quoted|given|printed|as|for|on|=|-) ){{0,3}}(?:my|his|her|their|mum's|dad's|"
    rf"mums|dads|the|a|our)?"
    rf" ?(?:own |old |new )?(?:hospital|hosp|patient|unit|clinic|mrn|x-?ray|case ?note|medical record|theatre|pals|dialysis)s?'? "
    rf"?(?:{NUMBER_WORD}|"
    rf"id|ref|reference|list)(?!\w))"
)
""" "Hx 5518 A: quoted as hospital id"."""
_NO_REFERENCE = re.compile(
    r"(?!\d\d(?:-\d\d){3}\Z)\d+(?:[/\-]\d+)+\Z|\d*000\Z|(?:NG|QS|CG|TA|PH|COVID|NICE|HSC|ISO)[\-/ ]?\d+|"
    r"FOI[\-/ ].*|.*[/\-]v\d+\Z|[AMB]\d{1,4}[\-/][AMB]?\d{1,4}\Z|(?:19|20)\d\d[\-/]\d+\Z",
    re.IGNORECASE,
)
"""Dates, years, round sums, guidelines and roads."""
_DEPARTMENT = re.compile(
    r"(?<![\w£$€@./\-])(?:CAMHS|PALS|DATIX|NNUH|QEHKL|QEH|PBH|PCH|NWAFT|NWA|CUH|CUHFT|RPH|CPFT|CCS|EEAST|EMAS|EMRTS|CAD|ONC|REN|"
    r"RENAL|NEURO|ENT|ORTHO?|CARD|CARDIO|DERM|GYNAE?|OPH|OPHTH|RHEUM?|URO|ENDO|GASTRO|HAEM|PAED|PAEDS|MAT|PHYS|PHYSIO|AUD|AUDIO|DIAB|RESP|"
    r"ONCO|MSK|SALT|CTD|RAD|XR|XRAY|US|CTS|MRI|LAB|PATH|HIST|DENT|ORTHD|OMFS|MAXFAX|STROKE|TIA|VASC|PSY|PSH|EQ|WCS|OT|PEG|REF|EP|BK|SPEC|"
    r"REQ|ACC|EPS|EE|HH|IAPT|LTC|LC)(?:[ \-/.:#]{1,2}(?:[A-Z]{2,5}[\-/. ])?|(?=\d{4}))\d(?:[\-/. ]?\d){2,11}(?:[\-/ "
    r"]?[A-Z]{1,2}(?![\w']))?(?![\w%£]|[.\-/]\d)"
)
""" "CAMHS 20931", "PALS/24/1187": a department's letters before the figures."""
_NAMED_RIGHT_BEFORE = re.compile(
    r"(?<!\w)(?i:(?:episode|pals|datix|case(?: id)?|tag|label|barcode|arm ?band|log|slip|unit no|theatre|pathway|urn|crn|mrn|ubrn|e-?rs|"
    r"choose and book|"
    r"request|specimen|sample|pot|disc|locker|hosp\w*|patient|card no|account at the hospital)\.?"
    r"(?: (?:number|no|num|id|ref|code))?\.?(?:'s| is| was| says| said| reads| on (?:it|them) is| (?:on|off|from) (?:my|his|her|their|"
    r"the) \w{3,12})?)[ :#=,\-]{1,3}\"?"
    r"((?=[\w/.\- ]{0,14}\d[\w/.\- ]{0,6}\d[\w/.\- ]{0,6}\d[\w/.\- ]{0,6}\d)(?:[A-Z]{1,6}[ \-/.]?)?\d(?:[\-/. ]?\d){3,11}(?:[\-/ "
    r"]?[A-Z]{1,2}(?![\w']))?)"
    r"(?![\w%£]|[.\-/:]\d| ?(?:am|pm|mg|ml|kg)\b)"
)
_OF_A_PRISON = re.compile(r"(?<!\w)[A-Z]\d{4}[A-Z]{2}(?!\w)")
_IN_PRISON = words("prison(?:er)?s?|hmp|yoi|cell(?:mate)?|wing|inmate|jail|nick|custody|healthcare|screw|nomis")
""" "A1234BC": the number of a prisoner, who is a patient as well."""
_ONE_BY_ONE = re.compile(r"(?<![\w£])[A-Z]\d?(?: \d){5,7}(?! ?\w(?!\w)| ?\d)")
_OF_A_DOCUMENT = re.compile(r"FOI[\-/ ]|.*/v\d+\Z")
_SHAPED = re.compile(r"(?<!\w)(?:RGT\d?|(?:RGT|RGN|RQQ|HN|PID|CAD|PCH|HIN|ADD|CUH|PAP|NWA)[ \-:#]?\d)\d{4,8}(?!\w)", re.IGNORECASE)
_ANY = re.compile(
    r"(?<![\w£$€@./+])(?<!\d[,:\-])((?:[A-Z]{1,6}[ \-/#:]{0,2}|[a-z]{1,4}[\-/]?|\d\d[A-Z](?=\d{5}))?\d(?:[ \-/.]?\d){4,8}[A-Za-z]?)"
    r"(?![\w/%£$€@]|[.\-:,]\d| ?\d)"
)
"""Any letters and figures, or five to nine figures, that a patient's number could be."""
_PARTED = re.compile(
    r"(?<![\w£$€@./+\-])((?:[A-Za-z]{1,4}\d{0,8}[A-Za-z]?|\d{1,8}[A-Za-z]{0,2})(?:[.\-/](?:[A-Za-z]{1,4}\d{0,8}|"
    r"\d{1,8}[A-Za-z]{0,2})){1,4})"
    r"(?![\w%£$€@]|[.\-/]\w)"
)
""" "PCH/449120/B", "S-00731-K", "C.208.114": letters and figures in parts."""
_NO_PART = re.compile(
    r"(?<![A-Za-z])(?:am|pm|th|st|nd|rd|mg|ml|kg|cm|mm|hrs?|yrs?|wks?|mcg|(?<=\d)[kpm]|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|"
    r"nov|dec|qw|covid|"
    r"uk|com|org|nhs)(?![A-Za-z])",
    re.IGNORECASE,
)
_TOLD = re.compile(
    rf"(?<!\w)(?:{NUMBER_WORD}\.?|id|ref|quote|says?|said|(?:i am|i'm|im)|reads?|shows?|is|it's|its|as|was|then|with|(?:on|under|by|with|"
    rf"have) (?:me|him|"
    rf"her|"
    rf"them|it)|"
    rf"wrist ?band|bracelet|sticker|notes|patient)[ :;=#,.?!\-(]{{0,4}}(?:(?:it's|its|it is|that's|is|here)[ :]{{1,2}})?(?:like )?\"?$",
    re.IGNORECASE,
)
"""Words right before a number that say what somebody's is."""
_TOLD_AFTER = re.compile(
    r",? (?:(?:is|was|its|it's) )?(?:on|off|from|across) (?:the|my|her|his|their|mums|dads|mum's|dad's)\b", re.IGNORECASE
)
_NAMED_CLEARLY = re.compile(rf"(?<!\w)(?:{NUMBER_WORD}\.?|ref\.?|quote)(?: is| was|:)? ?$", re.IGNORECASE)
_COUNTED = re.compile(
    r" (?!(?:is|its|was|this|as|has|please|pls|plus|thats|says)\b)[a-z]{2,}s\b|,? ?(?:am|pm|hrs|mins|kg|mg|ml)\b", re.IGNORECASE
)
""" "40000 patients"."""
_NO_LETTERS = word_set(
    "iso bs en at on is no to in id ref nhs dob tel mob pin sms of by or it was the and for its my me i a mrn so up all year"
)
_NO_DEPARTMENT = re.compile(r"(?:US|ACC|REF|LC|OT|EE|HH|EP|MAT|CARD|PATH)[ :#]|(?:MRI|US|XR|ENT|CTS|EQ)[ :]{1,2}\d{4}\Z")
"""Words of other things as well: with a dash, a slash or nothing between they are a department's."""
_A_DATE = re.compile(r"\d{1,2}([/.\- ])\d{1,2}\1(?:\d{4}|\d{2})|(?:19|20)\d\d|\d{1,2}[.:]\d\d|\d{2,3}/\d{2,3}")
_FAR, _NEAR, _AFTER = 80, 34, 50


class HospitalNumber(Rule):
    """A number after "hospital number", "patient ID", "MRN" and their kin, or beside a hospital, a wristband or a patient's letter."""

    entity = "HOSPITAL_NUMBER"

    def candidates(self, text: str) -> Iterable[Candidate]:
        if not any(character.isdigit() for character in text):
            return
        for match in _CUED.finditer(text):
            start = match.start(1) + (1 if match[1][0] in " -/" else 0)
            # Eleven figures that begin with 0 are a telephone; ten in groups an NHS number.
            phone = len(digits(match[1])) == 11 and match[1].lstrip(" -/").startswith("0")
            nhs = len(digits(match[1])) == 10 and match[1].strip()[0].isdigit() and " " in match[1].strip()
            yield Candidate(start, match.end(1), 0.5 if phone or nhs else 0.88)
        for match in _LOOSE.finditer(text):
            group = 1 if match[1] else 2
            plain_reference = group == 2 and match[0].lower().startswith(("ref", "my ref", "your", "our", "their"))
            phone = group == 2 and len(digits(match[2])) in (10, 11) and match[2].startswith("0")
            if not (plain_reference or phone or _OF_A_DOCUMENT.match(match[group])):
                yield Candidate(*match.span(group), 0.9 if _SAYS_WHOSE.match(match[0]) else 0.82)
                second = _SECOND.match(text, match.end())
                if second is not None:
                    yield Candidate(*second.span(1), 0.8)
        for pattern, score in ((_QUOTED, 0.7), (_RIGHT_AFTER, 0.7), (_CALLED_AFTER, 0.8)):
            for match in pattern.finditer(text):
                other = OF_SOMETHING_ELSE.search(text, max(0, match.start(1) - _NEAR), match.start(1))
                if other is None and not _NO_REFERENCE.match(match[1]):
                    yield Candidate(*match.span(1), score)
        for match in _OF_A_PRISON.finditer(text) if _IN_PRISON.search(text) else ():
            yield Candidate(match.start(), match.end(), 0.9)
        for match in _ONE_BY_ONE.finditer(text):
            yield Candidate(match.start(), match.end(), 0.6)
        for match in _DEPARTMENT.finditer(text):
            if len(digits(match[0])) > 3 and not _NO_DEPARTMENT.match(match[0]):
                yield Candidate(match.start(), match.end(), 0.84)
        for match in _NAMED_RIGHT_BEFORE.finditer(text):
            phone = len(digits(match[1])) in (10, 11) and match[1].startswith("0")
            short = len(digits(match[1])) < 10 and _NO_REFERENCE.match(match[1])
            other = OF_SOMETHING_ELSE.search(text, max(0, match.start() - 20), match.start())
            if not (phone or short or other or _A_DATE.fullmatch(match[1])):
                yield Candidate(*match.span(1), 0.8)
        for match in _SHAPED.finditer(text):
            yield Candidate(match.start(), match.end(), 0.8)
        yield from _beside_a_hospital(text)


def _beside_a_hospital(text: str) -> Iterator[Candidate]:
    """Numbers nothing names, by what the sentence speaks of."""
    if not (AT_HOSPITAL.search(text) or OF_A_CLINIC.search(text)):
        return
    for match in _PARTED.finditer(text):
        lettered = any(character.isalpha() for character in match[1])
        if lettered and 5 <= len(digits(match[1])) <= 12 and not _NO_PART.search(match[1]) and _of_a_patient(text, match):
            yield Candidate(*match.span(1), 0.74)
    for match in _ANY.finditer(text):
        letters = match[1].lower().rstrip("abcdefghijklmnopqrstuvwxyz").rstrip("0123456789 -/.#:").lstrip("0123456789")
        if letters in _NO_LETTERS or not 5 <= len(digits(match[1])) <= 9 or match[1].endswith("000"):
            continue
        if letters:
            if _of_a_patient(text, match):
                yield Candidate(*match.span(1), 0.74)
        elif _of_a_patient(text, match, figures=True):
            yield Candidate(*match.span(1), 0.6)


def _of_a_patient(text: str, match: re.Match[str], *, figures: bool = False) -> bool:
    """Whether the words around speak of a clinic and of nothing else that has numbers. ``figures`` alone need a hospital, and telling."""
    ahead, behind = text[max(0, match.start() - _FAR) : match.start()], text[match.end() : match.end() + _AFTER]
    if OF_SOMETHING_ELSE.search(ahead[-_NEAR:]) or OF_SOMETHING_ELSE.search(behind[: _NEAR // 2]):
        return False
    if AT_HOSPITAL.search(ahead) or AT_HOSPITAL.search(behind):
        told = _TOLD.search(ahead[-30:]) or _TOLD_AFTER.match(behind)
        return not figures or (told is not None and not _COUNTED.match(behind))
    # Six figures in a row may be a surgery's telephone.
    named = not figures or (_NAMED_CLEARLY.search(ahead[-16:]) is not None and not re.fullmatch(r"\d{5,6}", match[1]))
    return named and (OF_A_CLINIC.search(ahead) or OF_A_CLINIC.search(behind)) is not None
