"""Pages saved whole as MHT (RFC 2557): a mail message whose HTML part is the page."""

from __future__ import annotations

import binascii
from email import policy
from email.message import Message
from email.parser import BytesParser

from extractors.readers.html import read_html
from schemas.document import Document
from schemas.errors import DocumentError

MEDIA_TYPE = "multipart/related"

MAX_BYTES = 96 * 2**20
"""A page saved with all its pictures; taking it apart needs several times that."""

MAX_PARTS = 5000
"""The page, its frames, its pictures and styles."""


def read_mht(data: bytes) -> Document:
    """Read the page in an MHT file; a missing end of the file is no hindrance.

    Raises `DocumentError`: `damaged_document` where there is no HTML in it,
    `undecodable_text`, `too_large`.
    """
    if len(data) > MAX_BYTES or data.count(b"\n--") > MAX_PARTS:
        raise DocumentError("too_large", f"{len(data)} bytes", MEDIA_TYPE)
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(start)
        pages = [part for part in message.walk() if part.get_content_type() == "text/html"]
    except RecursionError as error:  # parts within parts, a thousand deep
        raise DocumentError("damaged_document", "nested too deep", MEDIA_TYPE) from error
    if not pages:
        raise DocumentError("damaged_document", "an MHT file without an HTML part", MEDIA_TYPE)
    # Frames and advertisements are HTML parts too: the page is the largest.
    payloads = [(_payload(part), part) for part in pages]
    payload, page = max(payloads, key=lambda each: len(each[0]))
    document = read_html(payload, page.get_content_charset())
    document.media_type = MEDIA_TYPE
    return document


def _payload(part: Message) -> bytes:
    """Return a part's bytes, its transfer encoding undone."""
    try:
        payload = part.get_payload(decode=True)
    except (binascii.Error, ValueError):
        return b""
    return payload if isinstance(payload, bytes) else b""
