"""Promise 4: the webhook's answer waits for nothing but the database; the web role holds no model at all."""

from __future__ import annotations

import subprocess
import sys

from sqlalchemy import select
from starlette.testclient import TestClient

from bot.app import House
from bot.store.locks import TURN
from bot.store.tables import InboundMessage
from bot.web import create
from tests.conftest import ROOT
from tests.promises.test_11_bad_input import message, meta, post_meta

HEAVY = ("rasa", "rasa_sdk", "tensorflow", "spacy", "presidio_analyzer", "onnxruntime", "numpy")


def test_the_web_and_dispatch_roles_load_no_model() -> None:
    script = (
        f"import sys, bot.web, bot.roles, bot.delivery.dispatcher, connectors.registry; print([m for m in {HEAVY} if m in sys.modules])"
    )
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert loaded.stdout.strip() == "[]"


def test_a_message_is_acknowledged_and_stored_with_nobody_there_to_answer_it(house: House) -> None:
    with TestClient(create(house), base_url=house.settings.public_url) as client:
        assert post_meta(client, meta(message("m1", "hello"))).status_code == 200
        assert client.get("/health/live").status_code == 200
        assert client.get("/health/ready").status_code == 503
    with house.sessions() as session:
        assert session.execute(select(InboundMessage.state)).scalar_one() == "waiting"


def test_a_message_is_acknowledged_while_its_conversation_is_being_thought_about(house: House) -> None:
    with TestClient(create(house), base_url=house.settings.public_url) as client:
        post_meta(client, meta(message("m1", "hello")))
        assert house.locks.try_lock(TURN, 1)
        with house.sessions() as thinking, thinking.no_autoflush:
            thinking.execute(select(InboundMessage)).scalars().all()
            assert post_meta(client, meta(message("m2", "are you there"))).status_code == 200
