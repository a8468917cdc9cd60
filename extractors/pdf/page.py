"""What is drawn on a page → its parts in reading order."""

from __future__ import annotations

from extractors.pages.model import Page
from extractors.pdf.content import PageContent
from extractors.pdf.lines import lines_of


def assemble(content: PageContent, number: int, last: bool) -> Page:
    """Return the page's lines, tables and pictures in reading order.

    `content` is upright already. `last` says that no page follows.
    """
    page = Page(number, content.width, content.height, "pdf", view=content.view)
    page.parts.extend(lines_of(content.glyphs))
    return page
