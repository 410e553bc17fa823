"""The files of an export for a successor body: every column with what it means, and rows as JSON and as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import json
from pathlib import Path
from typing import Any

from bot.spreadsheet import cell

Rows = list[dict[str, Any]]
COLUMNS: dict[str, dict[str, str]] = {
    "experience": {
        "reference": "The number the teller was given; they may still ask to change or erase the story under it",
        "channel": "Where it was told",
        "story_redacted": "What was told, with personal details replaced by words in square brackets",
        "may_quote": "Whether its words may be quoted without a name",
        "may_share": "Whether it may be passed to the service with a name",
        "service_name_redacted": "The service as the teller named it",
        "provider_code": "The service in our list",
        "service_type": "The type of service, a code of ours",
        "month": "The first of the month in which it happened",
        "rating": "1 very poor to 5 very good",
        "about": "Whose care: me, cared_for, someone_else",
        "sentiment": "positive, neutral, negative, mixed",
        "themes": "Codes of what it is about",
        "submitted_on": "The day it was sent",
        "notice_version": "The privacy notice its teller was shown",
    },
    "consent_grant": {
        "reference": "The story",
        "purpose": "What was asked",
        "granted": "Yes or no; the newest row holds",
        "by": "person, or staff for them",
        "notice_version": "The privacy notice",
        "on": "The day",
    },
    "experience_code": {
        "reference": "The story",
        "kind": "theme, service_type or sentiment",
        "code": "The code",
        "source": "machine or person",
        "score": "How sure the machine was, 0 to 1",
        "on": "The day",
    },
    "enquiry": {
        "on": "The day",
        "channel": "Where it was asked",
        "outcome": "How it ended",
        "topic": "What it was about",
        "article": "The page that answered",
    },
    "comment_case": {"on": "The day", "channel": "The platform", "action": "What was decided", "state": "open or closed"},
    "tally": {
        "measure": "What was counted",
        "day": "The day",
        "channel": "Where",
        "label": "Which kind",
        "topic": "What about",
        "number": "How many rows were erased since; add them to those that are left",
    },
    "article": {
        "slug": "Its name",
        "topic": "Its topic",
        "title": "Its title",
        "body": "Markdown",
        "short": "The form for text messages",
        "publisher": "Who says so",
        "source_url": "Where",
        "checked_on": "When it was checked",
        "review_by": "Until when it may be shown",
        "status": "draft, published or withdrawn",
    },
    "announcement": {
        "slug": "Its name",
        "kind": "event, opportunity or impact_story (what changed because of what people told us)",
        "title": "Its title",
        "area": "both, cambridgeshire or peterborough",
        "place": "The town or village",
        "details": "What else is said of it, by field",
        "organiser": "Who runs it",
        "source_url": "Where it is said",
        "checked_on": "When it was checked",
        "status": "draft, published or withdrawn",
        "shown_from": "From when it was shown",
        "starts_at": "When an event began",
        "ends_at": "From when on it was over",
    },
    "saved_reply": {
        "title": "Its title",
        "text": "Words that staff keep for a question that comes again and again",
        "changed_at": "When last",
    },
    "data_request": {
        "reference": "Its number",
        "kind": "Which right",
        "opened_on": "The day",
        "due_on": "By when",
        "closed_on": "The day",
        "outcome": "How it ended",
    },
    "retention_batch": {"at": "When", "retention_class": "Which class of the schedule", "erased": "Rows of each table that went"},
}
"""Every file and every column, with what it means: the data dictionary is made of this."""


def as_row(name: str, row: Any, **given: Any) -> dict[str, Any]:
    """A row of file ``name``: the columns as ``given``, the others from the table."""
    return {column: _plain(given[column] if column in given else getattr(row, column)) for column in COLUMNS[name]}


def dictionary() -> Rows:
    """The meaning of every column of every file."""
    return [
        {"file": name, "column": column, "meaning": meaning} for name, columns in COLUMNS.items() for column, meaning in columns.items()
    ]


def write(folder: Path, name: str, rows: Rows) -> list[Path]:
    """The same rows as JSON and as CSV (UTF-8 with the mark that spreadsheets look for)."""
    columns = list(COLUMNS.get(name) or rows[0])
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return [as_json(folder / f"{name}.json", rows), path]


def as_json(path: Path, value: Any) -> Path:
    """A file that only its owner may read."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8", errors="surrogatepass")
    path.chmod(0o600)
    return path


def _cell(value: Any) -> Any:
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
    return cell(text) if isinstance(text, str) else text


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
