"""What a story already says of itself: which service, when, how good, about whom. Offered to the person to confirm, never assumed."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bot.experiences import service_types, when
from bot.experiences.providers import Directory, Service

RELATIVE = (
    r"(?:mum|mom|mam|mother|dad|father|nan|nana|gran|grandma|grandmother|grandad|granddad|grandfather|son|daughter|child|little boy"
    r"|little girl"
    r"|baby|wife|husband|partner|brother|sister|aunt|auntie|uncle|parents?|friend|neighbour|mother in law|father in law)"
)
_NAMED_PLACE = re.compile(
    r"\b((?:[A-Z][\w'’]+[ -]){1,4}(?:Surgery|Medical (?:Centre|Practice)|Health Centre|Practice|Hospital|Pharmacy|Care Home|Nursing Home"
    r"|Dental (?:Practice|Surgery|Care|Centre)|Dentists?|Opticians|Clinic))\b"
)
_LEADING = re.compile(
    r"^(?:(?:The|At|In|My|Our|From|To|And|But|Then|When|I|We|They|It|A|An|So|This|That|Went|Called|Rang|Dr|Doctor|NHS|GP|Local)[ -])+"
)

_IS_PATIENT = (
    r"(?:was|were|is|has|had|have|went|got|fell|needed|needs|waited|could ?n.?t|can ?n?.?t|cannot|collapsed|broke|died|passed|lost"
    r"|lives|suffers|saw"
    r"|been|did ?n.?t get|came out|came home|turned)"
)
_OF_RELATIVE = re.compile(
    rf"(?:\bmy |\b(?=(?:mum|mam|dad|nan|nana|gran|grandma|grandad)\b))(?:(?:\d+|\w+) (?:year|yr|month)s? old |elderly |late |poor "
    rf"|disabled |younge(?:r|st) |elde(?:r|st) |old |own )?({RELATIVE})"
    rf"(?:(?:'s|’s|s) (?:\w+ ){{0,2}}(?:appointments?|operation|care|treatment|surgery|stay|discharge|carers?|tablets|medication"
    rf"|medicine|referral|tooth|teeth"
    rf"|hip|knee|heart|cancer|birth|death|results?|scan|ward)\b| (?:\w+ly )?{_IS_PATIENT}\b)",
    re.IGNORECASE,
)
_WITH_RELATIVE = re.compile(
    rf"\b(?:took|taken|brought|take|bring|for|rang for|called for|treated|told|sent|left|discharged|admitted|moved|visit(?:ed|ing)?"
    rf"|looked after|helped"
    rf"|about|saw) my (?:\w+ )?({RELATIVE})\b",
    re.IGNORECASE,
)
_CARED_FOR = re.compile(
    r"\bI(?:'m|’m| am)? (?:care for|look after|caring for|looking after|(?:her|his|their|a|my \w+'?s) (?:main |full time )?carer)\b",
    re.IGNORECASE,
)
_OWN_CARE = re.compile(
    r"\b(?:I|i) (?:was (?:\w+ )?(?:seen|admitted|discharged|referred|given|told|treated|left|sent|diagnosed|taken|in (?:hospital|labour"
    r"|pain|agony|a&e))|had (?:to wait|an?|my|surgery)"
    r"|waited|needed|broke|fell|collapsed|gave birth|went (?:in|to)|attended|saw|got seen|have been waiting|have (?:a|an|had)"
    r"|been waiting|ve been)\b"
    r"|\bmy (?:appointment|operation|treatment|surgery|procedure|blood test|results?|scan|prescription|tablets|medication|referral"
    r"|tooth|teeth|knee|hip|back|leg"
    r"|arm|hand|foot|eyes?|ears?|baby was born|labour|pain|condition|doctor|dentist|notes|records)\b"
    r"|\b(?:treated|saw|examined|helped|ignored|told|listened to|looked after|discharged|sent|made) me\b|\b(?:rude|kind|lovely|nice"
    r"|good|horrible|patient|unkind|friendly|spoke) to me\b",
    re.IGNORECASE,
)

_MARK = re.compile(
    r"\b(?:([1-5])(?: ?/ ?5| out of (?:5|five)| stars?)|(one|two|three|four|five) (?:stars?|out of (?:5|five)))\b(?! of)", re.IGNORECASE
)
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_VERDICT = re.compile(
    r"\b(?:the (?:care|service|treatment|whole experience|experience)(?: (?:i|we|she|he) (?:had|got|received))?|it|overall it|they"
    r"|staff|everyone) (?:was|were|is|has been)"
    r" (?:all |absolutely |really |just |simply |so |truly |overall )?"
    r"(excellent|outstanding|amazing|brilliant|fantastic|wonderful|first class|terrible|awful|appalling|dreadful|disgusting|disgraceful"
    r"|very poor|very bad)\b",
    re.IGNORECASE,
)
_GOOD = ("excellent", "outstanding", "amazing", "brilliant", "fantastic", "wonderful", "first class")


@dataclass(frozen=True)
class Heard:
    """What was found; None or empty where the story does not say, or says more than one thing."""

    services: tuple[Service, ...] = ()
    service_name: str | None = None
    service_type: str | None = None
    month: dt.date | None = None
    rating: int | None = None
    about: str | None = None
    relation: str | None = None

    def __bool__(self) -> bool:
        return any((self.services, self.service_name, self.service_type, self.month, self.rating, self.about))


def hear(text: str, today: dt.date, directory: Directory) -> Heard:
    """Reads a story, personal details already taken out of it."""
    services = tuple(directory.named_in(text))
    name = None if services else _place(text)
    only = services[0] if len(services) == 1 else None
    about, relation = whose(text)
    return Heard(
        services=services,
        service_name=name,
        service_type=(service_types.guess(name) if name else None) or service_types.guess(text) or (only.service_type if only else None),
        month=when.month_in_story(text, today),
        rating=_rating(text),
        about=about,
        relation=relation,
    )


def _place(text: str) -> str | None:
    """The one service named with capital letters ("Riverside Surgery"), as it is written."""
    names = {_LEADING.sub("", match[1]) for match in _NAMED_PLACE.finditer(text)}
    names = {name for name in names if " " in name or "-" in name}
    return names.pop() if len(names) == 1 else None


def whose(text: str) -> tuple[str | None, str | None]:
    """Whose care it was (a value of ``capture.ABOUT``) and the relative's name in the story ("mum"), if the story is clear."""
    match = _OF_RELATIVE.search(text) or _WITH_RELATIVE.search(text)
    relation = match[1].lower() if match else None
    if _CARED_FOR.search(text):
        return "cared_for", relation
    own = _OWN_CARE.search(text) is not None
    if relation and not own:
        return "someone_else", relation
    return ("me", None) if own and not relation else (None, None)


def _rating(text: str) -> int | None:
    """A mark given in so many words, or a plain verdict on the whole. Two that differ are none."""
    marks = {int(match[1]) if match[1] else _WORDS[match[2].lower()] for match in _MARK.finditer(text)}
    verdicts = {5 if match[1].lower() in _GOOD else 1 for match in _VERDICT.finditer(text)}
    found = marks or verdicts
    return found.pop() if len(found) == 1 else None
