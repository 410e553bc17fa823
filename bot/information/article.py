"""One curated article: the value, and its form as a Markdown file with YAML front matter."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from typing import Any

import yaml

from bot import yaml_files
from bot.store.tables import Article

STATUSES = ("draft", "published", "withdrawn")
AREAS = ("both", "cambridgeshire", "peterborough")
AREA_WORDS = dict(zip(AREAS, ("All of our area", "Cambridgeshire", "Peterborough"), strict=True))
AUDIENCES = (
    "everyone", "carers", "parents", "young people", "older people", "deaf and disabled people", "people who use another language",
)  # fmt: skip
"""For whom an article is written; ``everyone`` unless it says otherwise."""
MOST_NEXT = 3
"""Follow-on choices that an article may offer."""
SOURCE_OPENED = "opened"
SOURCE_TO_OPEN = "address to be opened by staff"
FACT_STATUSES = ("confirmed", "unconfirmed")

_FRONT = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
NAME = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*\Z")
"""What the name of an article or a topic looks like."""
_REQUIRED = ("slug", "topic", "title", "questions", "publisher", "source_url", "checked_on", "review_by", "status", "short")
_DRAFT_REQUIRED = ("slug", "title", "status")
"""What even an unfinished draft has."""
_OPTIONAL = ("area", "audience", "next_topics", "source_status", "facts")


class ArticleError(Exception):
    """An article file cannot be used. The message names the file and the entry, and says what is expected."""


@dataclass(frozen=True)
class Fact:
    """A number, address or rule an article rests on (or must not print yet), with where it is from."""

    text: str
    source: str
    status: str


@dataclass(frozen=True)
class CuratedArticle:
    """An article as editors write it. ``body`` is Markdown; ``short`` is plain text for SMS, without its source line.

    ``next_topics`` are the topics offered after it, at most ``MOST_NEXT``. Only a draft may have empty texts, or dates of None.
    """

    slug: str
    topic: str
    title: str
    questions: tuple[str, ...]
    publisher: str
    source_url: str
    checked_on: dt.date | None
    review_by: dt.date | None
    status: str
    body: str
    short: str
    area: str = "both"
    audience: str = "everyone"
    next_topics: tuple[str, ...] = ()
    source_status: str = SOURCE_OPENED
    facts: tuple[Fact, ...] = ()

    @classmethod
    def from_row(cls, row: Any) -> CuratedArticle:
        """The article of a row of the ``article`` table, which holds what the public sees but not the editors' notes."""
        values: dict[str, Any] = {name: tuple(getattr(row, name)) if name in _LISTS else getattr(row, name) for name in STORED}
        return cls(**values)

    def to_row(self) -> Article:
        """A new row of the ``article`` table."""
        return Article(**self.stored())

    def stored(self) -> dict[str, Any]:
        """What the ``article`` table keeps, by column."""
        return {name: list(getattr(self, name)) if name in _LISTS else getattr(self, name) for name in STORED}

    def digest(self) -> str:
        """A hash of what the table keeps: equal when the public sees the same. Its first twelve digits name a version."""
        return hashlib.sha256(repr(sorted(self.stored().items())).encode()).hexdigest()

    def in_date(self, today: dt.date) -> bool:
        """Whether the article may still be shown: up to and including its review date."""
        return self.review_by is not None and today <= self.review_by

    @property
    def version(self) -> str:
        """Names what the public sees of the article just now: twelve hexadecimal digits."""
        return self.digest()[:12]


STORED = (
    "slug", "topic", "title", "body", "short", "questions", "publisher", "source_url", "checked_on", "review_by", "status",
    "area", "audience", "next_topics",
)  # fmt: skip
_LISTS = ("questions", "next_topics")


def parse(text: str, name: str) -> CuratedArticle:
    """The article in the text of a file called ``name``. Raises ``ArticleError``."""
    match = _FRONT.match(text.replace("\r\n", "\n"))
    if match is None:
        raise ArticleError(f"{name}: begin with a line '---', then the entries, then a line '---', then the text.")
    try:
        front = yaml_files.parse(match.group(1))
    except yaml_files.YAMLError as error:
        raise ArticleError(f"{name}: the part between the '---' lines is not valid YAML: {error}") from error
    if not isinstance(front, dict):
        raise ArticleError(f"{name}: the part between the '---' lines must be 'entry: value' lines.")
    for entry in _DRAFT_REQUIRED if front.get("status") == "draft" else _REQUIRED:
        if front.get(entry) in (None, "", []):
            raise ArticleError(f"{name}: '{entry}' is missing.")
    unknown = sorted(set(front) - set(_REQUIRED) - set(_OPTIONAL))
    if unknown:
        raise ArticleError(f"{name}: '{unknown[0]}' is not an entry of an article. Known: {', '.join(_REQUIRED + _OPTIONAL)}.")
    body = match.group(2).strip()
    if not body and front["status"] != "draft":
        raise ArticleError(f"{name}: there is no text after the second '---' line.")
    return _build(front, body, name)


def _build(front: dict[str, Any], body: str, name: str) -> CuratedArticle:
    for entry in ("slug", "topic"):
        if front.get(entry) and not NAME.match(str(front[entry])):
            raise ArticleError(f"{name}: '{entry}' must be small letters, figures, '_' and '-'.")
    allowed_values = (("status", STATUSES), ("area", AREAS), ("audience", AUDIENCES), ("source_status", (SOURCE_OPENED, SOURCE_TO_OPEN)))
    for entry, allowed in allowed_values:
        if entry in front and front[entry] not in allowed:
            raise ArticleError(f"{name}: '{entry}' is '{front[entry]}'. Use one of: {', '.join(allowed)}.")
    questions = front.get("questions") or []
    if not isinstance(questions, list) or not all(isinstance(question, str) and question.strip() for question in questions):
        raise ArticleError(f"{name}: 'questions' must be a list of sentences.")
    next_topics = front.get("next_topics") or []
    if not isinstance(next_topics, list) or len(next_topics) > MOST_NEXT or not all(NAME.match(str(topic)) for topic in next_topics):
        raise ArticleError(f"{name}: 'next_topics' must be a list of at most {MOST_NEXT} topics.")
    return CuratedArticle(
        slug=str(front["slug"]),
        topic=_text(front, "topic"),
        title=str(front["title"]).strip(),
        questions=tuple(question.strip() for question in questions),
        publisher=_text(front, "publisher"),
        source_url=_text(front, "source_url"),
        checked_on=_date(front, "checked_on", name),
        review_by=_date(front, "review_by", name),
        status=front["status"],
        body=body,
        short=_text(front, "short"),
        area=front.get("area", "both"),
        audience=front.get("audience", "everyone"),
        next_topics=tuple(map(str, next_topics)),
        source_status=front.get("source_status", SOURCE_OPENED),
        facts=_facts(front.get("facts") or [], name),
    )


def _text(front: dict[str, Any], entry: str) -> str:
    value = front.get(entry)
    return "" if value is None else str(value).strip()


def _date(front: dict[str, Any], entry: str, name: str) -> dt.date | None:
    value = front.get(entry)
    if value in (None, ""):
        return None
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise ArticleError(f"{name}: '{entry}' must be a date such as 2026-11-22.")
    return value


def _facts(raw: Any, name: str) -> tuple[Fact, ...]:
    facts = []
    for item in raw if isinstance(raw, list) else [raw]:
        if not isinstance(item, dict) or set(item) != {"text", "source", "status"} or item["status"] not in FACT_STATUSES:
            raise ArticleError(f"{name}: every fact needs 'text', 'source' and 'status' ({' or '.join(FACT_STATUSES)}).")
        facts.append(Fact(str(item["text"]), str(item["source"]), item["status"]))
    return tuple(facts)


def format_file(article: CuratedArticle) -> str:
    """The article as the text of a file; ``parse`` reads the same article back."""
    front: dict[str, Any] = {
        "slug": article.slug,
        "topic": article.topic,
        "title": article.title,
        "questions": list(article.questions),
        "publisher": article.publisher,
        "source_url": article.source_url,
        "source_status": article.source_status,
        "checked_on": article.checked_on,
        "review_by": article.review_by,
        "status": article.status,
        "area": article.area,
        "audience": article.audience,
        "next_topics": list(article.next_topics),
        "short": article.short,
    }
    if article.facts:
        front["facts"] = [{"text": fact.text, "source": fact.source, "status": fact.status} for fact in article.facts]
    return f"---\n{yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=120)}---\n{article.body}\n"
