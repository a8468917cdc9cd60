"""Characters as they are printed: what a PDF's fonts map to something else, mapped back.

Some writers of PDF give a glyph the code of the radical of the same shape: 一 (U+4E00) comes
as ⼀ (U+2F00), 长 (U+957F) as ⻓ (U+2ED3). On paper there is no difference.
"""

from __future__ import annotations

import unicodedata
from collections import Counter

UNMAPPED = "\ufffd"
"""Stands for a character that the file's fonts map to nothing."""

_SUPPLEMENT = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
"""Radicals (U+2E80 and on) that are whole characters too; Unicode gives them no equivalent."""

_PRINTED = {ord(radical): ideograph for radical, ideograph in _SUPPLEMENT.items()}
_PRINTED.update(
    (code, unicodedata.normalize("NFKC", chr(code)))
    for first, last in ((0x2F00, 0x2FD5), (0xF900, 0xFA6D))
    for code in range(first, last + 1)
)
_PRINTED.update((code, UNMAPPED) for code in range(0x20) if code not in (0x09, 0x0A, 0x0D))
_PRINTED.update((code, UNMAPPED) for code in range(0x7F, 0xA0))
_PRINTED.update({0x09: " ", 0x0A: " ", 0x0D: " ", 0xA0: " ", 0xAD: "-"})


def printed(text: str) -> str:
    """Return the characters as printed; U+FFFD for one that maps to nothing."""
    if text.startswith("(cid:"):
        return UNMAPPED
    return text.translate(_PRINTED)


def digits_of(text: str) -> Counter[str]:
    """Count each digit of a text, full-width ones by themselves."""
    return Counter(letter for letter in text if letter.isdigit())
