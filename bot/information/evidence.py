"""Is a question answered by the nearest article, none of ours, a request for medical advice, or about one person's own care?

A threshold on the search's score alone lets in what merely sounds alike, and turns away what is said in new words. So the
judgement weighs the score, how near the nearest phrasing is, whether rare words agree and how far the best topic leads,
against how near the question is to examples of each other kind and of stories, what was learned of all of them together
(``bot.information.subjects``), and what the rules for medical questions and for services say. The weights are in
``calibration.json``, which ``python -m bot.information.calibrate`` makes.
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
from bot.information.question import Question
from bot.information.search import Match
from bot.information.subjects import LEAST, OTHERS

CALIBRATION = Path(__file__).with_name("calibration.json")
KINDS = ("answer", "not_ours", "clinical", "personal_case")
NAMES = (
    "score", "nearest", "words", "lead", *(f"{kind}_{count}" for kind in OTHERS for count in (1, 3)),
    "learned_topic", *(f"learned_{kind}" for kind in OTHERS), "clinical_rule", "names_service", "length",
)  # fmt: skip
"""The evidence, in order. ``_1``: likeness of the nearest example; ``_3``: of the nearest three on average."""
LEARNED = [number for number, name in enumerate(NAMES) if name.startswith("learned_")]
"""Where the learned evidence stands. On a topic that an editor has added since nothing was learned: it is judged without."""
_LONGEST = 20

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Verdict:
    """How likely each kind is, and whether the rules for medical questions fired."""

    answer: float
    not_ours: float
    clinical: float
    personal_case: float
    clinical_rule: bool


class Evidence:
    """Gathers the evidence on a question and judges it. Raises ``ValueError`` when the calibration is of other evidence."""

    def __init__(self, encoder: Encoder, calibration: Path | None = CALIBRATION) -> None:
        self._examples = Examples(encoder, [sentences() for sentences in examples.OF_EACH_KIND])
        if calibration is None:  # it is about to be made
            return
        raw = json.loads(calibration.read_text(encoding="utf-8"))
        if tuple(raw["evidence"]) != NAMES or tuple(raw["kinds"]) != KINDS:
            raise ValueError(f"{calibration.name} was made for other evidence. Run: python -m bot.information.calibrate")
        # (kinds, evidence) and (kinds,): with what was learned of the topic, and without
        self._weights: dict[bool, Numbers] = {True: np.asarray(raw["weights"]), False: np.asarray(raw["weights_not_learned"])}
        self._offsets: dict[bool, Numbers] = {True: np.asarray(raw["offsets"]), False: np.asarray(raw["offsets_not_learned"])}

    def judge(self, question: Question, matches: list[Match]) -> Verdict:
        """The judgement on a question and the best match of each topic, best first."""
        evidence = self.gather(question, matches)
        learned = matches[0].article.topic in question.likely
        total = self._weights[learned] @ (evidence if learned else not_learned(evidence)) + self._offsets[learned]
        likely = np.exp(total - total.max())
        answer, not_ours, clinical, personal = (float(share) for share in likely / likely.sum())
        return Verdict(answer, not_ours, clinical, personal, bool(evidence[NAMES.index("clinical_rule")]))

    def gather(self, question: Question, matches: list[Match], kind: str | None = None, number: int | None = None) -> Numbers:
        """The evidence, in the order of ``NAMES``. ``kind`` and ``number`` name an example that must not meet itself."""
        best = matches[0]
        others = [match.score for match in matches if match.article.topic != best.article.topic]
        near = self._examples.nearness(question.vector, (OTHERS.index(kind), number) if kind in OTHERS and number is not None else None)
        learned = [question.likely.get(best.article.topic, LEAST), *(question.likely[other] for other in OTHERS)]
        rules = (float(is_clinical(question.text)), float(names_service(question.text)))
        length = min(len(question.text.split()), _LONGEST) / 10
        lead = best.score - max(others, default=0.0)
        return np.asarray([best.score, best.nearest, best.words, lead, *near, *learned, *rules, length])


def not_learned(evidence: Numbers) -> Numbers:
    """The evidence, one row or many, with nothing learned of the subjects."""
    left = evidence.copy()
    left[..., LEARNED] = 0.0
    return left
