"""The contract's line of ``quietword try answer``."""

from __future__ import annotations

import json

import pytest

from bot.information.answers import InformationService
from bot.information.judge import Judge
from tests.information.conftest import CHECKED


@pytest.mark.parametrize(
    ("text", "outcome", "topic"),
    [
        ("What is PALS?", "answered", "pals"),
        ("who gets free nhs dental care", "clarify", "health_costs"),
        ("who won the match last night", "no_answer", None),
        ("how many paracetamol can I take", "clinical", None),
    ],
)
def test_one_line_for_each_question(service: InformationService, text: str, outcome: str, topic: str | None) -> None:
    line = json.loads(json.dumps(Judge(service, CHECKED).judge({"id": "7", "text": text})))
    assert list(line) == ["id", "outcome", "topic", "article", "score", "text"]
    assert (line["id"], line["outcome"], line["topic"], line["article"]) == ("7", outcome, topic, topic)
    assert line["text"]
