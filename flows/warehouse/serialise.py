"""An extraction as bytes, exactly, and back.

Gzip of two lines of JSON: the head (what the document is) and the body (its records). A
list of records is kept by column, as the tables want it: publishing goes from here to
columns without making a record of each row. A column whose values are all equal is kept as
`{"all": value}`. Decimals are strings, dates and times ISO 8601.

One codec serves every record: it is drawn from the fields' declarations.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import zlib
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from schemas.records import (
    Check,
    ColumnType,
    Correction,
    Extraction,
    Note,
    ProseText,
    Quantity,
    Report,
    Section,
    StatutoryCell,
)

FORMAT = 1
_LEVEL = 3
_HEAD_BYTES = 4096
"""Of the compressed file; the head is a few hundred bytes."""

PARTS: dict[str, type[Any]] = {
    "cells": StatutoryCell,
    "quantities": Quantity,
    "checks": Check,
    "sections": Section,
    "notes": Note,
    "paragraphs": ProseText,
}
"""The lists of an extraction and the records in them."""

_HEAD_FIELDS = tuple(
    each.name for each in fields(Extraction) if each.name not in PARTS and each.name != "report"
)

_HEAD_TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(_HEAD_FIELDS, (str,)),
    "report_year": (int,),
    "pages": (int, type(None)),
    "ocr_pages": (int,),
}

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half a character, as broken HTML escapes make them; in no UTF-8 text, so U+FFFD instead."""

_INTEGER_BITS = {"int16": 15, "int32": 31, "int64": 63}

_EMPTY: dict[ColumnType, Any] = {
    "string": "",
    "bool": False,
    "int16": 0,
    "int32": 0,
    "int64": 0,
    "float64": 0.0,
    "list<string>": [],
}
"""What a column that an older version did not write holds, where it may not be null."""


class Unserialisable(ValueError):  # noqa: N818  (says what is wrong with a value)
    """A record holds a value that its column cannot. The message names both."""


@dataclass(frozen=True, slots=True)
class Field:
    """How one field of a record is written and read."""

    name: str
    type: ColumnType
    null: bool

    @property
    def empty(self) -> Any:
        """Return the stored value of a field that an older version did not write."""
        return None if self.null else _EMPTY.get(self.type)


def _fields_of(record: type[Any]) -> tuple[Field, ...]:
    return tuple(
        Field(each.name, each.metadata.get("type", "string"), each.metadata.get("null", False))
        for each in fields(record)
    )


_RECORDS: tuple[type[Any], ...] = (Report, *PARTS.values(), Correction)
FIELDS: dict[type[Any], tuple[Field, ...]] = {each: _fields_of(each) for each in _RECORDS}


# Values


def _integer(type_: ColumnType) -> Callable[[Any], int]:
    limit = 1 << _INTEGER_BITS[type_]

    def write(value: Any) -> int:
        if type(value) is not int or not -limit <= value < limit:
            raise ValueError(f"not an {type_}")
        return value

    return write


def _write_string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a string")
    return value


def _write_bool(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError("not a bool")
    return value


def _write_float(value: Any) -> float:
    if type(value) not in (int, float) or not math.isfinite(value):
        raise ValueError("not a finite number")
    return float(value)


def _write_decimal(value: Any) -> str:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise ValueError("not a finite Decimal")
    return str(value)


def _write_date(value: Any) -> str:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise ValueError("not a date")
    return value.isoformat()


def _write_time(value: Any) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("not a time with its zone")
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def _write_strings(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError("not a list of strings")
    return value


_WRITE: dict[ColumnType, Callable[[Any], Any]] = {
    "string": _write_string,
    "bool": _write_bool,
    "int16": _integer("int16"),
    "int32": _integer("int32"),
    "int64": _integer("int64"),
    "float64": _write_float,
    "decimal": _write_decimal,
    "date": _write_date,
    "timestamp": _write_time,
    "list<string>": _write_strings,
}

_READ: dict[ColumnType, Callable[[Any], Any]] = {
    "decimal": Decimal,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "list<string>": list,
}
"""Types whose stored value is not the value itself (a list is copied, to be nobody else's)."""


def _write(field: Field, record: Any) -> Any:
    value = getattr(record, field.name)
    if value is None and field.null:
        return None
    try:
        return _WRITE[field.type](value)
    except ValueError as error:
        raise Unserialisable(
            f"{type(record).__name__}.{field.name} holds {value!r}: {error}"
        ) from None


def _read(field: Field, value: Any) -> Any:
    convert = _READ.get(field.type)
    return value if convert is None or value is None else convert(value)


# Lists of records


_PLAIN: dict[ColumnType, frozenset[type]] = {"string": frozenset({str}), "bool": frozenset({bool})}
"""Types whose values are stored as they are, whatever they are."""

_NULL = type(None)


def _write_part(part: str, records: list[Any]) -> dict[str, Any]:
    columns = {field.name: _write_column(field, records) for field in FIELDS[PARTS[part]]}
    return {"rows": len(records), "columns": columns}


def _write_column(field: Field, records: list[Any]) -> Any:
    values = list(map(attrgetter(field.name), records))
    # Most columns need no look at the single values; that would be most of the time of `dumps`.
    types = set(map(type, values))
    if len(types) == 1 and field.type != "decimal" and _constant(values):
        return {"all": _write(field, records[0])}
    if field.null:
        types.discard(_NULL)
    if not types <= _PLAIN.get(field.type, frozenset()):
        values = [_write(field, record) for record in records]
    return {"all": values[0]} if _constant(values) else values


def _constant(values: list[Any]) -> bool:
    if not values or values.count(values[0]) != len(values):
        return False
    # 0.0 equals -0.0, but is another value.
    return values[0] != 0.0 or len({math.copysign(1.0, value) for value in values}) == 1


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A list of records, by column, in stored values."""

    rows: int
    columns: dict[str, Any]

    def column(self, field: Field) -> list[Any]:
        """Return the stored values of one column, a value a row."""
        stored = self.columns.get(field.name)
        if isinstance(stored, dict):
            return [stored["all"]] * self.rows
        if stored is None:
            return [field.empty] * self.rows
        if len(stored) != self.rows:
            raise ValueError(f"column {field.name} has {len(stored)} values for {self.rows} rows")
        return list(stored)

    def extended(self, part: str, records: list[Any]) -> StoredPart:
        """Return these rows and, behind them, those of records of the same kind."""
        if not records:
            return self
        declared = FIELDS[PARTS[part]]
        return StoredPart(
            self.rows + len(records),
            {
                field.name: self.column(field) + [_write(field, record) for record in records]
                for field in declared
            },
        )

    def count(self, name: str, value: Any) -> int:
        """Return how many rows hold a stored value in a column."""
        stored = self.columns.get(name)
        if isinstance(stored, dict):
            return self.rows if stored["all"] == value else 0
        return 0 if stored is None else stored.count(value)

    @classmethod
    def of(cls, records: list[Any], record: type[Any]) -> StoredPart:
        """Return records of one kind as a part."""
        return cls(
            len(records),
            {field.name: [_write(field, each) for each in records] for field in FIELDS[record]},
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """An extraction as it is stored: plain JSON values, its lists by column."""

    head: dict[str, Any]
    report: dict[str, Any]
    parts: dict[str, StoredPart]


# Whole extractions


def dumps(extraction: Extraction, extracted_at: datetime) -> bytes:
    """Return an extraction as bytes: the same extraction and time, the same bytes.

    `extracted_at` needs a time zone. Raises `Unserialisable` (a `ValueError`) where a record
    holds a value that its declared type does not allow, so that no single document can break
    the publishing of all.
    """
    head = {"format": FORMAT, "extracted_at": _write_time(extracted_at)}
    head |= {name: getattr(extraction, name) for name in _HEAD_FIELDS}
    for name, allowed in _HEAD_TYPES.items():
        if type(head[name]) not in allowed:
            raise Unserialisable(f"Extraction.{name} holds {head[name]!r}")
    if not 0 <= extraction.report_year <= 9999:
        raise Unserialisable(f"Extraction.report_year holds {extraction.report_year}: no year")
    body = {
        "report": {field.name: _write(field, extraction.report) for field in FIELDS[Report]},
        "parts": {part: _write_part(part, getattr(extraction, part)) for part in PARTS},
    }
    text = "\n".join(
        json.dumps(each, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        for each in (head, body)
    )
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        data = _LONE_SURROGATE.sub("\ufffd", text).encode("utf-8")
    return gzip.compress(data, _LEVEL, mtime=0)


def read_head(payload: bytes) -> dict[str, Any]:
    """Return the head alone, from the beginning of the bytes (4 KB of them are enough).

    Raises ValueError where the bytes are none of `dumps`.
    """
    try:
        unzip = zlib.decompressobj(wbits=31)
        line, newline, _ = unzip.decompress(payload[:_HEAD_BYTES], 4 * _HEAD_BYTES).partition(b"\n")
        if not newline:
            raise ValueError("no head")
        return _checked_head(json.loads(line))
    except zlib.error as error:
        raise ValueError(str(error)) from error


def parse(payload: bytes) -> Stored:
    """Return the bytes of `dumps` as stored values. Raises ValueError where they are damaged."""
    try:
        head, _, body = gzip.decompress(payload).partition(b"\n")
        stored = json.loads(body)
        return Stored(
            _checked_head(json.loads(head)),
            stored["report"],
            {
                part: StoredPart(each["rows"], each["columns"])
                for part, each in stored["parts"].items()
            },
        )
    except (OSError, EOFError, zlib.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"damaged extraction: {error!r}") from error


def loads(payload: bytes) -> tuple[Extraction, datetime]:
    """Return the extraction and the time of extraction.

    Fields that another version wrote and this one does not know are left out; those that it
    did not write are null or empty. Raises ValueError where the bytes are damaged.
    """
    return assemble(parse(payload))


def assemble(stored: Stored) -> tuple[Extraction, datetime]:
    """Make the records of stored values."""
    report = Report(
        **{each.name: _read(each, stored.report.get(each.name)) for each in FIELDS[Report]}
    )
    lists: dict[str, Any] = {part: _records(part, stored.parts.get(part)) for part in PARTS}
    head = {name: stored.head[name] for name in _HEAD_FIELDS if name in stored.head}
    extraction = Extraction(**_with_defaults(head), report=report, **lists)
    return extraction, datetime.fromisoformat(stored.head["extracted_at"])


def _records(part: str, stored: StoredPart | None) -> list[Any]:
    if stored is None or not stored.rows:
        return []
    record = PARTS[part]
    names = [field.name for field in FIELDS[record]]
    columns = [[_read(field, value) for value in stored.column(field)] for field in FIELDS[record]]
    return [record(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True)]


def _with_defaults(head: dict[str, Any]) -> dict[str, Any]:
    for each in fields(Extraction):
        if each.name in _HEAD_FIELDS and each.name not in head and each.default is MISSING:
            head[each.name] = ""
    return head


def _checked_head(head: Any) -> dict[str, Any]:
    if not isinstance(head, dict) or not {"document_id", "agency", "report_year"} <= head.keys():
        raise ValueError("not the head of an extraction")
    return head
