"""From an article's Markdown to the plain text that every channel can show, with the organisation's own details put in."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.organisation import Organisation

PLACEHOLDER = re.compile(r"\{\{\s*organisation\.([a-z_]+)\s*\}\}")
PLACEHOLDERS = ("name", "short_name", "phone", "email", "text_number", "address", "website", "feedback_form", "statement_url")
_MARKDOWN = MarkdownIt("commonmark", {"html": False})


def fill(text: str, organisation: Organisation) -> str:
    """``{{organisation.phone}}`` and its kin become the confirmed value; a line whose value is not confirmed goes.

    Raises ``KeyError`` for a placeholder that ``PLACEHOLDERS`` does not list.
    """
    lines = []
    for line in text.split("\n"):
        names = PLACEHOLDER.findall(line)
        unknown = [name for name in names if name not in PLACEHOLDERS]
        if unknown:
            raise KeyError(f"organisation.{unknown[0]}")
        if all(getattr(organisation, name) for name in names):
            lines.append(PLACEHOLDER.sub(lambda match: str(getattr(organisation, match.group(1))), line))
    return "\n".join(lines)


@lru_cache(maxsize=1024)
def plain_text(markdown: str) -> str:
    """Markdown as plain text: paragraphs apart by a blank line, list items as ``- ``, links as ``title: address``.

    Remembered, because articles are few and asked for often. Only texts of ours come here, never a person's.
    """
    blocks: list[str] = []
    marker: str | None = None
    number = 0
    in_list = False
    for token in _MARKDOWN.parse(markdown):
        if token.type == "ordered_list_open":
            number = 1
        elif token.type == "bullet_list_open":
            number = 0
        elif token.type == "list_item_open":
            marker = f"{number}. " if number else "- "
            number += 1 if number else 0
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            in_list = False
        elif token.type == "inline":
            text = "".join(map(_inline, _with_links(token.children or [])))
            if marker is None:
                blocks.append(text)
            elif in_list:
                blocks[-1] += f"\n{marker}{text}"
            else:
                blocks.append(f"{marker}{text}")
            in_list, marker = marker is not None, None
    return "\n\n".join(blocks)


def links(markdown: str) -> list[str]:
    """The addresses of all links in the Markdown, in order."""
    tokens = (child for token in _MARKDOWN.parse(markdown) for child in token.children or [])
    return [str(token.attrs.get("href", "")) for token in tokens if token.type == "link_open"]


def _with_links(children: list[Token]) -> list[Token]:
    """The tokens with each link's address as a text after its title."""
    result = []
    address: str | None = None
    for token in children:
        if token.type == "link_open":
            address = str(token.attrs.get("href", ""))
        elif token.type == "link_close" and address is not None:
            result.append(Token("text", "", 0, content=f": {address}"))
            address = None
        else:
            result.append(token)
    return result


def _inline(token: Token) -> str:
    if token.type in ("softbreak", "hardbreak"):
        return " " if token.type == "softbreak" else "\n"
    return token.content
