"""Which sites may show the chat in a frame of theirs: an allow-list, told to browsers as ``frame-ancestors``."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from bot.organisation import Organisation


def allowed_sites(organisation: Organisation) -> tuple[str, ...]:
    """The origins that may frame the chat beside our own: the organisation's confirmed web site, and those it names."""
    return origins((organisation.website, *organisation.embed_on))


def origins(addresses: Iterable[str | None]) -> tuple[str, ...]:
    """The origins (``https://host:port``) of the addresses that have one, each once; everything else is left out.

    What comes out stands in a header: a space, a semicolon, a wildcard or a path never does.
    """
    found = []
    for address in addresses:
        try:
            parts = urlsplit(address or "")
            host, port = parts.hostname, parts.port
        except ValueError:
            continue
        if parts.scheme not in ("http", "https") or not host or not set(host) <= _HOST_LETTERS:
            continue
        found.append(f"{parts.scheme}://{host}" + (f":{port}" if port else ""))
    return tuple(dict.fromkeys(found))


def frame_ancestors(organisation: Organisation) -> str:
    """The value of the directive: ourselves and the allowed sites."""
    return " ".join(("'self'", *allowed_sites(organisation)))


_HOST_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")
