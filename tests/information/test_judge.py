"""The contract's line of ``quietword try answer``."""

from __future__ import annotations

import json

import pytest

from bot.encoder import Encoder
from bot.information.judge import judge
from bot.organisation import Organisation
from tests.information.conftest import ARTICLES, CHECKED


@pytest.mark.parametrize(
    ("text", "outcome", "topic"),
    [
        ("What is PALS?", "answered", "pals"),
        ("how do I join a GP surgery", "answered", "register_gp"),
        ("who won the match last night", "no_answer", None),
        ("how many paracetamol can I take", "clinical", None),
    ],
)
def test_one_line_for_each_question(encoder: Encoder, organisation: Organisation, text: str, outcome: str, topic: str | None) -> None:
    line = json.loads(json.dumps(judge(encoder, organisation, ARTICLES, CHECKED)(text)))
    assert list(line) == ["outcome", "topic", "article", "score", "text"]
    assert (line["outcome"], line["topic"], line["article"]) == (outcome, topic, topic)
    assert line["text"]
