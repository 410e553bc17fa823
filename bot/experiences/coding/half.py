"""A story half read: what the encoder's third layer knows of each word piece, in parts when the story is long."""

from __future__ import annotations

from tokenizers import Tokenizer

from bot.encoder import Encoder
from bot.encoder.encoder import TOKENIZER_FILE
from bot.encoder.layers import Matrix

LONGEST = 128
"""Word pieces read at once; a longer story is read in parts."""
_FIRST, _LAST = 101, 102  # [CLS] and [SEP] in the encoder's vocabulary


class Half:
    """The encoder up to its third layer, for texts of any length."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._tokenizer = Tokenizer.from_file(str(TOKENIZER_FILE))
        self._tokenizer.no_truncation()

    def parts(self, text: str) -> list[Matrix]:
        """One (word pieces, 384) matrix for each part of at most ``LONGEST`` word pieces."""
        pieces = self._tokenizer.encode(text.encode("utf-8", "replace").decode("utf-8"), add_special_tokens=False).ids
        size = LONGEST - 2
        starts = range(0, max(len(pieces), 1), size)
        return [self._encoder.third_layer([_FIRST, *pieces[at : at + size], _LAST]) for at in starts]
