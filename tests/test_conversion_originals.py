"""Originals of other text programs: what is refused before any office program sees them."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile

import pytest
from compound_builder import compound_file
from word_builder import docx, p

from extractors import extract_report
from extractors.readers import office, read_document
from extractors.readers.compound import CompoundFile
from extractors.readers.office import check_office
from extractors.readers.office_types import DOC, FLAT_ODT, ODT, RTF
from schemas.errors import DocumentError

RTF_TEXT = rb"{\rtf1\ansi{\fonttbl{\f0 Song;}}\u24180?\'c4\'ea{\b 1204}\par}"


def word_stream(ident: int = 0xA5EC, flags: int = 0x0200) -> bytes:
    return struct.pack("<H8xH", ident, flags).ljust(4096, b"x")


def doc(**changes: int) -> bytes:
    return compound_file(WordDocument=word_stream(**changes), **{"1Table": b"t" * 5000})


def odt(content: bytes = b"<office/>", **parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", ODT)
        package.writestr("content.xml", content)
        for name, data in parts.items():
            package.writestr(name, data)
    return stream.getvalue()


def flipped(package: bytes) -> bytes:
    """Damage a byte of the compressed content."""
    at = package.index(b"content.xml") + len(b"content.xml") + 9
    return package[:at] + bytes([package[at] ^ 0xFF]) + package[at + 1 :]


def code(data: bytes, media_type: str) -> str | None:
    try:
        check_office(data, media_type)
    except DocumentError as error:
        assert error.media_type == media_type
        return error.code
    return None


def test_streams_of_a_compound_file() -> None:
    file = CompoundFile(doc(), DOC)
    assert file.stream("WordDocument") == word_stream()
    assert file.stream("1Table") == b"t" * 5000
    assert file.stream("Workbook") is None


def test_a_word_document_is_taken_whole_or_not_at_all() -> None:
    whole = doc()
    assert code(whole, DOC) is None
    # The last sector may lack what follows the stream's end, and no more.
    assert {code(whole[:end], DOC) for end in range(8, len(whole) - 200, 97)} == {
        "damaged_document"
    }


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (doc(flags=0x0300), "encrypted_document"),
        (doc(ident=0x1234), "damaged_document"),
        (doc(flags=0), "damaged_document"),  # it names the other table
        (doc(ident=0xA5DC, flags=0), None),  # Word 95 has none
        (compound_file(**{"1Table": b"t" * 5000}), "damaged_document"),
    ],
)
def test_word_documents(data: bytes, expected: str | None) -> None:
    assert code(data, DOC) == expected


def test_chains_that_lead_in_circles_end() -> None:
    data = bytearray(doc())
    struct.pack_into("<I", data, 512 + 4 * 2, 2)  # the first stream's first sector follows itself
    assert code(bytes(data), DOC) == "damaged_document"


@pytest.mark.parametrize("end", range(6, len(RTF_TEXT)))
def test_rich_text_that_is_cut_short_anywhere_is_refused(end: int) -> None:
    assert code(RTF_TEXT[:end], RTF) == "damaged_document"


@pytest.mark.parametrize(
    "data",
    [
        RTF_TEXT,
        RTF_TEXT + b"\r\n\0",
        rb"{\rtf1 \{ \\}",
        rb"{\rtf1 {\pict\bin3 }}}}}",
        rb"{\rtf1 a\'7db}",
    ],
)
def test_rich_text(data: bytes) -> None:
    assert code(data, RTF) is None


def test_rich_text_pattern_is_linear() -> None:
    assert code(rb"{\rtf1 " + rb"\bin0 " * 200_000 + b"{" * 200_000, RTF) == "damaged_document"


DOCTYPE = b'<!DOCTYPE x [<!ENTITY a "b">]><office>&a;</office>'


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (odt(), None),
        (odt(b"<office>"), "damaged_document"),
        (odt(DOCTYPE), "damaged_document"),
        (odt(**{"META-INF/manifest.xml": b"<m:x><manifest:encryption-data/></m:x>"}),
         "encrypted_document"),
        (odt(**{"Pictures/1.png": bytes(8 * 2**20)}), "unpacks_too_large"),
        (odt()[:-30], "damaged_archive"),
        (flipped(odt(b"<office>" + b"1204" * 99 + b"</office>")), "damaged_archive"),
    ],
)  # fmt: skip
def test_open_document_packages(data: bytes, expected: str | None) -> None:
    assert code(data, ODT) == expected


def test_flat_open_documents_declare_no_entities() -> None:
    assert code(b"<office/>", FLAT_ODT) is None
    assert code(DOCTYPE, FLAT_ODT) == "damaged_document"


def test_what_is_too_large_for_a_conversion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MAX_BYTES", 30)
    assert code(RTF_TEXT, RTF) == "too_large"


def test_without_its_conversion_a_document_asks_for_it() -> None:
    with pytest.raises(DocumentError) as raised:
        extract_report(RTF_TEXT, "年报.rtf")
    assert (raised.value.code, raised.value.media_type) == ("needs_conversion", RTF)


def test_of_its_conversion_a_document_has_the_text_alone() -> None:
    made = docx(p("甲市乙局2020年政府信息公开工作年度报告") + p("一、总体情况") + p("公开" * 200))
    document = read_document(RTF_TEXT, "年报.doc", made)
    assert (document.media_type, document.reader) == (RTF, "word")
    assert document.warnings == ["converted"]
    extraction = extract_report(RTF_TEXT, "年报.doc", converted=made)
    assert extraction.document_id == hashlib.sha256(RTF_TEXT).hexdigest()
    assert "converted" in {note.code for note in extraction.notes}


@pytest.mark.parametrize(
    ("made", "expected"),
    [(docx(p("")), "damaged_document"), (b"PK\x03\x04", "conversion_failed")],
)
def test_conversions_of_nothing(made: bytes, expected: str) -> None:
    with pytest.raises(DocumentError) as raised:
        read_document(RTF_TEXT, "年报.rtf", made)
    assert (raised.value.code, raised.value.media_type) == (expected, RTF)
