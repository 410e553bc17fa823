"""What a person who commented in public is told in private: fixed words, and only confirmed ways to reach us."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.messages import Channel
from bot.organisation import Organisation
from bot.safety.cards import DEFAULT_PATH, CardError, Cards

TEXTS = ("hide_own_details", "hide_others_details", "steer_experience", "crisis_before")
WAYS = ("text_number", "phone", "email", "feedback_form")


@dataclass(frozen=True)
class PrivateReplies:
    """The fixed texts of ``private_reply.LANGUAGE.yml`` and the danger cards, ready to be filled in."""

    version: str
    texts: dict[str, str]
    ways: dict[str, str]
    cards: Cards

    @staticmethod
    @lru_cache(maxsize=4)
    def load(folder: Path = DEFAULT_PATH, language: str = "en") -> PrivateReplies:
        """Reads and checks the texts. Raises ``CardError`` naming the file and what is missing."""
        path = folder / f"private_reply.{language}.yml"
        try:
            raw: dict[str, Any] = yaml_files.read(path)
        except FileNotFoundError:
            raise CardError(f"{path.name} is missing from {folder.name}.") from None
        missing = [name for name in TEXTS if not raw.get("texts", {}).get(name)]
        missing += [name for name in ("lead", "here", *WAYS) if not raw.get("ways", {}).get(name)]
        if missing or not raw.get("version"):
            raise CardError(f"{path.name}: '{(missing or ['version'])[0]}' is missing.")
        return PrivateReplies(raw["version"], raw["texts"], raw["ways"], Cards.load(folder))

    def ways_to_reach(self, organisation: Organisation) -> str:
        """The list of ways to reach us, one a line; what the organisation has not confirmed is not among them."""
        lines = [self.ways["lead"], f"- {self.ways['here']}"]
        for name in WAYS:
            value = getattr(organisation, name)
            if value:
                lines.append(f"- {self.ways[name].format(value=value)}")
        return "\n".join(lines)

    def invitation(self, action: str, organisation: Organisation) -> str:
        """The private reply for hide_own_details, hide_others_details or steer_experience."""
        return self.texts[action].format(organisation=organisation.name, ways=self.ways_to_reach(organisation)).strip()

    def crisis(self, category: str, channel: Channel, organisation: Organisation, *, soft: bool = False) -> tuple[str, str]:
        """The words of the danger card (the softer one for a mere likeness) after one line that says who writes; and its source."""
        card = self.cards.card(category, channel, soft=soft)
        before = self.texts["crisis_before"].format(organisation=organisation.name).strip()
        return f"{before}\n\n{card.reply.text}", card.source
