"""Readers: bytes to a `Document`, one module a kind. They know nothing of the form.

`read_document` tells the kind from the content and imports only the reader that it needs,
so that a Word file costs nothing of the HTML stack and the other way round. Pictures inside
a Word file or a web page that may be tables are read like scans.
"""

from __future__ import annotations

from pathlib import PurePath

from extractors.readers.size import require_readable_size
from extractors.readers.sniff import Kind, office_type, picture_type, sniff
from schemas.document import Document, Picture
from schemas.errors import DocumentError

_SUFFIXES: dict[str, Kind] = {
    ".docx": "word",
    ".docm": "word",
    ".htm": "html",
    ".html": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".mht": "mht",
    ".mhtml": "mht",
    ".txt": "text",
    ".tsv": "text",
    ".doc": "office",
    ".dot": "office",
    ".wps": "office",
    ".wpt": "office",
    ".rtf": "office",
    ".odt": "office",
    ".ott": "office",
    ".fodt": "office",
    ".pdf": "pdf",
    ".ofd": "ofd",
    ".zip": "zip",
    ".xlsx": "sheet",
    ".xlsm": "sheet",
    ".xls": "sheet",
    ".et": "sheet",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".tif": "picture",
    ".tiff": "picture",
    ".bmp": "picture",
    ".gif": "picture",
    ".webp": "picture",
}


def read_document(data: bytes, name: str, converted: bytes | None = None) -> Document:
    """Read a document of any supported kind.

    The kind is told from `data` alone. Of `name` only the suffix is looked at, and only to
    add the note `name_mismatch` to the document's warnings. `converted` is the Word file
    (.docx) that an office program made of `data`, for the kind "office", which is read so.

    Raises `DocumentError`, with the media type where it is known; `needs_conversion` where
    `converted` is wanting.
    """
    kind = sniff(data)
    document = _read_office(data, converted) if kind == "office" else _read(kind, data)
    require_readable_size(document)
    if any(isinstance(b, Picture) and b.data and b.may_hold_table for b in document.blocks):
        from extractors.readers.pictures_inside import read_pictures_inside

        read_pictures_inside(document)
    if contradicts(name, kind):
        document.warnings.append("name_mismatch")
    return document


def contradicts(name: str, kind: Kind) -> bool:
    """Tell whether the suffix of a file's name claims another kind than its content has."""
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    return _SUFFIXES.get(suffix, kind) != kind


def _read_office(data: bytes, converted: bytes | None) -> Document:
    """Read what an office program made of a document, in its place."""
    from extractors.readers.office import check_office, require_content

    media_type = office_type(data)
    check_office(data, media_type)
    if converted is None:
        raise DocumentError("needs_conversion", media_type, media_type)
    try:
        document = _read("word", converted)
    except DocumentError as error:
        # What is wrong with the conversion says little of the document itself.
        raise DocumentError("conversion_failed", str(error), media_type) from error
    require_content(document, media_type)
    document.media_type = media_type
    document.warnings.append("converted")
    return document


def _read(kind: Kind, data: bytes) -> Document:
    # Imported here: each reader's stack is paid for only by the documents that need it.
    try:
        if kind == "word":
            from extractors.readers.word import read_word

            return read_word(data)
        if kind == "html":
            from extractors.readers.html import read_html

            return read_html(data)
        if kind == "mht":
            from extractors.readers.mht import read_mht

            return read_mht(data)
        if kind == "pdf":
            from extractors.readers.pdf import read_pdf

            return read_pdf(data)
        if kind in ("zip", "mail"):
            from extractors.readers.containers import refuse_container

            refuse_container(data, MEDIA_TYPES[kind])
        if kind == "sheet":
            from extractors.readers.spreadsheet import read_spreadsheet

            return read_spreadsheet(data)
        if kind == "ofd":
            from extractors.readers.ofd import read_ofd

            return read_ofd(data)
        if kind == "picture":
            from extractors.readers.picture import read_picture

            return read_picture(data)
        from extractors.readers.text import read_text

        return read_text(data)
    except DocumentError as error:
        if error.media_type is None:
            error.media_type = picture_type(data) or MEDIA_TYPES[kind]
        raise


MEDIA_TYPES: dict[Kind, str] = {
    "word": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html",
    "mht": "multipart/related",
    "text": "text/plain",
    "pdf": "application/pdf",
    "picture": "image/*",
    "office": "application/msword",
    "ofd": "application/ofd",
    "zip": "application/zip",
    "mail": "message/rfc822",
    "sheet": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The media type of each kind, for `documents.media_type` where the reading failed."""
