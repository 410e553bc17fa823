"""YAML files, read by libyaml, which takes a tenth of the time of PyYAML's own parser: each process reads some sixty at its start.

``text.py`` and ``pieces.py`` of ``bot/safety`` do without: the second look's models carry a hash of these files' very bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

YAMLError = yaml.YAMLError
_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # PyYAML built without libyaml has only its own


def read(path: Path) -> Any:
    """What stands in the file, in plain lists, dictionaries and values. Raises ``OSError`` and ``YAMLError``."""
    return parse(path.read_text(encoding="utf-8"))


def parse(text: str) -> Any:
    """The same of YAML that stands in ``text``. Raises ``YAMLError``."""
    return yaml.load(text, Loader=_SAFE)  # noqa: S506 - it is a safe loader: it makes no objects
