"""Extractions made by hand, and small steps of a run without Prefect, for the tests."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from flows.discovery import Scan, scan
from flows.warehouse import serialise
from flows.warehouse.current import report_id_of
from flows.warehouse.ledger import Ledger, Sighting
from flows.warehouse.store import ExtractionStore
from schemas.records import Check, Extraction, Quantity, Report, Section, StatutoryCell

VERSION = "1"
EXTRACTED_AT = datetime(2021, 1, 16, 2, 0, tzinfo=UTC)


def cell(row: str = "new_requests", column: str = "natural_person", value: str | None = "1",
         **changes) -> StatutoryCell:  # fmt: skip
    fields = {
        "form": "2019", "table": "requests", "row": row, "column": column,
        "row_label": "一、本年新收政府信息公开申请数量", "column_label": "自然人",
        "raw": value, "value": None if value is None else Decimal(value), "unit": "件",
        "state": "blank" if value is None else "number", "reader": "word", "page": None,
        "x0": None, "y0": None, "x1": None, "y1": None, "confidence": 1.0,
        "needs_review": False, "doubts": [],
    }  # fmt: skip
    return StatutoryCell(**(fields | changes))


def check(code: str = "requests_balance", status: str = "pass") -> Check:
    return Check(
        check=code, severity="error", status=status, table="requests", row=None, column="total",
        reported=Decimal(3), expected=Decimal(3), difference=Decimal(0), message="相符。",
        evidence=["requests/new_requests/total"],
    )  # fmt: skip


def quantity(**changes) -> Quantity:
    fields = {
        "section": "overview", "paragraph": 3, "start": 10, "end": 15, "surface": "1204条",
        "sentence": "全年累计发布信息1204条。", "value": Decimal(1204), "value_max": None,
        "unit": "条", "kind": "count", "approximate": False, "bound": None,
        "subject": "发布信息", "role": "plain", "part_of": None, "metric": None, "page": None,
        "confidence": 1.0, "needs_review": False,
    }  # fmt: skip
    return Quantity(**(fields | changes))


def extraction(
    data: bytes,
    agency: str = "甲市乙局",
    year: int = 2020,
    cells: list[StatutoryCell] | None = None,
    checks: list[Check] | None = None,
    **changes,
) -> Extraction:
    value = str(len(data))
    fields = {
        "document_id": hashlib.sha256(data).hexdigest(), "name": "report.docx",
        "media_type": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "reader": "word", "extractor_version": VERSION, "agency": agency, "report_year": year,
        "report": Report(title=f"{agency}{year}年报告", form="2019",
                         submitted_on=date(year + 1, 1, 15) if year else None),
        "cells": [cell(value=value), cell(row="carried_over", value=None)]
        if cells is None else cells,
        "quantities": [], "checks": [check()] if checks is None else checks,
        "sections": [Section(section="overview", heading="一、总体情况", text="正文\n第二段")],
        "notes": [],
    }  # fmt: skip
    return Extraction(**(fields | changes))


class Office:
    """A shared folder and a warehouse, and runs over them whose "reader" reads one line.

    A file says `agency year` in its first line. A line `row/column=5` behind it is a figure of
    table 三; what else it holds only makes it another file.
    A file that says `bad` fails.
    """

    def __init__(self, root: Path) -> None:
        self.folder = root / "shared"
        self.warehouse = root / "warehouse"
        self.folder.mkdir()
        self.store = ExtractionStore(self.warehouse)
        self.runs = 0
        self.reads: list[str] = []

    def put(self, name: str, text: str, modified: int = 1_600_000_000) -> Path:
        import os

        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (modified, modified))
        return path

    def run(self, version: str = VERSION) -> Scan:
        """Scan, read what is to be read, store and record it. Does not publish."""
        self.runs += 1
        self.reads = []
        ledger = Ledger.open(self.warehouse)
        found = scan(self.folder, ledger, settle_seconds=0, extractor_version=version)
        seen_at = datetime(2021, 1, self.runs, tzinfo=UTC).isoformat()
        sightings = []
        for submission in found.to_read:
            data = submission.path.read_bytes()
            document_id = hashlib.sha256(data).hexdigest()
            sighting = Sighting(
                source_path=submission.source_path, document_id=document_id,
                size=submission.size, modified_ns=submission.modified_ns, status="extracted",
                run_id=f"run-{self.runs}", extractor_version=version, seen_at=seen_at,
                media_type="text/plain",
            )  # fmt: skip
            if data.startswith(b"bad"):
                sighting.status, sighting.error_code = "failed", "damaged_document"
                sighting.message = "The document inside the file cannot be parsed."
            else:
                first, *lines = data.decode("utf-8").split("\n")
                agency, year = first.split(" ")
                sighting.agency, sighting.report_year = agency, int(year)
                sighting.report_id = report_id_of(agency, int(year), document_id)
                if not self.store.has(document_id, version):
                    self.reads.append(submission.source_path)
                    cells = [
                        cell(*address.split("/"), value)
                        for address, sign, value in (line.partition("=") for line in lines)
                        if sign
                    ]
                    made = extraction(
                        data, agency, int(year), cells or None, extractor_version=version
                    )
                    payload = serialise.dumps(made, EXTRACTED_AT)
                    self.store.put(payload, document_id, version)
            sightings.append(sighting)
        ledger.record(sightings)
        ledger.mark_vanished(found.vanished)
        return found


def tables_of(warehouse: Path) -> dict[str, bytes]:
    """Return the bytes of every published file, by name."""
    return {
        path.relative_to(warehouse).as_posix(): path.read_bytes()
        for path in sorted(warehouse.glob("*/*"))
        if not path.relative_to(warehouse).as_posix().startswith("_store")
    }
