"""Makes ``clusters.txt``: for each word a wide and a close group of words used alike.

``python -m bot.privacy.finding.model.recipe.clusters MD``.

MD is the folder of spaCy's ``en_core_web_md`` 3.8, of whose word vectors only the groups are kept. README.md names source and licence.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import spacy
from sklearn.cluster import MiniBatchKMeans

from bot.privacy.finding.lists import word_lists

WIDE, CLOSE = 64, 600
_TO = Path(__file__).resolve().parents[1]
_UNUSED = ["tagger", "parser", "ner", "lemmatizer", "attribute_ruler", "senter", "tok2vec"]


def main(model: Path) -> None:
    """Writes the file: a word and the numbers of its two groups to a line."""
    vocabulary = spacy.load(model, exclude=_UNUSED).vocab
    slots = set(re.findall(r"[a-z]+", (_TO / "recipe" / "fillers.yml").read_text(encoding="utf-8").lower()))
    words = dict.fromkeys([*(_TO / "words.txt").read_text(encoding="ascii").split(), *sorted(word_lists().common), *sorted(slots)])
    rows = {word: vocabulary.vectors.find(key=vocabulary.strings[word]) for word in words if word.isascii() and word.isalpha()}
    rows = {word: int(row) for word, row in rows.items() if row >= 0}
    used = sorted(set(rows.values()))
    vectors = vocabulary.vectors.data[used]
    vectors = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    wide, close = (
        dict(zip(used, MiniBatchKMeans(count, random_state=3, n_init=2, batch_size=2048, max_iter=60).fit(vectors).labels_, strict=True))
        for count in (WIDE, CLOSE)
    )
    lines = [f"{word} {wide[row]} {close[row]}" for word, row in rows.items()]
    (_TO / "clusters.txt").write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
