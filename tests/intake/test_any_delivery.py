"""Whatever Meta's shapes are filled with: it is stored or ignored, on each database, and nothing is refused."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.app import House
from bot.intake.acceptance import Acceptance
from bot.safety.cards import Cards
from bot.safety.lexicon import Lexicon
from connectors import messenger

RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)

# What databases and encoders choke on: NUL, half a surrogate pair, more than any column holds, ends of number ranges.
WORDS = st.text(max_size=20) | st.sampled_from(["\x00", "a\ud800b", "x" * 3000, "0"])
NUMBERS = st.integers(-(2**70), 2**70) | st.floats() | WORDS
ONE = st.fixed_dictionaries({"id": WORDS | st.integers()})


def holding(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=fields)


FILE = holding(type=WORDS, url=WORDS, title=WORDS, payload=holding(url=WORDS, sticker_id=NUMBERS) | WORDS)
MESSAGE = holding(
    mid=WORDS, text=WORDS, is_echo=st.booleans(), app_id=NUMBERS, metadata=WORDS | st.just("qw:k"), is_deleted=st.booleans(),
    attachments=st.lists(FILE, max_size=2), quick_reply=holding(payload=WORDS), reply_to=holding(mid=WORDS),
)  # fmt: skip
ITEM = st.fixed_dictionaries(
    {"sender": ONE, "recipient": ONE, "timestamp": NUMBERS},
    optional={
        "message": MESSAGE,
        "postback": holding(mid=WORDS, title=WORDS, payload=WORDS, referral=holding(ref=WORDS)),
        "reaction": holding(mid=WORDS, action=st.just("react"), emoji=WORDS, reaction=WORDS),
        "message_edit": holding(mid=WORDS, text=WORDS, num_edit=NUMBERS),
        "read": holding(watermark=NUMBERS, mid=WORDS),
        "delivery": holding(mids=st.lists(WORDS, max_size=2), watermark=NUMBERS),
        "pass_thread_control": holding(new_owner_app_id=NUMBERS),
        "policy-enforcement": holding(action=st.sampled_from(["block", "unblock"]), reason=WORDS),
    },
)
VALUE = holding(
    item=st.sampled_from(["comment", "post"]), verb=st.sampled_from(["add", "edited", "remove", "hide", "unhide"]), comment_id=WORDS,
    post_id=WORDS, parent_id=WORDS, message=WORDS, created_time=NUMBERS, **{"from": holding(id=WORDS, name=WORDS)},
)  # fmt: skip
ENTRY = st.fixed_dictionaries(
    {"id": st.just("1000"), "time": NUMBERS},
    optional={
        "messaging": st.lists(ITEM, max_size=4),
        "standby": st.lists(ITEM, max_size=2),
        "changes": st.lists(st.fixed_dictionaries({"field": st.sampled_from(["feed", "mention"]), "value": VALUE}), max_size=3),
    },
)


def test_nothing_is_refused(house: House) -> None:
    assert house.settings.meta is not None
    meta = house.settings.meta
    acceptance = Acceptance(house.sessions, house.vault, Lexicon.load(), Cards.load(), house.organisation)

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(ENTRY, max_size=3))
    def deliver(entries: list[Any]) -> None:
        body = json.dumps({"object": "page", "entry": entries}).encode()
        assert acceptance.accept(messenger.parse(body, meta, RECEIVED)).refused == 0

    deliver()
