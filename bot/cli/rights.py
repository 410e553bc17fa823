"""``quietword rights``: what is held about a person, found, given out and erased. Each run is on the audit trail."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import typer
from sqlalchemy import select

from bot.app import House, open_house
from bot.cli.errors import Unusable
from bot.privacy.data_rights import rights
from bot.privacy.data_rights.holdings import summary
from bot.privacy.data_rights.subjects import NotFound, Subject, resolve
from bot.privacy.keeping.holds import Held
from bot.privacy.sealing import marks
from bot.settings import load
from bot.store.session import StoreSession, transaction
from bot.store.tables import Erased, utcnow

ACTOR = "operator"
FROM_INPUT = "-"
"""In place of a reference: a line of standard input is one. The words of a command can be read by everybody on the machine
while it runs, and stay in the shell's history."""
REF = typer.Argument(
    help="A reference (C-…, D-…, QW-…), a conversation's number, or the address somebody writes from. "
    f"{FROM_INPUT} reads it from standard input, which keeps an address out of the list of processes and the history of the shell."
)
REASON = typer.Option("asked for at the command line", help="Why; it goes on the audit trail.")

app = typer.Typer(no_args_is_help=True, help="A person's rights over what is held about them.")


@app.command()
def find(ref: str = REF, reason: str = REASON) -> None:
    """Print how many records of each kind are held. Nothing is opened."""
    ref = _named(ref)
    house = open_house(load())
    with transaction(house.sessions) as session:
        subject = _subject(session, house, ref)
        for name, number in sorted(rights.find(session, subject, actor=ACTOR, reason=reason).items()):
            typer.echo(f"{number:>8}  {name}")
        for conversation in marks.conversations(session, subject.places):
            typer.echo(f"Stands in what was written in {conversation.reference}. Is that their own? Then use that reference, too.")


@app.command()
def export(
    ref: str = REF,
    out: Path = typer.Option(Path("."), "--out", help="The folder for the two files."),  # noqa: B008 - typer's way
    safeguarding_agreed: bool = typer.Option(False, "--safeguarding-agreed", help="The safeguarding lead agrees to give those records."),
    reason: str = REASON,
) -> None:
    """Write everything that is held into FOLDER: held.html to read, held.json for a computer. Originals are opened."""
    ref = _named(ref)
    house = open_house(load())
    with transaction(house.sessions) as session:
        subject = _subject(session, house, ref)
        made = rights.export(
            session, subject, vault=house.vault, organisation=house.organisation, actor=ACTOR, reason=reason, now=utcnow(),
            safeguarding_agreed=safeguarding_agreed,
        )  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    for name, text in (("held.html", made.html), ("held.json", made.json)):
        path = out / name
        path.touch(mode=0o600)
        path.write_text(text, encoding="utf-8", errors="surrogatepass")
        typer.echo(f"{path}")


@app.command()
def erase(
    ref: str = REF,
    yes: bool = typer.Option(False, "--yes", help="Do not ask first."),
    keep_stories: bool = typer.Option(False, "--keep-stories", help="Stories stay, without anything that leads to the person."),
    safeguarding_agreed: bool = typer.Option(False, "--safeguarding-agreed", help="The safeguarding lead has agreed."),
    reason: str = REASON,
) -> None:
    """Erase everything of a person, for good."""
    ref = _named(ref)
    house = open_house(load())
    with transaction(house.sessions) as session:
        session.begin_write()
        subject = _subject(session, house, ref)
        if not yes:
            _show(session, subject)
            typer.confirm("Erase all of this for good?", abort=True)
        try:
            erased = rights.erase(
                session,
                subject,
                vault=house.vault,
                actor=ACTOR,
                reason=reason,
                now=utcnow(),
                keep_stories=keep_stories,
                safeguarding_agreed=safeguarding_agreed,
            )
        except (Held, rights.NeedsDecision) as refusal:
            raise Unusable(str(refusal)) from None
    for name, number in sorted(erased.items()):
        typer.echo(f"{number:>8}  {name}")
    typer.echo("Erased. It is gone from backups as they grow old; see docs/privacy/retention-schedule.md.")


@app.command()
def erased() -> None:
    """Print the list of what people asked us to erase, one JSON object a line: keyed hashes and references, no words."""
    with open_house(load()).sessions() as session:
        for row in session.execute(select(Erased).order_by(Erased.id)).scalars():
            typer.echo(json.dumps({"at": row.at.isoformat(), "subject": row.subject, "key": row.key}))


@app.command()
def again(file: Path) -> None:
    """After a restore from a backup: erase again what FILE (made by ``rights erased``) names."""
    house = open_house(load())
    count = 0
    try:
        entries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        wanted = [(str(entry["subject"]), str(entry["key"])) for entry in entries]
    except (OSError, ValueError, KeyError, TypeError):
        raise Unusable(f"{file.name} is no list of erased things. Make one with: quietword rights erased") from None
    for name, key in wanted:
        with transaction(house.sessions) as session:
            session.begin_write()
            subject = rights.known_again(session, name, key)
            if subject != Subject():
                # Decided when it was first erased: neither a hold nor a danger sign of that time stands in the way now.
                why = "erased again after a restore"
                rights.erase(session, subject, vault=house.vault, actor=ACTOR, reason=why, now=utcnow(), safeguarding_agreed=True)
                count += 1
    typer.echo(f"{count} of {len(wanted)} were there and are erased again.")


def _named(ref: str) -> str:
    """The reference that was given, or typed: asked for on a terminal, otherwise the first line of standard input."""
    if ref != FROM_INPUT:
        return ref
    if sys.stdin.isatty():
        return str(typer.prompt("Reference or address"))
    given = sys.stdin.readline().strip()
    if not given:
        raise Unusable("Nothing came on standard input. Write the reference or the address there, on one line.")
    return given


def _subject(session: StoreSession, house: House, ref: str) -> Subject:
    try:
        return resolve(session, house.vault, ref)
    except NotFound as nothing:
        raise Unusable(str(nothing)) from None


def _show(session: StoreSession, subject: Subject) -> None:
    for name, number in sorted(summary(session, subject).items()):
        typer.echo(f"{number:>8}  {name}")
