"""The three roles of the program, each from settings to running: web, worker, dispatch."""

from __future__ import annotations

import signal
import threading
import warnings

from bot import log
from bot.app import House, open_house
from bot.settings import Settings
from bot.store import wake

logger = log.get("roles")


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM or SIGINT sets, so that a role ends after what it is doing."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def run_worker(settings: Settings) -> None:
    """Answers what waits in the inbox, until told to stop."""
    log.set_up("worker")
    # Rasa's libraries warn of what will change in versions it will never meet; an operator cannot do anything about it.
    warnings.simplefilter("ignore")
    from bot.dialogue.light_rasa import lighten

    lighten(settings.root / "config.yml")
    from bot.dialogue.build import build_worker

    stop = stop_on_signals()
    house = open_house(settings)
    worker = build_worker(house)
    logger.info("worker.ready")
    worker.run(stop)


def run_dispatch(settings: Settings) -> None:
    """Sends what waits in the outbox, until told to stop."""
    log.set_up("dispatch")
    stop = stop_on_signals()
    dispatcher = build_dispatcher(open_house(settings))
    logger.info("dispatch.ready")
    dispatcher.run(stop)


def build_dispatcher(house: House):  # type: ignore[no-untyped-def]
    """A dispatcher over the channels that are on."""
    from bot.delivery.acts import Acts
    from bot.delivery.dispatcher import Dispatcher
    from bot.delivery.sending import Sending
    from bot.messages import Channel
    from connectors import registry

    connectors = registry.build(house.settings)
    sending = Sending(house.sessions, house.vault, house.organisation, connectors, house.settings.echo_grace_seconds)
    acts = Acts(house.sessions, house.vault, house.locks, connectors.get(Channel.MESSENGER))  # type: ignore[arg-type]
    return Dispatcher(house.sessions, sending, acts, house.locks, wake.make_waiter(house.engine, wake.OUTBOX))


def run_web(settings: Settings, host: str, port: int, faces: frozenset[str]) -> None:
    """Serves webhooks and web chat (``public``), the desk (``desk``), or both."""
    log.set_up("web")
    import uvicorn

    from bot.web import create

    app = create(open_house(settings), faces)
    uvicorn.run(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,  # an access log would keep addresses and identifiers
        server_header=False,
        ws="none",  # nothing here speaks WebSocket, and the version Rasa holds does not fit uvicorn
        proxy_headers=settings.production,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=32_768,
    )
