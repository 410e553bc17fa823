"""Turns texts into vectors whose dot product says how near they are in meaning.

The model is all-MiniLM-L6-v2 with its matrix products in int8, run by onnxruntime on one thread: about 4 ms for a
message of fourteen word pieces, 2 ms for "thank you". ``PROVENANCE.md`` says where it and its tokenizer come from.
Nothing here imports Rasa, and nothing here logs or keeps a text: the cache knows hashes only.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

from bot.encoder.shelf import Shelf, key_of

DIMENSIONS = 384
MODEL_FILE = Path(__file__).with_name("model.onnx")
MODEL_SHA256 = "30b4123f9f53a4f5ace036bde7391e39b5e3db308b893b4a437eebe3eb02d8de"
TOKENIZER_SHA256 = "01d4020140236ed40d76316c2c9226fbc7a7a410014ab485a3976487bf007476"
TOKENIZER_FILE = Path(__file__).with_name("tokenizer.json")
FEW, AT_ONCE = 200, 4000
"""Texts of ours that one core encodes; texts after which those made are kept."""
CACHE_SIZE = 4096
"""Texts whose vectors are kept: 12 MB. A turn encodes the same text for its intent and for its answer."""

EMBEDDED, THIRD, FOURTH = "x", "encoder.layer.2.b", "encoder.layer.3.b"
"""The names, in the model's graph, of what goes into its first layer, and comes out of its third and its fourth of six."""

_READING = ("vector", "early", EMBEDDED, FOURTH)
Vectors = npt.NDArray[np.float32]


class EncoderError(Exception):
    """The model or its tokenizer is missing or not the one we know. The message says what to do."""


@dataclass(frozen=True)
class Reading:
    """A text's vector (384 numbers), and each of its word pieces (pieces, 384) before the first layer and as the fourth knows it."""

    vector: Vectors
    embedded: Vectors
    fourth: Vectors


class Encoder:
    """Encodes texts; safe to share between threads. Use ``Encoder.load()``."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, cache_size: int = CACHE_SIZE) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._cache: OrderedDict[bytes, Vectors] = OrderedDict()
        self._cache_size = cache_size
        self._lock = threading.Lock()
        self._shelf: Shelf | None = None
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        self._ahead: tuple[bytes, Future[list[Vectors]]] | None = None

    @classmethod
    def load(cls) -> Encoder:
        """The encoder of this process, loaded once (about 0.3 s). Raises ``EncoderError``."""
        return _shared()

    @classmethod
    def from_files(cls, model: Path, tokenizer: Path, cache_size: int = CACHE_SIZE) -> Encoder:
        """An encoder over these two files, whose hashes must be the known ones. Raises ``EncoderError``."""
        model_bytes = _checked(model, MODEL_SHA256, "Restore it, or make it again as bot/encoder/PROVENANCE.md says.")
        tokenizer_bytes = _checked(tokenizer, TOKENIZER_SHA256, "Restore it, or run 'python -m bot.encoder.fetch_tokenizer'.")
        options = onnxruntime.SessionOptions()
        # A message is too short for a second thread to pay; the other cores belong to the other workers.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # A protobuf message that follows another of its kind is merged into it: this adds outputs to the graph.
        for name in (EMBEDDED, THIRD, FOURTH):
            model_bytes += _field(7, _field(12, _field(1, name.encode())))  # ModelProto.graph, GraphProto.output, ValueInfoProto.name
        session = onnxruntime.InferenceSession(model_bytes, sess_options=options, providers=["CPUExecutionProvider"])
        return cls(session, Tokenizer.from_str(tokenizer_bytes.decode("utf-8")), cache_size)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit-length float32 row of 384 numbers for each text, in order: shape ``(len(texts), 384)``.

        Each text runs by itself: the model fits its int8 range to what it is given, so neighbours would change a vector.
        What is past 256 word pieces is not read.
        """
        return np.ascontiguousarray(self.encode_twice(texts)[:, :DIMENSIONS])

    def encode_twice(self, texts: Sequence[str]) -> Vectors:
        """``encode``, and beside each row another of unit length: shape ``(len(texts), 768)``. It costs no second pass.

        The other is what the model had made of the text after four of its six layers: nearer to its words, and for telling
        intents apart a help beside the meaning (docs/decisions/0007). It is of no use for likeness between texts.
        """
        if len(texts) > FEW:
            with ThreadPoolExecutor(os.cpu_count()) as cores:
                return np.stack(list(cores.map(self._twice, texts)))
        return np.stack([self._twice(text) for text in texts]) if texts else np.empty((0, 2 * DIMENSIONS), dtype=np.float32)

    def _twice(self, text: str) -> Vectors:
        written, key = _written(text)
        known = self._remembered(key)
        if known is None:
            known = np.concatenate(self._run(written, ["vector", "early"]))
            self._remember(key, known)
        return known

    def read(self, text: str) -> Reading:
        """The vector and what the middle layers make of each word piece, in one pass; ``encode`` and ``encode_twice`` then know theirs."""
        written, key = _written(text)
        ahead, self._ahead = self._ahead, None
        begun = ahead[1] if ahead is not None and ahead[0] == key else None
        vector, early, embedded, fourth = begun.result() if begun is not None else self._run(written, _READING)
        self._remember(key, np.concatenate([vector, early]))
        return Reading(vector, embedded, fourth)

    def read_ahead(self, text: str) -> None:
        """Begins to read a text on another core, for a ``read`` that most likely follows; if it does not, nothing of it is kept."""
        written, key = _written(text)
        self._ahead = key, self._beside.submit(self._run, written, _READING)

    def keep_in(self, folder: Path) -> None:
        """From here on ``encode_known`` keeps what it made in ``folder``, so that the next start need not make it again."""
        made_by = hashlib.sha256(f"{MODEL_SHA256}/{TOKENIZER_SHA256}".encode()).hexdigest()[:12]
        self._shelf = Shelf(folder / made_by, DIMENSIONS)

    def encode_known(self, texts: Sequence[str]) -> Vectors:
        """Like ``encode``, for texts of ours (phrasings of articles, examples), never for what a person wrote.

        What is not kept yet is encoded by all cores, a few thousand texts at a time, each of which is kept as soon as it is made.
        """
        by_key = {key_of(text): text for text in texts}  # each text once, however often it stands there
        keys = list(by_key)
        if self._shelf is None:
            vectors, known = np.empty((len(keys), DIMENSIONS), dtype=np.float32), np.zeros(len(keys), dtype=np.bool_)
        else:
            vectors, known = self._shelf.find(keys)
        missing = np.flatnonzero(~known)
        with ThreadPoolExecutor(os.cpu_count() if len(missing) > FEW else 1) as cores:
            for start in range(0, len(missing), AT_ONCE):
                rows = missing[start : start + AT_ONCE]
                vectors[rows] = list(cores.map(self._vector, [by_key[keys[row]] for row in rows]))
                if self._shelf is not None:
                    self._shelf.put([keys[row] for row in rows], vectors[rows])
        row_of = {key: row for row, key in enumerate(keys)}
        return vectors[[row_of[key_of(text)] for text in texts]]

    def _vector(self, text: str) -> Vectors:
        return self._run(text.encode("utf-8", "replace").decode("utf-8"), ["vector"])[0]

    def _remembered(self, key: bytes) -> Vectors | None:
        with self._lock:
            known = self._cache.get(key)
            if known is not None:
                self._cache.move_to_end(key)
            return known

    def _remember(self, key: bytes, vector: Vectors) -> None:
        with self._lock:
            self._cache[key] = vector
            while len(self._cache) > self._cache_size:
                self._cache.popitem(last=False)

    def third_layer(self, pieces: Sequence[int]) -> Vectors:
        """What the third layer makes of each of these pieces of the tokenizer's vocabulary, at most 512 of them: ``(pieces, 384)``."""
        return self._run_pieces(pieces, [THIRD])[0]

    def _run(self, text: str, outputs: Sequence[str]) -> list[Vectors]:
        return self._run_pieces(self._tokenizer.encode(text).ids, outputs)

    def _run_pieces(self, pieces: Sequence[int], outputs: Sequence[str]) -> list[Vectors]:
        return [found[0] for found in self._session.run(list(outputs), {"input_ids": np.asarray([pieces], dtype=np.int64)})]


def _written(text: str) -> tuple[str, bytes]:
    """The text as the tokenizer can take it, which no lone surrogate is, and what the cache knows it by."""
    written = text.encode("utf-8", "replace")
    return written.decode("utf-8"), hashlib.blake2b(written, digest_size=16).digest()


def _field(number: int, content: bytes) -> bytes:
    """A length-delimited protobuf field; the content must be shorter than 128 bytes."""
    return bytes([number << 3 | 2, len(content)]) + content


@lru_cache(maxsize=1)
def _shared() -> Encoder:
    return Encoder.from_files(MODEL_FILE, TOKENIZER_FILE)


def _checked(path: Path, sha256: str, remedy: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EncoderError(f"{path.name} of the encoder cannot be read ({error.strerror}). {remedy}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EncoderError(f"{path.name} of the encoder is not the file this version was built with. {remedy}")
    return content
