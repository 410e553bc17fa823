"""MORE: the next page, also after a restart; the end; what is too old; and a word like any other where nothing has pages."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot.app import House
from bot.delivery import more
from bot.messages import Button, Channel, Reply
from bot.store.outbox import put_reply, read_reply
from bot.store.session import transaction
from bot.store.tables import Conversation, InboundMessage, OutboundMessage, utcnow
from connectors.sms.pages import HINT
from tests.support.front import Front

PERSON = "+447700900123"
LONG = "You can ring the surgery and ask for help. " * 16


class Texting(Front):
    """A person who texts, and a worker that knows MORE only."""

    def say(self, text: str, *titles: str, author: str = "bot", hours_ago: float = 0) -> None:
        with transaction(self.house.sessions) as session:
            conversation = session.execute(select(Conversation)).scalars().first()
            reply = Reply(text, tuple(Button(title, "/affirm") for title in titles))
            at = utcnow() - dt.timedelta(hours=hours_ago)
            put_reply(session, self.house.vault, conversation, reply, author=author, now=at)
        self.dispatch()

    def more(self, text: str = "More") -> more.Next | None:
        """Writes, and sends what it leads to."""
        self.write(text, channel=Channel.SMS, person=PERSON)
        with transaction(self.house.sessions) as session:
            message = session.execute(select(InboundMessage).order_by(InboundMessage.id.desc())).scalars().first()
            assert more.asked(message, text)
            found = more.following(session, self.house.vault, message)
            if found is not None and found.page is not None:
                conversation = session.get(Conversation, message.conversation_id)
                put_reply(session, self.house.vault, conversation, found.page, author="bot", source=found.source, now=utcnow())
        self.dispatch()
        return found

    @property
    def read(self) -> list[str]:
        return self.answers(PERSON, Channel.SMS)


@pytest.fixture
def texting(house: House) -> Texting:
    front = Texting(house)
    front.write("hello", channel=Channel.SMS, person=PERSON)
    return front


def test_page_after_page_until_the_end(texting: Texting) -> None:
    texting.say(LONG, "Yes", "No")
    while texting.read[-1].endswith(HINT):
        found = texting.more()
        assert found is not None
        assert found.page is not None
    assert len(texting.read) == 3
    joined = " ".join(page.removesuffix(HINT).strip() for page in texting.read)
    assert joined == f"{LONG.strip()}\n1. Yes\n2. No"
    assert texting.more() == more.Next(None)


def test_the_choices_can_still_be_answered_by_number(texting: Texting) -> None:
    texting.say(LONG, "Yes", "No")
    texting.more()
    with texting.house.sessions() as session:
        newest = session.execute(select(OutboundMessage).order_by(OutboundMessage.id.desc())).scalars().first()
        assert [button.title for button in read_reply(session, texting.house.vault, newest).buttons] == ["Yes", "No"]
    assert texting.read[-1].count("1. Yes") <= 1


def test_a_short_reply_after_the_long_one_changes_nothing(texting: Texting) -> None:
    texting.say(LONG)
    texting.say("Did that help?")
    found = texting.more("reply MORE.")
    assert found is not None
    assert found.page is not None


def test_what_was_said_yesterday_is_not_carried_on(texting: Texting) -> None:
    texting.say(LONG, hours_ago=25)
    assert texting.more() == more.Next(None, stale=True)


@pytest.mark.parametrize("author", ["staff:1", "card"])
def test_what_people_or_cards_say_is_never_in_pages(texting: Texting, author: str) -> None:
    texting.say(LONG, author=author)
    assert HINT not in "".join(texting.read)
    assert " ".join(texting.read) == LONG.strip()
    assert texting.more() is None


def test_more_is_a_word_like_any_other_where_nothing_has_pages(texting: Texting) -> None:
    texting.say("Is there more?")
    assert texting.more() is None


@pytest.mark.parametrize(
    ("channel", "words", "asked"),
    [
        ("sms", "MORE", True),
        ("sms", " more. ", True),
        ("sms", "Reply MORE", True),
        ("sms", "more please", True),
        ("sms", '"More"', True),
        ("sms", "more about dentists", False),
        ("sms", "no more", False),
        ("web", "more", False),
    ],
)
def test_what_asks_for_more(channel: str, words: str, asked: bool) -> None:
    assert more.asked(InboundMessage(channel=channel), words) is asked
