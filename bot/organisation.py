"""The organisation an installation speaks for: ``organisation.yml``, read and checked once.

Facts carry a status there, and only confirmed ones come out of here: a caller cannot show an unconfirmed number by
mistake, because it never gets one.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot import yaml_files

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class OrganisationError(Exception):
    """``organisation.yml`` is missing or says something that cannot be used; the message names the entry."""


@dataclass(frozen=True)
class Hours:
    """Opening hours: for each weekday (Monday is 0) a list of (opens, closes) in local time, and days off."""

    confirmed: bool
    week: tuple[tuple[tuple[dt.time, dt.time], ...], ...]
    closed_on: frozenset[dt.date]


@dataclass(frozen=True)
class WhatsAppTemplate:
    """A template that WhatsApp has approved, by Twilio's ``ContentSid``. One variable at least holds ``{text}``, our words."""

    content_sid: str
    variables: dict[str, str]

    def filled(self, text: str) -> dict[str, str]:
        """The variables with our words in them."""
        return {name: value.replace("{text}", text) for name, value in self.variables.items()}


@dataclass(frozen=True)
class Organisation:
    """What the rest of the program may know and say of the organisation."""

    name: str
    short_name: str
    timezone: ZoneInfo
    phone: str | None
    email: str | None
    text_number: str | None
    address: str | None
    website: str | None
    feedback_form: str | None
    hours: Hours
    councils: tuple[dict[str, Any], ...]
    own_details: tuple[str, ...]
    allowed_sources: tuple[str, ...]
    roles: tuple[str, ...]
    notice_version: str
    lawful_basis: dict[str, str]
    statement_url: str | None
    retention_days: dict[str, int]
    embed_on: tuple[str, ...] = ()
    human_agent: bool = True
    """Whether Meta has given the Page the Human Agent feature: a person's words may then go for 7 days."""
    whatsapp_template: WhatsAppTemplate | None = None
    """For a reply after WhatsApp's 24 hours; without it such a reply goes back to staff."""
    inbox_quiet_hours: int = 24
    second_step_required: bool = False
    """Whether every account with a password must have a second step (a code of an app)."""

    @classmethod
    def load(cls, path: Path) -> Organisation:
        """Reads the file. Raises ``OrganisationError`` with the entry that is wrong."""
        try:
            raw = yaml_files.read(path)
        except FileNotFoundError:
            raise OrganisationError(
                f"{path.name} is not there. ORGANISATION_FILE names the file that describes the organisation."
            ) from None
        except yaml_files.YAMLError as error:
            raise OrganisationError(f"{path.name} is not valid YAML: {error}") from error
        try:
            return cls._from(raw)
        except (KeyError, TypeError, ValueError, ZoneInfoNotFoundError) as error:
            raise OrganisationError(f"{path.name}: {type(error).__name__}: {error}. Compare it with the file the project ships.") from error

    @classmethod
    def _from(cls, raw: dict[str, Any]) -> Organisation:
        contact = raw["contact"]

        def confirmed(name: str) -> str | None:
            entry = contact.get(name)
            return str(entry["value"]) if entry and entry.get("status") == "confirmed" else None

        return cls(
            name=raw["name"],
            short_name=raw["short_name"],
            timezone=ZoneInfo(raw["timezone"]),
            phone=confirmed("phone"),
            email=confirmed("email"),
            text_number=confirmed("text_number"),
            address=confirmed("address"),
            website=confirmed("website"),
            inbox_quiet_hours=int((raw.get("platform_inbox") or {}).get("quiet_hours") or 24),
            second_step_required=_second_step((raw.get("sign_in") or {}).get("second_step", "optional")),
            embed_on=tuple((raw.get("web_chat") or {}).get("embed_on") or ()),
            feedback_form=confirmed("feedback_form"),
            hours=_hours(raw["hours"]),
            councils=tuple(raw["councils"]),
            own_details=tuple(raw["own_details"]),
            allowed_sources=tuple(raw["allowed_sources"]),
            roles=tuple(raw["roles"]),
            notice_version=str(raw["privacy"]["notice_version"]),
            lawful_basis=dict(raw["privacy"]["lawful_basis"]),
            human_agent=bool(((raw.get("channels") or {}).get("messenger") or {}).get("human_agent", True)),
            whatsapp_template=_template(((raw.get("channels") or {}).get("whatsapp") or {}).get("template")),
            statement_url=raw["privacy"].get("statement_url"),
            retention_days={name: int(days) for name, days in raw["retention"].items()},
        )


def _hours(raw: dict[str, Any]) -> Hours:
    unknown = set(raw["days"]) - set(DAYS)
    if unknown:
        raise ValueError(f"hours.days has '{sorted(unknown)[0]}': use {', '.join(DAYS)}")
    week = tuple(tuple(_span(part) for part in str(raw["days"].get(day, "")).split(",") if part.strip()) for day in DAYS)
    return Hours(
        confirmed=raw.get("status") == "confirmed",
        week=week,
        closed_on=frozenset(dt.date.fromisoformat(str(day)) for day in raw.get("closed_on", ())),
    )


def _second_step(raw: Any) -> bool:
    if raw not in ("optional", "required"):
        raise ValueError(f"sign_in.second_step is '{raw}': use optional or required")
    return bool(raw == "required")


def _template(raw: dict[str, Any] | None) -> WhatsAppTemplate | None:
    if raw is None:
        return None
    variables = {str(name): str(value) for name, value in raw["variables"].items()}
    if not any("{text}" in value for value in variables.values()):
        raise ValueError("channels.whatsapp.template needs a variable with {text}: it is where the words of the reply go")
    return WhatsAppTemplate(str(raw["content_sid"]), variables)


def _span(text: str) -> tuple[dt.time, dt.time]:
    opens, closes = (dt.time.fromisoformat(part.strip()) for part in text.split("-"))
    if opens >= closes:
        raise ValueError(f"hours '{text}' close before they open")
    return opens, closes
