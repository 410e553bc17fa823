"""Meta's Graph API, as far as a Page's messages and comments need it (channel contract 1.7 to 1.9, 2.2 and 3)."""

from __future__ import annotations

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.messages import Channel
from connectors.messenger.direct import KEY_PREFIX
from connectors.sandbox import threads
from connectors.sandbox.graph_call import Refused, check_page, guarded
from connectors.sandbox.meta_events import OUR_APP, comment_event, echo, our_id
from connectors.sandbox.world import Comment, Person, World

LONGEST, LONGEST_ON_INSTAGRAM = 8000, 300
"""Characters of a comment."""


class Graph:
    """The stand-in, over one ``World``."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """Routes to hang under ``/meta/v26.0`` (any version is taken)."""
        return [
            Route("/meta/{version}/{node}/messages", guarded(self._world, self._messages), methods=["POST"]),
            Route("/meta/{version}/{node}/comments", guarded(self._world, self._answers), methods=["GET", "POST"]),
            Route("/meta/{version}/{node}/replies", guarded(self._world, self._answers), methods=["GET", "POST"]),
            Route("/meta/{version}/{node}/likes", guarded(self._world, self._like), methods=["POST"]),
            Route("/meta/{version}/{node}", guarded(self._world, self._node), methods=["GET", "POST", "DELETE"]),
        ]

    async def _messages(self, request: Request, given: dict[str, Any]) -> Response:
        check_page(self._world, request.path_params["node"])
        recipient, message, action = given.get("recipient"), given.get("message"), given.get("sender_action")
        if not isinstance(recipient, dict):
            raise Refused(100, "The parameter recipient is required")
        comment = None
        if "comment_id" in recipient:
            comment = self._privately_answerable(str(recipient["comment_id"]))
            assert comment.author is not None
            person = comment.author
        else:
            person = self._person(recipient)
        if person.blocked:
            raise Refused(551, "This person isn't available right now.", 1545041)
        if action is not None:
            if message is not None:
                raise Refused(100, "sender_action and message cannot be in one request")
            if action == "typing_on":
                # Meta shows it for about 20 seconds.
                person.typing_until, person.rev = time.time() + 20, self._world.bump()
            return JSONResponse({"recipient_id": person.address})
        threads.check(person, given, private_reply=comment is not None)
        text, buttons, metadata = _checked_message(message, person.channel)
        mid = self._world.mid()
        key = metadata.removeprefix(KEY_PREFIX) if metadata else None
        kind = "private_reply" if comment else "text"
        self._world.add(person, "us", text, mid, kind=kind, buttons=buttons, key=key, state="delivered")
        if comment is not None:
            comment.private_reply, comment.rev = True, self._world.bump()
        echo(self._world, person, mid, text, OUR_APP, metadata)
        return JSONResponse({"recipient_id": person.address, "message_id": mid})

    def _person(self, recipient: dict[str, Any]) -> Person:
        address = str(recipient.get("id") or "")
        if not address.isdigit():
            raise Refused(100, "No matching user found", 2018001)
        return self._world.known(Channel.INSTAGRAM, address) or self._world.at(Channel.MESSENGER, address)

    def _comment(self, comment_id: str) -> Comment:
        comment = self._world.comments.get(comment_id)
        if comment is None or comment.removed:
            raise Refused(100, f"Object with ID '{comment_id}' does not exist", 33)
        return comment

    def _privately_answerable(self, comment_id: str) -> Comment:
        comment = self._world.comments.get(comment_id)
        if comment is None or comment.removed or comment.author is None:
            raise Refused(100, "comment_id is not valid", 2018292)
        if comment.private_reply:
            raise Refused(10900, "Activity already replied to")
        return comment

    async def _answers(self, request: Request, given: dict[str, Any]) -> Response:
        """What stands under a comment, newest first; or one answer more, by the Page."""
        node = self._comment(request.path_params["node"])
        if request.method == "GET":
            below = [one for one in self._world.comments.values() if one.parent_id == node.id and not one.removed]
            return JSONResponse({"data": [self._seen(one) for one in reversed(below)]})
        text = given.get("message")
        if not isinstance(text, str) or not text.strip():
            raise Refused(100, "The parameter message is required")
        if len(text) > (LONGEST_ON_INSTAGRAM if node.channel is Channel.INSTAGRAM else LONGEST):
            raise Refused(100, "The message is too long")
        # There are two levels: what answers an answer stands beside it.
        top = node.id if node.parent_id == node.post_id else node.parent_id
        comment = self._world.comment(node.channel, node.post_id, top, None, text)
        comment_event(self._world, comment, "add")
        return JSONResponse({"id": comment.id})

    async def _like(self, request: Request, given: dict[str, Any]) -> Response:
        self._comment(request.path_params["node"])
        return JSONResponse({"success": True})

    async def _node(self, request: Request, given: dict[str, Any]) -> Response:
        comment = self._comment(request.path_params["node"])
        if request.method == "GET":
            return JSONResponse(
                {
                    **self._seen(comment),
                    "can_hide": comment.author is not None,
                    "is_hidden": comment.hidden,
                    "can_remove": True,
                    "can_reply_privately": comment.author is not None and not comment.private_reply,
                    "parent": {"id": comment.parent_id} if comment.parent_id != comment.post_id else None,
                }
            )
        if request.method == "DELETE":
            comment.removed, comment.rev = True, self._world.bump()
            comment_event(self._world, comment, "remove")
            return JSONResponse({"success": True})
        switch = given.get("hide" if comment.channel is Channel.INSTAGRAM else "is_hidden")
        if str(switch).lower() not in ("true", "false"):
            raise Refused(100, "The parameter is_hidden must be true or false")
        hidden = str(switch).lower() == "true"
        if hidden != comment.hidden:
            comment.hidden, comment.rev = hidden, self._world.bump()
            comment_event(self._world, comment, "hide" if hidden else "unhide")
        return JSONResponse({"success": True})

    def _seen(self, comment: Comment) -> dict[str, Any]:
        """A comment as Graph shows it; Instagram calls its words by another name."""
        author, words = comment.author, "text" if comment.channel is Channel.INSTAGRAM else "message"
        by = {"id": author.public_id, "name": author.name} if author else {"id": our_id(self._world, comment.channel)}
        return {"id": comment.id, words: comment.text, "from": by}


def _checked_message(message: Any, channel: Channel) -> tuple[str, list[dict[str, str]], str | None]:
    """Text, quick replies and metadata of a message, or the error Meta gives for what is wrong with it."""
    if not isinstance(message, dict) or not isinstance(message.get("text"), str) or not message["text"].strip():
        raise Refused(100, "The message must have a text")
    text = message["text"]
    if channel is Channel.INSTAGRAM and len(text.encode()) > 1000:
        raise Refused(100, "Length of param message[text] must be less than or equal to 1000 bytes")
    if len(text) >= 2000:
        raise Refused(100, "Length of param message[text] must be less than 2000")
    metadata = message.get("metadata")
    if metadata is not None and (not isinstance(metadata, str) or len(metadata) > 1000):
        raise Refused(100, "metadata must be a string of at most 1000 characters")
    replies = message.get("quick_replies") or []
    if len(replies) > 13:
        raise Refused(100, "At most 13 quick replies are allowed")
    buttons = []
    for reply in replies:
        title, payload = str(reply.get("title") or ""), str(reply.get("payload") or "")
        if reply.get("content_type") != "text" or not title or len(title) > 20 or len(payload) > 1000:
            raise Refused(100, "A quick reply needs content_type text, a title of 1 to 20 characters and a payload of at most 1000")
        buttons.append({"title": title, "payload": payload})
    return text, buttons, metadata
