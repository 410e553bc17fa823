"""Which sites may show the chat in a frame."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from bot.intake.webchat.embedding import frame_ancestors, origins


@pytest.mark.parametrize(
    ("addresses", "expected"),
    [
        ((), ()),
        ((None, ""), ()),
        (("https://hw.example.org/path?x#y",), ("https://hw.example.org",)),
        (("https://one.example.org", "https://two.example.org/"), ("https://one.example.org", "https://two.example.org")),
        (("https://one.example.org/a", "https://one.example.org/b"), ("https://one.example.org",)),
        (("http://localhost:8000",), ("http://localhost:8000",)),
        (("https://HW.Example.org",), ("https://hw.example.org",)),
        (("https://user:secret@hw.example.org",), ("https://hw.example.org",)),
        (("javascript:alert(1)", "hw.example.org", "//hw.example.org", "https://", "file:///x"), ()),
        (("https://*.example.org", "https://*", "*", "'unsafe-inline'"), ()),
        (("https://a.example.org https://evil.example", "https://a.example.org; script-src *", "https://a\r\nX: y"), ()),
        (("https://hw.example.org:99999", "https://[bad"), ()),
    ],
)
def test_only_whole_plain_origins_come_out(addresses: tuple[str | None, ...], expected: tuple[str, ...]) -> None:
    assert origins(addresses) == expected


def test_only_the_organisations_site_may_frame_the_chat(house: Any) -> None:
    cases = ((None, "'self'"), ("https://hw.example.org/path", "'self' https://hw.example.org"), ("javascript:x", "'self'"))
    for website, expected in cases:
        assert frame_ancestors(dataclasses.replace(house.organisation, website=website)) == expected
