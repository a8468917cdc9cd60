"""Word files that are broken, or something else."""

from __future__ import annotations

import io
import random
import struct
import tracemalloc
import zipfile

import pytest
from word_builder import R, archive, docx, p, rels, tbl, tr

from extractors.readers import word_package
from extractors.readers.word import read_word
from schemas.errors import DocumentError

GOOD = docx(p("总体情况") + tbl(tr("1", "2")))


def code(data: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read_word(data)
    return caught.value.code


def with_document(xml: bytes) -> bytes:
    return docx("", extra={"word/document.xml": xml})


def test_truncated_archive() -> None:
    assert {code(GOOD[:size]) for size in range(4, len(GOOD) - 22, 97)} == {"damaged_archive"}


def test_bad_checksum_of_a_part_that_is_read() -> None:
    content = b"<w:document/>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as target:
        target.writestr("_rels/.rels", rels([("officeDocument", R, "d.xml", "a")]))
        target.writestr("d.xml", content)
    data = out.getvalue()
    assert code(data.replace(content, b"<x:document/>")) == "damaged_archive"


def test_bytes_that_are_no_archive() -> None:
    assert code(b"PK\x03\x04 and then nothing") == "damaged_archive"
    assert code(b"<html></html>") == "damaged_archive"


def test_archive_of_something_else() -> None:
    assert code(archive({"a.txt": b"x"})) == "not_a_word_document"
    assert code(archive({})) == "not_a_word_document"
    workbook = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": rels([("officeDocument", R, "xl/workbook.xml", "rId1")]),
        "xl/workbook.xml": b'<workbook xmlns="http://schemas.openxmlformats.org/x"/>',
    }
    assert code(archive(workbook)) == "not_a_word_document"
    missing = {"_rels/.rels": rels([("officeDocument", R, "word/document.xml", "rId1")])}
    assert code(archive(missing)) == "not_a_word_document"


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<w:document",
        b"<html><body>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
        b"<a>" * 300 + b"</a>" * 300,
        b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
        '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16"),
    ],
)
def test_xml_that_is_damaged_or_declares_a_doctype(xml: bytes) -> None:
    assert code(with_document(xml)) == "damaged_document"


@pytest.mark.parametrize("part", ["word/styles.xml", "word/numbering.xml", "_rels/.rels"])
def test_doctype_in_any_part_that_is_read(part: str) -> None:
    numbered = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    doctype = b"<!DOCTYPE x><x/>"
    data = docx(p("甲", numbered), styles="<w:x/>", numbering="<w:x/>", extra={part: doctype})
    assert code(data) == "damaged_document"


def test_encrypted_entries() -> None:
    data = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            flags = struct.unpack_from("<H", data, at + offset)[0]
            struct.pack_into("<H", data, at + offset, flags | 1)
            at = data.find(signature, at + 4)
    assert code(bytes(data)) == "encrypted_document"


def test_part_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_package, "MAX_PART_BYTES", 1000)
    assert code(docx(p("甲" * 2000))) == "unpacks_too_large"


def lying(declared: int, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a Word file whose main part says another size than it has."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as target:
        target.writestr("_rels/.rels", rels([("officeDocument", R, "d.xml", "a")]))
        target.writestr("d.xml", content)
    data = bytearray(out.getvalue())
    for magic, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = data.rindex(magic) + offset
        assert data[at : at + 4] == struct.pack("<I", len(content))
        data[at : at + 4] = struct.pack("<I", declared)
    return bytes(data)


def test_part_that_is_larger_than_it_says() -> None:
    content = b"<x>" + b" " * 40_000_000 + b"</x>"
    data = lying(1000, content)
    tracemalloc.start()
    assert code(data) == "damaged_archive"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_part_that_is_smaller_than_it_says() -> None:
    assert code(lying(900_000, b"<x/>")) == "damaged_archive"


def test_part_that_unpacks_beyond_reason_is_not_unpacked() -> None:
    assert code(archive_of_main(b"<x>" + b" " * 30_000_000 + b"</x>")) == "unpacks_too_large"


def test_table_of_blank_cells_is_no_bomb() -> None:
    rows = tbl(*(tr(*[""] * 10) for _ in range(20_000)))
    assert len(rows) > 2_000_000
    assert read_word(docx(rows + p("甲"))).paragraphs()


def test_methods_without_an_end_are_refused() -> None:
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        assert code(archive_of_main(b"<x/>", method)) == "damaged_archive"


def archive_of_main(content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    return lying(len(content), content, method)


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_package, "MAX_PARTS", 3)
    assert code(GOOD) == "unpacks_too_large"


def test_relationships_that_lead_nowhere_do_not_matter() -> None:
    styles = [("styles", R, "nowhere.xml", "a"), ("image", R, "../../x", "b")]
    data = docx(p("甲"), extra={"word/_rels/document.xml.rels": rels(styles)})
    assert [block.text for block in read_word(data).paragraphs()] == ["甲"]


def test_macro_and_template_files_and_other_part_names_are_read() -> None:
    main = docx(p("甲"))
    with zipfile.ZipFile(io.BytesIO(main)) as source:
        document = source.read("word/document.xml")
    renamed = {
        "_rels/.rels": rels([("officeDocument", R, "/word/document2.xml", "rId1")]),
        "word/document2.xml": document,
    }
    assert [block.text for block in read_word(archive(renamed)).paragraphs()] == ["甲"]


def test_flipped_bytes_never_raise_anything_else() -> None:
    chance = random.Random(20260401)
    for _ in range(300):
        data = bytearray(GOOD)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        try:
            read_word(bytes(data))
        except DocumentError as error:
            assert error.code in {
                "damaged_archive",
                "damaged_document",
                "encrypted_document",
                "not_a_word_document",
                "unpacks_too_large",
            }
