"""What the closer look goes on to learn from: lines that an earlier state of it did not have, and one of so many that it had."""

from __future__ import annotations

from pathlib import Path

from bot.safety.second_look.examples import Example
from bot.safety.second_look.train_upper import unlearned


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
