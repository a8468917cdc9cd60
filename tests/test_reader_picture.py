"""Picture files, and pictures of tables inside Word files and web pages."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Iterator

import docx
import pytest
from picture_builder import encoded, grid_picture, photograph, pretend_reading

from extractors.ocr import parallel
from extractors.pages.model import Page
from extractors.readers import picture, pictures_inside, read_document
from extractors.readers.glance import has_grid
from schemas.document import NOWHERE, Document, Paragraph, Picture, Table
from schemas.errors import DocumentError

PROSE = "全年收到政府信息公开申请，均已按期答复。" * 12


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (parallel, picture, pictures_inside):
        monkeypatch.setattr(module, "read_pages", pretend_reading)


@pytest.fixture
def unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_pages(jobs: Iterable[object]) -> Iterator[Page]:
        for _ in jobs:
            raise DocumentError("recognition_unavailable")
        yield from ()

    monkeypatch.setattr(pictures_inside, "read_pages", read_pages)


@pytest.mark.usefixtures("pretended")
@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("BMP", "image/bmp"), ("GIF", "image/gif"),
     ("WEBP", "image/webp"), ("TIFF", "image/tiff")],
)  # fmt: skip
def test_pictures_of_all_kinds(kind: str, media_type: str) -> None:
    document = read_document(encoded(grid_picture(1240, 1754), kind), f"年报.{kind.lower()}")
    assert (document.media_type, document.reader) == (media_type, "ocr")
    assert (document.pages, document.ocr_pages) == (1, 1)
    assert document.warnings == ["read_from_picture"]


@pytest.mark.usefixtures("pretended")
def test_a_tiff_of_several_pages() -> None:
    pages = [grid_picture(1654, 2339) for _ in range(3)]
    data = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:], dpi=(200, 200))
    document = read_document(data, "年报.tif")
    assert (document.pages, document.ocr_pages) == (3, 3)
    texts = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    assert texts == ["乙595×842", "丙595×842", "丁595×842"]
    assert {cell.place.page for table in document.tables() for cell in table.cells} <= {1, 2, 3}


def test_damaged_pictures() -> None:
    for data in (encoded(grid_picture())[:300], b"\xff\xd8\xff\xe0\0\x10JFIF"):
        with pytest.raises(DocumentError) as raised:
            read_document(data, "年报.png")
        assert raised.value.code == "damaged_picture"


def test_a_glance_tells_tables_from_photographs() -> None:
    import numpy as np

    assert has_grid(np.asarray(grid_picture()), 150.0)
    assert has_grid(np.asarray(grid_picture(2480, 1200)), 300.0)
    assert not has_grid(np.asarray(photograph()), 150.0)


def word(*parts: str | bytes) -> bytes:
    file = docx.Document()
    for part in parts:
        if isinstance(part, str):
            file.add_paragraph(part)
        else:
            file.add_picture(io.BytesIO(part), width=docx.shared.Cm(15))
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def kinds(document: Document) -> str:
    return "".join(type(block).__name__[0:2] for block in document.blocks)


@pytest.mark.usefixtures("pretended")
def test_a_picture_of_a_table_in_a_word_file_is_read_in_its_place() -> None:
    document = read_document(word(PROSE, encoded(grid_picture()), "以上。"), "年报.docx")
    assert kinds(document) == "PaPaTaPa"
    assert document.reader == "word" and document.warnings == ["read_from_picture"]
    assert document.pages is None and document.ocr_pages == 0
    table = document.blocks[2]
    assert isinstance(table, Table) and table.place == NOWHERE
    assert [(c.text, c.reader, c.place) for c in table.cells] == [
        ("规章", "ocr", NOWHERE), ("7", "ocr", NOWHERE),
    ]  # fmt: skip
    assert table.cells[1].readings[0].recogniser == "tesseract"
    line = document.blocks[1]
    assert isinstance(line, Paragraph) and line.reader == "ocr" and line.pieces == ()


def test_a_table_in_two_pictures_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def tables_alone(jobs: Iterable[parallel.PageJob]) -> Iterator[Page]:
        for page in pretend_reading(jobs):
            page.parts = page.parts[1:]
            page.parts[0].cells[0].text = "甲乙"[page.number % 2]  # type: ignore[union-attr]
            yield page

    monkeypatch.setattr(pictures_inside, "read_pages", tables_alone)
    pictures = [encoded(grid_picture()), encoded(grid_picture())]
    document = read_document(word(PROSE, *pictures), "年报.docx")
    assert kinds(document) == "PaTa"
    (table,) = document.tables()
    assert [cell.text for cell in table.cells] == ["乙", "7", "甲", "7"]


@pytest.mark.usefixtures("pretended")
def test_photographs_stay_pictures() -> None:
    document = read_document(word(PROSE, encoded(photograph(), "JPEG"), "以上。"), "年报.docx")
    assert kinds(document) == "PaPiPa"
    assert document.warnings == []


@pytest.mark.usefixtures("pretended")
def test_a_word_file_of_scanned_pages_is_read_like_a_scan() -> None:
    document = read_document(word(encoded(photograph(1240, 1754))), "年报.docx")
    assert kinds(document) == "PaTa"


@pytest.mark.usefixtures("unavailable")
def test_without_recognition_the_words_are_still_read() -> None:
    document = read_document(word(PROSE, encoded(grid_picture())), "年报.docx")
    assert kinds(document) == "PaPi" and document.warnings == ["picture_not_read"]
    with pytest.raises(DocumentError) as raised:
        read_document(word(encoded(grid_picture())), "年报.docx")
    assert raised.value.code == "recognition_unavailable"


@pytest.mark.usefixtures("pretended")
def test_a_picture_in_a_web_page() -> None:
    source = base64.b64encode(encoded(grid_picture())).decode()
    html = f"<html><body><p>{PROSE}</p><img src='data:image/png;base64,{source}'></body></html>"
    document = read_document(html.encode(), "年报.html")
    assert kinds(document) == "PaPaTa"


def test_pictures_that_cannot_be_opened_are_noted() -> None:
    document = Document("text/html", "html", [Paragraph(PROSE)])
    document.blocks.append(Picture("image/x-emf", b"\x01\0\0\0 EMF", may_hold_table=True))
    pictures_inside.read_pictures_inside(document)
    assert document.warnings == ["picture_not_read"] and kinds(document) == "PaPi"
