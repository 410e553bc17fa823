"""Webhooks as Meta sends them: messages, echoes, deliveries and comments, wrapped and signed."""

from __future__ import annotations

import json
import time
from typing import Any

from bot.messages import Channel
from connectors.messenger import sign
from connectors.sandbox.post import Parcel
from connectors.sandbox.world import Comment, Person, World

OUR_APP = 424242
"""The app id in echoes of what the assistant sent."""
INBOX_APP = 263902037430900
"""Meta's own inbox, in which staff may answer."""


def _post(world: World, channel: Channel, lane: str, key: str, item: dict[str, Any]) -> None:
    meta = world.settings.meta
    if meta is None or not world.subscribed:
        return
    secret = meta.app_secret
    instagram = channel is Channel.INSTAGRAM
    account = (meta.instagram_id if instagram else meta.page_id) or "0"

    def pack(items: list[Any]) -> bytes:
        # Comments carry seconds where messages carry milliseconds.
        now = int(time.time()) if key == "changes" else _now()
        return json.dumps({"object": "instagram" if instagram else "page", "entry": [{"id": account, "time": now, key: items}]}).encode()

    def headers(body: bytes) -> dict[str, str]:
        return {"Content-Type": "application/json", "X-Hub-Signature-256": sign(body, secret), "User-Agent": "facebookexternalua"}

    report = "delivery" in item or item.get("message", {}).get("app_id") == OUR_APP
    world.post.put("meta", lane, Parcel(f"{world.target}/webhooks/messenger", headers, pack, [item], f"{channel}:{key}", report))


def _now() -> int:
    return int(time.time() * 1000)


def our_id(world: World, channel: Channel) -> str:
    """The id of our Page, or of our Instagram account."""
    meta = world.settings.meta
    assert meta is not None
    return (meta.instagram_id if channel is Channel.INSTAGRAM else meta.page_id) or "0"


def from_person(world: World, person: Person, **content: Any) -> None:
    """Something a person did in a private thread: ``message``, ``postback``, ``reaction``, ``read``…"""
    item = {"sender": {"id": person.address}, "recipient": {"id": our_id(world, person.channel)}, "timestamp": _now(), **content}
    if person.with_inbox and "postback" in item:
        # What a button means is told only to the app that has the thread.
        item["postback"] = {key: value for key, value in item["postback"].items() if key != "payload"}
    _post(world, person.channel, person.address, _list_of(person), item)


def echo(world: World, person: Person, mid: str, text: str, app_id: int, metadata: str | None) -> None:
    """A message the Page sent, told to every app of the Page; on Messenger also that it was delivered."""
    message: dict[str, Any] = {"is_echo": True, "app_id": app_id, "mid": mid, "text": text}
    if metadata is not None:
        message["metadata"] = metadata
    account = our_id(world, person.channel)
    item = {"sender": {"id": account}, "recipient": {"id": person.address}, "timestamp": _now(), "message": message}
    _post(world, person.channel, person.address, _list_of(person), item)
    if person.channel is Channel.MESSENGER:
        from_person(world, person, delivery={"mids": [mid], "watermark": _now()})


def given_back(world: World, person: Person) -> None:
    """Staff pass the thread from Meta's own inbox to our app."""
    person.with_inbox = False
    passed = {"previous_owner_app_id": str(INBOX_APP), "new_owner_app_id": str(OUR_APP), "metadata": ""}
    from_person(world, person, pass_thread_control=passed)


def _list_of(person: Person) -> str:
    return "standby" if person.with_inbox else "messaging"


def comment_event(world: World, comment: Comment, verb: str) -> None:
    """What became of a comment: add, edited, remove, hide, unhide."""
    author = comment.author
    name = author.name if author else "The Page"
    author_id = author.public_id if author else our_id(world, comment.channel)
    at = int(comment.at) if verb == "add" else int(time.time())
    if comment.channel is Channel.INSTAGRAM:
        if verb != "add":
            return  # Instagram tells nothing of a comment's later life
        username = name.lower().replace(" ", ".")
        value: dict[str, Any] = {
            "id": comment.id,
            "text": comment.text,
            "from": {"id": author_id, "username": username},
            "media": {"id": comment.post_id, "media_product_type": "FEED"},
        }
        _post(world, comment.channel, comment.id, "changes", {"field": "comments", "value": value})
        return
    value = {
        "item": "comment",
        "verb": verb,
        "comment_id": comment.id,
        "post_id": comment.post_id,
        "parent_id": comment.parent_id,
        "created_time": at,
    }
    if verb in ("hide", "unhide"):
        value.update(sender_id=int(author_id), sender_name=name)
    else:
        value["from"] = {"id": author_id, "name": name}
    if verb != "remove" and comment.text:
        value["message"] = comment.text
    if verb != "remove" and comment.media:
        value[comment.media] = f"https://cdn.example/{comment.id}"
    if verb == "add":
        link = f"{world.settings.public_url}/sandbox/#{comment.id}"
        value["post"] = {"id": comment.post_id, "permalink_url": link, "status_type": "mobile_status_update", "is_published": True}
    _post(world, comment.channel, comment.id, "changes", {"field": "feed", "value": value})
