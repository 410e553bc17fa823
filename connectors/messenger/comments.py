"""What the public writes on the Page and under Instagram posts: one item of ``changes``."""

from __future__ import annotations

from typing import Any

from bot.messages import Channel, Event, Ignored, PublicItem
from connectors.messenger.account import Account
from connectors.payload import as_id, derived_id, moment, some_dict, some_text

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
    item = some_text(value.get("item"))
    verb = _VERBS.get(some_text(value.get("verb")))
    if item != "comment" and item not in _POST_ITEMS:
        return Ignored("reaction" if item in ("reaction", "like") else "unknown_public_item")
    if verb is None:
        return Ignored("unknown_verb")
    author = some_dict(value.get("from"))
    # The author stands in ``from``, in older events flat; a mention often has none.
    author_id = _optional_id(author.get("id") or value.get("sender_id"))
    author_name = some_text(author.get("name") or value.get("sender_name")) or None
    if author_id == account.id:
        return Ignored("own_content")  # answering our own comment would never end
    post = some_dict(value.get("post"))
    post_id, parent = _optional_id(value.get("post_id")), _optional_id(value.get("parent_id"))
    item_id = as_id(value["comment_id"] if item == "comment" else post_id)
    text = some_text(value.get("message"))
    kind = "mention" if field == "mention" else "comment" if item == "comment" else "post"
    # Hiding is told without a time in older versions, and may come again after showing: then the delivery's time tells them apart.
    key_time = value.get("created_time") or (account.entry_time if verb in ("hide", "unhide") else None)
    return PublicItem(
        account.channel,
        account.id,
        derived_id(kind, item_id, verb, key_time, text),
        item_id,
        kind,
        verb,
        moment(value.get("created_time"), account.received_at),
        text=text,
        author_id=author_id,
        author_name=author_name,
        post_id=post_id,
        # A comment's parent is the post itself when it stands at the top.
        parent_id=parent if parent != post_id else None,
        permalink=some_text(value.get("permalink_url") or post.get("permalink_url"))[:500] or None,
        media=next((kind for kind in ("photo", "video") if value.get(kind) or item == kind), None),
    )


def _instagram(field: str, value: dict[str, Any], account: Account) -> Event:
    author = some_dict(value.get("from"))
    author_id = _optional_id(author.get("id"))
    # Under an app of its own the account has two ids; the second stands here when it is the account itself that wrote.
    ourselves = _optional_id(author.get("self_ig_scoped_id") or value.get("self_ig_scoped_id"))
    if author_id is not None and author_id in (account.id, ourselves):
        return Ignored("own_content")
    kind = "mention" if field == "mentions" else "comment"
    media = _optional_id(some_dict(value.get("media")).get("id") or value.get("media_id"))
    item_id = as_id(value.get("id") or value.get("comment_id") or media)
    text = some_text(value.get("text"))
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
        author_id=author_id,
        author_name=some_text(author.get("username")) or None,
        post_id=media,
        parent_id=_optional_id(value.get("parent_id")),
    )


def _optional_id(value: object) -> str | None:
    return as_id(value) if isinstance(value, (str, int)) and value else None
