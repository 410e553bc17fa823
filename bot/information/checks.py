"""What makes one article fit to be published; each problem in words an editor can act on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.information import sms_length
from bot.information.article import CuratedArticle
from bot.information.plain import PLACEHOLDER, PLACEHOLDERS, fill, links, plain_text
from bot.information.reading_age import grade
from bot.information.replies import article_reply
from bot.messages import Channel
from bot.organisation import Organisation

HARDEST_GRADE = 8.0
QUESTIONS = (15, 100)
WORDS = (60, 160)


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
    yield from _dates(article, today)
    yield from _addresses(article, organisation)
    yield from _words(article)
    yield from _short(article, organisation)
    for fact in article.facts:
        if fact.status == "unconfirmed" and fact.text.lower() in f"{article.title}\n{article.body}\n{article.short}".lower():
            yield f"'{fact.text}' is not confirmed and must not be printed"


def _dates(article: CuratedArticle, today: dt.date) -> Iterator[str]:
    if article.checked_on > today:
        yield f"'checked_on' is {article.checked_on}, which is still to come"
    if article.review_by <= article.checked_on:
        yield "'review_by' must be later than 'checked_on'"
    if article.status == "published" and not article.in_date(today):
        yield f"was due to be checked again by {article.review_by} and is not shown until it is"


def _addresses(article: CuratedArticle, organisation: Organisation) -> Iterator[str]:
    source = fill(article.source_url, organisation)
    for what, address in [("'source_url'", source), *(("a link", link) for link in links(fill(article.body, organisation)))]:
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
        return f"is on {parts.hostname}, which organisation.yml does not list under allowed_sources"
    return None


def _allowed(host: str, sources: tuple[str, ...]) -> bool:
    return any(host == source or host.endswith(f".{source}") for source in sources)


def _words(article: CuratedArticle) -> Iterator[str]:
    if not QUESTIONS[0] <= len(article.questions) <= QUESTIONS[1]:
        yield f"has {len(article.questions)} questions; give {QUESTIONS[0]} to {QUESTIONS[1]}"
    if len({question.lower() for question in article.questions}) != len(article.questions):
        yield "has the same question twice"
    text = plain_text(article.body)
    count = len([word for word in text.split() if not word.startswith("https://")])
    if not WORDS[0] <= count <= WORDS[1]:
        yield f"the text has {count} words; write {WORDS[0]} to {WORDS[1]}"
    for name, part in (("the text", text), ("'short'", article.short)):
        found = grade(part)
        if found > HARDEST_GRADE:
            yield f"{name} has reading grade {found:.1f}; {HARDEST_GRADE:.0f} is the most. Use shorter words and sentences"
        if "!" in part:
            yield f"{name} has an exclamation mark"


def _short(article: CuratedArticle, organisation: Organisation) -> Iterator[str]:
    try:
        reply = article_reply(article, organisation, Channel.SMS)
        menu = "".join(f"\n{number}. {button.title}" for number, button in enumerate(reply.buttons, start=1))
        length = sms_length.length(f"{reply.short}\n{menu}")
    except ValueError as error:
        yield f"'short': {error}"
        return
    if length > sms_length.TWO_SEGMENTS:
        yield (
            f"'short' with its source line and the way to a person takes {length} characters as a text message; "
            f"{sms_length.TWO_SEGMENTS} is the most"
        )
