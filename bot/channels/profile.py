"""``data/channels.yml``: what people see of us on a platform before they write, read and measured against its limits."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.organisation import Organisation
from connectors.upkeep import Command, Profile, Tap

GREETING, QUESTION, MENU_TITLE, ABOUT, DESCRIPTION, COMMAND_TITLE = 160, 80, 30, 120, 512, 256
ICE_BREAKERS, MENU_ITEMS, COMMANDS = 4, 20, 100
"""Lengths in characters and counts: Messenger Profile API and Bot API (channel contract 1.8 and 5)."""

_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class ProfileError(Exception):
    """The file is missing, or something in it does not fit its platform; the message names the entry."""


def load(path: Path, organisation: Organisation) -> Profile:
    """The profile for this organisation. Raises ``ProfileError``."""
    try:
        raw = yaml_files.read(path)
        return _read(raw, organisation)
    except FileNotFoundError:
        raise ProfileError(f"{path.name} is not there.") from None
    except (yaml_files.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise ProfileError(f"{path.name} cannot be read: {type(error).__name__}: {error}") from None


def _read(raw: dict[str, Any], organisation: Organisation) -> Profile:
    ours = {"name": organisation.name, "short_name": organisation.short_name, "website": organisation.website}
    telegram = raw["telegram"]
    commands = tuple(_command(item, ours) for item in telegram["commands"])
    return Profile(
        greeting=_fitting(raw["greeting"]["text"], ours, GREETING, "greeting"),
        ice_breakers=_few(_taps(raw["ice_breakers"], ours, QUESTION, "an ice breaker"), ICE_BREAKERS, "ice_breakers"),
        menu=_few(_taps(raw["menu"], ours, MENU_TITLE, "a menu item"), MENU_ITEMS, "menu"),
        commands=_few(commands, COMMANDS, "commands"),
        about=_fitting(telegram["about"]["text"], ours, ABOUT, "about"),
        description=_fitting(telegram["description"]["text"], ours, DESCRIPTION, "description"),
    )


def _command(item: dict[str, str], ours: dict[str, str | None]) -> Command:
    name = str(item["name"])
    if not _COMMAND.fullmatch(name):
        raise ProfileError(f"'{name}' is no name for a command: use small letters, digits and underlines, at most 32.")
    return Command(name, _fitting(item["title"], ours, COMMAND_TITLE, "a command's title"))


def _taps(items: list[dict[str, str]], ours: dict[str, str | None], longest: int, what: str) -> tuple[Tap, ...]:
    taps = []
    for item in items:
        words = [item["title"], item.get("say", ""), item.get("url", "")]
        # Only confirmed facts are shown: what names another is left out.
        if any(f"{{{name}}}" in text for text in words for name, value in ours.items() if value is None):
            continue
        title, say, url = (_filled(text, ours) for text in words)
        if bool(say) == bool(url):
            raise ProfileError(f"'{title}' needs either say or url.")
        taps.append(Tap(_fitting(title, ours, longest, what), say, url))
    return tuple(taps)


def _few(items: tuple[Any, ...], most: int, name: str) -> tuple[Any, ...]:
    if len(items) > most:
        raise ProfileError(f"{name} has {len(items)} entries; the platform takes {most}.")
    return items


def _fitting(text: str, ours: dict[str, str | None], longest: int, what: str) -> str:
    words = _filled(text, ours)
    if not 0 < len(words) <= longest:
        raise ProfileError(f"{what} has {len(words)} characters ('{words[:40]}…'); the platform takes 1 to {longest}.")
    return words


def _filled(text: str, ours: dict[str, str | None]) -> str:
    # Messenger's own {{user_first_name}} stays as it is.
    return re.sub(r"(?<!\{)\{(\w+)\}(?!\})", lambda match: ours.get(match[1]) or match[0], text)
