"""Whatever JSON comes in: never an exception, and never a neighbour lost."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot import settings as bot_settings
from bot.messages import Inbound, PublicItem
from connectors import messenger

META = bot_settings.parse({"META_PAGE_ID": "1000,1001"}, Path("/nowhere")).meta
assert META is not None
RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)

# The names that Meta uses, so that what is made up comes past the first look.
NAMES = st.sampled_from(
    [
        *("id", "sender", "recipient", "timestamp", "message", "mid", "text", "is_echo", "app_id", "metadata", "attachments", "type"),
        *("payload", "url", "title", "coordinates", "quick_reply", "reply_to", "is_deleted", "is_unsupported", "sticker_id", "postback"),
        *("referral", "ref", "optin", "user_ref", "read", "delivery", "watermark", "mids", "reaction", "action", "emoji"),
        *("message_edit", "num_edit", "pass_thread_control", "take_thread_control", "new_owner_app_id", "app_roles", "standby"),
        *("field", "value", "item", "verb", "comment_id", "post_id", "parent_id", "from", "name", "created_time", "post", "media"),
    ]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["1000", "222", 1000, "add", "comment", "feed"])
)
ANYTHING = st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6), max_leaves=25)
ITEM = ANYTHING | st.fixed_dictionaries(
    {"sender": st.just({"id": "222"}) | ANYTHING, "timestamp": LEAVES},
    optional=dict.fromkeys(("message", "postback", "reaction", "read", "delivery", "message_edit", "optin", "referral"), ANYTHING),
)


def body(payload: object) -> bytes:
    return json.dumps(payload).encode()


def message(number: int) -> dict[str, Any]:
    return {
        "sender": {"id": "9"},
        "recipient": {"id": "1000"},
        "timestamp": 1700000000000,
        "message": {"mid": f"kept-{number}", "text": "kept"},
    }


def comment(number: int) -> dict[str, Any]:
    value = {"item": "comment", "verb": "add", "comment_id": f"kept-{number}", "from": {"id": "9"}, "message": "kept"}
    return {"field": "feed", "value": value}


@settings(max_examples=150, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["object", "entry", "x"]), ANYTHING, max_size=3)
    | st.builds(lambda e: {"object": "page", "entry": e}, ANYTHING)
)
def test_any_object_can_be_read(payload: dict[str, Any]) -> None:
    assert messenger.parse(body(payload), META, RECEIVED)


@settings(max_examples=200, deadline=None)
@given(st.lists(ITEM, max_size=6), st.lists(ANYTHING, max_size=4), st.sampled_from(["messaging", "standby", "changes"]))
def test_a_good_item_between_any_others_comes_through(items: list[Any], entries: list[Any], key: str) -> None:
    good = comment if key == "changes" else message
    mixed = [good(0)]
    for number, item in enumerate(items, 1):
        mixed += [item, good(number)]
    payload = {"object": "page", "entry": [*entries, {"id": "1000", "time": 1, key: mixed}, *entries]}
    events = messenger.parse(body(payload), META, RECEIVED)
    kept = [
        event.provider_id if isinstance(event, Inbound) else event.item_id
        for event in events
        if isinstance(event, (Inbound, PublicItem)) and event.text == "kept"
    ]
    assert kept == [f"kept-{number}" for number in range(len(items) + 1)]
