"""From the stored extractions and the ledger to the tables, in one deterministic step.

1. Plan: which documents have an extraction, which of them count, which year each is of, and a
   digest of what every file is to be made of.
2. Build, in the folder for files being written, each file whose digest is not the one that it
   was last made of, or that is not on disk as it was left.
3. Put what differs in its place, file by file, `reports` last; then release.json.

Whatever step is the last before a crash, publishing again comes to the same tables: nothing
but the ledger and the extractions is ever relied on, `_store/published.json` only saves work.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from flows.corrections import load as load_acts
from flows.warehouse import atomic, rows
from flows.warehouse.arrow import ParquetFile, arrow_schema
from flows.warehouse.between import FactsCache, UnreadableError, checks_between
from flows.warehouse.current import candidate, decide, report_id_of, retired, spokesman
from flows.warehouse.ledger import UNREADABLE, Ledger, Sighting
from flows.warehouse.lock import warehouse_lock
from flows.warehouse.mended import mended
from flows.warehouse.policy import load_settings
from flows.warehouse.rows import STORED_STATUSES, DocumentPlan
from flows.warehouse.serialise import parse, read_head
from flows.warehouse.store import ExtractionStore, StoredFile
from flows.warehouse.wide import PANEL_SOURCES, YearTold, panel_arrays, read_year
from schemas.tables import DOCUMENTS, PANEL, TABLES, TableSpec

logger = logging.getLogger(__name__)

LAYOUT = 1
"""To be raised when the files' layout changes without a change of schema."""

RELEASE = "release.json"
_OURS = re.compile(r"\d{1,4}\.parquet")
_PURPOSE = "publish"
_BATCH_DOCUMENTS = 200
_ABANDONED_SECONDS = 24 * 3600.0
"""Age at which a half-stored extraction is that of a run which died."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publishing did.

    `rows`: rows by table. `written`, `removed`: files ("reports/2020.parquet").
    `unchanged`: how many files were left as they were. `release`: the warehouse's release
    number, raised only if the tables' content changed. `unreadable`: documents whose stored
    extraction is missing or damaged; they are in no table but `documents`, and the next scan
    has them read again.
    """

    release: int
    rows: dict[str, int]
    written: tuple[str, ...]
    unchanged: int
    removed: tuple[str, ...]
    unreadable: tuple[str, ...]


def publish(warehouse: Path, *, wait_seconds: float = 60.0, rebuild: bool = False) -> Publication:
    """Publish a warehouse's tables. Nothing is written where nothing changed.

    Waits up to `wait_seconds` for another publisher, then raises `WarehouseBusy`. `rebuild`
    reads every extraction again, whatever is known of the files. Raises OSError where the
    disk fails; publishing again then finishes the work.
    """
    with warehouse_lock(warehouse, wait_seconds, "publishing"):
        atomic.remove_leftovers(warehouse, _PURPOSE)
        for purpose in ("put", "ledger"):
            atomic.remove_leftovers(warehouse, purpose, _ABANDONED_SECONDS)
        ledger = Ledger.open(warehouse)
        if len(ledger):
            ledger.compact()
        state = _State() if rebuild else _State.load(_state_path(warehouse))
        publisher = _Publisher(warehouse, ledger, ExtractionStore(warehouse), state)
        try:
            return publisher.run()
        finally:
            atomic.remove_leftovers(warehouse, _PURPOSE)


# What is remembered between two publishings


@dataclass(frozen=True, slots=True)
class _Made:
    """What a file was made of, and how it was left. Without rows there is no file."""

    inputs: str
    rows: int
    sha256: str
    size: int = -1
    modified_ns: int = -1

    def is_on_disk(self, path: Path) -> bool:
        if not self.sha256:
            return True
        try:
            about = path.stat()
        except OSError:
            return False
        return (about.st_size, about.st_mtime_ns) == (self.size, self.modified_ns)


_NOTHING = _Made("", 0, "")


@dataclass(slots=True)
class _State:
    """The files as last made, and the heads of the extractions: a cache, safe to lose."""

    files: dict[str, _Made] = field(default_factory=dict)
    heads: dict[str, list[Any]] = field(default_factory=dict)

    @classmethod
    def load(cls, path: Path) -> _State:
        try:
            raw = json.loads(path.read_bytes())
            if raw["layout"] != LAYOUT:
                return cls()
            return cls({name: _Made(**made) for name, made in raw["files"].items()}, raw["heads"])
        except FileNotFoundError:
            return cls()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            logger.warning("%s is damaged and will be made anew: %s", path, error)
            return cls()

    def save(self, warehouse: Path) -> None:
        raw = {
            "layout": LAYOUT,
            "files": {name: asdict(made) for name, made in sorted(self.files.items())},
            "heads": dict(sorted(self.heads.items())),
        }
        path = _state_path(warehouse)
        data = json.dumps(raw, separators=(",", ":")).encode() + b"\n"
        if not path.exists() or path.read_bytes() != data:
            atomic.write_atomically(warehouse, path, data, _PURPOSE)


def _state_path(warehouse: Path) -> Path:
    return warehouse / atomic.STORE / "published.json"


# The plan


@dataclass(slots=True)
class _FilePlan:
    """A file to be published: a table's rows of one year, and the digest of their inputs."""

    spec: TableSpec
    year: int
    inputs: str
    documents: list[DocumentPlan] = field(default_factory=list)
    rows: list[list[Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.spec.name}/{self.year}.parquet"


class _Damaged(Exception):  # noqa: N818  (never leaves this module)
    """Extractions turned out to be damaged, and were set aside: the plan is void."""


def _digest(*parts: Any) -> str:
    text = json.dumps(parts, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _schema_digest(spec: TableSpec) -> str:
    return _digest(LAYOUT, asdict(spec))


class _Publisher:
    """One publishing, under the warehouse's lock."""

    def __init__(
        self, warehouse: Path, ledger: Ledger, store: ExtractionStore, state: _State
    ) -> None:
        self._warehouse = warehouse
        self._store = store
        self._state = state
        self._by_document: defaultdict[str, list[Sighting]] = defaultdict(list)
        # Of a file that could not be opened, until it could, there is nothing to tell.
        self._sightings = [each for each in ledger if each.document_id or not each.replaced]
        for sighting in self._sightings:
            if sighting.document_id and sighting.status in STORED_STATUSES:
                self._by_document[sighting.document_id].append(sighting)
        self._retired = self._find_retired()
        self._index: dict[str, StoredFile] = {}
        self._facts = FactsCache(warehouse)
        self._acts = load_acts(warehouse)

    def run(self) -> Publication:
        while True:
            try:
                return self._attempt()
            except _Damaged:
                # Each turn sets at least one file aside, so that this comes to an end.
                continue

    def _attempt(self) -> Publication:
        self._index = self._store.index()
        documents = self._compared(self._documents())
        plans = [*self._document_files(documents), *self._report_files(documents)]
        made: dict[str, _Made] = {}
        built: dict[str, Path] = {}
        stale = []
        for plan in plans:
            before = self._state.files.get(plan.name)
            path = self._warehouse / plan.name
            if before is not None and before.inputs == plan.inputs and before.is_on_disk(path):
                made[plan.name] = before
            else:
                stale.append(plan)
        self._build(stale, made, built)
        self._build_panel(sorted({each.report_year for each in documents.values()}), made, built)
        self._fill_empty_tables(made, built)
        unreadable = tuple(sorted(set(self._by_document) - set(documents)))
        return self._replace(made, built, unreadable)

    # 1. Plan

    def _find_retired(self) -> frozenset[str]:
        """Return the documents that count no longer for not being in the folder any more."""
        if load_settings(self._warehouse).disappeared == "keep":
            return frozenset()
        unread = {
            each.source_path
            for each in self._sightings
            if each.present and each.status in UNREADABLE
        }
        return frozenset(
            document_id
            for document_id, sightings in self._by_document.items()
            if retired(sightings, unread)
        )

    def _documents(self) -> dict[str, DocumentPlan]:
        heads = {}
        for document_id in self._by_document:
            stored = self._index.get(document_id)
            if stored is not None:
                heads[document_id] = self._head(document_id, stored)
        self._state.heads = heads
        candidates = {}
        for document_id, (_, _, agency, year) in heads.items():
            report_id = report_id_of(agency, year, document_id)
            sightings = self._by_document[document_id]
            made = candidate(document_id, report_id, sightings)
            candidates[document_id] = replace(made, retired=document_id in self._retired)
        verdicts = decide(candidates.values())
        return {
            each.document_id: DocumentPlan(
                document_id=each.document_id,
                report_id=each.report_id,
                agency=heads[each.document_id][2],
                report_year=heads[each.document_id][3],
                is_current=verdicts[each.document_id].is_current,
                superseded_by=verdicts[each.document_id].superseded_by,
                source_path=each.source_path,
                stored=self._index[each.document_id],
                acts=self._acts.get(each.document_id, ()),
            )
            for each in sorted(candidates.values(), key=lambda c: (c.report_id, c.document_id))
        }

    def _compared(self, documents: dict[str, DocumentPlan]) -> dict[str, DocumentPlan]:
        """Return the documents with the results of the checks between reports."""
        replaced = frozenset(
            document_id
            for document_id, sightings in self._by_document.items()
            if not spokesman(sightings).present and any(each.replaced for each in sightings)
        )
        replaced |= self._retired
        try:
            between = checks_between(documents.values(), replaced, self._facts)
        except UnreadableError as error:
            self._store.set_aside(error.document.stored.path, error)
            raise _Damaged from error
        self._facts.save()
        return {
            document_id: replace(each, between=tuple(between.get(document_id, ())))
            for document_id, each in documents.items()
        }

    def _head(self, document_id: str, stored: StoredFile) -> list[Any]:
        """Return [version, stamp, agency, year] of an extraction, from memory if it is known."""
        known = self._state.heads.get(document_id)
        stamp = list(stored.stamp)
        if known is not None and len(known) == 4 and known[:2] == [stored.version, stamp]:
            return known
        try:
            with stored.path.open("rb") as stream:
                head = read_head(stream.read(4096))
            if head["document_id"] != document_id:
                raise ValueError(f"it is of document {head['document_id']}")
            return [stored.version, stamp, str(head["agency"]), int(head["report_year"])]
        except (ValueError, TypeError) as error:
            self._store.set_aside(stored.path, error)
            raise _Damaged from error

    def _document_files(self, documents: dict[str, DocumentPlan]) -> Iterator[_FilePlan]:
        by_year: defaultdict[int, list[list[Any]]] = defaultdict(list)
        for row in rows.document_rows(self._sightings, documents):
            by_year[row[rows.DOCUMENT_YEAR]].append(row)
        schema = _schema_digest(DOCUMENTS)
        for year, found in by_year.items():
            yield _FilePlan(DOCUMENTS, year, _digest(schema, found), rows=found)

    def _report_files(self, documents: dict[str, DocumentPlan]) -> Iterator[_FilePlan]:
        by_year: defaultdict[int, list[DocumentPlan]] = defaultdict(list)
        for document in documents.values():
            by_year[document.report_year].append(document)
        for spec in TABLES:
            if spec in (DOCUMENTS, PANEL):
                continue
            schema = _schema_digest(spec)
            for year, found in by_year.items():
                inputs = _digest(schema, [rows.inputs(spec, each) for each in found])
                yield _FilePlan(spec, year, inputs, documents=found)

    # 2. Build

    def _build(
        self, stale: list[_FilePlan], made: dict[str, _Made], built: dict[str, Path]
    ) -> None:
        by_year: defaultdict[int, list[_FilePlan]] = defaultdict(list)
        for plan in stale:
            if plan.spec is DOCUMENTS:
                self._write([plan], made, built, [rows.document_arrays(plan.rows)])
            else:
                by_year[plan.year].append(plan)
        damaged = False
        for plans in by_year.values():
            batches = rows.ReportBatches(self._read(plans[0].documents), _BATCH_DOCUMENTS)
            tables = [plan.spec for plan in plans]
            self._write(plans, made, built, batches.arrays(tables))
            for document, error in batches.damaged:
                self._store.set_aside(document.stored.path, error)
                damaged = True
        if damaged:
            raise _Damaged

    def _read(self, documents: Iterable[DocumentPlan]) -> Iterator[rows.Loaded]:
        for document in documents:
            try:
                yield document, mended(parse(document.stored.path.read_bytes()), document.acts)
            except (ValueError, FileNotFoundError) as error:
                yield document, error

    def _write(
        self,
        plans: list[_FilePlan],
        made: dict[str, _Made],
        built: dict[str, Path],
        batches: Iterable[dict[str, list[Any]]],
    ) -> None:
        """Write the files of one year side by side, from batches of arrays by table."""
        paths = [atomic.temporary_path(self._warehouse, _PURPOSE) for _ in plans]
        files = [
            ParquetFile(path, arrow_schema(plan.spec))
            for path, plan in zip(paths, plans, strict=True)
        ]
        try:
            for batch in batches:
                for plan, file in zip(plans, files, strict=True):
                    file.add(batch[plan.spec.name])
        finally:
            for file in files:
                file.close()
        for plan, path, file in zip(plans, paths, files, strict=True):
            # A year without rows has no file, and this is remembered.
            made[plan.name] = _Made(plan.inputs, file.rows, _sha256(path) if file.rows else "")
            if file.rows:
                built[plan.name] = path
            else:
                path.unlink()

    def _build_panel(
        self, years: list[int], made: dict[str, _Made], built: dict[str, Path]
    ) -> None:
        """Make each year's panel of that year's tables and the year's before it, just built."""
        schema = _schema_digest(PANEL)
        read: dict[str, YearTold] = {}
        for year in years:
            this, last = (
                {
                    spec.name: f"{spec.name}/{each}.parquet"
                    for spec in PANEL_SOURCES
                    if made.get(f"{spec.name}/{each}.parquet", _NOTHING).sha256
                }
                for each in (year, year - 1)
            )
            contents = [made[name].sha256 for name in (*this.values(), *last.values())]
            plan = _FilePlan(PANEL, year, _digest(schema, sorted(this), sorted(last), contents))
            before = self._state.files.get(plan.name)
            path = self._warehouse / plan.name
            if before is not None and before.inputs == plan.inputs and before.is_on_disk(path):
                made[plan.name] = before
                continue
            try:
                told = [self._told(each, built, read) for each in (this, last)]
            except (pa.ArrowException, OSError) as error:
                # Somebody has spoilt a file that seemed as we left it: make them all anew.
                logger.warning("A table's file of %d cannot be read: %s", year, error)
                if not self._state.files:
                    raise
                self._state.files = {}
                raise _Damaged from error
            self._write([plan], made, built, [{PANEL.name: panel_arrays(*told)}])

    def _told(
        self, names: dict[str, str], built: dict[str, Path], read: dict[str, YearTold]
    ) -> YearTold:
        """Return what a year's files say: each is wanted twice, and read once."""
        key = json.dumps(names)
        if key not in read:
            read[key] = read_year(self._found(names, built))
        return read[key]

    def _found(self, names: dict[str, str], built: dict[str, Path]) -> dict[str, Path]:
        return {table: built.get(name, self._warehouse / name) for table, name in names.items()}

    def _fill_empty_tables(self, made: dict[str, _Made], built: dict[str, Path]) -> None:
        """Give each table a file of year 0, with or without rows.

        So readers find the schema of a table without any row, and a file that they have listed
        is not gone when the first row comes.
        """
        for spec in TABLES:
            plan = _FilePlan(spec, 0, _digest(_schema_digest(spec), "no rows"))
            if plan.name in made and made[plan.name].rows:
                continue
            before = self._state.files.get(plan.name)
            if (
                before is not None
                and before.inputs == plan.inputs
                and before.is_on_disk(self._warehouse / plan.name)
            ):
                made[plan.name] = before
                continue
            path = atomic.temporary_path(self._warehouse, _PURPOSE)
            ParquetFile(path, arrow_schema(spec)).close()
            made[plan.name] = _Made(plan.inputs, 0, _sha256(path))
            built[plan.name] = path

    # 3. Replace

    def _replace(
        self, made: dict[str, _Made], built: dict[str, Path], unreadable: tuple[str, ...]
    ) -> Publication:
        files = {name: each for name, each in made.items() if each.sha256}
        changed = {
            name: path
            for name, path in built.items()
            if not _holds(self._warehouse / name, files[name].sha256)
        }
        surplus = self._surplus(files)
        counts = {spec.name: 0 for spec in TABLES}
        for name, each in files.items():
            counts[name.partition("/")[0]] += each.rows
        release = _Release.load(self._warehouse)
        fingerprint = _digest(sorted((name, each.sha256) for name, each in files.items()))
        fresh = release.publishing or release.fingerprint != fingerprint
        if fresh and (changed or surplus):
            release.announce()
        self._swap(changed, surplus)
        if fresh:
            release.complete(fingerprint, counts)
        for name, each in files.items():
            if name in built:
                about = (self._warehouse / name).stat()
                made[name] = _Made(
                    each.inputs, each.rows, each.sha256, about.st_size, about.st_mtime_ns
                )
        self._state.files = made
        self._state.save(self._warehouse)
        return Publication(
            release=release.number,
            rows=counts,
            written=tuple(sorted(changed)),
            unchanged=len(files) - len(changed),
            removed=tuple(sorted(surplus)),
            unreadable=unreadable,
        )

    def _surplus(self, files: dict[str, _Made]) -> list[str]:
        """Return the files of years that have no rows any more. Foreign files are let be."""
        return [
            f"{spec.name}/{path.name}"
            for spec in TABLES
            for path in sorted((self._warehouse / spec.name).glob("*.parquet"))
            if _OURS.fullmatch(path.name) and f"{spec.name}/{path.name}" not in files
        ]

    def _swap(self, changed: dict[str, Path], surplus: list[str]) -> None:
        for path in changed.values():
            atomic.sync_file(path)
        for spec in TABLES:
            prefix = spec.name + "/"
            folder = self._warehouse / spec.name
            folder.mkdir(parents=True, exist_ok=True)
            ours = sorted(name for name in changed if name.startswith(prefix))
            gone = [name for name in surplus if name.startswith(prefix)]
            for name in ours:
                atomic.replace(changed[name], self._warehouse / name)
            for name in gone:
                (self._warehouse / name).unlink()
            if ours or gone:
                atomic.sync_folder(folder)


class _Release:
    """release.json: a reader of several tables looks at it before and after.

    The same number both times, and `publishing` false, means that the tables are of one
    moment.
    """

    def __init__(self, warehouse: Path, raw: dict[str, Any]) -> None:
        self._warehouse = warehouse
        self._raw = raw
        self.number: int = raw.get("release", 0)
        self.publishing: bool = raw.get("publishing", False)
        self.fingerprint: str = raw.get("fingerprint", "")

    @classmethod
    def load(cls, warehouse: Path) -> _Release:
        try:
            raw = json.loads((warehouse / RELEASE).read_bytes())
            return cls(warehouse, raw if isinstance(raw.get("release"), int) else {})
        except (FileNotFoundError, ValueError, AttributeError):
            return cls(warehouse, {})

    def announce(self) -> None:
        """Say that files are being replaced."""
        if self._raw and not self.publishing:
            self._write(self._raw | {"publishing": True})

    def complete(self, fingerprint: str, counts: dict[str, int]) -> None:
        """Say that they all are."""
        self.number += 1
        self._write(
            {
                "release": self.number,
                "publishing": False,
                "published_at": datetime.now(UTC).isoformat(timespec="seconds"),
                "counts": counts,
                "fingerprint": fingerprint,
            }
        )

    def _write(self, raw: dict[str, Any]) -> None:
        data = json.dumps(raw, indent=2).encode() + b"\n"
        atomic.write_atomically(self._warehouse, self._warehouse / RELEASE, data, _PURPOSE)
        atomic.sync_folder(self._warehouse)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _holds(path: Path, sha256: str) -> bool:
    try:
        return _sha256(path) == sha256
    except OSError:
        return False
