"""Promise 5: personal details go no further than the seal. Planted on every channel, and then searched for everywhere."""

from __future__ import annotations

import io
import json
import logging
import re
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bot import log
from bot.app import House
from bot.messages import Channel, PublicItem, Sender
from bot.moderation import intake as public_intake
from bot.safety.lexicon import Lexicon
from bot.store.session import transaction
from bot.store.tables import Base, InboundMessage, utcnow
from tests.support.front import Front

PLANTED = {
    "phone": "07700 900461",
    "e-mail": "canary.bird@example.org",
    "NHS number": "999 123 4560",
    "NI number": "QQ 12 34 56 C",
    "postcode": "PE27 9ZX",
    "card": "4111 1111 1111 1111",
    "name": "Zebedee Quillfeather",
    "profile": "Persephone Underhill",
}
SENTENCES = (
    "my phone is 07700 900461 please ring me",
    "write to canary.bird@example.org about my dentist",
    "my nhs number is 999 123 4560 and i cannot get an appointment",
    "my national insurance number is QQ 12 34 56 C",
    "i live at PE27 9ZX how do i find an NHS dentist",
    "they took 4111 1111 1111 1111 from my card",
    "My name is Zebedee Quillfeather and I want to tell you about my GP",
)
ADDRESSES = {
    Channel.SMS: "+447700900462",
    Channel.MESSENGER: "5000000000000463",
    Channel.TELEGRAM: "770000464",
    Channel.WEB: "browser-canary-465",
}


def needles() -> list[re.Pattern[bytes]]:
    """Every planted value, however spaced, and every address."""
    found = []
    for value in (*PLANTED.values(), *ADDRESSES.values()):
        parts = [re.escape(part) for part in re.split(r"[ ]", value)]
        found.append(re.compile(rb"[\s-]?".join(part.encode() for part in parts), re.IGNORECASE))
    return found


def live(front: Front) -> None:
    """Everything a person can do, with a crash and an edit among it."""
    for channel, address in ADDRESSES.items():
        sender = Sender(channel, "any", address, name=PLANTED["profile"])
        for sentence in SENTENCES:
            front.write(sentence, channel=channel, person=address, sender=Sender(channel, sender.account, address, name=sender.name))
            front.run()
    comment = PublicItem(
        Channel.MESSENGER,
        "1000",
        "feed/1",
        "900_77",
        "comment",
        "add",
        utcnow(),
        text=" ".join(SENTENCES[:3]),
        author_id="333",
        author_name=PLANTED["profile"],
    )
    with transaction(front.house.sessions) as session:
        public_intake.store_item(session, comment, front.house.vault, Lexicon.load(), utcnow())
    front.run()


def test_planted_details_are_found_only_sealed(front: Front, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    log.set_up("canary", level="DEBUG")
    library = io.StringIO()
    handler = logging.StreamHandler(library)
    for name in ("", "rasa", "presidio-analyzer", "bot"):
        logging.getLogger(name).addHandler(handler)
    live(front)
    real = front.worker._turns._think

    async def crash(*args: object) -> None:
        await real(*args)
        raise RuntimeError("a crash in the middle of a turn")

    front.write(SENTENCES[0], channel=Channel.SMS, person=ADDRESSES[Channel.SMS])
    with monkeypatch.context() as patched:
        patched.setattr(front.worker._turns, "_think", crash)
        front.work()
    for name in ("", "rasa", "presidio-analyzer", "bot"):
        logging.getLogger(name).removeHandler(handler)
    captured = capfd.readouterr()
    places = {f"table {name}": rows for name, rows in dump(front.house).items()}
    places |= {f"file {path.name}": path.read_bytes() for path in files(front.house)}
    places |= {"log": (captured.out + captured.err).encode(), "library log": library.getvalue().encode(), "metrics": metrics()}
    leaks = [(place, needle.pattern) for place, content in places.items() for needle in needles() if needle.search(content)]
    assert leaks == []
    assert len(places["table inbound"]) > 1000
    assert b"turn.failed" in places["log"], "the log was looked at, and it is not empty"


def test_the_originals_are_there_for_those_who_may_open_them(sqlite_front: Front) -> None:
    sqlite_front.ask(SENTENCES[2])
    with sqlite_front.house.sessions() as session:
        row = session.execute(select(InboundMessage)).scalar_one()
        assert sqlite_front.house.vault.open(session, row.text_sealed_id) == SENTENCES[2]
        assert "[NHS number]" in row.text_redacted


def dump(house: House) -> dict[str, bytes]:
    """Every table as text, whatever its columns."""
    found = {}
    with house.sessions() as session:
        for table in Base.metadata.sorted_tables:
            rows = session.execute(text(f'SELECT * FROM "{table.name}"')).mappings().all()
            found[table.name] = "\n".join(
                json.dumps(
                    dict(row),
                    default=lambda value: bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value),
                    ensure_ascii=False,
                )
                for row in rows
            ).encode()
    return found


def files(house: House) -> list[Path]:
    """Everything the installation wrote, the database file and its log among it."""
    places = {
        house.settings.var,
        Path(house.settings.database_url.removeprefix("sqlite:///")).parent if house.settings.is_sqlite else house.settings.var,
    }
    return [path for place in places for path in place.rglob("*") if path.is_file() and path.name != "keys"]


def metrics() -> bytes:
    from prometheus_client import generate_latest

    return generate_latest()
