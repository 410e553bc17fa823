"""What Meta's headers say of how much we call: ``X-App-Usage`` and ``X-Business-Use-Case-Usage`` (channel contract 1.8).

``X-App-Usage``: ``{"call_count": 28, "total_time": 25, "total_cputime": 25}``, each a percentage of what is allowed.
``X-Business-Use-Case-Usage``: ``{"PAGE": [{"type", "call_count", "total_cputime", "total_time",
"estimated_time_to_regain_access"}]}``, the last in minutes. A header we cannot read says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

APP, BUSINESS = "x-app-usage", "x-business-use-case-usage"
FULL, NEARLY_FULL = 100.0, 90.0
REST_WHEN_FULL, REST_WHEN_NEARLY_FULL = 60.0, 5.0
"""Seconds of silence: at the limit nothing goes until the share has had time to fall, close to it one message at a time."""
_SHARES = ("call_count", "total_time", "total_cputime")


def rest_seconds(headers: Mapping[str, str]) -> float:
    """How long to call no more after an answer that was given all the same; 0 when there is room."""
    if APP not in headers and BUSINESS not in headers:
        return 0.0
    wait = regain_seconds(headers)
    if wait:
        return wait
    share = max((_number(case.get(name)) for case in _cases(headers) for name in _SHARES), default=0.0)
    return REST_WHEN_FULL if share >= FULL else REST_WHEN_NEARLY_FULL if share >= NEARLY_FULL else 0.0


def regain_seconds(headers: Mapping[str, str]) -> float | None:
    """Seconds until we may call again, if Meta names them."""
    minutes = max((_number(case.get("estimated_time_to_regain_access")) for case in _cases(headers)), default=0.0)
    return minutes * 60 or None


def _cases(headers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    app = _read(headers.get(APP))
    if isinstance(app, dict):
        yield app
    business = _read(headers.get(BUSINESS))
    if isinstance(business, dict):
        for group in business.values():
            yield from (case for case in group if isinstance(case, dict)) if isinstance(group, list) else ()


def _read(value: str | None) -> Any:
    try:
        return json.loads(value) if value else None
    except (ValueError, RecursionError):
        return None


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value else 0.0
