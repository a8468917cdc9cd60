"""The digits of a page as witnesses for each other, and the ink that is none of theirs."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("cv2")

from extractors.ocr.crops import CellInk, Part, lines_of  # noqa: E402
from extractors.ocr.figure_text import understand  # noqa: E402
from extractors.ocr.likeness import Face  # noqa: E402
from extractors.ocr.structure import contradictions, pitch_of, shape_of  # noqa: E402


def unit(values):
    vector = np.asarray(values, np.float32)
    return vector / np.linalg.norm(vector)


def near(base, seed: int, noise: float = 0.02):
    return unit(base + np.random.default_rng(seed).normal(0, noise, base.shape))


ZERO, SIX, ONE = (unit(np.random.default_rng(seed).normal(0, 1, 400)) for seed in range(3))


def face() -> Face:
    glyphs = [near(base, at) for base in (ZERO, ONE) for at in range(8)]
    return Face([*glyphs, near(SIX, 99)], [*"0" * 8, *"1" * 8, "6"])


def test_a_digit_is_named_by_the_sure_ones_of_its_page():
    assert face().digit_of(near(ZERO, 50)) == "0"
    assert face().digit_of(near(ONE, 51)) == "1"


def test_what_is_like_none_or_like_too_few_or_like_two_is_not_named():
    assert face().digit_of(near(SIX, 52)) is None  # one example tells nothing
    assert face().digit_of(unit(np.random.default_rng(9).normal(0, 1, 400))) is None
    assert face().digit_of(unit(ZERO + ONE)) is None
    assert face().digit_of(near(ZERO, 53, 0.05)) is None
    assert Face([], []).digit_of(ZERO) is None


def box(x0: int, y0: int, x1: int, y1: int, *, rim: bool = False) -> Part:
    return Part(x0, y0, x1, y1, (x1 - x0) * (y1 - y0), rim, rim)


ZERO_AT = box(60, 30, 74, 50)


@pytest.mark.parametrize(
    ("foreign", "kept"),
    [
        (box(5, 30, 7, 52, rim=True), False),  # of the left border, beside the line
        (box(20, 6, 30, 8, rim=True), False),  # of the upper one
        (box(62, 10, 68, 13), False),  # dust above the line
        (box(50, 30, 53, 50, rim=True), True),  # a 1 squeezed to the border
        (box(5, 30, 8, 50), True),  # a 1 far off: not of the border
        (box(44, 39, 52, 41), True),  # a minus
        (box(76, 46, 79, 50), True),  # a point
    ],
)
def test_ink_that_is_not_of_the_figure_is_left_out(foreign, kept):
    blank = np.zeros((90, 120), np.uint8)
    cell = CellInk(blank, blank.astype(bool), sorted([ZERO_AT, foreign], key=lambda p: p.x0),
                   200.0, 0, 0)  # fmt: skip
    assert any(foreign in line for line in lines_of(cell)) is kept


def test_a_stroke_along_the_border_with_no_digit_beside_is_kept():
    lone = box(5, 30, 7, 52, rim=True)
    blank = np.zeros((90, 120), np.uint8)
    assert lines_of(CellInk(blank, blank.astype(bool), [lone], 200.0, 0, 0)) == [[lone]]


def test_scraps_at_many_heights_are_looked_at_without_failing():
    scraps = [box(10, 10, 14, 14), box(16, 30, 20, 33), box(22, 50, 26, 54)]
    blank = np.full((90, 120), 250, np.uint8)
    cell = CellInk(blank, blank < 1, scraps, 200.0, 0, 0)
    assert "columns" in contradictions(cell, shape_of(scraps), understand("17"))


def test_full_width_digits_tell_their_pitch_in_one_figure_with_a_fraction():
    digits = [box(x, 0, x + 14, 20) for x in (0, 26, 52, 92, 118)]
    shape = shape_of([*digits[:3], box(68, 17, 71, 20), *digits[3:]])
    assert pitch_of([(shape, "311.79")]) == pytest.approx(1.3)
