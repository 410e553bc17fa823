"""``quietword channels``: one line a finding, and an exit code that a script can go by."""

from __future__ import annotations

from typing import Any

import pytest
from typer.testing import CliRunner

from bot import settings as bot_settings
from bot.channels import upkeep
from bot.cli import app
from bot.cli import channels as command
from connectors.upkeep import Finding
from tests.conftest import ROOT


class Played:
    """A platform that is found as the test wants it."""

    platform = "meta"

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        self.asked: list[str] = []

    async def set_up(self, profile: Any) -> list[Finding]:
        self.asked.append("set_up")
        return self.findings

    async def check(self, profile: Any) -> list[Finding]:
        self.asked.append("check")
        return self.findings

    async def aclose(self) -> None:
        self.asked.append("close")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    def run(*arguments: str, found: list[Finding]) -> Any:
        played = Played(found)
        monkeypatch.setattr(upkeep, "build", lambda settings: [played])
        monkeypatch.setattr(command, "load", lambda: bot_settings.parse({}, ROOT))
        result = CliRunner().invoke(app, ["channels", *arguments])
        return result, played.asked

    return run


def test_all_is_well(run: Any) -> None:
    result, asked = run("setup", found=[Finding("page 1000, profile", True, "set")])
    assert (result.exit_code, asked) == (0, ["set_up", "close"])
    assert "well   meta, page 1000, profile: set" in result.output


def test_something_is_wrong(run: Any) -> None:
    result, asked = run("check", found=[Finding("a", True, "[fine]"), Finding("b", False, "gone")])
    assert (result.exit_code, asked) == (1, ["check", "close"])
    assert "WRONG  meta, b: gone" in result.output
    assert "meta, a: [fine]" in result.output


def test_a_channel_that_is_off_cannot_be_checked(run: Any) -> None:
    result, asked = run("check", "--only", "telegram", found=[])
    assert asked == []
    assert "telegram is off" in str(result.exception)
