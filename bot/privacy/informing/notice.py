"""What people are told about their privacy: in layers, before anything personal, and on record with its version.

The first layer stands in the chat, in a form that fits the channel; it leads to the whole notice on our page. Its words
are in ``data/cards/privacy.LANGUAGE.yml``, its periods and contacts in ``organisation.yml``: nothing is promised that
the schedule does not keep.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import yaml_files
from bot.messages import Channel, Reply
from bot.organisation import Organisation
from bot.privacy.informing import in_languages
from bot.privacy.keeping.schedule import CLASSES, Schedule
from bot.store.tables import Conversation, NoticeShown

FOLDER = Path(__file__).resolve().parents[3] / "data" / "cards"
SHORT_ON = (Channel.SMS,)
"""Where the short form is what people read."""


class NoticeError(Exception):
    """The file of privacy texts is missing or lacks something; the message names it."""


@lru_cache(maxsize=4)
def texts(folder: Path = FOLDER, language: str = "en") -> dict[str, Any]:
    """The texts as the file has them. Raises ``NoticeError``."""
    path = folder / f"privacy.{language}.yml"
    try:
        raw: dict[str, Any] = yaml_files.read(path)
        _ = raw["hello"]["text"], raw["hello"]["short"], raw["hello"]["again"]
        _ = raw["notice"]["text"], raw["notice"]["short"], raw["child"]["text"], raw["child"]["short"], raw["texts"]["other"]
    except (OSError, KeyError, TypeError, yaml_files.YAMLError) as error:
        raise NoticeError(f"{path.name} is not as it should be: {type(error).__name__}: {error}") from error
    return raw


def hello(organisation: Organisation, *, again: bool = False) -> Reply:
    """Who writes, and that it is a computer; ``again``: to somebody who has read it before, or whom a person answered since."""
    words = texts()["hello"]
    return Reply(text=words["again" if again else "text"].strip().format(organisation=organisation.name))


def opening(organisation: Organisation, public_url: str) -> Reply:
    """The first words of a conversation: who writes, and the first layer of the notice, in one message."""
    first, words = texts()["hello"], notice(organisation, public_url)
    name = organisation.name
    return Reply(
        text=f"{first['text'].strip().format(organisation=name)}\n\n{words.text}",
        short=f"{first['short'].strip().format(organisation=name)} {words.short}",
    )


def notice(organisation: Organisation, public_url: str) -> Reply:
    """The first layer, with its short form for text messages."""
    schedule, words = Schedule(organisation), texts()["notice"]
    values = {one.name: schedule.in_words(one.name) for one in CLASSES}
    values["link"] = f"{public_url}/chat/privacy"
    return Reply(text=words["text"].strip().format(**values), short=words["short"].strip().format(**values))


def shown(english: Reply, organisation: Organisation, public_url: str, language: str | None, channel: Channel) -> list[Reply]:
    """What somebody sees of ``english`` (``opening`` or ``notice``) who prefers ``language``.

    By text the short form stands alone. It holds the whole first layer, and its link leads to the rest; so no MORE stands
    under it that would give the greeting once more, beside the MORE of the answer it opens.
    """
    if channel in SHORT_ON and english.short:
        english = Reply(english.short)
    days = str(Schedule(organisation).days("transcript_after_close"))
    return in_languages.above(english, language, channel, days=days, link=f"{public_url}/chat/privacy")


def child(organisation: Organisation) -> Reply:
    """What somebody reads who says that they are under 13: help for them, and no question about who they are."""
    words, number = texts()["child"], childline()
    call = f" {texts()['texts']['child_call'].format(phone=organisation.phone)}" if organisation.phone else ""
    return Reply(text=words["text"].strip().format(childline=number) + call, short=words["short"].strip().format(childline=number) + call)


def response(name: str, **values: str) -> Reply:
    """One of the answers to somebody who uses their rights, with its short form if it is long."""
    words = texts()["texts"][name]
    forms = {"text": words} if isinstance(words, str) else words
    filled = {form: " ".join(str(text).format(**values).split()) for form, text in forms.items()}
    return Reply(text=filled["text"], short=filled.get("short"))


def was_shown(session: Session, conversation_id: int, version: str) -> bool:
    """Whether this conversation has had the notice in this version."""
    query = select(NoticeShown.id).where(NoticeShown.conversation_id == conversation_id, NoticeShown.version == version[:16])
    return session.execute(query.limit(1)).first() is not None


def record(session: Session, conversation: Conversation, said: Sequence[Reply], version: str, now: dt.datetime) -> None:
    """Notes which words the person was shown, when, in the caller's transaction: those of all the messages that made the notice."""
    form = "short" if Channel(conversation.channel) in SHORT_ON else "full"
    words = "\n\n".join(one.short if form == "short" and one.short else one.text for one in said)
    digest = hashlib.sha256(words.encode()).hexdigest()[:32]
    session.add(
        NoticeShown(
            contact_id=conversation.contact_id, conversation_id=conversation.id, version=version[:16], form=form, words_hash=digest, at=now
        )
    )


@lru_cache(maxsize=1)
def childline() -> str:
    """The number as the list of confirmed numbers has it. Raises ``NoticeError`` when it is not confirmed: a child must get it."""
    listed = yaml_files.read(FOLDER / "numbers.yml")["numbers"]
    for entry in listed:
        if entry["name"] == "Childline" and entry["status"] == "confirmed":
            return str(entry["value"])
    raise NoticeError("numbers.yml has no confirmed number for Childline.")
