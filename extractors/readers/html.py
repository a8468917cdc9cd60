"""Saved web pages: bytes to a `Document`."""

from __future__ import annotations

from lxml import etree

from extractors.readers.encoding import decode
from extractors.readers.html_body import Found, body_of
from extractors.readers.html_builder import PageBuilder
from extractors.readers.nesting import RawTable, flatten
from schemas.document import NOWHERE, Block, Document, Table
from schemas.errors import DocumentError

MAX_BYTES = 64 * 2**20
"""A page with the pictures that it holds itself; a larger one is none of a report."""

_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\f\r"))
"""Characters that no page shows, and of which the parser would make U+FFFD."""


def read_html(data: bytes, declared: str | None = None) -> Document:
    """Read a web page. `declared` is an encoding named outside of it, as mail headers do.

    Raises `DocumentError` with `undecodable_text` or `too_large`. Broken markup is read as
    browsers do.
    """
    if len(data) > MAX_BYTES:
        raise DocumentError("too_large", f"{len(data)} bytes of HTML", "text/html")
    return document_of(decode(data, declared, html=True))


def document_of(text: str) -> Document:
    """Make a document of a page's source text."""
    page = _parse(text)
    containers, links = page.places.container, page.places.links
    found: list[Found] = []
    for raw in page.blocks:
        for block in flatten(raw) if isinstance(raw, RawTable) else (raw,):
            key = id(block.place) if isinstance(block, Table) else id(block)
            found.append(Found(block, containers.get(key, 0), *links.get(key, (0, 0))))
    body = body_of(found, page.containers, page.title)
    for block in body:
        if isinstance(block, Table):
            block.place = NOWHERE
    return Document("text/html", "html", [block for block in body if not _is_spacer(block)])


def _is_spacer(block: Block) -> bool:
    """Tell whether a block is a table without any text, which only makes room on the page."""
    return isinstance(block, Table) and not any(cell.text for cell in block.cells)


def _parse(text: str) -> PageBuilder:
    """Parse by events, without network, entities of a DTD, or a limit to the depth."""
    page = PageBuilder()
    # Encoded anew: the parser shall not look for a declaration, which may be wrong.
    source = text.encode("utf-8", "replace").translate(None, _CONTROLS)
    parser = etree.HTMLParser(
        target=page, encoding="utf-8", no_network=True, huge_tree=False, remove_pis=True
    )
    if source.strip():
        parser.feed(source)
        parser.close()
    return page
