"""Page pictures with what was read drawn on them."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from extraction_builder import cell, extraction, quantity
from PIL import Image
from typer.testing import CliRunner

from flows.cli import app
from flows.page_images import (
    DPI,
    LEGEND_HEIGHT,
    REVIEW,
    SHADES,
    NoPagesError,
    draw_page,
    write_page_images,
)

SURE = SHADES[0][1]
PAGE = np.full((400, 300, 3), 255, np.uint8)
PLACE = {"page": 1, "x0": 10.0, "y0": 20.0, "x1": 60.0, "y1": 40.0}


def colours(image: Image.Image, box: tuple[int, int, int, int]) -> set[tuple[int, ...]]:
    part = np.asarray(image.crop(box)).reshape(-1, 3)
    return {tuple(int(v) for v in each) for each in np.unique(part, axis=0)}


def drawn(*cells, quantities=()) -> Image.Image:
    made = extraction(b"x", cells=list(cells), quantities=list(quantities))
    return draw_page(PAGE, 2.0, 1, made)


def test_a_sure_cell_has_a_thin_frame_where_it_stands() -> None:
    image = drawn(cell(**PLACE))
    assert SURE in colours(image, (20, 40, 120, 80))
    assert colours(image, (26, 46, 114, 74)) == {(255, 255, 255)}  # nothing over the figure
    assert colours(image, (124, 84, 300, 400)) == {(255, 255, 255)}


@pytest.mark.parametrize(
    ("confidence", "shade"), [(1.0, 0), (0.99, 0), (0.96, 1), (0.9, 2), (0.3, 3)]
)
def test_colour_is_of_the_confidence(confidence: float, shade: int) -> None:
    image = drawn(cell(**PLACE, confidence=confidence))
    assert SHADES[shade][1] in colours(image, (20, 40, 120, 80))


def test_a_cell_to_review_is_thick_and_red_with_its_value() -> None:
    image = drawn(cell(value="17", **PLACE, needs_review=True, confidence=0.999))
    red = np.all(np.asarray(image.crop((20, 40, 120, 80))) == REVIEW, axis=2)
    assert red[:, 50].sum() >= 6  # two strokes of a thick frame
    assert red[6:30, 6:40].any()  # the value beside the figure
    assert not any(np.all(np.asarray(image.crop((20, 40, 120, 80))) == SURE, axis=2).ravel())


def test_only_this_page_and_only_what_has_a_place() -> None:
    image = drawn(cell(**{**PLACE, "page": 2}), cell(), cell(**{**PLACE, "y1": None}))
    assert colours(image, (0, 0, 300, 400)) == {(255, 255, 255)}


def test_figures_of_the_prose_are_underlined() -> None:
    image = drawn(quantities=[quantity(**PLACE)])
    assert SURE in colours(image, (20, 78, 120, 84))
    assert colours(image, (20, 40, 120, 78)) == {(255, 255, 255)}


def test_legend_stands_below_the_page() -> None:
    image = drawn()
    assert image.size == (300, 400 + LEGEND_HEIGHT)
    assert SURE in colours(image, (0, 400, 300, 400 + LEGEND_HEIGHT))


def tiff(*sizes: tuple[int, int], dpi: int = 200) -> bytes:
    first, *others = [Image.new("L", size, 255) for size in sizes]
    file = io.BytesIO()
    first.save(file, "TIFF", save_all=True, append_images=others, dpi=(dpi, dpi))
    return file.getvalue()


def test_every_page_of_a_picture_is_written_at_its_scale(tmp_path: Path) -> None:
    made = extraction(b"x", cells=[cell(**{**PLACE, "page": 2})])
    written = write_page_images(tiff((1654, 2339), (1654, 2339)), made, tmp_path / "new/folder")
    assert [path.name for path in written] == ["page-001.png", "page-002.png"]
    scale = DPI / 72
    image = Image.open(written[1]).convert("RGB")
    assert abs(image.width - 1654 * DPI / 200) <= 1
    around = tuple(round(v * scale) for v in (10, 20, 60, 40))
    assert SURE in colours(image, around)  # type: ignore[arg-type]
    assert SURE not in colours(Image.open(written[0]).convert("RGB"), (0, 0, 300, 300))


def test_pdf_pages_are_written(tmp_path: Path) -> None:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    file = io.BytesIO()
    page = canvas.Canvas(file, pagesize=(300, 400))
    for _ in range(2):
        page.drawString(50, 50, "12")
        page.showPage()
    page.save()
    written = write_page_images(file.getvalue(), extraction(b"x"), tmp_path)
    assert [path.name for path in written] == ["page-001.png", "page-002.png"]
    assert abs(Image.open(written[0]).width - 300 * DPI / 72) <= 1


def test_other_kinds_have_no_pages(tmp_path: Path) -> None:
    with pytest.raises(NoPagesError, match="neither a PDF nor a picture"):
        write_page_images("一、总体情况".encode(), extraction(b"x"), tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_command_says_that_a_text_has_no_pages(tmp_path: Path) -> None:
    source = Path(__file__).parent.parent / "sample_inputs/reports/06_制表符分隔.txt"
    done = CliRunner().invoke(app, ["show", str(source), "--page-images", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "neither a PDF nor a picture" in " ".join(done.output.split())
    assert not (tmp_path / "out").exists()
