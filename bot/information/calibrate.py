"""``python -m bot.information.calibrate``: learns anew how much each kind of evidence counts, and writes ``calibration.json``.

Learned from what the project holds: every phrasing of every article, judged with that phrasing taken out; the training
examples of questions; and the examples of what is not ours and of medical questions, each without itself. Run it after the
articles or the examples changed much, and look at ``python -m benchmarks search`` before and after.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from bot.encoder import Encoder
from bot.information import examples
from bot.information.articles import read_dir
from bot.information.evidence import CALIBRATION, KINDS, NAMES, Evidence, Numbers
from bot.information.search import Index, Match

ARTICLES = Path(__file__).parents[2] / "data" / "articles"
QUESTIONS = ("ask_information", "make_complaint")
COST_OF_A_WRONG_ANSWER = 1.4
"""How many questions turned away are as bad as one answered that should not be."""


def best_of_each_topic(matches: list[Match]) -> list[Match]:
    """The first match of each topic, in order."""
    found: dict[str, Match] = {}
    for match in matches:
        found.setdefault(match.article.topic, match)
    return list(found.values())


def evidence(encoder: Encoder) -> tuple[Numbers, list[int]]:
    """A row of evidence for everything there is to learn from, and the place in ``KINDS`` it ought to be judged."""
    index, gatherer = Index(encoder, read_dir(ARTICLES)), Evidence(encoder)
    rows, kinds = [], []

    def add(text: str, kind: int, name: str | None = None, number: int | None = None, without: str | None = None) -> None:
        matches = best_of_each_topic(index.search(text, limit=12, without=without))
        if matches:
            rows.append(gatherer.gather(text, matches, name, number))
            kinds.append(kind)

    for article in index.articles:
        for text in (article.title, *article.questions):
            add(text, 0, without=text)
    for text in examples.of_intents(QUESTIONS):
        add(text, 0)
    for kind, name, sentences in ((1, "not_ours", examples.not_ours()), (2, "clinical", examples.clinical())):
        for number, text in enumerate(sentences):
            add(text, kind, name, number)
    return np.vstack(rows), kinds


def main() -> None:
    """Learns and writes."""
    from sklearn.linear_model import LogisticRegression

    rows, kinds = evidence(Encoder.load())
    cost = {0: 1.0, 1: COST_OF_A_WRONG_ANSWER, 2: COST_OF_A_WRONG_ANSWER}
    fitted = LogisticRegression(max_iter=5000, class_weight=cost).fit(rows, kinds)
    found = {
        "learned_from": len(kinds),
        "kinds": KINDS,
        "evidence": NAMES,
        "weights": [[round(float(weight), 3) for weight in row] for row in fitted.coef_],
        "offsets": [round(float(offset), 3) for offset in fitted.intercept_],
    }
    CALIBRATION.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    right = float(np.mean(fitted.predict(rows) == kinds))
    sys.stdout.write(f"{CALIBRATION.name} written: {len(kinds)} sentences, {right:.3f} of them judged right.\n")


if __name__ == "__main__":
    main()
