"""What is learned of the subjects: it helps where likeness misleads, and stands in nobody's way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.encoder import Encoder
from bot.information.article import CuratedArticle
from bot.information.question import Reader
from bot.information.search import Index
from bot.information.subjects import LEAST, OTHERS, Subjects, learn, pieces
from bot.information.topics import LABELS

SENTENCES = {
    "boats": ["where can I hire a boat", "boat hire", "rent a rowing boat", "who lends boats"],
    "bikes": ["where can I hire a bike", "bike hire", "rent a bicycle", "who lends bicycles"],
    "not_ours": ["what is the weather", "tell me a joke", "who won the match", "good morning"],
}


def learned(encoder: Encoder) -> Subjects:
    texts = [text for sentences in SENTENCES.values() for text in sentences]
    return learn(texts, encoder.encode(texts), [label for label, sentences in SENTENCES.items() for _ in sentences])


@pytest.mark.parametrize(
    ("text", "label"), [("can I rent a boat", "boats"), ("hire of bikes", "bikes"), ("what's the weather like", "not_ours")]
)
def test_new_words_for_a_known_subject_are_told(encoder: Encoder, text: str, label: str) -> None:
    subjects = learned(encoder)
    likely = subjects.judge(text, encoder.encode([text])[0])
    assert subjects.names[int(likely.argmax())] == label
    assert likely.min() >= LEAST
    assert likely.max() <= 0


def test_what_was_learned_is_kept_in_a_file(encoder: Encoder, tmp_path: Path) -> None:
    subjects = learned(encoder)
    subjects.save(tmp_path / "subjects.npz")
    again = Subjects.load(tmp_path / "subjects.npz")
    vector = encoder.encode(["boat hire"])[0]
    assert again.names == subjects.names
    assert np.allclose(again.judge("boat hire", vector), subjects.judge("boat hire", vector), atol=0.05)


def test_every_topic_of_ours_was_learned() -> None:
    assert set(LABELS) <= set(Subjects.load().names)
    assert Subjects.load().names[: len(OTHERS)] == OTHERS


def test_spelling_and_capitals_share_their_pieces() -> None:
    columns, amounts = pieces("Don't")
    assert np.array_equal(columns[np.argsort(columns)], np.sort(pieces("dont")[0]))
    assert np.isclose((amounts**2).sum(), 2.0)
    assert len(pieces("")[0]) == len(pieces("?!")[0]) == 0


def test_a_topic_added_at_the_desk_needs_no_learning(encoder: Encoder, article: CuratedArticle) -> None:
    reader = Reader(encoder, learned(encoder))
    phrasings = ("where can I hire a kayak", "kayak hire", "kayak for a day")
    new = replace(article, slug="kayaks", topic="kayaks", title="Kayaks", questions=phrasings)
    old = replace(article, slug="boats", topic="boats", title="Boats", questions=tuple(SENTENCES["boats"]))
    index = Index(encoder, [old, new])
    assert index.search(reader.read("where can I hire a kayak"))[0].article.slug == "kayaks"


def test_an_index_built_after_another_encodes_only_what_is_new(
    encoder: Encoder, article: CuratedArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    boats = replace(article, slug="boats", topic="boats", title="Boats", questions=("where can I hire a boat",))
    bikes = replace(article, slug="bikes", topic="bikes", title="Bikes", questions=("where can I hire a bike",))
    before = Index(encoder, [article, boats])
    encoded: list[str] = []
    plain = encoder.encode_known
    monkeypatch.setattr(encoder, "encode_known", lambda texts: (encoded.extend(texts), plain(texts))[1])
    changed = replace(boats, questions=("who lends a dinghy",))
    after = Index(encoder, [changed, bikes, article], before=before)
    assert encoded == ["Boats", "who lends a dinghy", "Bikes", "where can I hire a bike"]
    reader = Reader(encoder, learned(encoder))
    for text in ("who lends a dinghy", "where can I hire a bike", article.questions[0]):
        fresh = Index(encoder, [changed, bikes, article]).search(reader.read(text))
        assert [(match.article.slug, round(match.score, 5)) for match in after.search(reader.read(text))] == [
            (match.article.slug, round(match.score, 5)) for match in fresh
        ]


def test_a_large_collection_finds_what_a_small_one_finds(
    encoder: Encoder, article: CuratedArticle, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [
        replace(article, slug=f"toy{number}", topic="toys", title=f"Toy {number}", questions=(f"borrow toy {number}",))
        for number in range(30)
    ]
    boats = replace(article, slug="boats", topic="boats", title="Boats", questions=("where can I hire a boat",))
    reader = Reader(encoder, learned(encoder))
    exact = Index(encoder, [*many, boats]).search(reader.read("can I hire a boat"))[0]
    monkeypatch.setattr("bot.information.search.EXACT_UP_TO", 10)
    monkeypatch.setattr("bot.information.search.CHOSEN_BY_MEANING", 5)
    monkeypatch.setattr("bot.information.search.CHOSEN_BY_WORDS", 5)
    large = Index(encoder, [*many, boats])
    found = large.search(reader.read("can I hire a boat"))[0]
    assert (found.article.slug, exact.article.slug) == ("boats", "boats")
    assert abs(found.score - exact.score) < 0.01
    again = Index(encoder, [*many[1:], boats], before=large)
    assert again.search(reader.read("can I hire a boat"))[0].article.slug == "boats"
