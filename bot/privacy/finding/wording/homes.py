"""What is somebody's home and what a place of care, a shop or a sentence, by the words of an address and those around it."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.privacy.finding.lists import word_lists
from bot.privacy.finding.wording.streets import NEVER_IN_NAME

_SERVICE = re.compile(
    r"(?<!\w)(?:surger(?:y|ies)|practice|hospital|pharmac(?:y|ies)|chemists?|clinic|dentists?|dental|centre|boots|office|healthwatch|pals|school|"
    r"church|library|shop|bank|hub|hall|lloyds|tesco|asda|specsavers|opticians?|hospice|ward|department|gp|doctors|polling "
    r"station|venue|meetings?|roadshow|stall|food ?bank|depot|branch|warehouse|cafe|pub|nursery|garage|sorting office|job ?centre|"
    r"drop[ -]in|session)"
    r"(?: (?:is|are|was|now|has moved|moved|based|located|here|there|to|called \w+))*(?: from \d{1,3} \w{2,15} \w{2,15})?(?: "
    r"(?:at|on|in|to|near|from))?[ ,:(]*$",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?<!\w)(?:over|above|behind|opposite|next (?:door )?to|near|beside)(?: \w+){0,3} $", re.IGNORECASE)
""" "Over the chip shop" is where somebody lives."""
SERVICE_NEXT = re.compile(
    r" (?:surger(?:y|ies)|pharmac(?:y|ies)|chemists?|dentists?|dental|practices?|clinics?|branch|car park|health|medical|post office|"
    r"shops?)\b|,? (?:is|was) (?:now )?(?:a|an|the|cqc|shut|closed|for sale|inadequate|run by) (?!old\b|first|second|third)(?:\w+ "
    r")?(?:shop|pub|cafe|"
    r"surgery|clinic|pharmacy|dentist|home|flats?|office|venue|inadequate|outstanding)\b|,? (?:is|was) (?:cqc|rated)\b",
    re.IGNORECASE,
)
_OF_SERVICE_BEFORE = re.compile(
    r"(?<!\w)(?:ward|wards|clinic|level|bay|bed|theatre|suite|floor|option|page|question|bus|route|band|stage|grade|type|section|"
    r"press|(?<!1st )(?<!first )(?<!2nd )(?<!second )(?<!address )line|part)\.? *$",
    re.IGNORECASE,
)
_NO_HOME = re.compile(
    r"(?<!\w)(?:hospitals?|surgery|clinic|ward|wards|pharmacy|practice|medical|health|centre|nursing|day|dental|dentist|doctors?|chemist|"
    r"hospice|council|shared|sheltered|warden|own|rented|extra|mental|big|small|nice|new|in|of|and|with|on|a|an|my|his|her|our|their|"
    r"this|that|"
    r"is|was|are|to|for|from|at|it|has|had|have|who|same|whole|private|retirement|residential|children's|childrens|respite)(?!\w)",
    re.IGNORECASE,
)


def of_service(text: str, match: re.Match[str]) -> bool:
    """Whether the words before say that this is where a surgery, shop or hospital is, or that the number is a ward's or a bus's."""
    start = match.start()
    house = re.match(r"the \w+, ", match[0], re.IGNORECASE)
    if house is not None and _SERVICE.search(house[0]) is not None:
        return True
    service = _SERVICE.search(text, max(0, start - 45), start)
    beside = service is not None and _BESIDE.search(text, max(0, service.start() - 30), service.start()) is not None
    return (service is not None and not beside) or _OF_SERVICE_BEFORE.search(text, max(0, start - 12), start) is not None


def is_home(text: str) -> bool:
    """Whether a house's name, and the street after it if there is one, are neither an institution nor a sentence."""
    house, comma, street = text.partition(",")
    return _NO_HOME.search(house) is None and not (comma and any(word in NEVER_IN_NAME for word in street.lower().split()))


def names_a_house(text: str) -> bool:
    """Whether capitals before a comma can be a house's name: none of a person, a town, or a place of care."""
    lists, names = word_lists(), text.lower().split()
    known = (lists.first_names, lists.ambiguous_names, lists.cased_names, lists.towns, lists.surnames)
    # "Rose Cottage" and "Holly Bank" are houses; "Rose, 2 Back Lane" is a person.
    return (
        is_home(text)
        and _SERVICE.search(text) is None
        and text.lower() not in lists.towns
        and not any(name in one for one in known for name in names)
        and (len(names) > 1 or names[0] not in lists.common)
    )


POSTCODE_NEXT = re.compile(r"[,\n ]{1,3}(?:\[postcode\]|[a-z]{1,2}\d{1,2}[a-z]? ?\d[a-z]{2}(?!\w))", re.IGNORECASE)


@lru_cache(maxsize=1)
def town_next() -> re.Pattern[str]:
    """A town right after a street."""
    towns = "|".join(re.escape(town) for town in sorted(word_lists().towns, key=len, reverse=True))
    return re.compile(rf",?[ \n]{{0,2}}(?:(?:in|at) )?(?:{towns})(?!\w)", re.IGNORECASE)


def speaks_of_a_service(text: str) -> bool:
    """Whether the text ends with a surgery, a shop or the like."""
    return _SERVICE.search(text) is not None
