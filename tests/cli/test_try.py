"""``quietword try``: judgements on standard output and nothing else, and nobody's words in the log."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from bot.cli import try_
from bot.cli.errors import Unusable
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


@pytest.mark.parametrize("line", ["not json", '{"id": 1}', '{"id": 1, "text": 7}', "[]"])
def test_which_line_is_wrong_is_said(line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(try_._JUDGES, try_.Kind.safety, lambda _settings: lambda read: read)
    monkeypatch.setattr(try_.log, "set_up", lambda *_: None)  # other tests of this process want theirs as it is
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id": 1, "text": "hello"}\n\n' + line + "\n"))
    with pytest.raises(Unusable, match="Line 3 is not of the form"):
        try_.judge(try_.Kind.safety)
    assert json.loads(capsys.readouterr().out) == {"id": 1, "text": "hello"}, "the lines before it are judged"


def test_a_wrong_line_ends_the_command_with_a_sentence(tmp_path: Path) -> None:
    done = quietword(tmp_path, "try", "themes", stdin="not json\n")
    assert done.returncode == 2
    assert "Line 1" in done.stderr
    assert "Traceback" not in done.stderr
