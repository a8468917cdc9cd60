"""Somebody who reads a warehouse's tables with pandas and DuckDB, over and over.

`reports` is published last, so that whoever finds a report in it finds its rows in the tables
that are read after it: as many as it has for ever, a document being known by its content.
"""

from __future__ import annotations

import json
import multiprocessing
import signal
import traceback
from collections import Counter
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType

from flows.warehouse.reading import steady

TABLES = ("statutory_cells", "quantities", "sections")
"""Tables of which a document has always the same rows (`checks` are also of other reports)."""

_PAUSE = 0.02
"""Seconds between two reads, so that the nights have a core too."""

Count = Callable[[Path, str], dict[str, int]]


class ReadingAlong:
    """A process that reads the tables of one warehouse after another. `whole` has all documents.

    `reads` and `faults` are there once it is closed.
    """

    def __init__(self, whole: Path) -> None:
        self._ours, theirs = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        self._process = context.Process(target=_read_along, args=(theirs, whole), daemon=True)
        self.reads: Counter[str] = Counter()
        self.faults: list[str] = []

    def __enter__(self) -> ReadingAlong:
        self._process.start()
        self._ours.recv()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process.is_alive():
            self._ours.send("")
            while isinstance(told := self._ours.recv(), str):
                pass  # an answer that an interrupt left
            self.reads, self.faults = told
            self._process.join()

    def look_at(self, warehouse: Path) -> None:
        """Read this warehouse from now on."""
        self._ours.send(str(warehouse))

    def pause(self) -> None:
        """Read none, from when this returns."""
        self._ours.send("pause")
        self._ours.recv()


def _by_pandas(folder: Path, column: str) -> dict[str, int]:
    import pandas as pd

    found = pd.read_parquet(folder, columns=[column])
    return dict(found[column].value_counts())


def _by_duckdb(folder: Path, column: str) -> dict[str, int]:
    import duckdb

    rows = duckdb.sql(
        f"select {column}, count(*) from read_parquet('{folder}/*.parquet') group by 1"
    ).fetchall()
    return dict(rows)


BARE = "DuckDB, bare"
READERS: tuple[tuple[str, Count], ...] = (
    ("pandas", _by_pandas),
    ("DuckDB, steady", _by_duckdb),
    (BARE, _by_duckdb),
)
"""DuckDB opens a file twice in a query, and may be overtaken by its replacement: read with
`flows.warehouse.reading.steady` it must not be; bare it is only counted."""


def look(warehouse: Path, whole: dict[str, dict[str, int]], count: Count) -> tuple[str, list[str]]:
    """Read the tables once; return what was found (of one moment or not), and what was wrong."""
    before = release(warehouse)
    reports = count(warehouse / "reports", "document_id")
    found = {name: count(warehouse / name, "document_id") for name in TABLES}
    count(warehouse / "documents", "source_path")
    count(warehouse / "checks", "document_id")
    same = before == release(warehouse) and not before.get("publishing")
    moment = "of one release" if same else "while publishing"
    faults = []
    for name in TABLES:
        for document, rows in found[name].items():
            if rows != whole[name].get(document, rows):
                faults.append(f"{name}: {rows} rows of {whole[name][document]} of {document}")
        for document in reports:
            if found[name].get(document, 0) != whole[name].get(document, 0):
                faults.append(f"{name} lacks rows of the report {document}")
    return moment, faults


def release(warehouse: Path) -> dict[str, object]:
    """Return what `release.json` says."""
    found: dict[str, object] = json.loads((warehouse / "release.json").read_bytes())
    return found


def _read_along(pipe: Connection, whole_warehouse: Path) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # whoever made this process ends it
        signal.signal(number, signal.SIG_IGN)
    whole = {name: _by_pandas(whole_warehouse / name, "document_id") for name in TABLES}
    reads: Counter[str] = Counter()
    faults: list[str] = []
    pipe.send("ready")
    warehouse: Path | None = None
    turn = 0
    while True:
        if pipe.poll(None if warehouse is None else _PAUSE):
            told = pipe.recv()
            if told == "":
                break
            warehouse = None if told == "pause" else Path(told)
            if warehouse is None:
                pipe.send("paused")
            continue
        assert warehouse is not None
        if not (warehouse / "release.json").exists():  # nothing has been published yet
            continue
        turn += 1
        name, count = READERS[turn % len(READERS)]
        try:
            if name == "DuckDB, steady":
                moment, wrong = steady(warehouse, partial(look, warehouse, whole, count))
            else:
                moment, wrong = look(warehouse, whole, count)
        except Exception:  # noqa: BLE001 - whatever it is, a reader must not meet it
            wrong, moment = [traceback.format_exc(limit=-2)], "failed"
        if name == BARE and wrong:
            moment = "overtaken by a replacement"
            wrong = []
        reads[f"{name}, {moment}"] += 1
        faults += [f"{name}: {each}" for each in wrong]
    pipe.send((reads, faults[:200]))
