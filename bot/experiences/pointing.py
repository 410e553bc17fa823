"""Whether a story points at somebody by what it combines, and what staff decided about that.

A story that scores high stays out of every export until a member of staff has settled it: its words go out with what
points at somebody left out, or as they are, with a reason on the audit trail. Stories that score lower need no settling.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.privacy.identifiability import HIGH, Assessment, assess, generalise
from bot.store import audit
from bot.store.tables import Experience

GENERALISED, AS_IT_IS = "generalised", "as_it_is"
DECISIONS = (GENERALISED, AS_IT_IS)
KEPT_BACK = "may point at one person, not settled by staff"
"""The reason in the proof of an export."""


def of_story(experience: Experience) -> Assessment:
    """What in the story and in the name of its service adds up."""
    return assess("\n".join(part for part in (experience.story_redacted, experience.service_name_redacted) if part))


def is_open(experience: Experience) -> bool:
    """Whether its words may not go out yet because staff have to settle it first."""
    return experience.pointing is None and of_story(experience).level == HIGH


def words_for_others(experience: Experience) -> str:
    """The story as it may leave the house. Ask ``is_open`` first."""
    story = str(experience.story_redacted)
    return generalise(story) if experience.pointing == GENERALISED else story


def settle(session: Session, experience: Experience, decision: str, *, staff_id: int, reason: str = "") -> None:
    """A member of staff decides. Raises ``ValueError`` for another decision, or when words stay as they are without a reason."""
    if decision not in DECISIONS:
        raise ValueError("choose what shall become of the words that point at somebody")
    if decision == AS_IT_IS and len(reason.strip()) < 3:
        raise ValueError("say why the words may stay as they are")
    experience.pointing = decision
    audit.record(
        session,
        actor=f"staff:{staff_id}",
        act=f"experience.{decision}",
        subject="experience",
        subject_id=experience.id,
        reason=reason.strip()[:200] or None,
    )
