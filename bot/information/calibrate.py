"""``python -m bot.information.calibrate``: learns the subjects and how much each kind of evidence counts, and writes both down.

Learned from what the project holds: every phrasing of every article, judged with that phrasing taken out; the training
examples of questions; and the examples of each kind of message that is no question for us, each without itself. The evidence on
a sentence comes from subjects learned on the other folds, as it will be for sentences nobody has seen. Run it after the articles
or the examples changed much (about two minutes), and look at ``python -m benchmarks search`` before and after.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bot.encoder import Encoder
from bot.information import examples
from bot.information.articles import read_dir
from bot.information.evidence import CALIBRATION, KINDS, NAMES, Evidence, Numbers, not_learned
from bot.information.question import Reader, levelled
from bot.information.search import Index, Match
from bot.information.subjects import OTHERS, Subjects, learn

ARTICLES = Path(__file__).parents[2] / "data" / "articles"
QUESTIONS = ("ask_information", "make_complaint")
COST_OF_A_WRONG_ANSWER = 1.4
"""How many questions turned away are as bad as one answered that should not be."""
FOLDS = 3


@dataclass(frozen=True)
class Known:
    """A sentence to learn from: its label among the subjects (None for a question of no certain topic), and its number in its list."""

    text: str
    label: str | None
    number: int | None = None

    @property
    def kind(self) -> int | None:
        """Its place in ``KINDS``; None for a story, which is judged elsewhere."""
        if self.label == "story":
            return None
        return KINDS.index(self.label) if self.label in KINDS else 0


def best_of_each_topic(matches: list[Match]) -> list[Match]:
    """The first match of each topic, in order."""
    found: dict[str, Match] = {}
    for match in matches:
        found.setdefault(match.article.topic, match)
    return list(found.values())


def sentences(index: Index) -> list[Known]:
    """Everything there is to learn from."""
    found = [Known(text, article.topic) for article in index.articles for text in (article.title, *article.questions)]
    found += [Known(text, None) for text in examples.of_intents(QUESTIONS)]
    for label, of_kind in zip(OTHERS, examples.OF_EACH_KIND, strict=True):
        found += [Known(text, label, number) for number, text in enumerate(of_kind())]
    return found


def subjects(encoder: Encoder, known: list[Known]) -> Subjects:
    """What is learned of the sentences that have a label."""
    labelled = [(levelled(one.text) or one.text, one.label) for one in known if one.label]
    texts = [text for text, _ in labelled]
    return learn(texts, encoder.encode_known(texts), [str(label) for _, label in labelled])


def evidence(encoder: Encoder, index: Index, known: list[Known]) -> tuple[Numbers, list[int]]:
    """A row of evidence for every sentence to be judged, and its place in ``KINDS``."""
    gatherer = Evidence(encoder, calibration=None)
    rows, kinds = [], []
    # The same sentence may stand in two lists: it must not be learned in one fold and judged in another.
    fold_of = {text: number % FOLDS for number, text in enumerate(dict.fromkeys(one.text.lower() for one in known))}
    for fold in range(FOLDS):
        reader = Reader(encoder, subjects(encoder, [one for one in known if fold_of[one.text.lower()] != fold]))
        for one in known:
            if fold_of[one.text.lower()] != fold or one.kind is None:
                continue
            question = reader.read(one.text)
            matches = best_of_each_topic(index.search(question, limit=12, without=one.text if one.number is None else None))
            if matches:
                rows.append(gatherer.gather(question, matches, one.label, one.number))
                kinds.append(one.kind)
    return np.vstack(rows), kinds


def main() -> None:
    """Learns and writes."""
    from sklearn.linear_model import LogisticRegression

    encoder = Encoder.load()
    if "--vectors" in sys.argv:
        encoder.keep_in(Path(sys.argv[sys.argv.index("--vectors") + 1]))
    index = Index(encoder, read_dir(ARTICLES))
    known = sentences(index)
    subjects(encoder, known).save()
    rows, kinds = evidence(encoder, index, known)
    cost = {place: COST_OF_A_WRONG_ANSWER if place else 1.0 for place in range(len(KINDS))}
    found: dict[str, Any] = {"learned_from": len(kinds), "kinds": KINDS, "evidence": NAMES}
    for suffix, told in (("", rows), ("_not_learned", not_learned(rows))):
        fitted = LogisticRegression(max_iter=5000, class_weight=cost).fit(told, kinds)
        found[f"weights{suffix}"] = [[round(float(weight), 3) for weight in row] for row in fitted.coef_]
        found[f"offsets{suffix}"] = [round(float(offset), 3) for offset in fitted.intercept_]
        right = float(np.mean(fitted.predict(told) == kinds))
        sys.stdout.write(f"weights{suffix}: {len(kinds)} sentences, {right:.3f} of them judged right.\n")
    CALIBRATION.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
