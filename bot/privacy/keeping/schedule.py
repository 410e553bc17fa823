"""The retention schedule: how long each class of record is kept, from ``organisation.yml``.

The periods are proposals until the controller agrees them; domain facts: no period stands in law, but a written
schedule is expected (ICO, storage limitation). What is not set there has the default of this file.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.organisation import Organisation, OrganisationError


@dataclass(frozen=True)
class RetentionClass:
    """One class: its name in ``organisation.yml``, the default in days, what it covers and from when it counts."""

    name: str
    default_days: int
    covers: str
    counts_from: str


CLASSES = (
    RetentionClass("abandoned_chat", 1, "a chat in which nothing was asked, told or passed on", "the last message"),
    RetentionClass("close_after_quiet", 14, "an open chat with the assistant: it is closed, nothing is erased yet", "the last message"),
    RetentionClass("transcript_after_close", 30, "what was written in a chat, both ways, notes on it, the assistant's memory of it",
                   "its closing"),
    RetentionClass("unfinished_story", 14, "a story that was begun and not sent, or taken back", "its last change"),
    RetentionClass("enquiry", 730, "that a question was asked, its subject and outcome; no words", "the question"),
    RetentionClass("contact_details", 180, "the address a person wrote from, their profile name, and how to reach them about a story",
                   "the last need"),
    RetentionClass("anonymous_experience", 2190, "a story with personal details taken out, its coding and its consents", "its sending"),
    RetentionClass("public_comment", 30, "a public comment that needed nothing done", "its arrival"),
    RetentionClass("moderation_log", 365, "a moderated comment, what was done about it and why", "the closing of its case"),
    RetentionClass("event_interest", 30, "that somebody would like to come to an event or to join in, what they need, how to reach them",
                   "the end of what it is for"),
    RetentionClass("data_request", 730, "that somebody used their rights, and the outcome; no words", "its closing"),
    RetentionClass("erased_list", 60, "keyed hashes and references of what people asked us to erase, for after a restore", "the erasure"),
    RetentionClass("audit_trail", 2190, "who did what to what, when and why", "the act"),
    RetentionClass("delivery_keys", 30, "the platform's keys by which a repeated delivery is known", "the delivery"),
    RetentionClass("staff_sessions", 30, "signed-in browsers and one-time links of staff", "their expiry"),
)  # fmt: skip
NEVER = (
    "Safeguarding",
    "a conversation in which a danger sign was seen that is no false alarm, and any safeguarding record",
    "staff decide, by the safeguarding policy",
)
"""What no schedule erases."""


class Schedule:
    """The periods of one organisation."""

    def __init__(self, organisation: Organisation) -> None:
        """Raises ``OrganisationError`` for a class nobody knows, or a period below one day."""
        days = organisation.retention_days
        unknown = sorted(set(days) - {one.name for one in CLASSES})
        if unknown:
            raise OrganisationError(
                f"organisation.yml: retention.{unknown[0]} is no class of record. Known: {', '.join(one.name for one in CLASSES)}."
            )
        self._days = {one.name: days.get(one.name, one.default_days) for one in CLASSES}
        wrong = [name for name, number in self._days.items() if number < 1]
        if wrong:
            raise OrganisationError(f"organisation.yml: retention.{wrong[0]} must be one day or more.")

    def days(self, name: str) -> int:
        """The period of a class, in days."""
        return self._days[name]

    def cut_off(self, name: str, now: dt.datetime) -> dt.datetime:
        """What lies before this moment has outlived its class."""
        return now - dt.timedelta(days=self._days[name])

    def in_words(self, name: str) -> str:
        """The period as people say it: 24 hours, 30 days, 6 months, 2 years."""
        return in_words(self._days[name])


def in_words(days: int) -> str:
    """A number of days in the largest unit that fits it whole (a year is 365 days, a month 30)."""
    if days == 1:
        return "24 hours"
    for size, unit in ((365, "year"), (30, "month")):
        if days % size == 0 and (unit == "year" or days >= 60):
            number = days // size
            return f"{number} {unit}" + ("" if number == 1 else "s")
    return f"{days} days"
