"""Replies in paragraphs and lists."""

from __future__ import annotations

import pytest

from bot.intake.webchat.blocks import blocks
from bot.intake.webchat.links import parts


def shape(text: str) -> list[str | list[str]]:
    """A paragraph as its text, a list as its items' texts."""
    return [
        ["".join(part.text for part in item) for item in block.items] if block.listed else "".join(part.text for part in block.items[0])
        for block in blocks(parts(text))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello.", ["Hello."]),
        ("One\ntwo", ["One\ntwo"]),
        ("One\n\n \ntwo", ["One", "two"]),
        ("You can:\n\n- ask\n- wait\n\nThat is all.", ["You can:", ["ask", "wait"], "That is all."]),
        ("- ask\n- wait", [["ask", "wait"]]),
        ("Now:\n- call 999.\nWe are no emergency service.", ["Now:", ["call 999."], "We are no emergency service."]),
        ("- https://www.nhs.uk is a page\n- call 111", [["https://www.nhs.uk is a page", "call 111"]]),
        ("well - no\n-5 degrees", ["well - no\n-5 degrees"]),
        ("", []),
    ],
)
def test_blocks(text: str, expected: list[str | list[str]]) -> None:
    assert shape(text) == expected


def test_a_link_stays_a_link_in_a_list() -> None:
    item = blocks(parts("Then:\n- ring 0330 355 1285 today"))[1].items[0]
    assert [part.href for part in item] == [None, "tel:03303551285", None]
