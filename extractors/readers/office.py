"""Documents of other text programs (.doc, .wps, .rtf, .odt, .fodt), which we do not read.

An office program makes a Word file (.docx) of them, outside the extractors, and that is read
in their place: see `flows.conversion`. Here is what can be said of the original: whether it
is whole, and not protected, so that no program that repairs what is broken ever sees half a
figure.

[MS-DOC] 2.5.1 (FibBase); RTF 1.9.1; OpenDocument 1.3 part 2 (packages).
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from typing import Any

from lxml import etree

from extractors.readers.compound import CompoundFile
from extractors.readers.office_types import DOC, FLAT_ODT, ODT, OTT, RTF
from schemas.document import Document, Paragraph, Picture, Table
from schemas.errors import DocumentError

MAX_BYTES = 48 * 2**20
"""Larger documents are not converted: a report with pictures has some ten megabytes."""
MAX_UNPACKED = 256 * 2**20
"""Nor are packages that unpack to more in all,"""
MAX_RATIO = 400
"""or to so many times their size: XML of reports unpacks 32:1, bombs 1000:1."""
_SMALL = 4 * 2**20
"""What unpacks to less is harmless at any ratio."""

_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
)


def check_office(data: bytes, media_type: str) -> None:
    """Make sure that a document may be given to an office program.

    Raises `DocumentError`: `encrypted_document`, `too_large`, `unpacks_too_large`,
    `damaged_archive` or `damaged_document`.
    """
    if len(data) > MAX_BYTES:
        raise DocumentError("too_large", f"{len(data)} bytes", media_type)
    if media_type == DOC:
        _check_doc(data)
    elif media_type == RTF:
        _check_rtf(data)
    elif media_type in (ODT, OTT):
        _check_package(data, media_type)
    elif media_type == FLAT_ODT:
        _parse(data, "the file", media_type)


def require_content(document: Document, media_type: str) -> None:
    """Refuse a conversion in which nothing is left: office programs make documents of anything."""
    for block in document.blocks:
        if isinstance(block, Picture | Table) or (
            isinstance(block, Paragraph) and block.text.strip()
        ):
            return
    raise DocumentError("damaged_document", "its conversion holds nothing", media_type)


_WORD_IDENTS = (0xA5EC, 0xA5DC)
"""Of Word 97 and later, and of Word 6 and 95."""
_FIB_ENCRYPTED, _FIB_TABLE_1 = 0x0100, 0x0200


def _check_doc(data: bytes) -> None:
    """Walk through the streams that hold the text, and read the file information block's flags."""
    file = CompoundFile(data, DOC)
    word = file.stream("WordDocument") or b""
    if len(word) < 32:
        raise DocumentError("damaged_document", "no text", DOC)
    ident, flags = struct.unpack_from("<H8xH", word)
    if ident not in _WORD_IDENTS:
        raise DocumentError("damaged_document", "no Word text", DOC)
    if flags & _FIB_ENCRYPTED:
        raise DocumentError("encrypted_document", media_type=DOC)
    # Where the pieces of the text lie is told by one of two tables.
    table = "1Table" if flags & _FIB_TABLE_1 else "0Table"
    if ident == _WORD_IDENTS[0] and file.stream(table) is None:
        raise DocumentError("damaged_document", f"no {table}", DOC)


_RTF_MARK = re.compile(
    rb"""
    \\bin(?P<length>\d{1,10})[ ]?    # so many bytes of anything follow
    | \\[^a-zA-Z]                    # an escaped brace or backslash, a byte in hexadecimal
    | (?P<brace>[{}])
    """,
    re.VERBOSE,
)


def _check_rtf(data: bytes) -> None:
    """See that the outermost group is closed: a file cut short anywhere leaves it open."""
    depth = at = 0
    while found := _RTF_MARK.search(data, at):
        at = found.end()
        if found["length"] is not None:
            at += int(found["length"])
        elif found["brace"] == b"{":
            depth += 1
        elif found["brace"] == b"}":
            depth -= 1
            if depth == 0:
                return
    raise DocumentError("damaged_document", "cut short", RTF)


_MANIFEST = "META-INF/manifest.xml"
_ENCRYPTION = re.compile(rb"<(?:\w+:)?encryption-data\b")
_CONTENT = "content.xml"
_PARSED = (_CONTENT, "styles.xml")


def _check_package(data: bytes, media_type: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            total = sum(entry.file_size for entry in archive.infolist())
            if total > MAX_UNPACKED or (total > _SMALL and total > MAX_RATIO * len(data)):
                raise DocumentError("unpacks_too_large", f"{total} bytes", media_type)
            names = archive.namelist()
            if _CONTENT not in names:
                raise DocumentError("damaged_document", f"no {_CONTENT}", media_type)
            if _MANIFEST in names and _ENCRYPTION.search(archive.read(_MANIFEST)):
                raise DocumentError("encrypted_document", media_type=media_type)
            for name in names:
                part = archive.read(name)  # checks its sum
                if name in _PARSED:
                    _parse(part, name, media_type)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,  # encrypted as a ZIP archive; also NotImplementedError
    ) as error:
        raise DocumentError("damaged_archive", str(error), media_type) from error


def _parse(data: bytes, name: str, media_type: str) -> Any:
    """Parse XML. Raises `damaged_document` where it is not whole, or declares a DOCTYPE."""
    try:
        root = etree.fromstring(data, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError("damaged_document", f"{name}: {error}", media_type) from error
    if root.getroottree().docinfo.internalDTD is not None:
        # Office programs write none; entities declared there can blow up or reach out.
        raise DocumentError("damaged_document", f"{name}: has a DOCTYPE", media_type)
    return root
