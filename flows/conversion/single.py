"""One document, for commands that read no folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extractors import readers
from flows.conversion.batch import Converter
from flows.pool import ChildReader, Outcome
from schemas.document import Document
from schemas.errors import DocumentError


def read_file(reader: ChildReader, converter: Converter, path: Path, name: str) -> Outcome:
    """Read one file in a reading process, through a conversion where it needs one."""
    with converter.batch() as batch:
        settled = batch.settle(reader.read(path, name))
        if settled is None:
            batch.convert()
            settled = batch.settle(reader.read(path, name, converted=batch.get))
        return settled or Outcome("changing")


def read_document(data: bytes, name: str) -> Document:
    """Read a document in this process, through a conversion where it needs one.

    Raises `DocumentError`.
    """
    try:
        return readers.read_document(data, name)
    except DocumentError as error:
        if error.code != "needs_conversion":
            raise
        media_type = error.media_type or ""
    with Converter() as converter:
        return readers.read_document(data, name, convert(converter, media_type, data))


def convert(converter: Converter, media_type: str, data: bytes) -> bytes:
    """Return one document's conversion. Raises `DocumentError` where there is none."""
    document_id = hashlib.sha256(data).hexdigest()
    with converter.batch() as batch:
        batch.add(document_id, media_type, data)
        batch.convert()
        made = batch.get(document_id)
        if made is None:
            raise batch.failure(document_id) or DocumentError("conversion_failed", "", media_type)
        return made
