"""``quietword try KIND``: judges text without starting anything, JSON Lines in and out."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from enum import Enum
from typing import Any

from bot.cli.errors import Unusable
from bot.organisation import Organisation
from bot.settings import Settings, load

Judge = Callable[[str], dict[str, Any]]


class Kind(str, Enum):
    """What can be tried."""

    redact = "redact"
    intent = "intent"
    answer = "answer"
    safety = "safety"
    comment = "comment"


def judge(kind: Kind) -> None:
    """Read {"id","text"} lines from standard input, write one line of judgement for each."""
    decide = _judges(load())[kind]()
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
            identifier, text = given["id"], given["text"]
        except (ValueError, KeyError, TypeError):
            raise Unusable(f'Line {number} is not of the form {{"id": …, "text": "…"}}.') from None
        if not isinstance(text, str):
            raise Unusable(f"Line {number}: text must be a string.")
        sys.stdout.write(json.dumps({"id": identifier, **decide(text)}, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _judges(settings: Settings) -> dict[Kind, Callable[[], Judge]]:
    return {
        Kind.redact: lambda: _redact(settings),
        Kind.intent: lambda: _intent(settings),
        Kind.answer: lambda: _answer(settings),
        Kind.safety: _safety,
        Kind.comment: lambda: _comment(settings),
    }


def _redact(settings: Settings) -> Judge:
    from bot.privacy.redaction import Redactor

    redactor = Redactor.load(Organisation.load(settings.organisation_file))

    def decide(text: str) -> dict[str, Any]:
        redacted = redactor.redact(text)
        spans = [{"start": span.start, "end": span.end, "type": span.type, "score": round(span.score, 3)} for span in redacted.spans]
        return {"text": redacted.text, "spans": spans}

    return decide


def _intent(settings: Settings) -> Judge:
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    from bot.cli.roles import ensure_trained
    from bot.dialogue.understanding import Understanding
    from bot.dialogue.training import model_path

    sys.stdout, out = sys.stderr, sys.stdout  # training speaks; only judgements may stand on standard output
    try:
        ensure_trained(settings)
    finally:
        sys.stdout = out
    understanding = Understanding.load(model_path(settings.root, settings.models), Organisation.load(settings.organisation_file))
    return understanding.judge


def _answer(settings: Settings) -> Judge:
    from bot.encoder import Encoder
    from bot.information.judge import judge as make

    return make(Encoder.load(), Organisation.load(settings.organisation_file), settings.root / "data" / "articles")


def _safety() -> Judge:
    from bot.safety.judge import classify

    return lambda text: {"category": classify(text)}


def _comment(settings: Settings) -> Judge:
    from bot.moderation.classify import CommentClassifier
    from bot.privacy.redaction import Redactor
    from bot.safety.lexicon import Lexicon

    classifier = CommentClassifier(Redactor.load(Organisation.load(settings.organisation_file)), Lexicon.load())

    def decide(text: str) -> dict[str, Any]:
        verdict = classifier.classify(text)
        return {"action": verdict.action, "grounds": list(verdict.grounds)}

    return decide
