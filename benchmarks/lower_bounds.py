"""The least work that reading a file can take: unpacking it, and parsing it with lxml.

No reader can be faster that goes through the document at all; so a reader's own work shows
in how many times the lower bound it takes. Also python-docx as most people use it, for
comparison.
"""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from collections.abc import Callable, Sequence

import docx
import lxml.html
from lxml import etree

from tools.samples.render import Kind

MAIN_PART = ("word/document.xml",)
NEEDED_PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "word/_rels/document.xml.rels",
    "word/document.xml",
    "word/styles.xml",
    "word/numbering.xml",
)
"""The parts that a reader of the report's own text needs: not headers, footers, notes,
comments, settings, themes, fonts."""

ENCODINGS = ("utf-8-sig", "gb18030", "utf-16")


def unzip_and_parse(data: bytes, parts: Sequence[str] = NEEDED_PARTS) -> None:
    """Open a .docx and parse those of the parts that it has."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    there = set(archive.namelist())
    for part in parts:
        if part in there:
            etree.fromstring(archive.read(part))


def parse_html(data: bytes) -> None:
    """Parse a page with lxml, which guesses the encoding its own way."""
    lxml.html.document_fromstring(data)


def parse_mht(data: bytes) -> None:
    """Unpack a saved page and parse its first HTML part."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            parse_html(payload)
            return


def decode(data: bytes) -> None:
    """Decode text by the first encoding that fits."""
    for encoding in ENCODINGS:
        try:
            data.decode(encoding)
        except UnicodeError:
            continue
        return


LOWER_BOUND: dict[Kind, Callable[[bytes], None]] = {
    "docx": unzip_and_parse,
    "html": parse_html,
    "mht": parse_mht,
    "txt": decode,
}


def row_cells(data: bytes) -> None:
    """Read the texts of all tables of a .docx as python-docx's own guide shows it."""
    for each in docx.Document(io.BytesIO(data)).tables:
        for row in each.rows:
            for cell in row.cells:
                _ = cell.text


def readable_by_row_cells(data: bytes) -> bool:
    """Tell whether `row_cells` gets to the end of a file (it raises on Strict ones, others)."""
    try:
        row_cells(data)
    except Exception:  # noqa: BLE001 - whatever it raises, it cannot read the file
        return False
    return True
