"""Trains the encoder's layers, or the last of them, anew, with a head on top: used by two recipes, run by none.

Needs numpy and PyTorch (2.13) and nothing of this project, which itself runs without PyTorch: make an environment for it
elsewhere. ``benchmarks/themes/network_torch.py`` and ``bot/safety/second_look/train_closer_torch.py`` say what is learned. Products are
in bfloat16 where the processor has AVX-512, without which it is slower than float32; the weights carry the names that ``layers.py`` reads.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel

COUNT, HEADS, WIDTH, EPSILON = 6, 12, 384, 1e-12
HEAD_RATE, DECAY, WARM_UP, LEAST_RATE = 5.0, 0.01, 0.1, 0.02
STEADY_AFTER, MEAN_FROM, MEAN_EVERY = 40, 100, 10
"""In steps: when the rate is what it stays, and which states a mean is made of."""
PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "inner": "intermediate.dense",
    "outer": "output.dense",
}
_NORM = ("LayerNorm.weight", "LayerNorm.bias")
NORMS = {"first": "attention.output.LayerNorm", "second": "output.LayerNorm"}


class HalfRead:
    """Texts as the encoder's third layer left them, one after the other in ``read``, and how many word pieces each has."""

    def __init__(self, lengths: np.ndarray, read: np.ndarray) -> None:
        self.lengths = lengths
        self._ends = np.cumsum(lengths)
        self._read = torch.from_numpy(read)

    def padded(self, rows: list[int]) -> tuple[Tensor, Tensor]:
        """(texts, pieces, width) as they come to the first layer that is trained, and which pieces are there."""
        longest = max(self.lengths[row] for row in rows)
        x, mask = self._read.new_zeros(len(rows), longest, *self._read.shape[1:]), torch.zeros(len(rows), longest)
        for at, row in enumerate(rows):
            size = self.lengths[row]
            x[at, :size] = self._read[self._ends[row] - size : self._ends[row]]
            mask[at, :size] = 1
        return self._before(x), mask

    def _before(self, x: Tensor) -> Tensor:
        return x.float()

    def batches(self, rows: np.ndarray, size: int, random: np.random.Generator) -> list[list[int]]:
        """The rows in random batches of like length, so that little is padded."""
        mixed, batches = random.permutation(rows), []
        for start in range(0, len(mixed), size * 16):
            near = sorted(mixed[start : start + size * 16].tolist(), key=lambda row: self.lengths[row])
            batches += [near[at : at + size] for at in range(0, len(near), size)]
        return [batches[at] for at in random.permutation(len(batches))]


class Unread(HalfRead):
    """Texts as the tokenizer's numbers, for a training of all layers; what goes into the first is made from the published ``weights``."""

    def __init__(self, lengths: np.ndarray, pieces: np.ndarray, weights: dict[str, np.ndarray]) -> None:
        super().__init__(lengths, pieces.astype(np.int64))
        words, places, kinds, *norm = (
            torch.from_numpy(weights[f"embeddings.{name}"])
            for name in ("word_embeddings.weight", "position_embeddings.weight", "token_type_embeddings.weight", *_NORM)
        )
        self._words, self._places, self._norm = words, places + kinds[0], norm

    def _before(self, x: Tensor) -> Tensor:
        return functional.layer_norm(self._words[x] + self._places[: x.shape[1]], (WIDTH,), *self._norm, EPSILON)


class Layer(nn.Module):
    """One layer of the encoder, beginning with given weights. Sub-modules carry the names of ``PARTS`` and ``NORMS``."""

    def __init__(self, beginning: dict[str, np.ndarray], prefix: str) -> None:
        super().__init__()
        for name, theirs in {**PARTS, **NORMS}.items():
            weight = torch.from_numpy(beginning[f"{prefix}{theirs}.weight"])
            made = nn.Linear(weight.shape[1], weight.shape[0]) if name in PARTS else nn.LayerNorm(WIDTH, eps=EPSILON)
            made.weight.data = weight.clone()
            made.bias.data = torch.from_numpy(beginning[f"{prefix}{theirs}.bias"]).clone()
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
    """Layers from ``first`` on, and one linear head over the mean and the largest of the pieces.

    The layers begin with the weights of ``beginning``; the head's are nothing at first, and ``bias`` its bias.
    """

    def __init__(self, beginning: dict[str, np.ndarray], bias: Tensor, seed: int, first: int = 3) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.first = first
        self.layers = nn.ModuleList(Layer(beginning, f"encoder.layer.{layer}.") for layer in range(first, COUNT))
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
        """By the names that ``bot.encoder.layers`` reads."""
        found = {"head.w": self.head.weight.detach().numpy().T.copy(), "head.b": self.head.bias.detach().numpy()}
        for number, layer in enumerate(self.layers, self.first):
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
    learner = _Learner(net, rate, HEAD_RATE)
    done, steps = 0, rounds * math.ceil(len(rows) / batch)
    for number in range(rounds):
        for some in texts.batches(rows, batch, random):
            done += 1
            learner.step(texts, some, loss_of, min(1, done / (WARM_UP * steps)) * max(LEAST_RATE, 1 - done / steps))
        print(f"seed {seed}: round {number + 1} of {rounds}", flush=True)
    return net.eval()


def go_on(
    net: Trainee,
    texts: HalfRead,
    rows: np.ndarray,
    loss_of: Callable[[Tensor, list[int]], Tensor],
    *,
    seed: int,
    rate: float,
    steps: int,
    batch: int,
    head_rate: float,
) -> Trainee:
    """The same at a rate that stays, for layers that have learned before: the mean of the states along the way.

    A falling rate ends where the examples are remembered; the mean of states that keep moving knows strangers' words better
    (Izmailov et al. 2018, arXiv 1803.05407). At most one round over ``rows``.
    """
    learner, mean = _Learner(net, rate, head_rate), AveragedModel(net)
    for done, some in enumerate(texts.batches(rows, batch, np.random.default_rng(seed))[:steps], 1):
        learner.step(texts, some, loss_of, min(1, done / STEADY_AFTER))
        if done >= MEAN_FROM and done % MEAN_EVERY == 0:
            mean.update_parameters(net)
        if done % 100 == 0:
            print(f"seed {seed}: step {done} of {steps}", flush=True)
    return mean.module.eval()


class _Learner:
    """A net in training, one batch after the other."""

    def __init__(self, net: Trainee, rate: float, head_rate: float) -> None:
        body = [value for name, value in net.named_parameters() if not name.startswith("head")]
        self._highest = (rate * head_rate, rate)
        groups = [{"params": list(net.head.parameters())}, {"params": body}]
        self._net, self._optimiser = net.train(), torch.optim.AdamW(groups, lr=rate, weight_decay=DECAY)

    def step(self, texts: HalfRead, rows: list[int], loss_of: Callable[[Tensor, list[int]], Tensor], share: float) -> None:
        """Learns from these rows, at this share of the highest rates."""
        for group, highest in zip(self._optimiser.param_groups, self._highest):  # noqa: B905 - PyTorch's Python, not ours
            group["lr"] = highest * share
        with torch.autocast("cpu", torch.bfloat16, enabled="AVX512" in torch.backends.cpu.get_cpu_capability()):
            out = self._net(*texts.padded(rows))
        loss = loss_of(out.float(), rows)
        self._optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._net.parameters(), 1.0)
        self._optimiser.step()


def predict(net: Trainee, texts: HalfRead, rows: np.ndarray) -> np.ndarray:
    """A logit for each outcome of each row, in the order of ``rows``."""
    out: dict[int, np.ndarray] = {}
    ordered = sorted(rows.tolist(), key=lambda row: texts.lengths[row])
    with torch.no_grad():
        for start in range(0, len(ordered), 64):
            batch = ordered[start : start + 64]
            out.update(zip(batch, net(*texts.padded(batch)).numpy()))  # noqa: B905 - PyTorch's Python, not ours
    return np.array([out[row] for row in rows.tolist()])
