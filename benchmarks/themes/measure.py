"""The shipped suggestions beside the sparse baseline, on comments that neither was trained on: ``python -m benchmarks themes``."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.sparse import hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from benchmarks.report import Verdict
from benchmarks.themes import data
from bot.experiences.coding.suggest import Suggester
from bot.experiences.coding.themes import themes


@dataclass(frozen=True)
class Figures:
    """Micro- and macro-F1 over the topics with enough cases, and the share of sentiments that are right."""

    system: str
    micro: float
    macro: float
    sentiment: float
    milliseconds: float


def run(console: Console) -> list[Verdict]:
    """Measures both, prints the table and returns issue 5's bars; none without the data."""
    folder = data.folder()
    if folder is None:
        console.print(f"[yellow]Topics are not measured: QUIETWORD_BENCH_DATA names no folder with {data.FILE}.[/]")
        return []
    comments = data.load(folder)
    found = [baseline(comments), ours(comments)]
    shown = Table(title=f"Topics and sentiment: {len(comments.test)} comments, {len(comments.labels)} topics")
    for heading in ("", "micro-F1", "macro-F1", "sentiment", "ms a comment"):
        shown.add_column(heading, justify="left" if not heading else "right")
    for row in found:
        shown.add_row(row.system, f"{row.micro:.3f}", f"{row.macro:.3f}", f"{row.sentiment:.3f}", f"{row.milliseconds:.1f}")
    console.print(shown)
    mine = found[-1]
    bars = (("topics, micro-F1", mine.micro, 0.74), ("topics, macro-F1", mine.macro, 0.60), ("sentiment of three", mine.sentiment, 0.82))
    return [Verdict(subject, value, f"at least {bar:g}", value >= bar) for subject, value, bar in bars]


def ours(comments: data.Comments) -> Figures:
    """The suggester as it is shipped, threshold for threshold; topics that words give away are left out: they are other topics."""
    suggester = Suggester.load()
    by_label = {theme.label: theme.code for theme in themes().values() if theme.label}
    columns = [suggester.codes.index(by_label[label]) for label in comments.labels]
    started = time.perf_counter()
    judged = [suggester.probabilities(comments.texts[at]) for at in comments.test]
    each = (time.perf_counter() - started) / len(judged)
    topics = np.array([topic[columns] for topic, _ in judged]) >= suggester.thresholds[columns]
    return _figures("Quiet Word", comments, topics, np.array([feeling.argmax() for _, feeling in judged]), each)


def baseline(comments: data.Comments) -> Figures:
    """tf-idf of words and characters, one logistic regression a topic, trained on all comments that ours is trained on.

    Its thresholds are chosen by regressions trained on most of these, on the others.
    """
    known = comments.sentiments[comments.rest] >= 0
    tried, tuned, _ = _vectors(comments, comments.fit, comments.tune)
    made, asked, each = _vectors(comments, comments.rest, comments.test)
    topics = np.zeros((len(comments.test), len(comments.labels)), bool)
    for column in range(len(comments.labels)):
        first = _regression().fit(tried, comments.topics[comments.fit, column])
        at = _threshold(first.predict_proba(tuned)[:, 1], comments.topics[comments.tune, column])
        model = _regression().fit(made, comments.topics[comments.rest, column])
        started = time.perf_counter()
        topics[:, column] = model.predict_proba(asked)[:, 1] >= at
        each += (time.perf_counter() - started) / len(comments.test)
    feeling = LogisticRegression(C=3, max_iter=100).fit(made[known], comments.sentiments[comments.rest][known])
    return _figures("tf-idf, logistic regression", comments, topics, feeling.predict(asked), each)


def _regression() -> LogisticRegression:
    return LogisticRegression(C=3, class_weight="balanced", solver="liblinear", tol=1e-2)


def _vectors(comments: data.Comments, learned: Any, asked: Any) -> tuple[Any, Any, float]:
    """The vectors of both, with the vocabulary of the first; and the seconds that each of the second took."""
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, strip_accents="unicode")
    signs = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True)
    first, second = _texts(comments, learned), _texts(comments, asked)
    made = hstack([words.fit_transform(first), signs.fit_transform(first)]).tocsr()
    started = time.perf_counter()
    found = hstack([words.transform(second), signs.transform(second)]).tocsr()
    return made, found, (time.perf_counter() - started) / len(asked)


def _threshold(scores: Any, truth: Any) -> float:
    candidates = np.arange(0.1, 0.95, 0.025)
    return float(candidates[int(np.argmax([f1_score(truth, scores >= at, zero_division=0) for at in candidates]))])


def _texts(comments: data.Comments, rows: Any) -> list[str]:
    return [comments.texts[at] for at in rows]


def _figures(system: str, comments: data.Comments, topics: Any, feelings: Any, seconds: float) -> Figures:
    truth = comments.topics[comments.test]
    known = comments.sentiments[comments.test] >= 0
    return Figures(
        system,
        f1_score(truth, topics, average="micro"),
        f1_score(truth, topics, average="macro", zero_division=0),
        float(np.mean(feelings[known] == comments.sentiments[comments.test][known])),
        seconds * 1000,
    )
