"""Is a message for us to answer at all? Decided by three kinds of evidence at once, and calibrated on messages not learned from.

One threshold on the classifier's confidence does not do: what is out of scope has no subject, and lands with high confidence
wherever its words happen to be. So the decision weighs how likely the classifier finds each side and how far its favourite
leads (margin), how near the nearest examples of each side are in meaning (distance, and density by the nearest three), and
whether the rules for medical questions fire. The weights are a logistic regression on what the classifier says of examples
that were left out when it learned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from bot.information.clinical import is_clinical

OUTSIDE = ("out_of_scope", "clinical_advice_request")
"""Intents that are answered by saying what we cannot do."""
NEAREST = 3
"""Examples of each side whose likeness counts."""
COST_OF_LETTING_IN = 3.0
"""How many messages wrongly turned away are as bad as one wrongly answered."""
FOLDS = 3
FILE = "borders.npz"

Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Borders:
    """The examples' vectors (of length 1), which side each is on, and the weights of the evidence."""

    vectors: Numbers  # (examples, numbers of the vector)
    sides: npt.NDArray[np.int8]  # (examples,): 1 + the place in OUTSIDE, or 0 when inside
    weights: Numbers  # (evidence,)
    offset: float

    def decide(self, likely: Numbers, intents: Sequence[str], vector: Numbers, text: str) -> Numbers:
        """The likelihoods of the intents after the decision: its two sides share 1 as decided, each within as before.

        ``vector`` is the text's meaning, of any length. The side that won holds the most likely intent.
        """
        evidence = gather(likely, intents, self.vectors @ unit(vector), self.sides, text)
        outside = 1 / (1 + np.exp(-(float(evidence @ self.weights) + self.offset)))
        is_outside = np.isin(intents, OUTSIDE)
        decided = np.array(likely, dtype=np.float32)
        for side, share in ((is_outside, outside), (~is_outside, 1 - outside)):
            total = decided[side].sum()
            if total:
                decided[side] *= share / total
        lost = ~is_outside if outside >= 0.5 else is_outside
        # Many intents share the inside: its favourite may hold less than the outside's although the inside won.
        best = decided[~lost].max(initial=0.0)
        decided[lost] = np.minimum(decided[lost], best * np.float32(0.999))
        return decided

    def save(self, folder: Path) -> None:
        """Writes one file; ``load`` reads it."""
        np.savez_compressed(
            folder / FILE, vectors=self.vectors.astype(np.float16), sides=self.sides, weights=self.weights, offset=self.offset
        )

    @classmethod
    def load(cls, folder: Path) -> Borders:
        """Reads what ``save`` wrote."""
        with np.load(folder / FILE, allow_pickle=False) as kept:
            return cls(kept["vectors"].astype(np.float32), kept["sides"], kept["weights"], float(kept["offset"]))


def unit(vector: Numbers) -> Numbers:
    """The vector at length 1; zeros stay zeros."""
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length else vector


def sides_of(intents: Sequence[str]) -> npt.NDArray[np.int8]:
    """0 for an intent inside, 1 or 2 for the outside ones."""
    return np.asarray([1 + OUTSIDE.index(intent) if intent in OUTSIDE else 0 for intent in intents], dtype=np.int8)


def gather(likely: Numbers, intents: Sequence[str], likeness: Numbers, sides: npt.NDArray[np.int8], text: str) -> Numbers:
    """The evidence on one message, a number for each kind; ``likeness`` is to each example."""
    said = dict(zip(intents, np.log(likely + 1e-4), strict=True))
    inside = sorted((said[intent] for intent in intents if intent not in OUTSIDE), reverse=True)
    found = [said[intent] for intent in OUTSIDE] + [inside[0], inside[0] - inside[1]]
    for side in (1, 2, 0):
        near = likeness[sides == side]
        top = np.sort(np.partition(near, len(near) - NEAREST)[-NEAREST:])
        found += [top[-1], top.mean()]
    return np.asarray([*found, is_clinical(text)], dtype=np.float32)


def calibrate(evidence: Numbers, outside: npt.NDArray[np.bool_], vectors: Numbers, sides: npt.NDArray[np.int8]) -> Borders:
    """The decision learned from the evidence on examples that the classifier behind it had not seen, one row each."""
    from sklearn.linear_model import LogisticRegression

    fitted = LogisticRegression(max_iter=1000, class_weight={False: 1.0, True: COST_OF_LETTING_IN}).fit(evidence, outside)
    return Borders(vectors, sides, fitted.coef_[0].astype(np.float32), float(fitted.intercept_[0]))
