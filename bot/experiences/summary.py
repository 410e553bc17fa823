"""What a draft holds, in plain words, for the person to look over: what was understood, and all of it before it is sent."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from bot.experiences import consent
from bot.experiences.service_types import SERVICE_TYPES
from bot.store.tables import Experience

STORY_SHOWN = 120
"""Characters of the story that are shown: enough to know it again."""

_ABOUT = {"me": "you", "cared_for": "someone you care for", "someone_else": "someone else"}
_MAY = {
    "use_anonymously": "use your story without your name",
    "quote_anonymously": "quote your words without your name",
    "share_with_provider": "pass it to the service with your name",
    "contact_me": "contact you",
}


def summary(session: Session, experience: Experience) -> str:
    """The beginning of the story, and what was told about it."""
    story = " ".join(experience.story_redacted.split())
    shown = story if len(story) <= STORY_SHOWN else story[:STORY_SHOWN].rstrip() + "..."
    return f"Your story: {shown}\n{about_story(session, experience)}"


def about_story(session: Session, experience: Experience) -> str:
    """One line for each thing told; what was skipped is left out, what we may do is always said."""
    lines = []
    service = experience.service_name_redacted or SERVICE_TYPES.get(experience.service_type or "")
    if service:
        lines.append(f"Service: {service}")
    if experience.month is not None:
        lines.append(f"When: {experience.month:%B %Y}")
    if experience.rating is not None:
        lines.append(f"Rating: {experience.rating} out of 5")
    if experience.about is not None:
        lines.append(f"About: {_ABOUT[experience.about]}")
    agreed = [_MAY[purpose] for purpose, granted in consent.in_force(session, experience).items() if granted]
    lines.append(f"We may: {'; '.join(agreed)}" if agreed else "You have not said that we may use it.")
    return "\n".join(lines)


def heard_lines(facts: dict[str, Any]) -> list[str]:
    """What was understood, a line each; ``facts`` as ``actions.experience_told`` keeps them."""
    lines = []
    service, kind = facts.get("service"), SERVICE_TYPES.get(facts.get("service_type") or "")
    if service or kind:
        lines.append(f"Service: {service['name'] if service else kind}")
    if month := facts.get("month"):
        lines.append(f"When: {dt.date.fromisoformat(month):%B %Y}")
    if rating := facts.get("rating"):
        lines.append(f"Rating: {rating} out of 5")
    if about := facts.get("about"):
        relation = facts.get("relation")
        lines.append(f"About: {f'your {relation}' if relation and about != 'me' else _ABOUT[about]}")
    return lines
