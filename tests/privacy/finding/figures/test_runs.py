"""Which stretches of a text are looked at as numbers."""

from __future__ import annotations

import time

import pytest

from bot.privacy.finding.figures.runs import runs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("no figures here", []),
        ("ward 4", []),
        ("my ref is K0417732 thanks", ["K0417732"]),
        ("reg AE18 QWX, ni QQ 12 34 56 C", ["AE18 QWX", "QQ 12 34 56 C"]),
        ("sort 20-45-77 acct 55779912", ["20-45-77", "55779912"]),
        ("call 07700 900\n146 please", ["07700 900\n146"]),
        ("it is on 12 march 2024 at 10.30", ["12 march 2024", "10.30"]),
        ("he waited 12345 long days", ["12345"]),
        ("she will be 90 on the 4th of june, all day", ["4th of june"]),
        ("the tenth of march nineteen thirty nine it was", ["tenth of march nineteen thirty nine"]),
        ("Feb 9 or may the 3rd", ["Feb 9", "may the 3rd"]),
        ("eleven, two, sixty three", ["eleven, two, sixty three"]),
        ("two nurses and one of the doctors", []),
        ("first of all thank you, and second, well done", []),
    ],
)
def test_runs(text: str, expected: list[str]) -> None:
    assert [text[run.pieces[0].start : run.pieces[-1].end] for run in runs(text)] == expected


def test_words_around_a_run_are_told_nearest_first() -> None:
    (run,) = runs("the ward said my number was K0417732 on the band")
    assert run.before[:3] == ("was", "number", "my")
    assert run.after == ("on", "the", "band")


@pytest.mark.parametrize("bait", ["12 ", "1-", "a1 ", "12, ab ", "x9x9", "12\n", "a b 1 "])
def test_long_texts_take_time_in_proportion(bait: str) -> None:
    def seconds(text: str) -> float:
        best = []
        for _ in range(3):
            before = time.process_time()
            list(runs(text))
            best.append(time.process_time() - before)
        return min(best)

    short, long = bait * (4_000 // len(bait)), bait * (32_000 // len(bait))
    assert seconds(long) < 24 * seconds(short) + 0.05
