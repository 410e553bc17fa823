"""What a person wrote last, in the order they wrote it, and cut at its beginning."""

from __future__ import annotations

import pytest

from bot.handover.last_words import LONGEST, last_words
from bot.store.tables import Contact, Conversation, InboundMessage
from tests.handover.conftest import NOW, House


def written(house: House, *said: tuple[str, str | None]) -> int:
    """A conversation in which these kinds of messages came with these redacted words."""
    session = house.session
    number = session.query(Conversation).count()
    contact = Contact(channel="web", account="web", address_hash=f"a{number}", address_sealed_id=house.contact.address_sealed_id)
    row = Conversation(reference=f"C-2222-{4000 + number}", contact=contact, channel="web", created_at=NOW, changed_at=NOW)
    session.add(row)
    session.flush()
    for index, (kind, text) in enumerate(said):
        session.add(
            InboundMessage(
                conversation_id=row.id, channel="web", account="web", provider_id=f"{row.id}/{index}", kind=kind, text_redacted=text,
                occurred_at=NOW, received_at=NOW,
            )
        )  # fmt: skip
        session.flush()
    return int(row.id)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ([("text", "hello"), ("text", "he is  in a\nhome"), ("text", "a person")], "he is in a home / a person"),
        ([("text", "hello")], "hello"),
        ([("text", "hello"), ("button", "q.1"), ("reaction", None), ("text", None), ("text", "")], "hello"),
        ([("button", None)], None),
        ([], None),
    ],
)
def test_the_newest_words(house: House, said: list[tuple[str, str | None]], words: str | None) -> None:
    number = written(house, *said)
    other = written(house, ("text", "another person"))
    assert last_words(house.session, [number]).get(number) == words
    assert last_words(house.session, [number, other])[other] == "another person"
    assert last_words(house.session, []) == {}


def test_a_long_message_is_cut_at_its_beginning(house: House) -> None:
    number = written(house, ("text", "word " * 100 + "the end"), ("text", "x" * 500))
    assert last_words(house.session, [number])[number] == "\u2026 " + "x" * LONGEST
    number = written(house, ("text", "word " * 100 + "the end"))
    found = last_words(house.session, [number])[number]
    assert found.startswith("\u2026 word ")
    assert found.endswith(" the end")
    assert len(found) <= LONGEST + 2
