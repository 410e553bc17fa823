"""What an open conversation says of itself while it is open: words stand in its reply box, they are gone, the page was left.

That it is open at all is said by the live stream (``events``).
"""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from bot.desk.views.conversation import find
from bot.desk.visit import Refused, Visit, signed_in
from bot.handover import presence
from bot.handover.presence import OpenPage


def here(visit: Visit) -> Response:
    key, doing = visit.form.get("page", ""), visit.form.get("doing", "")
    if doing not in ("reading", "writing", "gone") or not presence.is_key(key):
        raise Refused(400)
    page = OpenPage(find(visit).id, visit.me.id, key)
    if doing == "gone":
        presence.leave(visit.db, page)
    else:
        presence.say(visit.db, page, visit.now, writing=doing == "writing")
    return Response(status_code=204)


routes = [Route("/conversations/{reference}/here", signed_in(here, using=False), methods=["POST"])]
