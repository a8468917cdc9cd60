"""Reading tables while they may be published: what was read is of files that did not change.

A file is replaced in one step, and pandas, which opens it once, reads the old one or the new
one. DuckDB (2.0) opens a file twice in one query, for the footer and for the rows, and a file
that is replaced in between fails the query, or worse: the old footer is laid over new rows.
So whoever reads at any hour with such a reader reads like this:

>>> from flows.warehouse.reading import steady
>>> rows = steady(warehouse, lambda: duckdb.sql("select … from read_parquet('…')").fetchall())

It imports nothing but the standard library.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

PUBLISHING_SECONDS = 60.0
"""So long a publishing is waited for. One that was killed is finished by the next night; until
then each file is whole, and `release.json` says that they may be of two moments."""

_Found = TypeVar("_Found")
_State = tuple[tuple[str, int, int, int], ...]


def steady(
    warehouse: Path | str,
    read: Callable[[], _Found],
    *,
    wait_seconds: float = PUBLISHING_SECONDS,
) -> _Found:
    """Return what `read` returns, called again until no table's file was replaced meanwhile.

    So all that one call reads is of one moment. `read` has to be done with the files when it
    returns: it fetches its rows. What it raises of itself is raised.
    """
    root = Path(warehouse)
    until = time.monotonic() + wait_seconds
    while True:
        while is_publishing(root) and time.monotonic() < until:
            time.sleep(0.05)
        before = _state(root)
        try:
            found = read()
        except Exception:
            if _state(root) == before:
                raise
            continue
        if _state(root) == before and (not is_publishing(root) or time.monotonic() >= until):
            return found


def is_publishing(warehouse: Path) -> bool:
    """Tell whether files are being replaced, or were when a run was killed."""
    try:
        return bool(json.loads((warehouse / "release.json").read_bytes()).get("publishing"))
    except (OSError, ValueError, AttributeError):
        return False


def _state(root: Path) -> _State:
    found = []
    for path in sorted(root.glob("[!_]*/*.parquet")):
        try:
            about = path.stat()
        except OSError:
            continue
        found.append((str(path), about.st_ino, about.st_mtime_ns, about.st_size))
    return tuple(found)
