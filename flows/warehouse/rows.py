"""The rows of the tables: from sightings and stored extractions to Arrow arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

import pyarrow as pa

from flows.corrections import Act
from flows.warehouse.arrow import array, repeated
from flows.warehouse.ledger import Sighting, display_path
from flows.warehouse.serialise import FIELDS, PARTS, Field, Stored, StoredPart
from flows.warehouse.store import StoredFile
from flows.warehouse.wide import wide_arrays
from schemas.errors import ERRORS
from schemas.records import Check, Correction, Keys, Report
from schemas.tables import (
    CHECKS,
    CORRECTIONS,
    DOCUMENTS,
    QUANTITIES,
    REPORTS,
    SECTIONS,
    STATUTORY_CELLS,
    WIDE_TABLES,
    TableSpec,
)

STORED_STATUSES = frozenset({"extracted", "duplicate"})
"""Statuses in the ledger with which an extraction is stored."""

PART_OF_TABLE = {
    STATUTORY_CELLS.name: "cells",
    QUANTITIES.name: "quantities",
    CHECKS.name: "checks",
    SECTIONS.name: "sections",
    CORRECTIONS.name: "corrections",
}
"""The list of an extraction that a table is made of."""

RECORD_OF_PART = {**PARTS, "corrections": Correction}
"""The records in these lists; `corrections` is not stored with the others (`mended`)."""

INCOMPLETE_CHECKS = frozenset({"missing_table", "missing_row"})
"""Checks whose failing makes a report incomplete."""

DOCUMENT_YEAR = [column.name for column in DOCUMENTS.columns].index("report_year")
_KEY_COUNT = len(fields(Keys))


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """A document to be published: whose report, whether it counts, where it is stored."""

    document_id: str
    report_id: str
    agency: str
    report_year: int
    is_current: bool
    superseded_by: str | None
    source_path: str
    stored: StoredFile
    between: tuple[Check, ...] = ()
    """Results of the checks between this report and others."""
    acts: tuple[Act, ...] = ()
    """What persons have done about its readings."""


Loaded = tuple[DocumentPlan, Stored | Exception]
"""A document and its extraction, or why that cannot be read."""


def inputs(spec: TableSpec, document: DocumentPlan) -> list[Any]:
    """Return what a document's rows in a table depend on, as JSON values."""
    found = [
        document.document_id,
        document.report_id,
        document.is_current,
        document.stored.version,
        document.stored.stamp,
    ]
    if spec is REPORTS:
        found += [document.superseded_by, document.source_path]
    if spec in (REPORTS, CHECKS):
        found.append(repr(document.between) if document.between else "")
    if document.acts:
        found.append(repr(document.acts))
    return found


# documents


def document_rows(
    sightings: Iterable[Sighting], documents: dict[str, DocumentPlan]
) -> list[list[Any]]:
    """Return the rows of `documents`, a sighting each, by path and document_id.

    Of several paths that hold the same extracted bytes the first seen is `extracted`, the
    others are `duplicate`.
    """
    sightings = list(sightings)
    first: dict[str, Sighting] = {}
    for each in sightings:
        if each.document_id and each.status in STORED_STATUSES:
            best = first.get(each.document_id)
            if best is None or _seen(each) < _seen(best):
                first[each.document_id] = each
    ordered = sorted(sightings, key=lambda each: each.key)
    return [_document_row(each, first, documents) for each in ordered]


def _seen(sighting: Sighting) -> tuple[str, str]:
    return (sighting.first_seen, sighting.source_path)


def _document_row(
    sighting: Sighting, first: dict[str, Sighting], documents: dict[str, DocumentPlan]
) -> list[Any]:
    status, code, message = sighting.status, sighting.error_code, sighting.message
    document = None
    if status in STORED_STATUSES and sighting.document_id:
        document = documents.get(sighting.document_id)
        original = first[sighting.document_id]
        if sighting is original:
            status = "extracted"
            if code == "duplicate_content":
                code = message = None
        else:
            kind = ERRORS["duplicate_content"]
            status, code = kind.status, kind.code
            message = f"{kind.meaning} First: {display_path(original.source_path)} {kind.remedy}"
    values = {
        "document_id": sighting.document_id,
        "source_path": display_path(sighting.source_path),
        "size": sighting.size,
        "modified_at": sighting.modified_ns // 1000,
        "media_type": sighting.media_type,
        "status": status,
        "error_code": code,
        "message": None if message is None else display_text(message),
        "seconds": sighting.seconds,
        "attempts": sighting.attempts,
        "pages": sighting.pages,
        "ocr_pages": sighting.ocr_pages,
        "run_id": sighting.run_id,
        "extractor_version": sighting.extractor_version,
        "seen_at": sighting.seen_at,
        "report_id": document.report_id if document else None,
        "report_year": document.report_year if document else 0,
        "present": sighting.present,
    }
    return [values[column.name] for column in DOCUMENTS.columns]


def display_text(text: str) -> str:
    """Return text as valid UTF-8: half characters, as in names of files, become escapes."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def document_arrays(rows: list[list[Any]]) -> dict[str, list[pa.Array]]:
    """Return the arrays of `documents`, by the table's name."""
    columns = zip(*rows, strict=True)
    return {
        DOCUMENTS.name: [
            array(column, values)[0]
            for column, values in zip(DOCUMENTS.columns, columns, strict=True)
        ]
    }


# The tables of reports


class ReportBatches:
    """Turns documents with their extractions into arrays, a batch of documents at a time.

    `damaged` gathers the documents whose extraction cannot be used, and why; if there are
    any, the arrays are not to be used either.
    """

    def __init__(self, loaded: Iterable[Loaded], size: int) -> None:
        self._loaded = iter(loaded)
        self._size = size
        self.damaged: list[tuple[DocumentPlan, Exception]] = []

    def arrays(self, tables: list[TableSpec]) -> Iterator[dict[str, list[pa.Array]]]:
        """Yield, a batch of documents at a time, the arrays of each table by its name."""
        while batch := list(islice(self._loaded, self._size)):
            good: list[tuple[DocumentPlan, Stored]] = []
            for document, stored in batch:
                if isinstance(stored, Exception):
                    self.damaged.append((document, stored))
                else:
                    good.append((document, stored))
            try:
                found = _all_arrays(tables, good)
            except _UNUSABLE:
                self._blame(tables, good)
                continue
            yield found

    def _blame(self, tables: list[TableSpec], batch: list[tuple[DocumentPlan, Stored]]) -> None:
        for document, stored in batch:
            try:
                _all_arrays(tables, [(document, stored)])
            except _UNUSABLE as error:
                self.damaged.append((document, error))


_UNUSABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, ArithmeticError)
"""What values of the wrong type lead to; pyarrow's errors are ValueErrors and TypeErrors."""


def _all_arrays(
    tables: list[TableSpec], batch: list[tuple[DocumentPlan, Stored]]
) -> dict[str, list[pa.Array]]:
    """Return the arrays of each table; of the wide ones together, which share their reading."""
    wide = [spec for spec in tables if spec in WIDE_TABLES]
    found = {spec.name: _arrays(spec, batch) for spec in tables if spec not in wide}
    if wide:
        cells = ((document, _part("cells", document, stored)) for document, stored in batch)
        found |= wide_arrays(wide, cells)
    return found


def _arrays(spec: TableSpec, batch: list[tuple[DocumentPlan, Stored]]) -> list[pa.Array]:
    if spec is REPORTS:
        rows = [_report_row(document, stored) for document, stored in batch]
        columns = list(zip(*rows, strict=True)) or [()] * len(spec.columns)
        return [
            array(column, values)[0] for column, values in zip(spec.columns, columns, strict=True)
        ]
    name = PART_OF_TABLE[spec.name]
    parts = [_part(name, document, stored) for document, stored in batch]
    documents = [document for document, _ in batch]
    return [*_keys(spec, documents, parts), *_columns(spec, FIELDS[RECORD_OF_PART[name]], parts)]


def _part(name: str, document: DocumentPlan, stored: Stored) -> StoredPart:
    part = stored.parts.get(name) or StoredPart(0, {})
    return part.extended(name, list(document.between)) if name == "checks" else part


def _keys(
    spec: TableSpec, documents: list[DocumentPlan], parts: list[StoredPart]
) -> list[pa.Array]:
    runs = [part.rows for part in parts]
    return [
        repeated(column, [getattr(document, column.name) for document in documents], runs)
        for column in spec.columns[:_KEY_COUNT]
    ]


def _columns(
    spec: TableSpec, declared: tuple[Field, ...], parts: list[StoredPart]
) -> list[pa.Array]:
    arrays = {}
    misfits: set[int] = set()
    for column, each in zip(spec.columns[_KEY_COUNT:], declared, strict=True):
        values: list[Any] = []
        for part in parts:
            values.extend(part.column(each))
        arrays[column.name], wrong = array(column, values)
        if arrays[column.name].null_count and not column.null:
            raise ValueError(f"null in {spec.name}.{column.name}")
        misfits.update(wrong)
    if misfits and "needs_review" in arrays:
        # A figure that the column cannot hold exactly is never published as a sure one.
        flags = arrays["needs_review"].to_pylist()
        arrays["needs_review"] = pa.array(
            [flag or position in misfits for position, flag in enumerate(flags)]
        )
    return list(arrays.values())


def _report_row(document: DocumentPlan, stored: Stored) -> list[Any]:
    cells = stored.parts.get("cells")
    to_review = cells.count("needs_review", True) if cells else 0
    failed = _failed_checks(_part("checks", document, stored))
    values: dict[str, Any] = {each.name: getattr(document, each.name) for each in _KEYS}
    values |= {each.name: stored.report.get(each.name) for each in FIELDS[Report]}
    values |= {
        "superseded_by": document.superseded_by,
        "source_path": display_path(document.source_path),
        "media_type": stored.head["media_type"],
        "failed_checks": sum(failed.values()),
        "cells_to_review": to_review,
        "status": report_status(failed, to_review),
        "extracted_at": stored.head["extracted_at"],
        "extractor_version": stored.head["extractor_version"],
    }
    row = [values[column.name] for column in REPORTS.columns]
    for column, value in zip(REPORTS.columns, row, strict=True):
        if value is None and not column.null:
            raise ValueError(f"null in reports.{column.name}")
    return row


_KEYS = REPORTS.columns[:_KEY_COUNT]


def _failed_checks(part: StoredPart) -> dict[str, int]:
    """Return how many checks of each code fail."""
    failed: defaultdict[str, int] = defaultdict(int)
    if part.rows:
        codes, statuses = (
            part.column(Field(name, "string", False)) for name in ("check", "status")
        )
        for code, status in zip(codes, statuses, strict=True):
            if status == "fail":
                failed[code] += 1
    return dict(failed)


def report_status(failed: dict[str, int], cells_to_review: int) -> str:
    """Return `reports.status` from the failing checks by code and the cells to review."""
    if INCOMPLETE_CHECKS & failed.keys():
        return "incomplete"
    return "flagged" if failed or cells_to_review else "clean"
