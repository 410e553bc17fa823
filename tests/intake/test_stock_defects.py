"""Rasa's own Twilio and Telegram channels have these defects (read in their source, 3.6.21); each row shows that ours do not.

Every row goes through the real webhook of a whole web process.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient
from twilio.request_validator import RequestValidator

from bot.app import House
from bot.messages import Button, Channel, Reply
from bot.settings import SANDBOX_VALUES
from bot.store.tables import Contact, Conversation, InboundMessage, OutboundMessage, PublicPost
from bot.web import create
from connectors import sms, telegram

SMS = {"MessageSid": "SM1", "From": "+447700900123", "To": "+441632960000", "Body": "hello", "NumMedia": "0", "FromCity": "", "ToZip": ""}
CHAT = {"id": 77, "type": "private", "first_name": "Sam"}
SAM = {"id": 77, "is_bot": False, "first_name": "Sam"}
MESSAGE = {"message_id": 5, "date": 1700000000, "chat": CHAT, "from": SAM}


@dataclass
class Door:
    """The two webhooks, and what came of a call."""

    house: House
    client: TestClient
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 1000)))

    def text(self, *, signed: bool = True, path: str = "/webhooks/twilio", **changes: str) -> int:
        form = {**SMS, **changes}
        url = self.house.settings.public_url + path
        token = SANDBOX_VALUES["TWILIO_AUTH_TOKEN"] if signed else "wrong"
        headers = {
            "X-Twilio-Signature": RequestValidator(token).compute_signature(url, form),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self.client.post(path, content=urlencode(form), headers=headers).status_code

    def update(self, secret: str | None = SANDBOX_VALUES["TELEGRAM_SECRET_TOKEN"], **content: Any) -> int:
        headers = {"Content-Type": "application/json"} | ({"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {})
        body = json.dumps({"update_id": next(self.numbers), **content})
        self.answer = self.client.post("/webhooks/telegram", content=body, headers=headers)
        return self.answer.status_code

    def message(self, **content: Any) -> int:
        return self.update(message={**MESSAGE, **content})

    def stored(self) -> list[tuple[str, str]]:
        """Kind and words of everything stored, in order."""
        with self.house.sessions() as session:
            rows = session.execute(select(InboundMessage).order_by(InboundMessage.id)).scalars()
            return [(row.kind, self.house.vault.open(session, row.text_sealed_id) or "") for row in rows]

    def count(self, table: Any) -> int:
        with self.house.sessions() as session:
            return len(session.execute(select(table)).all())

    def opted_out(self) -> bool:
        with self.house.sessions() as session:
            return session.execute(select(Contact.opted_out_at)).scalar_one() is not None


@pytest.fixture
def door(sqlite_house: House) -> Iterator[Door]:
    with TestClient(create(sqlite_house), base_url=sqlite_house.settings.public_url) as client:
        yield Door(sqlite_house, client)


def twilio_without_a_signature_check(door: Door) -> None:
    assert door.text(signed=False) == 403
    assert door.stored() == []


def twilio_fails_on_an_empty_body(door: Door) -> None:
    assert door.text(Body="", NumMedia="1", MediaUrl0="https://api.twilio.com/m/1", MediaContentType0="image/jpeg") == 200
    assert door.stored() == [("attachment", "")]


def twilio_makes_an_invalid_intent_of_a_place(door: Door) -> None:
    assert door.text(Body="", Latitude="52.2", Longitude="0.12") == 200
    assert door.stored() == [("attachment", "")]


def twilio_turns_spanish_question_marks_into_at_signs(door: Door) -> None:
    door.text(Body="¡Hola! ¿Dónde hay un dentista? me@example.org")
    assert door.stored() == [("text", "¡Hola! ¿Dónde hay un dentista? me@example.org")]


def twilio_knows_no_message_again(door: Door) -> None:
    assert [door.text(), door.text(), door.text(Body="hello", SomethingNew="1")] == [200, 200, 200]
    assert door.stored() == [("text", "hello")]


def twilio_lets_stop_reach_the_dialogue(door: Door) -> None:
    door.text(Body="STOP")
    assert door.opted_out()
    with door.house.sessions() as session:
        assert session.execute(select(InboundMessage.state)).scalar_one() == "done"
    assert door.count(OutboundMessage) == 0


def twilio_asks_for_no_state_and_reads_none(door: Door) -> None:
    assert door.text(path="/webhooks/twilio/status", MessageStatus="delivered", SmsStatus="delivered", MessageSid="SM9") == 200
    assert door.stored() == []


def twilio_cuts_nothing_at_1600(door: Door) -> None:
    long = Reply("A sentence of some length. " * 120, whole=True)
    for channel in (Channel.SMS, Channel.WHATSAPP):
        parts = sms.render(long, channel)
        assert len(parts) > 1
        assert all(part.text and len(part.text) <= 1600 for part in parts)


def twilio_writes_buttons_as_bare_text(door: Door) -> None:
    (part,) = sms.render(Reply("Well?", (Button("Yes", "t1"), Button("No", "t2"))))
    assert part.text.endswith("1. Yes\n2. No")


def telegram_has_no_secret(door: Door) -> None:
    assert [door.update(secret, message={**MESSAGE, "text": "hi"}) for secret in (None, "", "wrong")] == [403, 403, 403]
    assert door.stored() == []


def telegram_fails_on_a_channel_post(door: Door) -> None:
    assert door.update(channel_post={**MESSAGE, "chat": {"id": -1001, "type": "channel"}, "text": "post"}) == 200
    assert door.stored() == []


def telegram_fails_when_somebody_blocks_the_bot(door: Door) -> None:
    member = {"chat": CHAT, "from": SAM, "date": 1, "old_chat_member": {"status": "member"}, "new_chat_member": {"status": "kicked"}}
    assert door.update(my_chat_member=member) == 200
    assert door.opted_out()


def telegram_fails_on_an_inline_press(door: Door) -> None:
    assert door.update(callback_query={"id": "4382", "from": SAM, "chat_instance": "-1", "inline_message_id": "AAQ", "data": "YES"}) == 200
    assert door.stored() == [("button", "")]


def telegram_answers_no_press(door: Door) -> None:
    door.update(callback_query={"id": "4382", "from": SAM, "chat_instance": "-1", "game_short_name": "chess"})
    assert door.answer.json() == {"method": "answerCallbackQuery", "callback_query_id": "4382"}


def telegram_runs_an_edit_as_a_new_message(door: Door) -> None:
    door.message(text="my first words")
    door.update(edited_message={**MESSAGE, "edit_date": 1700000060, "text": "my other words"})
    assert door.stored() == [("text", "my first words"), ("edit", "my other words")]


def telegram_fails_on_an_edited_caption(door: Door) -> None:
    assert door.update(edited_message={**MESSAGE, "edit_date": 1700000060, "caption": "new caption", "photo": []}) == 200
    assert door.stored() == [("edit", "new caption")]


def telegram_deletes_the_bot_out_of_bottle(door: Door) -> None:
    door.message(text="a /bottle of pills")
    assert door.stored() == [("text", "a /bottle of pills")]


def telegram_says_nothing_to_a_picture(door: Door) -> None:
    door.message(photo=[{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}])
    door.message(message_id=6, voice={"file_id": "f", "file_unique_id": "u", "duration": 3})
    door.message(message_id=7, photo=[{"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}], caption="my letter")
    assert door.stored() == [("attachment", ""), ("attachment", ""), ("text", "my letter")]
    with door.house.sessions() as session:
        assert set(session.execute(select(InboundMessage.state)).scalars()) == {"waiting"}


def telegram_shares_one_memory_with_a_whole_group(door: Door) -> None:
    door.message(text="my GP is awful", chat={"id": -1001, "type": "supergroup"})
    assert (door.stored(), door.count(Conversation), door.count(PublicPost)) == ([], 0, 1)


def telegram_knows_no_limit(door: Door) -> None:
    parts = telegram.render(Reply("A sentence of some length. " * 400, (Button("Yes", "p" * 65), Button("No", "t2"))))
    assert all(0 < len(part.text) <= 4096 for part in parts)
    assert [button.payload for part in parts for button in part.buttons] == ["t2"]
    assert parts[-1].text.endswith("1. Yes")


def telegram_answers_a_get_with_500(door: Door) -> None:
    assert door.client.get("/webhooks/telegram").status_code == 405
    assert door.client.get("/set_webhook").status_code == 404


def every_channel_obeys_a_slash(door: Door) -> None:
    door.text(Body="/restart")
    door.message(text='/opt_out{"a": "b"}')
    assert door.stored() == [("text", "/restart"), ("text", '/opt_out{"a": "b"}')]


DEFECTS: list[Callable[[Door], None]] = [
    twilio_without_a_signature_check,
    twilio_fails_on_an_empty_body,
    twilio_makes_an_invalid_intent_of_a_place,
    twilio_turns_spanish_question_marks_into_at_signs,
    twilio_knows_no_message_again,
    twilio_lets_stop_reach_the_dialogue,
    twilio_asks_for_no_state_and_reads_none,
    twilio_cuts_nothing_at_1600,
    twilio_writes_buttons_as_bare_text,
    telegram_has_no_secret,
    telegram_fails_on_a_channel_post,
    telegram_fails_when_somebody_blocks_the_bot,
    telegram_fails_on_an_inline_press,
    telegram_answers_no_press,
    telegram_runs_an_edit_as_a_new_message,
    telegram_fails_on_an_edited_caption,
    telegram_deletes_the_bot_out_of_bottle,
    telegram_says_nothing_to_a_picture,
    telegram_shares_one_memory_with_a_whole_group,
    telegram_knows_no_limit,
    telegram_answers_a_get_with_500,
    every_channel_obeys_a_slash,
]


@pytest.mark.parametrize("defect", DEFECTS, ids=[defect.__name__ for defect in DEFECTS])
def test_a_defect_is_absent(defect: Callable[[Door], None], door: Door) -> None:
    defect(door)
