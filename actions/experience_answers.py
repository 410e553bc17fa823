"""Who takes the answer to each question of a story. A question is asked once, and once more when the answer could not be read."""

from __future__ import annotations

from collections.abc import Callable

from actions.experience_care import take_about, take_month, take_permission, take_rating, take_service
from actions.experience_choices import take_about_you, take_consent, take_contact_detail, take_send
from actions.experience_told import story, take_heard, take_identifying
from actions.talk import Talk
from bot.experiences.consent import PURPOSES
from bot.store.tables import Experience

_TAKERS: dict[str, Callable[[Talk, Experience, str], None]] = {
    "story": story,
    "identifying": take_identifying,
    "heard": take_heard,
    "service": take_service,
    "month": take_month,
    "rating": take_rating,
    "about": take_about,
    "permission": take_permission,
    "contact_detail": take_contact_detail,
    "about_you": take_about_you,
    "send": take_send,
}


def take(talk: Talk, draft: Experience, name: str, value: str) -> None:
    """One answer to the question ``name``: from a button a fixed value, otherwise the person's words."""
    if name in PURPOSES:
        take_consent(talk, draft, name, value)
    else:
        _TAKERS[name](talk, draft, value)
