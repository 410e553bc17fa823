"""What stands in public: comments and posts on the Page, comments on Instagram."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from bot.messages import PublicItem
from bot.settings import Settings
from connectors import messenger

RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)

COMMENT = {
    "public": "comment",
    "item_id": "900_77",
    "verb": "add",
    "text": "My GP will not see me",
    "author_id": "333",
    "author_name": "Sam",
    "post_id": "1000_900",
    "permalink": "https://facebook.example/900",
}


def without(*names: str, **changed: Any) -> dict[str, Any]:
    return {**{key: value for key, value in COMMENT.items() if key not in names}, **changed}


PAGE: list[tuple[str, dict[str, Any]]] = [
    ("comment_add", COMMENT),
    ("comment_reply", without(parent_id="900_70")),
    ("comment_edited", without(verb="edit", text="new text")),
    ("comment_remove", without("text", "permalink", verb="remove")),
    ("comment_hide", without("permalink", verb="hide")),
    ("comment_photo_without_text", without("text")),
    ("comment_own", {"ignored": "own_content"}),
    ("comment_own_number", {"ignored": "own_content"}),
    ("comment_without_author", without("author_id", "author_name")),
    ("comment_without_id", {"ignored": "bad_item"}),
    (
        "visitor_post",
        {
            "public": "post",
            "item_id": "1000_901",
            "verb": "add",
            "text": "visitor post",
            "author_id": "333",
            "author_name": "Sam",
            "post_id": "1000_901",
        },
    ),
    ("mention_without_author", {"public": "mention", "item_id": "902_5", "verb": "add", "text": "@Page look", "post_id": "111_902"}),
    ("reaction", {"ignored": "reaction"}),
    ("verb_unknown", {"ignored": "unknown_verb"}),
    ("item_unknown", {"ignored": "unknown_public_item"}),
    ("field_unknown", {"ignored": "unknown_field"}),
    ("without_value", {"ignored": "no_value"}),
]


@pytest.mark.parametrize(("name", "expected"), PAGE, ids=[name for name, _ in PAGE])
def test_page(name: str, expected: dict[str, Any], settings: Settings, recorded: Any, shorten: Any) -> None:
    assert settings.meta is not None
    assert shorten(messenger.parse(recorded(f"page/{name}.json"), settings.meta, RECEIVED)) == [expected]


def test_an_edit_and_a_hide_are_not_swallowed_by_the_comment(settings: Settings, recorded: Any) -> None:
    assert settings.meta is not None
    keys = set()
    for name in ("comment_add", "comment_edited", "comment_remove", "comment_hide"):
        (event,) = messenger.parse(recorded(f"page/{name}.json"), settings.meta, RECEIVED)
        assert isinstance(event, PublicItem)
        keys.add(event.provider_id)
    assert len(keys) == 4


IG_SENDER = "instagram:2000:555"
INSTAGRAM: list[tuple[str, dict[str, Any]]] = [
    ("text", {"inbound": "text", "sender": IG_SENDER, "provider_id": "ig_A", "text": "hello"}),
    ("reply_to_story", {"inbound": "text", "sender": IG_SENDER, "provider_id": "ig_C", "text": "nice"}),
    ("ephemeral", {"inbound": "attachment", "sender": IG_SENDER, "provider_id": "ig_B", "attachments": [("other", None, None)]}),
    (
        "story_mention",
        {
            "inbound": "attachment",
            "sender": IG_SENDER,
            "provider_id": "ig_D",
            "attachments": [("link", "https://cdn.example/s", None)],
        },
    ),
    ("unsend", {"inbound": "unsend", "sender": IG_SENDER, "target_id": "ig_A"}),
    ("seen", {"delivery": "read", "provider_id": "ig_K", "address": "555"}),
    ("echo_ours", {"delivery": "sent", "provider_id": "ig_E", "key": "k9", "address": "555"}),
    (
        "comment",
        {
            "public": "comment",
            "item_id": "1789",
            "verb": "add",
            "text": "hello",
            "author_id": "556",
            "author_name": "sam",
            "post_id": "1775",
            "parent_id": "1780",
        },
    ),
    (
        "field_on_the_entry",
        {
            "public": "comment",
            "item_id": "1791",
            "verb": "add",
            "text": "direct",
            "author_id": "556",
            "author_name": "sam",
            "post_id": "1775",
        },
    ),
    ("comment_own", {"ignored": "own_content"}),
    ("mention", {"public": "mention", "item_id": "1789", "verb": "add", "post_id": "1775"}),
    ("dashboard_test", {"ignored": "other_account"}),
    ("comment_old_shape", {"ignored": "other_account"}),
]


@pytest.mark.parametrize(("name", "expected"), INSTAGRAM, ids=[name for name, _ in INSTAGRAM])
def test_instagram(name: str, expected: dict[str, Any], settings: Settings, recorded: Any, shorten: Any) -> None:
    assert settings.meta is not None
    assert shorten(messenger.parse(recorded(f"instagram/{name}.json"), settings.meta, RECEIVED)) == [expected]


def test_every_recorded_payload_has_a_row(payload_names: Any) -> None:
    assert {name for name, _ in PAGE} == payload_names("page")
    assert {name for name, _ in INSTAGRAM} == payload_names("instagram")
