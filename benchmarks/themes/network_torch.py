"""Trains the last three layers and the two heads: ``python network_torch.py FOLDER``, between the two steps of ``train.py``.

Needs numpy and PyTorch (2.13) and nothing of this project but ``bot/encoder/layers_torch.py``. FOLDER holds ``prepared.npz``;
``network.npz`` is added, with the weights trained on all comments that are not measured, and for each of those what a network said that
had not seen it, nor one of the same words (four folds). About eight minutes of one core with AVX-512 for all five trainings.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bot" / "encoder"))

from layers_torch import HalfRead, Trainee, fit, predict

BATCH, ROUNDS, RATE = 32, 6, 4e-4
SEED, FOLD_SEED = 1, 10
RARE = 0.3
"""How much rare topics weigh more: the exponent of 0.1 over their share, at most four times."""
SELDOM = -3.0
"""What the head says of each topic before it has learned anything: nearly none has it."""


class Prepared:
    """What ``train.py prepare`` wrote: the comments half read, their labels, the folds, the published weights."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "prepared.npz", allow_pickle=False) as file:
            self.texts = HalfRead(file["lengths"], file["read"])
            self.topics = torch.from_numpy(file["topics"]).float()
            self.feelings = torch.from_numpy(file["feelings"]).long()
            self.rows, self.fold = file["rows"], file["fold"]
            self.published = {name: file[name] for name in file.files if name.startswith("encoder.layer.")}


def train(prepared: Prepared, rows: np.ndarray, seed: int) -> Trainee:
    """Learns from these rows; the sentiment counts half, where one was given."""
    bias = torch.cat([torch.full((prepared.topics.shape[1],), SELDOM), torch.zeros(3)])
    share = np.maximum(prepared.topics[rows].mean(0).numpy(), 1e-3)
    heavier = torch.from_numpy(np.clip((0.1 / share) ** RARE, 1, 4).astype(np.float32))

    def loss_of(out: Tensor, batch: list[int]) -> Tensor:
        return _loss(out, prepared.topics[batch], prepared.feelings[batch], heavier)

    net = Trainee(prepared.published, bias, seed)
    return fit(net, prepared.texts, rows, loss_of, seed=seed, rate=RATE, rounds=ROUNDS, batch=BATCH)


def _loss(out: Tensor, topics: Tensor, feelings: Tensor, heavier: Tensor) -> Tensor:
    count, known = topics.shape[1], (feelings >= 0).float()
    each = functional.binary_cross_entropy_with_logits(out[:, :count], topics, pos_weight=heavier, reduction="none").sum(1).mean()
    felt = functional.cross_entropy(out[:, count:], feelings.clamp(min=0), reduction="none")
    return each + 0.5 * (known * felt).mean()


def main() -> None:
    """Four folds, then all of it."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(1)
    folder = Path(sys.argv[1])
    prepared = Prepared(folder)
    unseen = np.zeros((len(prepared.rows), prepared.topics.shape[1] + 3), np.float32)
    for fold in range(int(prepared.fold.max()) + 1):
        net = train(prepared, prepared.rows[prepared.fold != fold], FOLD_SEED + fold)
        unseen[prepared.fold == fold] = predict(net, prepared.texts, prepared.rows[prepared.fold == fold])
    net = train(prepared, prepared.rows, SEED)
    np.savez(folder / "network.npz", unseen=unseen, **net.weights())


if __name__ == "__main__":
    main()
