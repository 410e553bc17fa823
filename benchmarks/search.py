"""The table "search": how often the right topic is found, and how fast, beside plain BM25 and the plain encoder, in one run.

The questions are the rounds of ``benchmarks/data/questions``. All but the newest were learned from after they had been measured;
the newest (``HELD_BACK``) was written by somebody who had seen neither articles nor code, and nothing was learned from it. The
articles are the project's own; for the larger collections they stand among invented ones on other subjects, whose phrasings are
made from word lists here, so that nothing need be fetched.
"""

from __future__ import annotations

import datetime as dt
import itertools
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table

from benchmarks.intents import ROUNDS, read_tsv
from benchmarks.processes import OUT, ROOT
from benchmarks.report import Verdict
from bot.encoder import Encoder
from bot.encoder.encoder import MODEL_FILE, TOKENIZER_FILE
from bot.information.answers import InformationService
from bot.information.article import CuratedArticle
from bot.information.articles import read_dir
from bot.information.bm25 import Bm25
from bot.information.words import terms, tidy
from bot.organisation import Organisation

SIZES = (0, 500, 20_000)
"""Articles in all; 0 for the project's own alone."""
HELD_BACK = "questions_7"
BARS_MS = {500: 15.0, 20_000: 30.0}
Found = tuple[str, str | None]
"""An outcome and a topic."""
Find = Callable[[str], Found]


@dataclass(frozen=True)
class Score:
    """Shares, and the median of the milliseconds an answer takes."""

    first: float
    wrong: float
    not_ours: float
    milliseconds: float


def run(console: Console) -> list[Verdict]:
    """Measures, prints the tables, returns the bars."""
    rounds = {file.stem: read_tsv(file) for file in sorted(ROUNDS.glob("questions_*.tsv"))}
    held_back = rounds.pop(HELD_BACK)
    seen = [row for rows in rounds.values() for row in rows]
    organisation = Organisation.load(ROOT / "organisation.yml")
    # It remembers the texts of one answer, and nothing of the questions when the next system is asked them.
    encoder = Encoder.from_files(MODEL_FILE, TOKENIZER_FILE, cache_size=8)
    encoder.keep_in(OUT / "vectors")
    verdicts: list[Verdict] = []
    for size in SIZES:
        articles = [*read_dir(ROOT / "data" / "articles")]
        articles += itertools.islice(invented(articles[0]), max(size - len(articles), 0))
        table = Table(title=f"Search: {len(held_back)} questions held back and {len(seen)} seen, {len(articles)} articles")
        for heading in ("", "questions", "right topic first", "wrong topic", "answered though not ours", "median ms"):
            table.add_column(heading, justify="left" if heading in ("", "questions") else "right")
        for name, find in systems(encoder, organisation, articles):
            for which, questions in (("seen", seen), ("held back", held_back)):
                one = score(find, questions)
                table.add_row(name, which, f"{one.first:.3f}", f"{one.wrong:.3f}", f"{one.not_ours:.3f}", f"{one.milliseconds:.1f}")
            if name != "Quiet Word":
                continue
            if size == 0:
                verdicts += [
                    Verdict("search: right topic first, held back", one.first, "at least 0.90", one.first >= 0.90),
                    Verdict("search: answered though not ours, held back", one.not_ours, "at most 0.05", one.not_ours <= 0.05),
                ]
            else:
                bar = BARS_MS[size]
                verdicts.append(Verdict(f"search: ms at {size} articles", one.milliseconds, f"below {bar:.0f}", one.milliseconds < bar))
        console.print(table)
    return verdicts


def systems(encoder: Encoder, organisation: Organisation, articles: Sequence[CuratedArticle]) -> Iterator[tuple[str, Find]]:
    """Ours and its peers. A peer answers everything: it has nothing to tell what is not ours by."""
    today = dt.date(2026, 11, 22)
    bm25 = Bm25.of([terms(" ".join((article.title, *article.questions, article.body))) for article in articles])

    def by_words(text: str) -> Found:
        return "answered", articles[int(bm25.shares(terms(text)).argmax())].topic

    yield "plain BM25", by_words
    texts = [(tidy(text), article.topic) for article in articles for text in (article.title, *article.questions)]
    vectors = encoder.encode_known([text for text, _ in texts])

    def by_meaning(text: str) -> Found:
        return "answered", texts[int((vectors @ encoder.encode([tidy(text)])[0]).argmax())][1]

    yield "plain encoder", by_meaning
    service = InformationService(encoder, organisation)
    service.load_articles(articles)

    def ours(text: str) -> Found:
        answer = service.answer(text, today=today)
        return answer.outcome.value, answer.topic

    yield "Quiet Word", ours


def score(find: Find, questions: Sequence[tuple[str, str]]) -> Score:
    """``questions``: the topic, or ``-`` and the outcome that is right, and the text."""
    taken, first, wrong, let_in, ours = [], 0, 0, 0, 0
    for expected, text in questions:
        begun = time.perf_counter()
        outcome, topic = find(text)
        taken.append((time.perf_counter() - begun) * 1000)
        if expected.startswith("-"):
            let_in += outcome == "answered"
        else:
            ours += 1
            first += topic == expected
            wrong += outcome == "answered" and topic != expected
    return Score(first / ours, wrong / ours, let_in / (len(questions) - ours), statistics.median(taken))


_DO = ("borrow", "return", "mend", "paint", "order", "cancel", "sell", "hire", "rent", "clean", "move", "post", "insure", "store")
_WHAT = (
    "bicycle", "kayak", "violin", "lawn", "tent", "canal boat", "greenhouse", "parrot", "chess set", "telescope", "tractor", "sofa",
    "piano", "beehive", "drone", "kiln", "loom", "sledge", "camera", "lantern", "compass", "ladder", "wardrobe", "aquarium", "tripod",
    "hammock", "barrel", "anvil", "typewriter", "saddle",
)  # fmt: skip
_FOR = (
    "wedding", "school fair", "harvest", "regatta", "parade", "market stall", "film set", "museum", "allotment", "carnival",
    "quiz night", "sports day",
)  # fmt: skip


def invented(like: CuratedArticle, seed: int = 7) -> Iterator[CuratedArticle]:
    """Articles on subjects that are none of ours, a title and one phrasing each (each is encoded), without end."""
    pick = random.Random(seed)
    for number in itertools.count():
        do, what, purpose = pick.choice(_DO), pick.choice(_WHAT), pick.choice(_FOR)
        subject = f"{do} a {what} number {number}"
        yield replace(
            like,
            slug=f"invented_{number}",
            topic=f"invented_{number % 400}",
            title=f"{subject} for a {purpose}",
            questions=(f"who can {do} my {what} before the {purpose}",),
            body=f"You can {subject}. Ask at the {purpose}.",
        )
