"""Table specifications as Arrow schemas, columns as Arrow arrays, and Parquet files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from schemas.records import DECIMAL_PRECISION, DECIMAL_SCALE, ColumnType
from schemas.tables import ColumnSpec, TableSpec

_TYPES: dict[ColumnType, pa.DataType] = {
    "string": pa.string(),
    "bool": pa.bool_(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "decimal": pa.decimal128(DECIMAL_PRECISION, DECIMAL_SCALE),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "list<string>": pa.list_(pa.field("element", pa.string(), nullable=False)),
}

ROW_GROUP_ROWS = 1 << 17
"""Rows at which a row group is closed: bounds the memory of writing and of reading."""

_WRITER_OPTIONS: dict[str, Any] = {
    # Fixed, so that equal rows give equal bytes whatever the library's defaults become.
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
    "use_dictionary": True,
    "write_statistics": True,
    "write_page_index": False,
    "store_schema": True,
    "data_page_size": 1 << 20,
    "dictionary_pagesize_limit": 1 << 20,
}


@cache
def arrow_schema(spec: TableSpec) -> pa.Schema:
    """Return a table's Arrow schema.

    Each field's metadata holds b"description" and b"unit"; the schema's own b"description"
    says what a row is.
    """
    return pa.schema([_field(column) for column in spec.columns], {"description": spec.row})


def _field(column: ColumnSpec) -> pa.Field:
    metadata = {"description": column.description, "unit": column.unit}
    return pa.field(column.name, _TYPES[column.type], nullable=column.null, metadata=metadata)


def array(column: ColumnSpec, values: Sequence[Any]) -> tuple[pa.Array, list[int]]:
    """Make a column's array of stored values (see `flows.warehouse.serialise`).

    Decimals come as strings, dates and times as ISO 8601 or as themselves. Also returns the
    positions of the figures that decimal(30, 8) cannot hold exactly: rounded to eight places,
    or null where they have more than 22 digits before the point.
    """
    type_ = _TYPES[column.type]
    if column.type == "decimal":
        return _decimals(values, type_)
    if column.type == "date":
        values = [date.fromisoformat(each) if isinstance(each, str) else each for each in values]
    elif column.type == "timestamp":
        values = [_time(each) for each in values]
    return pa.array(values, type_), []


def repeated(column: ColumnSpec, values: Sequence[Any], runs: Sequence[int]) -> pa.Array:
    """Make a column's array in which each value stands for a run of rows."""
    once, _ = array(column, values)
    return once.take(pa.array(np.repeat(np.arange(len(runs)), runs)))


def _time(value: Any) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(UTC) if isinstance(value, str) else value


_CONTEXT = Context(prec=DECIMAL_PRECISION, rounding=ROUND_HALF_EVEN)
_QUANTUM = Decimal(1).scaleb(-DECIMAL_SCALE)


def _decimals(values: Sequence[Any], type_: pa.DataType) -> tuple[pa.Array, list[int]]:
    try:
        return pa.array(values, pa.string()).cast(type_), []
    except pa.ArrowInvalid:
        pass
    fitted: list[Decimal | None] = []
    misfits = []
    for position, value in enumerate(values):
        exact = None if value is None else Decimal(value)
        fit = _fit(exact)
        fitted.append(fit)
        if fit != exact:
            misfits.append(position)
    return pa.array(fitted, type_), misfits


def _fit(value: Decimal | None) -> Decimal | None:
    try:
        return None if value is None else value.quantize(_QUANTUM, context=_CONTEXT)
    except InvalidOperation:
        return None


class ParquetFile:
    """A Parquet file being written: equal batches in equal order give equal bytes."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.rows = 0
        self._schema = schema
        self._writer = pq.ParquetWriter(path, schema, **_WRITER_OPTIONS)
        self._waiting: list[pa.RecordBatch] = []
        self._waiting_rows = 0

    def add(self, arrays: list[pa.Array]) -> None:
        """Add rows: an array a column, in the schema's order."""
        batch = pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        self.rows += batch.num_rows
        self._waiting.append(batch)
        self._waiting_rows += batch.num_rows
        if self._waiting_rows >= ROW_GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is waiting and the footer."""
        try:
            if self._waiting_rows:
                self._flush()
            self._writer.close()
        except BaseException:
            self._writer.is_open = False  # or it would try again, and complain, when collected
            raise

    def _flush(self) -> None:
        table = pa.Table.from_batches(self._waiting, self._schema).combine_chunks()
        self._writer.write_table(table, row_group_size=max(self._waiting_rows, 1))
        self._waiting, self._waiting_rows = [], 0
