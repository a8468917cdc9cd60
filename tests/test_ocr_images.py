"""Bytes of pictures → pages of pixels; and pages made upright, level, even and unstamped."""

from __future__ import annotations

import io
import math

import cv2
import numpy as np
import pytest
from PIL import Image

from extractors.ocr import images
from extractors.ocr.images import open_pictures
from extractors.ocr.orientation import PLAIN, lean, quarter_turns
from extractors.ocr.prepare import prepare
from extractors.ocr.seal import take_marks
from schemas.errors import DocumentError


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def only(data: bytes) -> images.PagePictureData:
    [page] = open_pictures(data)
    return page


PAPER = Image.new("L", (827, 1169), 255)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "GIF"])
def test_each_kind_is_opened(kind):
    page = only(encode(PAPER, kind))
    assert page.pixels.shape[:2] == (1169, 827)
    assert page.pixels.min() > 250


def test_the_files_resolution_is_believed_where_it_is_a_scans():
    assert only(encode(PAPER, "PNG", dpi=(150, 150))).dpi == pytest.approx(150, abs=0.1)


@pytest.mark.parametrize("dpi", [(72, 72), (1, 1), (96, 96), (2400, 2400)])
def test_a_screens_or_absurd_resolution_gives_way_to_that_of_a_page(dpi):
    page = only(encode(PAPER, "PNG", dpi=dpi))
    assert page.dpi == pytest.approx(100, abs=1)
    assert not page.measured


def test_a_fax_gets_square_pixels():
    fax = Image.new("1", (1728, 1078), 1)
    page = only(encode(fax, "TIFF", dpi=(204, 98), compression="group4"))
    assert page.dpi == pytest.approx(204, abs=0.5)
    assert page.pixels.shape == (round(1078 * 204 / 98), 1728)


def test_pages_of_a_tiff_come_one_by_one():
    pages = [Image.new("L", (200, 300), shade) for shade in (10, 120, 240)]
    data = encode(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    found = [(page.number, int(page.pixels[5, 5])) for page in open_pictures(data)]
    assert found == [(1, 10), (2, 120), (3, 240)]


def test_what_is_transparent_is_white_paper():
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert only(encode(clear, "PNG")).pixels.min() == 255


def test_sixteen_bits_keep_their_shades():
    deep = Image.fromarray(np.full((100, 100), 0x8000, dtype=np.uint16))
    assert 120 <= only(encode(deep, "PNG")).pixels[0, 0] <= 135


def test_cmyk_is_not_inverted():
    page = only(encode(Image.new("CMYK", (100, 100), (0, 0, 0, 0)), "TIFF"))
    assert page.pixels.min() > 250


def test_a_photograph_is_turned_as_its_exif_says():
    exif = Image.Exif()
    exif[0x0112] = 6
    page = only(encode(Image.new("RGB", (300, 200)), "JPEG", exif=exif))
    assert page.pixels.shape[:2] == (300, 200)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_cut_file_is_damaged(kind):
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (300, 300), np.uint8))
    data = encode(noise, kind)
    with pytest.raises(DocumentError) as caught:
        list(open_pictures(data[: len(data) // 2]))
    assert caught.value.code == "damaged_picture"


def test_too_many_pixels_are_refused_before_decoding(monkeypatch):
    monkeypatch.setattr(images, "MAX_PIXELS", 1000)
    with pytest.raises(DocumentError) as caught:
        list(open_pictures(encode(PAPER, "PNG")))
    assert caught.value.code == "too_large"


def page_of_text(dpi: int = 200) -> np.ndarray:
    """Rows of little blocks as close as characters, in paragraphs."""
    page = np.full((round(11.7 * dpi), round(8.3 * dpi)), 255, np.uint8)
    size, rng = round(dpi * 0.14), np.random.default_rng(3)
    for y in range(dpi, page.shape[0] - dpi, round(size * 1.7)):
        for x in range(dpi, page.shape[1] - dpi, round(size * 1.08)):
            for _ in range(3):
                a, b = rng.integers(0, size // 2, 2)
                cv2.rectangle(page, (x + a, y + b), (x + a + size // 2, y + b + size // 2), 0, 2)
    return page


def turned(page: np.ndarray, degrees: float) -> np.ndarray:
    height, width = page.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(page, matrix, (width, height), borderValue=(255, 255, 255))


@pytest.mark.parametrize("degrees", [-3.0, -0.7, 0.4, 2.5, 6.0])
def test_skew_is_found_to_a_twentieth_of_a_degree(degrees):
    page = prepare(turned(page_of_text(), degrees), 200)
    assert page.skew == pytest.approx(-degrees, abs=0.05)


def test_a_lying_page_is_set_up_and_its_view_leads_back():
    upright = page_of_text()
    upright[100:140, 60:100] = 0
    lying = np.ascontiguousarray(np.rot90(upright, 1))
    page = prepare(lying, 200)
    assert page.quarter_turns == 3
    assert page.gray.shape == upright.shape
    x, y = 80 * 72 / 200, 120 * 72 / 200
    back_x = page.view.a * x + page.view.b * y + page.view.c
    back_y = page.view.d * x + page.view.e * y + page.view.f
    assert lying[round(back_y * 200 / 72), round(back_x * 200 / 72)] == 0


def test_the_vote_turns_a_page_that_stands_on_its_head():
    upright = page_of_text()
    upright[:150] = 0  # a heavy head by which the vote tells

    def vote(crops):
        return 0.95 if vote.calls.append(len(crops)) or len(vote.calls) == 2 else 0.2

    vote.calls = []
    page = prepare(np.ascontiguousarray(np.rot90(upright, 2)), 200, vote)
    assert page.quarter_turns == 2
    assert len(vote.calls) == 2 and min(vote.calls) > 0


def test_an_upright_page_costs_one_vote():
    calls = []
    prepare(page_of_text(), 200, lambda crops: calls.append(1) or 0.97)
    assert len(calls) == 1


def test_a_page_of_labels_and_digits_stands_where_its_lines_are_long():
    """Labels of four letters, and more than twice as many twos of digits below each other."""
    page = np.full((2340, 1654), 255, np.uint8)
    for at in range(14):
        for x in range(200, 344, 36):
            cv2.rectangle(page, (x, 200 + at * 120), (x + 26, 226 + at * 120), 0, 3)
    for at in range(48):
        for y in (200, 246):
            x, down = 500 + at % 6 * 150, at // 6 * 240
            cv2.rectangle(page, (x, y + down), (x + 22, y + 36 + down), 0, 3)
    small = cv2.resize(page, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assert -PLAIN < lean(small < 170) < 0  # which would say that it lies

    def vote(crops):
        """Scraps of two digits read well by chance; labels as they are printed."""
        is_long = all(crop.shape[1] > 3.8 * crop.shape[0] for crop in crops)
        return 0.92 if is_long else 0.97

    assert quarter_turns(page, 200, vote) == 0


def test_pale_thin_letters_tell_which_way_up_a_page_is():
    """A fax keeps a column of digits dark, and of the labels beside it but thin strokes."""
    page = np.full((2340, 1654), 255, np.uint8)
    for y in range(200, 2000, 60):
        for x in range(200, 350, 36):
            cv2.rectangle(page, (x, y), (x + 26, y + 26), 120, 1)
    for y in range(200, 2000, 46):
        cv2.rectangle(page, (600, y), (622, y + 36), 0, 3)
    assert quarter_turns(page, 200) == 0


def test_shading_is_evened():
    page = page_of_text().astype(np.float32)
    page *= np.linspace(0.55, 1, page.shape[1])[None, :]
    gray = prepare(page.astype(np.uint8), 200).gray
    assert np.percentile(gray[20:100], 5) > 240


def stamped() -> np.ndarray:
    page = np.full((1200, 1200, 3), 255, np.uint8)
    cv2.circle(page, (600, 600), 160, (215, 40, 45), 12)
    cv2.putText(page, "1942", (690, 620), cv2.FONT_HERSHEY_SIMPLEX, 1.6, (0, 0, 0), 4)
    return page


def test_a_seal_goes_and_the_black_under_it_stays():
    page = stamped()
    out = io.BytesIO()
    Image.fromarray(page).save(out, "JPEG", quality=50)
    gray, marks = take_marks(np.asarray(Image.open(out)), 200)
    assert marks is not None and marks[600, 440]
    quarter = gray[430:600, 430:680]  # of the ring, without digits
    assert quarter.min() > 110 and np.percentile(quarter, 1) > 190
    black = page.max(axis=2) == 0
    assert np.median(gray[black]) < 70


def scanned(page: np.ndarray, quality: int) -> np.ndarray:
    """A page as a scanner keeps it: a little out of focus, its colours coarse."""
    out = io.BytesIO()
    Image.fromarray(cv2.GaussianBlur(page, (0, 0), 0.8)).save(out, "JPEG", quality=quality)
    return np.asarray(Image.open(out))


@pytest.mark.parametrize("quality", [35, 90])
@pytest.mark.parametrize("ink", [(205, 25, 30), (40, 50, 200)])
@pytest.mark.parametrize("paper", [(250, 248, 244), (205, 205, 200), (244, 236, 206)])
def test_thin_print_under_a_seal_stays_as_dark_as_beside_it(ink, paper, quality):
    bare = np.full((700, 700, 3), paper, np.uint8)
    for row in range(12):
        for column in range(12):
            place = (100 + 42 * column, 110 + 42 * row)
            cv2.putText(
                bare, str((7 * row + column) % 10), place, cv2.FONT_HERSHEY_SIMPLEX, 0.55, 50, 1
            )
    seal = np.zeros((700, 700), np.float32)
    cv2.circle(seal, (350, 350), 160, 1.0, 8)
    for at in range(10):  # letters of thin strokes
        x, y = (round(350 + 115 * turn(0.6 * at)) for turn in (math.cos, math.sin))
        cv2.rectangle(seal, (x - 14, y - 14), (x + 14, y + 14), 0.8, 2)
        cv2.line(seal, (x - 14, y), (x + 14, y), 0.8, 2)
    tint = np.array(ink, np.float32) / 255
    stamped = bare * (1 - seal[..., None] * (1 - tint))
    truth = cv2.cvtColor(scanned(bare, quality), cv2.COLOR_RGB2GRAY).astype(np.int16)
    gray, marks = take_marks(scanned(stamped.astype(np.uint8), quality), 150)
    assert marks is not None
    covered = cv2.dilate((seal > 0).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    light = int(np.median(truth))
    printed, blank = covered & (truth < light - 90), covered & (truth > light - 20)
    dark = light - gray.astype(np.int16)
    assert np.mean(dark[printed]) > 0.6 * np.mean(light - truth[printed])
    assert np.mean(dark[blank] > 60) < 0.02


def test_red_figures_are_no_seal():
    page = np.full((1200, 1200, 3), 255, np.uint8)
    cv2.putText(page, "1942", (300, 620), cv2.FONT_HERSHEY_SIMPLEX, 1.0, (200, 0, 0), 3)
    gray, marks = take_marks(page, 200)
    assert marks is None
    assert (gray < 100).sum() > 200
