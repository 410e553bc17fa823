"""Promise 5 in every corner: details of every type, in every place a platform can put words, through the real doors.

Planted in text, captions, file names, profile names, button titles, edits, public comments, colleagues' answers to messages and
comments, ways to be reached, wishes to come to an event, safeguarding records and crashes; then every table, file, log line, metric,
page of the desk and export is searched for them.
"""

from __future__ import annotations

import io
import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from bot import log
from bot.announcements import interest
from bot.desk import accounts, app, stamp
from bot.experiences import capture
from bot.handover import notes, service
from bot.messages import Channel
from bot.moderation import answers
from bot.privacy.data_rights import rights
from bot.privacy.data_rights.subjects import resolve
from bot.privacy.keeping.retention import Retention
from bot.privacy.redaction import PatternRedactor
from bot.privacy.succession import closure
from bot.safety import concerns
from bot.safety.lexicon import Lexicon
from bot.store.session import transaction
from bot.store.tables import (
    Announcement,
    ColleagueNote,
    Conversation,
    Experience,
    InboundMessage,
    Interest,
    ModerationCase,
    PublicPost,
    Staff,
    utcnow,
)
from bot.web import create
from tests.desk.conftest import PASSWORD, log_in
from tests.promises.test_5_the_seal import dump, files, metrics
from tests.promises.test_11_bad_input import message, meta, post_meta, post_sms, post_telegram, sms
from tests.support.front import Front

IN_TEXT = {
    "PERSON": ("my name is {}", "Zebulon Quarrington"),
    "PHONE_NUMBER": ("please ring me on {}", "07700 900571"),
    "EMAIL_ADDRESS": ("write to {}", "zeb.quarrington@example.org"),
    "UK_NHS": ("my nhs number is {}", "999 234 5671"),
    "UK_NINO": ("my national insurance number is {}", "QQ 65 43 21 B"),
    "UK_POSTCODE": ("i live at {}", "PE27 7ZX"),
    "STREET_ADDRESS": ("i live at {}", "47 Kestrelmoor Lane"),
    "DATE_OF_BIRTH": ("my date of birth is {}", "03/04/1957"),
    "HOSPITAL_NUMBER": ("my hospital number is {}", "H7391846"),
    "UK_PASSPORT": ("my passport number is {}", "925714638"),
    "UK_DRIVING_LICENCE": ("my driving licence is {}", "QUARR857041Z99AB"),
    "UK_VEHICLE_REGISTRATION": ("my car registration is {}", "AB57 XKV"),
    "CREDIT_CARD": ("they charged my card {}", "4012 8888 8888 1881"),
    "UK_BANK_ACCOUNT": ("my sort code and account are {}", "20-57-91 31826947"),
    "SOCIAL_HANDLE": ("i am {} on twitter", "@zebquarr571"),
}
ELSEWHERE = {
    "profile name": "Ottilie Vandersluys",
    "file name": "letter-to-Crispin-Hollowbread.pdf",
    "button title": "Ring 07700 900577",
    "address of a picture": "scan-of-Winifred-Oxenholme",
    "comment author": "Lavinia Thistlewood",
    "colleague elsewhere": "Dear Mr Peverell-Ashdown",
    "staff reply": "Hello Mrs Mountjoy-Fennimore, your surgery rings 07700 900572",
    "note for colleagues": "Rang Mrs Oakenfold-Tarrant, her son is on 07700 900579",
    "private words to a commenter": "Dear Mrs Strathmore-Quillby, your daughter rang from 07700 900581",
    "refused answer in public": "Ask Mrs Ormerod-Thackley on 07700 900583",
    "way to be reached": "zeb at home, 01632 960573",
    "what somebody needs at an event": "a ramp for Hepzibah Larkspurn",
    "way to be reached for an event": "Hepzibah on 07700 900578",
    "words of a safeguarding record": "Thaddeus Wrenfield hits me",
    "decision on a safeguarding record": "Rang Theodora Brackenshaw at the council",
    "crash": "Casimir Underwhistle",
    "phone": "+447700900574",
    "page id": "5000000000000575",
    "telegram id": "770000576",
}
SEEN_WITHOUT_OPENING = ("/", "/conversations", "/comments", "/experiences", "/information", "/insights", "/data", "/trail", "/safeguarding")
"""Pages of the desk that open no original."""
PHONE, PAGE_ID, TELEGRAM_ID = ELSEWHERE["phone"], ELSEWHERE["page id"], ELSEWHERE["telegram id"]


def needles() -> list[tuple[str, re.Pattern[bytes]]]:
    found = []
    for name, value in (*((kind, value) for kind, (_, value) in IN_TEXT.items()), *ELSEWHERE.items()):
        found.append((name, re.compile(rb"[\s-]?".join(re.escape(part).encode() for part in re.split(r"[ ]", value)), re.IGNORECASE)))
    return found


@pytest.fixture
def client(sqlite_front: Front) -> Iterator[TestClient]:
    with TestClient(create(sqlite_front.house), base_url=sqlite_front.house.settings.public_url, raise_server_exceptions=False) as client:
        yield client


def say_everything(client: TestClient) -> None:
    """What people and colleagues write, through each platform's own webhook."""
    sentences = [pattern.format(value) for pattern, value in IN_TEXT.values()]
    person = {"id": int(TELEGRAM_ID), "is_bot": False, "first_name": ELSEWHERE["profile name"], "language_code": "en"}
    chat = {"id": int(TELEGRAM_ID), "type": "private", "first_name": ELSEWHERE["profile name"]}
    for number, words in enumerate(sentences):
        assert post_sms(client, sms(words, f"SM{number}", From=PHONE, FromCity=ELSEWHERE["crash"])).status_code == 200
        event = {
            "update_id": 100 + number,
            "message": {"message_id": number, "date": 1764000000, "chat": chat, "from": person, "text": words},
        }
        assert post_telegram(client, event).status_code == 200
        item = {**message(f"m{number}", words), "sender": {"id": PAGE_ID}}
        assert post_meta(client, meta(item)).status_code == 200
    document = {"message_id": 60, "date": 1764000000, "chat": chat, "from": person, "caption": sentences[0],
                "document": {"file_id": "f", "file_name": ELSEWHERE["file name"]}}  # fmt: skip
    edit = {"message_id": 0, "date": 1764000000, "edit_date": 1764000060, "chat": chat, "from": person, "text": " and ".join(sentences[:4])}
    for number, event in enumerate(({"message": document}, {"edited_message": edit}), start=200):
        assert post_telegram(client, {"update_id": number, **event}).status_code == 200
    picture = {"type": "image", "payload": {"url": f"https://cdn.example.org/{ELSEWHERE['address of a picture']}.jpg"}}
    pressed = {"mid": "m_P", "title": ELSEWHERE["button title"], "payload": "q.1.0.nonsense"}
    echo = {"mid": "m_E", "is_echo": True, "app_id": 4, "text": ELSEWHERE["colleague elsewhere"]}
    common = {"recipient": {"id": "1000"}, "timestamp": 1764000000000}
    items = [
        {"sender": {"id": PAGE_ID}, **common, "message": {"mid": "m_F", "attachments": [picture]}},
        {"sender": {"id": PAGE_ID}, **common, "postback": pressed},
    ]
    assert post_meta(client, meta(*items)).status_code == 200
    button = {"ButtonText": ELSEWHERE["button title"], "ButtonPayload": "q.1.0.nonsense", "WaId": PHONE[1:]}
    whatsapp = {"From": f"whatsapp:{PHONE}", "To": "whatsapp:+441632960000", "ProfileName": ELSEWHERE["profile name"], **button}
    assert post_sms(client, sms(ELSEWHERE["button title"], "SM90", **whatsapp)).status_code == 200
    for verb, words in (("add", " ".join(sentences[:8])), ("edited", " ".join(sentences[8:]))):
        author = {"id": PAGE_ID, "name": ELSEWHERE["comment author"]}
        value = {"item": "comment", "verb": verb, "comment_id": "900_1", "post_id": "900", "from": author, "message": words}
        feed = {"object": "page", "entry": [{"id": "1000", "time": 1764000000, "changes": [{"field": "feed", "value": value}]}]}
        assert post_meta(client, feed).status_code == 200
    value = {"item": "comment", "verb": "add", "comment_id": "900_2", "post_id": "900", "from": {"id": "5000000000000582", "name": "Sam"}}
    asked = {"field": "feed", "value": {**value, "message": "Where can I find an NHS dentist?"}}
    assert post_meta(client, {"object": "page", "entry": [{"id": "1000", "time": 1764000000, "changes": [asked]}]}).status_code == 200
    answered = {"sender": {"id": "1000"}, "recipient": {"id": PAGE_ID}, "timestamp": 1764000000000, "message": echo}
    assert post_meta(client, meta(answered)).status_code == 200


def act_as_staff(front: Front) -> None:
    """A colleague answers, a way to be reached is left with a story, and everything is looked for and given out."""
    house = front.house
    with transaction(house.sessions) as session:
        session.begin_write()
        staff = Staff(email="anna@example.org", name="Anna Example", role="manager")
        session.add(staff)
        session.flush()
        conversation = session.execute(select(Conversation).where(Conversation.channel == str(Channel.SMS))).scalars().first()
        service.staff_reply(session, conversation, staff, ELSEWHERE["staff reply"], vault=house.vault)
        notes.write(session, conversation, staff, ELSEWHERE["note for colleagues"], vault=house.vault, now=utcnow(), once="form")
        asked = session.execute(select(ModerationCase).join(PublicPost).where(PublicPost.item_id == "900_2")).scalar_one()
        redactor = PatternRedactor.load(house.organisation)
        with pytest.raises(answers.NotTaken) as refused:
            answers.in_public(
                session, asked, staff.id, ELSEWHERE["refused answer in public"], vault=house.vault, redactor=redactor, now=utcnow()
            )
        assert "Ormerod" not in str(refused.value)
        private = ELSEWHERE["private words to a commenter"]
        answers.in_private(session, asked, staff.id, private, vault=house.vault, parts=1, now=utcnow())
        story = capture.start(session, conversation, "1")
        capture.add_story(story, "I waited nine hours")
        capture.set_contact(session, house.vault, story, ELSEWHERE["way to be reached"])
        for purpose in ("use_anonymously", "quote_anonymously"):
            capture.set_consent(session, story, purpose, True, utcnow())
        capture.submit(session, story, utcnow())
        story.approved_at = utcnow()
        announcement = Announcement(
            slug="made-up", kind="event", title="Made-up drop-in", label="Drop-in", organiser="Us", source_url="https://example.org",
            checked_on=utcnow().date(), status="published", shown_from=utcnow(), ends_at=utcnow(),
        )  # fmt: skip
        session.add(announcement)
        session.flush()
        wish = Interest(
            reference="E-2222-2222", announcement_id=announcement.id, announcement_version="1", contact_id=conversation.contact_id,
            conversation_id=conversation.id, channel="sms", kind="event", notice_version="1",
        )  # fmt: skip
        session.add(wish)
        interest.set_needs(session, house.vault, wish, "a ramp for [name]", ELSEWHERE["what somebody needs at an event"])
        interest.set_contact(session, house.vault, wish, ELSEWHERE["way to be reached for an event"])
        words = ELSEWHERE["words of a safeguarding record"]
        concern = concerns.open_for(session, house.vault, conversation, "domestic_abuse", words, utcnow())
        concerns.decide(session, house.vault, concern, staff, "referred", ELSEWHERE["decision on a safeguarding record"], utcnow())
        subject = resolve(session, house.vault, PHONE)
        rights.find(session, subject, actor="staff:1", reason="asked")
        made = rights.export(
            session, subject, vault=house.vault, organisation=house.organisation, actor="staff:1", reason="asked", now=utcnow()
        )
        for detail in ("PHONE_NUMBER", "EMAIL_ADDRESS", "UK_NHS", "UK_NINO"):
            assert resolve(session, house.vault, IN_TEXT[detail][1]).places, f"a {detail} in a text is found by who asks for it"
        assert resolve(session, house.vault, "07700 900578").places, "as is one left for an event"
        assert resolve(session, house.vault, "07700 900581").places, "and one that staff wrote to a commenter"
    assert ELSEWHERE["staff reply"] in made.json, "only what goes to the person holds it"
    for name in ("words of a safeguarding record", "note for colleagues"):
        assert ELSEWHERE[name] not in made.json, "given with the lead's leave only, as somebody may be in danger"


def pages_of_the_desk(front: Front) -> dict[str, bytes]:
    """What a manager sees who opens no original; the text of a colleague's own answer left out, which they may read."""
    house = front.house
    with transaction(house.sessions) as session:
        link = accounts.add_staff(session, "bea@example.org", "Bea Example", "manager", utcnow())
        accounts.choose_password(session, link.token, PASSWORD, utcnow())
        references = session.execute(select(Experience.reference)).scalars().all()
        noted = session.execute(
            select(Conversation.reference).join(ColleagueNote, ColleagueNote.conversation_id == Conversation.id)
        ).scalar_one()
    desk = Starlette(
        routes=[
            Mount("/desk", app.create(sessions=house.sessions, settings=house.settings, organisation=house.organisation, vault=house.vault))
        ]
    )
    base = house.settings.public_url
    with TestClient(desk, base_url=base, headers={"Origin": base}, follow_redirects=False) as browser:
        assert log_in(browser, "bea@example.org").status_code == 303
        paths = [*SEEN_WITHOUT_OPENING, *(f"/experiences/{reference}" for reference in references)]
        shown = {path: browser.get(f"/desk{path}") for path in paths}
        page = browser.get(f"/desk/conversations/{noted}").text
    assert {path: answer.status_code for path, answer in shown.items()} == dict.fromkeys(paths, 200)
    assert b"your daughter rang from" in shown["/comments"].content, "as written to a commenter, its details taken out"
    note = page.partition("Note for colleagues</span>")[2].partition("</li>")[0]
    assert "her son is on" in note, "the note stands in the transcript, its details taken out"
    return {f"page {path}": answer.content for path, answer in shown.items()} | {"note in the transcript": note.encode()}


def crash_everywhere(front: Front, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exceptions that quote a person: in a turn, at the door, on the way out, in a thread, in the database, in a library."""
    words = f"my name is {ELSEWHERE['crash']}"

    def quote(*_: object) -> None:
        raise ValueError(words)

    async def crash(*_: object) -> None:
        raise RuntimeError(f"half-way through {words}")

    with monkeypatch.context() as patched:
        patched.setattr(front.worker._turns, "_think", crash)
        post_sms(client, sms(words, "SM95", From=PHONE))
        front.work()
    with monkeypatch.context() as patched:
        patched.setattr(Lexicon, "check", quote)
        post_sms(client, sms(words, "SM96", From=PHONE))
    front.write("hello", channel=Channel.WEB, person="another")
    front.work()
    front.recorders[Channel.WEB].fail_with = [RuntimeError(words)]
    monkeypatch.setattr("asyncio.sleep", _at_once)
    front.dispatch()
    thread = threading.Thread(target=quote)
    thread.start()
    thread.join()
    with pytest.raises(StatementError) as caught, transaction(front.house.sessions) as session:
        session.add(InboundMessage(provider_id=words, kind=words, text_redacted=object()))
    assert ELSEWHERE["crash"] not in str(caught.value)
    error = RuntimeError(words)
    sys.excepthook(type(error), error, None)
    logging.getLogger("some.library").error("Exception in somebody's application: %s", words, exc_info=error)


async def _at_once(*_: object) -> None:
    """A pause that the test need not wait for."""


def test_every_corner(
    sqlite_front: Front, client: TestClient, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    front = sqlite_front
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log.set_up("canary", level="DEBUG")
    library = io.StringIO()
    handler = logging.StreamHandler(library)
    for name in ("", "rasa", "presidio-analyzer", "bot"):
        logging.getLogger(name).addHandler(handler)
    say_everything(client)
    front.run()
    act_as_staff(front)
    front.run()
    for name in ("", "rasa", "presidio-analyzer", "bot"):
        logging.getLogger(name).removeHandler(handler)
    crash_everywhere(front, client, monkeypatch)
    Retention(front.house.sessions, front.house.organisation, front.house.locks).run()
    with transaction(front.house.sessions) as session:
        session.begin_write()
        closure.export(session, tmp_path / "closure", organisation=front.house.organisation, actor="operator", now=utcnow())
        looked = repr(stamp.look(session))
    pages = pages_of_the_desk(front)
    captured = capfd.readouterr()
    places = {f"table {name}": rows for name, rows in dump(front.house).items()}
    written = [*files(front.house), *(path for path in (tmp_path / "closure").iterdir() if path.is_file())]
    places |= {f"file {path.name}": path.read_bytes() for path in written}
    places |= {"log": (captured.out + captured.err).encode(), "library log": library.getvalue().encode(), "metrics": metrics()}
    places |= pages
    places |= {"event stream": looked.encode(), "ready": client.get("/health/ready").content}
    leaks = sorted({(place, name) for place, content in places.items() for name, needle in needles() if needle.search(content)})
    assert leaks == []
    for event in (b"turn.failed", b"uncaught", b"send.crashed", b"intake.refused", b"some.library"):
        assert event in places["log"], "the crashes happened, and were noted"
    with front.house.sessions() as session:
        texts = session.execute(select(InboundMessage.text_redacted).where(InboundMessage.channel == "sms")).scalars().all()
        story = session.execute(select(Experience).where(Experience.state == "submitted")).scalars().one()
        assert sum("[" in (text or "") for text in texts) >= len(IN_TEXT)
        assert front.house.vault.open(session, story.contact_sealed_id) == ELSEWHERE["way to be reached"]
    assert len(places["table sealed"]) > 10_000
    exported = json.loads((tmp_path / "closure" / "experience.json").read_text(encoding="utf-8"))
    assert [row["story_redacted"] for row in exported] == ["I waited nine hours"]
