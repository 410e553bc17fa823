"""The sandbox's Meta keeps Meta's rules: the 24 hours, the tags, one owner of a thread, every error by its code."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.messages import Channel, Inbound, InboundKind

DAY = 24 * 3600


def send(sandbox: Any, person: str, page: str = "1000", **changes: Any) -> httpx.Response:
    body = {"recipient": {"id": person}, "messaging_type": "RESPONSE", "message": {"text": "Hello"}, **changes}
    headers = {"Authorization": "Bearer sandbox-page-token"}
    return sandbox.http.post(f"{sandbox.settings.meta.graph_url}/{page}/messages", json=body, headers=headers)  # type: ignore[no-any-return]


def codes(answer: httpx.Response) -> tuple[int, int | None] | None:
    error = answer.json().get("error")
    return (error["code"], error.get("error_subcode")) if error else None


def say(sandbox: Any, **given: Any) -> dict[str, Any]:
    answer = sandbox.http.post(f"{sandbox.url}/sandbox/api/say", json=given)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("channel", "age", "changes", "expected"),
    [
        ("messenger", 23 * 3600, {}, None),
        ("messenger", 25 * 3600, {}, (10, 2018278)),
        ("instagram", 25 * 3600, {}, (10, 2534022)),
        ("messenger", 6 * DAY, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, None),
        ("messenger", 8 * DAY, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}, (10, 2018278)),
        ("messenger", 0, {"messaging_type": "MESSAGE_TAG"}, (100, None)),
        ("messenger", 0, {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"}, (100, None)),
        ("messenger", 0, {"messaging_type": "SHOUT"}, (100, None)),
        ("messenger", 0, {"sender_action": "typing_on"}, (100, None)),
        ("messenger", 0, {"message": {"text": "x" * 2000}}, (100, None)),
        ("instagram", 0, {"message": {"text": "é" * 501}}, (100, None)),
    ],
)
def test_what_is_taken_when(channel: str, age: int, changes: dict[str, Any], expected: tuple[int, int | None] | None, sandbox: Any) -> None:
    person = say(sandbox, channel=channel, person=f"window {channel} {age} {changes}", text="hello")["person"]
    entry = sandbox.world.known(Channel(channel), person).thread[-1]
    entry.at -= age
    assert codes(send(sandbox, person, **changes)) == expected


def test_staff_who_take_over_have_the_thread_until_they_give_it_back(sandbox: Any) -> None:
    person = say(sandbox, channel="messenger", person="routed", text="hello")["person"]
    say(sandbox, channel="messenger", person=person, staff="Anna here", takes_over=True)
    assert codes(send(sandbox, person)) == (10, 2018300)
    say(sandbox, channel="messenger", person=person, text="hello Anna")

    def told(kind: InboundKind) -> Inbound:
        event = sandbox.recorder.wait_for(lambda e: isinstance(e, Inbound) and e.kind is kind and e.sender.address == person)
        assert isinstance(event, Inbound)
        return event

    assert told(InboundKind.STAFF_ELSEWHERE).text == "Anna here"
    assert told(InboundKind.STANDBY).text == "hello Anna"
    say(sandbox, channel="messenger", person=person, gives_back=True)
    assert told(InboundKind.GIVEN_BACK).payload == "424242"
    assert codes(send(sandbox, person)) is None


@pytest.mark.parametrize(
    ("code", "subcode"), [(1, 1357046), (4, None), (10, 1893063), (190, None), (551, 1545041), (613, None), (80006, None), (10902, None)]
)
def test_any_error_can_be_played(code: int, subcode: int | None, sandbox: Any) -> None:
    fault = {"platform": "meta", "status": 400, "code": code, "subcode": subcode}
    assert sandbox.http.post(f"{sandbox.url}/sandbox/api/fault", json=fault).status_code == 200
    assert codes(send(sandbox, "5000000000000777")) == (code, subcode)
    assert codes(send(sandbox, "5000000000000777")) is None


@pytest.mark.parametrize(("action", "status"), [("likes", 200), ("comments", 200), ("replies", 200), ("nothing", 404)])
def test_what_can_be_done_with_a_comment(action: str, status: int, sandbox: Any) -> None:
    comment = say(sandbox, channel="page", person="commenter", text="My GP was kind")["comment_id"]
    headers = {"Authorization": "Bearer sandbox-page-token"}
    url = f"{sandbox.settings.meta.graph_url}/{comment}/{action}"
    assert sandbox.http.post(url, json={"message": "Thank you"}, headers=headers).status_code == status
