"""Trains the closer look's three layers: ``python train_upper_torch.py FOLDER``, between the two steps of ``train_upper.py``.

Needs numpy and PyTorch (2.13 or 2.14) and nothing of this project but ``bot/encoder/upper_torch.py``. FOLDER holds
``prepared.npz``; ``upper.npz`` is added. About forty-five minutes of one core with AVX-512 and 56,000 lines, an hour of one without
for 59,000 examples where the layers go on from earlier ones; up to 5 GB of memory.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "encoder"))

from upper_torch import HalfRead, Trainee, fit

BATCH, SEED = 64, 1
ROUNDS, RATE = 3, 2e-4
ONWARD_ROUNDS, ONWARD_RATE = 2, 1e-4
"""The same for layers that have learned before."""
SMOOTHING = 0.05
"""How much of each example's weight goes to the other outcomes: writers differ about which danger a message is."""


def main() -> None:
    """Learns from every example."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    folder = Path(sys.argv[1])
    with np.load(folder / "prepared.npz", allow_pickle=False) as file:
        texts, targets = HalfRead(file["lengths"], file["read"]), torch.from_numpy(file["targets"]).long()
        beginning = {name: file[name] for name in file.files if name.startswith(("encoder.layer.", "head."))}

    def loss_of(out: Tensor, batch: list[int]) -> Tensor:
        return functional.cross_entropy(out, targets[batch], label_smoothing=SMOOTHING)

    net = Trainee(beginning, torch.zeros(int(targets.max()) + 1), SEED)
    onward = "head.w" in beginning
    if onward:
        net.head.weight.data = torch.from_numpy(beginning["head.w"].T.copy())
        net.head.bias.data = torch.from_numpy(beginning["head.b"])
    rate, rounds = (ONWARD_RATE, ONWARD_ROUNDS) if onward else (RATE, ROUNDS)
    net = fit(net, texts, np.arange(len(targets)), loss_of, seed=SEED, rate=rate, rounds=rounds, batch=BATCH)
    np.savez(folder / "upper.npz", **net.weights())


if __name__ == "__main__":
    main()
