"""The tables "danger": Quiet Word at the door, and with the second look, beside a plain keyword filter, in one run.

The filter is what many services start with: a list of words and phrases, any of which raises the alarm. It knows the
same six categories. All read the same messages, which none of them was made from. But some sets have been looked at
since, and what they showed was learned; two kinds were written by people who knew neither the examples nor the other sets, and
nobody here has read what was missed in them: ``held_back/`` was written to be hard, ``real_style/`` as people write. The bars are held
against the latter; other languages and everyday comments are only in the former.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.details import PUBLIC_DATA, public_comments
from benchmarks.intents import ROUNDS, read_tsv
from benchmarks.report import Verdict
from benchmarks.search import HELD_BACK as QUESTIONS
from bot.safety.lexicon import Lexicon, Sign

DATA = Path(__file__).with_name("data") / "danger"
HELD_BACK, REAL_STYLE = DATA / "held_back", DATA / "real_style"
LEAST_ENGLISH, LEAST_OTHERS, MOST_FALSE, MOST_MS = 0.97, 0.85, 5.0, 2.0
"""The bars of issue 4: recall of each category in English, of the other languages together, cards on 100 harmless
messages, and the lexicon's milliseconds at the front door."""
KEYWORDS = {
    "medical_emergency": (
        "chest pain|heart attack|stroke|not breathing|can't breathe|cant breathe|unconscious|overdose|bleeding|seizure|choking|collapsed"
        "|sepsis|meningitis|999|ambulance"
    ),
    "suicide_self_harm": (
        "suicide|suicidal|kill myself|want to die|end my life|self harm|self-harm|hurt myself|better off dead|cutting myself"
    ),
    "threat_to_others": "kill you|kill him|kill her|stab|shoot|bomb|burn down|knife|gun",
    "child_safeguarding": "child abuse|hits me|grooming|fgm|hurting a child|neglected child|touches me|child protection",
    "domestic_abuse": (
        "domestic abuse|domestic violence|husband hits|partner hits|hits me|strangled|scared of my|abusive relationship|refuge"
    ),
    "adult_safeguarding": "safeguarding|elder abuse|carer hits|neglect|neglected|bed sores|pressure sores|stealing from",
}
"""The filter's phrases: the obvious ones, written before it was first run and never changed to suit the messages."""

Judge = Callable[[str], tuple[str, ...]]
"""From a message to the categories that a person is told of, the likeliest first."""


@dataclass(frozen=True)
class Score:
    """One system on one kind of sets: recall by category, found at all, recall of other languages if any, cards on harmless messages.

    ``recall`` counts a message that is told of its own category, ``first`` one that is told of it first; ``two_in_100`` dangerous
    messages are told of a second one. ``ordinary``: cards on 100 texts of each kind that people write on any day.
    """

    system: str
    recall: dict[str, float]
    first: dict[str, float]
    two_in_100: float
    noticed: float
    others: float | None
    false_in_100: float
    ordinary: dict[str, float]


def rows(name: str, folder: Path = DATA) -> list[list[str]]:
    """The lines of a set, of all its rounds: (category, text), (language, category, text), or (text) for the harmless."""
    files = sorted(folder.glob(f"{name}*.tsv"))
    return [line.split("\t") for file in files for line in file.read_text(encoding="utf-8").splitlines() if line]


def run(console: Console) -> list[Verdict]:
    """Measures all four on every kind of sets, prints the tables, returns the bars."""
    from bot.encoder import Encoder
    from bot.safety.second_look.judge import teller
    from bot.safety.weighed import Door

    found = public_comments()
    comments = [message.text for message in found] if found else None
    if comments is None:
        console.print(f"[yellow]{PUBLIC_DATA} is not set: no real comments are read.[/]")
    at_the_door = _told_by(Door.load().check)
    systems: dict[str, Judge] = {
        "keyword filter": filtered,
        "lexicon": _told_by(Lexicon.load().check),
        "door: lexicon, weighed words": at_the_door,
        "door and second look": teller(Encoder.load()),
    }
    ordinary: dict[Path, dict[str, Sequence[str]]] = {
        REAL_STYLE: {"everyday messages": _everyday(REAL_STYLE)},
        HELD_BACK: {
            "everyday comments": [row[0] for row in rows("feedback", HELD_BACK)],
            "everyday messages": _everyday(HELD_BACK),
            "questions to the information service": questions(),
        },
        DATA: {"real NHS comments": comments} if comments else {},
    }
    real, hard, seen = ([score(name, judge, folder, texts) for name, judge in systems.items()] for folder, texts in ordinary.items())
    spent = milliseconds(at_the_door, [row[-1] for name in ("english", "other_languages", "harmless") for row in rows(name)])
    _show(console, "in real style, held back", real)
    _show(console, "written to be hard, held back", hard)
    _show(console, "looked at before", seen)
    return [
        *_recall(real[-1], "real style"),
        *_false(real[-1], "real style"),
        *_abroad(hard[-1], "hard"),
        *_false(hard[-1], "hard"),
        *_recall(seen[-1], "looked at before"),
        *_abroad(seen[-1], "looked at before"),
        *_false(seen[-1], "looked at before"),
        Verdict("the door, p95 in ms", spent, f"below {MOST_MS:.0f}", spent < MOST_MS),
    ]


def _everyday(folder: Path) -> list[str]:
    return [row[0] for row in rows("everyday", folder)]


def _recall(ours: Score, which: str) -> Iterator[Verdict]:
    for name, share in ours.recall.items():
        yield Verdict(f"{which}: danger recall, {name}", share, f"at least {LEAST_ENGLISH}", share >= LEAST_ENGLISH)


def _abroad(ours: Score, which: str) -> Iterator[Verdict]:
    if ours.others is not None:
        yield Verdict(f"{which}: danger recall, other languages", ours.others, f"at least {LEAST_OTHERS}", ours.others >= LEAST_OTHERS)


def _false(ours: Score, which: str) -> Iterator[Verdict]:
    for kind, cards in {"harmless messages": ours.false_in_100, **ours.ordinary}.items():
        yield Verdict(f"{which}: cards on 100 {kind}", cards, f"at most {MOST_FALSE:.0f}", cards <= MOST_FALSE)


def _told_by(check: Callable[[str], Sign | None]) -> Judge:
    """The judge that tells of the one sign which ``check`` finds, if any."""
    return lambda text: tuple(sign.category for sign in (check(text),) if sign is not None)


def filtered(text: str) -> tuple[str, ...]:
    """The keyword filter's first category, if any."""
    return tuple(name for name, words in KEYWORDS.items() if re.search(rf"\b(?:{words})\b", text.lower()))[:1]


def questions() -> list[str]:
    """The search's held-back round, but for what only a clinician could answer and what asks for help in a crisis."""
    asked = read_tsv(ROUNDS / f"{QUESTIONS}.tsv")
    return [text for label, text in asked if label != "-clinical" and "crisis" not in label]


def score(name: str, judge: Judge, folder: Path, ordinary: Mapping[str, Sequence[str]]) -> Score:
    """What one system makes of every set of a folder, and of ordinary texts of some kinds."""
    right, first, asked = Counter[str](), Counter[str](), Counter[str]()
    noticed = two = 0
    for category, text in rows("english", folder):
        told = judge(text)
        asked[category] += 1
        right[category] += category in told
        first[category] += category in told[:1]
        noticed += bool(told)
        two += len(told) > 1
    abroad = [(category, judge(text)) for _, category, text in rows("other_languages", folder)]
    danger = [category in told for category, told in abroad if category != "none"]
    harmless = [judge(row[0]) for row in rows("harmless", folder)] + [told for category, told in abroad if category == "none"]
    return Score(
        system=name,
        recall={category: right[category] / asked[category] for category in asked},
        first={category: first[category] / asked[category] for category in asked},
        two_in_100=100 * two / sum(asked.values()),
        noticed=noticed / sum(asked.values()),
        others=sum(danger) / len(danger) if danger else None,
        false_in_100=_in_100(harmless),
        ordinary={kind: _in_100([judge(text) for text in texts]) for kind, texts in ordinary.items()},
    )


def milliseconds(judge: Judge, texts: Sequence[str]) -> float:
    """The processor time under which 95 of 100 messages stay, each at the best of three goes."""
    spent = []
    for text in texts:
        goes = []
        for _ in range(3):
            start = time.process_time()
            judge(text)
            goes.append(time.process_time() - start)
        spent.append(min(goes) * 1000)
    return sorted(spent)[int(len(spent) * 0.95)]


def _in_100(told: Sequence[tuple[str, ...]]) -> float:
    """Every card counts, the second on a message too."""
    return 100 * sum(map(len, told)) / len(told)


def _show(console: Console, which: str, scores: Sequence[Score]) -> None:
    table = Table(title=f"Danger, sets {which}: share of messages told of their own category; in brackets, told of it first")
    table.add_column("")
    for one in scores:
        table.add_column(one.system, justify="right")
    for category in scores[0].recall:
        table.add_row(category.replace("_", " "), *(f"{one.recall[category]:.3f} ({one.first[category]:.3f})" for one in scores))
    table.add_row("told of a second category, in 100", *(f"{one.two_in_100:.1f}" for one in scores))
    table.add_row("noticed: told of any, English", *(f"{one.noticed:.2f}" for one in scores))
    table.add_row("other languages together", *("" if one.others is None else f"{one.others:.2f}" for one in scores))
    table.add_row("cards on 100 harmless messages", *(f"{one.false_in_100:.1f}" for one in scores))
    for kind in scores[0].ordinary:
        table.add_row(f"cards on 100 {kind}", *(f"{one.ordinary[kind]:.1f}" for one in scores))
    console.print(table)
