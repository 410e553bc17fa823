"""The three roles of the program, each from settings to running: web, worker, dispatch."""

from __future__ import annotations

import gc
import signal
import sys
import threading
import warnings
from contextlib import suppress
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from bot import log
from bot.app import House, open_house
from bot.settings import Settings
from bot.store import alarms, heartbeats, wake
from bot.store.session import transaction
from bot.store.tables import utcnow

logger = log.get("roles")

RETENTION_EVERY_SECONDS = 900.0
RETENTION_BATCHES = 20
"""Of each class in one round: at most some thousand chats an hour, so that sending never waits for it."""


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM or SIGINT sets, so that a role ends after what it is doing."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


YOUNG_OBJECTS = 20_000
"""How many new objects before Python looks for garbage: a turn makes some thousand, nearly all of which end with it."""


HANDS_OVER_SECONDS = 0.0001
"""How long a thread that wants to go on waits for another that computes; Python's own 5 ms are a quarter of a turn."""


def settle() -> None:
    """What is loaded by now stays for life: Python need not look through it again and again for garbage. And threads take turns."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)
    sys.setswitchinterval(HANDS_OVER_SECONDS)


def run_worker(settings: Settings) -> None:
    """Answers what waits in the inbox, until told to stop."""
    log.set_up("worker")
    house = open_house(settings)
    # Loading takes a while: until the first sign of life nobody need think that there is no worker.
    heartbeats.beat(house.sessions, heartbeats.STARTING)
    # Rasa's libraries warn of what will change in versions it will never meet; an operator cannot do anything about it.
    warnings.simplefilter("ignore")
    from bot.dialogue.light_rasa import lighten

    lighten(settings.root / "config.yml")
    from bot.dialogue.build import build_worker

    stop = stop_on_signals()
    worker = build_worker(house)
    settle()
    logger.info("worker.ready")
    worker.run(stop)


def run_dispatch(settings: Settings) -> None:
    """Sends what waits in the outbox, until told to stop."""
    log.set_up("dispatch")
    stop = stop_on_signals()
    house = open_house(settings)
    dispatcher = build_dispatcher(house)
    keeping = keep_schedule(house, stop)
    watching = watch_channels(house, stop)
    settle()
    logger.info("dispatch.ready")
    dispatcher.run(stop)
    keeping.join()
    watching.join()


def keep_schedule(house: House, stop: threading.Event) -> threading.Thread:
    """Carries the retention schedule out beside the dispatcher, until told to stop. Raises ``OrganisationError`` for a wrong one."""
    from bot.privacy.keeping.retention import Retention

    retention = Retention(house.sessions, house.organisation, house.locks)

    def run() -> None:
        while not stop.wait(RETENTION_EVERY_SECONDS):
            try:
                retention.run(most_batches=RETENTION_BATCHES)
                _set_alarm(house, failed=False)
            except Exception as error:  # the boundary of one round: messages still go out, and the next round tries again
                logger.error("retention.failed", error=error)
                with suppress(SQLAlchemyError):  # a database that is gone takes no alarm either; readiness tells of that
                    _set_alarm(house, failed=True)

    thread = threading.Thread(target=run, name="retention", daemon=True)
    thread.start()
    return thread


def watch_channels(house: House, stop: threading.Event) -> threading.Thread:
    """Watches over the channels beside the dispatcher, until told to stop."""
    from bot.channels import watch
    from connectors import registry

    over = watch.build(house, registry.channels(house.settings))
    thread = threading.Thread(target=over.run, args=(stop,), name="watch", daemon=True)
    thread.start()
    return thread


def _set_alarm(house: House, *, failed: bool) -> None:
    """Tells staff that nothing is erased on schedule, and when it is again."""
    with transaction(house.sessions) as session:
        if failed:
            alarms.sound(session, "retention", "Nothing is erased on schedule. Whoever runs this installation: see the log.", utcnow())
        else:
            alarms.end(session, "retention")


def build_dispatcher(house: House):  # type: ignore[no-untyped-def]
    """A dispatcher over the channels that are on."""
    from bot.delivery import lost
    from bot.delivery.acts import Acts
    from bot.delivery.dispatcher import Dispatcher
    from bot.delivery.holding import Holding
    from bot.delivery.sending import Sending
    from bot.delivery.signs import Signs
    from bot.delivery.upkeep import Upkeep
    from bot.messages import Channel
    from bot.safety import suspicion
    from bot.safety.answering import Answering
    from bot.safety.cards import Cards
    from connectors import registry

    connectors = registry.build(house.settings)
    sending = Sending(house.sessions, house.vault, house.organisation, connectors, house.settings.echo_grace_seconds)
    page, groups = connectors.get(Channel.MESSENGER), connectors.get(Channel.TELEGRAM)
    acts = Acts(house.sessions, house.vault, house.locks, page, groups, sending.throttle, house.settings.echo_grace_seconds)  # type: ignore[arg-type]
    answering = Answering(house.vault, Cards.load(), house.organisation)
    beside = (
        Signs(house.sessions, house.vault, connectors, sending.throttle),
        Upkeep(suspicion.Overdue(house.sessions, house.vault, answering).look, every=suspicion.LOOK_SECONDS),
        Upkeep(partial(lost.release, house.sessions), Holding(house.sessions, house.vault, house.organisation).look),
    )
    return Dispatcher(house.sessions, sending, acts, house.locks, wake.make_waiter(house.engine, wake.OUTBOX), beside)


def run_web(settings: Settings, host: str, port: int, faces: frozenset[str]) -> None:
    """Serves webhooks and web chat (``public``), the desk (``desk``), or both."""
    log.set_up("web")
    import uvicorn

    from bot.web import create

    app = create(open_house(settings), faces)
    settle()
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
