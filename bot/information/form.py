"""The desk's form of an article: what an editor is asked, and what was typed as an article, however unfinished it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from bot.information.article import AREA_WORDS, AREAS, AUDIENCES, MOST_NEXT, NAME, CuratedArticle
from bot.information.naming import LONGEST as LONGEST_NAME
from bot.information.naming import named
from bot.information.plain import PLACEHOLDER, PLACEHOLDERS
from bot.information.sms_length import plain_signs

LABELS = {
    "title": "Title",
    "topic": "Topic",
    "questions": "Questions people ask it with",
    "body": "The answer",
    "short": "The answer as a text message",
    "publisher": "Who says so",
    "source_url": "Address of the source",
    "checked_on": "Checked on",
    "review_by": "Review by",
    "area": "Area",
    "audience": "Who it is for",
    "next_topics": "Offered after it",
}
"""An article's entries as the form calls them."""
NEXT = tuple(f"next_{number}" for number in range(1, MOST_NEXT + 1))
"""The fields for the topics offered after it."""
LONGEST = {"title": 200, "publisher": 120, "source_url": 500, "body": 8000, "short": 1000}
"""Characters that a field holds, and its column."""
_LINES = ("body", "short")
_DATES = ("checked_on", "review_by")


def empty() -> dict[str, str]:
    """What stands in the form of a page that is not begun yet."""
    return {name: "" for name in (*LABELS, "new_topic", *NEXT) if name != "next_topics"} | {"area": AREAS[0], "audience": AUDIENCES[0]}


def typed(article: CuratedArticle) -> dict[str, str]:
    """An article as it stands in the form."""
    kept = {name: str(getattr(article, name) or "") for name in LABELS if name not in ("questions", "next_topics")}
    after = dict(zip(NEXT, article.next_topics, strict=False))
    return empty() | kept | after | {"questions": "\n".join(article.questions)}


def read(form: Mapping[str, str], slug: str) -> tuple[CuratedArticle, list[str]]:
    """The article that was typed, as a draft; and what keeps it from being kept at all, in words for the editor."""
    texts = {name: _text(form, name) for name in LONGEST}
    dates, problems = _dates(form)
    topic, about_topic = _topic(form)
    after = tuple(dict.fromkeys(code for name in NEXT if (code := form.get(name, "").strip())))
    article = CuratedArticle(
        slug=slug,
        topic=topic,
        title=texts["title"],
        questions=tuple(dict.fromkeys(line for raw in form.get("questions", "").splitlines() if (line := " ".join(raw.split())))),
        publisher=texts["publisher"],
        source_url=texts["source_url"],
        checked_on=dates["checked_on"],
        review_by=dates["review_by"],
        status="draft",
        body=texts["body"],
        short=texts["short"],
        area=form.get("area", AREAS[0]),
        audience=form.get("audience", AUDIENCES[0]),
        next_topics=after,
    )
    if not article.title:
        problems.append(f"'{LABELS['title']}' is empty")
    problems += about_topic
    for name, longest in LONGEST.items():
        if len(texts[name]) > longest:
            problems.append(f"'{LABELS[name]}' has {len(texts[name])} characters; {longest} is the most")
    for name, allowed in (("area", AREA_WORDS), ("audience", AUDIENCES)):
        if getattr(article, name) not in allowed:
            problems.append(f"'{LABELS[name]}': choose one of the list")
    if any(len(code) > LONGEST_NAME or not NAME.match(code) for code in after):
        problems.append(f"'{LABELS['next_topics']}': choose from the list")
    problems += [f"'{{{{organisation.{name}}}}}' is not known. Known: {', '.join(PLACEHOLDERS)}" for name in _unknown(article)]
    return article, problems


def in_words(problem: str) -> str:
    """A problem with an article, with the form's own names for its entries."""
    for name, label in LABELS.items():
        problem = problem.replace(f"'{name}'", f"'{label}'")
    return problem[:1].upper() + problem[1:]


def _text(form: Mapping[str, str], name: str) -> str:
    text = form.get(name, "")
    if name in ("short", "publisher"):  # they go in a text message
        text = plain_signs(text)
    return text.replace("\r\n", "\n").strip() if name in _LINES else " ".join(text.split())


def _dates(form: Mapping[str, str]) -> tuple[dict[str, dt.date | None], list[str]]:
    dates: dict[str, dt.date | None] = {}
    problems = []
    for name in _DATES:
        text = form.get(name, "").strip()
        try:
            dates[name] = dt.date.fromisoformat(text) if text else None
        except ValueError:
            dates[name] = None
            problems.append(f"'{LABELS[name]}' must be a date such as 2026-11-22")
    return dates, problems


def _topic(form: Mapping[str, str]) -> tuple[str, list[str]]:
    """The topic chosen; or the new one that was typed, which goes before it, as a name."""
    words = form.get("new_topic", "").strip()
    topic = named(words) if words else form.get("topic", "").strip()
    if words and not topic:
        return "", ["'A new topic' needs letters or figures"]
    if len(topic) > LONGEST_NAME:
        return topic[:LONGEST_NAME], [f"'A new topic' is too long: {LONGEST_NAME} characters are the most"]
    if topic and not NAME.match(topic):
        return "", [f"'{LABELS['topic']}': choose one of the list"]
    return topic, []


def _unknown(article: CuratedArticle) -> list[str]:
    shown = "\n".join((article.body, article.short, article.publisher, article.source_url))
    return sorted(set(PLACEHOLDER.findall(shown)) - set(PLACEHOLDERS))
