"""The table "comments": what is made of a comment on a public page, beside a plain keyword filter and our own rules alone, in one run.

The filter is what many pages start with: lists of words, the first of which decides. All three read the same comments.
Those of ``data/comments/`` were looked at after they had been measured, and what they showed was learned. Those of
``held_back/`` were written by somebody who knew neither the rules nor the examples: the claim rests on them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.danger import milliseconds, rows
from benchmarks.details import PUBLIC_DATA, public_comments
from benchmarks.report import Verdict

DATA = Path(__file__).with_name("data") / "comments"
HELD_BACK = DATA / "held_back"
LEAST_F1, LEAST_HIDING, MOST_MS = 0.90, 0.97, 15.0
"""The bars: macro-F1 over the contract's actions, how many of the comments we hide had a reason, milliseconds for one."""
HIDES = frozenset({"hide_own_details", "hide_others_details"})
OURS, RULES, FILTER = "rules and second look", "rules alone", "keyword filter"
KEYWORDS = {
    "crisis": "suicide|suicidal|kill myself|want to die|end my life|can't breathe|not breathing|unconscious|hits me|stab|bomb|overdose",
    "hate": "immigrants|migrants|foreigners|muslims|jews|gypsies|blacks|gays|deport|go back to",
    "abuse": "idiot|idiots|moron|scum|stupid|useless|fuck|shit|bastard|liar|liars|clowns|pathetic",
    "solicitation": "dm me|discount|special offer|crypto|bitcoin|invest|earn|cheap|whatsapp|our website|order now|free quote",
    "media": "journalist|reporter|newspaper|interview|bbc|itv|documentary|producer|press office",
    "hide_own_details": r"my name is|my number|call me|email me|\d{5,}|[a-z]{1,2}\d{1,2} ?\d[a-z]{2}|\S+@\S+|i live at",
    "hide_others_details": r"(?:dr|nurse|mr|mrs|miss|receptionist) [a-z]+|lives at|his number|her number",
    "steer_experience": (
        "waited|waiting|appointment|gp|surgery|hospital|ward|nurse|nurses|doctor|doctors|dentist|operation|a&e|ambulance|treated|carers"
    ),
    "question": r"how|where|when|what|who|can you|does anyone|anyone know|\?",
    "praise_no_details": "thank you|thanks|great|well done|brilliant|amazing|fantastic|love|lovely|good work",
}
"""The filter's words: the obvious ones, written before it was first run and never changed to suit the comments."""

Judge = Callable[[str], str]


@dataclass(frozen=True)
class Score:
    """One system on one set: recall and precision of each action, and how many of what it hid had a reason to be hidden."""

    system: str
    recall: dict[str, float]
    precision: dict[str, float]
    hidden_rightly: float
    hidden_of_all: float

    @property
    def f1(self) -> float:
        """The mean over the actions of the harmonic mean of recall and precision."""
        both = [(self.recall[name], self.precision[name]) for name in self.recall]
        return sum(2 * one * two / (one + two) if one + two else 0.0 for one, two in both) / len(both)


def run(console: Console) -> list[Verdict]:
    """Measures all three on both kinds of sets, prints the tables, returns the bars."""
    systems = judges()
    found = []
    seen = [row for path in sorted(DATA.glob("*.tsv")) for row in rows(path.stem, DATA)]
    held_back = [row for path in sorted(HELD_BACK.glob("*.tsv")) for row in rows(path.stem, HELD_BACK)]
    for which, comments in (("held back", held_back), ("looked at before", seen)):
        scores = [score(name, judge, comments) for name, judge in systems.items()]
        _show(console, which, len(comments), scores)
        found += _bars(scores[-1], which)
    spent = milliseconds(systems[OURS], [text for _, text in held_back])
    found.append(Verdict("a comment's judgement, p95 in ms", spent, f"below {MOST_MS:.0f}", spent < MOST_MS))
    _real(console, systems)
    return found


def judges() -> dict[str, Judge]:
    """The three systems by name, ours last, with the redactor of the worker."""
    from bot.encoder import Encoder
    from bot.moderation.classify import CommentClassifier
    from bot.moderation.second_look.judge import SecondLook
    from bot.organisation import Organisation
    from bot.privacy.redaction import Redactor
    from bot.safety.lexicon import Lexicon

    redactor = Redactor.load(Organisation.load(Path(__file__).resolve().parents[1] / "organisation.yml"))
    rules = CommentClassifier(redactor, Lexicon.load())
    ours = CommentClassifier(redactor, Lexicon.load(), SecondLook.load(Encoder.load()))
    return {FILTER: filtered, RULES: lambda text: rules.classify(text).action, OURS: lambda text: ours.classify(text).action}


def filtered(text: str) -> str:
    """The keyword filter's action."""
    return next((name for name, words in KEYWORDS.items() if re.search(rf"(?<!\w)(?:{words})(?!\w)", text.lower())), "none")


def score(name: str, judge: Judge, comments: Sequence[Sequence[str]]) -> Score:
    """What one system makes of a set of (action, comment)."""
    pairs = [(action, judge(text)) for action, text in comments]
    right = Counter(action for action, said in pairs if said == action)
    asked, answered = Counter(action for action, _ in pairs), Counter(said for _, said in pairs)
    hidden = [action in HIDES for action, said in pairs if said in HIDES]
    found = [said in HIDES for action, said in pairs if action in HIDES]
    return Score(
        system=name,
        recall={action: right[action] / asked[action] for action in sorted(asked)},
        precision={action: right[action] / answered[action] if answered[action] else 0.0 for action in sorted(asked)},
        hidden_rightly=_share(hidden),
        hidden_of_all=_share(found),
    )


def _share(said: Sequence[bool]) -> float:
    return sum(said) / len(said) if said else 1.0


def _bars(ours: Score, which: str) -> list[Verdict]:
    return [
        Verdict(f"{which}: comments, macro-F1", ours.f1, f"at least {LEAST_F1}", ours.f1 >= LEAST_F1),
        Verdict(
            f"{which}: comments hidden with a reason", ours.hidden_rightly, f"at least {LEAST_HIDING}", ours.hidden_rightly >= LEAST_HIDING
        ),
    ]


def _show(console: Console, which: str, count: int, scores: Sequence[Score]) -> None:
    table = Table(title=f"Comments, {count} {which}: recall / precision of each action")
    table.add_column("")
    for one in scores:
        table.add_column(one.system, justify="right")
    for action in scores[0].recall:
        table.add_row(action.replace("_", " "), *(f"{one.recall[action]:.2f} / {one.precision[action]:.2f}" for one in scores))
    table.add_row("macro-F1", *(f"{one.f1:.3f}" for one in scores))
    table.add_row("hiding", *(f"{one.hidden_of_all:.2f} / {one.hidden_rightly:.2f}" for one in scores))
    console.print(table)


def _real(console: Console, systems: dict[str, Judge]) -> None:
    """The real comments of patients, where they are at hand: nearly all tell of care, and hardly one is a danger."""
    messages = public_comments()
    if messages is None:
        console.print(f"[yellow]{PUBLIC_DATA} is not set: no real comments are read.[/]")
        return
    table = Table(title=f"What is made of 100 real NHS comments ({len(messages)} read)")
    table.add_column("")
    for name in systems:
        table.add_column(name, justify="right")
    said = {name: Counter(judge(message.text) for message in messages) for name, judge in systems.items()}
    for action in sorted({action for counts in said.values() for action in counts}):
        table.add_row(action.replace("_", " "), *(f"{100 * counts[action] / len(messages):.1f}" for counts in said.values()))
    console.print(table)
