"""Instagram: direct messages and comments, by the same webhook as the Page's."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from bot.settings import MetaSettings
from connectors import messenger
from tests.connectors.rows import SAM_ON_INSTAGRAM, delivery, ignored, inbound, public

RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)


def said(kind: str, **fields: Any) -> dict[str, Any]:
    return inbound(kind, sender=SAM_ON_INSTAGRAM, **fields)


CASES: list[tuple[str, list[dict[str, Any]]]] = [
    ("comment_own_by_its_other_id", [ignored("own_content")]),
    ("story_mention_marked_as_echo", [ignored("note_to_self")]),
    ("comment", [public("comment", item_id="1789", text="hello", author_id="556", author_name="sam", post_id="1775", parent_id="1780")]),
    ("comment_old_shape", [ignored("dashboard_test")]),
    ("comment_own", [ignored("own_content")]),
    ("comment_without_author", [public("comment", item_id="1793", text="who am I", post_id="1775", author_id=None, author_name=None)]),
    ("dashboard_test", [ignored("dashboard_test")]),
    ("echo_of_staff", [said("staff_elsewhere", provider_id="ig_E2", text="Hello from staff", payload="1217981644879628")]),
    ("echo_ours", [delivery("sent", address="555", provider_id="ig_E", key="k9")]),
    ("echo_to_itself", [ignored("note_to_self")]),
    ("edit", [said("edit", text="hello there", target_id="ig_A")]),
    ("ephemeral", [said("attachment", provider_id="ig_B", attachments=[("other", None, None)])]),
    ("field_on_the_entry", [public("comment", item_id="1791", text="direct", author_id="556", author_name="sam", post_id="1775")]),
    ("ice_breaker", [said("text", provider_id="ig_P", text="How do I find an NHS dentist?")]),
    ("ice_breaker_of_the_inbox", [said("button", text="What are your hours?", payload="get_started")]),
    ("ig_reel", [said("attachment", provider_id="ig_R", attachments=[("link", "https://cdn.example/r", "A reel")])]),
    ("like_heart", [said("attachment", provider_id="ig_L", attachments=[("sticker", None, None)])]),
    ("live_comment", [public("comment", item_id="1792", text="hello live", author_id="556", author_name="sam", post_id="1776")]),
    ("mention", [public("mention", item_id="1789", post_id="1775", text=None, author_id=None, author_name=None)]),
    ("mention_in_a_caption", [public("mention", item_id="1777", post_id="1777", text=None, author_id=None, author_name=None)]),
    ("message_field_on_the_entry", [said("text", provider_id="ig_F", text="direct")]),
    ("object_page", [said("text", provider_id="ig_OP", text="by entry")]),
    ("pass_thread_control_to_us", [said("given_back", payload="424242")]),
    ("quick_reply", [said("button", provider_id="ig_Q", text="Yes", payload="tok.1")]),
    ("reaction", [said("reaction", text="❤", payload="love", target_id="ig_K")]),
    ("referral", [said("start", payload="poster7")]),
    ("reply_to_story", [said("text", provider_id="ig_C", text="nice")]),
    ("seen", [delivery("read", address="555", provider_id="ig_K")]),
    ("share", [said("attachment", provider_id="ig_S", attachments=[("link", "https://cdn.example/p", None)])]),
    ("standby_message", [said("standby", provider_id="ig_SB", text="hello staff")]),
    ("story_insights", [ignored("unknown_field")]),
    ("story_mention", [said("attachment", provider_id="ig_D", attachments=[("link", "https://cdn.example/s", None)])]),
    ("text", [said("text", provider_id="ig_A", text="hello")]),
    ("unsend", [said("unsend", target_id="ig_A")]),
    ("unsupported", [said("attachment", provider_id="ig_U", attachments=[("other", None, None)])]),
    ("unsupported_type", [said("attachment", provider_id="ig_U2", attachments=[("other", "https://cdn.example/u", None)])]),
]


@pytest.mark.parametrize(("name", "expected"), CASES, ids=[name for name, _ in CASES])
def test_events(name: str, expected: list[dict[str, Any]], two_pages: MetaSettings, recorded: Any, shorten: Any) -> None:
    assert shorten(messenger.parse(recorded(f"instagram/{name}.json"), two_pages, RECEIVED)) == expected


def test_every_recorded_payload_has_a_row(payload_names: Any) -> None:
    assert {name for name, _ in CASES} == payload_names("instagram")
