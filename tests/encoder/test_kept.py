"""Vectors of our own texts are kept between starts, and made anew when the texts are others."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.encoder import Encoder
from bot.encoder.encoder import MODEL_FILE, TOKENIZER_FILE

TEXTS = ["how do I find a dentist", "where can I complain"]


def test_known_texts_are_encoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Encoder.from_files(MODEL_FILE, TOKENIZER_FILE)
    first.keep_in(tmp_path)
    made = first.encode_known(TEXTS)
    second = Encoder.from_files(MODEL_FILE, TOKENIZER_FILE)
    second.keep_in(tmp_path)
    monkeypatch.setattr(second, "_run", lambda _: pytest.fail("they were kept"))
    assert np.array_equal(second.encode_known(TEXTS), made)


def test_other_texts_are_encoded_anew_and_a_broken_file_is_made_again(tmp_path: Path) -> None:
    encoder = Encoder.from_files(MODEL_FILE, TOKENIZER_FILE)
    encoder.keep_in(tmp_path)
    made = encoder.encode_known(TEXTS)
    assert encoder.encode_known([*TEXTS, "hello"]).shape == (3, 384)
    for file in tmp_path.rglob("*.npy"):
        file.unlink()
        np.save(file, np.zeros((1, 3), dtype=np.float32))
    again = Encoder.from_files(MODEL_FILE, TOKENIZER_FILE)
    again.keep_in(tmp_path)
    assert np.allclose(again.encode_known(TEXTS), made, atol=1e-6)


def test_only_what_is_new_is_encoded_and_each_text_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = Encoder.from_files(MODEL_FILE, TOKENIZER_FILE)
    encoder.keep_in(tmp_path)
    made = encoder.encode_known(TEXTS)
    encoded: list[str] = []
    plain = encoder._vector
    monkeypatch.setattr(encoder, "_vector", lambda text: (encoded.append(text), plain(text))[1])
    mixed = encoder.encode_known(["hello", TEXTS[1], "hello", TEXTS[0]])
    assert encoded == ["hello"]
    assert np.array_equal(mixed[[3, 1]], made)
    assert np.array_equal(mixed[0], mixed[2])


def test_no_texts_are_no_rows(tmp_path: Path) -> None:
    encoder = Encoder.from_files(MODEL_FILE, TOKENIZER_FILE)
    encoder.keep_in(tmp_path)
    assert encoder.encode_known([]).shape == (0, 384)


def test_without_a_shelf_nothing_is_written(tmp_path: Path) -> None:
    encoder = Encoder.from_files(MODEL_FILE, TOKENIZER_FILE)
    assert encoder.encode_known(TEXTS).shape == (2, 384)
    assert list(tmp_path.iterdir()) == []
