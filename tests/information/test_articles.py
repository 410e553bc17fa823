"""Article files: what is read, what is refused, what is carried into the database and back, and that ours are fit."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.information import editing, form
from bot.information.article import SOURCE_TO_OPEN, ArticleError, CuratedArticle, Fact, format_file, parse
from bot.information.articles import check_dir, export_dir, import_dir, read_dir
from bot.information.checks import check_article
from bot.information.topics import LABELS
from bot.organisation import Organisation
from bot.store.tables import Article, utcnow
from tests.information.conftest import ARTICLES, CHECKED


def test_our_articles_are_fit_to_be_published(organisation: Organisation) -> None:
    assert [str(problem) for problem in check_dir(ARTICLES, organisation, CHECKED)] == []


def test_every_topic_has_an_article_in_date() -> None:
    articles = read_dir(ARTICLES)
    assert {article.topic for article in articles} >= set(LABELS)
    assert all(article.status == "published" and article.in_date(CHECKED) for article in articles)


def test_a_file_is_read_as_it_was_written(article: CuratedArticle) -> None:
    noted = replace(article, area="peterborough", facts=(Fact("01632 960001", "https://www.nhs.uk/toys", "confirmed"),))
    assert parse(format_file(noted), "toy.md") == noted


FILE = """---
slug: toy
topic: toy
title: Toys
questions: [a, b]
publisher: NHS
source_url: https://www.nhs.uk
checked_on: 2026-11-22
review_by: 2027-02-22
status: published
short: Toys.
---
Text.
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("---\nslug", "slug", "begin with a line '---'"),
        ("title: Toys", "title: [", "not valid YAML"),
        ("title: Toys\n", "", "'title' is missing"),
        ("title: Toys", "title: ''", "'title' is missing"),
        ("slug: toy", "slug: Toy Box", "'slug' must be small letters"),
        ("status: published", "status: live", "'status' is 'live'"),
        ("[a, b]", "a", "'questions' must be a list"),
        ("2027-02-22", "next year", "'review_by' must be a date"),
        ("short: Toys.", "short: Toys.\ncolour: red", "'colour' is not an entry"),
        ("short: Toys.", "short: Toys.\narea: moon", "'area' is 'moon'"),
        ("short: Toys.", "short: Toys.\nfacts: [{text: x}]", "every fact needs"),
        ("Text.", "", "no text after"),
    ],
)
def test_a_wrong_file_is_refused_with_the_entry(old: str, new: str, message: str) -> None:
    parse(FILE, "toy.md")
    with pytest.raises(ArticleError, match=rf"^toy.md: .*{message}"):
        parse(FILE.replace(old, new, 1), "toy.md")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"source_url": "http://www.nhs.uk/toys"}, "must start with https"),
        ({"source_url": "https://toys.example.org"}, "toys.example.org, which is no site that the public is sent to"),
        ({"source_url": "https://notnhs.uk"}, "is no site that the public"),
        ({"short": "A toy is on http://www.nhs.uk."}, "a link must start with https"),
        ({"topic": ""}, "'topic' is empty"),
        ({"checked_on": None}, "'checked_on' is empty"),
        ({"questions": (*(f"toy {number}" for number in range(15)), "a toy for [name]")}, "says [name] where a personal detail was"),
        ({"body": "See [this](https://evil.example.org). " + "Ask us at the desk. " * 20}, "evil.example.org"),
        ({"checked_on": dt.date(2027, 1, 2), "review_by": dt.date(2027, 3, 1)}, "still to come"),
        ({"review_by": CHECKED}, "must be later"),
        ({"checked_on": dt.date(2025, 1, 1), "review_by": dt.date(2026, 1, 1)}, "was due to be checked"),
        ({"questions": ("one", "two")}, "has 2 questions"),
        ({"body": "Too short."}, "write 60 to 160"),
        (
            {"body": "Notwithstanding administrative considerations, practitioners systematically facilitate communication. " * 8},
            "reading grade",
        ),
        ({"short": "toy " * 80}, "306 is the most"),
        ({"short": "A “toy” for you."}, "not in the text message alphabet"),
        ({"short": "A toy for you!"}, "exclamation mark"),
        ({"body": "Call {{organisation.fax}}. " * 20}, "organisation.fax"),
        ({"facts": (Fact("Ask at the desk", "https://www.nhs.uk", "unconfirmed"),)}, "not confirmed and must not be printed"),
    ],
)
def test_what_is_not_fit_is_said(article: CuratedArticle, organisation: Organisation, change: dict[str, object], message: str) -> None:
    assert list(check_article(article, organisation, CHECKED)) == []
    found = list(check_article(replace(article, **change), organisation, CHECKED))  # type: ignore[arg-type]
    assert any(message in problem for problem in found), found


def test_check_names_files_that_cannot_be_read_or_repeat_a_slug(
    tmp_path: Path, organisation: Organisation, article: CuratedArticle
) -> None:
    assert "no article files" in str(check_dir(tmp_path, organisation, CHECKED)[0])
    (tmp_path / "a.md").write_text(format_file(article), encoding="utf-8")
    (tmp_path / "b.md").write_text(format_file(article), encoding="utf-8")
    (tmp_path / "c.md").write_bytes(b"\xff\xfe")
    problems = [str(problem) for problem in check_dir(tmp_path, organisation, CHECKED)]
    assert problems[0] == "b.md: 'slug' is 'toy', which a.md has already"
    assert problems[1].startswith("c.md: cannot be read")
    with pytest.raises(ArticleError, match=r"which a\.md has already"):
        read_dir(tmp_path)


def test_importing_twice_changes_nothing(session: Session) -> None:
    first = import_dir(session, ARTICLES)
    session.commit()
    assert len(first.created) == session.scalar(select(func.count(Article.id))) >= 28
    stamps = dict(session.execute(select(Article.slug, Article.updated_at)).all())
    second = import_dir(session, ARTICLES)
    session.commit()
    assert [second.created, second.updated, second.kept] == [[], [], []]
    assert len(second.unchanged) == len(first.created)
    assert dict(session.execute(select(Article.slug, Article.updated_at)).all()) == stamps


def put(folder: Path, article: CuratedArticle) -> None:
    (folder / f"{article.slug}.md").write_text(format_file(article), encoding="utf-8")


def test_a_changed_file_updates_its_row_but_not_over_a_desk_edit(session: Session, tmp_path: Path, article: CuratedArticle) -> None:
    put(tmp_path, article)
    import_dir(session, tmp_path)
    put(tmp_path, replace(article, title="Lend a toy"))
    assert import_dir(session, tmp_path).updated == ["toy"]
    row = session.scalars(select(Article)).one()
    assert row.title == "Lend a toy"

    row.title, row.updated_at = "Edited at the desk", utcnow()
    session.flush()
    assert import_dir(session, tmp_path).unchanged == ["toy"]
    assert row.title == "Edited at the desk"

    put(tmp_path, replace(article, title="Newer file"))
    kept = import_dir(session, tmp_path)
    assert kept.kept == ["toy"]
    assert "Not replaced, because the desk has changed them: toy." in str(kept)
    assert row.title == "Edited at the desk"
    assert import_dir(session, tmp_path, overwrite=True).updated == ["toy"]
    assert row.title == "Newer file"


def at_the_desk(session: Session, article: CuratedArticle, status: str) -> None:
    editing.save(session, replace(article, status=status), actor="staff:1", now=utcnow())
    session.flush()


def test_a_page_written_at_the_desk_is_left_alone_by_files_and_said(session: Session, tmp_path: Path, article: CuratedArticle) -> None:
    at_the_desk(session, replace(article, slug="kite"), "published")
    at_the_desk(session, article, "published")
    put(tmp_path, replace(article, title="A file that came later"))
    brought = import_dir(session, tmp_path)
    assert (brought.kept, brought.only_here) == (["toy"], ["kite"]), "not even a file with the same name takes its place"
    assert "Written at the desk, without a file here, and left as they are: kite." in str(brought)
    assert {row.title for row in session.scalars(select(Article))} == {"Borrow a toy"}


def test_a_page_of_the_desk_goes_out_to_a_file_and_from_then_on_a_newer_file_is_taken(
    session: Session, tmp_path: Path, article: CuratedArticle
) -> None:
    at_the_desk(session, article, "published")
    export_dir(session, tmp_path)
    assert import_dir(session, tmp_path).unchanged == ["toy"]
    put(tmp_path, replace(article, title="Lend a toy"))
    assert import_dir(session, tmp_path).updated == ["toy"]
    at_the_desk(session, replace(article, title="Newer at the desk"), "published")
    put(tmp_path, replace(article, title="Newer in the file, too"))
    assert import_dir(session, tmp_path).kept == ["toy"]
    assert session.scalars(select(Article)).one().title == "Newer at the desk"


def test_an_unfinished_draft_goes_out_and_comes_back_in(session: Session, tmp_path: Path, article: CuratedArticle) -> None:
    bare, wrong = form.read({"title": "Fly a kite"}, "kite")
    assert wrong == []
    at_the_desk(session, bare, "draft")
    export_dir(session, tmp_path)
    assert read_dir(tmp_path) == [replace(bare, source_status=SOURCE_TO_OPEN)]
    put(tmp_path, replace(bare, topic="kites"))
    assert import_dir(session, tmp_path).kept == ["kite"]


def test_what_goes_out_comes_back_in(session: Session, tmp_path: Path) -> None:
    import_dir(session, ARTICLES)
    assert export_dir(session, tmp_path) >= 28
    shown = {article.slug: article.digest() for article in read_dir(ARTICLES)}
    assert {article.slug: article.digest() for article in read_dir(tmp_path)} == shown
    assert len(import_dir(session, tmp_path).unchanged) == len(shown)


def test_export_keeps_the_editors_notes_of_a_file_that_is_there(session: Session, tmp_path: Path, article: CuratedArticle) -> None:
    noted = replace(article, area="peterborough", facts=(Fact("a fact", "https://www.nhs.uk", "confirmed"),))
    put(tmp_path, noted)
    import_dir(session, tmp_path)
    export_dir(session, tmp_path)
    assert read_dir(tmp_path) == [noted]
