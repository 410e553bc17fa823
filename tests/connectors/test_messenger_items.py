"""Every kind of item Meta delivers on Messenger: one recorded-shape file per case, one row of what it means to us."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

import pytest

from bot.messages import Inbound
from bot.settings import MetaSettings, Settings
from connectors import messenger
from connectors.errors import PayloadError
from tests.connectors.rows import delivery, ignored, inbound, notice, public

RECEIVED = datetime(2026, 11, 22, 12, 0, tzinfo=timezone.utc)
T = datetime(2023, 11, 14, 22, 13, 20, tzinfo=timezone.utc)
HALF, EARLIER = T.replace(microsecond=500_000), T.replace(microsecond=400_000)

# The settings of this table: Page 1000 with Instagram account 2000, Page 1001 beside it, and our own app 424242.
CASES: list[tuple[str, list[dict[str, Any]]]] = [
    ("everybody_has_one_id", [inbound("text", sender="messenger:1000:1000", provider_id="m_one", text="hello")]),
    ("text_time_in_letters", [inbound("text", provider_id="m_Q3", text="letters")]),
    ("thread_released", [ignored("thread_released")]),
    ("postback_payload_is_an_object", [inbound("button", text="Schedule")]),
    ("account_linking", [ignored("account_linking")]),
    ("another_page", [ignored("other_account")]),
    ("app_roles", [ignored("app_roles")]),
    (
        "attachment_among_broken_ones",
        [inbound("attachment", provider_id="m_T3", attachments=[("other", None, None), ("image", "https://cdn.example/a.jpg", None)])],
    ),
    ("attachment_appointment", [inbound("attachment", provider_id="m_T2", attachments=[("other", None, None)])]),
    (
        "attachment_beside_text",
        [inbound("text", provider_id="m_D2", text="look at this", attachments=[("image", "https://cdn.example/a.jpg", None)])],
    ),
    ("attachment_file", [inbound("attachment", provider_id="m_W", attachments=[("file", "https://cdn.example/letter.pdf", None)])]),
    ("attachment_post", [inbound("attachment", provider_id="m_R2", attachments=[("link", "https://cdn.example/p", "A post")])]),
    ("attachment_reel", [inbound("attachment", provider_id="m_R1", attachments=[("link", "https://cdn.example/r", "A reel")])]),
    ("attachment_template", [inbound("attachment", provider_id="m_T", attachments=[("other", None, None)])]),
    ("attachment_unknown_type", [inbound("attachment", provider_id="m_G3", attachments=[("other", None, None)])]),
    ("attachment_video", [inbound("attachment", provider_id="m_V", attachments=[("video", "https://cdn.example/v.mp4", None)])]),
    (
        "attachments_image_and_audio",
        [
            inbound(
                "attachment",
                provider_id="m_D",
                attachments=[("image", "https://cdn.example/a.jpg", None), ("audio", "https://cdn.example/b.mp4", None)],
            )
        ],
    ),
    (
        "batch_of_every_list",
        [
            inbound("text", provider_id="m_31", text="one"),
            inbound("standby", provider_id="m_32", text="two"),
            public("comment", item_id="900_1", verb="add", text="three", author_id="333", author_name=None, post_id="1000_900"),
        ],
    ),
    (
        "batch_with_bad_neighbours",
        [
            inbound("text", provider_id="m_1", text="one"),
            ignored("bad_item"),
            ignored("no_sender"),
            inbound("text", text="no mid"),
            inbound("attachment", provider_id="m_2", attachments=[("other", None, None)]),
            inbound("text", provider_id="m_3", text="three"),
            ignored("bad_item"),
            ignored("bad_item"),
            ignored("bad_item"),
            inbound("text", sender="messenger:1000:333", provider_id="m_4", text="four"),
        ],
    ),
    ("dashboard_test", [ignored("dashboard_test")]),
    ("delivery", [delivery("delivered", provider_id="m_K"), delivery("delivered", watermark=EARLIER)]),
    ("delivery_empty", [ignored("empty")]),
    ("delivery_watermark_only", [delivery("delivered", watermark=EARLIER)]),
    ("echo_deleted", [inbound("unsend", target_id="m_I3")]),
    (
        "echo_image_of_staff",
        [
            inbound(
                "staff_elsewhere", provider_id="m_I5", payload="263902037430900", attachments=[("image", "https://cdn.example/a.jpg", None)]
            )
        ],
    ),
    ("echo_of_another_app_with_metadata", [inbound("staff_elsewhere", provider_id="m_I4", text="Hello from staff", payload="12345")]),
    ("echo_of_staff_in_the_inbox", [inbound("staff_elsewhere", provider_id="m_I3", text="Hello from staff", payload="263902037430900")]),
    ("echo_ours", [delivery("sent", provider_id="m_I", key="k1")]),
    ("echo_ours_by_app_id", [delivery("sent", provider_id="m_I6")]),
    ("echo_ours_from_another_process", [delivery("sent", provider_id="m_I7", key="k7")]),
    ("echo_ours_with_quick_replies_only", [delivery("sent", provider_id="m_I2", key="k2")]),
    (
        "echo_template_of_staff",
        [inbound("staff_elsewhere", provider_id="m_I9", payload="263902037430900", attachments=[("other", None, "x")])],
    ),
    ("echo_unmarked", [inbound("staff_elsewhere", provider_id="m_I10", text="It is the Page")]),
    ("echo_without_app", [inbound("staff_elsewhere", provider_id="m_I8", text="From the Page")]),
    ("edit", [inbound("edit", text="How do I complain about a GP?", target_id="m_A")]),
    ("edit_with_number", [inbound("edit", text="How do I complain about a GP?", target_id="m_A")]),
    ("empty_entry", [ignored("empty")]),
    ("entry_is_text", [ignored("bad_item")]),
    (
        "fallback_link",
        [inbound("text", provider_id="m_G", text="https://x.example", attachments=[("link", "https://x.example", "Link card")])],
    ),
    (
        "fallback_payload_null",
        [inbound("text", provider_id="m_G5", text="https://x.example", attachments=[("link", "https://x.example", "Card")])],
    ),
    ("fallback_with_payload_as_text", [inbound("attachment", provider_id="m_G4", attachments=[("link", "https://x.example", "Old card")])]),
    ("fallback_without_payload", [inbound("attachment", provider_id="m_G2", attachments=[("link", "https://x.example", "Link card")])]),
    ("list_is_an_object", [ignored("bad_item"), inbound("standby", provider_id="m_2", text="neighbour")]),
    ("location", [inbound("attachment", provider_id="m_F", attachments=[("location", None, "53.8,-1.5")])]),
    ("message_as_a_change", [inbound("text", provider_id="m_CH", text="wrapped")]),
    ("message_before_which_a_box_was_ticked", [inbound("text", provider_id="m_P1", text="hello")]),
    ("message_of_nothing_we_know", [inbound("attachment", provider_id="m_X1", attachments=[("other", None, None)])]),
    ("message_with_broken_ornaments", [inbound("text", provider_id="m_O1", text="still here")]),
    ("message_without_mid", [inbound("text", text="no id")]),
    ("numbers_as_ids", [inbound("text", provider_id="m_Z", text="numbers")]),
    ("optin_for_notifications", [ignored("optin_notifications")]),
    ("optin_with_sender", [inbound("start", payload="box1")]),
    ("optin_without_sender", [ignored("optin")]),
    ("pass_thread_control", [inbound("staff_elsewhere", payload="123")]),
    ("pass_thread_control_to_the_inbox", [inbound("staff_elsewhere", payload="263902037430900")]),
    ("pass_thread_control_to_us", [inbound("given_back", payload="424242")]),
    ("payment", [ignored("payment")]),
    ("permissions_object", [ignored("unknown_object")]),
    ("policy_enforcement_lifted", [notice(blocked=None, reason="resolved")]),
    ("policy_enforcement_without_sender", [notice(blocked="True", reason="...")]),
    ("postback", [inbound("button", provider_id="m_P", text="Tell us", payload="tok.1")]),
    ("postback_all_strings", [inbound("button", text="Tell us", payload="tok.1")]),
    ("postback_get_started", [inbound("start", provider_id="m_C", payload="poster7")]),
    ("postback_get_started_by_another_name", [inbound("start")]),
    ("postback_get_started_plain", [inbound("start", provider_id="m_C2")]),
    ("postback_of_a_guest", [ignored("no_sender")]),
    ("postback_of_a_menu", [inbound("text", provider_id="m_C3", text="I want to speak to a person")]),
    ("postback_of_an_advert", [inbound("start", provider_id="m_C4", payload="ad7")]),
    ("postback_title_only", [inbound("button", provider_id="m_C5", text="Yes please")]),
    ("postback_without_payload", [inbound("button", provider_id="m_C2", text="Get started")]),
    ("quick_reply", [inbound("button", provider_id="m_B", text="Yes", payload="YES_1")]),
    ("quick_reply_without_payload", [inbound("text", provider_id="m_B2", text="Yes")]),
    ("reaction", [inbound("reaction", text="❤", payload="love", target_id="m_K")]),
    ("reaction_removed", [ignored("reaction_removed")]),
    ("read", [delivery("read", watermark=HALF)]),
    ("read_without_watermark", [ignored("empty")]),
    ("referral", [inbound("start", payload="poster7")]),
    ("referral_in_seconds", [inbound("start", payload="poster7")]),
    ("referral_without_reference", [inbound("start")]),
    ("reply_to", [inbound("text", provider_id="m_H", text="that one", reply_to="m_A")]),
    ("reply_to_a_story", [inbound("text", provider_id="m_H2", text="nice")]),
    ("request_thread_control", [ignored("request_thread_control")]),
    ("same_message_twice", [inbound("text", provider_id="m_D1", text="once"), inbound("text", provider_id="m_D1", text="once")]),
    ("standby_attachment", [inbound("standby", provider_id="m_SB", attachments=[("image", "https://cdn.example/a.jpg", None)])]),
    ("standby_echo_of_ours", [delivery("sent", provider_id="m_I11", key="k11")]),
    ("standby_echo_of_staff", [inbound("staff_elsewhere", provider_id="m_J2", text="I am here", payload="263902037430900")]),
    ("standby_message", [inbound("standby", provider_id="m_J", text="Hello?")]),
    ("standby_postback", [inbound("standby", provider_id="m_J3", text="Tell us")]),
    ("standby_reaction", [inbound("reaction", text="❤", payload="love", target_id="m_K")]),
    ("standby_read", [delivery("read", watermark=HALF)]),
    ("standby_unsend", [inbound("unsend", target_id="m_A")]),
    ("sticker", [inbound("attachment", provider_id="m_E3", attachments=[("sticker", "https://cdn.example/s.png", None)])]),
    ("sticker_alone_by_number", [inbound("attachment", provider_id="m_E6", attachments=[("sticker", None, "thumbs_up")])]),
    ("sticker_on_the_message", [inbound("attachment", provider_id="m_E4", attachments=[("sticker", "https://cdn.example/s.png", None)])]),
    ("sticker_sent_as_image", [inbound("attachment", provider_id="m_E2", attachments=[("sticker", "https://cdn.example/s.png", None)])]),
    ("sticker_thumbs_up", [inbound("attachment", provider_id="m_E1", attachments=[("sticker", "https://cdn.example/s.png", "thumbs_up")])]),
    ("sticker_twice", [inbound("attachment", provider_id="m_E5", attachments=[("sticker", "https://cdn.example/s.png", "thumbs_up")])]),
    ("take_thread_control", [inbound("staff_elsewhere", payload="263902037430900")]),
    ("text", [inbound("text", provider_id="m_A", text="How do I complain?")]),
    ("text_accents_and_emoji", [inbound("text", provider_id="m_A1", text="café 😀")]),
    ("text_and_a_referral", [inbound("text", provider_id="m_AD", text="I saw your advert")]),
    ("text_empty", [inbound("attachment", provider_id="m_E", attachments=[("other", None, None)])]),
    ("text_nul_and_lone_surrogate", [inbound("text", provider_id="m_N", text="ab�c")]),
    ("text_right_to_left", [inbound("text", provider_id="m_R", text="\u202eمرحبا\u200b")]),
    ("text_seconds_as_text", [inbound("text", provider_id="m_Q", text="seconds")]),
    ("text_slash", [inbound("text", provider_id="m_S", text="/restart")]),
    ("text_without_a_time", [inbound("text", provider_id="m_Q2", text="timeless")]),
    ("thread_control_without_sender", [ignored("bad_item")]),
    (
        "two_pages",
        [
            inbound("text", provider_id="m_21", text="first page"),
            inbound("text", sender="messenger:1001:222", provider_id="m_22", text="second page"),
        ],
    ),
    ("unknown_item", [ignored("unknown_event")]),
    ("unknown_object", [ignored("unknown_object")]),
    ("unsend", [inbound("unsend", target_id="m_A")]),
    ("unsupported", [inbound("attachment", provider_id="m_U", attachments=[("other", None, None)])]),
]


@pytest.mark.parametrize(("name", "expected"), CASES, ids=[name for name, _ in CASES])
def test_events(name: str, expected: list[dict[str, Any]], two_pages: MetaSettings, recorded: Any, shorten: Any) -> None:
    assert shorten(messenger.parse(recorded(f"messenger/{name}.json"), two_pages, RECEIVED)) == expected


def test_every_recorded_payload_has_a_row(payload_names: Callable[[str], set[str]]) -> None:
    assert {name for name, _ in CASES} == payload_names("messenger")


@pytest.mark.parametrize("name", ["text", "referral", "referral_in_seconds", "edit", "text_seconds_as_text", "text_time_in_letters"])
def test_times_in_seconds_and_milliseconds_mean_the_same(name: str, settings: Settings, recorded: Any) -> None:
    assert settings.meta is not None
    (event,) = messenger.parse(recorded(f"messenger/{name}.json"), settings.meta, RECEIVED)
    assert isinstance(event, Inbound)
    assert event.occurred_at == T


def test_without_a_time_the_arrival_counts(settings: Settings, recorded: Any) -> None:
    assert settings.meta is not None
    (event,) = messenger.parse(recorded("messenger/text_without_a_time.json"), settings.meta, RECEIVED)
    assert isinstance(event, Inbound)
    assert event.occurred_at == RECEIVED


# Without META_APP_ID we do not know our own number: what is passed on, and not to an inbox of Meta's, is passed to us.
WITHOUT_APP_ID = [
    ("pass_thread_control", "given_back"),
    ("pass_thread_control_to_us", "given_back"),
    ("pass_thread_control_to_the_inbox", "staff_elsewhere"),
    ("take_thread_control", "staff_elsewhere"),
    ("echo_ours_by_app_id", "staff_elsewhere"),
]


@pytest.mark.parametrize(("name", "kind"), WITHOUT_APP_ID)
def test_threads_and_echoes_when_our_app_is_not_known(name: str, kind: str, settings: Settings, recorded: Any) -> None:
    assert settings.meta is not None
    (event,) = messenger.parse(recorded(f"messenger/{name}.json"), settings.meta, RECEIVED)
    assert isinstance(event, Inbound)
    assert event.kind.value == kind


def test_a_repeat_keeps_its_key_and_different_acts_on_one_message_have_their_own(settings: Settings, recorded: Any) -> None:
    meta = settings.meta
    assert meta is not None

    def key(name: str) -> str:
        (event,) = messenger.parse(recorded(f"messenger/{name}.json"), meta, RECEIVED)
        assert isinstance(event, Inbound)
        return event.provider_id

    names = ["text", "edit", "edit_with_number", "unsend", "reaction", "postback_all_strings", "referral", "message_without_mid"]
    assert [key(name) for name in names] == [key(name) for name in names]
    assert len({key(name) for name in names}) == len(names)
    assert all(len(key(name)) <= 255 for name in names)


@pytest.mark.parametrize("body", [b"", b"[]", b'"text"', b"{", b"\xff\xfe", b"[" * 100_000, b"null", b"1" * 5000])
def test_a_body_that_is_no_object_is_refused(body: bytes, settings: Settings) -> None:
    assert settings.meta is not None
    with pytest.raises(PayloadError):
        messenger.parse(body, settings.meta, RECEIVED)
