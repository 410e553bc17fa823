"""The command line: what each role needs to start, and the sentences an operator reads."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import GROUPS, app
from tests.conftest import ROOT

WITHOUT_MODELS = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("rasa", "rasa_sdk", "tensorflow", "spacy", "presidio_analyzer", "onnxruntime", "tokenizers", "numpy"):
            raise ImportError(name + " is not installed in this container")
sys.meta_path.insert(0, Refuse())
sys.argv = ["quietword", *sys.argv[1:]]
from bot.cli import main
main()
"""


def quietword(tmp_path: Path, *arguments: str, script: str | None = None, stdin: str = "", **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *(["-c", script] if script else ["-m", "bot.cli"]), *arguments]
    environment = {**os.environ, "QUIETWORD_VAR": str(tmp_path / "var"), "RASA_TELEMETRY_ENABLED": "false", **env}
    return subprocess.run(command, cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("role", ["web", "dispatch"])
def test_web_and_dispatch_start_where_the_worker_extra_is_not_installed(tmp_path: Path, role: str) -> None:
    # An empty database is enough to see it start: the role's own imports are what is tested.
    done = quietword(tmp_path, role, "--help", script=WITHOUT_MODELS)
    assert done.returncode == 0, done.stderr
    check = "import bot.web, bot.roles, bot.delivery.dispatcher, bot.delivery.acts, connectors.registry"
    imported = quietword(tmp_path, script=WITHOUT_MODELS.split("sys.argv")[0] + check)
    assert imported.returncode == 0, imported.stderr


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"QUIETWORD_ENV": "production"}, "QUIETWORD_KEYS"),
        ({"QUIETWORD_KEYS": "not base64!"}, "QUIETWORD_KEYS"),
        ({"ORGANISATION_FILE": "nowhere.yml"}, "ORGANISATION_FILE"),
        ({"DATABASE_URL": "oracle://x"}, "DATABASE_URL"),
    ],
)
def test_a_wrong_setting_stops_with_a_sentence_that_names_it(tmp_path: Path, env: dict[str, str], named: str) -> None:
    done = quietword(tmp_path, "dispatch", **env)
    assert done.returncode == 2
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_what_an_installation_writes_is_closed_to_other_accounts(tmp_path: Path) -> None:
    done = quietword(tmp_path, "migrate")
    assert done.returncode == 0, done.stderr
    written = [tmp_path / "var", *(tmp_path / "var").rglob("*")]
    assert {"keys", "quietword.db"} <= {path.name for path in written}
    assert [path.name for path in written if path.stat().st_mode & 0o077] == []
    assert "well   folder" in quietword(tmp_path, "doctor").stdout
    (tmp_path / "var").chmod(0o755)
    assert "chmod -R go-rwx" in quietword(tmp_path, "doctor").stdout


def test_every_group_of_commands_is_found_by_its_name() -> None:
    here = {path.stem for path in (ROOT / "bot" / "cli").glob("*.py") if "app = typer.Typer(" in path.read_text(encoding="utf-8")}
    assert here - {"__init__"} == set(GROUPS)
    for name in GROUPS:
        asked = CliRunner().invoke(app, [name, "--help"])
        assert asked.exit_code == 0
        assert f" {name} " in asked.stdout
