"""Bytes to text: byte order marks, declarations, and what the bytes themselves say.

Chinese government pages declare gb2312 and hold GB18030, declare gb2312 and hold UTF-8,
declare utf-8 and hold GBK. UTF-8 proves itself, so the bytes are believed before the
declaration; the declaration decides only where the bytes leave it open.
"""

from __future__ import annotations

import codecs
import re

from schemas.errors import DocumentError

_SAMPLE = 1 << 16
"""Bytes looked at to tell an encoding by its statistics."""

_DECLARATIONS = 4096
"""Bytes in which a page must declare its encoding (the standard says 1024, pages say more)."""

ENOUGH_PAIRS = 20
"""Two-byte characters whose second bytes tell Big5 from GB encodings."""

_REPLACEMENT = "\ufffd"


def decode(data: bytes, declared: str | None = None, html: bool = False) -> str:
    """Return the text of `data`, without a byte order mark.

    `declared` is the encoding named from outside (a transfer header); with `html`, the
    page's own declaration is looked for too. A handful of broken bytes in otherwise valid
    text become U+FFFD.

    Raises `DocumentError` with `undecodable_text`.
    """
    if flavour := utf16_flavour(data):
        return _within_limit(data, flavour).removeprefix("\ufeff")
    data = data.removeprefix(codecs.BOM_UTF8)
    named = _family(declared or (declared_charset(data) if html else None))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if named in ("gb18030", "big5hkscs") and _too_short_to_tell(text):
            return _strict(data, named) or text
        return text
    repaired, broken = _lenient(data, "utf-8")
    # Of GBK's characters most are no valid UTF-8: one broken in ten is damage, not GBK.
    if broken * 10 < _beyond_ascii(repaired) and broken <= _limit(repaired):
        return repaired
    encoding = "big5hkscs" if _is_big5(data, named == "big5hkscs") else "gb18030"
    return _strict(data, encoding) or _within_limit(data, encoding)


def utf16_flavour(data: bytes) -> str | None:
    """Return "utf-16-le" or "utf-16-be" where the bytes are UTF-16, with or without a mark.

    Without one, zero bytes (of line ends, digits, markup) say that it is UTF-16; the flavour
    shows in which half of the bytes looks like the upper halves of Chinese text.
    """
    if data.startswith(codecs.BOM_UTF16_LE) and not data.startswith(codecs.BOM_UTF32_LE):
        return "utf-16-le"
    if data.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    sample = data[:_SAMPLE]
    if b"\0" not in sample:
        return None
    even, odd = sample[0::2], sample[1::2]
    if not odd:
        return None
    little, big = _share_of_high_bytes(odd), _share_of_high_bytes(even)
    if max(little, big) < 0.95 or little == big:
        return None
    return "utf-16-le" if little > big else "utf-16-be"


def _share_of_high_bytes(half: bytes) -> float:
    return 1 - len(half.translate(None, _HIGH_BYTES)) / len(half)


_HIGH_BYTES = bytes([0x00, 0x20, 0x22, 0x25, 0x26, 0x30, 0x32, 0x33, 0xFE, 0xFF]) + bytes(
    range(0x4E, 0xA0)
)
"""High bytes of the UTF-16 units met in Chinese text: ASCII, punctuation, CJK, full width."""

_CHARSET = re.compile(
    rb"""
    <(?:meta|\?xml)\b[^>]{0,500}?            # a meta element or the XML declaration
    \b(?:charset|encoding)\s*=\s*["']?\s*    # charset=..., also within content="...; charset=..."
    ([A-Za-z0-9_:.-]{2,40})
    """,
    re.IGNORECASE | re.VERBOSE,
)


def declared_charset(data: bytes) -> str | None:
    """Return the encoding that a page declares for itself, as it spells it."""
    found = _CHARSET.search(data, 0, _DECLARATIONS)
    return found[1].decode("ascii") if found else None


def _family(name: str | None) -> str | None:
    """Return the codec for a declared name: the superset that browsers take for it."""
    key = (name or "").strip().lower().replace("_", "-")
    if key.startswith(("gb", "x-gbk", "cp936", "windows-936", "csgb", "hz-gb")):
        return "gb18030"
    if key.startswith(("big5", "cp950", "csbig5", "x-x-big5")):
        return "big5hkscs"
    return key or None


def _too_short_to_tell(text: str) -> bool:
    """Tell whether so little lies beyond ASCII that GBK could be valid UTF-8 by chance."""
    return 0 < _beyond_ascii(text) <= 4


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _lenient(data: bytes, encoding: str) -> tuple[str, int]:
    """Return the text with U+FFFD for broken bytes, and how many there were."""
    text = data.decode(encoding, "replace")
    genuine = data.count(_REPLACEMENT.encode(encoding)) if encoding != "big5hkscs" else 0
    return text, max(0, text.count(_REPLACEMENT) - genuine)


def _limit(text: str) -> int:
    """Return how many broken characters a text of this length may have: 1 in 1000, 3 to 20."""
    return min(20, max(3, len(text) // 1000))


def _within_limit(data: bytes, encoding: str) -> str:
    text, broken = _lenient(data, encoding)
    if broken > _limit(text):
        raise DocumentError("undecodable_text", f"{broken} broken characters as {encoding}")
    return text


_DOUBLE_BYTE = re.compile(rb"[\x81-\xfe][\x40-\xfe]")


def _is_big5(data: bytes, declared: bool) -> bool:
    """Tell Big5 from GB encodings by the second bytes of its characters.

    About a third of Big5's second bytes are ASCII letters, and none is 80–A0; simplified
    text in any GB encoding has almost none of the former, rarer characters many of the
    latter. A declaration counts only where there are too few characters to tell.
    """
    pairs: list[bytes] = _DOUBLE_BYTE.findall(data, 0, _SAMPLE)
    if len(pairs) < ENOUGH_PAIRS:
        return declared
    low = sum(pair[1] < 0x7F for pair in pairs)
    never = sum(0x7F <= pair[1] <= 0xA0 for pair in pairs)
    return low * 8 > len(pairs) and never * 100 < len(pairs)
