"""The fields of a post of Twilio's: a form, or the same names in a JSON object; and a body that came in disguise."""

from __future__ import annotations

import base64
import binascii
import json
import re
import unicodedata
from urllib.parse import parse_qsl

MOST_FIELDS = 1000


def pairs(body: bytes) -> list[tuple[str, str]]:
    """The form's fields in order, as they are signed. Blank ones stay: Twilio signs them too, and a text message has many.

    Raises ``ValueError`` when there are more than a post of Twilio's can have: sorting them would cost more than refusing.
    """
    return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)


def read(body: bytes) -> dict[str, str]:
    """The fields by name. In a JSON body, which Twilio may be set to send, numbers become text and the rest is left out."""
    try:
        if body.lstrip()[:1] != b"{":
            return dict(pairs(body))
        values = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}
    return {name: str(value) for name, value in values.items() if isinstance(value, (str, int)) and not isinstance(value, bool)}


_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_SHORTEST = 40
"""Characters. Only long messages, which travel in parts, have been seen in base64."""


def undisguised(text: str) -> str:
    """The text, decoded if it is base64: Twilio has passed on long messages like that (channel contract 4.1).

    Nothing a person types is taken for it: that would have to be one long "word" that decodes to readable text.
    """
    packed = "".join(text.split("\n")).replace("\r", "")
    if len(packed) < _SHORTEST or not _BASE64.fullmatch(packed):
        return text
    try:
        raw = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
        # The end may have been cut in the middle of a character.
        decoded = raw[: _cut(raw)].decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return text
    readable = decoded and all(char in "\n\r\t" or unicodedata.category(char)[0] != "C" or char == "\u200d" for char in decoded)
    return decoded if readable and any(char.isspace() for char in decoded) else text


def _cut(raw: bytes) -> int:
    """Where the last whole character of UTF-8 ends."""
    for back in range(1, min(4, len(raw)) + 1):
        lead = raw[-back]
        if lead & 0xC0 != 0x80:
            length = 1 if lead < 0x80 else 2 if lead >> 5 == 0b110 else 3 if lead >> 4 == 0b1110 else 4
            return len(raw) if length <= back else len(raw) - back
    return len(raw)
