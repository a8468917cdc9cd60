"""One document, whole: bytes to an `Extraction`."""

from __future__ import annotations

import hashlib
from pathlib import Path

from extractors.absent import tables_without_room
from extractors.checks import Reported, check_report
from extractors.identity import ReportIdentity, identify
from extractors.narrative import extract_quantities
from extractors.outline import (
    Heading,
    ProseParagraph,
    find_headings,
    prose_paragraphs,
    split_sections,
)
from extractors.readers import read_document
from extractors.statutory import StatutoryFigures, accept_absent, extract_statutory
from extractors.version import EXTRACTOR_VERSION
from schemas.document import Document
from schemas.errors import DocumentError
from schemas.forms import TABLE_CODES
from schemas.records import Extraction, Note, ProseText, Report

MIN_SECTIONS = 3
"""So many of the form's headings make a document a report where title and tables are wanting."""
OWN_SECTIONS = frozenset(TABLE_CODES)
"""Sections that no other kind of report has; 总体情况 and the like stand in many."""
MIN_PROSE = 200
"""So many characters under a title make a report where there are no sections at all."""


def extract_report(
    source: str | Path | bytes, name: str | None = None, *, converted: bytes | None = None
) -> Extraction:
    """Read one report into its records.

    `source` is a path or the file's bytes; `name` is the file's name, of which only the
    suffix is ever looked at, to note that it contradicts the content. `converted` is the Word
    file (.docx) that an office program made of a .doc, .wps, .rtf or .odt; without it those
    raise `needs_conversion`.

    Raises `schemas.errors.DocumentError` where the document cannot be read or is no report,
    with a code and what to do; `OSError` where a path cannot be opened.
    """
    if isinstance(source, bytes):
        data, name = source, name or ""
    else:
        path = Path(source)
        data, name = path.read_bytes(), name or path.name
    document = read_document(data, name, converted)
    return extract_document(document, hashlib.sha256(data).hexdigest(), name)


def extract_document(document: Document, document_id: str, name: str) -> Extraction:
    """Turn a document that was read into its records; see `extract_report`."""
    figures, table_blocks = extract_statutory(document, 0)
    headings = find_headings(document, table_blocks)
    accept_absent(figures.cells, tables_without_room(document, headings, figures.missing_tables))
    identity = identify(document, headings[0].block if headings else None)
    if not _is_report(document, figures, headings, identity):
        raise DocumentError("not_a_report", media_type=document.media_type)
    report = Report(
        title=identity.title,
        form=figures.form,
        submitted_on=identity.submitted_on,
        period_start=identity.period[0] if identity.period else None,
        period_end=identity.period[1] if identity.period else None,
    )
    sections = split_sections(document, headings, table_blocks)
    prose = prose_paragraphs(document, headings, table_blocks)
    quantities = extract_quantities(prose, document.reader, identity.year)
    reported = Reported(
        agency=identity.agency,
        report_year=identity.year,
        report=report,
        figures=figures,
        quantities=quantities,
        paragraphs=prose,
        sections=sections,
    )
    return Extraction(
        document_id=document_id,
        name=name,
        media_type=document.media_type,
        reader=document.reader,
        extractor_version=EXTRACTOR_VERSION,
        agency=identity.agency,
        report_year=identity.year,
        report=report,
        cells=figures.cells,
        quantities=quantities,
        checks=check_report(reported),
        sections=sections,
        notes=_notes(document, figures),
        pages=document.pages,
        ocr_pages=document.ocr_pages,
        paragraphs=[_prose_text(each) for each in prose],
    )


def _prose_text(prose: ProseParagraph) -> ProseText:
    place = prose.printed.place
    return ProseText(
        section=prose.section,
        paragraph=prose.paragraph,
        text=prose.text,
        page=place.page,
        x0=place.x0,
        y0=place.y0,
        x1=place.x1,
        y1=place.y1,
    )


def _is_report(
    document: Document,
    figures: StatutoryFigures,
    headings: list[Heading],
    identity: ReportIdentity,
) -> bool:
    """Return whether a document is a disclosure annual report, whole or in part.

    Notices that ask for such reports list their sections, and pages that list them their
    titles; neither has a report's tables, nor both title and prose.
    """
    if len(figures.missing_tables) < len(TABLE_CODES):
        return True
    if identity.title is not None:
        prose = sum(len(paragraph.text) for paragraph in document.paragraphs())
        return bool(headings) or (bool(identity.titled_agency) and prose >= MIN_PROSE)
    own = any(heading.section in OWN_SECTIONS for heading in headings)
    return len(headings) >= MIN_SECTIONS and own and not identity.is_about_reports


def _notes(document: Document, figures: StatutoryFigures) -> list[Note]:
    notes = [Note(code) for code in document.warnings]
    if figures.missing_tables:
        notes.append(Note("missing_table", ", ".join(figures.missing_tables)))
    return notes
