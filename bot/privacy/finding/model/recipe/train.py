"""Trains the names model.

``python -m bot.privacy.finding.model.recipe.train DATA FAKER NAMES [--messages N]``, some three minutes on one core.

DATA is the folder of public data (``benchmarks/README.md``), of which the Broad Twitter Corpus, CLINC150 and BANKING77 are read; FAKER and
NAMES are the folders ``lists.py`` reads. What is written is ``names.crfsuite``; none of the texts is kept.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pycrfsuite

from bot import yaml_files
from bot.privacy.finding.lists import read_lines, word_lists
from bot.privacy.finding.model.features import features, fold, tokens
from bot.privacy.finding.model.recipe.lists import of_census, of_locales
from bot.privacy.finding.model.recipe.messages import Messages, Names, Piece

_TO = Path(__file__).resolve().parents[1] / "names.crfsuite"
_ROOT = Path(__file__).resolve().parents[5]
_COMMUNITIES = Path(__file__).with_name("communities.yml")
_PARTICLE = re.compile(r"^(da|De|de|Del|Dela|Di|San|Van|van|van-den|van-der)-", re.IGNORECASE)
_REDACTED = 0.15
"""How many messages are read a second time, as the redactor does, with placeholders in place of names."""
_STRANGERS, _UNREAD = 0.4, 0.12
"""How many names of a message are taught as if no list knew them, and how many other words by their kind and company only."""
_WEIGHTS = {
    "en_GB": 30,
    "en_IE": 6,
    "en_IN": 6,
    "en_PK": 8,
    "en_NG": 1,
    "en_KE": 3,
    "yo_NG": 3,
    "ig_NG": 1,
    "ha_NG": 1,
    "tw_GH": 2,
    "zu_ZA": 1,
}
_WEIGHTS |= {"pl_PL": 8, "lt_LT": 6, "lv_LV": 2, "pt_PT": 5, "ro_RO": 5, "cs_CZ": 2, "sk_SK": 2, "tr_TR": 3, "hu_HU": 1, "sw": 1}
_OURS, _CENSUS = 26, 8


def names(faker: Path, census: Path) -> Names:
    """Names of the area's communities: of the packages' locales, the census, and our own lists."""
    first, last = of_locales(faker)
    communities: list[tuple[list[str], list[str], float]] = [(first[code], last[code], weight) for code, weight in _WEIGHTS.items()]
    communities.append((read_lines("first_names.txt") + read_lines("cased_names.txt"), read_lines("surnames.txt"), _OURS))
    words = read_lines("ambiguous_names.txt") + read_lines("cased_names.txt")
    communities.append((words, read_lines("surnames.txt"), 30))
    communities += of_communities()
    both = of_census(census, "dist.female.first", 1500) + of_census(census, "dist.male.first", 600)
    communities.append((both, of_census(census, "dist.all.last", 5000), _CENSUS))
    plain = [([_half_plain(name) for name in one], [_half_plain(name) for name in two], weight) for one, two, weight in communities]
    return Names(
        [one for one, _, _ in plain], [two for _, two, _ in plain], [weight for _, _, weight in plain], read_lines("first_names.txt")
    )


def of_communities() -> list[tuple[list[str], list[str], float]]:
    """First names, surnames and weight of each community of ``communities.yml``; ``De-Leon`` there is two words."""
    read = yaml_files.read(_COMMUNITIES)
    return [(one["first"].split(), [_PARTICLE.sub(r"\1 ", name) for name in one["last"].split()], one["weight"]) for one in read.values()]


def nobody(data: Path) -> list[str]:
    """Sentences in which nobody is named: questions to assistants and banks, and our own examples of intents."""
    clinc = json.loads((data / "clinc150" / "data_full.json").read_text())
    found = [text for part in ("train", "val", "oos_train") for text, _ in clinc[part]]
    for part in ("train.csv", "test.csv"):
        with (data / "banking77" / part).open(encoding="utf-8", newline="") as file:
            found += [row[0] for row in list(csv.reader(file))[1:]]
    for path in sorted((_ROOT / "data" / "nlu").glob("*.yml")):
        for entry in yaml_files.read(path)["nlu"]:
            found += [line.removeprefix("- ") for line in entry.get("examples", "").splitlines()]
    lists = word_lists()
    return [text for text in found if text and "[" not in text and not any(word in lists.first_names for word in text.lower().split())]


def tweets(data: Path) -> Iterator[list[tuple[str, bool]]]:
    """The words of each tweet, and whether they are a person's name; @names are none here, they are handles."""
    for part in ("a.conll", "b.conll"):
        tweet: list[tuple[str, bool]] = []
        for line in [*(data / "broad_twitter" / part).read_text(encoding="utf-8").splitlines(), ""]:
            word, _, label = line.partition("\t")
            if word.strip():
                tweet.append((word, label.endswith("PER") and not word.startswith("@")))
            elif tweet:
                yield tweet
                tweet = []


def example(pieces: Sequence[Piece], draw: random.Random) -> tuple[list[list[str]], list[str]]:
    """A message's features and labels: B for the first word of a name, I for the rest, O for all else."""
    text, spans = "", []
    redacted = draw.random() < _REDACTED
    for piece in pieces:
        if redacted and piece.name and draw.random() < 0.7:
            text += "[name]"
            continue
        if piece.name:
            spans.append((len(text), len(text) + len(piece.text), piece.known))
        text += piece.text
    found = tokens(text)
    labels, strangers, unread = [], set(), set()
    blurred = draw.random() < 0.6
    for token in found:
        span = next((span for span in spans if span[0] <= token.start < span[1]), None)
        labels.append("O" if span is None else "B" if token.start == span[0] else "I")
        if span is not None and not span[2] and draw.random() < _STRANGERS:
            strangers.add(token.text.lower())
        elif span is None and blurred and draw.random() < _UNREAD:
            unread.add(token.text.lower())
    return features([token.text for token in found], strangers, unread), labels


def of_tweet(tweet: Sequence[tuple[str, bool]], lower: bool) -> list[Piece]:
    """A tweet as a message, its words parted by spaces, words of one name together."""
    pieces: list[Piece] = []
    for word, name in tweet:
        if name and pieces and pieces[-1].name:
            pieces[-1].text += f" {word}"
            continue
        if pieces:
            pieces.append(Piece(" "))
        pieces.append(Piece(word, name))
        if name:
            continue
    return [Piece(piece.text.lower() if lower else piece.text, piece.name) for piece in pieces]


def main() -> None:
    """Makes the messages, trains, writes the model."""
    parser = argparse.ArgumentParser()
    for argument in ("data", "faker", "census"):
        parser.add_argument(argument, type=Path)
    parser.add_argument("--messages", type=int, default=24_000)
    parser.add_argument("--rounds", type=int, default=80)
    parser.add_argument("--to", type=Path, default=_TO)
    given = parser.parse_args()
    draw = random.Random(11)  # noqa: S311
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params({"c1": 0.15, "c2": 0.02, "max_iterations": given.rounds, "feature.minfreq": 3, "feature.possible_transitions": True})
    extra = nobody(given.data)
    made = Messages(names(given.faker, given.census), seed=7)
    for _ in range(given.messages):
        trainer.append(*example(made.make(extra), draw))
    for sentence in draw.sample(extra, min(len(extra), given.messages // 2)):
        trainer.append(*example([Piece(sentence.lower() if draw.random() < 0.5 else sentence)], draw))
    for tweet in tweets(given.data):
        for lower in (False, True):
            trainer.append(*example(of_tweet(tweet, lower), draw))
    trainer.train(str(given.to))
    print(f"{given.to.name}: {given.to.stat().st_size / 1e6:.1f} MB after {trainer.logparser.last_iteration['num']} rounds")


def _half_plain(name: str) -> str:
    """Half of the names with marks of other alphabets lose them, as on a British keyboard."""
    return fold(name) if len(name) % 2 else name


if __name__ == "__main__":
    main()
