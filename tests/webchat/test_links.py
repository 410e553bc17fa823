"""What can be pressed in a reply, and what only looks as if it could."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.webchat.links import Part, parts


@pytest.mark.parametrize(
    ("text", "pressable"),
    [
        ("Source: NHS, checked 3 May. https://www.nhs.uk/x?a=1.", ["https://www.nhs.uk/x?a=1"]),
        ("(see https://example.org/a)", ["https://example.org/a"]),
        ("(see https://example.org/a_(b))", ["https://example.org/a_(b)"]),
        ("“https://example.org/a”, he said", ["https://example.org/a"]),
        ("http://example.org:8080/a#b and HTTPS://EXAMPLE.ORG", ["http://example.org:8080/a#b", "HTTPS://EXAMPLE.ORG"]),
        ("Write to team@example.org.", ["mailto:team@example.org"]),
        ("Call 999 or ring 0330 355 1285.", ["tel:999", "tel:03303551285"]),
        ("Call 116 123, free. Call 111. Call NHS 111.", ["tel:116123", "tel:111", "tel:111"]),
        ("Samaritans are on 116 123. Use Relay UK on 18000.", ["tel:116123", "tel:18000"]),
        ("Dial 18001 111 to use text relay.", ["tel:18001111"]),
        ("01632 960123, 01632 960 123, 020 7946 0123", ["tel:01632960123", "tel:01632960123", "tel:02079460123"]),
        ("+44 1632 960123 or +44 (0)1632 960123", ["tel:+441632960123", "tel:+441632960123"]),
        ("Childline 0800 1111. Galop 0800 999 5428.", ["tel:08001111", "tel:08009995428"]),
        ("Text SHOUT to 85258.", ["sms:85258"]),
        ("07700 900123, or 07700-900-123", ["tel:07700900123", "tel:07700900123"]),
    ],
)
def test_what_can_be_pressed(text: str, pressable: list[str]) -> None:
    assert [part.href for part in parts(text) if part.href] == pressable


@pytest.mark.parametrize(
    "text",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/",
        "https://",
        "https://localhost/",
        "https://[::1]/",
        "https://192.0.2.1/",
        "https://www.nhs.uk@evil.example/",
        "https://user:pass@example.org/",
        "https://example.org:99999/",
        "https://ex\u0430mple.org/",  # a Cyrillic letter
        "https://example.org/\u202egpj.exe",  # reads backwards
        "https://example.org/\u200b",
        "https://exa mple/",
        "In room 111 on 999 days",
        "2026-11-23, 01/02/2026, 10:30",
        "Your reference is 0123456 or C-0123456789",
        "NHS number 999 123 4567",
        "step 1. 2. 3.",
        "a@b and @example",
    ],
)
def test_what_only_looks_so(text: str) -> None:
    assert [part.href for part in parts(text) if part.href] == []


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://www.nhs.uk/service-search/find-a-dentist", "www.nhs.uk/service-search/find-a-dentist"),
        ("https://www.nhs.uk/", "www.nhs.uk"),
        ("https://example.org/" + "long/" * 20, "example.org/long/long/long/long/long/long/long/…"),
        ("https://" + "a" * 60 + ".example.org/path/to", "a" * 60 + ".example.org/…"),
    ],
)
def test_the_host_of_a_link_is_always_shown(address: str, shown: str) -> None:
    assert parts(address) == (Part(address, address, shown),)


PIECES = st.sampled_from(
    [
        "https://",
        "example.org",
        "/a",
        "@",
        ".",
        ",",
        ")",
        "call ",
        "999",
        "0",
        "116 123",
        "on ",
        "+44",
        " ",
        "\n",
        "\u202e",
        "text ",
        "é",
        "0800 1111",
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=20).map("".join)))
def test_the_parts_are_the_text_and_only_safe_places_can_be_pressed(text: str) -> None:
    found = parts(text)
    assert "".join(part.text for part in found) == text
    assert all(part.href is None or part.href.lower().startswith(("https://", "http://", "tel:", "sms:", "mailto:")) for part in found)
    assert all(not set(part.href or "") & set("\"'<>` \n") for part in found if part.href)
