"""Labels of the statutory tables: made comparable, taken apart, recognised.

A label is printed in many ways: broken over lines, with other brackets, numbered wrongly,
in traditional characters, or with its parents folded into it. `read_label` undoes all that
and says which rows, columns and headers of the forms it names exactly; `likeness` compares
what is left.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Indel

from extractors.statutory.values import INVISIBLE
from schemas.forms import FORM_VERSIONS, TABLE_CODES, TableCode, load_form
from schemas.labels import (
    CAPTIONS,
    COLUMN_ALIASES,
    HEADER_LABELS,
    ROW_ALIASES,
    TRADITIONAL_TO_SIMPLIFIED,
)

ARTICLE = re.compile(
    r"""
    第? 二十条                                  # 第二十条
    第? \(? (?P<item> [一二三四五六七八九十\d]{1,2} ) \)? 项    # 第（一）项
    """,
    re.VERBOSE,
)

NUMBERING = re.compile(
    r"""
      \( [一二三四五六七八九十\d]{1,3} \)          # （一） (1) ㈠
    | [一二三四五六七八九十]{1,3} [、.．]          # 一、
    | \d{1,2} [.、:,] (?!\d)                       # 1. 1、 2，
    | (?<!\d) \d{1,2} (?=[一-鿿])                  # 1属于国家秘密, ①属于国家秘密
    """,
    re.VERBOSE,
)
"""The number in front of a label; applied after NFKC, which resolves ㈠, ⒈ and ①."""

LIKELY = 0.55
"""Likeness from which a label may be taken for one of the form's, where the order agrees."""

_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A row or a column of a statutory table."""

    table: TableCode
    code: str


@dataclass(frozen=True, slots=True)
class Label:
    """What a cell's text says as a label.

    `cores` are its parts without numbering, punctuation and white space: one for most
    labels, more where the parents are folded in (the last is the most specific). `rows` and
    `columns` are what the last core, or the whole, names exactly; `headers` the tables of
    which it is a mere header, `captions` those whose caption it is. `numbered` says that it
    starts with a number, as rows do and columns do not.
    """

    text: str
    cores: tuple[str, ...]
    numbered: bool
    article: str | None
    rows: tuple[Address, ...]
    columns: tuple[Address, ...]
    headers: tuple[TableCode, ...]
    captions: tuple[TableCode, ...]

    @property
    def core(self) -> str:
        """Return the most specific part."""
        return self.cores[-1] if self.cores else ""

    @property
    def names_row(self) -> bool:
        """Return whether it is a row's label; 总计 and 其他 are one only with a number."""
        return bool(self.rows) and (self.numbered or not self.columns)

    @property
    def names_column(self) -> bool:
        """Return whether it is a column's label, and no row's."""
        return bool(self.columns) and not self.names_row

    @property
    def known(self) -> bool:
        """Return whether the label is one of the forms', exactly."""
        return bool(self.rows or self.columns or self.headers or self.captions or self.article)


def normalise(text: str) -> str:
    """Return `text` in NFKC and simplified characters, without any white space."""
    plain = unicodedata.normalize("NFKC", text.translate(INVISIBLE))
    return "".join(plain.split()).translate(TRADITIONAL_TO_SIMPLIFIED).replace("其它", "其他")


def core_of(text: str) -> str:
    """Return the words of a normalised label: no punctuation."""
    return _NOT_WORD.sub("", text)


def split_numbered(text: str) -> list[str]:
    """Split a normalised label at its numberings into cores, parents first."""
    cores = []
    start = 0
    for found in NUMBERING.finditer(text):
        cores.append(core_of(text[start : found.start()]))
        start = found.end()
    cores.append(core_of(text[start:]))
    return [core for core in cores if core]


_Wordings = dict[tuple[TableCode, str], tuple[str, ...]]
"""The wordings, as cores, of each row or column."""


@cache
def row_wordings() -> _Wordings:
    """Return every row's known wordings, of both forms."""
    found: dict[tuple[TableCode, str], list[str]] = {}
    for version in FORM_VERSIONS:
        for table in load_form(version).tables:
            for block in table.blocks:
                for row in block.rows:
                    wordings = found.setdefault((table.code, row.code), [])
                    wordings.append(split_numbered(normalise(row.label.split("/")[-1]))[-1])
    return _with_aliases(found, ROW_ALIASES)


@cache
def column_wordings() -> _Wordings:
    """Return every column's known wordings, of both forms."""
    found: dict[tuple[TableCode, str], list[str]] = {}
    for version in FORM_VERSIONS:
        for table in load_form(version).tables:
            for block in table.blocks:
                for column in block.columns:
                    wordings = found.setdefault((table.code, column.code), [])
                    wordings.append(core_of(normalise(column.label)))
    return _with_aliases(found, COLUMN_ALIASES)


def _with_aliases(
    found: dict[tuple[TableCode, str], list[str]], aliases: dict[str, dict[str, tuple[str, ...]]]
) -> _Wordings:
    for table in TABLE_CODES:
        for code, wordings in aliases[table].items():
            found.setdefault((table, code), []).extend(map(core_of, wordings))
    return {key: tuple(dict.fromkeys(wordings)) for key, wordings in found.items()}


def _index(wordings: _Wordings) -> dict[str, tuple[Address, ...]]:
    index: dict[str, list[Address]] = {}
    for (table, code), cores in wordings.items():
        for core in cores:
            index.setdefault(core, []).append(Address(table, code))
    return {core: tuple(addresses) for core, addresses in index.items()}


@cache
def _row_index() -> dict[str, tuple[Address, ...]]:
    return _index(row_wordings())


@cache
def _column_index() -> dict[str, tuple[Address, ...]]:
    return _index(column_wordings())


@cache
def _table_index(kind: str) -> dict[str, tuple[TableCode, ...]]:
    source = HEADER_LABELS if kind == "headers" else CAPTIONS
    index: dict[str, tuple[TableCode, ...]] = {}
    for table in TABLE_CODES:
        for wording in source[table]:
            index[wording] = (*index.get(wording, ()), table)
    return index


@lru_cache(maxsize=65536)
def read_label(text: str) -> Label:
    """Read a cell's text as a label. Never raises; a text that is none has no addresses."""
    plain = normalise(text)
    found = ARTICLE.search(plain)
    article = found["item"] if found else None
    if found:
        plain = ARTICLE.sub("", plain)
    cores = split_numbered(plain)
    whole = core_of(plain)
    rows: tuple[Address, ...] = ()
    columns: tuple[Address, ...] = ()
    for core in dict.fromkeys((cores[-1] if cores else "", whole)):
        rows = rows or _row_index().get(core, ())
        columns = columns or _column_index().get(core, ())
    return Label(
        text,
        tuple(cores),
        NUMBERING.match(plain) is not None,
        article,
        rows,
        columns,
        _table_index("headers").get(whole, ()),
        _table_index("captions").get(whole, ())
        or _table_index("captions").get(cores[-1] if cores else "", ()),
    )


def likeness(core: str, wordings: tuple[str, ...]) -> float:
    """Return how alike a core is to the likest of the wordings, 0 to 1.

    The normalised indel similarity (2 × common subsequence ÷ both lengths); a wording cut
    short or lengthened, four characters or more being the same from the start, is 0.9.
    """
    if not core:
        return 0.0
    best = 0.0
    for wording in wordings:
        if core == wording:
            return 1.0
        if min(len(core), len(wording)) >= 4 and (
            core.startswith(wording) or wording.startswith(core)
        ):
            best = max(best, 0.9)
        else:
            best = max(best, Indel.normalized_similarity(core, wording))
    return best


@lru_cache(maxsize=4096)
def likely_row(core: str) -> bool:
    """Return whether a core that names nothing exactly is most like a row's label."""
    if not core or core in _row_index() or core in _column_index():
        return False
    row = max(likeness(core, wordings) for wordings in row_wordings().values())
    column = max(likeness(core, wordings) for wordings in column_wordings().values())
    return row >= LIKELY and row > column


@cache
def row_parents() -> dict[str, tuple[str, ...]]:
    """Return, for each row code of table 三, the codes of the headings above it."""
    rows = {row.code: row for row in load_form("2021").table("requests").blocks[0].rows}
    parents: dict[str, tuple[str, ...]] = {}
    for row in rows.values():
        chain: list[str] = []
        above = row.parent
        while above is not None:
            chain.append(above)
            above = rows[above].parent
        parents[row.code] = tuple(chain)
    return parents


def article_items(text: str) -> Iterator[str]:
    """Yield the items of 第二十条 that a text names, as printed: 一, 五, 六, 八, 九."""
    for found in ARTICLE.finditer(normalise(text)):
        yield found["item"]
