"""Calls to Meta's Graph API: messages, read marks, and hiding or answering what stands in public."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx

from bot.messages import Channel, Reply, Sender
from bot.settings import MetaPage, MetaSettings
from connectors.base import UNKNOWN, Limits, Rendered, Unknown
from connectors.errors import Ambiguous, Bug, SendError, StopChannel
from connectors.http import call, client, json_body
from connectors.messenger import usage
from connectors.messenger.direct import KEY_PREFIX
from connectors.messenger.failures import GONE, failure, without_human_agent
from connectors.messenger.render import limits_of, render
from connectors.payload import some_dict, some_list, some_text

log = logging.getLogger(__name__)


class MetaConnector:
    """Messenger or Instagram direct messages, by ``channel``, of whichever of our Pages the person wrote to."""

    def __init__(self, settings: MetaSettings, channel: Channel = Channel.MESSENGER, http: httpx.AsyncClient | None = None) -> None:
        self.channel = channel
        self.limits: Limits = limits_of(channel)
        self._settings = settings
        self._http = http or client()
        self._rest = 0.0

    def take_rest(self) -> float:
        """Seconds for which Meta wants fewer calls, by its answers since this was last asked (``messenger.usage``)."""
        seconds, self._rest = self._rest, 0.0
        return seconds

    def render(self, reply: Reply) -> list[Rendered]:
        """See ``messenger.render``."""
        return render(reply, self.channel)

    async def send(self, to: Sender, rendered: Rendered, key: str) -> str:
        """Sends one message as an answer inside the 24 hours; gives its ``mid``. Raises the kinds of ``SendError``."""
        return await self._send(to.account, {"id": to.address}, rendered, key)

    async def find_sent(self, to: Sender, rendered: Rendered, key: str, since: datetime, known: frozenset[str]) -> Unknown:
        """Meta offers no look-up by key: its echo brings the key back (``Delivery.key``)."""
        return UNKNOWN

    async def seen(self, to: Sender, message_id: str | None = None) -> None:
        """Marks the conversation as read and shows that we are typing."""
        for action in ("mark_seen", "typing_on"):
            try:
                await self._message(to.account, {"recipient": {"id": to.address}, "sender_action": action})
            except SendError as error:
                log.debug("%s was not shown: %s", action, error)
                return

    async def hide(self, comment_id: str, account: str | None = None) -> None:
        """Hides a comment from the public (its author, and perhaps friends, still see it). Raises ``SendError``.

        ``account`` is the Page or Instagram account under which it stands, here and below; None is the first Page.
        """
        await self._set_hidden(comment_id, account, True)

    async def unhide(self, comment_id: str, account: str | None = None) -> None:
        """Shows a hidden comment again. Raises ``SendError``."""
        await self._set_hidden(comment_id, account, False)

    async def private_reply(self, comment_id: str, text: str, key: str, account: str | None = None) -> str:
        """Answers a comment in private, once and within 7 days; gives the message's ``mid``. Raises ``SendError``.

        ``text`` must fit one message: Meta allows no second one until the person answers.
        """
        return await self._send(account, {"comment_id": comment_id}, Rendered(text), key)

    async def public_reply(self, comment_id: str, text: str, account: str | None = None) -> str:
        """Answers a comment in public, as the Page; gives the answer's own id. Raises ``SendError``.

        Meta takes no key of ours with it: ``find_public_reply`` says after a crash whether it is there.
        """
        answer = await self._call(account, f"{quote(comment_id, safe='')}/{self._edge(account)}", data={"message": text})
        if not answer.get("id"):
            raise Ambiguous("Meta: the answer has no id")
        return str(answer["id"])

    async def find_public_reply(
        self, comment_id: str, text: str, known: Collection[str], parent_id: str | None = None, account: str | None = None
    ) -> str | None:
        """The id under which an answer of ours with these words stands below a comment; None when none does.

        ``known`` are ids of other answers of ours. ``parent_id``: Meta files what answers an answer under the same comment as that.
        Raises ``SendError`` when Meta does not let us look.
        """
        for node in (comment_id, parent_id):
            if node is None:
                continue
            found = await self._answers(node, account)
            for one in map(some_dict, some_list(found.get("data"))):
                said = some_text(one.get("message") or one.get("text"))
                if one.get("id") and str(one["id"]) not in known and said.split() == text.split() and self._by_us(one, account):
                    return str(one["id"])
        return None

    async def take_back(self, answer_id: str, account: str | None = None) -> None:
        """Deletes an answer of ours; one that is no longer there is no failure. Raises ``SendError``."""
        node = quote(answer_id, safe="")
        try:
            await self._call(account, node, "DELETE")
        except SendError as error:
            if error.code != GONE or await self._is_there(account, node):
                raise

    async def aclose(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _send(self, account: str | None, recipient: dict[str, str], rendered: Rendered, key: str) -> str:
        message: dict[str, Any] = {"text": rendered.text, "metadata": KEY_PREFIX + key}
        if rendered.buttons:
            message["quick_replies"] = [
                {"content_type": "text", "title": button.title, "payload": button.payload} for button in rendered.buttons
            ]
        body = {"recipient": recipient, "messaging_type": "RESPONSE", "message": message}
        if not rendered.human_agent:
            answer = await self._message(account, body)
        else:
            try:
                answer = await self._message(account, {**body, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"})
            except (StopChannel, Bug) as error:
                raise without_human_agent(error) from None
        return str(answer.get("message_id") or "")

    async def _message(self, account: str | None, body: dict[str, Any]) -> dict[str, Any]:
        return await self._call(account, f"{self._page(account).id}/messages", json=body)

    async def _set_hidden(self, comment_id: str, account: str | None, hidden: bool) -> None:
        value = "true" if hidden else "false"
        # The same switch has two names, and Instagram wants it in the address.
        content: dict[str, Any] = {"params": {"hide": value}} if self._is_instagram(account) else {"data": {"is_hidden": value}}
        await self._call(account, quote(comment_id, safe=""), **content)

    async def _answers(self, node: str, account: str | None) -> dict[str, Any]:
        if self._is_instagram(account):
            asked = {"fields": "id,text", "limit": "100"}
        else:
            asked = {"fields": "id,message,from", "limit": "100", "filter": "stream", "order": "reverse_chronological"}
        return await self._call(account, f"{quote(node, safe='')}/{self._edge(account)}", "GET", params=asked)

    async def _is_there(self, account: str | None, node: str) -> bool:
        """Whether what Meta calls gone can still be read: then it is only that we may not touch it."""
        try:
            await self._call(account, node, "GET", params={"fields": "id"})
        except SendError as error:
            if error.code == GONE:
                return False
            raise
        return True

    def _by_us(self, answer: dict[str, Any], account: str | None) -> bool:
        """Whether Meta names nobody else as its writer. (Instagram is not asked: an account has two ids there.)"""
        author = some_dict(answer.get("from")).get("id")
        return author is None or self._is_instagram(account) or str(author) == self._page(account).id

    def _edge(self, account: str | None) -> str:
        return "replies" if self._is_instagram(account) else "comments"

    def _is_instagram(self, account: str | None) -> bool:
        return self._page(account).instagram_id == account if account else self.channel is Channel.INSTAGRAM

    def _page(self, account: str | None) -> MetaPage:
        return self._settings.page_of(account) if account else self._settings.pages[0]

    async def _call(self, account: str | None, path: str, method: str = "POST", **content: Any) -> dict[str, Any]:
        # The token goes into a header: addresses end up in logs.
        headers = {"Authorization": f"Bearer {self._page(account).token}"}
        response = await call(self._http, "Meta", method, f"{self._settings.graph_url}/{path}", headers=headers, **content)
        problem = failure(response)
        self._rest = max(self._rest, usage.rest_seconds(response.headers))
        if problem is not None:
            raise problem
        return json_body(response)
