"""Trains the second look: ``python -m bot.safety.second_look.train``.

Reads ``examples/`` and the house's own harmless phrasings (``data/nlu``), writes ``weights.npz``. The threshold is
chosen on examples held out five times over, never on the benchmark's sets; the figures printed are of those.
Needs scikit-learn, which comes with Rasa; running the model does not.
"""

from __future__ import annotations

import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from bot.encoder import Encoder
from bot.safety.lexicon import CATEGORIES
from bot.safety.second_look.features import PIECES, pieces, weight
from bot.safety.second_look.model import VECTOR_SCALE, WEIGHTS, labels_of

EXAMPLES = Path(__file__).with_name("examples")
NLU = Path(__file__).resolve().parents[3] / "data" / "nlu"
FOLDS = 5
STRENGTH = 30.0
"""Inverse of the regularisation (scikit-learn's ``C``)."""
OPENERS = (
    "hi", "hello there", "sorry to bother you", "not sure if this is the right place but", "can someone help me",
    "I don't know who else to ask", "please can you advise", "good morning", "help", "I hope you can help",
)  # fmt: skip
CLOSERS = (
    "what should I do", "please help", "thanks", "who do I call", "I don't know what to do", "any advice", "is there anyone I can talk to",
    "can you help", "the surgery is shut", "nobody is listening",
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """One line of ours. Variants made of it share its ``group``, so that none of them judges another."""

    text: str
    label: str
    group: int


def read() -> list[Example]:
    """Every example: the English files by category, the other languages, and what people ask the assistant every day."""
    found: list[tuple[str, str]] = []
    for path in sorted(EXAMPLES.glob("*.txt")):
        found += [(line, path.stem) for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    for path in sorted(EXAMPLES.glob("*.tsv")):
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
        found += [(text, label) for _, label, text in rows]
    known = {text for text, _ in found}
    for path in sorted(NLU.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = (line.removeprefix("- ").strip() for line in str(entry.get("examples", "")).splitlines())
            found += [(line, "none") for line in lines if line and line not in known]
    wrong = {label for _, label in found} - {*CATEGORIES, "none"}
    if wrong:
        raise SystemExit(f"Not a category: {', '.join(sorted(wrong))}")
    return [Example(text, label, group) for group, (text, label) in enumerate(found)]


def varied(examples: list[Example], seed: int = 7) -> list[Example]:
    """The examples, each also in plain lower case without stops, and wrapped in the small talk that people put around it."""
    chance = random.Random(seed)  # noqa: S311
    made = list(examples)
    harmless = [example.text for example in examples if example.label == "none"]
    for example in examples:
        plain = example.text.lower().replace(",", "").replace("'", "").replace(".", "")
        if plain != example.text:
            made.append(Example(plain, example.label, example.group))
        opener, closer = chance.choice(OPENERS), chance.choice(CLOSERS)
        wrapped = (f"{opener}, {example.text}", f"{example.text}, {closer}", f"{example.text}. {chance.choice(harmless)}")
        made.append(Example(chance.choice(wrapped), example.label, example.group))
    return made


def matrix(examples: list[Example], encoder: Encoder) -> Any:
    """One row an example: the sentence vector, then the pieces."""
    vectors = encoder.encode([example.text for example in examples]) * VECTOR_SCALE
    rows, columns, values = [], [], []
    for number, example in enumerate(examples):
        found = pieces(example.text)
        rows += [number] * len(found)
        columns += found.tolist()
        values += [weight(found)] * len(found)
    return hstack([csr_matrix(vectors), csr_matrix((values, (rows, columns)), shape=(len(examples), PIECES))]).tocsr()


def fit(features: Any, targets: np.ndarray, strength: float = STRENGTH) -> LogisticRegression:
    """The regression over the categories and ``none``."""
    return LogisticRegression(C=strength, max_iter=300, solver="lbfgs").fit(features, targets)


def check(features: Any, examples: list[Example], labels: tuple[str, ...]) -> None:
    """Prints what the model finds of each fifth of the examples when it has learned from the others only."""
    targets = np.array([labels.index(example.label) for example in examples])
    groups = np.array([example.group for example in examples])
    originals = np.arange(len(examples)) <= groups.max()
    danger, best = np.zeros(len(examples)), np.zeros(len(examples), dtype=int)
    for fold in range(FOLDS):
        held = (groups % FOLDS == fold) & originals
        chances = fit(features[groups % FOLDS != fold], targets[groups % FOLDS != fold]).predict_proba(features[held])
        danger[held], best[held] = 1.0 - chances[:, 0], 1 + chances[:, 1:].argmax(axis=1)
    real, harmless = originals & (targets > 0), originals & (targets == 0)
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        flagged = danger >= threshold
        found, right = (flagged & real).sum() / real.sum(), (flagged & real & (best == targets)).sum() / real.sum()
        print(f"at {threshold}: found {found:.3f}, right category {right:.3f}, false {(flagged & harmless).sum() / harmless.sum():.4f}")


def main() -> None:
    """Trains and writes the weights; with ``--check`` says first what held-out fifths of the examples show."""
    encoder, labels = Encoder.load(), labels_of()
    if "--vectors" in sys.argv:
        encoder.keep_in(Path(sys.argv[sys.argv.index("--vectors") + 1]))
    examples = varied(read())
    features = matrix(examples, encoder)
    if "--check" in sys.argv:
        check(features, examples, labels)
    model = fit(features, np.array([labels.index(example.label) for example in examples]))
    np.savez_compressed(WEIGHTS, weights=model.coef_.astype(np.float16), bias=model.intercept_.astype(np.float32))
    print(f"{examples[-1].group + 1} examples, {len(examples)} with variants; wrote {WEIGHTS.name}, {WEIGHTS.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
