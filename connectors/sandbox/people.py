"""What the invented people do: write, press buttons, send pictures, take things back, block us, comment on the Page."""

from __future__ import annotations

import re
import time
from typing import Any

from bot.messages import Channel
from connectors.sandbox.meta_events import INBOX_APP, comment_event, echo, from_person, given_back
from connectors.sandbox.telegram_api import NAME, chat, post_update, user
from connectors.sandbox.twilio_api import post_form
from connectors.sandbox.world import POSTS, Entry, Person, SandboxError, World
from connectors.sms.parse import START_WORDS, STOP_WORDS
from connectors.text import measure

_META = (Channel.MESSENGER, Channel.INSTAGRAM)
_TWILIO = (Channel.SMS, Channel.WHATSAPP)
PROVIDER = {
    Channel.MESSENGER: "meta",
    Channel.INSTAGRAM: "meta",
    Channel.SMS: "twilio",
    Channel.WHATSAPP: "twilio",
    Channel.TELEGRAM: "telegram",
}
INSTAGRAM_POST = "17750000000000001"


def check_ours(world: World, channel: Channel) -> None:
    """Raises ``SandboxError`` if a channel talks to the real platform: nobody may be invented there."""
    if PROVIDER[channel] not in world.settings.sandboxed:
        raise SandboxError(f"This installation has real settings for {PROVIDER[channel]}, so the sandbox leaves that channel alone.")


def write(world: World, person: Person, text: str) -> Entry:
    """The person sends a text."""
    if person.channel in _META:
        mid = world.mid()
        from_person(world, person, message={"mid": mid, "text": text})
        return world.add(person, "person", text, mid)
    if person.channel in _TWILIO:
        return _text_message(world, person, text)
    message_id, entry = _telegram_entry(world, person, text)
    post_update(world, person, message={**_telegram_message(person, message_id), "text": text, **_entities(text)})
    return entry


def press(world: World, person: Person, button: str) -> Entry:
    """The person presses a button they were sent, named by its payload or its title; the newest one that fits."""
    if person.channel in _TWILIO:
        raise SandboxError("A text message has no buttons: the person answers with the number or the word.")
    for shown in reversed(person.thread):
        found = next((offer for offer in shown.buttons if button in (offer["payload"], offer["title"])), None)
        if found is not None:
            break
    else:
        raise SandboxError("This person was not sent such a button.")
    title, payload = found["title"], found["payload"]
    if person.channel in _META:
        mid = world.mid()
        from_person(world, person, message={"mid": mid, "text": title, "quick_reply": {"payload": payload}})
        return world.add(person, "person", title, mid, kind="button")
    query = str(world.number())
    carrier = {**_telegram_message(person, int(shown.provider_id)), "text": shown.text}
    post_update(
        world, person, callback_query={"id": query, "from": user(person), "chat_instance": "-1", "message": carrier, "data": payload}
    )
    return world.add(person, "person", title, query, kind="button")


def attach(world: World, person: Person, kind: str) -> Entry:
    """The person sends a picture, a sticker or something else without words."""
    if person.channel in _META:
        mid = world.mid()
        payload: dict[str, Any] = {"url": f"https://example.org/sandbox/{mid}"}
        if kind == "sticker":
            payload["sticker_id"] = 369239263222822
        from_person(world, person, message={"mid": mid, "attachments": [{"type": kind, "payload": payload}]})
        return world.add(person, "person", "", mid, kind=kind)
    if person.channel in _TWILIO:
        return _text_message(world, person, "", media=kind)
    message_id, entry = _telegram_entry(world, person, "", kind)
    file = {"file_id": f"f{message_id}", "file_unique_id": f"u{message_id}", "width": 90, "height": 90}
    content: dict[str, Any] = {"sticker": {**file, "type": "regular", "is_animated": False, "is_video": False}} if kind == "sticker" else {}
    post_update(world, person, message={**_telegram_message(person, message_id), **(content or {"photo": [file]})})
    return entry


def change(world: World, person: Person, provider_id: str, text: str | None) -> Entry:
    """The person edits a message of theirs, or takes it back (``text`` None), where the platform can."""
    entry = next((entry for entry in reversed(person.thread) if entry.provider_id == provider_id and entry.origin == "person"), None)
    if entry is None:
        raise SandboxError("This person has no such message.")
    if person.channel in _META:
        if text is None:
            from_person(world, person, message={"mid": provider_id, "is_deleted": True})
        else:
            from_person(world, person, message_edit={"mid": provider_id, "text": text, "num_edit": "1"})
    elif person.channel is Channel.TELEGRAM and text is not None:
        content = {**_telegram_message(person, int(provider_id)), "edit_date": int(time.time()), "text": text}
        post_update(world, person, edited_message=content)
    else:
        raise SandboxError("This channel tells nobody of that.")
    entry.kind, entry.text, entry.rev = ("unsent", "", world.bump()) if text is None else ("edited", text, world.bump())
    return entry


def block(world: World, person: Person, blocked: bool) -> Entry:
    """The person blocks or unblocks us. Messenger tells nobody: the next message to them is refused."""
    if person.channel is Channel.SMS:
        return write(world, person, "STOP" if blocked else "START")
    person.blocked = blocked
    if person.channel is Channel.TELEGRAM:
        bot = {"id": 1, "is_bot": True, "first_name": "Quiet Word"}
        states = [{"status": "member", "user": bot}, {"status": "kicked", "until_date": 0, "user": bot}]
        old, new = states if blocked else reversed(states)
        membership = {"chat": chat(person), "from": user(person), "date": int(time.time()), "old_chat_member": old, "new_chat_member": new}
        post_update(world, person, my_chat_member=membership)
    words = "blocked the organisation" if blocked else "unblocked the organisation"
    return world.add(person, "provider", f"{person.name} {words}.", str(world.number()), kind="notice")


def comment(world: World, person: Person, text: str, post: str | None = None, media: str | None = None) -> str:
    """The person comments on a post in public, perhaps with a ``photo`` or ``video``; gives the comment's id."""
    if media not in (None, "photo", "video"):
        raise SandboxError("A comment holds a photo or a video.")
    if person.channel not in _META:
        raise SandboxError("Comments are written on the Facebook Page or on Instagram.")
    meta = world.settings.meta
    assert meta is not None
    if person.channel is Channel.INSTAGRAM:
        post_id = post or INSTAGRAM_POST
    else:
        post_id = post if post and "_" in post else f"{meta.page_id}_{post or POSTS[0][0]}"
    written = world.comment(person.channel, post_id, post_id, person, text)
    written.media = media
    comment_event(world, written, "add")
    return written.id


def staff_elsewhere(world: World, person: Person, text: str, takes_over: bool = False) -> Entry:
    """A member of staff answers in Meta's own inbox, past the assistant; with conversation routing that takes the thread."""
    if person.channel not in _META:
        raise SandboxError("Only Meta has an inbox of its own.")
    mid = world.mid()
    person.with_inbox = person.with_inbox or takes_over
    echo(world, person, mid, text, INBOX_APP, None)
    return world.add(person, "provider", text, mid, kind="staff")


def give_back(world: World, person: Person) -> Entry:
    """Staff give the thread back to the assistant in Meta's own inbox."""
    if person.channel not in _META:
        raise SandboxError("Only Meta has an inbox of its own.")
    given_back(world, person)
    return world.add(person, "provider", "Staff gave the conversation back.", str(world.number()), kind="notice")


def group_message(world: World, person: Person, text: str, reply_to: str | None = None) -> Entry:
    """The person writes in the Telegram group that the bot is in, perhaps in reply to one of the bot's messages there."""
    message_id = world.number() % 2_000_000_000
    content: dict[str, Any] = {**_telegram_message(person, message_id), "chat": chat(world.group), "text": text, **_entities(text)}
    if reply_to is not None:
        answered = next((entry for entry in world.group.thread if entry.provider_id == reply_to and entry.origin == "us"), None)
        telegram = world.settings.telegram
        if answered is None or telegram is None:
            raise SandboxError("We wrote no such message in the group.")
        us = {"id": int(telegram.token.partition(":")[0]), "is_bot": True, "first_name": "Quiet Word", "username": NAME}
        content["reply_to_message"] = {
            "message_id": int(reply_to), "date": int(answered.at), "chat": chat(world.group), "from": us, "text": answered.text,
        }  # fmt: skip
    post_update(world, person, message=content)
    return world.add(world.group, "person", text, str(message_id), kind="group", author=person.name)


def _text_message(world: World, person: Person, text: str, media: str | None = None) -> Entry:
    twilio = world.settings.twilio
    assert twilio is not None
    number = world.number()
    sid = f"SM{world.boot}{number:024x}"
    whatsapp = person.channel is Channel.WHATSAPP
    ours = twilio.whatsapp_from if whatsapp else twilio.sms_from
    # Blank fields are sent, and signed, like all others.
    fields = {
        "ToCountry": "GB",
        "ToState": "",
        "SmsMessageSid": sid,
        "NumMedia": "1" if media else "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": sid,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": text,
        "FromCountry": "GB",
        "To": ours or "",
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": sid,
        "AccountSid": twilio.account_sid,
        "From": f"whatsapp:{person.address}" if whatsapp else person.address,
        "ApiVersion": "2010-04-01",
    }
    if media:
        fields |= {
            "MediaUrl0": f"https://example.org/sandbox/{sid}",
            "MediaContentType0": "image/jpeg" if media != "audio" else "audio/ogg",
        }
    if whatsapp:
        fields |= {"ProfileName": person.name, "WaId": person.address.removeprefix("+")}
    entry = world.add(person, "person", text, sid, kind=media or "text")
    word = text.strip().lower()
    if not whatsapp and word in STOP_WORDS:
        person.blocked = True
        world.add(
            person,
            "provider",
            "You have been unsubscribed and will get no more messages. Reply START to get them again.",
            f"{sid}a",
            kind="notice",
        )
    elif not whatsapp and person.blocked and word in (*START_WORDS, "yes"):
        person.blocked = False
        world.add(person, "provider", "You will get messages again. Reply STOP to end them.", f"{sid}a", kind="notice")
    post_form(world, person.address, f"{world.settings.public_url}/webhooks/twilio", fields)
    return entry


def _telegram_entry(world: World, person: Person, text: str, kind: str = "text") -> tuple[int, Entry]:
    message_id = world.number() % 2_000_000_000
    return message_id, world.add(person, "person", text, str(message_id), kind=kind)


def _telegram_message(person: Person, message_id: int) -> dict[str, Any]:
    return {"message_id": message_id, "date": int(time.time()), "chat": chat(person), "from": user(person)}


def _entities(text: str) -> dict[str, Any]:
    """What Telegram marks in a text: a command at its start, and mentions. Places count UTF-16 units."""
    found = [("bot_command", match) for match in [_COMMAND.match(text)] if match] + [
        ("mention", match) for match in _MENTION.finditer(text)
    ]
    marks = [
        {"type": kind, "offset": measure(text[: match.start()], "utf16"), "length": measure(match[0], "utf16")} for kind, match in found
    ]
    return {"entities": marks} if marks else {}


_COMMAND = re.compile(r"/\w+(?:@\w+)?")
_MENTION = re.compile(r"(?<![\w/@])@\w{3,}")
