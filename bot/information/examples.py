"""A file of example sentences, one a line, and how near a question comes to the nearest of them."""

from __future__ import annotations

from pathlib import Path

from bot.encoder import Encoder
from bot.information.words import tidy

_HERE = Path(__file__).parent
NOT_OURS = _HERE / "not_ours.txt"
CLINICAL = _HERE / "clinical_examples.txt"


class Examples:
    """The sentences of one file; lines that start with ``#`` are for its reader."""

    def __init__(self, encoder: Encoder, file: Path) -> None:
        self._encoder = encoder
        lines = file.read_text(encoding="utf-8").splitlines()
        self._vectors = encoder.encode_known([tidy(line) for line in lines if line.strip() and not line.startswith("#")])

    def nearness(self, text: str) -> float:
        """How near the text is to the nearest sentence, between -1 and 1."""
        return float((self._vectors @ self._encoder.encode([tidy(text)])[0]).max())
