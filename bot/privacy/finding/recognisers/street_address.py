"""Where somebody lives: house number and street, flats, house names. A street or town without a house is a place and stands."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.model.features import is_english
from bot.privacy.finding.rule import Candidate, Rule, word_set, words
from bot.privacy.finding.wording import addresses
from bot.privacy.finding.wording.homes import (
    POSTCODE_NEXT,
    SERVICE_NEXT,
    is_home,
    names_a_house,
    of_service,
    speaks_of_a_service,
    town_next,
)
from bot.privacy.finding.wording.streets import BLOCK, FLOOR, HOME, NEVER_IN_NAME, ONE_WORD_STREETS, PROPER, SITE, STRONG, UNIT, WEAK

_GROWS = re.compile(
    rf"(?:,[ \n]{{0,2}}|\n)(?:{UNIT}|(?:ap|m|kv|sc|et)\.? ?\d{{1,3}}|(?:the )?(?:{PROPER} ){{1,2}}(?:{STRONG}|{WEAK}|{BLOCK}|"
    rf"{SITE}|farm|side))(?![\w'\-])",
    re.IGNORECASE,
)
_GROWS_BACK = re.compile(
    rf"(?<!\w)(?:{FLOOR},? |(?:(?<=: )|(?<=is )|(?<=at )|(?<=c/o )){PROPER},[ \n]$|{UNIT}(?: \([^()\n]{{1,15}}\))?(?: (?:above|over|"
    rf"below|behind) (?:the |"
    rf"a )?\w+(?: \w+)?)?,? |(?:the (?:old )?(?:{HOME}|{BLOCK})|(?:the )?(?:{PROPER} ){{1,2}}(?:{BLOCK}|{HOME}|{SITE})),[ \n]{{1,2}})+$",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")
_MONTHS = word_set("march may june april august")
_AGED = re.compile(r"(?:i'm|i am|im|is|aged?) \Z", re.IGNORECASE)
_LEFT = 60
"""Characters before a house number in which flats, floors and houses are looked for."""


class StreetAddress(Rule):
    """Number, one to three words, a street word. In lower case the street words that mean other things need context."""

    entity = "STREET_ADDRESS"
    context = words(
        "live|lives|lived|living|address|addy|home|house|flat|moved|moving|i'm at|im at|we're at|were at|resident|post(?:ed)? to|send|door|"
        "deliver|carers? (?:went|came|come)|(?:walked|came|come|coming|moved|picked up|collected) from|out of|visit|ambulance|mum's|mums|"
        "dad's|dads|neighbour|stay|staying"
    )
    before, after = 45, 30

    def candidates(self, text: str) -> Iterable[Candidate]:
        for one in self._anchors(text):
            yield _grown(text, one)

    def _anchors(self, text: str) -> Iterable[Candidate]:
        """The part of each address that tells it is one."""
        figures, street = _FIGURE.search(text) is not None, addresses.STREET_WORD.search(text) is not None
        if street:
            yield from self._with_street_word(text, figures)
        if figures:
            yield from self._without_street_word(text)
        yield from self._without_street(text, figures, street)

    def _with_street_word(self, text: str, figures: bool) -> Iterable[Candidate]:
        """ "12 Mill Road", "twelve Mill Road", "no 12 on Mill Road", "Mill Road no 12"."""
        common = word_lists().common
        for match in addresses.STREET.finditer(text) if figures else ():
            names = match[2].lower().replace(".", " ").split()
            names = names[2:] or names[1:] if names[:2] in (["all", "saints"], ["all", "hallows"]) else names
            if not names or any(name in NEVER_IN_NAME for name in names) or of_service(text, match):
                continue
            if SERVICE_NEXT.match(text, match.end()):
                continue
            in_town = town_next().match(text, match.end())
            if names == ["the"]:
                score = 0.6 if match[3][0].isupper() or in_town or re.match(r"\d+[a-h]", match[1]) else 0.2
            else:
                strong = re.fullmatch(STRONG, match[3], re.IGNORECASE) is not None
                cased = match[3][0].isupper() and match[2].lstrip()[0].isupper()
                usual = all(name in common for name in names)
                housed = match[1][:4].lower() == "the " and is_home(match[1].partition(",")[0])
                score = 0.9 if in_town else 0.85 if strong or cased else 0.3 if usual and not housed else 0.5
            yield Candidate(match.start(1), match.end(1), score, 0.9)
        for match in addresses.SPELT_OUT.finditer(text):
            names = match[2].lower().split()
            if not any(name in NEVER_IN_NAME for name in names) and not of_service(text, match):
                strong = re.fullmatch(STRONG, match[3], re.IGNORECASE) is not None
                alone = not text[: match.start()].strip()
                cased = match[3][0].isupper() and match[2][:1].isupper()
                placed = (strong or cased) and (cased or alone or town_next().match(text, match.end()) is not None)
                yield Candidate(match.start(1), match.end(1), 0.6 if placed else 0.3, 0.85 if strong else 0.3)
        for match in addresses.PREPOSED.finditer(text):
            if not any(name in NEVER_IN_NAME for name in match[2].lower().split()):
                yield Candidate(match.start(1), match.end(1), 0.8)
        for match in addresses.REVERSED.finditer(text) if figures else ():
            if re.search(r"(?:no\.? ?|number |nr\.? )\d", match[1], re.IGNORECASE) and not speaks_of_a_service(match[1][:-4]):
                yield Candidate(_without_verb(text, match), match.end(1), 0.6)
            elif re.match(r"(?:[A-Z][\w']+ ){2}\d{1,3}\b", match[1]) and (
                text[match.end() : match.end() + 1] in (",", "\n") or not text[match.end() :]
            ):
                yield Candidate(match.start(1), match.end(1), 0.5)
            yield from self._reversed(text, match)

    def _reversed(self, text: str, match: re.Match[str]) -> Iterable[Candidate]:
        """ "lincoln road 154", as in other languages: only where somebody says that they live there."""
        cues = list(addresses.LIVES_HERE.finditer(text, max(0, match.start(1) - 30), match.end(1)))
        if cues:
            cue = cues[-1]
            start = max(match.start(1), cue.end() + (text[cue.end() : cue.end() + 1] == " "))
            if start < match.end(1) and text[cue.end() : start].strip(" :") == "" and len(text[start : match.end(1)].split()) > 2:
                yield Candidate(start, match.end(1), 0.7)

    def _without_street(self, text: str, figures: bool, street: bool) -> Iterable[Candidate]:
        """Flats, rooms, caravans, boats and houses with a name."""
        for match in addresses.IN_BLOCK.finditer(text):
            if not of_service(text, match) and is_home(match[1]):
                yield Candidate(match.start(), match.end(), 0.7, 0.9)
        for match in addresses.UNIT_ALONE.finditer(text):
            yield Candidate(match.start(), match.end(), 0.55)
        lower = text.lower()
        for match in addresses.AFLOAT.finditer(text) if any(word in lower for word in addresses.AFLOAT_WORDS) else ():
            yield Candidate(match.start(), match.end(), 0.7)
        for match in addresses.ROOM_AFTER.finditer(text) if figures and addresses.ROOM_NUMBER.search(text) else ():
            if is_home(match[1]):
                yield Candidate(match.start(1), match.end(1), 0.6 if match[1][0].isupper() else 0.3, 0.8)
        for match in addresses.NAMED_HOUSE.finditer(text) if street else ():
            if is_home(f"{match[2]},{match[4]}") and not of_service(text, match):
                placed = town_next().match(text, match.end()) or (not text[: match.start()].strip() and not text[match.end() :].strip())
                parted = match[3] not in (" ", "\n") or match[1][0].isupper() or placed
                yield Candidate(match.start(1), match.end(1), 0.7 if parted else 0.3, 0.85)
        for match in addresses.OPENING.finditer(text) if street else ():
            house = match[1].partition(",")[0]
            if names_a_house(house) and is_home(match[1]) and not is_english(house.split()[-1].lower()):
                yield Candidate(match.start(1), match.end(1), 0.7)
        for match in addresses.HOUSE_AND_TOWN.finditer(text):
            if names_a_house(match[1]):
                yield Candidate(match.start(1), match.end(1), 0.65)
        for match in addresses.PO_BOX.finditer(text):
            yield Candidate(match.start(), match.end(), 0.8)
        for match in addresses.COTTAGE.finditer(text):
            if not of_service(text, match):
                yield Candidate(match.start(), match.end(), 0.5)
        for pattern in (addresses.AFTER_CUE, addresses.HOME_ALONE) if street else (addresses.HOME_ALONE,):
            for match in pattern.finditer(text):
                if is_home(match[1]) and not SERVICE_NEXT.match(text, match.end(1)):
                    yield Candidate(match.start(1), match.end(1), 0.7)

    def _without_street_word(self, text: str) -> Iterable[Candidate]:
        """ "12 Riverside", "7 the cloisters": only after words of living somewhere, or before a town or postcode."""
        common = word_lists().common
        for match in addresses.ONE_WORD.finditer(text):
            names = match[2].lower().replace(".", " ").split() or [""]
            alone = len(names) > 1 and names[0] in ONE_WORD_STREETS
            if (names[-1] in NEVER_IN_NAME and not alone) or names[0] in NEVER_IN_NAME or of_service(text, match):
                continue
            if len(names) > 1 and names[0] != "the" and (names[1] in common or names[1] in NEVER_IN_NAME):
                end = match.start(2) + len(match[2].split()[0])
                names = names[:1]
            else:
                end = match.end(2)
            cue = max((one.end() for one in addresses.AT_HOME.finditer(text, max(0, match.start(1) - 30), match.start(1))), default=-1)
            cued = cue >= 0 and text[cue : match.start(1)].strip(" :,\n") == ""
            if (
                cued
                and text[max(0, cue - 3) : cue].lower().strip() == "at"
                and match[2].islower()
                and match[1][0].isdigit()
                and names[0] != "the"
                and is_english(names[-1])
            ):
                cued = addresses.LIVES_HERE.search(text, max(0, cue - 25), cue) is not None
            placed = town_next().match(text, end) or POSTCODE_NEXT.match(text, end)
            unusual = not all(name in common for name in names) or names[0] == "the" or (cued and names[0] in ONE_WORD_STREETS)
            line = text[: match.start(1)].endswith("\n") and text[end : end + 1] in ("\n", ",") and match[2][0].isupper()
            letter = names[0] == "the" and re.match(r"\d+[a-h]\b", match[1]) is not None
            # "Came 16 March", "I'm 71, Philippa": a date, an age.
            figures = text[match.start(1) : match.start(2)].strip()
            aged = figures.endswith(",") and _AGED.search(text, max(0, match.start(1) - 8), match.start(1))
            dated = names[0] in _MONTHS and figures.isdigit() and int(figures) <= 31
            if aged or dated or (figures.endswith(",") and match[2].isupper()):
                continue
            opens = match[2].startswith("The ") and not text[: match.start()].strip() and text[end : end + 1] == ","
            if opens:
                yield Candidate(match.start(1), end, 0.55)
            if unusual and (cued or letter or (placed and len(match[2]) > 3) or line):
                yield Candidate(match.start(1), end, 0.55)


def _without_verb(text: str, match: re.Match[str]) -> int:
    """Where the street's name begins: after the "from" or "at" that the pattern took with it."""
    words_ = match[1].split(" ")
    shift = len(words_[0]) + 1 if words_[0].lower() in NEVER_IN_NAME and len(words_) > 3 else 0
    return match.start(1) + shift


def _grown(text: str, one: Candidate) -> Candidate:
    """With the floor, flat or house right before it and the house, site or street right after, parted by commas."""
    start, end = one.start, one.end
    before = _GROWS_BACK.search(text, max(0, start - _LEFT), start)
    score = one.score
    if before is not None and is_home(before[0].rstrip(" ,\n")):
        start, score = before.start(), max(score, 0.6)
    else:
        named = addresses.HOUSE_BEFORE.search(text, max(0, start - _LEFT), start)
        if named is not None and names_a_house(named[1]) and text[start : start + 1].isdigit():
            start = named.start(1)
    for _ in range(2):
        after = _GROWS.match(text, end)
        town = town_next().match(text, end)
        if after is None or (town is not None and town.end() >= after.end()) or not is_home(after[0].strip(", \n")):
            break
        end = after.end()
    return Candidate(start, end, score, one.in_context)
