"""A page whole: prose and table in order, places that lead back to the page as it is shown."""

from __future__ import annotations

import shutil
from functools import cache

import numpy as np
import pytest

from extractors.ocr import rapid
from extractors.ocr.page import in_order, inverse, moved, read_page, readability
from extractors.ocr.rapid import Recognition
from extractors.pages.model import Affine, Box, Page, PageTable, TextLine

needs_tesseract = pytest.mark.skipif(
    shutil.which("tesseract") is None, reason="tesseract is not installed"
)
DPI = 200.0
SCALE = 72 / DPI
ABOVE = "（一）全年收到申请775件，办结率99.79%。"
BELOW = "联系电话：0900-7182403，召开会议12次。"
CELLS = (("信息内容", "数量"), ("规章", "17"), ("规范性文件", "204"))


@cache
def printed() -> np.ndarray:
    """Print a line, a ruled table and a line."""
    from PIL import Image, ImageDraw, ImageFont

    for name in ("uming.ttc", "wqy-zenhei.ttc", "NotoSansCJK-Regular.ttc"):
        try:
            font = ImageFont.truetype(name, 33)
            break
        except OSError:
            continue
    else:
        pytest.skip("there is no Chinese font")
    picture = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((200, 300), ABOVE, font=font, fill=20)
    for row, texts in enumerate(CELLS):
        for column, text in enumerate(texts):
            x, y = 200 + 600 * column, 500 + 80 * row
            draw.rectangle((x, y, x + 600, y + 80), outline=0, width=3)
            draw.text((x + 200, y + 22), text, font=font, fill=20)
    draw.text((200, 900), BELOW, font=font, fill=20)
    return np.asarray(picture, dtype=np.uint8)


@cache
def read(turns: int = 0) -> Page:
    return read_page(np.ascontiguousarray(np.rot90(printed(), turns)), DPI, 3)


@needs_tesseract
def test_prose_and_table_come_in_order() -> None:
    page = read()
    above, table, below = page.parts
    assert isinstance(above, TextLine) and isinstance(table, PageTable)
    assert isinstance(below, TextLine)
    assert (above.text, below.text) == (ABOVE, BELOW)
    assert tuple(cell.text for cell in table.cells) == sum(CELLS, ())
    assert (page.number, page.reader) == (3, "ocr")
    assert not any(spot.doubts for line in (above, below) for spot in line.spots)


@needs_tesseract
def test_places_lead_back_to_the_page_as_shown() -> None:
    upright, lying = read(), read(1)
    assert (round(lying.width), round(lying.height)) == (
        round(upright.width),
        round(upright.height),
    )
    assert [type(part) for part in lying.parts] == [type(part) for part in upright.parts]
    width = printed().shape[1] * SCALE
    for one, other in zip(upright.parts, lying.parts, strict=True):
        # A quarter turn anticlockwise brings (x, y) to (y, width - x).
        shown = moved(one.box, upright.view)
        turned = Box(shown.y0, width - shown.x1, shown.y1, width - shown.x0)
        assert np.allclose(moved(other.box, lying.view), turned, atol=2.5)


@needs_tesseract
def test_earlier_text_layer_is_another_reading() -> None:
    """It stands in points of the page as shown, and makes a doubt where it says otherwise."""
    layer = [TextLine(ABOVE.replace("775", "715"), Box(72, 106, 400, 122))]
    page = read_page(printed(), DPI, 1, layer=layer)
    (line, *_) = page.parts
    assert isinstance(line, TextLine)
    doubtful = [spot for spot in line.spots if spot.doubts]
    assert [line.text[spot.start : spot.end] for spot in doubtful] == ["775"]
    assert "text_layer:715" in [str(each) for each in doubtful[0].readings]


@needs_tesseract
def test_lines_read_better_upright() -> None:
    strip = np.ascontiguousarray(printed()[290:350, 190:900])
    assert readability([strip]) > 0.9 > readability([np.ascontiguousarray(strip[::-1, ::-1])])
    assert readability([]) == 0.0


def test_lines_in_which_little_is_read_read_ill(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lying letters: nothing is seen in two lines, and an 8 in the third, surely."""
    found = [Recognition("", 0.0), Recognition("", 0.0), Recognition("8", 1.0, (1.0,))]
    monkeypatch.setattr(rapid, "read_lines", lambda lines: found)
    assert readability([np.full((22, 66), 255, np.uint8)] * 3) < 0.3


def test_blank_page_has_no_parts() -> None:
    page = read_page(np.full((2339, 1654), 255, np.uint8), DPI, 1)
    assert page.parts == []


def test_order_of_lines_is_kept_around_tables() -> None:
    left, right = TextLine("left", Box(0, 10, 50, 20)), TextLine("right", Box(60, 9, 99, 19))
    low = TextLine("low", Box(0, 90, 50, 99))
    table = PageTable(Box(0, 30, 99, 80), [], (0.0, 99.0), (30.0, 80.0))
    assert in_order([left, right, low], [table]) == [left, right, table, low]
    assert in_order([], [table]) == [table]


def test_inverse_leads_back() -> None:
    there = Affine(0.1, -1.2, 300.0, 0.9, 0.05, -20.0)
    back = inverse(there)
    box = moved(moved(Box(10, 20, 10, 20), there), back)
    assert np.allclose(box, (10, 20, 10, 20))
