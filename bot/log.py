"""Logs that can be read by a machine and never repeat what a person wrote.

Code logs an event name and identifiers only. As a second guard, a value longer than a code word is cut, the libraries
that print message text at debug level are held at warning, and of any exception only its kind and place are told.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
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
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Library())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = lambda kind, error, _: _uncaught(error)
    threading.excepthook = lambda args: _uncaught(args.exc_value)
    sys.unraisablehook = lambda args: _uncaught(args.exc_value)


class _Library(logging.Formatter):
    """A library's line: who said it and how bad it is. Its words, and the text and trace of an exception, may quote a person."""

    def format(self, record: logging.LogRecord) -> str:
        line: MutableMapping[str, Any] = {"level": record.levelname.lower(), "logger": record.name, "event": "library"}
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = record.exc_info[1]
            line = _type_of_exception_only(None, "", line)
        return json.dumps(line)


def _uncaught(error: BaseException | None) -> None:
    """What nobody caught, on its way out: Python would print its text, which may quote a person."""
    if error is not None and not isinstance(error, KeyboardInterrupt):
        get("python").error("uncaught", error=error)


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
