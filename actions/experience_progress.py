"""How far a story has come: the questions in their order, and what is remembered beside their answers."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from actions.talk import Talk
from bot.experiences.consent import PURPOSES

SKIPPED = "skip"
NONE_OF_THESE = "none_of_these"
DETAILS = ("service", "month", "rating", "about")
"""What is asked of the care itself, where the story does not say it."""
SLOTS = ("story", "identifying", "heard", *DETAILS, "permission", *PURPOSES, "contact_detail", "about_you", "send")


@dataclass
class Progress:
    """Kept in one slot. ``heard``: what the story says, until it is confirmed. ``offered``: codes of services to choose from.
    ``opening``: the words that only said a story was coming, which may name what it is about."""

    opening: str = ""
    parts: int = 0
    felt: str | None = None
    child: bool = False
    heard: dict[str, Any] = field(default_factory=dict)
    offered: list[str] = field(default_factory=list)
    typed: str | None = None
    missed: dict[str, int] = field(default_factory=dict)
    questions: int = 0

    @classmethod
    def of(cls, talk: Talk, *, fresh: bool = False) -> Progress:
        """What is remembered, with what this turn has set already."""
        kept = next(
            (event["value"] for event in reversed(talk.events) if event.get("name") == "story_progress"), talk.slot("story_progress")
        )
        return cls(**({} if fresh or not kept else kept))

    def keep(self, talk: Talk) -> None:
        """Remembers it for the next turn."""
        talk.set("story_progress", asdict(self))

    def missed_again(self, name: str) -> bool:
        """Counts an answer that could not be read; True when it is the second to this question: then it is let go."""
        self.missed[name] = self.missed.get(name, 0) + 1
        return self.missed[name] > 1
