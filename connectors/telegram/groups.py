"""What is said in a group the bot is in: a public place, whose people are not in a conversation with us.

Of a group's members nothing is read but an id, and that only to know whom an invitation was already written for.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.messages import Channel, Event, Ignored, PublicItem
from connectors.payload import BAD_ITEM, as_dict, as_id, as_list, as_text

GROUP_MESSAGE = "group_message"


def read(message: dict[str, Any], bot: str, update_id: str, at: datetime) -> Event:
    """A group message as a public item, or ``Ignored`` when nothing is said in it (people joining, a pinned message).

    ``post_id`` is where an answer belongs: the chat's id, and after a colon the topic's, in a group with topics.
    """
    if message.get("is_automatic_forward"):
        return Ignored("channel_post")  # a channel's post, carried into its discussion group by Telegram itself
    text = as_text(message.get("text") or message.get("caption"))
    spoken_to, names = _spoken_to(message, text, bot)
    if not text.strip() and not spoken_to:
        return Ignored("service_message")
    chat_id = as_id(as_dict(message["chat"])["id"])
    topic = message.get("message_thread_id") if message.get("is_topic_message") else None
    replied = as_dict(message.get("reply_to_message") or {}).get("message_id")
    # An administrator may write as the group, and anybody as a channel of theirs: then that is all we know of them.
    author = as_dict(message.get("sender_chat") or message.get("from") or {})
    return PublicItem(
        Channel.TELEGRAM,
        bot,
        update_id,
        f"{chat_id}:{as_id(message['message_id'])}",
        GROUP_MESSAGE,
        "edit" if "edit_date" in message else "add",
        at,
        text=text,
        author_id=as_id(author["id"]) if author else None,
        post_id=f"{chat_id}:{as_id(topic)}" if topic else chat_id,
        parent_id=f"{chat_id}:{as_id(replied)}" if replied else None,
        addressed=spoken_to,
        names=names,
    )


def _spoken_to(message: dict[str, Any], text: str, bot: str) -> tuple[bool, tuple[str, ...]]:
    """Whether the message is surely meant for us; and the bots it names, of which one may be ours.

    Our own user name is not part of an update and not a setting: who sends the answer knows it.
    """
    replied = as_dict(message.get("reply_to_message") or {})
    ours = str(as_dict(replied.get("from") or {}).get("id")) == bot and "forum_topic_created" not in replied
    names = []
    for entity in as_list(message.get("entities") or message.get("caption_entities")):
        try:
            kind, said = entity["type"], _part(text, entity["offset"], entity["length"])
            if kind == "text_mention":
                ours = ours or str(entity["user"]["id"]) == bot
            elif kind == "bot_command" and entity["offset"] == 0:
                _command, _, name = said.partition("@")
                ours = ours or not name
                names += [name] if name else []
            elif kind == "mention" and said.lower().endswith("bot"):
                names.append(said.removeprefix("@"))
        except BAD_ITEM:
            continue
    return ours, tuple(dict.fromkeys(name.lower() for name in names))


def _part(text: str, offset: int, length: int) -> str:
    """The piece of a text that an entity marks; Telegram counts UTF-16 units."""
    return text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")
