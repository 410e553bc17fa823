"""What the public writes on the Page and under Instagram posts: one item of ``changes``."""

from __future__ import annotations

from typing import Any

from bot.messages import Channel, Event, Ignored, PublicItem
from connectors.messenger.direct import Account
from connectors.payload import as_dict, as_id, as_text, derived_id, moment

_VERBS = {"add": "add", "edited": "edit", "edit": "edit", "remove": "remove", "hide": "hide", "unhide": "unhide"}
_POST_ITEMS = {"post", "status", "photo", "video", "share", "album"}


def read_change(change: dict[str, Any], account: Account) -> list[Event]:
    """The event in one change. Raises one of ``payload.BAD_ITEM`` if it has not the promised shape."""
    field = change.get("field")
    value = change.get("value")
    if not isinstance(value, dict):
        return [Ignored("no_value")]
    if account.channel is Channel.INSTAGRAM:
        if field in ("comments", "live_comments", "mentions"):
            return [_instagram(str(field), value, account)]
    elif field in ("feed", "mention"):
        return [_page(str(field), value, account)]
    return [Ignored("unknown_field")]


def _page(field: str, value: dict[str, Any], account: Account) -> Event:
    item = as_text(value.get("item"))
    verb = _VERBS.get(as_text(value.get("verb")))
    if item != "comment" and item not in _POST_ITEMS:
        return Ignored("reaction" if item in ("reaction", "like") else "unknown_public_item")
    if verb is None:
        return Ignored("unknown_verb")
    author = as_dict(value.get("from") or {})
    # The author stands in ``from``, in older events flat; a mention often has none.
    author_id = author.get("id") or value.get("sender_id")
    author_name = as_text(author.get("name") or value.get("sender_name")) or None
    if author_id is not None and as_id(author_id) == account.id:
        return Ignored("own_content")  # answering our own comment would never end
    post = as_dict(value.get("post") or {})
    post_id = value.get("post_id")
    item_id = as_id(value["comment_id"] if item == "comment" else post_id)
    parent = value.get("parent_id")
    text = as_text(value.get("message"))
    kind = "mention" if field == "mention" else "comment" if item == "comment" else "post"
    return PublicItem(
        account.channel,
        account.id,
        derived_id(kind, item_id, verb, value.get("created_time"), text),
        item_id,
        kind,
        verb,
        moment(value.get("created_time"), account.received_at),
        text=text,
        author_id=as_id(author_id) if author_id is not None else None,
        author_name=author_name,
        post_id=as_id(post_id) if post_id else None,
        # A comment's parent is the post itself when it stands at the top.
        parent_id=as_id(parent) if parent and parent != post_id else None,
        permalink=as_text(post.get("permalink_url") or value.get("permalink_url"))[:500] or None,
    )


def _instagram(field: str, value: dict[str, Any], account: Account) -> Event:
    author = as_dict(value.get("from") or {})
    author_id = author.get("id")
    if author_id is not None and as_id(author_id) == account.id:
        return Ignored("own_content")
    kind = "mention" if field == "mentions" else "comment"
    media = as_dict(value.get("media") or {}).get("id") or value.get("media_id")
    item_id = as_id(value.get("id") or value.get("comment_id") or media)
    text = as_text(value.get("text"))
    return PublicItem(
        account.channel,
        account.id,
        # Instagram gives a comment no time; its text tells an edit from a repeat, and one under an advert may come twice.
        derived_id(kind, item_id, "add", text),
        item_id,
        kind,
        "add",
        account.received_at,
        text=text,
        author_id=as_id(author_id) if author_id is not None else None,
        author_name=as_text(author.get("username")) or None,
        post_id=as_id(media) if media else None,
        parent_id=as_id(value["parent_id"]) if value.get("parent_id") else None,
    )
