"""Reads services from files: our own list, the NHS Organisation Data Service's, the Care Quality Commission's.

``data/providers/README.md`` documents the columns. Nothing here touches the database.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.experiences.service_types import SERVICE_TYPES, guess

ODS_COLUMNS = 27
ODS_SERVICE_TYPES = {"epraccur": "gp", "edispensary": "pharmacy", "egdpprac": "dental", "etr": "hospital", "ets": None}
"""What a file of the Organisation Data Service lists, by the file's name."""
CQC_ID = "CQC Location ID (for office use only)"
_CQC_SERVICE_TYPES = (
    ("care home", "care_home"),
    ("nursing home", "care_home"),
    ("homecare", "home_care"),
    ("domiciliary", "home_care"),
    ("supported living", "home_care"),
    ("dentist", "dental"),
    ("doctors/gps", "gp"),
    ("hospice", "hospice"),
    ("ambulance", "ambulance"),
    ("urgent care", "urgent_treatment"),
    ("mental health", "mental_health_adult"),
    ("hospital", "hospital"),
    ("community", "community"),
)
_SMALL = {"and", "of", "the", "at", "in", "for", "on", "with", "upon"}
_SPELT = {"nhs", "gp", "uk", "cic", "plc", "llp"}


class RegisterError(Exception):
    """A file is not in a shape we know. The message names the file and the line."""


@dataclass(frozen=True)
class Listed:
    """One service as a file has it. ``active`` False: it has closed. ``shown``: its name may be said to the public."""

    code: str
    source: str
    name: str
    service_type: str | None
    parent: str | None = None
    town: str | None = None
    postcode: str | None = None
    local_names: tuple[str, ...] = ()
    active: bool = True
    shown: bool = True


def read(path: Path, service_type: str | None = None) -> list[Listed]:
    """The services in the file, whichever of the three shapes it has. Raises ``RegisterError``."""
    try:
        # The registers come as UTF-8, older ones as Windows-1252, which every byte can be read as.
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig", "strict") if _is_utf8(raw) else raw.decode("cp1252", "replace")
        rows = list(csv.reader(text.splitlines()))
    except (OSError, csv.Error) as error:
        raise RegisterError(f"{path.name} cannot be read: {error}") from error
    if service_type is not None and service_type not in SERVICE_TYPES:
        raise RegisterError(f"'{service_type}' is no type of service; known: {', '.join(SERVICE_TYPES)}")
    found = list(_listed(path, rows, service_type))
    if not found:
        raise RegisterError(f"{path.name} lists no service. See data/providers/README.md for the shapes that can be read.")
    return found


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _listed(path: Path, rows: Sequence[list[str]], service_type: str | None) -> Iterator[Listed]:
    for number, row in enumerate(rows[:50]):
        names = [cell.strip() for cell in row]
        if "local_names" in names and "code" in names:
            return _own(names, rows[number + 1 :])
        if CQC_ID in names and "Name" in names:
            return _cqc(names, rows[number + 1 :], service_type)
    if any(len(row) >= ODS_COLUMNS for row in rows):
        return _ods(path, rows, service_type)
    return iter(())


def _own(names: list[str], rows: Sequence[list[str]]) -> Iterator[Listed]:
    for row in rows:
        if not any(row):
            continue
        at = dict(zip(names, (cell.strip() for cell in row), strict=False))
        yield Listed(
            code=at["code"],
            source="own",
            name=at["name"],
            service_type=at["service_type"] or None,
            parent=at.get("parent") or None,
            town=at.get("town") or None,
            local_names=tuple(name.strip() for name in at["local_names"].split(";") if name.strip()),
            shown=at.get("status") == "confirmed",
        )


def _ods(path: Path, rows: Sequence[list[str]], service_type: str | None) -> Iterator[Listed]:
    stem = path.stem.lower()
    kind = service_type or ODS_SERVICE_TYPES.get(stem)
    for number, row in enumerate(rows, start=1):
        if not any(row):
            continue
        if len(row) < ODS_COLUMNS:
            raise RegisterError(f"{path.name}, line {number}: {len(row)} columns, and a file of this register has {ODS_COLUMNS}")
        cells = [cell.strip() for cell in row]
        name = titled(cells[1])
        address = [part for part in cells[4:9] if part]
        yield Listed(
            code=f"ods-{cells[0]}",
            source="ods",
            name=name,
            service_type=kind or guess(name),
            parent=f"ods-{cells[14]}" if stem == "ets" and cells[14] else None,
            town=titled(_town(address)) or None,
            postcode=cells[9] or None,
            active=not cells[11] and cells[12] not in ("C", "P"),
        )


def _town(address: list[str]) -> str:
    """The last line of an address that is no county."""
    lines = [line for line in address if not line.upper().endswith("SHIRE") and line.upper() not in ("NORFOLK", "SUFFOLK", "RUTLAND")]
    return lines[-1] if lines else ""


def _cqc(names: list[str], rows: Sequence[list[str]], service_type: str | None) -> Iterator[Listed]:
    for row in rows:
        if not any(row):
            continue
        at = dict(zip(names, (cell.strip() for cell in row), strict=False))
        if not at.get(CQC_ID) or not at.get("Name"):
            continue
        kinds = at.get("Service types", "").lower()
        address = [part.strip() for part in at.get("Address", "").split(",") if part.strip()]
        yield Listed(
            code=f"cqc-{at[CQC_ID]}",
            source="cqc",
            name=at["Name"],
            service_type=service_type or next((code for words, code in _CQC_SERVICE_TYPES if words in kinds), None) or guess(at["Name"]),
            parent=at.get("Provider name") or None,
            town=titled(_town(address)) or None,
            postcode=at.get("Postcode") or None,
            local_names=tuple(name.strip() for name in at.get("Also known as", "").split(";") if name.strip()),
        )


def titled(name: str) -> str:
    """A name that a register shouts, as it is written elsewhere: "THE OLD EXCHANGE SURGERY" is The Old Exchange Surgery."""
    if not name.isupper():
        return name
    words: list[str] = []
    for word in name.lower().split():
        small = word in _SMALL and bool(words)
        words.append(word.upper() if word.strip("().,") in _SPELT else word if small else _capital(word))
    return " ".join(words)


def _capital(word: str) -> str:
    return re.sub(r"(^|[-(])([a-z])", lambda match: match[1] + match[2].upper(), word)
