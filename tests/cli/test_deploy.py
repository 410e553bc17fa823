"""The images: each holds what its roles read, and nothing that is ours alone."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

FILES_READ = """
import sys
from pathlib import Path
sys.path.insert(0, ".")
import bot.web, bot.roles, bot.cli, bot.doctor, connectors.registry
import bot.channels.watch, bot.delivery.acts, bot.delivery.dispatcher, bot.delivery.holding, bot.delivery.upkeep
import bot.privacy.keeping.retention
here = Path.cwd()
for name, module in sorted(sys.modules.items()):
    if name.split(".")[0] in ("bot", "connectors"):
        for value in list(vars(module).values()):
            if isinstance(value, Path) and here in value.parents and not value.exists():
                print(name, value.relative_to(here))
"""


def copied(dockerfile: str, image: Path) -> None:
    """Does what the file's COPY lines do."""
    for line in (ROOT / "deploy" / dockerfile).read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY "):
            *sources, target = line.split()[1:]
            for source in sources:
                to = image / target / source if target.endswith("/") else image / target
                to.parent.mkdir(parents=True, exist_ok=True)
                (shutil.copytree if (ROOT / source).is_dir() else shutil.copy)(ROOT / source, to)


def test_the_web_image_holds_every_file_that_its_roles_read(tmp_path: Path) -> None:
    copied("Dockerfile.web", tmp_path)
    # What only the worker and its training read is not in this image, and nothing of it is asked for here.
    done = subprocess.run([sys.executable, "-c", FILES_READ], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout == ""


@pytest.mark.parametrize("dockerfile", ["Dockerfile.web", "Dockerfile.worker"])
def test_the_account_that_runs_has_a_folder_to_write_to(dockerfile: str) -> None:
    steps = (ROOT / "deploy" / dockerfile).read_text(encoding="utf-8").replace("\\\n", " ")
    made, _, after = steps.partition("USER quietword")
    assert re.search(r"mkdir (?:-p )?var\b.*\bchown (?:-R )?quietword var\b", made)
    assert "ENTRYPOINT" in after


def test_no_image_holds_secrets_or_data_of_this_machine() -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".env", ".git", ".venv", "var", "models", "export"} <= set(ignored)
