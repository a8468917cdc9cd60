"""Table 三, 收到和处理政府信息公开申请情况: the applicants' kinds over the results."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from extractors.statutory.groups import Group
from extractors.statutory.pairing import split_row
from extractors.statutory.placing import Placed, place_entry, settle_rows
from extractors.statutory.printed import Entry, Header
from extractors.statutory.request_grid import on_grid
from extractors.statutory.request_headers import form_headers, read_headers
from schemas.forms import FORM_VERSIONS, FormVersion, Row, load_form

GUESSED = frozenset(("label_missing", "label_doubtful", "placed_by_order"))
"""Doubts of rows whose label was not read."""


def place_requests(groups: Sequence[Group]) -> list[Placed]:
    """Place the cells of all groups of table 三 of a document.

    Rows are matched over all groups together, since a table may be cut in pieces.
    """
    entries: list[tuple[Entry, list[Header]]] = []
    headers: list[Header] = []
    for group in groups:
        headers = read_headers(group) or on_grid(headers, group) or form_headers()
        entries += [(split_row(line, "requests", headers), headers) for line in group.rows]
    settle_rows("requests", [entry for entry, _ in entries], list(_union_rows()), _headings())
    version = _version({entry.code for entry, _ in entries if _tells_form(entry)})
    rows = _union_rows()
    placed: list[Placed] = []
    for entry, under in entries:
        row = rows.get(entry.code or "")
        if row is None or row.code not in _figure_rows(version):
            if not any(not cell.empty for cell in entry.data):
                continue  # a heading: 三、本年度办理结果
            entry.code = None
        placed += place_entry("requests", version, entry, under)
    return placed


def _holds_figures(entry: Entry) -> bool:
    return bool(entry.data) or entry.line.by_order


def _tells_form(entry: Entry) -> bool:
    """Return whether a row's label was read, and not made out by its place."""
    return _holds_figures(entry) and not GUESSED & set(entry.doubts)


def _version(codes: set[str | None]) -> FormVersion | None:
    """Tell the form by （六）其他处理: one row in 2019, three rows under it since 2021.

    3.其他, the last of the three, tells nothing: it may be what a picture left of 其他处理.
    """
    if codes & {"other_overdue_correction", "other_overdue_fee"}:
        return "2021"
    return "2019" if "other_handling" in codes else None


@cache
def _union_rows() -> dict[str, Row]:
    """Return the rows of both forms, headings included, in their order."""
    newest = load_form("2021").table("requests").blocks[0]
    return {row.code: row for row in newest.rows}


@cache
def _headings() -> frozenset[str]:
    """Return the codes of the rows that are mere headings in the newest form."""
    return frozenset(row.code for row in _union_rows().values() if row.kind == "header")


@cache
def _figure_rows(version: FormVersion | None) -> frozenset[str]:
    versions = (version,) if version else FORM_VERSIONS
    return frozenset(
        row.code
        for each in versions
        for row in load_form(each).table("requests").blocks[0].figure_rows()
    )
