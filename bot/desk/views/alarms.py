"""What is broken, above every page of the desk."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from bot.desk.visit import Visit, signed_in


def fragment(visit: Visit) -> Response:
    """The banner again for htmx; nothing (204) while the page shows what stands."""
    if visit.request.query_params.get("shown") == visit.desk.watch.look().alarms_mark:
        return Response(status_code=204)
    return visit.page("alarms.html")


routes = [Route("/alarms", signed_in(fragment, using=False), methods=["GET"])]
