"""Trains the encoder's last three layers anew, with a head on top, for whoever needs them: used by two recipes, run by none.

Needs numpy and PyTorch (2.13) and nothing of this project, which itself runs without PyTorch: make an environment for it
elsewhere. ``benchmarks/themes/network_torch.py`` and ``bot/safety/second_look/train_upper_torch.py`` say what is learned. Products are
in bfloat16 where the processor has AVX-512, without which it is slower than float32; the weights carry the names that ``upper.py`` reads.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

LAYERS, HEADS, WIDTH = (3, 4, 5), 12, 384
HEAD_RATE, DECAY, WARM_UP, LEAST_RATE = 5.0, 0.01, 0.1, 0.02
PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "inner": "intermediate.dense",
    "outer": "output.dense",
}
NORMS = {"first": "attention.output.LayerNorm", "second": "output.LayerNorm"}


class HalfRead:
    """Texts as the encoder's third layer left them, one after the other in ``read``, and how many word pieces each has."""

    def __init__(self, lengths: np.ndarray, read: np.ndarray) -> None:
        self.lengths = lengths
        self._ends = np.cumsum(lengths)
        self._read = torch.from_numpy(read)

    def padded(self, rows: list[int]) -> tuple[Tensor, Tensor]:
        """(texts, pieces, width) and which pieces are there."""
        longest = max(self.lengths[row] for row in rows)
        x, mask = torch.zeros(len(rows), longest, WIDTH), torch.zeros(len(rows), longest)
        for at, row in enumerate(rows):
            size = self.lengths[row]
            x[at, :size] = self._read[self._ends[row] - size : self._ends[row]].float()
            mask[at, :size] = 1
        return x, mask

    def batches(self, rows: np.ndarray, size: int, random: np.random.Generator) -> list[list[int]]:
        """The rows in random batches of like length, so that little is padded."""
        mixed, batches = random.permutation(rows), []
        for start in range(0, len(mixed), size * 16):
            near = sorted(mixed[start : start + size * 16].tolist(), key=lambda row: self.lengths[row])
            batches += [near[at : at + size] for at in range(0, len(near), size)]
        return [batches[at] for at in random.permutation(len(batches))]


class Layer(nn.Module):
    """One layer of the encoder, beginning with its published weights. Sub-modules carry the names of ``PARTS`` and ``NORMS``."""

    def __init__(self, published: dict[str, np.ndarray], prefix: str) -> None:
        super().__init__()
        for name, theirs in {**PARTS, **NORMS}.items():
            weight = torch.from_numpy(published[f"{prefix}{theirs}.weight"])
            made = nn.Linear(weight.shape[1], weight.shape[0]) if name in PARTS else nn.LayerNorm(WIDTH, eps=1e-12)
            made.weight.data = weight.clone()
            made.bias.data = torch.from_numpy(published[f"{prefix}{theirs}.bias"]).clone()
            setattr(self, name, made)

    def forward(self, x: Tensor, there: Tensor) -> Tensor:
        count, longest, _ = x.shape
        split = (count, longest, HEADS, WIDTH // HEADS)
        query, key, value = (part(x).view(split).transpose(1, 2) for part in (self.query, self.key, self.value))
        drop = 0.1 if self.training else 0.0
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=there, dropout_p=drop)
        x = self.first(x + functional.dropout(self.mixed(mixed.transpose(1, 2).reshape(count, longest, WIDTH)), drop))
        return self.second(x + functional.dropout(self.outer(functional.gelu(self.inner(x), approximate="tanh")), drop))


class Trainee(nn.Module):
    """The layers, and one linear head over the mean and the largest of the pieces. ``bias`` is the head's at the beginning."""

    def __init__(self, published: dict[str, np.ndarray], bias: Tensor, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.layers = nn.ModuleList(Layer(published, f"encoder.layer.{layer}.") for layer in LAYERS)
        self.head = nn.Linear(2 * WIDTH, len(bias))
        nn.init.zeros_(self.head.weight)
        self.head.bias.data = bias

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        there = mask[:, None, None, :] > 0
        for layer in self.layers:
            x = layer(x, there)
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        largest = (x - (1 - mask[:, :, None]) * 1e4).max(1).values
        return self.head(functional.dropout(torch.cat([mean, largest], 1), 0.2, self.training))

    def weights(self) -> dict[str, np.ndarray]:
        """By the names that ``bot.encoder.upper`` reads."""
        found = {"head.w": self.head.weight.detach().numpy().T.copy(), "head.b": self.head.bias.detach().numpy()}
        for number, layer in zip(LAYERS, self.layers):  # noqa: B905 - PyTorch's Python, not ours
            for name, theirs in {**PARTS, **NORMS}.items():
                part = getattr(layer, name)
                found[f"encoder.layer.{number}.{theirs}.weight"] = part.weight.detach().numpy()
                found[f"encoder.layer.{number}.{theirs}.bias"] = part.bias.detach().numpy()
        return found


def fit(
    net: Trainee,
    texts: HalfRead,
    rows: np.ndarray,
    loss_of: Callable[[Tensor, list[int]], Tensor],
    *,
    seed: int,
    rate: float,
    rounds: int,
    batch: int,
) -> Trainee:
    """AdamW with warm-up and a falling rate; ``loss_of`` is given the logits of a batch and its rows."""
    random = np.random.default_rng(seed)
    body = [value for name, value in net.named_parameters() if not name.startswith("head")]
    groups = [{"params": list(net.head.parameters()), "lr": rate * HEAD_RATE}, {"params": body, "lr": rate}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    highest = [group["lr"] for group in optimiser.param_groups]
    done, steps = 0, rounds * math.ceil(len(rows) / batch)
    net.train()
    for number in range(rounds):
        for some in texts.batches(rows, batch, random):
            done += 1
            now = min(1, done / (WARM_UP * steps)) * max(LEAST_RATE, 1 - done / steps)
            for group, its_highest in zip(optimiser.param_groups, highest):  # noqa: B905 - PyTorch's Python, not ours
                group["lr"] = its_highest * now
            with torch.autocast("cpu", torch.bfloat16, enabled="AVX512" in torch.backends.cpu.get_cpu_capability()):
                out = net(*texts.padded(some))
            loss = loss_of(out.float(), some)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
        print(f"seed {seed}: round {number + 1} of {rounds}", flush=True)
    return net.eval()


def predict(net: Trainee, texts: HalfRead, rows: np.ndarray) -> np.ndarray:
    """A logit for each outcome of each row, in the order of ``rows``."""
    out: dict[int, np.ndarray] = {}
    ordered = sorted(rows.tolist(), key=lambda row: texts.lengths[row])
    with torch.no_grad():
        for start in range(0, len(ordered), 64):
            batch = ordered[start : start + 64]
            out.update(zip(batch, net(*texts.padded(batch)).numpy()))  # noqa: B905 - PyTorch's Python, not ours
    return np.array([out[row] for row in rows.tolist()])
