"""Logs that can be read by a machine and never repeat what a person wrote.

Code logs an event name and identifiers only. As a second guard, a value longer than a code word is cut, and the
libraries that print message text at debug level are held at warning.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

NOISY = (
    "rasa",
    "rasa_sdk",
    "presidio-analyzer",
    "httpx",
    "httpcore",
    "telegram",
    "twilio",
    "spacy",
    "matplotlib",
    "sanic",
    "apscheduler",
    "sse_starlette",
)
MAX_VALUE = 120


def set_up(role: str, level: str = "INFO") -> None:
    """Sets up this process's logging: one JSON object a line on standard error, with ``role``."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _type_of_exception_only,
            _cut,
            structlog.processors.JSONRenderer(ensure_ascii=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    structlog.contextvars.bind_contextvars(role=role)
    logging.basicConfig(
        level=logging.WARNING, stream=sys.stderr, format='{"level": "%(levelname)s", "logger": "%(name)s", "event": "library"}', force=True
    )
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def get(name: str) -> Any:
    """A logger whose lines carry ``room=name``."""
    return structlog.get_logger(room=name)


def _type_of_exception_only(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    # A traceback or an exception's text can quote what a person wrote (SQL parameters, for one): keep where and what kind.
    error = event.pop("error", None)
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        if frame is not None:
            event["at"] = f"{frame.tb_frame.f_globals.get('__name__', '?')}:{frame.tb_lineno}"
    elif error is not None:
        event["error"] = error
    return event


def _cut(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: value[:MAX_VALUE] if isinstance(value, str) else value for key, value in event.items()}
