"""How long a text is as a text message: GSM 03.38 characters, where a single odd character would cost half the room."""

from __future__ import annotations

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€")
TWO_SEGMENTS = 306
"""Two joined segments of 153: the most an answer may cost."""


_WORD_PROCESSOR = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u00a0": " "})


def plain_signs(text: str) -> str:
    """The text with the signs that word processors put in by themselves, curly quotes and dashes, as a text message can carry them."""
    return text.translate(_WORD_PROCESSOR)


def length(text: str) -> int:
    """Septets that the text takes. Raises ``ValueError`` naming a character that GSM 03.38 does not have."""
    odd = next((character for character in text if character not in BASIC and character not in EXTENDED), None)
    if odd is not None:
        raise ValueError(f"'{odd}' (U+{ord(odd):04X}) is not in the text message alphabet")
    return sum(2 if character in EXTENDED else 1 for character in text)
