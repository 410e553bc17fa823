"""How hard a text is to read, by the Flesch-Kincaid grade.

A formula explains about a third of how easy people find a text: it is a gate against long words and long sentences,
no proof that a text is plain. Grade 8 is about a reading age of 13; grade 4 to 6 about 9 to 11.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
_SENTENCE_END = re.compile(r"[.!?:;]+(?:\s|$)|\n\s*\n|\n\s*(?:[-*]|\d+\.)\s")
_VOWELS = re.compile(r"[aeiouy]+")
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")


def grade(text: str) -> float:
    """The Flesch-Kincaid grade of plain text or Markdown: 0.39 words a sentence + 11.8 syllables a word - 15.59.

    Addresses are not words; a list item is a sentence. Text without words has grade 0. Weights: Kincaid and others 1975.
    """
    text = _ADDRESS.sub("", text)
    words = _WORD.findall(text)
    if not words:
        return 0.0
    sentences = sum(1 for part in _SENTENCE_END.split(text) if _WORD.search(part))
    return 0.39 * len(words) / max(sentences, 1) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def syllables(word: str) -> int:
    """About how many syllables an English word has; one for each letter of an abbreviation without vowels (NHS)."""
    if word.isupper() and len(word) > 1 and not _VOWELS.search(word.lower()):
        return len(word)
    word = word.lower().rstrip("'’")
    count = len(_VOWELS.findall(word))
    silent_e = word.endswith("e") and not word.endswith(("le", "ee", "ye"))
    silent_ending = word.endswith(("ed", "es")) and len(word) > 3
    if (silent_e or silent_ending) and not word.endswith(("ted", "ded", "ses", "zes", "ces", "ges", "xes", "shes", "ches", "les")):
        count -= 1
    return max(count, 1)
