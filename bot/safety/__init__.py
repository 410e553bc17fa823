"""Danger first: the signs of danger in what people write, and the fixed cards that answer them.

Nothing here needs a model, a network or a database, so that it works when everything else is down.
"""

from __future__ import annotations

from bot.safety.judge import classify

__all__ = ["classify"]
