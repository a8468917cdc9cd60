"""A warehouse for the tests of the review pages: read by the real readers, without Prefect."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from extractors import extract_report
from extractors.version import EXTRACTOR_VERSION
from flows.warehouse import serialise
from flows.warehouse.current import report_id_of
from flows.warehouse.ledger import Ledger, Sighting
from flows.warehouse.publish import Publication, publish
from flows.warehouse.store import ExtractionStore
from schemas.records import Extraction

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_inputs" / "reports"
NIGHT = datetime(2022, 2, 1, 2, 0, tzinfo=UTC)

Change = Callable[[Extraction], None]


class Bureau:
    """A shared folder, its warehouse, and nights over them.

    `change` is what a reader would have misread in a file: applied whenever it is read.
    """

    def __init__(self, root: Path) -> None:
        self.folder, self.warehouse = root / "报送", root / "warehouse"
        self.folder.mkdir()
        self.store = ExtractionStore(self.warehouse)
        self._changes: dict[str, Change] = {}
        self._read: dict[str, Extraction] = {}

    def put(self, sample: str, name: str = "", change: Change | None = None) -> str:
        """Put a sample into the folder; return its document_id."""
        source = SAMPLES / sample
        return self.put_bytes(source.read_bytes(), name or source.name, change)

    def put_bytes(self, data: bytes, name: str, change: Change | None = None) -> str:
        (self.folder / name).write_bytes(data)
        os.utime(self.folder / name, (1_640_000_000, 1_640_000_000))
        if change is not None:
            self._changes[name] = change
        return hashlib.sha256(data).hexdigest()

    def night(self) -> Publication:
        """Read the folder, all of it, store and record it, and publish."""
        sightings = []
        for path in sorted(self.folder.iterdir()):
            data = path.read_bytes()
            made = extract_report(data, path.name)
            if path.name in self._changes:
                self._changes[path.name](made)
            self.store.put(serialise.dumps(made, NIGHT), made.document_id)
            about = path.stat()
            sightings.append(
                Sighting(
                    source_path=path.name,
                    document_id=made.document_id,
                    size=about.st_size,
                    modified_ns=about.st_mtime_ns,
                    status="extracted",
                    run_id="night",
                    extractor_version=EXTRACTOR_VERSION,
                    seen_at=NIGHT.isoformat(),
                    media_type=made.media_type,
                    agency=made.agency,
                    report_year=made.report_year,
                    report_id=report_id_of(made.agency, made.report_year, made.document_id),
                )
            )
        Ledger.open(self.warehouse).record(sightings)
        return publish(self.warehouse)

    def forget_reading(self) -> None:
        """Remove what was read, so that the next night reads and publishes anew."""
        shutil.rmtree(self.store.folder)
