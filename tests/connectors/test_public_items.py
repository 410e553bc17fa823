"""What stands in public on the Page: comments, posts and mentions."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from bot.messages import PublicItem
from bot.settings import Settings
from connectors import messenger
from tests.connectors.rows import ignored, public

RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)

CASES: list[tuple[str, list[dict[str, Any]]]] = [
    ("comment_add", [public("comment", permalink="https://facebook.example/900")]),
    ("comment_edited", [public("comment", verb="edit", text="new text", permalink="https://facebook.example/900")]),
    ("comment_hide", [public("comment", verb="hide")]),
    ("comment_hide_again_without_a_time", [public("comment", verb="hide")]),
    ("comment_hide_without_a_time", [public("comment", verb="hide")]),
    ("comment_ids_as_numbers", [public("comment", item_id="90077", post_id="900")]),
    ("comment_old_flat_author", [public("comment")]),
    ("comment_own", [ignored("own_content")]),
    ("comment_own_number", [ignored("own_content")]),
    ("comment_photo_without_text", [public("comment", permalink="https://facebook.example/900", text=None, media="photo")]),
    ("comment_remove", [public("comment", verb="remove", text=None)]),
    ("comment_reply", [public("comment", parent_id="900_70", permalink="https://facebook.example/900")]),
    ("comment_unhide", [public("comment", verb="unhide")]),
    ("comment_video_without_text", [public("comment", text=None, media="video")]),
    ("comment_with_broken_ornaments", [public("comment", author_id=None, author_name=None)]),
    ("comment_without_author", [public("comment", permalink="https://facebook.example/900", author_id=None, author_name=None)]),
    ("comment_without_id", [ignored("bad_item")]),
    ("event_added", [ignored("unknown_public_item")]),
    ("field_unknown", [ignored("unknown_field")]),
    ("item_unknown", [ignored("unknown_public_item")]),
    ("like_of_the_page", [ignored("reaction")]),
    ("mention_in_a_post", [public("mention", item_id="444_555", text="@Page look", post_id="444_555", author_id=None, author_name=None)]),
    (
        "mention_without_author",
        [public("mention", item_id="902_5", text="@Page look", post_id="111_902", author_id=None, author_name=None)],
    ),
    ("photo_of_a_visitor", [public("post", item_id="1000_902", post_id="1000_902", text=None, media="photo")]),
    ("photo_own", [ignored("own_content")]),
    ("post_edited", [public("post", item_id="1000_901", verb="edit", text="new words", post_id="1000_901")]),
    ("post_hide", [public("post", item_id="1000_901", verb="hide", text="visitor post", post_id="1000_901")]),
    ("post_removed", [public("post", item_id="1000_901", verb="remove", post_id="1000_901", text=None)]),
    ("rating", [ignored("unknown_field")]),
    ("reaction", [ignored("reaction")]),
    ("share_of_a_visitor", [public("post", item_id="1000_904", text="look", post_id="1000_904")]),
    ("two_entries", [public("comment", text="one"), public("comment", item_id="900_78", text="two")]),
    ("verb_unknown", [ignored("unknown_verb")]),
    ("video_blocked", [ignored("unknown_verb")]),
    ("visitor_post", [public("post", item_id="1000_901", text="visitor post", post_id="1000_901")]),
    ("without_value", [ignored("no_value")]),
]


@pytest.mark.parametrize(("name", "expected"), CASES, ids=[name for name, _ in CASES])
def test_events(name: str, expected: list[dict[str, Any]], settings: Settings, recorded: Any, shorten: Any) -> None:
    assert settings.meta is not None
    assert shorten(messenger.parse(recorded(f"page/{name}.json"), settings.meta, RECEIVED)) == expected


def test_every_recorded_payload_has_a_row(payload_names: Any) -> None:
    assert {name for name, _ in CASES} == payload_names("page")


def items(settings: Settings, recorded: Any, *names: str) -> list[PublicItem]:
    assert settings.meta is not None
    found = []
    for name in names:
        (event,) = messenger.parse(recorded(f"page/{name}.json"), settings.meta, RECEIVED)
        assert isinstance(event, PublicItem)
        found.append(event)
    return found


def test_an_edit_and_a_hide_are_not_swallowed_by_the_comment(settings: Settings, recorded: Any) -> None:
    names = ("comment_add", "comment_edited", "comment_remove", "comment_hide", "comment_unhide")
    assert len({item.provider_id for item in items(settings, recorded, *names)}) == len(names)


def test_hiding_twice_is_two_events_even_when_neither_has_a_time(settings: Settings, recorded: Any) -> None:
    names = ("comment_hide_without_a_time", "comment_hide_again_without_a_time", "comment_hide_without_a_time")
    first, second, repeat = (item.provider_id for item in items(settings, recorded, *names))
    assert first == repeat != second


def test_times_are_seconds_as_number_or_text(settings: Settings, recorded: Any) -> None:
    at = datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc)
    assert {item.occurred_at for item in items(settings, recorded, "comment_add", "comment_ids_as_numbers")} == {at}
    assert items(settings, recorded, "comment_with_broken_ornaments")[0].occurred_at == RECEIVED
