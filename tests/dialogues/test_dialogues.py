"""Conversations as they are had: each transcript is played against the whole front desk, trained assistant, redaction and all."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.app import open_house
from bot.messages import Channel
from bot.store.session import transaction
from bot.store.tables import Announcement, utcnow
from tests.announcements import invented
from tests.conftest import front_over, make_settings
from tests.dialogues import manner, transcript
from tests.dialogues.speaker import Speaker
from tests.support.front import Front

FILES = transcript.all_of_them()


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, assistant: object, models_of_services: dict[str, object]
) -> Iterator[Front]:
    """One front desk for all transcripts; each is another person."""
    folder = tmp_path_factory.mktemp("dialogues")
    shutil.copy(sqlite_template, folder / "quietword.db")
    house = open_house(make_settings(folder, f"sqlite:///{folder / 'quietword.db'}"))
    yield from front_over(house, assistant, models_of_services)  # type: ignore[misc]
    house.locks.close()
    house.engine.dispose()


@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_conversation(desk: Front, file: Path) -> None:
    script = transcript.read(file)
    with announced(desk, script.there_is):
        play(desk, file, script)


def play(desk: Front, file: Path, script: transcript.Transcript) -> None:
    somebody = Speaker(desk, script.channel, address(script.channel, FILES.index(file)))
    introduced = False
    for turn in script.turns:
        if turn.silence:
            somebody.is_silent(turn.silence)
        replies = somebody.says(turn.says)
        said = "\n".join(reply.text for reply in replies)
        assert manner.faults(replies, script.channel) == [], f"> {turn.says}"
        introduced = introduced or "automated" in said or "computer" in said
        at = 0
        for words in turn.heard:
            found = said.casefold().find(words.casefold(), at)
            assert found >= 0, f"> {turn.says}\nwas answered:\n{said}\nnot, or not there: {words}"
            at = found + len(words)
        for words in turn.unheard:
            assert words.casefold() not in said.casefold(), f"> {turn.says}\nwas answered:\n{said}"
        for name, value in turn.records:
            assert somebody.record(name) == value, f"{name}, after > {turn.says}\n{said}"
    assert introduced, "nothing said that this is a computer"


@contextmanager
def announced(desk: Front, names: tuple[str, ...]) -> Iterator[None]:
    """Puts up what the transcript says there is, and takes it away again: the next one is about other days."""
    now = utcnow()
    today = now.astimezone(desk.house.organisation.timezone).date()
    with transaction(desk.house.sessions) as session:
        for name in names:
            kind, typed = invented.by_name(name, today)
            invented.published(session, kind, typed, desk.house.organisation, now)
    try:
        yield
    finally:
        with transaction(desk.house.sessions) as session:
            session.execute(update(Announcement).values(status="withdrawn"))


def address(channel: Channel, number: int) -> str:
    """An invented person's address on a channel, another for each number."""
    if channel in (Channel.SMS, Channel.WHATSAPP):
        return f"+4477009001{number:02d}"
    return str(7_000_000_000_000_000 + number) if channel in (Channel.MESSENGER, Channel.INSTAGRAM) else f"person-{number}"


def test_there_are_fifty_and_five_for_each_channel() -> None:
    channels = Counter(transcript.read(file).channel for file in FILES)
    assert len(FILES) >= 50
    assert all(channels[channel] >= 5 for channel in Channel), channels


@pytest.mark.parametrize("lines", ["> hello", "channel: web", "channel: web\n< hello", "channel: web\n> hello\nhello"])
def test_a_transcript_in_another_form_is_refused(tmp_path: Path, lines: str) -> None:
    file = tmp_path / "wrong.txt"
    file.write_text(lines, encoding="utf-8")
    with pytest.raises(transcript.TranscriptError):
        transcript.read(file)
