"""Answering a comment in public, finding the answer again, and taking it back: over the wire, and against the sandbox."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from bot.messages import Channel, Ignored
from bot.settings import Settings
from connectors.errors import Ambiguous, Bug, GiveToStaff, SendError, StopChannel
from connectors.messenger import MetaConnector
from tests.connectors.playing import comment, say, use
from tests.connectors.test_sending import meta

WORDS = "Any dentist may take you.\nSource: NHS."


def call_of(
    settings: Settings, channel: Channel, answer: dict[str, Any], *, status: int = 200
) -> tuple[MetaConnector, list[httpx.Request]]:
    calls: list[httpx.Request] = []

    def play(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        return httpx.Response(status, json=answer)

    return meta(settings, play, channel), calls


@pytest.mark.parametrize(("channel", "edge"), [(Channel.MESSENGER, "comments"), (Channel.INSTAGRAM, "replies")])
def test_an_answer_as_it_leaves(channel: Channel, edge: str, settings: Settings) -> None:
    connector, calls = call_of(settings, channel, {"id": "900_99"})
    assert asyncio.run(connector.public_reply("900_77", WORDS)) == "900_99"
    (request,) = calls
    assert (request.method, request.url.path) == ("POST", f"/sandbox/meta/v26.0/900_77/{edge}")
    assert parse_qs(request.content.decode()) == {"message": [WORDS]}
    assert not request.url.query


@pytest.mark.parametrize("answer", [{}, {"error": {"code": 1, "error_subcode": 1357046}}])
def test_an_answer_without_an_id_may_be_there(answer: dict[str, Any], settings: Settings) -> None:
    connector, _ = call_of(settings, Channel.MESSENGER, answer)
    with pytest.raises(Ambiguous):
        asyncio.run(connector.public_reply("900_77", WORDS))


OURS = {"id": "1000"}


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ([], None),
        ([{"id": "a1", "message": WORDS, "from": OURS}], "a1"),
        ([{"id": "a1", "message": " Any dentist may take you. Source: NHS. "}], "a1"),
        ([{"id": "a1", "message": WORDS, "from": {"id": "333"}}], None),
        ([{"id": "known", "message": WORDS, "from": OURS}, {"id": "a2", "message": WORDS, "from": OURS}], "a2"),
        ([{"id": "a1", "message": "Any dentist.", "from": OURS}, "odd", {"message": WORDS}, {"id": "a3"}], None),
    ],
)
def test_what_counts_as_our_answer(listed: list[Any], found: str | None, settings: Settings) -> None:
    connector, calls = call_of(settings, Channel.MESSENGER, {"data": listed})
    assert asyncio.run(connector.find_public_reply("900_77", WORDS, {"known"})) == found
    assert (calls[0].method, calls[0].url.path) == ("GET", "/sandbox/meta/v26.0/900_77/comments")


def test_what_answers_an_answer_is_looked_for_beside_it(settings: Settings) -> None:
    connector, calls = call_of(settings, Channel.MESSENGER, {"data": []})
    assert asyncio.run(connector.find_public_reply("900_77", WORDS, (), "900_70")) is None
    assert [call.url.path.split("/")[-2] for call in calls] == ["900_77", "900_70"]


@pytest.mark.parametrize(
    ("error", "raised"),
    [({"code": 100, "error_subcode": 33}, None), ({"code": 200}, StopChannel), ({"code": 100}, Bug)],
)
def test_taking_back_what_is_gone_is_no_failure(error: dict[str, int], raised: type[SendError] | None, settings: Settings) -> None:
    connector, calls = call_of(settings, Channel.MESSENGER, {"error": error}, status=400)
    if raised is None:
        asyncio.run(connector.take_back("900_99"))
    else:
        with pytest.raises(raised):
            asyncio.run(connector.take_back("900_99"))
    assert (calls[0].method, calls[0].url.path) == ("DELETE", "/sandbox/meta/v26.0/900_99")


def test_what_we_may_not_touch_is_not_taken_for_gone(settings: Settings) -> None:
    def play(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={"id": "900_99"})
        return httpx.Response(400, json={"error": {"code": 100, "error_subcode": 33}})

    with pytest.raises(GiveToStaff):
        asyncio.run(meta(settings, play).take_back("900_99"))


@pytest.mark.parametrize(
    ("channel", "given"),
    [
        (Channel.MESSENGER, {"channel": "page", "person": "5000000000000601", "text": "Where is a dentist?"}),
        (Channel.INSTAGRAM, {"channel": "instagram", "person": "6000000000000601", "comment": "where is a dentist?"}),
    ],
)
def test_an_answer_stands_under_the_comment_until_it_is_taken_back(channel: Channel, given: dict[str, str], sandbox: Any) -> None:
    comment_id = say(sandbox, **given)["comment_id"]

    def ignored() -> int:
        return sum(isinstance(event, Ignored) and event.reason == "own_content" for event in sandbox.recorder.events)

    before = ignored()

    async def act(connector: MetaConnector) -> str:
        assert await connector.find_public_reply(comment_id, WORDS, ()) is None
        answer = await connector.public_reply(comment_id, WORDS)
        assert await connector.find_public_reply(comment_id, WORDS, ()) == answer
        assert await connector.find_public_reply(comment_id, WORDS, {answer}) is None
        second = await connector.public_reply(answer, "And more.")
        assert await connector.find_public_reply(answer, "And more.", (), comment_id) == second
        with pytest.raises(SendError):
            await connector.public_reply(comment_id, "x" * 8001)
        return answer

    answer = use(sandbox, channel, act)
    stands = comment(sandbox, answer)
    assert (stands["text"], stands["author"], stands["parent_id"]) == (WORDS, None, comment_id)
    sandbox.recorder.wait_for(lambda _: ignored() >= before + 2)  # both come back by the webhook, and are known as ours

    async def take_back(connector: MetaConnector) -> None:
        await connector.take_back(answer)
        await connector.take_back(answer)
        with pytest.raises(GiveToStaff):
            await connector.public_reply(answer, WORDS)

    use(sandbox, channel, take_back)
    assert comment(sandbox, answer)["removed"]
    assert sandbox.recorder.refused == 0
