"""The two statutory forms, loaded from the package's JSON, and the figures that they hold.

Sources: 国办公开办函〔2019〕60号 (`form_2019.json`, 198 figures) and 国办公开办函〔2021〕30号
(`form_2021.json`, 200 figures).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

FormVersion = Literal["2019", "2021"]
FORM_VERSIONS: tuple[FormVersion, ...] = ("2019", "2021")

TableCode = Literal["proactive_disclosure", "requests", "proceedings"]
TABLE_CODES: tuple[TableCode, ...] = ("proactive_disclosure", "requests", "proceedings")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures. `group` is the label of the header cell above it, if any."""

    code: str
    label: str
    unit: str | None = None
    group: str | None = None
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table. `kind` "header" rows only group others and hold no figures."""

    code: str
    label: str
    kind: Literal["leaf", "header", "total"] = "leaf"
    level: int = 1
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class FormBlock:
    """Rows that share one set of columns: a 第二十条 item, or a whole table."""

    article: str | None
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def figure_rows(self) -> tuple[Row, ...]:
        """Return the rows that hold figures, in the form's order."""
        return tuple(row for row in self.rows if row.kind != "header")


@dataclass(frozen=True, slots=True)
class Identity:
    """Sums that must agree: `left` and `right` are codes of rows ("column") or columns ("row")."""

    code: str
    per: Literal["row", "column"]
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatutoryTable:
    """One of the form's three tables."""

    code: TableCode
    section: int
    label: str
    blocks: tuple[FormBlock, ...]
    identities: tuple[Identity, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class FormSection:
    """One of the form's six sections."""

    code: str
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Figure:
    """The address of one figure of a form, with the labels that the form prints."""

    form: FormVersion
    table: TableCode
    row: Row
    column: Column

    @property
    def address(self) -> tuple[TableCode, str, str]:
        """Return (table, row, column) codes."""
        return (self.table, self.row.code, self.column.code)


@dataclass(frozen=True, slots=True)
class Form:
    """A version of the statutory form."""

    version: FormVersion
    notice: str
    sections: tuple[FormSection, ...]
    tables: tuple[StatutoryTable, ...]

    def table(self, code: TableCode) -> StatutoryTable:
        """Return one table by its code."""
        return next(table for table in self.tables if table.code == code)

    def figures(self, table: TableCode | None = None) -> tuple[Figure, ...]:
        """Return every figure in the form's order, of one table or of all."""
        return _figures(self.version, table)


def _column(raw: dict[str, Any]) -> Column:
    return Column(
        raw["code"], raw["label"], raw.get("unit"), raw.get("group"), raw.get("signed", False)
    )


def _row(raw: dict[str, Any]) -> Row:
    return Row(
        raw["code"],
        raw["label"],
        raw.get("kind", "leaf"),
        raw.get("level", 1),
        raw.get("parent"),
    )


def _block(raw: dict[str, Any]) -> FormBlock:
    return FormBlock(
        raw.get("article"),
        tuple(_column(column) for column in raw["columns"]),
        tuple(_row(row) for row in raw["rows"]),
    )


def _table(raw: dict[str, Any]) -> StatutoryTable:
    return StatutoryTable(
        raw["code"],
        raw["section"],
        raw["label"],
        tuple(_block(block) for block in raw.get("blocks", [raw])),
        tuple(
            Identity(each["code"], each["per"], tuple(each["left"]), tuple(each["right"]))
            for each in raw.get("identities", ())
        ),
        raw.get("note"),
    )


@cache
def load_form(version: FormVersion) -> Form:
    """Return the form of one version, read once from the package's data."""
    text = files("schemas").joinpath("data", f"form_{version}.json").read_text(encoding="utf-8")
    raw = json.loads(text)
    return Form(
        version,
        raw["document"],
        tuple(FormSection(s["code"], s["number"], s["label"]) for s in raw["sections"]),
        tuple(_table(table) for table in raw["tables"]),
    )


@cache
def _figures(version: FormVersion, table: TableCode | None) -> tuple[Figure, ...]:
    return tuple(
        Figure(version, statutory.code, row, column)
        for statutory in load_form(version).tables
        if table in (None, statutory.code)
        for block in statutory.blocks
        for row in block.figure_rows()
        for column in block.columns
    )
