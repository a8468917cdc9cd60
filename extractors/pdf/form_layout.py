"""How the form is printed, from its declaration: what alignment is measured against."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from schemas.forms import FORM_VERSIONS, load_form

UPPER_HEADINGS = frozenset(("申请人情况", "行政诉讼"))
"""Printed over several columns on the form, above its groups; the form's data leave them out."""

CORNER = "信息内容"
"""Heads the labels of table 二; the form's data leave it out."""

_BLANK = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Layout:
    """Numbers of columns of figures, labels of articles, sections, columns, rows; groups' sizes."""

    widths: frozenset[int]
    articles: frozenset[str]
    sections: frozenset[str]
    headers: frozenset[str]
    rows: frozenset[str]
    groups: dict[str, int]


@cache
def known() -> Layout:
    """Return what both versions of the form print."""
    widths: set[int] = set()
    articles: set[str] = set()
    sections: set[str] = set()
    headers = {CORNER}
    row_labels: set[str] = set()
    groups: dict[str, int] = {}
    for version in FORM_VERSIONS:
        form = load_form(version)
        sections.update(section.label for section in form.sections)
        for code, block in ((t.code, block) for t in form.tables for block in t.blocks):
            if code != "proceedings":
                widths.add(len(block.columns))
                row_labels.update(plain(row.label) for row in block.figure_rows())
            else:
                # Printed as one row: what are the form's rows stand side by side.
                rows = block.figure_rows()
                widths.add(len(block.columns) * len(rows))
                groups.update({plain(row.label.split("/")[-1]): len(block.columns) for row in rows})
            if block.article:
                articles.add(plain(block.article))
            headers.update(plain(column.label) for column in block.columns)
            for column in block.columns:
                if column.group:
                    same = sum(other.group == column.group for other in block.columns)
                    groups[plain(column.group)] = same
    return Layout(
        frozenset(widths),
        frozenset(articles),
        frozenset(sections),
        frozenset(headers),
        frozenset(row_labels),
        groups,
    )


def headings() -> frozenset[str]:
    """Return what the form prints over several columns."""
    return frozenset(known().groups) | UPPER_HEADINGS


def plain(text: str) -> str:
    """Return a label without blanks."""
    return _BLANK.sub("", text)
