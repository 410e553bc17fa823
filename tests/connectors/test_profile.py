"""How we introduce ourselves: read from a file, within every platform's limits, and with confirmed facts only."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import yaml_files
from bot.channels.profile import ProfileError, load
from bot.organisation import Organisation

ROOT = Path(__file__).parents[2]
FILE = ROOT / "data" / "channels.yml"


@pytest.fixture(scope="module")
def organisation() -> Organisation:
    return Organisation.load(ROOT / "organisation.yml")


def written(tmp_path: Path, **changes: Any) -> Path:
    file = tmp_path / "channels.yml"
    file.write_text(yaml.safe_dump({**yaml_files.read(FILE), **changes}), encoding="utf-8")
    return file


def test_the_file_that_ships_fits_and_says_what_we_are(organisation: Organisation) -> None:
    profile = load(FILE, organisation)
    assert organisation.short_name in profile.greeting
    assert "automated assistant" in profile.greeting
    assert "{" not in repr(profile)
    assert profile.menu[-1].url == organisation.website


def test_a_line_with_an_unconfirmed_fact_is_left_out(organisation: Organisation) -> None:
    profile = load(FILE, dataclasses.replace(organisation, website=None))
    assert all(not tap.url for tap in profile.menu)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"greeting": {"text": "x" * 161}}, "greeting has 161 characters"),
        ({"greeting": {"text": ""}}, "greeting has 0 characters"),
        ({"ice_breakers": [{"title": "x", "say": "x"}] * 5}, "ice_breakers has 5 entries"),
        ({"ice_breakers": [{"title": "x" * 81, "say": "x"}]}, "an ice breaker has 81"),
        ({"menu": [{"title": "x" * 31, "say": "x"}]}, "a menu item has 31"),
        ({"menu": [{"title": "x"}]}, "needs either say or url"),
        ({"telegram": {"commands": [{"name": "Start!", "title": "x"}]}}, "is no name for a command"),
        ({"telegram": None}, "cannot be read"),
    ],
)
def test_what_does_not_fit_is_named(changes: dict[str, Any], words: str, tmp_path: Path, organisation: Organisation) -> None:
    with pytest.raises(ProfileError, match=words):
        load(written(tmp_path, **changes), organisation)


def test_messengers_own_placeholder_stays(tmp_path: Path, organisation: Organisation) -> None:
    file = written(tmp_path, greeting={"text": "Hello {{user_first_name}} from {short_name}"})
    assert load(file, organisation).greeting == f"Hello {{{{user_first_name}}}} from {organisation.short_name}"
