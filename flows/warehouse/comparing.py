"""Two warehouses compared: whether their tables say the same, but for runs and times."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from schemas.tables import TABLES

VOLATILE = frozenset({"run_id", "seen_at", "extracted_at", "seconds"})
"""Columns that tell of the runs and not of the documents."""


def fingerprints(warehouse: Path) -> dict[str, str]:
    """Return a digest of the rows of each published file, by its name."""
    import pyarrow as pa

    found = {}
    for name, rows in _files(warehouse):
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, rows.schema) as stream:
            stream.write_table(rows.combine_chunks())
        found[name] = hashlib.sha256(sink.getvalue()).hexdigest()
    return found


def differences(one: Path, other: Path) -> list[str]:
    """Return in words how the tables of two warehouses differ; empty where they do not."""
    ours, theirs = dict(_files(one)), dict(_files(other))
    found = [f"{name} is in one alone" for name in sorted(ours.keys() ^ theirs.keys())]
    for name in sorted(ours.keys() & theirs.keys()):
        if ours[name].equals(theirs[name]):
            continue
        mine, yours = ours[name].to_pylist(), theirs[name].to_pylist()
        unequal = [(a, b) for a, b in zip(mine, yours, strict=False) if a != b]
        about = f"{len(mine)} and {len(yours)} rows, {len(unequal)} unequal"
        if unequal:
            a, b = unequal[0]
            about += f": { ({k: (a[k], b.get(k)) for k in a if a[k] != b.get(k)}) }"
            about += f" of {a.get('source_path') or a.get('report_id')}"
        found.append(f"{name}: {about}")
    return found


def _files(warehouse: Path) -> list[tuple[str, Any]]:
    import pyarrow.parquet as pq

    found = []
    for spec in TABLES:
        columns = [each.name for each in spec.columns if each.name not in VOLATILE]
        for path in sorted((warehouse / spec.name).glob("*.parquet")):
            rows = pq.read_table(path, columns=columns).replace_schema_metadata(None)
            found.append((f"{spec.name}/{path.name}", rows))
    return found
