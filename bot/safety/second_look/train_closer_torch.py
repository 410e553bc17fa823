"""Trains the closer look's layers: ``python train_closer_torch.py FOLDER``, between the two steps of ``train_closer.py``.

Needs numpy and PyTorch (2.13 or 2.14) and nothing of this project but ``bot/encoder/layers_torch.py``. FOLDER holds
``prepared.npz``; ``closer.npz`` is added. Twenty-two minutes of one core without AVX-512 for layers that go on from earlier ones; 2 GB of
memory.
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

from layers_torch import Trainee, Unread, fit, go_on

BATCH = 64
ROUNDS, RATE = 3, 2e-4
STEPS, STEADY_RATE, HEAD_RATE = 520, 1.2e-4, 3.0
"""For layers that have learned before."""
SMOOTHING = 0.12
"""How much of each example's weight goes to the other outcomes: writers differ about which danger a message is."""


def main() -> None:
    """Learns from every example."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    torch.set_num_threads(len(os.sched_getaffinity(0)))
    folder = Path(sys.argv[1])
    with np.load(folder / "prepared.npz", allow_pickle=False) as file:
        weights = {name: file[name] for name in file.files if name.startswith(("embeddings.", "encoder.layer.", "head."))}
        texts, targets, seed = Unread(file["lengths"], file["pieces"], weights), torch.from_numpy(file["targets"]).long(), int(file["seed"])

    def loss_of(out: Tensor, batch: list[int]) -> Tensor:
        return functional.cross_entropy(out, targets[batch], label_smoothing=SMOOTHING)

    net = Trainee(weights, torch.zeros(int(targets.max()) + 1), seed, first=0)
    rows = np.arange(len(targets))
    if "head.w" in weights:
        net.head.weight.data = torch.from_numpy(weights["head.w"].T.copy())
        net.head.bias.data = torch.from_numpy(weights["head.b"])
        net = go_on(net, texts, rows, loss_of, seed=seed, rate=STEADY_RATE, steps=STEPS, batch=BATCH, head_rate=HEAD_RATE)
    else:
        net = fit(net, texts, rows, loss_of, seed=seed, rate=RATE, rounds=ROUNDS, batch=BATCH)
    np.savez(folder / "closer.npz", **net.weights())


if __name__ == "__main__":
    main()
