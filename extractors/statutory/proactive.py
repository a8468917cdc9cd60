"""Table 二, 主动公开政府信息情况: a block of rows for each item of 第二十条.

A block's own headers tell which form it is of; a block without headers follows the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.statutory.groups import Group
from extractors.statutory.labels import article_items, column_wordings
from extractors.statutory.lines import LineCell
from extractors.statutory.pairing import split_row
from extractors.statutory.placing import (
    Placed,
    doubt_order,
    place_entry,
    settle_headers,
    settle_rows,
)
from extractors.statutory.printed import Entry, Header
from schemas.forms import FORM_VERSIONS, FormBlock, FormVersion, load_form

TABLE = "proactive_disclosure"
FITS = 0.5
"""How well headers must fit a form's columns for the block to be told by them."""


@dataclass(slots=True)
class _Block:
    """A group read so far: its headers, rows, and the form that its headers tell."""

    headers: list[Header]
    entries: list[Entry]
    item: str | None
    version: FormVersion | None = None


def place_proactive(groups: Sequence[Group]) -> list[Placed]:
    """Place the cells of all groups of table 二 of a document."""
    blocks = [_read(group) for group in groups]
    votes: list[FormVersion] = [b.version for b in blocks if b.version is not None]
    majority: FormVersion | None = Counter(votes).most_common(1)[0][0] if votes else None
    placed: list[Placed] = []
    for block in blocks:
        placed += _place(block, block.version or majority)
    return placed


def _read(group: Group) -> _Block:
    headers = _headers(group)
    entries = [split_row(line, "proactive_disclosure", headers) for line in group.rows]
    codes = _row_codes(group.article)
    settle_rows("proactive_disclosure", entries, codes)
    item = next((_item_of(entry.code) for entry in entries if entry.code), None)
    block = _Block(headers, entries, item or _item_named(group.article))
    if headers and block.item is not None:
        fits = {
            version: settle_headers(headers, "proactive_disclosure", _expected(form_block))
            for version, form_block in _form_blocks(block.item).items()
        }
        best = max(fits.values(), default=0.0)
        likeliest = [version for version, fit in fits.items() if fit == best]
        if best >= FITS and len(likeliest) == 1:
            block.version = likeliest[0]
    return block


def _place(block: _Block, version: FormVersion | None) -> list[Placed]:
    forms = _form_blocks(block.item) if block.item else {}
    form_block = forms.get(version) if version else None
    if form_block is None and len(forms) == 1:
        version, form_block = next(iter(forms.items()))
    headers = block.headers
    if form_block is not None:
        if headers:
            settle_headers(headers, "proactive_disclosure", _expected(form_block))
            doubt_order(headers, _expected(form_block))
        else:
            headers = [Header(None, column.code) for column in form_block.columns]
    form_rows = {row.code for row in form_block.rows} if form_block else set()
    placed: list[Placed] = []
    for entry in block.entries:
        if entry.code not in form_rows:
            entry.code = None
        placed += place_entry("proactive_disclosure", version, entry, headers)
    return placed


def _headers(group: Group) -> list[Header]:
    """Return the header cells of figures, from left to right: those behind 信息内容."""
    if not group.headers:
        return []
    cells = [cell for cell in group.headers[-1].cells if cell.fresh]
    named = [at for at, cell in enumerate(cells) if _is_column(cell)]
    after_key = [at + 1 for at, cell in enumerate(cells) if TABLE in cell.label.headers]
    if after_key:
        start = after_key[-1]
    elif named:
        start = max(1, named[0]) if not group.headers[-1].by_order else named[0]
    else:
        start = 1
    return [Header(cell) for cell in cells[start:]]


def _is_column(cell: LineCell) -> bool:
    return any(address.table == TABLE for address in cell.label.columns)


@cache
def _expected(block: FormBlock) -> tuple[tuple[str, tuple[str, ...]], ...]:
    wordings = column_wordings()
    return tuple((c.code, wordings["proactive_disclosure", c.code]) for c in block.columns)


@cache
def _form_blocks(item: str) -> dict[FormVersion, FormBlock]:
    """Return each form's block for an item of 第二十条."""
    found: dict[FormVersion, FormBlock] = {}
    for version in FORM_VERSIONS:
        for block in load_form(version).table("proactive_disclosure").blocks:
            if _article_item(block) == item:
                found[version] = block
    return found


def _article_item(block: FormBlock) -> str:
    return next(article_items(block.article or ""), "")


@cache
def _item_of(row: str | None) -> str | None:
    for version in FORM_VERSIONS:
        for block in load_form(version).table("proactive_disclosure").blocks:
            if any(each.code == row for each in block.rows):
                return _article_item(block)
    return None


_DIGIT_ITEMS = {"1": "一", "5": "五", "6": "六", "8": "八", "9": "九"}


@cache
def _item_named(article: str | None) -> str | None:
    item = _DIGIT_ITEMS.get(article or "", article)
    return item if item and _form_blocks(item) else None


@cache
def _row_codes(article: str | None) -> tuple[str, ...]:
    """Return the row codes, in the form's order, of one item or of all."""
    item = _item_named(article)
    codes: dict[str, None] = {}
    for version in FORM_VERSIONS:
        for block in load_form(version).table("proactive_disclosure").blocks:
            codes.update((row.code, None) for row in block.rows)
    if item is None:
        return tuple(codes)
    own = {row.code for block in _form_blocks(item).values() for row in block.rows}
    first = [code for code in codes if code in own]
    return (*first, *(code for code in codes if code not in own))
