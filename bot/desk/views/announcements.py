"""What is on: events, ways to take part and what changed, written, looked at, published and ended; and who would like to come."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.exc import IntegrityError
from starlette.responses import Response
from starlette.routing import Route

from bot.announcements import checks, editing, interest, words
from bot.announcements.announcement import CuratedAnnouncement
from bot.announcements.kinds import FORMS, KINDS, Kind
from bot.desk.visit import SEES_ORIGINALS, Refused, Visit, signed_in
from bot.information.crossing import BECOMES, Crossing, carried
from bot.spreadsheet import cell
from bot.store import audit
from bot.store.tables import Announcement, Interest

EDITORS = ("editor", "manager", "admin")
HEADINGS = {
    "ending": "Over within two weeks",
    "shown": "Shown now",
    "coming": "Not shown yet",
    "draft": "Drafts",
    "ended": "Over or withdrawn",
}


def index(visit: Visit) -> Response:
    listed = editing.listed(visit.db, visit.now)
    counts = interest.counts(visit.db)
    zone = visit.desk.organisation.timezone
    return visit.page(
        "announcements.html",
        lists=[(name, HEADINGS[name], rows) for name, rows in listed.items() if rows or (name == "shown" and not listed["ending"])],
        kinds=KINDS,
        forms=FORMS,
        asked=counts,
        unseen=interest.unseen(visit.db),
        when=lambda one: words.when(one, zone),
        edits=visit.me.role in EDITORS,
        sees_people=visit.me.role in SEES_ORIGINALS,
    )


def new(visit: Visit) -> Response:
    """An empty form; or, with ``again=SLUG``, one filled in with what was written before, for the next time it takes place."""
    kind = _kind(visit.request.path_params["kind"])
    zone = visit.desk.organisation.timezone
    today = visit.now.astimezone(zone).date()
    before = editing.find(visit.db, visit.request.query_params.get("again", ""))
    if before is not None and before.kind == kind.code:
        return _form(visit, kind, None, editing.again(CuratedAnnouncement.from_row(before), today, zone), again=before.title)
    ours = {"organiser": visit.desk.organisation.name, "source_url": visit.desk.organisation.website or ""}
    return _form(visit, kind, None, {**ours, "checked_on": today.isoformat(), "shown_from": today.isoformat()})


def edit(visit: Visit) -> Response:
    one = CuratedAnnouncement.from_row(_row(visit))
    return _form(visit, one.about, one, one.typed(visit.desk.organisation.timezone))


def save_new(visit: Visit) -> Response:
    return _save(visit, _kind(visit.request.path_params["kind"]), None)


def save(visit: Visit) -> Response:
    before = CuratedAnnouncement.from_row(_row(visit, to_change=True))
    return _save(visit, before.about, before)


def end(visit: Visit) -> Response:
    try:
        editing.end_early(visit.db, _row(visit, to_change=True), actor=visit.actor, reason=visit.form.get("reason", ""), now=visit.now)
    except ValueError:
        raise Refused(422, "Say why", "Write a few words on why it ends early. They go on record.") from None
    except editing.NothingToEnd:
        raise Refused(409, "There is nothing to end", "It is over already, or it was never published.") from None
    return visit.to("/announcements", "ended")


def people(visit: Visit) -> Response:
    row = _row(visit)
    listed = interest.listed(visit.db, row.id)
    audit.record(
        visit.db, actor=visit.actor, act="interest.list", subject="announcement", subject_id=row.slug, detail={"people": len(listed)}
    )
    zone = visit.desk.organisation.timezone
    one = CuratedAnnouncement.from_row(row)
    new = {found.id for found, _ in listed if found.seen_at is None}
    interest.mark_seen(visit.db, row.id, visit.now)
    return visit.page(
        "interested.html", one=one, when=words.when(one, zone), listed=listed, new=new, version=one.version, over=one.ends_at <= visit.now
    )


def take_off(visit: Visit) -> Response:
    """The person told us, by whatever way, that they will not come after all."""
    row = _row(visit)
    found = [one for one, _ in interest.listed(visit.db, row.id) if one.reference == visit.request.path_params["reference"]]
    if not found:
        raise Refused(404)
    interest.withdraw(visit.db, found, actor=visit.actor, reason="they told us")
    return visit.to(f"/announcements/{row.slug}/people", "off")


def export(visit: Visit) -> Response:
    """The list for the day as a table: who needs what, and how they can be reached; no address or name stands in it."""
    row = _row(visit)
    listed = interest.listed(visit.db, row.id)
    audit.record(
        visit.db, actor=visit.actor, act="interest.export", subject="announcement", subject_id=row.slug, detail={"people": len(listed)}
    )
    zone = visit.desk.organisation.timezone
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("reference", "asked_on", "channel", "needs", "reach", "conversation"))
    for one, chat in listed:
        asked_on = one.agreed_at.astimezone(zone).date().isoformat()
        writer.writerow((one.reference, asked_on, one.channel, cell(one.needs_redacted or ""), _reach(one), chat or ""))
    headers = {"Content-Disposition": f'attachment; filename="people-{row.slug}.csv"'}
    return Response(out.getvalue().encode("utf-8-sig", "replace"), media_type="text/csv; charset=utf-8", headers=headers)


def _save(visit: Visit, kind: Kind, before: CuratedAnnouncement | None) -> Response:
    """Looks at it (``preview``), keeps it as a draft, or publishes it when nothing is wrong; what was typed is never lost."""
    do, organisation = visit.form.get("do", "preview"), visit.desk.organisation
    if do not in ("preview", *BECOMES):
        raise Refused(400)
    crossed = None
    if before is not None:
        seen = visit.form.get("seen", "")
        crossed = editing.crossing(visit.db, before, seen, do, visit.form, zone=organisation.timezone, now=visit.now)
    slug = before.slug if before is not None else editing.new_slug(visit.db, visit.form.get("title", ""))
    one, wrong = checks.read_form(kind, visit.form, slug, organisation)
    if one is None:
        return _form(visit, kind, before, visit.form, wrong, crossing=crossed, status=422)
    wrong = checks.problems(one, organisation, visit.now)
    if do == "preview" or (do == "publish" and wrong):
        return _form(visit, kind, before, visit.form, wrong, preview=one, crossing=crossed, status=422 if do == "publish" else 200)
    if crossed is not None:
        return _form(visit, kind, before, visit.form, crossing=crossed, status=409)
    if do == "draft" and before is not None and before.status == "published" and before.is_current(visit.now):
        raise Refused(409, "It is shown now", "End it first. Then it can be changed at leisure, or publish the change.")
    status = BECOMES[do]
    if before is None and (there := editing.saved_already(visit.db, one, status)):
        one = replace(one, slug=there)
    try:
        editing.save(visit.db, one, status, actor=visit.actor, now=visit.now)
        visit.db.flush()
    except IntegrityError:
        raise Refused(409, "One with this title was saved at the same moment", "Look for it under What is on.") from None
    return visit.to("/announcements", status)


def _form(
    visit: Visit,
    kind: Kind,
    one: CuratedAnnouncement | None,
    typed: Mapping[str, str],
    problems: list[str] | None = None,
    *,
    preview: CuratedAnnouncement | None = None,
    crossing: Crossing | None = None,
    status: int = 200,
    again: str = "",
) -> Response:
    organisation = visit.desk.organisation
    reply = words.in_full(preview, organisation) if preview is not None else None
    return visit.page(
        "announcement.html",
        status,
        kind=kind,
        one=one,
        typed=typed,
        problems=problems or [],
        reply=reply,
        message=words.as_message(reply.short or "", reply.buttons) if reply is not None else "",
        line=words.line(preview, organisation.timezone) if preview is not None else "",
        crossing=crossing,
        seen=carried(one, typed, crossing),
        state=one.state(visit.now) if one is not None else "new",
        again=again,
        asked=interest.counts(visit.db)[one.slug] if one is not None else 0,
        sees_people=visit.me.role in SEES_ORIGINALS,
    )


def _kind(code: str) -> Kind:
    if code not in KINDS:
        raise Refused(404)
    return KINDS[code]


def _row(visit: Visit, *, to_change: bool = False) -> Announcement:
    row = editing.find(visit.db, visit.request.path_params["slug"], to_change=to_change)
    if row is None:
        raise Refused(404)
    return row


def _reach(one: Interest) -> str:
    if not one.wants_contact:
        return "no"
    return "sealed, see the desk" if one.contact_sealed_id else "in the conversation"


_SLUG = "/announcements/{slug}"
routes = [
    Route("/announcements", signed_in(index), methods=["GET"]),
    Route("/announcements/new/{kind}", signed_in(new, roles=EDITORS), methods=["GET"]),
    Route("/announcements/new/{kind}", signed_in(save_new, roles=EDITORS), methods=["POST"]),
    Route(_SLUG, signed_in(edit, roles=EDITORS), methods=["GET"]),
    Route(_SLUG, signed_in(save, roles=EDITORS), methods=["POST"]),
    Route(f"{_SLUG}/end", signed_in(end, roles=EDITORS), methods=["POST"]),
    Route(f"{_SLUG}/people", signed_in(people, roles=SEES_ORIGINALS), methods=["GET"]),
    Route(f"{_SLUG}/people.csv", signed_in(export, roles=SEES_ORIGINALS), methods=["POST"]),
    Route(f"{_SLUG}/people/{{reference}}/off", signed_in(take_off, roles=SEES_ORIGINALS), methods=["POST"]),
]
