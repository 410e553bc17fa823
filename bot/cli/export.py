"""``quietword export``: what may leave the house, in open formats."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path
from typing import Optional

import typer

from bot.app import open_house
from bot.cli.errors import Unusable
from bot.experiences import export
from bot.privacy.succession import closure
from bot.safety import verdicts
from bot.settings import load
from bot.store import audit
from bot.store.session import transaction
from bot.store.tables import utcnow

app = typer.Typer(no_args_is_help=True, help="What may leave the house, in open formats.")


@app.callback()
def group() -> None:
    """What may leave the house, in open formats."""


@app.command("experiences")
def experiences(
    folder: Path = typer.Option(Path("export"), "--to", help="The folder for the files; made when it is not there."),  # noqa: B008
    since: Optional[str] = typer.Option(None, help="Only those received from this day on, as 2026-04-01."),  # noqa: UP045
    until: Optional[str] = typer.Option(None, help="Only those received up to this day."),  # noqa: UP045
) -> None:
    """Experiences: coded, anonymised, released by staff, agreed to, small numbers hidden. CSV, JSON, CiviCRM, data dictionary."""
    house = open_house(load())
    with transaction(house.sessions) as session:
        session.begin_write()
        exported = export.collect(session, house.vault, _day(since), _day(until))
        export.record(session, exported, utcnow())
    for path in export.write(exported, folder):
        typer.echo(str(path))
    typer.echo(f"{len(exported.rows)} experiences written.")
    for reason, number in sorted(exported.kept_back.items()):
        typer.echo(f"{number} kept back: {reason}.")


@app.command("danger")
def danger(file: Path = typer.Argument(Path("danger.jsonl"), help="The file to write.")) -> None:  # noqa: B008
    """Danger signs that staff have judged: redacted words, category, sign, verdict. JSON Lines, to measure and to learn from."""
    house = open_house(load())
    with transaction(house.sessions) as session:
        session.begin_write()
        rows = [asdict(row) for row in verdicts.judged(session)]
        audit.record(session, actor="system", act="export_danger", subject="danger_sign", subject_id="all", detail={"rows": len(rows)})
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    typer.echo(f"{len(rows)} judged danger signs written to {file}.")


@app.command("closure")
def closure_(
    folder: Path,
    decision: Optional[str] = typer.Option(  # noqa: UP045 - typer reads annotations on 3.10
        None, help="The data protection decision that allows people's contacts and held records to go too."
    ),
) -> None:
    """Everything for a successor body in open formats, into FOLDER, with a data dictionary. Nobody's details without a decision."""
    house = open_house(load())
    with transaction(house.sessions) as session:
        session.begin_write()
        try:
            made = closure.export(
                session, folder, organisation=house.organisation, actor="operator", now=utcnow(), vault=house.vault, decision=decision
            )
        except (OSError, ValueError) as error:
            raise Unusable(f"Nothing was exported: {error}") from None
    for path in made.files:
        typer.echo(str(path))
    for reason, number in sorted(made.kept_back.items()):
        typer.echo(f"{number} stories kept back: {reason}.")


def _day(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Unusable(f"'{text}' is no day: write it as 2026-04-01.") from None
