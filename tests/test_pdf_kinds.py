"""Pages with text of their own told from pictures; files that do not open."""

from __future__ import annotations

import io
from collections import Counter

import numpy as np
import pytest
from pdf_builder import HEIGHT, WIDTH, Drawing, needs_fonts, read, texts
from PIL import Image
from reportlab.lib.utils import ImageReader

from extractors.pdf import PageUnreadable, open_pdf
from schemas.errors import DocumentError

pytestmark = needs_fonts

PROSE = "本单位全年收到政府信息公开申请十七件，均已在法定期限内答复，没有结转到下一年度的。"


def picture(drawing: Drawing, x: float, y: float, width: float, height: float) -> None:
    gray = np.full((40, 30), 255, dtype=np.uint8)
    gray[10:30, 10:20] = 0
    file = io.BytesIO()
    Image.fromarray(gray).save(file, "PNG")
    image = ImageReader(io.BytesIO(file.getvalue()))
    drawing.canvas.drawImage(image, x, HEIGHT - y - height, width, height)


def test_text_is_text_and_a_blank_page_needs_no_recognition() -> None:
    drawing = Drawing()
    drawing.text(60, 60, PROSE)
    drawing.page()
    with open_pdf(drawing.data()) as pdf:
        assert (pdf.page_count, pdf.kind(1), pdf.kind(2)) == (2, "text", "text")
        assert pdf.read_page(2).parts == []


def test_scan_is_a_picture_without_a_layer() -> None:
    drawing = Drawing()
    picture(drawing, 0, 0, WIDTH, HEIGHT)
    with open_pdf(drawing.data()) as pdf:
        assert pdf.kind(1) == "picture"
        assert pdf.layer_lines(1) == []


@pytest.mark.parametrize("mode", [0, 3])
def test_text_put_under_a_scan_is_a_layer(mode: int) -> None:
    drawing = Drawing()
    drawing.text(60, 100, "总计 17", mode=mode)
    picture(drawing, 0, 0, WIDTH, HEIGHT)
    with open_pdf(drawing.data()) as pdf:
        assert pdf.kind(1) == "picture"
        (line,) = pdf.layer_lines(1)
        assert line.text == "总计 17"
        assert line.box.x0 == pytest.approx(60, abs=0.5)
        assert line.box.y0 < 95 < line.box.y1


def test_invisible_text_beside_a_smaller_picture_is_a_layer() -> None:
    drawing = Drawing()
    drawing.text(60, 100, PROSE, mode=3)
    picture(drawing, 50, 80, 400, 300)
    with open_pdf(drawing.data()) as pdf:
        assert (pdf.kind(1), pdf.look(1).has_layer) == ("picture", True)


def test_page_number_on_a_scan_does_not_make_it_text() -> None:
    drawing = Drawing()
    picture(drawing, 50, 80, 500, 500)
    drawing.text(290, 780, "- 3 -")
    with open_pdf(drawing.data()) as pdf:
        assert pdf.kind(1) == "picture"


def test_picture_in_a_text_page_comes_with_its_place() -> None:
    drawing = Drawing()
    drawing.text(60, 60, PROSE)
    picture(drawing, 100, 200, 300, 200)
    page = read(drawing.data())
    box = page.parts[1].box
    assert tuple(box) == pytest.approx((100, 200, 400, 400), abs=0.5)


@pytest.mark.parametrize("mapping", ["none", "private"])
def test_characters_that_map_to_nothing_make_a_picture(mapping: str) -> None:
    drawing = Drawing()
    drawing.text(60, 60, PROSE)
    drawing.text(60, 90, "总计17件，其中自然人12件", mapping=mapping)  # type: ignore[arg-type]
    with open_pdf(drawing.data()) as pdf:
        assert pdf.kind(1) == "picture", pdf.look(1)


def test_letters_drawn_as_outlines_make_a_picture() -> None:
    drawing = Drawing()
    for index in range(80):
        x, y = 60 + 12 * (index % 40), 100 + 14 * (index // 40)
        path = drawing.canvas.beginPath()
        path.moveTo(x, y)
        path.curveTo(x + 3, y + 9, x + 6, y + 9, x + 9, y)
        drawing.canvas.drawPath(path, fill=1)
    drawing.text(290, 780, "3")
    with open_pdf(drawing.data()) as pdf:
        assert pdf.kind(1) == "picture"


def test_rendering_is_upright_and_bounded() -> None:
    drawing = Drawing()
    drawing.canvas.setPageRotation(90)
    drawing.text(60, 400, PROSE)
    with open_pdf(drawing.data()) as pdf:
        width, height = pdf.page_size(1)
        shown = pdf.render(1, dpi=72)
        assert shown.shape == (height, width, 3)
        assert shown.dtype == np.uint8 and shown.max() == 255 and shown.min() < 128
        assert pdf.render(1, dpi=5000).size <= 3 * 41_000_000


@pytest.mark.parametrize("lying", [False, True])
def test_a_scan_is_rendered_pixel_by_pixel(lying: bool) -> None:
    rng = np.random.default_rng(1)
    gray = rng.integers(0, 256, (600, 420), np.uint8)
    file = io.BytesIO()
    Image.fromarray(gray).save(file, "PNG")
    across, down = 420 * 72 / 150, 600 * 72 / 150
    drawing = Drawing()
    if lying:
        drawing.canvas.setPageSize((down, across))
        drawing.canvas.translate(0, across)
        drawing.canvas.rotate(-90)
    else:
        drawing.canvas.setPageSize((across, down))
    image = ImageReader(io.BytesIO(file.getvalue()))
    drawing.canvas.drawImage(image, 0, 0, across, down)
    with open_pdf(drawing.data()) as pdf:
        dpi = pdf.scanned_at(1)
        assert dpi == pytest.approx(150, rel=1e-3)
        shown = pdf.render(1, dpi)[:, :, 0].astype(int)
    meant = np.rot90(gray, -1) if lying else gray
    assert shown.shape == meant.shape
    # The picture may lie a pixel aside; its pixels stay as they are.
    kept = (np.abs(shown[2:-2, 2:-2] - np.roll(meant, (y, x), (0, 1))[2:-2, 2:-2]) <= 1
            for y in (-1, 0, 1) for x in (-1, 0, 1))  # fmt: skip
    assert np.any(list(kept), axis=0).mean() > 0.99


def test_pages_that_are_no_scan_have_no_resolution_of_their_own() -> None:
    drawing = Drawing()
    drawing.text(60, 60, PROSE)
    picture(drawing, 100, 200, 300, 200)
    with open_pdf(drawing.data()) as pdf:
        assert pdf.scanned_at(1) is None


@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:200], lambda data: b"%PDF-1.7\n" + b"\x00" * 500, lambda data: b"%PDF-"],
)
def test_damaged_file(damage: object) -> None:
    drawing = Drawing()
    drawing.text(60, 60, PROSE)
    with pytest.raises(DocumentError) as caught:
        open_pdf(damage(drawing.data()))  # type: ignore[operator]
    assert caught.value.code == "damaged_pdf"


def test_file_cut_short_is_read_as_far_as_it_goes_or_is_damaged() -> None:
    drawing = Drawing()
    drawing.grid([60, 160, 220], [100, 120])
    drawing.text(65, 114, "行政许可 12")
    data = drawing.data()
    for end in range(300, len(data), 1500):
        try:
            with open_pdf(data[:end]) as pdf:
                for number in range(1, pdf.page_count + 1):
                    if pdf.kind(number) == "text":
                        pdf.read_page(number)
        except (DocumentError, PageUnreadable):
            pass


def test_programs_that_read_other_digits_leave_the_page_to_recognition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawing = Drawing()
    drawing.grid([60, 160, 220], [100, 120])
    drawing.text(65, 114, "行政许可")
    drawing.text(165, 114, "17")
    monkeypatch.setattr("extractors.pdf.file.digits_on", lambda page: Counter("11"))
    with open_pdf(drawing.data()) as pdf, pytest.raises(PageUnreadable, match="digits"):
        pdf.read_page(1)


def test_password() -> None:
    locked = Drawing(password="secret")
    locked.text(60, 60, PROSE)
    with pytest.raises(DocumentError) as caught:
        open_pdf(locked.data())
    assert caught.value.code == "encrypted_document"


def test_empty_user_password_is_opened() -> None:
    drawing = Drawing(password="", owner="owner")
    drawing.grid([60, 400], [100, 130])
    drawing.grid([60, 160, 220], [200, 220])
    drawing.text(65, 114, PROSE, size=7)
    assert PROSE in "".join(texts(read(drawing.data())))
