"""A paragraph's text as the checks of dates match it."""

from __future__ import annotations

import re

from schemas.labels import TRADITIONAL_TO_SIMPLIFIED

_WIDE = "０１２３４５６７８９"

WIDE_DIGIT = re.compile(f"[{_WIDE}]")

_ALIKE: dict[int, str] = {
    **TRADITIONAL_TO_SIMPLIFIED,
    **{
        ord(wide): narrow for wide, narrow in zip("０１２３４５６７８９", "0123456789", strict=True)
    },
}


def alike(text: str) -> str:
    """Return a text in simplified characters and narrow digits, each where it stood."""
    return text.translate(_ALIKE)


def written(year: int) -> tuple[str, str]:
    """Return a year in narrow and in wide digits."""
    return str(year), str(year).translate(str.maketrans("0123456789", _WIDE))
