"""What the second look learns from: examples by category, patterns that make more of them, and how people really spell.

``examples/CATEGORY/*.txt`` has one invented message a line. ``<PARTNER>`` in a line stands for any of the words of
``examples/words.yml``, ``<he>``, ``<his>``, ``<him>``, ``<himself>`` for the person named last: so that what happens teaches, and not
to whom. ``data/nlu`` and the questions of ``data/articles`` give what people say to the assistant every day, as harmless;
``examples/not_harmless.txt`` names the questions of articles that do tell of danger, and are left out.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot import yaml_files
from bot.encoder.encoder import MODEL_SHA256
from bot.safety.lexicon import CATEGORIES
from bot.safety.pieces import pieces

EXAMPLES = Path(__file__).with_name("examples")
DATA = Path(__file__).resolve().parents[3] / "data"
NOT_HARMLESS = EXAMPLES / "not_harmless.txt"
EACH_PATTERN = 6
SEED = 7
OPENERS = (
    "hi", "hello there", "sorry to bother you", "not sure if this is the right place but", "can someone help me",
    "I don't know who else to ask", "please can you advise", "good morning", "help", "I hope you can help",
)  # fmt: skip
CLOSERS = (
    "what should I do", "please help", "thanks", "who do I call", "I don't know what to do", "any advice", "is there anyone I can talk to",
    "can you help", "the surgery is shut", "nobody is listening",
)  # fmt: skip
_PRONOUNS = {
    "he": {"he": "he", "him": "him", "his": "his", "himself": "himself"},
    "she": {"he": "she", "him": "her", "his": "her", "himself": "herself"},
}
_IN_A_HURRY = {
    "you": "u", "your": "ur", "are": "r", "to": "2", "for": "4", "because": "cos", "people": "ppl", "please": "pls", "tonight": "2nite",
    "and": "n", "with": "wiv", "don't": "dnt", "what": "wot", "about": "bout", "something": "summat", "someone": "sum1", "my": "me",
    "isn't": "aint", "really": "rly", "know": "kno", "just": "jus", "though": "tho", "right": "rite",
}  # fmt: skip
_LEFT_OUT = frozenset(("the", "a", "an", "is", "are", "to", "of", "has", "have", "was", "been", "does"))


@dataclass(frozen=True)
class Example:
    """A message and its category or ``none``. What was made of one line shares its ``group``."""

    text: str
    label: str
    group: int


def read() -> list[Example]:
    """Every line as it stands; a pattern several times, each with other words."""
    chance = random.Random(SEED)  # noqa: S311
    words = _words()
    found: list[Example] = []
    for group, (line, label) in enumerate(_lines()):
        texts = {_filled(line, words, chance) for _ in range(EACH_PATTERN)} if "<" in line else {line}
        found += [Example(text, label, group) for text in sorted(texts)]
    return found


def varied(examples: list[Example]) -> list[Example]:
    """The examples, each also in one other form: plain lower case, in the small talk that people put around it, or as people type."""
    chance = random.Random(SEED)  # noqa: S311
    made = list(examples)
    harmless = [example.text for example in examples if example.label == "none"]
    for number, example in enumerate(examples):
        if number and example.group == examples[number - 1].group and chance.random() < 0.8:
            continue  # a pattern has variety enough
        plain = example.text.lower().replace(",", "").replace("'", "").replace(".", "")
        opener, closer = chance.choice(OPENERS), chance.choice(CLOSERS)
        wrapped = (f"{opener}, {example.text}", f"{example.text}, {closer}", f"{example.text}. {chance.choice(harmless)}")
        text = (plain, chance.choice(wrapped), typed(example.text, chance))[number % 3]
        if text and text != example.text:
            made.append(Example(text, example.label, example.group))
    return made


def learnable() -> list[Example]:
    """All examples and their variants that have words, those of one group beside each other."""
    return sorted((example for example in varied(read()) if pieces(example.text)), key=lambda example: example.group)


def fingerprint() -> str:
    """A hash of what was learned from and of what turns it into numbers: the model keeps it, so that a test can say when they part.

    ``data/nlu`` and ``data/articles`` are left out: they change every week, and a model that has not read their newest lines is no
    worse for it.
    """
    hashed = hashlib.sha256(MODEL_SHA256.encode())
    for path in sources():
        hashed.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return hashed.hexdigest()


def sources() -> list[Path]:
    """The examples, the words of their patterns, and the tables and code that level words and cut them into pieces."""
    room = Path(__file__).parents[1]
    return [*sorted(EXAMPLES.rglob("*.txt")), EXAMPLES / "words.yml", room / "language.yml", room / "text.py", room / "pieces.py"]


def _lines() -> Iterator[tuple[str, str]]:
    for path in sorted(EXAMPLES.glob("*/*.txt")):
        if path.parent.name not in (*CATEGORIES, "none"):
            raise SystemExit(f"Not a category: {path.parent.name}")
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                yield line, path.parent.name
    yield from ((line.replace("<", "").replace(">", ""), "none") for line in everyday())


def everyday() -> Iterator[str]:
    """What people say to the assistant on any day: examples of intents, and questions of articles that tell of no danger."""
    for path in sorted((DATA / "nlu").glob("*.yml")):
        for entry in yaml_files.read(path)["nlu"]:
            lines = (line.removeprefix("- ").strip() for line in str(entry.get("examples", "")).splitlines())
            yield from (line for line in lines if line)
    left_out = set(NOT_HARMLESS.read_text(encoding="utf-8").splitlines())
    for path in sorted((DATA / "articles").glob("*.md")):
        questions = yaml_files.parse(path.read_text(encoding="utf-8").split("---")[1])["questions"]
        yield from (question for question in questions if question not in left_out)


def _words() -> dict[str, list[str]]:
    raw = yaml_files.read(EXAMPLES / "words.yml")
    return {name: [word.strip() for word in words.split("|")] for name, words in raw.items()}


def _filled(line: str, words: dict[str, list[str]], chance: random.Random) -> str:
    """A pattern with words in its places. Raises ``KeyError`` for a place that ``words.yml`` does not have."""
    who = chance.choice(("he", "she"))
    made: list[str] = []
    for part in re.split(r"(<[A-Za-z]+>)", line):
        name = part[1:-1]
        if not part.startswith("<"):
            made.append(part)
        elif name in words:
            word, _, pronoun = chance.choice(words[name]).partition("/")
            who = pronoun or who
            made.append(word)
        else:
            made.append(_PRONOUNS[who][name])
    return "".join(made).replace(" 's", "'s")


def typed(text: str, chance: random.Random) -> str:
    """The text with slips of the finger, in a hurry, or by somebody who leaves out small words."""
    way = chance.random()
    if way < 0.4:
        return " ".join(_slip(word, chance) if chance.random() < 0.14 else word for word in text.split())
    if way < 0.75:
        words = text.lower().replace("'", "").split()
        return " ".join(_IN_A_HURRY.get(word, word) if chance.random() < 0.75 else word for word in words)
    return " ".join(word for word in text.split() if word.lower() not in _LEFT_OUT or chance.random() < 0.25)


def _slip(word: str, chance: random.Random) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    at, way = chance.randrange(1, len(word) - 1), chance.random()
    if way < 0.35:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if way < 0.7:
        return word[:at] + word[at + 1 :]
    return word[:at] + word[at] + word[at:]
