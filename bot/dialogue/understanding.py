"""What the assistant understands of a text by itself, without a conversation: for ``quietword try intent`` and tests."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent

from bot.dialogue.turns import as_text, readable, without_nul
from bot.organisation import Organisation
from bot.privacy.redaction import Redactor

NOTHING = {"intent": "out_of_scope", "confidence": 1.0}


class Understanding:
    """The trained model's intent for a text, redacted first as it would be in a conversation."""

    def __init__(self, agent: Agent, redactor: Redactor) -> None:
        self._agent = agent
        self._redactor = redactor

    @classmethod
    def load(cls, model: Path, organisation: Organisation) -> Understanding:
        """Loads the model and the redactor."""
        return cls(Agent.load(model), Redactor.load(organisation))

    def judge(self, text: str) -> dict[str, Any]:
        """``{"intent", "confidence"}``; a text with nothing to read is out of scope."""
        words = as_text(readable(self._redactor.redact(without_nul(text)).text))
        if not words:
            return dict(NOTHING)
        parsed = asyncio.run(self._agent.parse_message(words))
        intents = [parsed["intent"], *parsed.get("intent_ranking", [])]
        # The fallback is a decision of the dialogue, for words that fit two intents; asked for an intent, we say the likeliest.
        best = next((intent for intent in intents if intent["name"] not in (None, "nlu_fallback")), None)
        if best is None:
            return {"intent": "out_of_scope", "confidence": round(float(parsed["intent"]["confidence"] or 0.0), 4)}
        return {"intent": best["name"], "confidence": round(float(best["confidence"]), 4)}
