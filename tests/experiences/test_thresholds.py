"""How the recipe of the suggestions chooses a topic's threshold, on scores whose best threshold is known."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from benchmarks.themes.train import fitted, thresholds

LINE = np.array([1.0, 0.0])


def drawn(share: float, count: int = 4000, seed: int = 1) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Scores that are true probabilities, about ``share`` of them, and what came of them."""
    chance = np.random.default_rng(seed)
    scores = np.clip(chance.beta(2 * share, 2 * (1 - share), count), 0.001, 0.999)
    return scores, (chance.random(count) < scores).astype(int)


def test_the_line_of_scores_that_are_probabilities_is_the_plain_one() -> None:
    scores, truth = drawn(0.3)
    assert fitted(np.log(scores / (1 - scores)), truth, LINE, 0.0) == pytest.approx(LINE, abs=0.1)


def test_a_line_with_few_cases_stays_near_the_one_it_is_drawn_to() -> None:
    scores, truth = drawn(0.3, count=12)
    odds, towards = np.log(scores / (1 - scores)), np.array([0.6, 0.5])
    free, held = fitted(odds, truth, towards, 0.001), fitted(odds, truth, towards, 1000.0)
    assert np.abs(held - towards).max() < 0.01 < np.abs(free - towards).max()


def test_a_rare_topic_whose_scores_say_too_little_is_given_a_lower_threshold_than_a_common_one() -> None:
    often, of_often = drawn(0.5)
    seldom, of_seldom = drawn(0.03, seed=2)
    odds = np.log(seldom / (1 - seldom)) - 1.5  # a score of 0.18 means one in two
    found = thresholds(np.stack([often, 1 / (1 + np.exp(-odds))], 1), np.stack([of_often, of_seldom], 1))
    assert found[1] < found[0] - 0.1


def test_a_topic_with_many_cases_lies_nearer_to_the_threshold_of_all() -> None:
    scores, truth = drawn(0.5)
    shifted = 1 / (1 + np.exp(-(np.log(scores / (1 - scores)) + 1.5)))
    few = thresholds(np.stack([scores, shifted], 1)[:300], np.stack([truth, truth], 1)[:300])
    many = thresholds(np.stack([scores, shifted], 1), np.stack([truth, truth], 1))
    assert abs(many[1] - many[0]) < abs(few[1] - few[0])
