"""The kinds of announcement and their fields: what an editor is asked, and what must be there before the public sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from bot.experiences.service_types import SERVICE_TYPES
from bot.information.article import AREA_WORDS
from bot.information.replies import long_date
from bot.information.topics import LABELS

EVENT, OPPORTUNITY, IMPACT = "event", "opportunity", "impact_story"

FORMS = {
    "survey": "Survey",
    "focus_group": "Focus group or forum",
    "volunteering": "Volunteer role",
    "representative": "Patient or public representative",
    "research": "Research study",
}
"""The forms of an opportunity; for all but a survey, people can say here that they would like to join."""

ACCESS: dict[str, dict[str, tuple[str, str, str]]] = {
    "step_free": {
        "yes": ("Yes", "The way in is step free.", "Step free."),
        "no": ("No, there are steps", "There are steps on the way in.", "Steps on the way in."),
        "online": ("It is online only", "", ""),
    },
    "hearing_loop": {
        "yes": ("Yes", "There is a hearing loop.", "Hearing loop."),
        "no": ("No", "There is no hearing loop.", ""),
    },
    "interpreter": {
        "yes": (
            "Yes, if somebody asks",
            "We can bring an interpreter, for sign language too, if you ask us.",
            "Ask us for an interpreter.",
        ),
        "no": ("No", "We cannot bring an interpreter.", ""),
    },
}
"""What is known of the way in: for each choice its words for the editor, for the public, and for a text message."""


@dataclass(frozen=True)
class Field:
    """One thing an editor is asked. ``input``: text, area (several lines), date, time, url, or choice (of ``choices``).

    ``public``: words for the public, not only names, and so checked to be plain. ``longest`` is in characters.
    """

    name: str
    label: str
    hint: str = ""
    input: str = "text"
    required: bool = True
    longest: int = 300
    choices: Mapping[str, str] = field(default_factory=dict)
    public: bool = False

    def shown(self, value: str) -> str:
        """What was filled in, as an editor reads it: a choice and a day in words."""
        if self.input == "date":
            with suppress(ValueError):  # what was typed may be no day
                return long_date(dt.date.fromisoformat(value))
        return self.choices.get(value, value) if self.input == "choice" else value


@dataclass(frozen=True)
class Kind:
    """One kind. ``goal`` is what it counts as when somebody wants in (domain facts, P60); ``until`` names the field it ends by."""

    code: str
    name: str
    plural: str
    goal: str
    until: str
    fields: tuple[Field, ...]

    @property
    def details(self) -> tuple[str, ...]:
        """The fields that have no column of their own."""
        return tuple(one.name for one in self.fields if one.name not in COLUMNS)


COLUMNS = ("title", "label", "area", "place", "service_type", "topic", "organiser", "source_url", "checked_on", "shown_from")
"""Fields with a column of the same name. The moments of the start and the end come from the others."""

_TITLE = Field("title", "Title", "What it is, in a few words. At most 60 characters.", longest=60, public=True)
_LABEL = Field("label", "Name on a button", "At most 20 characters, such as: Wisbech drop-in", longest=20, public=True)
_AREA = Field("area", "Area", input="choice", choices=AREA_WORDS)
_WHO = Field("audience", "Who it is for", "Such as: Everyone. Or: Unpaid carers.", longest=80, public=True)
_SOURCE = (
    Field("organiser", "Who runs it", "The organisation's name, as people know it.", longest=80),
    Field("source_url", "Web page that says so", "It must be on a site that organisation.yml allows.", "url", longest=500),
    Field("checked_on", "Checked on", "The day when somebody made sure of all this.", "date"),
    Field("shown_from", "Show from", "It is not said to anybody before this day.", "date"),
)


def _access(name: str, label: str) -> Field:
    return Field(name, label, input="choice", choices={code: words[0] for code, words in ACCESS[name].items()})


KINDS: dict[str, Kind] = {
    EVENT: Kind(
        EVENT, "Event", "Events", "event_booked", "day",
        (
            _TITLE,
            _LABEL,
            Field("summary", "What happens there", "Two or three short sentences.", "area", public=True),
            Field("day", "Day", input="date"),
            Field("begins", "Begins at", input="time"),
            Field("finishes", "Ends at", "From then on it is not said to anybody.", "time"),
            _AREA,
            Field("venue", "Venue and address", "Leave empty when it is online only.", required=False, longest=120),
            Field("place", "Town or village", "As people call it. Leave empty when it is online only.", required=False, longest=40),
            Field("travel", "How to get there", "Bus, parking, the door to use.", "area", required=False, longest=240, public=True),
            _access("step_free", "Is the way in step free?"),
            _access("hearing_loop", "Is there a hearing loop?"),
            _access("interpreter", "Can an interpreter come?"),
            Field("access_more", "More about access", "A quiet room, parking for disabled people, a toilet.", "area", required=False,
                  longest=240, public=True),
            Field("link", "Web page to join online", "Only if people can join online.", "url", required=False, longest=200),
            Field("cost", "Cost", "Such as: It is free.", longest=60, public=True),
            _WHO,
            *_SOURCE,
        ),
    ),
    OPPORTUNITY: Kind(
        OPPORTUNITY, "Opportunity", "Opportunities", "application_started", "closes",
        (
            _TITLE,
            _LABEL,
            Field("form", "What it is", input="choice", choices=FORMS),
            Field("summary", "What it is about", "Two or three short sentences.", "area", public=True),
            Field("asks", "What people would do, and how long it takes", input="area", public=True),
            Field("closes", "Closing date", "The last day. From the next day on it is not said to anybody.", "date"),
            Field("link", "Web page to take part", "A survey needs one.", "url", required=False, longest=200),
            Field("access", "Other ways to take part", "On paper, by phone, with an interpreter.", "area", longest=240, public=True),
            Field("approval", "Approval of a study", "For research: who approved it, and the number.", required=False, longest=120),
            _AREA,
            Field("place", "Town or village", "Leave empty when it can be done anywhere.", required=False, longest=40),
            _WHO,
            *_SOURCE,
        ),
    ),
    IMPACT: Kind(
        IMPACT, "You said, we did", "You said, we did", "", "until",
        (
            _TITLE,
            _LABEL,
            Field("told", "What people told us", "Never so that one person could be known from it.", "area", longest=240, public=True),
            Field("changed", "What changed", input="area", longest=240, public=True),
            Field("changed_by", "Who did it", "The service that made the change.", longest=80),
            Field("changed_on", "When it changed", "The month is shown.", "date"),
            Field("service_type", "Type of service", input="choice", choices=SERVICE_TYPES),
            Field("topic", "Topic", input="choice", required=False, choices={"": "No topic", **LABELS}),
            _AREA,
            Field("place", "Town or village", "Leave empty when it is not about one place.", required=False, longest=40),
            *_SOURCE,
            Field("until", "Show until", "The last day. Old news is no news.", "date"),
        ),
    ),
}  # fmt: skip


def public_texts(kind: Kind, typed: Mapping[str, str]) -> Iterator[tuple[Field, str]]:
    """The fields that the public reads, with what was written into them."""
    for one in kind.fields:
        if one.public and typed.get(one.name, "").strip():
            yield one, typed[one.name].strip()
