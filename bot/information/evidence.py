"""Is a question answered by the nearest article, none of ours, or a request for medical advice? One calibrated judgement.

A threshold on the search's score alone lets in what merely sounds alike, and turns away what is said in new words. So the
judgement weighs the score, how near the nearest phrasing is, whether rare words agree and how far the best topic leads,
against how near the question is to examples that are none of ours, medical, or stories; and what the rules for medical
questions and for services say. The weights are in ``calibration.json``, which ``python -m bot.information.calibrate`` makes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.encoder import Encoder
from bot.information import examples
from bot.information.clinical import is_clinical, names_service
from bot.information.examples import Examples
from bot.information.search import Match
from bot.information.words import tidy

CALIBRATION = Path(__file__).with_name("calibration.json")
KINDS = ("answer", "not_ours", "clinical")
NAMES = (
    "score", "nearest", "words", "lead", "not_ours_1", "not_ours_3", "clinical_1", "clinical_3", "stories_1", "stories_3",
    "clinical_rule", "names_service", "length",
)  # fmt: skip
"""The evidence, in order. ``_1``: likeness of the nearest example; ``_3``: of the nearest three on average."""
_LONGEST = 20

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Verdict:
    """How likely each kind is, and whether the rules for medical questions fired."""

    answer: float
    not_ours: float
    clinical: float
    clinical_rule: bool


class Evidence:
    """Gathers the evidence on a question and judges it. Raises ``ValueError`` when the calibration is of other evidence."""

    def __init__(self, encoder: Encoder, calibration: Path = CALIBRATION) -> None:
        self._encoder = encoder
        self.not_ours = Examples(encoder, examples.not_ours())
        self.clinical = Examples(encoder, examples.clinical())
        self.stories = Examples(encoder, examples.stories())
        raw = json.loads(calibration.read_text(encoding="utf-8"))
        if tuple(raw["evidence"]) != NAMES or tuple(raw["kinds"]) != KINDS:
            raise ValueError(f"{calibration.name} was made for other evidence. Run: python -m bot.information.calibrate")
        self._weights: Numbers = np.asarray(raw["weights"])  # (kinds, evidence)
        self._offsets: Numbers = np.asarray(raw["offsets"])

    def judge(self, text: str, matches: list[Match]) -> Verdict:
        """The judgement on a question and the best match of each topic, best first."""
        evidence = self.gather(text, matches)
        total = self._weights @ evidence + self._offsets
        likely = np.exp(total - total.max())
        answer, not_ours, clinical = (float(share) for share in likely / likely.sum())
        return Verdict(answer, not_ours, clinical, bool(evidence[NAMES.index("clinical_rule")]))

    def gather(self, text: str, matches: list[Match], kind: str | None = None, number: int | None = None) -> Numbers:
        """The evidence, in the order of ``NAMES``. ``kind`` and ``number`` name an example that must not meet itself."""
        best = matches[0]
        others = [match.score for match in matches if match.article.topic != best.article.topic]
        vector = self._encoder.encode([tidy(text)])[0]
        near: list[float] = []
        for name in ("not_ours", "clinical", "stories"):
            near += getattr(self, name).nearness(vector, number if kind == name else None)
        rules = (float(is_clinical(text)), float(names_service(text)))
        length = min(len(text.split()), _LONGEST) / 10
        lead = best.score - max(others, default=0.0)
        return np.asarray([best.score, best.nearest, best.words, lead, *near, *rules, length])
