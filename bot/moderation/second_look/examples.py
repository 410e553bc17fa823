"""What the second look at comments learns from: invented comments of ours, one a line, in ``examples/ACTION/*.txt``."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

from bot.encoder.encoder import MODEL_SHA256
from bot.moderation.classify import ACTIONS
from bot.safety import pieces
from bot.safety.second_look.examples import SEED, typed

EXAMPLES = Path(__file__).with_name("examples")


@dataclass(frozen=True)
class Example:
    """A comment and its action. What was made of one line shares its ``group``; ``weight`` says how much it counts."""

    text: str
    action: str
    group: int
    weight: float = 1.0


def read() -> list[Example]:
    """Every line as it stands. Raises ``SystemExit`` for a folder that is no action."""
    found: list[tuple[str, str]] = []
    for path in sorted(EXAMPLES.glob("*/*.txt")):
        if path.parent.name not in ACTIONS:
            raise SystemExit(f"Not an action: {path.parent.name}")
        found += [(line, path.parent.name) for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [Example(text, action, group) for group, (text, action) in enumerate(found)]


def varied(examples: list[Example]) -> list[Example]:
    """The examples, each also in plain lower case or as people type."""
    chance = random.Random(SEED)  # noqa: S311
    made = list(examples)
    for number, one in enumerate(examples):
        plain = one.text.lower().replace(",", "").replace("'", "").replace(".", "")
        text = plain if number % 2 else typed(one.text, chance)
        if text and text != one.text:
            made.append(Example(text, one.action, one.group, one.weight / 2))
    return made


def fingerprint() -> str:
    """A hash of what was learned from and of what turns it into numbers: the model keeps it, so that a test can say when they part.

    The rules and the tables of spelling are left out: they change often, and a model that has not seen their newest words is hardly
    worse for it.
    """
    hashed = hashlib.sha256(MODEL_SHA256.encode())
    for path in [*sorted(EXAMPLES.rglob("*.txt")), Path(pieces.__file__)]:
        hashed.update(f"{path.parent.name}/{path.name}".encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()
