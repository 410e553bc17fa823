"""Reads ``recognisers.yml`` and makes the rules it lists. Presidio reads the same file (``bot.privacy.finding.analyzer``)."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from bot import yaml_files
from bot.privacy.finding.rule import Rule

PATH = Path(__file__).with_name("recognisers.yml")


class RegistryError(Exception):
    """``recognisers.yml`` names something that is not there."""


def load_configuration(path: Path = PATH) -> dict[str, Any]:
    """The file in Presidio's form of a recogniser registry. Raises ``RegistryError``."""
    try:
        raw = yaml_files.read(path)
    except (OSError, yaml_files.YAMLError) as error:
        raise RegistryError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("recognizers"), list):
        raise RegistryError(f"{path.name} has no list of recognizers.")
    return raw


def load_rules(configuration: dict[str, Any]) -> list[Rule]:
    """The rules that are switched on, in the file's order. Recognisers that need a model are none."""
    return [make_rule(entry["rule"]) for entry in configuration["recognizers"] if "rule" in entry and entry.get("enabled", True)]


def make_rule(name: str) -> Rule:
    """The rule for ``module.Class`` in ``bot.privacy.finding.recognisers``. Raises ``RegistryError``."""
    module, _, class_name = name.partition(".")
    try:
        made = getattr(import_module(f"bot.privacy.finding.recognisers.{module}"), class_name)()
    except (ImportError, AttributeError, TypeError) as error:
        raise RegistryError(f"recognisers.yml: there is no rule {name}: {error}") from error
    if not isinstance(made, Rule):
        raise RegistryError(f"recognisers.yml: {name} is not a rule.")
    return made
