"""The kind of a document, told from its first bytes and never from its name."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from extractors.readers import compound
from extractors.readers.encoding import utf16_flavour
from extractors.readers.office_types import DOC, FLAT_ODT, ODT, OTT, RTF, WORKS
from schemas.errors import DocumentError

Kind = Literal[
    "word", "html", "mht", "text", "pdf", "picture", "office", "ofd", "sheet", "zip", "mail"
]

_HEAD = 8192
"""Bytes looked at to tell markup, mail headers and plain text apart."""

STRAY_CONTROLS = 4
"""So many control characters do not make a binary file of a text, however short."""

_PDF_HEAD = 1024
"""Acrobat accepts junk before the header, and servers do put some there."""

_PICTURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),  # BigTIFF
    (b"MM\x00+", "image/tiff"),
)
_UNREAD: tuple[tuple[bytes, str], ...] = (
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b\x08", "application/gzip"),
)

_RTF = b"{\\rtf"
_OFFICE_PACKAGES = (ODT, OTT)

_OLE_HEADER = 512
_OLE_ENTRY = 128
_OFFICE_STREAMS = (("WordDocument", DOC), ("MatOST", WORKS))
"""WPS calls its documents .wps and writes Word's streams; Works calls its own .wps too."""
_SHEET_STREAMS = (("Workbook", "application/vnd.ms-excel"), ("Book", "application/vnd.ms-excel"))
_OLE_STREAMS = (("PowerPoint Document", "application/vnd.ms-powerpoint"),)

_OFD_ENTRANCES = ("ofd.xml", "/ofd.xml")

_OFFICE_FOLDERS = ("word/", "xl/", "ppt/")
_WORKBOOK = frozenset({"xl/workbook.xml", "/xl/workbook.xml"})
_PACKAGES = (
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)


def sniff(data: bytes) -> Kind:
    """Return the kind of reader that the bytes need.

    Raises `DocumentError`: `empty_file`, `encrypted_document`, `damaged_archive`,
    `not_a_word_document`, `unsupported_kind` or `binary_content`.
    """
    if not data:
        raise DocumentError("empty_file")
    if data[:2] == b"PK" and data[2:4] in (b"\x03\x04", b"\x05\x06", b"\x07\x08"):
        return _package(data)
    if data.startswith(compound.MAGIC):
        return _compound(data)
    if data.startswith(_RTF):
        return "office"
    if picture_type(data) is not None:
        return "picture"
    for magic, media_type in _UNREAD:
        if data.startswith(magic):
            raise DocumentError("unsupported_kind", media_type, media_type)
    if b"%PDF-" in data[:_PDF_HEAD]:
        return "pdf"
    head = _head_text(data)
    if head is None:
        raise DocumentError("binary_content", media_type="application/octet-stream")
    if _FLAT_ODT_ROOT.search(head):
        return "office"
    if _OFFICE_XML.search(head):
        raise DocumentError("unsupported_kind", "XML of an office program", "application/xml")
    if mail := _mail_kind(data):
        return mail
    return "html" if _is_html(head) else "text"


def picture_type(data: bytes) -> str | None:
    """Return the media type of a picture; None for all else."""
    for magic, media_type in _PICTURES:
        if data.startswith(magic):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    # "BM" alone could begin a text: the header's reserved bytes are zero, its size is known.
    if data[:2] == b"BM" and data[6:10] == b"\0\0\0\0" and data[14:18] in _BITMAP_HEADERS:
        return "image/bmp"
    return None


def office_type(data: bytes) -> str:
    """Return the media type of a document whose kind is "office"; empty for all else."""
    if data.startswith(compound.MAGIC):
        return _stream_type(data, _OFFICE_STREAMS)
    if data.startswith(_RTF):
        return RTF
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            mimetype = _mimetype(archive)
        return mimetype if mimetype in _OFFICE_PACKAGES else ""
    return FLAT_ODT if _FLAT_ODT_ROOT.search(_head_text(data) or "") else ""


_BITMAP_HEADERS = tuple(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))


def _package(data: bytes) -> Kind:
    """Tell a Word package from other ZIP archives by the names of its parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            mimetype = _mimetype(archive)
    except Exception as error:  # zipfile raises a dozen kinds on damaged input
        raise DocumentError("damaged_archive", str(error), "application/zip") from error
    if any(name.lower() in _OFD_ENTRANCES for name in names):
        return "ofd"
    if mimetype in _OFFICE_PACKAGES:
        return "office"
    if mimetype.startswith("application/"):
        raise DocumentError("unsupported_kind", mimetype, mimetype)
    if "[Content_Types].xml" not in names:
        if any(name.startswith(_OFFICE_FOLDERS) for name in names):
            raise DocumentError("not_a_word_document", "parts are missing", "application/zip")
        return "zip"
    if _WORKBOOK.intersection(name.lower() for name in names):
        return "sheet"
    if not any(name.startswith("word/") for name in names):
        for folder, media_type in _PACKAGES:
            if any(name.startswith(folder) for name in names):
                raise DocumentError("unsupported_kind", media_type, media_type)
    return "word"


def _mimetype(archive: zipfile.ZipFile) -> str:
    """Return what the part of this name says, which OpenDocument and others begin with."""
    if "mimetype" not in archive.namelist():
        return ""
    with archive.open("mimetype") as part:
        return part.read(100).decode("latin-1").strip()


def _compound(data: bytes) -> Kind:
    """Tell an OLE compound file's kind by the streams that its directory names."""
    if _has_stream(data, "EncryptedPackage"):
        raise DocumentError("encrypted_document", media_type="application/x-ole-storage")
    if _stream_type(data, _OFFICE_STREAMS):
        return "office"
    if _stream_type(data, _SHEET_STREAMS):
        return "sheet"
    if media_type := _stream_type(data, _OLE_STREAMS):
        raise DocumentError("unsupported_kind", media_type, media_type)
    compound.CompoundFile(data, "application/x-ole-storage").stream(
        ""
    )  # cut short, it has no names
    raise DocumentError("unsupported_kind", "OLE compound file", "application/x-ole-storage")


def _stream_type(data: bytes, types: tuple[tuple[str, str], ...]) -> str:
    return next((media_type for stream, media_type in types if _has_stream(data, stream)), "")


def _has_stream(data: bytes, name: str) -> bool:
    """Tell whether a directory entry bears this name (entries lie on 128-byte boundaries)."""
    encoded = (name + "\0").encode("utf-16-le")
    found = data.find(encoded, _OLE_HEADER)
    while found >= 0:
        if (found - _OLE_HEADER) % _OLE_ENTRY == 0:
            return True
        found = data.find(encoded, found + 1)
    return False


def _head_text(data: bytes) -> str | None:
    """Return the beginning as text good enough to see ASCII markup in; None for binary."""
    head = data[:_HEAD]
    if flavour := utf16_flavour(data):
        return head[: len(head) & ~1].decode(flavour, "replace").lstrip("\ufeff")
    sample = data[: 8 * _HEAD].rstrip(b"\0\x1a")  # editors and crashed copies pad with these
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if not sample or controls > max(STRAY_CONTROLS, len(sample) // 500):
        return None
    return head.decode("latin-1").removeprefix("\xef\xbb\xbf")


_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\v\f\r\x1a\x1b\x07\x08")) + b"\x7f"
"""Bytes that no text in a supported encoding holds, but for stray ones."""

_OFFICE_XML = re.compile(r"<\?mso-application\b|<(?:w:wordDocument|pkg:package|office:document)\b")
"""What office programs write as one XML file. LibreOffice loses figures of Word 2003's."""

_FLAT_ODT_ROOT = re.compile(
    r"""<office:document\b [^>]{0,8000} \boffice:mimetype=
        ["']application/vnd\.oasis\.opendocument\.text["']""",
    re.VERBOSE,
)


_MAIL_START = re.compile(rb"\s*[A-Za-z][A-Za-z-]{1,40}:[ \t]")
_MAIL_HEAD = 65_536
"""Bytes in which a mail's header ends; servers on the way add to it."""
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MIME_VERSION = re.compile(rb"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_SENT = re.compile(rb"^(?:From|To|Subject|Received|Message-ID):", re.IGNORECASE | re.MULTILINE)
_CONTENT = re.compile(rb"^Content-Type:\s*([a-z]+/[a-z0-9.+-]+)", re.IGNORECASE | re.MULTILINE)
_PAGE_CONTENT = frozenset(
    {b"multipart/related", b"multipart/alternative", b"multipart/mixed", b"text/html"}
)
_ATTACHED = re.compile(
    rb"^Content-(?:Disposition:\s*attachment|Type:\s*message/rfc822)\b",
    re.IGNORECASE | re.MULTILINE,
)
_APPLICATION = re.compile(rb"^Content-Type:\s*application/(?!xhtml)", re.IGNORECASE | re.MULTILINE)


def _mail_kind(data: bytes) -> Kind | None:
    """Tell a page that was saved as a mail (MHT) from a mail with files attached; None for others.

    The page's pictures and frames come as parts too, but none of them as an attachment.
    """
    start = data[: _MAIL_HEAD + 3].removeprefix(b"\xef\xbb\xbf")
    if not _MAIL_START.match(start):
        return None
    end = _HEAD_END.search(start.lstrip())
    head = start.lstrip()[: end.start() if end else _MAIL_HEAD]
    found = _CONTENT.search(head)
    if found is None or not _MIME_VERSION.search(head):
        return None
    kind = found[1].lower()
    if kind in _PAGE_CONTENT:
        has_files = _ATTACHED.search(data) or (
            kind == b"multipart/mixed" and _APPLICATION.search(data)
        )
        return "mail" if has_files else "mht"
    return "mail" if _SENT.search(head) else None


_HTML_START = re.compile(
    r"""
    \s*(?:<\?xml[^>]{0,200}>\s*)?        # an XHTML page may begin with an XML declaration
    (?:<!--(?:(?!-->).){0,2000}-->\s*){0,5}
    <(?:!doctype\s+html|html|head|body|meta|title|script|style|link
       |table|div|p|h[1-6]|span|font|center|article|section|main)\b
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
"""A page, or a piece of one, that begins with a tag."""

_HTML_TAG = re.compile(
    r"</(?:td|tr|th|table|p|div|span|body|html|head|title|h[1-6]|li|a|font)\s*>|<br\s*/?>",
    re.IGNORECASE,
)
_TAGS_FOR_HTML = 4
"""So many tags in the head make a page of what does not begin with one."""


def _is_html(head: str) -> bool:
    if _HTML_START.match(head):
        return True
    return sum(1 for _ in _HTML_TAG.finditer(head)) >= _TAGS_FOR_HTML
