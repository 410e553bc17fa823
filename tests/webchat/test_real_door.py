"""Web chat with the real acceptance behind it, on both databases: nothing of the fake stands in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.handover import service as handover
from bot.intake.acceptance import Acceptance
from bot.intake.webchat.handlers import WebChat
from bot.intake.webchat.hub import Snapshot, look
from bot.intake.webchat.routes import chat_routes
from bot.intake.webchat.session import COOKIE
from bot.organisation import Organisation
from bot.privacy.sealing.vault import Vault
from bot.safety.cards import Cards
from bot.safety.lexicon import Lexicon
from bot.store.session import make_engine, make_sessions
from bot.store.tables import Contact, Conversation, OutboundMessage, Staff, utcnow
from tests.webchat.house import ORIGIN, make_settings

ID = "0b7f9a52-2f2e-4a63-9a4e-51d3b7a0a001"


@pytest.fixture
def chat(tmp_path: Path, database_url: str) -> Iterator[tuple[WebChat, Any, Vault]]:
    """The handlers over a migrated database of either kind."""
    engine = make_engine(database_url)
    sessions, vault, settings = make_sessions(engine), Vault([b"k" * 32]), make_settings(tmp_path)
    organisation = Organisation.load(settings.organisation_file)
    acceptance = Acceptance(sessions, vault, Lexicon.load(), Cards.load(), organisation)
    yield WebChat(sessions, vault, settings, organisation, acceptance, utcnow), sessions, vault
    engine.dispose()


def test_from_the_first_word_to_the_quick_exit(chat: tuple[WebChat, Any, Vault]) -> None:
    made, sessions, vault = chat
    client = TestClient(Starlette(routes=chat_routes(made)), follow_redirects=False, headers={"Origin": ORIGIN})
    client.get("/chat/")
    session_id = client.cookies[COOKIE].split(".")[0]
    key = vault.hash_address("web", "web", session_id)
    assert look(sessions, [key]) == {key: Snapshot()}

    sent = [client.post("/chat/messages", json={"id": ID, "text": "I want to kill myself"}).json() for _ in range(2)]
    assert [each["repeated"] for each in sent] == [False, True]
    assert sent[0]["line"] == sent[1]["line"]
    assert look(sessions, [key])[key] == Snapshot(typing=True, state="waiting")
    with sessions() as store, store.begin():
        store.execute(update(OutboundMessage).values(state="sent"))  # as the dispatcher does

    history = client.get("/chat/history", params={"after": "0"}).json()
    assert [line["urgent"] for line in history["lines"]] == [True]
    assert (history["state"], history["typing"]) == ("waiting", True)
    page = client.get("/chat/").text
    assert "kill myself" not in page, "own words are shown only when the worker has taken private details out"
    assert "A person will answer here." in page

    value = client.cookies[COOKIE]
    assert client.post("/chat/leave").status_code == 303
    back = TestClient(Starlette(routes=chat_routes(made)), headers={"Cookie": f"{COOKIE}={value}", "Origin": ORIGIN})
    assert back.get("/chat/history").status_code == 403
    assert back.post("/chat/messages", json={"id": f"{ID}1", "text": "start"}).status_code == 403
    assert look(sessions, [key])[key].left

    # What was told stays, the team still sees it first, and learns that nobody is there to read an answer.
    with sessions() as store:
        contact, conversation = store.execute(select(Contact, Conversation).join(Conversation)).one()
        assert (contact.opt_out_reason, conversation.state) == ("left", "waiting")
        colleague = Staff(email="sam@example.org", name="Sam", role="staff")
        store.add(colleague)
        store.flush()
        with pytest.raises(handover.CannotReply):
            handover.staff_reply(store, conversation, colleague, "Hello", vault=vault)
