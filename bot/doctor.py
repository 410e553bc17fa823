"""The doctor: looks at everything an installation needs, and says of each in plain words whether it is well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.app import House, open_house
from bot.desk.issuer import CALLBACK, Issuer
from bot.desk.sign_on import IssuerDown
from bot.dialogue.training import model_path
from bot.information.articles import check_dir
from bot.organisation import OrganisationError
from bot.privacy.keeping.schedule import Schedule
from bot.privacy.sealing.vault import VaultError
from bot.settings import SettingError, Settings
from bot.store import heartbeats, migrate
from bot.store.tables import Article, Staff, StaffAuthenticator

NO_ANSWER = "does not answer. Check the address, and that this machine may reach it. Staff can sign in with e-mail and password meanwhile"
NOT_WELL = {
    "answer_404": "has no discovery page. The address is not the issuer's: it is what stands before /.well-known/openid-configuration",
    "answer_not_json": "answers with something that is no discovery page. Check the address",
    "discovery_incomplete": "names no sign-in page, token address or keys on its discovery page. Is it OpenID Connect",
    "discovery_of_another_issuer": "calls itself by another name on its discovery page. Set DESK_OIDC_ISSUER to that name exactly",
    "discovery_unsafe": "wants secrets sent without https. Mend that there",
}
"""What is wrong with an issuer, by the reason of ``IssuerDown``."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at."""

    subject: str
    well: bool
    text: str


def examine(load: Callable[[], Settings]) -> list[Finding]:
    """Every finding, in the order in which an operator would mend them; stops at what nothing works without."""
    try:
        settings = load()
        house = open_house(settings)
        Schedule(house.organisation)  # refuses a period that cannot be meant
    except (SettingError, OrganisationError, VaultError) as error:
        return [Finding("settings", False, str(error))]
    findings = [Finding("settings", True, f"{settings.env}, {'SQLite' if settings.is_sqlite else 'PostgreSQL'}, keys readable")]
    findings += [_privacy(settings)]
    findings += _database(house)
    findings += _channels(settings)
    findings += [_single_sign_on(settings)]
    model = model_path(settings.root, settings.models)
    findings.append(
        Finding(
            "assistant",
            model.exists(),
            "trained on the present data" if model.exists() else "not trained on the present data. Run: quietword train",
        )
    )
    return findings


def _privacy(settings: Settings) -> Finding:
    """Database, keys and logs: whether another account of this machine can get at them."""
    if settings.var.stat().st_mode & 0o077 == 0:
        return Finding("folder", True, f"{settings.var} is closed to other accounts of this machine")
    return Finding("folder", False, f"other accounts of this machine can look into {settings.var}. Run: chmod -R go-rwx {settings.var}")


def _database(house: House) -> list[Finding]:
    try:
        if not migrate.is_current(house.engine):
            return [Finding("database", False, "not up to date. Run: quietword migrate")]
        roles = heartbeats.fresh_roles(house.sessions)
        with house.sessions() as session:
            articles = session.execute(select(Article).where(Article.status == "published")).scalars().all()
            older = house.vault.under_older_keys(session)
    except SQLAlchemyError as error:
        return [Finding("database", False, f"does not answer ({type(error).__name__}). Check DATABASE_URL.")]
    findings = [Finding("database", True, "answers and is up to date")]
    findings.append(
        Finding(
            "vault",
            older == 0,
            "every original stands under the newest key"
            if older == 0
            else f"{older} originals stand under an older key. Run: quietword keys rotate",
        )
    )
    findings.append(_second_step(house))
    overdue = sorted(article.slug for article in articles if article.review_by < dt.date.today())
    for role, alive in roles.items():
        findings.append(
            Finding(
                role, alive, "alive" if alive else f"no sign of life for {heartbeats.FRESH_SECONDS:.0f} seconds. Start: quietword {role}"
            )
        )
    text = f"past their review date and no longer shown: {', '.join(overdue)}" if overdue else f"{len(articles)} published, all in date"
    findings.append(
        Finding(
            "articles", bool(articles) and not overdue, text if articles else "none published. Run: quietword articles import data/articles"
        )
    )
    folder = house.settings.root / "data" / "articles"
    problems = check_dir(folder, house.organisation) if folder.is_dir() else []
    findings.append(Finding("article files", not problems, str(problems[0]) if problems else "in order"))
    return findings


def _second_step(house: House) -> Finding:
    """Who signs in with a password alone."""
    with house.sessions() as session:
        local = set(session.execute(select(Staff.id).where(Staff.active, Staff.password_hash.is_not(None))).scalars())
        done = local & set(
            session.execute(select(StaffAuthenticator.staff_id).where(StaffAuthenticator.confirmed_at.is_not(None))).scalars()
        )
    rule = "required" if house.organisation.second_step_required else "optional"
    where = f"sign_in.second_step in {house.settings.organisation_file.name}"
    text = f"{rule} ({where}); {len(done)} of {len(local)} accounts with a password have it"
    return Finding("second step", True, text)


def _single_sign_on(settings: Settings) -> Finding:
    """The three settings of single sign-on, and whether the issuer answers as the standard says."""
    if settings.oidc is None:
        text = (
            "off: staff sign in with accounts of the desk. To use your organisation's sign-in service, set DESK_OIDC_ISSUER "
            "(its address), DESK_OIDC_CLIENT_ID and DESK_OIDC_CLIENT_SECRET (as it registered this desk)"
        )
        return Finding("single sign-on", True, text)
    issuer = Issuer(settings.oidc, settings.desk_url + CALLBACK)
    named = f"DESK_OIDC_ISSUER {settings.oidc.issuer}"
    try:
        issuer.keys()
    except IssuerDown as error:
        return Finding("single sign-on", False, f"{named} {NOT_WELL.get(error.reason, NO_ANSWER)} ({error.reason})")
    text = (
        f"{named} answers, with keys. DESK_OIDC_CLIENT_ID is '{settings.oidc.client_id}', DESK_OIDC_CLIENT_SECRET is set. "
        f"There, this desk's return address must be {issuer.redirect_uri}"
    )
    return Finding("single sign-on", True, text)


def _channels(settings: Settings) -> list[Finding]:
    found = []
    for name, part in (("meta", settings.meta), ("twilio", settings.twilio), ("telegram", settings.telegram)):
        on = "sandbox" if name in settings.sandboxed else "on; to look at it from the platform's side, run: quietword channels check"
        state = "off: it has no settings" if part is None else on
        found.append(Finding(f"channel {name}", True, state))
    return found
