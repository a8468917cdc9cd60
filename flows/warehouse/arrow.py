"""Table specifications as Arrow schemas, columns as Arrow arrays, and Parquet files."""

from __future__ import annotations

import pyarrow as pa

from schemas.tables import TableSpec


def arrow_schema(spec: TableSpec) -> pa.Schema:
    """Return a table's Arrow schema.

    Each field's metadata holds b"description" and b"unit"; the schema's own b"description"
    says what a row is.
    """
    raise NotImplementedError
