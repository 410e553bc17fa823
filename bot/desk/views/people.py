"""Colleagues' accounts: for managers."""

from __future__ import annotations

from sqlalchemy import delete, select
from starlette.responses import Response
from starlette.routing import Route

from bot.desk import accounts, devices, second_step
from bot.desk.visit import MANAGERS, Refused, Visit, signed_in
from bot.store import audit
from bot.store.tables import Staff, StaffAuthenticator, StaffSession

CAN = {
    "staff": "Answers people, codes experiences, looks after public comments, sees who would like to come.",
    "moderator": "The same as staff.",
    "editor": "Writes information and what is on. Sees no contact details and no originals.",
    "office_manager": "The same as staff, and carries out what people ask about their own data.",
    "safeguarding_lead": "The same as staff, and sees the safeguarding record.",
    "manager": "All of these, and the staff accounts and the audit trail.",
    "admin": "The same as a manager, and can make admins.",
}
"""What each role may do, in words for whoever makes an account."""


def _page(
    visit: Visit, status: int = 200, link: str = "", link_for: str = "", error: str = "", typed: dict[str, str] | None = None
) -> Response:
    people = visit.db.execute(select(Staff).order_by(Staff.active.desc(), Staff.name)).scalars().all()
    return visit.page(
        "people.html",
        status,
        people=people,
        second_steps=set(
            visit.db.execute(select(StaffAuthenticator.staff_id).where(StaffAuthenticator.confirmed_at.is_not(None))).scalars()
        ),
        roles=accounts.ROLES,
        can=CAN,
        link=link,
        link_for=link_for,
        error=error,
        typed=typed or {"email": "", "name": "", "role": "staff"},
    )


def index(visit: Visit) -> Response:
    return _page(visit)


def add(visit: Visit) -> Response:
    typed = {name: visit.form.get(name, "")[:200] for name in ("email", "name", "role")}
    _only_admin_makes_admins(visit, typed["role"])
    try:
        made = accounts.add_staff(visit.db, typed["email"], typed["name"], typed["role"], visit.now, actor=visit.actor)
    except accounts.AccountError as error:
        return _page(visit, 422, error=str(error), typed=typed)
    return _page(visit, link=visit.desk.settings.desk_url + made.path, link_for=typed["name"])


def link(visit: Visit) -> Response:
    staff = _staff(visit)
    made = accounts.new_link(visit.db, staff, visit.now, actor=visit.actor)
    return _page(visit, link=visit.desk.settings.desk_url + made.path, link_for=staff.name)


def switch(visit: Visit) -> Response:
    """Switches an account off (and its browsers out) or on again."""
    staff = _staff(visit)
    if staff.id == visit.me.id:
        raise Refused(409, "That is you", "Ask another manager to switch your account off.")
    staff.active = not staff.active
    visit.db.execute(delete(StaffSession).where(StaffSession.staff_id == staff.id))
    devices.forget_all(visit.db, staff.id)
    audit.record(visit.db, actor=visit.actor, act="staff.on" if staff.active else "staff.off", subject="staff", subject_id=staff.id)
    return visit.to("/people", "switched_on" if staff.active else "switched_off")


def second_step_off(visit: Visit) -> Response:
    """For somebody who has lost phone and recovery codes; signs them out everywhere."""
    staff = _staff(visit)
    if staff.id == visit.me.id:
        raise Refused(409, "That is you", "Turn your own second step off under your name, at the top of the page.")
    if not second_step.take_off(visit.db, visit.desk.vault, staff.id, actor=visit.actor):
        raise Refused(409, "There is none", f"{staff.name} has no second step.")
    return visit.to("/people", "second_step_taken_off")


def _staff(visit: Visit) -> Staff:
    staff = visit.db.get(Staff, visit.number("id"))
    if staff is None:
        raise Refused(404)
    _only_admin_makes_admins(visit, staff.role)
    return staff  # type: ignore[no-any-return]


def _only_admin_makes_admins(visit: Visit, role: str) -> None:
    # A link is a way to sign in as its owner, so a manager must not get one for an account above their own.
    if role == "admin" and visit.me.role != "admin":
        raise Refused(403, "Only an admin can do that", "Ask an admin to change an admin's account.")


routes = [
    Route("/people", signed_in(index, roles=MANAGERS), methods=["GET"]),
    Route("/people", signed_in(add, roles=MANAGERS), methods=["POST"]),
    Route("/people/{id}/link", signed_in(link, roles=MANAGERS), methods=["POST"]),
    Route("/people/{id}/second-step/off", signed_in(second_step_off, roles=MANAGERS), methods=["POST"]),
    Route("/people/{id}/switch", signed_in(switch, roles=MANAGERS), methods=["POST"]),
]
