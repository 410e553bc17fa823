"""``quietword try KIND``: judges text without starting anything, JSON Lines in and out."""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from enum import Enum
from typing import Any

from bot import log
from bot.cli.errors import Unusable
from bot.dialogue.light_rasa import lighten
from bot.organisation import Organisation
from bot.settings import Settings, load

Line = dict[str, Any]
Judge = Callable[[Line], dict[str, Any]]


class Kind(str, Enum):
    """What can be tried."""

    redact = "redact"
    intent = "intent"
    answer = "answer"
    safety = "safety"
    comment = "comment"
    themes = "themes"


def judge(kind: Kind) -> None:
    """Read {"id","text"} lines from standard input, write one line of judgement for each."""
    # Libraries print at debug level what people write, and to standard output; only judgements may stand there.
    log.set_up("try", "WARNING")
    warnings.simplefilter("ignore")
    judgements = sys.stdout
    with redirect_stdout(sys.stderr):
        settings = load()
        lighten(settings.root / "config.yml")
        decide = _JUDGES[kind](settings)
        for number, line in enumerate(sys.stdin, start=1):
            if not line.strip():
                continue
            judgements.write(json.dumps(decide(_read(number, line)), ensure_ascii=False) + "\n")
            judgements.flush()


def _read(number: int, line: str) -> Line:
    try:
        given = json.loads(line)
        well = "id" in given and isinstance(given["text"], str)
    except (ValueError, KeyError, TypeError):
        well = False
    if not well:
        raise Unusable(f'Line {number} is not of the form {{"id": …, "text": "…"}}.')
    return {"id": given["id"], "text": given["text"]}


def _redact(settings: Settings) -> Judge:
    from bot.privacy.judge import judge as judge_redaction
    from bot.privacy.redaction import Redactor

    redactor = Redactor.load(Organisation.load(settings.organisation_file))
    return lambda line: judge_redaction(line, redactor)


def _intent(settings: Settings) -> Judge:
    from bot.cli.roles import ensure_trained
    from bot.dialogue.training import model_path

    ensure_trained(settings)
    from bot.dialogue.understanding import Understanding

    understanding = Understanding.load(model_path(settings.root, settings.models), Organisation.load(settings.organisation_file))
    return lambda line: {"id": line["id"], **understanding.judge(line["text"])}


def _answer(settings: Settings) -> Judge:
    from bot.encoder import Encoder
    from bot.information.judge import judge as judge_answer
    from bot.messages import Channel
    from bot.safety.cards import Cards
    from bot.safety.lexicon import Lexicon

    lexicon, cards, encoder = Lexicon.load(), Cards.load(), Encoder.load()
    encoder.keep_in(settings.vectors)  # made once, by whoever needs them first, and not for each run
    decide = judge_answer(encoder, Organisation.load(settings.organisation_file), settings.root / "data" / "articles")

    def answer(line: Line) -> dict[str, Any]:
        sign = lexicon.check(line["text"])  # in a conversation the card comes before any answer
        if sign is None:
            return {"id": line["id"], **decide(line["text"])}
        words = cards.card(sign.category, Channel.WEB, "en").reply.text
        return {"id": line["id"], "outcome": "crisis", "topic": None, "article": None, "score": 1.0, "text": words}

    return answer


def _safety(settings: Settings) -> Judge:
    from bot.dialogue.turns import as_text, readable
    from bot.encoder import Encoder
    from bot.privacy.redaction import Redactor
    from bot.safety.second_look.judge import judge as judge_safety

    redactor = Redactor.load(Organisation.load(settings.organisation_file))
    return judge_safety(Encoder.load(), lambda text: as_text(readable(redactor.redact(text).text)))


def _comment(settings: Settings) -> Judge:
    from bot.encoder import Encoder
    from bot.moderation.classify import CommentClassifier
    from bot.moderation.judge import judge as judge_comment
    from bot.moderation.second_look.judge import SecondLook
    from bot.privacy.redaction import Redactor
    from bot.safety.lexicon import Lexicon

    redactor = Redactor.load(Organisation.load(settings.organisation_file))
    classifier = CommentClassifier(redactor, Lexicon.load(), SecondLook.load(Encoder.load()))
    return lambda line: judge_comment(line, classifier)


def _themes(_: Settings) -> Judge:
    from bot.experiences.coding.suggest import Suggester

    suggester = Suggester.load()

    def judge_themes(line: Line) -> dict[str, Any]:
        found = suggester.suggest(line["text"])
        topics = [{"code": topic.code, "score": topic.score} for topic in found.themes]
        return {"id": line["id"], "service_type": found.service_type, "themes": topics, "sentiment": found.sentiment}

    return judge_themes


_JUDGES: dict[Kind, Callable[[Settings], Judge]] = {
    Kind.redact: _redact,
    Kind.intent: _intent,
    Kind.answer: _answer,
    Kind.safety: _safety,
    Kind.comment: _comment,
    Kind.themes: _themes,
}
