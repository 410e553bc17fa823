"""The collection of articles: reading a folder, checking it, and carrying it into and out of the database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.information.article import SOURCE_TO_OPEN, ArticleError, CuratedArticle, format_file, parse
from bot.information.checks import Problem, check_article
from bot.information.history import IMPORTED
from bot.organisation import Organisation
from bot.store import audit
from bot.store.tables import Article, Audit, utcnow

__all__ = ["ArticleError", "CuratedArticle", "Imported", "Problem", "check_dir", "export_dir", "import_dir", "read_dir"]


@dataclass
class Imported:
    """What an import did, by slug. ``kept``: the desk's words stayed although the file says something else that is new.

    ``only_here``: pages written at the desk that have no file in the folder. They stay as they are.
    """

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    only_here: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        text = f"{len(self.created)} new, {len(self.updated)} changed, {len(self.unchanged)} as they were."
        if self.kept:
            text += f" Not replaced, because the desk has changed them: {', '.join(self.kept)}."
            text += " To bring both together: quietword articles export to another folder, compare, and change the page at the desk."
        if self.only_here:
            text += f" Written at the desk, without a file here, and left as they are: {', '.join(self.only_here)}."
        return text


def read_dir(folder: Path) -> list[CuratedArticle]:
    """All articles of a folder's ``*.md`` files, by file name. Raises ``ArticleError`` for the first that cannot be used."""
    files = sorted(folder.glob("*.md"))
    if not files:
        raise ArticleError(f"{folder.name} holds no article files (*.md).")
    found: dict[str, str] = {}
    result = []
    for file in files:
        article = _read(file)
        if article.slug in found:
            raise ArticleError(f"{file.name}: 'slug' is '{article.slug}', which {found[article.slug]} has already.")
        found[article.slug] = file.name
        result.append(article)
    return result


def _read(file: Path) -> CuratedArticle:
    try:
        return parse(file.read_text(encoding="utf-8"), file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ArticleError(f"{file.name}: cannot be read: {error}") from error


def import_dir(session: Session, folder: Path, *, actor: str = "system", overwrite: bool = False) -> Imported:
    """Brings a folder's articles into the database, in the caller's transaction; doing it again changes nothing.

    A file that did not change since its last import leaves its row alone, so that edits made at the desk stay. When the
    file and the row have both changed, the row stays (``kept``) unless ``overwrite``; so does a page that the desk wrote
    under the name of a file. A file that says what the row says counts as brought in: from then on a change of the file
    alone is taken, which is how what was exported comes back. Raises ``ArticleError``.
    """
    articles = read_dir(folder)
    rows = {row.slug: row for row in session.scalars(select(Article))}
    last = {row.subject_id: row.detail["digest"] for row in session.scalars(select(Audit).where(Audit.act == IMPORTED).order_by(Audit.id))}
    result = Imported()
    for article in articles:
        row, digest = rows.get(article.slug), article.digest()
        if row is None:
            session.add(article.to_row())
            result.created.append(article.slug)
        else:
            current = CuratedArticle.from_row(row).digest()
            if last.get(article.slug) == digest and (current == digest or not overwrite):
                result.unchanged.append(article.slug)
                continue
            if current == digest:
                result.unchanged.append(article.slug)
                audit.record(session, actor=actor, act=IMPORTED, subject="article", subject_id=article.slug, detail={"digest": digest})
                continue
            if current != last.get(article.slug) and not overwrite:
                result.kept.append(article.slug)
                continue
            for column, value in article.stored().items():
                setattr(row, column, value)
            row.updated_at = utcnow()
            result.updated.append(article.slug)
        audit.record(session, actor=actor, act=IMPORTED, subject="article", subject_id=article.slug, detail={"digest": digest})
    result.only_here += sorted(set(rows) - set(last) - {article.slug for article in articles})
    return result


def export_dir(session: Session, folder: Path) -> int:
    """Writes every article of the database as a file into the folder; returns how many.

    The editors' notes that the database does not hold (facts, whether the source was opened) are taken over from
    a file of the same name that is there already.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for row in session.scalars(select(Article).order_by(Article.slug)):
        article = CuratedArticle.from_row(row)
        file = folder / f"{article.slug}.md"
        if file.exists():
            before = _read(file)
            article = replace(article, facts=before.facts, source_status=before.source_status)
        elif article.checked_on is None:
            article = replace(article, source_status=SOURCE_TO_OPEN)
        file.write_text(format_file(article), encoding="utf-8")
        count += 1
    return count


def check_dir(folder: Path, organisation: Organisation, today: dt.date | None = None) -> list[Problem]:
    """Everything that is wrong with a folder's articles, by file; an empty list when all is well."""
    today = today or dt.datetime.now(organisation.timezone).date()
    problems = []
    slugs: dict[str, str] = {}
    files = sorted(folder.glob("*.md"))
    if not files:
        return [Problem(folder.name, "holds no article files (*.md)")]
    for file in files:
        try:
            article = _read(file)
        except ArticleError as error:
            problems.append(Problem(file.name, str(error).removeprefix(f"{file.name}: ")))
            continue
        if article.slug in slugs:
            problems.append(Problem(file.name, f"'slug' is '{article.slug}', which {slugs[article.slug]} has already"))
        slugs[article.slug] = file.name
        problems += [Problem(file.name, message) for message in check_article(article, organisation, today)]
    return problems
