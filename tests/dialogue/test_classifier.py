"""The classifier by itself: the pieces it sees, what it learns from a handful of texts, and that what is kept says the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.dialogue import pieces
from bot.dialogue.classifier import Learned, learn, weigh


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["GP"], {"=gp", " ", "g", "p", " g", "gp", "p ", " gp", "gp ", " gp "}),
        (["a"], {"=a", " ", "a", " a", "a ", " a "}),
        (["2024"], {"=0", " ", "0", " 0", "0 ", " 0 "}),  # whole numbers are all alike
        ([], set()),
    ],
)
def test_pieces_are_words_and_runs_of_letters(words: list[str], expected: set[str]) -> None:
    assert set(pieces.pieces(words)) == expected


def test_runs_seen_in_one_text_only_are_left_out_and_words_are_kept() -> None:
    numbers = pieces.learn([["dentist"], ["dental"]], seldom=2)
    assert "dent" in numbers
    assert "=dentist" in numbers
    assert "tist" not in numbers
    assert sorted(numbers.values()) == list(range(len(numbers)))


def test_counts_are_of_known_pieces_only() -> None:
    numbers = {"=aa": 0, "a": 1}
    assert pieces.count(["aa", "zz"], numbers) == {0: 1, 1: 2}


def test_words_and_runs_weigh_as_much_in_a_long_text_as_in_a_short_one() -> None:
    are_words = np.asarray([True, True, False, False])
    rarity = np.asarray([1.0, 3.0, 1.0, 1.0], dtype=np.float32)
    for found in ({0: 1, 2: 1}, {0: 1, 1: 1, 2: 9, 3: 40}):
        columns, amounts = weigh(found, rarity, are_words)
        for some in (are_words, ~are_words):
            assert np.linalg.norm(amounts[some[columns]]) == pytest.approx(1.0, abs=1e-6)
    columns, amounts = weigh({0: 1, 1: 1}, rarity, are_words)
    assert amounts[1] == pytest.approx(3 * amounts[0], rel=1e-5)  # the rarer word counts more


TEXTS = [["find", "a", "dentist"], ["nhs", "dentists", "please"], ["hello", "there"], ["hello"]]
INTENTS = ["ask", "ask", "greet", "greet"]
VECTORS = np.asarray([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0], [0.1, 0.9]], dtype=np.float32)


@pytest.fixture(scope="module")
def learned() -> Learned:
    return learn(TEXTS, VECTORS, INTENTS, max_iter=50, seldom=1)


def test_a_misspelt_word_is_judged_by_its_runs_and_the_meaning(learned: Learned) -> None:
    likely = learned.judge(["dentst"], np.asarray([0.8, 0.2], dtype=np.float32))
    assert learned.intents[int(likely.argmax())] == "ask"
    assert likely.sum() == pytest.approx(1.0, abs=1e-5)


def test_a_text_of_nothing_known_is_judged_by_its_meaning_alone(learned: Learned) -> None:
    likely = learned.judge(["ʘ"], np.asarray([0.0, 1.0], dtype=np.float32))
    assert learned.intents[int(likely.argmax())] == "greet"


def test_what_is_kept_judges_as_what_was_learned(learned: Learned, tmp_path: Path) -> None:
    learned.save(tmp_path)
    again = Learned.load(tmp_path)
    for words, vector in zip(TEXTS, VECTORS, strict=True):
        np.testing.assert_allclose(again.judge(words, vector), learned.judge(words, vector), rtol=1e-6)


@pytest.mark.parametrize("trust", [1.0, 3.0])
@pytest.mark.parametrize("intents", [INTENTS, ["ask", "where", "greet", "greet"]], ids=["two intents", "three"])
def test_it_is_the_same_mathematics_as_scikit_learns_own(intents: list[str], trust: float) -> None:
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    learned = learn(TEXTS, VECTORS, intents, max_iter=50, seldom=1, trust=trust)
    counted = np.zeros((len(TEXTS), len(learned.numbers)))
    for row, words in enumerate(TEXTS):
        columns, amounts = weigh(pieces.count(words, learned.numbers), learned.rarity, learned.are_words)
        counted[row, columns] = amounts
    features = hstack([csr_matrix(counted), csr_matrix(VECTORS)], format="csr")
    fitted = LogisticRegression(max_iter=50, class_weight="balanced", multi_class="multinomial", C=trust).fit(features, intents)
    theirs = fitted.predict_proba(features)
    ours = np.vstack([learned.judge(words, vector) for words, vector in zip(TEXTS, VECTORS, strict=True)])
    np.testing.assert_allclose(ours, theirs, atol=1e-3)
