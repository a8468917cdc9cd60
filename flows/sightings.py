"""Sightings for the ledger: what a run says of a file, of its own or of an earlier reading."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flows.discovery import Submission
from flows.pool import Outcome
from flows.summary import CONTAINER
from flows.warehouse import serialise
from flows.warehouse.current import report_id_of
from flows.warehouse.ledger import Ledger, Sighting
from flows.warehouse.store import ExtractionStore
from schemas.errors import ERRORS, DocumentError


@dataclass(frozen=True, slots=True)
class Sightings:
    """Makes the sightings of one run, which bear its id, its start and its night.

    `force`: nothing counts as known.
    """

    ledger: Ledger
    store: ExtractionStore
    run_id: str
    version: str
    started_at: str
    night: int
    force: bool

    def of(self, submission: Submission, outcome: Outcome, known: Sighting | None) -> Sighting:
        """Return the sighting of a file: as the same bytes are known, or by its reading.

        What was extracted is stored first.
        """
        if outcome.kind == "extracted":
            self.store.put(outcome.payload, outcome.document_id, self.version)
        size = outcome.bytes if submission.member and outcome.bytes else submission.size
        if known is not None:
            return replace(
                known,
                source_path=submission.source_path,
                size=size,
                modified_ns=submission.modified_ns,
                seen_at=self.started_at,
                night=self.night,
                container=submission.container or None,
                present=True,
                replaced=False,
            )
        return _told(
            replace(
                self._empty(outcome.document_id),
                source_path=submission.source_path,
                size=size,
                modified_ns=submission.modified_ns,
                container=submission.container or None,
                night=self.night,
                attempts=1 + self.ledger.attempts(outcome.document_id, self.version),
            ),
            outcome,
        )

    def known(self, document_id: str) -> Sighting | None:
        """Return what an earlier run made of these bytes, None where they are to be read."""
        if self.force:
            return None
        for sighting in self.ledger.of_document(document_id):
            if (
                sighting.error_code != CONTAINER
                and sighting.settled(self.version)
                and (sighting.status != "extracted" or self.store.has(document_id, self.version))
            ):
                return sighting
        return self._stored(document_id)

    def _stored(self, document_id: str) -> Sighting | None:
        """Return a sighting made of a stored extraction that no ledger line speaks of.

        So it is where a run was killed between storing and recording.
        """
        try:
            payload = self.store.path(document_id, self.version).read_bytes()
            extraction, _ = serialise.loads(payload)
        except (FileNotFoundError, ValueError):
            return None
        outcome = Outcome.extracted(document_id, extraction)
        return replace(_told(self._empty(document_id), outcome), seconds=None)

    def _empty(self, document_id: str) -> Sighting:
        return Sighting(
            source_path="",
            document_id=document_id,
            size=0,
            modified_ns=0,
            status="extracted",
            run_id=self.run_id,
            extractor_version=self.version,
            seen_at=self.started_at,
        )


def _told(sighting: Sighting, outcome: Outcome) -> Sighting:
    """Return a sighting with what an outcome says of its content."""
    told = replace(
        sighting,
        media_type=outcome.media_type,
        seconds=round(outcome.seconds.total, 6),
        pages=outcome.pages,
        ocr_pages=outcome.ocr_pages,
    )
    if outcome.code is not None:
        error = DocumentError(outcome.code, outcome.detail)
        return replace(told, status=error.kind.status, error_code=error.code, message=str(error))
    notes = [DocumentError(code, detail) for code, detail in outcome.notes if code in ERRORS]
    note = min(notes, key=lambda each: list(ERRORS).index(each.code), default=None)
    return replace(
        told,
        agency=outcome.agency or None,
        report_year=outcome.report_year,
        report_id=report_id_of(outcome.agency, outcome.report_year, outcome.document_id),
        error_code=note.code if note else None,
        message=str(note) if note else None,
    )
