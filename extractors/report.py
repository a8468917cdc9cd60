"""One document, whole: bytes to an `Extraction`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extractors.readers import read_document
from extractors.version import EXTRACTOR_VERSION
from schemas.records import Extraction, Report


def extract_report(source: str | Path | bytes, name: str | None = None) -> Extraction:
    """Read one report into its records.

    `source` is a path or the file's bytes; `name` is the file's name, of which only the
    suffix is ever looked at, to note that it contradicts the content.

    Raises `schemas.errors.DocumentError` where the document cannot be read, with a code
    and what to do; `OSError` where a path cannot be opened.
    """
    if isinstance(source, bytes):
        data, name = source, name or ""
    else:
        path = Path(source)
        data, name = path.read_bytes(), name or path.name
    document = read_document(data, name)
    return Extraction(
        document_id=hashlib.sha256(data).hexdigest(),
        name=name,
        media_type=document.media_type,
        reader=document.reader,
        extractor_version=EXTRACTOR_VERSION,
        agency="",
        report_year=0,
        report=Report(),
        cells=[],
        quantities=[],
        checks=[],
        sections=[],
        notes=[],
        pages=document.pages,
        ocr_pages=document.ocr_pages,
    )
