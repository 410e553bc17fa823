"""One person's rights at the desk: what is held is found, given out, held back from erasing, or erased.

An address never stands in a page's own address, where browsers and proxies would keep it: everything here is posted.
"""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from bot.desk.visit import KEEPERS, Refused, Visit, signed_in
from bot.experiences import consent
from bot.privacy.data_rights import holdings, rights
from bot.privacy.data_rights.subjects import NotFound, Subject, resolve
from bot.privacy.keeping import holds
from bot.privacy.keeping.going import erase_story_contacts
from bot.privacy.keeping.holds import Held
from bot.privacy.sealing import marks
from bot.privacy.sealing.vault import VaultError
from bot.store.tables import Conversation, Experience

FORMATS = {"html": "text/html; charset=utf-8", "json": "application/json"}


def find(visit: Visit) -> Response:
    subject = _subject(visit)
    rights.find(visit.db, subject, actor=visit.actor, reason=_reason(visit))
    return _page(visit, subject)


def export(visit: Visit) -> Response:
    """A file to give to the person. Its Cache-Control is that of every page of the desk: kept nowhere."""
    subject, kind = _subject(visit), visit.form.get("format", "html")
    if kind not in FORMATS:
        raise Refused(400)
    try:
        made = rights.export(
            visit.db, subject, vault=visit.desk.vault, organisation=visit.desk.organisation, actor=visit.actor, reason=_reason(visit),
            now=visit.now, safeguarding_agreed="safeguarding_agreed" in visit.form,
        )  # fmt: skip
    except VaultError:
        raise Refused(409, "It cannot be opened", "The key that sealed it is missing. Tell whoever runs this installation.") from None
    text = made.html if kind == "html" else made.json
    name = f"held-{visit.now:%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode("utf-8", "surrogatepass"), media_type=FORMATS[kind], headers=headers)


def erase(visit: Visit) -> Response:
    subject = _subject(visit)
    if visit.form.get("sure", "").strip().casefold() != "erase":
        raise Refused(422, "Nothing was erased", "Write the word erase in the box to confirm. It cannot be undone.")
    try:
        erased = rights.erase(
            visit.db,
            subject,
            vault=visit.desk.vault,
            actor=visit.actor,
            reason=_reason(visit),
            now=visit.now,
            keep_stories="keep_stories" in visit.form,
            safeguarding_agreed="safeguarding_agreed" in visit.form,
        )
    except (Held, rights.NeedsDecision) as refusal:
        raise Refused(409, "Nothing was erased", str(refusal)) from None
    return visit.page("erased.html", erased=sorted(erased.items()))


def hold(visit: Visit) -> Response:
    subject = _subject(visit)
    if not subject.own:
        raise Refused(422, "Nothing of their own is here to hold", "Hold the conversation in which it stands.")
    for name, number in subject.keys:
        if name != "detail":
            holds.place(visit.db, name, int(number), reason=_reason(visit), actor=visit.actor, now=visit.now)
    visit.db.flush()
    return _page(visit, subject)


def release(visit: Visit) -> Response:
    subject = _subject(visit)
    for row in holdings.is_held(visit.db, subject):
        holds.release(visit.db, row.subject, row.subject_id, reason=_reason(visit), actor=visit.actor, now=visit.now)
    visit.db.flush()
    return _page(visit, subject)


def withdraw(visit: Visit) -> Response:
    """The person told us, by whatever way, that a purpose of their story holds no more."""
    subject, purpose = _subject(visit), visit.form.get("purpose", "")
    number = visit.form.get("story", "")
    story = visit.db.get(Experience, int(number)) if number.isascii() and number.isdigit() and len(number) < 18 else None
    if story is None or story.id not in subject.experiences or purpose not in consent.PURPOSES:
        raise Refused(404)
    consent.withdraw(visit.db, story, [purpose], now=visit.now, by=visit.actor)
    if purpose == "contact_me":
        erase_story_contacts(visit.db, [story])
    visit.db.flush()
    return _page(visit, subject)


def _page(visit: Visit, subject: Subject) -> Response:
    stories = [visit.db.get(Experience, number) for number in subject.experiences]
    return visit.page(
        "held.html",
        key=subject.key,
        found=sorted(holdings.summary(visit.db, subject).items()),
        held=holdings.is_held(visit.db, subject),
        elsewhere=marks.conversations(visit.db, subject.places),
        own=subject.own,
        safeguarding=holdings.is_safeguarding(visit.db, subject),
        conversations=[visit.db.get(Conversation, number) for number in subject.conversations],
        stories=[(story, [name for name, yes in consent.in_force(visit.db, story).items() if yes]) for story in stories],
    )


def _subject(visit: Visit) -> Subject:
    try:
        return resolve(visit.db, visit.desk.vault, visit.form.get("ref", ""))
    except NotFound:
        words = "Nothing is held under this reference or address. Check it, or try another one that the person uses."
        raise Refused(404, "Nothing was found", words) from None


def _reason(visit: Visit) -> str:
    reason = visit.form.get("reason", "").strip()
    if len(reason) < 3:
        raise Refused(422, "Say why", "This goes on record. Write a few words on why you do it.")
    return reason


routes = [
    Route(f"/data/{name}", signed_in(view, roles=KEEPERS), methods=["POST"])
    for name, view in (("find", find), ("export", export), ("erase", erase), ("hold", hold), ("release", release), ("withdraw", withdraw))
]
