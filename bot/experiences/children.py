"""When a child tells: no contact details are asked for, and a listener of their own is named.

Thirteen is the age from which a child may use an online service without a parent (Data Protection Act 2018, section 9).
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

NUMBERS = Path(__file__).parents[2] / "data" / "cards" / "numbers.yml"
YOUNGEST = 13
"""From this age on nothing changes."""


@lru_cache(maxsize=1)
def childline() -> str | None:
    """Childline's number as the list of confirmed numbers has it; None when it is not confirmed."""
    listed = yaml.safe_load(NUMBERS.read_text(encoding="utf-8"))["numbers"]
    return next((entry["value"] for entry in listed if entry["name"] == "Childline" and entry["status"] == "confirmed"), None)
