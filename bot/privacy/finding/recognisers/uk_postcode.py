"""Full postcodes. The first half alone (PE29, CB1) covers thousands of homes and is left to stand."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.rule import Candidate, Rule, digits, word_set, words

_AREAS = word_set(
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG "
    "HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S "
    "SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_INWARD = r"\d[abd-hjlnp-uw-z]{2}"
_OUTWARD = rf"(?=[a-zA-Z]{{1,2}}\d)(?:{'|'.join(sorted(sorted(_AREAS), key=len, reverse=True))})(?:\d{{1,2}}|\d[a-z])"
_TWO_LETTERS = "|".join(sorted(area for area in _AREAS if len(area) == 2))
_POSTCODE = re.compile(
    rf"(?<![\w£])({_OUTWARD})([ \-.,_]{{0,3}}|\n|(?-i:(?<=[A-Z\d]) ?[/:*|(] ?(?=\d[A-Z]{{2}})))({_INWARD})(?!\w)", re.IGNORECASE
)
_OUTWARD_APART = re.compile(rf"(?<![\w£])(?=[a-z]{{2}} \d)(?:{_TWO_LETTERS}) \d{{1,2}}[a-z]?[ \-]{{0,2}}({_INWARD})(?!\w)", re.IGNORECASE)
_INWARD_APART = re.compile(rf"(?<![\w£]){_OUTWARD}[ \-]\d[ \-][abd-hjlnp-uw-z]{{2}}(?!\w)", re.IGNORECASE)
_APART = re.compile(r"(?<!\w)(?:(?:[a-z] ){1,2}|[a-z]{2} )\d(?: \d)? {1,3}\d [abd-hjlnp-uw-z] [abd-hjlnp-uw-z](?!\w)", re.IGNORECASE)
_SPACE_SAID = re.compile(
    rf"(?<![\w£]){_OUTWARD} ?(?:\d (?:space|gap) [abd-hjlnp-uw-z]{{2}}|(?:space|gap) \d ?[abd-hjlnp-uw-z]{{2}})(?!\w)", re.IGNORECASE
)
""" "PE26 space 1HX"."""
_DISTRICT_SAID = re.compile(
    r"(?<!\w)(?:p ?e|c ?b|s ?g) (?:(?:twenty|thirty)(?:[ \-](?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|"
    rf"seven|eight|nine|ten|eleven|twelve|\w{{3,5}}teen),? {_INWARD}(?!\w)",
    re.IGNORECASE,
)
""" "Pe twenty nine 6tt"."""
_SLIPS = re.compile(
    r"(?<![\w£])(?:PE|CB|SG|NR|IP|NN|LE)(?: ?[1-9IL][0-9OIL]? ?[0-9OI]| ?[1-9] [0-9]{2})[ABD-HJLNP-UW-Z]{2}(?!\w)", re.IGNORECASE
)
"""Letters for figures, or the space in the wrong place, in the postcodes around here."""
_ANY_LETTERS = re.compile(rf"(?<![\w£]){_OUTWARD}[ \-.]?\d[a-z]{{2}}(?!\w)", re.IGNORECASE)
_DRESSED = re.compile(
    rf"(?<![\w£])(?:{_OUTWARD} \d[abd-hjlnp-uw-z] [abd-hjlnp-uw-z]|[a-z]\.[a-z]\.? ?\d{{1,2}}[a-z]?\.? {_INWARD})(?!\w)", re.IGNORECASE
)
""" "PE28 6N T", "P.E.28 6NT"."""
_STRUCK = re.compile(
    r"post ?code(?: is|'s|:|=| -)? ?([a-z]{1,2} ?[1-9il][\doil]?[a-z]? ?[\doigsl][abd-hjlnp-uw-z8][abd-hjlnp-uw-z85])(?!\w)", re.IGNORECASE
)
""" "Postcode PE l3 3A8": right after the word letters and figures may be taken for each other."""
_AFTER_WORD = re.compile(r"post ?code[^\d\n]{0,14}$", re.IGNORECASE)
"""After the word even letters that no postcode ends in are somebody's slip."""
_MEASURE = re.compile(r"\d(?:st|nd|rd|th|hr|ft|lb|pt|yr|gp|ad|wk)", re.IGNORECASE)


_ANY_GAPS = re.compile(
    r"(?<![\w£])(?:(P[ .\-]?E|C[ .\-]?B)|S ?G|N ?R|I ?P|N ?N|L ?E|M ?K)[ \-.,\n]{0,2}[1-9](?:[ \-.]?\d)?[ \-.,\n]{0,3}\d"
    r"[ \-.\n]{0,2}[abd-hjlnp-uw-z][ \-.]?[abd-hjlnp-uw-z](?!\w)",
    re.IGNORECASE,
)
""" "PE 284 NF", "p e 2 7 4 x z", and one with a line break in it."""


class Postcode(Rule):
    """Any full postcode of a real area; one that could be "b6 2hr" in lower case needs context."""

    entity = "UK_POSTCODE"
    context = words("post ?code", "address", "live", "living", "lives", "moved", "at", "postal")

    def candidates(self, text: str) -> Iterable[Candidate]:
        if not any(sign.isdigit() for sign in text):
            return
        for match in _POSTCODE.finditer(text):
            measure = bool(match[2]) and match[0].islower() and len(match[1]) == 2 and _MEASURE.fullmatch(match[3])
            yield Candidate(match.start(), match.end(), 0.3 if measure else 0.85, 1.0)
        for match in _ANY_LETTERS.finditer(text):
            told = _AFTER_WORD.search(text, max(0, match.start() - 24), match.start()) is not None
            if told or (match[0].isupper() and match[0][:2] in ("PE", "CB") and " " in match[0]):
                yield Candidate(match.start(), match.end(), 0.7)
        for match in _SLIPS.finditer(text):
            yield Candidate(match.start(), match.end(), 0.9 if match[0][:2].isupper() else 0.3, 0.9)
        for match in _DRESSED.finditer(text):
            yield Candidate(match.start(), match.end(), 0.7 if match[0].isupper() else 0.3, 0.9)
        lower = text.lower()
        for match in _STRUCK.finditer(text) if "post" in lower else ():
            if digits(match[1]):
                yield Candidate(*match.span(1), 0.9)
        for match in _OUTWARD_APART.finditer(text):
            doubtful = match[0].islower() and _MEASURE.fullmatch(match[1]) is not None
            yield Candidate(match.start(), match.end(), 0.3 if doubtful else 0.6, 0.9)
        for match in _INWARD_APART.finditer(text):
            likely = match[0].isupper() or match[0][:2].upper() in ("PE", "CB")
            yield Candidate(match.start(), match.end(), 0.6 if likely else 0.3, 0.9)
        for match in _ANY_GAPS.finditer(text):
            measured = match[0].islower() and _MEASURE.search(match[0][-4:].replace(" ", "")) is not None
            here = match[1] is not None or match[0].isupper()
            yield Candidate(match.start(), match.end(), 0.9 if here and not measured else 0.3, 0.9)
        for match in _SPACE_SAID.finditer(text) if "space" in lower or "gap" in lower else ():
            yield Candidate(match.start(), match.end(), 0.8)
        for match in _DISTRICT_SAID.finditer(text):
            yield Candidate(match.start(), match.end(), 0.8)
        for match in _APART.finditer(text):
            if match[0].replace(" ", "")[:2].rstrip("0123456789").upper() in _AREAS:
                yield Candidate(match.start(), match.end(), 0.5, 1.0)
