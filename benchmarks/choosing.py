"""The part "choosing": what the second look tells at one threshold and another, on lines that nothing was learned from.

Thresholds, the say that each look has, and which state of a training is shipped are chosen on these, so that the held-back sets need
not be asked. What is learned one day must be put in their place by other hands.
"""

from __future__ import annotations

from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from benchmarks.danger import DATA, score
from benchmarks.report import Verdict
from bot.encoder import Encoder, Reading
from bot.safety.second_look import model
from bot.safety.second_look.judge import teller
from bot.safety.second_look.network import Matrix

LINES = DATA / "choosing"
TRIED = {
    "THRESHOLD": (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.8),
    "EMERGENCY_THRESHOLD": (0.2, 0.3, 0.4, 0.5, 0.6),
    "ALSO": (0.1, 0.15, 0.2, 0.3),
}
"""Each is tried with the others as they are shipped."""


class ReadOnce:
    """The encoder, which reads each message once: of what it read before, it gives the vector alone."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Reading] = {}

    def read(self, text: str) -> Reading:
        """The whole reading the first time, afterwards enough to know it by."""
        if text in self._known:
            return self._known[text]
        whole = self._encoder.read(text)
        self._known[text] = Reading(whole.vector, whole.embedded[:0], whole.fourth[:0])
        return whole


class Remembering(model.SecondLook):
    """The second look, which looks at each message once however often it is asked."""

    def __init__(self, shipped: model.SecondLook) -> None:
        self.__dict__.update(shipped.__dict__)
        self._known: dict[bytes, Matrix] = {}

    def _chances(self, reading: Reading, found: list[int]) -> Matrix:
        key = reading.vector.tobytes()
        if key not in self._known:
            self._known[key] = super()._chances(reading, found)
        return self._known[key]


def run(console: Console) -> list[Verdict]:
    """Prints the table; there is no bar to meet."""
    table = Table(title="Danger, lines to choose on: door and second look, with one threshold other than shipped (*)")
    for heading in ("", "least", "own category", "told first", "noticed", "two in 100", "cards on 100 harmless"):
        table.add_column(heading, justify="right")
    look = Remembering(model.SecondLook.load())
    judge = teller(ReadOnce(Encoder.load()), second_look=look)  # type: ignore[arg-type]
    for name, value in [(name, value) for name, values in TRIED.items() for value in values]:
        with patch.object(model, name, value):
            made = score("", judge, LINES, {})
        count = len(made.recall)
        table.add_row(
            name.replace("_", " ").lower(),
            f"{value}*" if value == getattr(model, name) else f"{value}",
            f"{sum(made.recall.values()) / count:.3f}",
            f"{sum(made.first.values()) / count:.3f}",
            f"{made.noticed:.3f}",
            f"{made.two_in_100:.1f}",
            f"{made.false_in_100:.2f}",
        )
    console.print(table)
    return []
