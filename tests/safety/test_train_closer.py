"""The steps that make the closer look's layers: what it goes on to learn from, and the mean of several trainings."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from bot.encoder.layers import compact, weights_in
from bot.safety.second_look import train_closer
from bot.safety.second_look.examples import Example
from bot.safety.second_look.train_closer import one_form_each, unlearned


def test_new_lines_with_their_variants_and_one_of_so_many_old_ones(tmp_path: Path) -> None:
    (tmp_path / "examples" / "none").mkdir(parents=True)
    old = [f"The bus to clinic {number} was late." for number in range(12)]
    (tmp_path / "examples" / "none" / "strangers.txt").write_text("\n".join(old) + "\n", encoding="utf-8")
    examples = [Example(text, "none", group) for group, text in enumerate(old)]
    examples += [Example(text.lower(), "none", group) for group, text in enumerate(old)]
    new = [Example("The lift sticks.", "none", 12), Example("the lift sticks", "none", 12)]
    chosen = unlearned([*examples, *new], tmp_path, one_of=4)
    assert {example.group for example in chosen} == {0, 4, 8, 12}
    assert len(chosen) == 8, "each with its variant"


def test_of_each_line_one_form_and_of_a_pattern_a_few() -> None:
    lines = {f"Line {number}." for number in range(900)}
    examples = [Example(text, "none", int(line.split()[1][:-1])) for line in sorted(lines) for text in (line, line.lower())]
    pattern = [Example(f"made {number}", "none", 1000) for number in range(40)]
    chosen = one_form_each([*examples, *pattern], lines | {one.text for one in pattern}, random.Random(1))
    of_lines = [example for example in chosen if example.group < 1000]
    assert len({example.group for example in of_lines}) == len(of_lines) == 900
    assert 0.6 < sum(example.text in lines for example in of_lines) / 900 < 0.73
    assert len({example.text for example in chosen if example.group == 1000}) == 5
    assert one_form_each([Example("only", "none", 1)], {"only"}, random.Random(1))[0].text == "only"


def test_of_several_trainings_the_mean_is_kept_an_earlier_state_as_it_ships_among_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ships, trained = tmp_path / "earlier", tmp_path / "trained"
    matrix = np.array([[127.0, -64.0], [1.0, 0.5]], np.float32)
    for folder, write in ((ships, compact), (trained, dict)):
        folder.mkdir()
        weights = {"head.w": matrix if folder == ships else 3 * matrix, "head.b": np.array([1.0 if folder == ships else 5.0], np.float32)}
        np.savez(folder / "closer.npz", **write(weights))
    np.savez(trained / "prepared.npz", learned_from=np.array("what the newest read"))
    monkeypatch.setattr(train_closer, "CLOSER", tmp_path / "closer.npz")
    train_closer.finish([ships, trained])
    made = weights_in(tmp_path / "closer.npz")
    assert made["head.w"] == pytest.approx(2 * matrix, rel=0.01)
    assert made["head.b"] == pytest.approx([3.0])
    with np.load(tmp_path / "closer.npz") as file:
        assert str(file["learned_from"]) == "what the newest read"
