"""Is a message English? By the words that English messages to the desk are made of.

``english.txt`` has the words that stand in at least ``COMMON`` of the examples and everyday lines; ``python -m
bot.safety.second_look.english`` writes it anew. People who write another language in Latin letters use English words of
care in it ("mujhe dentist chahiye"), but never mostly: of the 306 messages of ``benchmarks/data/danger/other_languages.tsv`` none
has more than half, and of 3,655 English ones of the benchmarks two in 100 have less than
six in ten.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bot.safety.text import Reader

PATH = Path(__file__).with_name("english.txt")
COMMON = 4
ENOUGH = 0.6
"""The share of English words that makes a message English."""


@lru_cache(maxsize=1)
def words() -> frozenset[str]:
    """The list, read once in a process."""
    return frozenset(PATH.read_text(encoding="utf-8").split())


def is_english(plain: Sequence[str]) -> bool:
    """Whether a message of these words is English; ``plain`` as ``Reader`` gives them, one word at least."""
    known = words()
    return sum(word in known for word in plain) >= ENOUGH * len(plain)


def main() -> None:
    """Writes the list."""
    from bot.safety.second_look.examples import read

    reader, lines = Reader.load(), Counter[str]()
    for example in read():
        lines.update({word for sentence in reader.sentences(example.text) for word in sentence.plain if word.isalpha() and word.isascii()})
    common = sorted(word for word, times in lines.items() if times >= COMMON)
    PATH.write_text("\n".join(common) + "\n", encoding="utf-8")
    print(f"{len(common)} words")


if __name__ == "__main__":
    main()
