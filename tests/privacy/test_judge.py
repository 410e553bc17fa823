"""The line of ``quietword try redact``."""

from __future__ import annotations

import pytest

from bot.privacy.judge import judge
from bot.privacy.redaction import PatternRedactor


def test_a_line_has_the_contracts_shape(patterns: PatternRedactor) -> None:
    assert judge({"id": 7, "text": "\U0001f600 ring 07700 900123"}, patterns) == {
        "id": 7,
        "text": "\U0001f600 ring [phone number]",
        "spans": [{"start": 7, "end": 19, "type": "PHONE_NUMBER", "score": 0.9}],
    }


@pytest.mark.parametrize("line", [{}, {"id": 1}, {"id": 1, "text": None}, {"id": 1, "text": 5}])
def test_a_line_without_text_is_refused(patterns: PatternRedactor, line: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="text"):
        judge(line, patterns)
