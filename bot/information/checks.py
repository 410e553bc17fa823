"""What makes one article fit to be published; each problem in words an editor can act on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.information import sms_length
from bot.information.article import CuratedArticle
from bot.information.plain import PLACEHOLDER, PLACEHOLDERS, fill, links, plain_text
from bot.information.reading_age import grade
from bot.information.replies import as_text_message
from bot.organisation import Organisation

HARDEST_GRADE = 8.0
QUESTIONS = (15, 100)
WORDS = (60, 160)


_NEEDED = ("topic", "title", "questions", "publisher", "source_url", "checked_on", "review_by", "body", "short")
_BARE_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>()]+[^\s<>().,;:!?'\"]", re.IGNORECASE)
_TAKEN_OUT = re.compile(r"\[[A-Za-z][A-Za-z0-9 ]{1,30}\]")
"""What stands in a person's question where a personal detail was."""


@dataclass(frozen=True)
class Problem:
    """Something wrong with a file."""

    file: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.message}"


def check_article(article: CuratedArticle, organisation: Organisation, today: dt.date) -> Iterator[str]:
    """What is wrong with the article: sources, dates, links, length, reading age, SMS length, facts not confirmed."""
    shown = "\n".join((article.body, article.short, article.publisher, article.source_url))
    unknown = sorted(set(PLACEHOLDER.findall(shown)) - set(PLACEHOLDERS))
    if unknown:
        yield f"'{{{{organisation.{unknown[0]}}}}}' is not known. Known: {', '.join(PLACEHOLDERS)}"
        return
    empty = [name for name in _NEEDED if not getattr(article, name)]
    yield from (f"'{name}' is empty" for name in empty)
    yield from _dates(article, today)
    yield from _addresses(article, organisation)
    yield from _questions(article)
    yield from _words(article)
    if "short" not in empty:
        yield from _short(article, organisation)
    for fact in article.facts:
        if fact.status == "unconfirmed" and fact.text.lower() in f"{article.title}\n{article.body}\n{article.short}".lower():
            yield f"'{fact.text}' is not confirmed and must not be printed"


def _dates(article: CuratedArticle, today: dt.date) -> Iterator[str]:
    if article.checked_on is None or article.review_by is None:
        return
    if article.checked_on > today:
        yield f"'checked_on' is {article.checked_on}, which is still to come"
    if article.review_by <= article.checked_on:
        yield "'review_by' must be later than 'checked_on'"
    if article.status == "published" and not article.in_date(today):
        yield f"it was due to be checked again by {article.review_by} and is not shown until it is"


def _addresses(article: CuratedArticle, organisation: Organisation) -> Iterator[str]:
    source, body = fill(article.source_url, organisation), fill(article.body, organisation)
    linked = links(body)
    # An address that is typed out is opened by a touch as well.
    bare = [found for found in _BARE_ADDRESS.findall(f"{plain_text(body)}\n{article.short}") if found not in linked]
    bare = [found if "://" in found else f"https://{found}" for found in bare]
    for what, address in [("'source_url'", source), *(("a link", link) for link in (*linked, *bare))]:
        if not address:
            continue
        problem = problem_with_address(address, organisation)
        if problem:
            yield f"{what} {problem}"


def problem_with_address(address: str, organisation: Organisation) -> str | None:
    """Why the public may not be sent to this address: it is not secure, or on no site that the organisation allows; else None."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname:
        return f"must start with https://: {address}"
    if not _allowed(parts.hostname, organisation.allowed_sources):
        return f"is on {parts.hostname}, which is no site that the public is sent to (allowed_sources in organisation.yml)"
    return None


def _allowed(host: str, sources: tuple[str, ...]) -> bool:
    return any(host == source or host.endswith(f".{source}") for source in sources)


def _questions(article: CuratedArticle) -> Iterator[str]:
    if not QUESTIONS[0] <= len(article.questions) <= QUESTIONS[1]:
        yield f"it has {len(article.questions)} questions; give {QUESTIONS[0]} to {QUESTIONS[1]}"
    if len({question.lower() for question in article.questions}) != len(article.questions):
        yield "it has the same question twice"
    for question in article.questions:
        if taken_out := _TAKEN_OUT.search(question):
            yield f"the question '{question}' says {taken_out[0]} where a personal detail was: write it without"


def _words(article: CuratedArticle) -> Iterator[str]:
    text = plain_text(article.body)
    count = len([word for word in text.split() if not word.startswith("https://")])
    if text and not WORDS[0] <= count <= WORDS[1]:
        yield f"the text has {count} words; write {WORDS[0]} to {WORDS[1]}"
    for name, part in (("the text", text), ("'short'", article.short)):
        found = grade(part)
        if found > HARDEST_GRADE:
            yield f"{name} has reading grade {found:.1f}; {HARDEST_GRADE:.0f} is the most. Use shorter words and sentences"
        if "!" in part:
            yield f"{name} has an exclamation mark"


def _short(article: CuratedArticle, organisation: Organisation) -> Iterator[str]:
    try:
        length = sms_length.length(as_text_message(article, organisation))
    except ValueError as error:
        yield f"'short': {error}"
        return
    if length > sms_length.TWO_SEGMENTS:
        yield (
            f"'short' with its source line and the way to a person takes {length} characters as a text message; "
            f"{sms_length.TWO_SEGMENTS} is the most"
        )
