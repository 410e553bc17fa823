"""Experiences for those who may learn from them: coded, anonymised, looked through by staff, agreed to, small numbers hidden.

What leaves here is in open formats with a data dictionary beside it: ``experiences.csv`` and ``.json``, ``counts.csv``,
``civicrm.csv`` (activities, for CiviCRM's import) and ``data-dictionary.csv``. An experience goes out only when it was
sent, when staff released it, and when the person agrees to its use without their name (``consent.agreed_to``); one whose
words may point at one person only when staff settled that, too (``pointing``).
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.experiences import about_you, consent, pointing
from bot.experiences.capture import SUBMITTED
from bot.experiences.service_types import SERVICE_TYPES
from bot.privacy.sealing.vault import Vault
from bot.spreadsheet import cell
from bot.store import audit
from bot.store.tables import AboutPerson, Experience, Provider

FEWEST = 5
"""A number of people below this is not given: somebody could be picked out of them."""
HIDDEN = "fewer than 5"
NOT_GIVEN = "not given"
"""For a number that would give a hidden one away."""
NOT_SAID = ""
ANONYMOUS_CONTACT = "quietword-anonymous"
"""The external identifier of the one contact in CiviCRM that all anonymous experiences belong to."""

DICTIONARY = (
    ("id", "A number for this experience in exports. It is not the reference the person holds, and cannot be turned back into it."),
    ("received", "The month in which it was sent to us, as YYYY-MM."),
    ("care", "The month of the care, as YYYY-MM; empty when not said."),
    ("service_type", "The kind of service: a code of the list of services."),
    (
        "service",
        f"The name of the service; '{HIDDEN}' when fewer than {FEWEST} experiences in this export are of it; empty when not known.",
    ),
    ("service_code", "Its code in the NHS register (ods-...) or the Care Quality Commission's (cqc-...); hidden with the name."),
    ("rating", "1 (very poor) to 5 (very good); empty when not given. No value was chosen beforehand."),
    ("sentiment", "positive, negative, neutral or mixed."),
    ("themes", "Codes of the list of topics, divided by semicolons."),
    ("coded_by", "person when staff settled the topics, machine when they are a suggestion nobody has looked at."),
    ("about", "me, cared_for (someone they care for) or someone_else; empty when not said."),
    ("words", "What the person wrote, personal details taken out; only where they agreed to be quoted without their name."),
    *(
        (
            f"person_{question.code}",
            f"{question.text} One of: {', '.join(question.options)}. "
            f"'{HIDDEN}' for fewer than {FEWEST} such answers, alone or together with those before it.",
        )
        for question in about_you.questions()
    ),
)
COLUMNS = tuple(name for name, _ in DICTIONARY)
CIVICRM = (
    "External Identifier",
    "Activity Type",
    "Activity Subject",
    "Activity Date",
    "Activity Status",
    "Activity Details",
    "Service type",
    "Service",
    "Rating",
    "Sentiment",
    "Themes",
)


@dataclass(frozen=True)
class Exported:
    """How many went out, and how many that were sent did not, by the reason."""

    rows: list[dict[str, Any]]
    kept_back: dict[str, int]


def collect(session: Session, vault: Vault, since: dt.date | None = None, until: dt.date | None = None) -> Exported:
    """The experiences that may go out, received in ``since`` to ``until`` (days, both counted), as rows of ``COLUMNS``."""
    query = select(Experience).where(Experience.state == SUBMITTED).order_by(Experience.id)
    if since is not None:
        query = query.where(Experience.submitted_at >= _midnight(since))
    if until is not None:
        query = query.where(Experience.submitted_at < _midnight(until + dt.timedelta(days=1)))
    may_use = set(session.execute(consent.agreed_to("use_anonymously")).scalars())
    may_quote = set(session.execute(consent.agreed_to("quote_anonymously")).scalars())
    kept_back: Counter[str] = Counter()
    chosen = []
    for experience in session.execute(query).scalars():
        if experience.id not in may_use:
            kept_back["not agreed to"] += 1
        elif experience.approved_at is None:
            kept_back["not released by staff"] += 1
        elif experience.id in may_quote and pointing.is_open(experience):
            kept_back[pointing.KEPT_BACK] += 1
        else:
            chosen.append(experience)
    persons = _persons(session, [experience.id for experience in chosen])
    names = {row.code: row.name for row in session.execute(select(Provider.code, Provider.name))}
    rows = [_row(experience, vault, names, persons[experience.id], experience.id in may_quote) for experience in chosen]
    for column in ("service", *(name for name in COLUMNS if name.startswith("person_"))):
        _hide_few(rows, column)
    _hide_rare_combinations(rows)
    for row in rows:
        if row["service"] == HIDDEN:
            row["service_code"] = HIDDEN
    return Exported(rows, dict(kept_back))


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.timezone.utc)


def _persons(session: Session, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    wanted = set(ids)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in session.execute(select(AboutPerson.experience_id, AboutPerson.question, AboutPerson.answer)):
        if row.experience_id in wanted:
            found[row.experience_id][row.question] = row.answer
    return found


def _row(experience: Experience, vault: Vault, names: dict[str, str], person: dict[str, str], quotable: bool) -> dict[str, Any]:
    listed = names.get(experience.provider_code or "")
    return {
        "id": vault.sign(f"export/experience/{experience.reference}", 12),
        "received": f"{experience.submitted_at:%Y-%m}",
        "care": f"{experience.month:%Y-%m}" if experience.month else NOT_SAID,
        "service_type": experience.service_type or "other",
        # A name that is on no list could be anything the person typed: it stays in the house.
        "service": listed or NOT_SAID,
        "service_code": experience.provider_code if listed else NOT_SAID,
        "rating": experience.rating if experience.rating is not None else NOT_SAID,
        "sentiment": experience.sentiment or NOT_SAID,
        "themes": ";".join(experience.themes or ()),
        "coded_by": "person" if experience.coded_at else "machine",
        "about": experience.about or NOT_SAID,
        "words": pointing.words_for_others(experience) if quotable else NOT_SAID,
        **{f"person_{question.code}": person.get(question.code, NOT_SAID) for question in about_you.questions()},
    }


def _hide_few(rows: list[dict[str, Any]], column: str) -> None:
    counts = Counter(row[column] for row in rows)
    for row in rows:
        if row[column] != NOT_SAID and counts[row[column]] < FEWEST:
            row[column] = HIDDEN


def _hide_rare_combinations(rows: list[dict[str, Any]]) -> None:
    """Leaves as many answers about a person, from the first question on, as at least ``FEWEST`` rows share together.

    Each answer alone may be common and all of them together be one person.
    """
    columns = [f"person_{question.code}" for question in about_you.questions()]
    answers = [tuple(row[column] for column in columns) for row in rows]
    shared = Counter(mine[:shown] for mine in answers for shown in range(1, len(columns) + 1))
    for row, mine in zip(rows, answers, strict=True):
        shown = next((number for number in range(len(columns), 0, -1) if shared[mine[:number]] >= FEWEST), 0)
        row.update((column, HIDDEN) for column in columns[shown:] if row[column] != NOT_SAID)


def counts(rows: Sequence[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """(what, value, number) of kinds of service, sentiments, ratings and themes; numbers below ``FEWEST`` are hidden.

    Where what is hidden could be told from the rest (an experience has one kind of service, one sentiment, one rating), the
    smallest number that is left is not given either.
    """
    found: Counter[tuple[str, str]] = Counter()
    for row in rows:
        found.update((what, str(row[what])) for what in ("service_type", "sentiment", "rating") if row[what] != NOT_SAID)
        found.update(("theme", code) for code in row["themes"].split(";") if code)
    said = {key: str(number) if number >= FEWEST else HIDDEN for key, number in found.items()}
    for what in ("service_type", "sentiment", "rating"):
        mine = {key: number for key, number in found.items() if key[0] == what}
        hidden = [number for number in mine.values() if number < FEWEST]
        left = [key for key, number in mine.items() if number >= FEWEST]
        if hidden and left and (len(hidden) == 1 or sum(hidden) < FEWEST):
            said[min(left, key=lambda key: (mine[key], key))] = NOT_GIVEN
    return [(what, value, number) for (what, value), number in sorted(said.items())]


def write(exported: Exported, folder: Path) -> list[Path]:
    """Writes the five files into ``folder``, which is made when it is not there; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / name for name in ("experiences.csv", "experiences.json", "counts.csv", "civicrm.csv", "data-dictionary.csv")}
    _csv(files["experiences.csv"], COLUMNS, ([row[name] for name in COLUMNS] for row in exported.rows))
    text = json.dumps({"dictionary": dict(DICTIONARY), "experiences": exported.rows}, ensure_ascii=False, indent=1)
    files["experiences.json"].write_text(text + "\n", encoding="utf-8")
    _csv(files["counts.csv"], ("what", "value", "number"), counts(exported.rows))
    _csv(files["civicrm.csv"], CIVICRM, map(_activity, exported.rows))
    _csv(files["data-dictionary.csv"], ("column", "holds"), DICTIONARY)
    return list(files.values())


def _activity(row: dict[str, Any]) -> list[Any]:
    """One experience as CiviCRM's activity import takes it; the last five columns are custom fields."""
    kind = SERVICE_TYPES.get(row["service_type"], row["service_type"])
    return [
        ANONYMOUS_CONTACT,
        "Experience of care",
        f"{kind} ({row['id']})",
        f"{row['received']}-01",
        "Completed",
        row["words"],
        kind,
        row["service"],
        row["rating"],
        row["sentiment"],
        row["themes"],
    ]


def _csv(file: Path, heading: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as out:  # with a mark, by which Excel knows UTF-8
        writer = csv.writer(out)
        writer.writerow(heading)
        writer.writerows([cell(str(value)) for value in row] for row in rows)


def record(session: Session, exported: Exported, now: dt.datetime, actor: str = "system") -> None:
    """Puts the export on the audit trail: how many went out, and how many did not and why."""
    audit.record(
        session,
        actor=actor,
        act="experience.export",
        subject="export",
        subject_id=f"{now:%Y-%m-%dT%H:%M:%SZ}",
        detail={"experiences": len(exported.rows), "kept_back": exported.kept_back},
    )
