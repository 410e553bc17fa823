"""``quietword try``: judgements on standard output and nothing else, and nobody's words in the log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_roles import quietword

SAID = "how do i find a dentist near the old brewery"


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("intent", {"id", "intent", "confidence"}),
        ("redact", {"id", "text", "spans"}),
        ("safety", {"id", "category"}),
        ("comment", {"id", "action", "grounds"}),
        ("answer", {"id", "outcome", "topic", "article", "score", "text"}),
    ],
)
def test_one_line_of_json_for_each_line_and_no_other_word(tmp_path: Path, trained_model: Path, kind: str, answers: set[str]) -> None:
    asked = "".join(json.dumps({"id": number, "text": SAID}) + "\n" for number in (1, 2))
    done = quietword(tmp_path, "try", kind, stdin=asked, QUIETWORD_MODELS=str(trained_model.parent))
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == [1, 2]
    assert all(set(line) == answers for line in lines)
    assert "brewery" not in done.stderr
