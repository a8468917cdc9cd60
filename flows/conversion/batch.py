"""Batches of documents to be converted, in as few starts of LibreOffice as they allow."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Protocol

from extractors.readers.office_types import SUFFIXES
from flows.conversion.cache import ConversionCache
from flows.conversion.office import (
    DEADLINE_SECONDS,
    MEMORY_BYTES,
    Ended,
    StoppedError,
    clear_sockets,
    convert_files,
    office_program,
)
from flows.pool import Outcome
from flows.private_folder import PrivateFolder, clear_abandoned
from flows.slots import default_cores
from schemas.errors import DocumentError

logger = logging.getLogger(__name__)

MAX_CONVERTED_BYTES = 60 * 2**20
"""Larger conversions are not read: they would not pass to a reading process."""

MOST_TOGETHER = 100
"""Documents of one start: what leaks in LibreOffice is given back at its end."""


class Office(Protocol):
    """One start of LibreOffice: `flows.conversion.office.convert_files`."""

    def __call__(
        self,
        program: str,
        files: Sequence[tuple[Path, Path]],
        folder: Path,
        *,
        deadline_seconds: float,
        memory_bytes: int,
        stop: threading.Event,
    ) -> Ended:
        """Convert documents."""


@dataclass(slots=True)
class _Document:
    """A document of a batch: its bytes' place, that of its conversion, and what went wrong."""

    media_type: str
    source: Path
    target: Path
    tried: int = 0
    failure: DocumentError | None = None


class Converter:
    """Converts documents for one run or one command. Its batches may be used by many threads.

    Conversions are kept in `warehouse`, where one is given. `deadline_seconds` are for each
    document. `close` ends what is under way.
    """

    def __init__(
        self,
        warehouse: Path | None = None,
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
        memory_bytes: int = MEMORY_BYTES,
        office: Office = convert_files,
    ) -> None:
        self.cache = ConversionCache(warehouse) if warehouse is not None else None
        self._deadline_seconds = deadline_seconds
        self._memory_bytes = memory_bytes
        self._office = office
        self._stop = threading.Event()
        self._at_once = threading.BoundedSemaphore(default_cores())

    def __enter__(self) -> Converter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the conversions under way: whoever waits for one gets a `StoppedError`."""
        self._stop.set()

    def batch(self) -> Batch:
        """Return a batch, to be used as a context."""
        return Batch(self)

    def start(self, files: Sequence[tuple[Path, Path]], folder: Path) -> Ended:
        """Convert documents in one start of LibreOffice, once there is a core for it.

        Raises `DocumentError` (`converter_unavailable`) where it is not there or does not
        work, `StoppedError` where the run was interrupted.
        """
        program = office_program()
        if program is None:
            raise DocumentError("converter_unavailable")
        while not self._at_once.acquire(timeout=0.2):
            self._refuse_if_stopped()
        try:
            self._refuse_if_stopped()
            ended = self._office(
                program,
                files,
                folder,
                deadline_seconds=self._deadline_seconds,
                memory_bytes=self._memory_bytes,
                stop=self._stop,
            )
        finally:
            self._at_once.release()
        if not ended.started:
            raise DocumentError("converter_unavailable", ended.detail or "it does not start")
        return ended

    def _refuse_if_stopped(self) -> None:
        if self._stop.is_set():
            raise StoppedError("The conversion was stopped.")


class Batch:
    """Some documents that are converted together. All but `convert` may be called by threads.

    >>> with converter.batch() as batch:
    ...     batch.add(document_id, media_type, data)
    ...     batch.convert()
    ...     converted = batch.get(document_id)
    """

    def __init__(self, converter: Converter) -> None:
        self._converter = converter
        self._documents: dict[str, _Document] = {}
        self._folder: PrivateFolder | None = None
        self._starts = 0
        self._lock = threading.Lock()

    def __enter__(self) -> Batch:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._folder is not None:
            self._folder.remove()

    def add(self, document_id: str, media_type: str, data: bytes) -> None:
        """Add a document; one that is in the batch already is not added again."""
        with self._lock:
            if document_id in self._documents:
                return
            place = self._place()
            number = len(self._documents) + 1
            suffix = SUFFIXES.get(media_type, ".doc")
            document = _Document(media_type, place / f"{number}{suffix}", place / f"{number}.docx")
            cache = self._converter.cache
            kept = cache.get(document_id) if cache is not None else None
            if kept is not None:
                document.target.write_bytes(kept)
            else:
                document.source.write_bytes(data)
            self._documents[document_id] = document

    def get(self, document_id: str) -> bytes | None:
        """Return a document's conversion; None where it was not, or could not be, converted."""
        document = self._documents.get(document_id)
        if document is None or not document.target.exists():
            return None
        return document.target.read_bytes()

    def settle(self, outcome: Outcome) -> Outcome | None:
        """Return what came of a document; None where it has to be converted and read again.

        It has been added to the batch then.
        """
        if outcome.kind != "unconverted":
            return outcome
        failure = self.failure(outcome.document_id)
        if failure is None:
            self.add(outcome.document_id, outcome.media_type or "", outcome.payload)
            return None
        code, detail = failure.code, failure.detail
        return replace(outcome, kind="failed", code=code, detail=detail, payload=b"")

    def failure(self, document_id: str) -> DocumentError | None:
        """Return why a document could not be converted; None where nothing was tried."""
        document = self._documents.get(document_id)
        return document.failure if document is not None else None

    def convert(self) -> None:
        """Convert what has been added. What cannot be converted has a `failure` afterwards.

        Documents whose start went well but that did not come out are tried once more, each
        alone. Where the start had to be ended, that goes for the one under way; the others
        are converted together again. Raises `StoppedError`.
        """
        while waiting := [each for each in self._documents.values() if _is_waiting(each)]:
            together = [each for each in waiting if not each.tried][:MOST_TOGETHER]
            try:
                self._start(together or waiting[:1])
            except DocumentError as error:
                for each in waiting:
                    each.failure = DocumentError(error.code, error.detail, each.media_type)
        self._keep()

    def _start(self, documents: Sequence[_Document]) -> None:
        self._starts += 1
        folder = self._place() / f"start-{self._starts}"
        folder.mkdir()
        ended = self._converter.start([(each.source, each.target) for each in documents], folder)
        left = [each for each in documents if not each.target.exists()]
        for each in left[:1] if ended.code else left:
            each.tried += 1
            if each.tried > 1 or len(documents) == 1:
                code, detail = ended.code or "conversion_failed", ended.detail
                each.failure = DocumentError(code, detail, each.media_type)
        for each in documents:
            if each.target.exists() and each.target.stat().st_size > MAX_CONVERTED_BYTES:
                size = each.target.stat().st_size
                each.target.unlink()
                detail = f"{size} bytes, converted"
                each.failure = DocumentError("too_large", detail, each.media_type)

    def _keep(self) -> None:
        cache = self._converter.cache
        if cache is None:
            return
        for document_id, document in self._documents.items():
            if document.source.exists() and document.target.exists():
                cache.put(document_id, document.target.read_bytes())
                document.source.unlink()

    def _place(self) -> Path:
        if self._folder is None:
            clear_abandoned()
            clear_sockets()
            self._folder = PrivateFolder()
        return self._folder.path


def _is_waiting(document: _Document) -> bool:
    return document.failure is None and not document.target.exists()
