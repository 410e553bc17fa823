"""One information page: written, looked at, published, changed and withdrawn; and what was changed before, by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy.exc import IntegrityError
from starlette.responses import Response
from starlette.routing import Route

from bot.desk.views.information import EDITORS, STATUS, today
from bot.desk.visit import Refused, Visit, signed_in
from bot.information import editing, form, history
from bot.information.article import AREA_WORDS, AUDIENCES, CuratedArticle
from bot.information.checks import problem_with_address
from bot.information.crossing import BECOMES, Crossing, carried
from bot.information.plain import PLACEHOLDER, PLACEHOLDERS, fill
from bot.information.replies import article_reply, as_text_message
from bot.information.topics import in_words, label
from bot.messages import Channel
from bot.store.tables import Article, ContentGap

CHANGES = 8
"""Changes that are listed."""


def new(visit: Visit) -> Response:
    """An empty form; or, with ``gap=NUMBER``, one that begins with that question."""
    gap = _gap(visit, visit.request.query_params.get("gap", ""))
    return _form(visit, None, form.empty() | ({"questions": gap.words} if gap else {}), gap=gap)


def edit(visit: Visit) -> Response:
    """The page as it is saved; with ``gap=NUMBER``, that question stands below its own."""
    article = CuratedArticle.from_row(_row(visit))
    gap = _gap(visit, visit.request.query_params.get("gap", ""))
    typed = form.typed(article)
    if gap is not None:
        typed["questions"] += f"\n{gap.words}"
    return _form(visit, article, typed, gap=gap)


def save_new(visit: Visit) -> Response:
    return _save(visit, None)


def save(visit: Visit) -> Response:
    return _save(visit, CuratedArticle.from_row(_row(visit, to_change=True)))


def withdraw(visit: Visit) -> Response:
    row = _row(visit, to_change=True)
    try:
        editing.withdraw(visit.db, row, actor=visit.actor, reason=visit.form.get("reason", ""), now=visit.now)
    except ValueError:
        raise Refused(422, "Say why", "Write a few words on why it is withdrawn. They go on record.") from None
    return visit.to(f"/information/{row.slug}", "withdrawn")


def _save(visit: Visit, before: CuratedArticle | None) -> Response:
    """Looks at it (``preview``), keeps it as a draft, or publishes it when nothing is wrong; what was typed is never lost."""
    do, organisation = visit.form.get("do", "preview"), visit.desk.organisation
    if do not in ("preview", *BECOMES):
        raise Refused(400)
    gap = _gap(visit, visit.form.get("gap", ""))
    slug = before.slug if before is not None else editing.new_slug(visit.db, visit.form.get("title", ""))
    article, wrong = form.read(visit.form, slug)
    crossing = editing.crossing(visit.db, before, visit.form.get("seen", ""), do, article) if before is not None else None
    if wrong:
        return _form(visit, before, visit.form, wrong, gap=gap, crossing=crossing, status=422)
    wrong = editing.problems(article, organisation, today(visit), editing.topics_with_an_answer(visit.db) | {article.topic})
    if do == "preview" or (do == "publish" and wrong):
        code = 422 if do == "publish" else 200
        return _form(visit, before, visit.form, wrong, preview=article, gap=gap, crossing=crossing, status=code)
    if crossing is not None:
        return _form(visit, before, visit.form, gap=gap, crossing=crossing, status=409)
    if do == "draft" and before is not None and before.status == "published":
        raise Refused(409, "It is published", "Publish the change. Or withdraw the page first: then it can be changed at leisure.")
    article = replace(article, status=BECOMES[do])
    if before is None and (there := editing.saved_already(visit.db, article)):
        article = replace(article, slug=there)
    try:
        editing.save(visit.db, article, actor=visit.actor, now=visit.now, gap=gap)
        visit.db.flush()
    except IntegrityError:
        raise Refused(409, "A page with this title was saved at the same moment", "Look for it under Information.") from None
    return visit.to("/information" if do == "publish" else f"/information/{article.slug}", article.status)


def _form(
    visit: Visit,
    article: CuratedArticle | None,
    typed: Mapping[str, str],
    problems: list[str] | None = None,
    *,
    preview: CuratedArticle | None = None,
    gap: ContentGap | None = None,
    crossing: Crossing | None = None,
    status: int = 200,
) -> Response:
    organisation = visit.desk.organisation
    after = editing.topics_with_an_answer(visit.db) | {typed[name] for name in form.NEXT if typed.get(name)}
    return visit.page(
        "article.html",
        status,
        article=article,
        typed=form.empty() | dict(typed),
        problems=problems or [],
        preview=_preview(visit, preview) if preview is not None else None,
        gap=gap,
        crossing=crossing,
        seen=carried(article, typed, crossing),
        state=article.status if article is not None else "new",
        status_words=STATUS,
        labels=form.LABELS,
        longest=form.LONGEST,
        topics=editing.topics(visit.db),
        after=sorted(((topic, label(topic, in_words(topic))) for topic in after), key=lambda one: one[1].lower()),
        next_fields=form.NEXT,
        areas=AREA_WORDS,
        audiences=AUDIENCES,
        source=_link(visit, typed.get("source_url", "")),
        saved_source=_link(visit, article.source_url) if article is not None else "",
        publisher=fill(article.publisher, organisation) if article is not None else "",
        sites=organisation.allowed_sources,
        today=today(visit),
        overdue=article is not None and article.status == "published" and not article.in_date(today(visit)),
        changes=history.changes(visit.db, article.slug, CHANGES) if article is not None else [],
    )


def _preview(visit: Visit, article: CuratedArticle) -> dict[str, object]:
    """How the public would read it, in chat and as a text message, and how many parts of a text message that takes."""
    organisation, desk = visit.desk.organisation, visit.desk
    reply = article_reply(article, organisation)
    texts = desk.as_texts(article_reply(article, organisation, Channel.SMS)) if desk.as_texts else [as_text_message(article, organisation)]
    lengths = [desk.length(Channel.SMS, text).parts for text in texts] if desk.length else []
    return {"text": reply.text, "buttons": reply.buttons, "message": texts[0], "parts": lengths[:1], "more": lengths[1:]}


def _link(visit: Visit, address: str) -> str:
    """The address, where it may be opened from the desk: on a site that is allowed; else nothing."""
    if any(name not in PLACEHOLDERS for name in PLACEHOLDER.findall(address)):
        return ""
    filled = fill(address.strip(), visit.desk.organisation)
    return filled if filled and problem_with_address(filled, visit.desk.organisation) is None else ""


def _gap(visit: Visit, number: str) -> ContentGap | None:
    """The open question with this number, if there is one."""
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    gap: ContentGap | None = visit.db.get(ContentGap, int(number))
    return gap if gap is not None and gap.closed_at is None else None


def _row(visit: Visit, *, to_change: bool = False) -> Article:
    row = editing.find(visit.db, visit.request.path_params["slug"], to_change=to_change)
    if row is None:
        raise Refused(404)
    return row


_SLUG = "/information/{slug}"
routes = [
    Route("/information/pages/new", signed_in(new, roles=EDITORS), methods=["GET"]),
    Route("/information/pages/new", signed_in(save_new, roles=EDITORS), methods=["POST"]),
    Route(_SLUG, signed_in(edit, roles=EDITORS), methods=["GET"]),
    Route(_SLUG, signed_in(save, roles=EDITORS), methods=["POST"]),
    Route(f"{_SLUG}/withdraw", signed_in(withdraw, roles=EDITORS), methods=["POST"]),
]
