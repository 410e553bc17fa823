"""Houses known by a name and their lane, without a number: "Rosedene, Station Road".

"Boots, Bridge Street" is written alike. A house is only where something says that it is a home, where it ends a signature, or where
it is the whole answer and is called as houses are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.model.features import is_english
from bot.privacy.finding.rule import Candidate, Rule, word_set, words
from bot.privacy.finding.wording.addresses import STREET_WORD
from bot.privacy.finding.wording.homes import POSTCODE_NEXT, SERVICE_NEXT, is_home, of_service, speaks_of_a_service, town_next
from bot.privacy.finding.wording.names import words_of
from bot.privacy.finding.wording.streets import HOME, NAME, NEVER_IN_NAME, STRONG, WEAK

_SHORT = r"cotts?|ho|hse|fm|bung|bglw|lo|flats?|villas?"
_PLAIN = r"(?!\d)[\w'\-]{2,24}"
_LANE = rf"(?:{NAME} ){{1,2}}(?:{STRONG}|{WEAK})"
_HOUSE_AND_LANE = re.compile(
    rf"(?<![\w'\-])(?P<house>[\"']?(?:the (?:old )?)?{_PLAIN}(?: {_PLAIN}){{0,2}}[\"']?)(?P<joint>,[ \n]{{1,2}}| (?:on|in|along|down|"
    rf"off) )"
    rf"(?P<lane>{_LANE})(?![\w'\-])",
    re.IGNORECASE,
)
_CALLED_LIKE_A_HOUSE = re.compile(
    rf"(?:(?:{HOME}|{_SHORT}|end|view|haven|corner|acres?|ridge|lea|rest|bank|gate|side|meadows?|meadowsweet)|"
    r"\w{3,}(?:dene|holme|croft|lea|leigh|mead|meadows?|side|haven|nook|stead|hurst|garth|cote|ridge|view|acres?|brook|wood|thorpe|"
    r"bank|lands|ways?|tops|sweet|fields?|dell|gables?|lyn|ville|rest|cot|don))[\"']?$",
    re.IGNORECASE,
)
_LIVES = words(
    r"(?:live|lives|lived|living|stay|stays|staying|resid\w+|found|finds?|home is|house is|house|bungalow|cottage|home|address(?: is)?|"
    r"addy|adress|door|collect(?:ed|ing)?(?: \w+)? from|pick(?:ed)?(?: \w+)? up from|fetch(?:ed)?(?: \w+)? from|come to|came to|went "
    r"to|sent? "
    r"(?:it |them |post |letters )?to|"
    r"visit(?:s|ed)?|deliver(?:s|ed)?(?: \w+)? to|write to|called|postie|lane|he'?s|she'?s|they'?re|we'?re|i'?m|i am|we are|(?:mum|"
    r"dad|nan|"
    r"gran|grandad|mother|father|sister|brother|neighbour|son|daughter|he|she)(?:'?s| is| was)|(?:ambulance|carers?|crew|nurse|driver)"
    r"(?: \w+){0,2} (?:at|to))"
)
_SAYS_HERE = re.compile(
    r"(?:\b(?:at|in|is|to|from|as|of|called|found|finds?|find|door|house|cottage|bungalow|address|visits?|both)|:)[ ,:]*$", re.IGNORECASE
)
_SIGNED = re.compile(
    r"(?:\A|[.!?\n] ?|(?:signed|yours|faithfully|sincerely|truly|regards|i am|i'm|we are|from)[,:]? )"
    r"(?P<name>(?:[A-Z][\w'\-]*\.?,? ){1,5}?(?:\((?:Mrs|Miss|Ms|Mr|Dr|Rev|retd)\.?\))?),? ?(?:of |at )?$"
)
_TITLE = re.compile(r"\b(?:Mrs?|Miss|Ms|Dr|Rev|Revd)\b|(?:^|\s)[A-Z]\.")
_BEFORE = 60


class NamedHome(Rule):
    """A house's name and its lane: after words of living there, at the end of a signature, or alone."""

    entity = "STREET_ADDRESS"

    def candidates(self, text: str) -> Iterable[Candidate]:
        for match in _HOUSE_AND_LANE.finditer(text) if STREET_WORD.search(text) else ():
            start = _start(match)
            house = text[start : match.end("house")].strip("\"'")
            lane = match["lane"].lower().split()
            if not house or any(word in NEVER_IN_NAME for word in lane) or not _may_be_a_house(house) or _serves(text, match, start):
                continue
            score = _score(text, match, start, house)
            if score:
                yield Candidate(start, match.end(), score)


_LEADS = words(
    "at|in|is|to|from|of|on|found|find|house|called|visit|both|he's|hes|she's|shes|we're|im|i'm|its|it's|signed|address|miss|mrs|and|"
    "live|lives|near|behind|by|opposite|outside|past|yours|please|is|door|was|here"
)


def _start(match: re.Match[str]) -> int:
    """Where the house's name begins: after the "is at" or "found" that the pattern took with it."""
    start, house = match.start("house"), match["house"]
    for lead in re.finditer(r"\S+ ", house):
        if _LEADS.fullmatch(lead[0].strip()) is not None:
            start = match.start("house") + lead.end()
    return start


def _may_be_a_house(house: str) -> bool:
    lists = word_lists()
    name = house.lower().removeprefix("the ")
    words_, last = name.split(), name.split()[-1]
    if len(words_) > 2 and _CALLED_LIKE_A_HOUSE.search(last) is None:
        return False
    if not is_home(house) or speaks_of_a_service(house) or name in lists.towns or name in lists.not_names or last in NEVER_IN_NAME:
        return False
    return not (" " not in name and (last in lists.first_names or last in _DAYS))


_DAYS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow yes no ok okay hello hi hiya please thanks sorry "
    "buses roadworks traffic parking accident mum dad nan north south east west near opposite behind"
)


def _serves(text: str, match: re.Match[str], start: int) -> bool:
    if SERVICE_NEXT.match(text, match.end()) is not None:
        return True
    return of_service(text, match) or speaks_of_a_service(text[max(0, start - 40) : start])


def _score(text: str, match: re.Match[str], start: int, house: str) -> float:
    """How sure it is that this is a home. 0: nothing says so."""
    before = text[max(0, start - _BEFORE) : start]
    called = _CALLED_LIKE_A_HOUSE.search(house) is not None
    comma = match["joint"].startswith(",")
    cased = house.removeprefix("the ")[:1].isupper() and match["lane"][:1].isupper()
    strange = not all(is_english(word) for word in re.findall(r"[a-z]+", house.lower()))
    sentence = re.split(r"[.!?\n]", before)[-1]
    if (called or strange or cased) and _SAYS_HERE.search(sentence) and _LIVES.search(sentence) and (comma or called):
        return 0.8 if called or cased else 0.5
    if not comma:
        return 0.0
    signed = _SIGNED.search(before)
    if cased and signed is not None and _names_somebody(text, max(0, start - _BEFORE) + signed.start("name"), start, signed["name"]):
        return 0.8
    if called and _OPENS.fullmatch(before) and (cased or not text[match.end() :].strip()):
        return 0.8 if _ends_here(text, match.end()) else 0.0
    return 0.0


def _names_somebody(text: str, start: int, end: int, name: str) -> bool:
    """Whether what is signed has a title, an initial or a listed name, and is a name and not the head of a sentence."""
    inside = words_of(text).within(start, end)
    return _TITLE.search(name) is not None or (any(token.any_name or token.surname for token in inside if token.cased) and len(inside) > 1)


_OPENS = re.compile(r"(?:(?:it|that)'?s|my address|address|addr?|home)?[ :,]*", re.IGNORECASE)
_GOES_ON = re.compile(r",? (?:[A-Za-z]+ )?way\b|[.,!\n]|$| (?:no|it|we|its|postie|please|pls|by)\b", re.IGNORECASE)


def _ends_here(text: str, end: int) -> bool:
    return bool(_GOES_ON.match(text, end) or town_next().match(text, end) or POSTCODE_NEXT.match(text, end))
