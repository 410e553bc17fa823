"""Trains the last three layers and the two heads: ``python network_torch.py FOLDER``, between the two steps of ``train.py``.

Needs numpy and PyTorch (2.13) and nothing of this project, which itself runs without PyTorch: make an environment for it
elsewhere. FOLDER holds ``prepared.npz``; ``network.npz`` is added, with the weights trained on all comments that are not measured,
and for each of those what a network said that had not seen it, nor one of the same words (four folds). bfloat16 products;
about eight minutes of one core with AVX-512 for all five trainings.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

LAYERS, HEADS, WIDTH = (3, 4, 5), 12, 384
BATCH, ROUNDS, RATE, HEAD_RATE, DECAY, WARM_UP = 32, 6, 4e-4, 5.0, 0.01, 0.1
RARE = 0.3
"""How much rare topics weigh more: the exponent of 0.1 over their share, at most four times."""
SEED, FOLD_SEED = 1, 10
PARTS = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "mixed": "attention.output.dense",
    "inner": "intermediate.dense",
    "outer": "output.dense",
}
NORMS = {"first": "attention.output.LayerNorm", "second": "output.LayerNorm"}


class Prepared:
    """What ``train.py prepare`` wrote: the comments half read, their labels, the folds, the published weights."""

    def __init__(self, folder: Path) -> None:
        with np.load(folder / "prepared.npz", allow_pickle=False) as file:
            self.lengths = file["lengths"]
            ends = np.cumsum(self.lengths)
            read = torch.from_numpy(file["read"])
            self.halves = [read[end - size : end] for end, size in zip(ends, self.lengths)]  # noqa: B905 - PyTorch's Python, not ours
            self.topics = torch.from_numpy(file["topics"]).float()
            self.feelings = torch.from_numpy(file["feelings"]).long()
            self.rows, self.fold = file["rows"], file["fold"]
            self.published = {name: file[name] for name in file.files if name.startswith("encoder.layer.")}

    def padded(self, rows: list[int]) -> tuple[Tensor, Tensor]:
        """(comments, pieces, width) and which pieces are there."""
        longest = max(self.lengths[row] for row in rows)
        x, mask = torch.zeros(len(rows), longest, WIDTH), torch.zeros(len(rows), longest)
        for at, row in enumerate(rows):
            x[at, : self.lengths[row]] = self.halves[row].float()
            mask[at, : self.lengths[row]] = 1
        return x, mask


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
    """The layers, and one linear head over the mean and the largest of the pieces for topics and sentiment together."""

    def __init__(self, prepared: Prepared, seed: int) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.topics = prepared.topics.shape[1]
        self.layers = nn.ModuleList(Layer(prepared.published, f"encoder.layer.{layer}.") for layer in LAYERS)
        self.head = nn.Linear(2 * WIDTH, self.topics + 3)
        nn.init.zeros_(self.head.weight)
        self.head.bias.data = torch.cat([torch.full((self.topics,), -3.0), torch.zeros(3)])

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        there = mask[:, None, None, :] > 0
        for layer in self.layers:
            x = layer(x, there)
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
        largest = (x - (1 - mask[:, :, None]) * 1e4).max(1).values
        return self.head(functional.dropout(torch.cat([mean, largest], 1), 0.2, self.training))

    def weights(self) -> dict[str, np.ndarray]:
        """By the names that ``bot.experiences.coding.network`` reads."""
        found = {"head.w": self.head.weight.detach().numpy().T.copy(), "head.b": self.head.bias.detach().numpy()}
        for number, layer in zip(LAYERS, self.layers):  # noqa: B905 - PyTorch's Python, not ours
            for name, theirs in {**PARTS, **NORMS}.items():
                part = getattr(layer, name)
                found[f"encoder.layer.{number}.{theirs}.weight"] = part.weight.detach().numpy()
                found[f"encoder.layer.{number}.{theirs}.bias"] = part.bias.detach().numpy()
        return found


def train(prepared: Prepared, rows: np.ndarray, seed: int) -> Trainee:
    """AdamW with warm-up and a falling rate; the sentiment counts half, where one was given."""
    net, random = Trainee(prepared, seed), np.random.default_rng(seed)
    share = np.maximum(prepared.topics[rows].mean(0).numpy(), 1e-3)
    heavier = torch.from_numpy(np.clip((0.1 / share) ** RARE, 1, 4).astype(np.float32))
    body = [value for name, value in net.named_parameters() if not name.startswith("head")]
    groups = [{"params": list(net.head.parameters()), "lr": RATE * HEAD_RATE}, {"params": body, "lr": RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=DECAY)
    highest = [group["lr"] for group in optimiser.param_groups]
    done, steps = 0, ROUNDS * math.ceil(len(rows) / BATCH)
    net.train()
    for number in range(ROUNDS):
        for batch in _batches(prepared, rows, random):
            done += 1
            now = min(1, done / (WARM_UP * steps)) * max(0.02, 1 - done / steps)
            for group, rate in zip(optimiser.param_groups, highest):  # noqa: B905 - PyTorch's Python, not ours
                group["lr"] = rate * now
            with torch.autocast("cpu", torch.bfloat16):
                out = net(*prepared.padded(batch))
            loss = _loss(out.float(), prepared.topics[batch], prepared.feelings[batch], heavier)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimiser.step()
        print(f"seed {seed}: round {number + 1} of {ROUNDS}", flush=True)
    return net.eval()


def predict(prepared: Prepared, net: Trainee, rows: np.ndarray) -> np.ndarray:
    """A logit for each topic and sentiment of each row, in the order of ``rows``."""
    out = {}
    ordered = sorted(rows.tolist(), key=lambda row: prepared.lengths[row])
    with torch.no_grad():
        for start in range(0, len(ordered), 64):
            batch = ordered[start : start + 64]
            out.update(zip(batch, net(*prepared.padded(batch)).numpy()))  # noqa: B905 - PyTorch's Python, not ours
    return np.array([out[row] for row in rows.tolist()])


def _loss(out: Tensor, topics: Tensor, feelings: Tensor, heavier: Tensor) -> Tensor:
    count, known = topics.shape[1], (feelings >= 0).float()
    each = functional.binary_cross_entropy_with_logits(out[:, :count], topics, pos_weight=heavier, reduction="none").sum(1).mean()
    felt = functional.cross_entropy(out[:, count:], feelings.clamp(min=0), reduction="none")
    return each + 0.5 * (known * felt).mean()


def _batches(prepared: Prepared, rows: np.ndarray, random: np.random.Generator) -> list[list[int]]:
    """The rows in random batches of like length, so that little is padded."""
    mixed, batches = random.permutation(rows), []
    for start in range(0, len(mixed), BATCH * 16):
        near = sorted(mixed[start : start + BATCH * 16].tolist(), key=lambda row: prepared.lengths[row])
        batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    return [batches[at] for at in random.permutation(len(batches))]


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
        unseen[prepared.fold == fold] = predict(prepared, net, prepared.rows[prepared.fold == fold])
    net = train(prepared, prepared.rows, SEED)
    np.savez(folder / "network.npz", unseen=unseen, **net.weights())


if __name__ == "__main__":
    main()
