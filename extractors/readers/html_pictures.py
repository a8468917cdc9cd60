"""Pictures of a page: their size, and their bytes where the page holds them itself."""

from __future__ import annotations

import base64
import binascii
import re
from urllib.parse import unquote_to_bytes

from extractors.readers.html_tags import Attributes
from schemas.document import Picture

TABLE_PICTURE_WIDTH = 300
TABLE_PICTURE_HEIGHT = 100
"""A picture may hold a statutory table from this size on, in CSS pixels."""

_PIXELS = re.compile(r"\s*(\d{1,5})(?:\.\d+)?\s*(?:px)?\s*(?:;|$)", re.IGNORECASE)
_STYLE_SIZE = re.compile(
    r"(?:^|[;\s])(width|height)\s*:\s*(\d{1,5})(?:\.\d+)?\s*(px|pt)", re.IGNORECASE
)


def picture_of(attributes: Attributes) -> Picture | None:
    """Return a picture, with its bytes where the page holds them itself."""
    source = attributes.get("src", "").strip()
    media_type, data = _data_uri(source) if source[:5].lower() == "data:" else ("image/*", b"")
    width, height = _pixels(attributes.get("width")), _pixels(attributes.get("height"))
    for name, number, unit in _STYLE_SIZE.findall(attributes.get("style", "")):
        size = int(number) if unit.lower() == "px" else int(number) * 4 // 3
        if name.lower() == "width":
            width = width or size
        else:
            height = height or size
    if data.startswith(b"\x89PNG") and len(data) >= 24 and not (width and height):
        width = int.from_bytes(data[16:20], "big")
        height = int.from_bytes(data[20:24], "big")
    if not source:
        return None
    # A size that is not said does not rule a table out; a small one does.
    large = (width is None or width >= TABLE_PICTURE_WIDTH) and (
        height is None or height >= TABLE_PICTURE_HEIGHT
    )
    return Picture(media_type, data, width, height, may_hold_table=large)


def _pixels(value: str | None) -> int | None:
    found = _PIXELS.match(value) if value else None
    return int(found[1]) if found else None


def _data_uri(source: str) -> tuple[str, bytes]:
    """Return media type and bytes of a data: URI (RFC 2397); no bytes where it is broken."""
    head, _, body = source[5:].partition(",")
    media_type = head.split(";")[0].strip().lower() or "text/plain"
    if not head.lower().rstrip().endswith("base64"):
        return media_type, unquote_to_bytes(body)
    try:
        return media_type, base64.b64decode(unquote_to_bytes(body))
    except (binascii.Error, ValueError):
        return media_type, b""
