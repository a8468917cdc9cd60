"""Two readings of a figure: understood, compared, weighed."""

from __future__ import annotations

import pytest

from extractors.ocr.agreement import ILLEGIBLE_PAGE, UNREADABLE, Witnesses, judge
from extractors.ocr.calibration import Evidence, calibrated, refit
from extractors.ocr.crops import Part
from extractors.ocr.dashes import Stroke
from extractors.ocr.figure_text import understand
from extractors.ocr.rapid import Recognition
from extractors.ocr.structure import shape_of
from extractors.ocr.tesseract import FigureReading
from schemas.doubts import confidence_of, review_of


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("17", "17"), ("１７", "17"), (" 1 7 ", "17"), ("17.", "17"), ("·17", "17"),
        ("1,204", "1204"), ("1，204", "1204"), ("12,04", None), ("1,204,5", None),
        ("40.35", "40.35"), ("4.0.35", None), ("−1942", "-1942"), ("+57", "+57"),
        ("—", "-"), ("一", "-"), ("/", "-"), ("--", "-"), ("万元", None), ("", None),
        ("40.35万元", "40.35"), ("12件", "12"), ("1.属于国家秘密", None),
        ("1.132,691", "1132691"), ("1,132.691", "1132.691"), ("1.132.691", None),
        ("12.5,678", None), ("-1.204,005", "-1204005"),
    ],
)  # fmt: skip
def test_what_a_reading_says(text, key):
    assert understand(text).key == key


@pytest.mark.parametrize(("text", "key"), [("O", "0"), ("()", "0"), ("l7", "17"), ("Q", "0")])
def test_letters_taken_for_digits_are_not_sure(text, key):
    found = understand(text)
    assert found.key == key
    assert not found.sure


def verdict(rapid: str, tesseract: str, score: float = 0.999, second: str | None = None, **more):
    return judge(
        Witnesses(
            Recognition(rapid, score if rapid else 0.0),
            FigureReading(tesseract, 0.5),
            FigureReading(second, 0.5) if second is not None else None,
            **more,
        )
    )


DASH, REST = Stroke("dash", 8.5), Stroke("rest", 6.0)
DASHES = Stroke("dash", 9.0, often=True)
AMID = Stroke("dash", 9.0, often=True, amid=True)
HYPHEN, HYPHENS = Stroke("hyphen", 5.0), Stroke("hyphen", 5.0, often=True)
SLASH, SLASHES = Stroke("slash", 8.0), Stroke("slash", 8.0, often=True)


@pytest.mark.parametrize(
    ("rapid", "tesseract", "more", "text", "doubts"),
    [
        ("17", "17", {}, "17", ()),
        ("1,204", "1204", {}, "1,204", ()),
        ("17", "71", {"second": "17"}, "17", ()),
        ("17", "71", {"second": "11"}, "17", ("readers_differ",)),
        ("17", "", {"second": ""}, "17", ("one_reader",)),
        ("", "17", {"second": "17"}, "17", ("one_reader",)),
        ("17", "17", {"score": 0.5}, "17", ("reading_weak",)),
        ("17", "17", {"against": ("columns",)}, "17", ("reading_weak",)),
        ("O", "0", {}, "0", ("reading_weak",)),
        ("17", "17", {"lost": True}, "17", ()),
        ("17", "11", {"lost": True}, "17", ("readers_differ", "mark_over_cell")),
        ("", "", {}, UNREADABLE, ("unreadable",)),
        ("—", "2", {"stroke": DASH}, "-", ()),
        ("", "", {"stroke": DASH}, "-", ("reading_weak",)),
        ("1", "1", {"stroke": DASH}, "-", ("reading_weak",)),
        ("", "", {"stroke": DASHES}, "-", ()),
        ("1", "1", {"stroke": DASHES}, "-", ()),
        ("-", "-", {"stroke": DASH, "lost": True}, "-", ()),
        ("-", "-", {"stroke": DASH, "marked": True}, "-", ("reading_weak", "mark_over_cell")),
        ("-", "7", {"stroke": HYPHEN}, "-", ()),
        ("-", "-", {"stroke": HYPHEN, "against": (ILLEGIBLE_PAGE,)}, "-", ("reading_weak",)),
        ("", "-", {"stroke": HYPHEN}, "-", ("reading_weak",)),
        ("", "", {"stroke": HYPHENS, "against": (ILLEGIBLE_PAGE,)}, "-", ()),
        ("1", "/", {"stroke": SLASHES, "against": ("slash",)}, "/", ()),
        ("1", "", {"stroke": SLASHES, "against": ("slash",)}, "/", ()),
        ("1", "1", {"stroke": SLASHES, "against": ("slash",)}, "1", ("reading_weak",)),
        ("1", "1", {"stroke": SLASH, "against": ("slash",)}, "1", ("reading_weak",)),
        ("-", "-", {"stroke": REST}, "-", ("reading_weak",)),
        ("1", "/", {"second": "/"}, "1", ("readers_differ",)),
        ("0", "9", {"second": "6", "alike": "0"}, "0", ()),
        ("C", "6", {"second": "6", "alike": "0"}, "0", ()),
        ("0", "9", {"alike": "0", "against": ("width",)}, "0", ("reading_weak",)),
        ("17", "71", {"alike": "11"}, "17", ("readers_differ",)),
        ("9", "0", {"alike": "0"}, "0", ("readers_differ",)),
        ("17", "-17", {"second": "-17", "alike": "17"}, "17", ("readers_differ",)),
        ("17", "17", {"score": 0.5, "alike": "17"}, "17", ()),
        ("17", "17", {"against": ("blot",)}, "17", ("reading_weak", "mark_over_cell")),
        ("", "", {"stroke": AMID}, "-", ("reading_weak",)),
        ("-", "-", {"stroke": AMID}, "-", ("reading_weak",)),
        ("4--", "", {"stroke": AMID, "marked": True}, "-", ("reading_weak", "mark_over_cell")),
        ("一", "", {"marked": True}, "-", ("one_reader", "mark_over_cell")),
        ("一", "-", {"marked": True}, "-", ("reading_weak", "mark_over_cell")),
        ("一", "-", {}, "-", ()),
        ("1.132,691", "1.132,691", {}, "1,132,691", ("reading_weak",)),
        ("1,132,691", "1.132,691", {}, "1,132,691", ("reading_weak",)),
        ("1.132,691", "1,132,691", {"alike": "1132691"}, "1,132,691", ("reading_weak",)),
        ("2592 63", "2592.63", {}, "2592.63", ("readers_differ",)),
        ("2592 63", "25926", {"second": "2592.63"}, "2592.63", ("readers_differ",)),
        ("2592 63", "25.9263", {}, "259263", ("readers_differ",)),
        ("796 61", "79661", {"point_seen": True}, "796.61", ("reading_weak",)),
        ("796 61", "79661", {"point_seen": True, "alike": "79661"}, "796.61", ("reading_weak",)),
        ("1 204", "1.204", {"point_seen": True}, "1204", ("readers_differ",)),
        ("0l", "0", {}, "0", ("readers_differ",)),
        ("05", "8", {}, "8", ("readers_differ",)),
        ("01", "-", {}, "01", ("readers_differ",)),
    ],
)
def test_verdict(rapid, tesseract, more, text, doubts):
    found = verdict(rapid, tesseract, **more)
    assert found.text == text
    assert found.doubts == doubts


@pytest.mark.parametrize(
    ("rapid", "tesseract", "past_mark", "text", "doubts"),
    [
        ("7商", "7", "7", "7", ("reading_weak", "mark_over_cell")),
        ("7商", "7", "1", "7商", ("reading_weak", "mark_over_cell")),
        ("To", ".5", "0", "0", ("one_reader", "mark_over_cell")),
        ("0l", "0", "0", "0", ("readers_differ", "mark_over_cell")),
        ("a", "", "0", "0", ("one_reader", "mark_over_cell")),
        ("-5", "5", "5", "-5", ("readers_differ", "mark_over_cell")),
        ("4035", "40.35", "4035", "4035", ("readers_differ", "mark_over_cell")),
        ("17", "17", "11", "17", ()),
    ],
)
def test_a_figure_without_what_is_left_of_a_mark_stays_doubted(
    rapid, tesseract, past_mark, text, doubts
):
    found = verdict(rapid, tesseract, marked=True, past_mark=Recognition(past_mark, 0.9))
    assert found.text == text
    assert found.doubts == doubts
    assert str(found.readings[-1]) == f"rapidocr:{past_mark}"


def test_both_readings_are_kept():
    kept = verdict("17", "11", second="71").readings
    assert [str(reading) for reading in kept] == ["rapidocr:17", "tesseract:71"]


def test_doubts_lower_the_confidence_of_the_record():
    plain, differ = verdict("17", "17"), verdict("17", "11", second="71")
    recorded = confidence_of(list(differ.doubts), differ.confidence)
    assert recorded < plain.confidence
    assert review_of(list(differ.doubts))


def test_refit_gives_the_share_of_right_readings():
    sure, weak = Evidence("both", 0.999), Evidence("both", 0.7)
    shares = refit([(sure, True)] * 999 + [(weak, True), (weak, False)] * 50)
    assert shares[sure.kind] == pytest.approx(0.9995)
    assert shares[weak.kind] == pytest.approx(0.5, abs=0.01)
    assert shares["both"] == pytest.approx(1049 / 1099, abs=0.002)


def test_an_agreement_is_surer_than_any_difference():
    assert calibrated(Evidence("both", 0.995)) > 0.99
    assert calibrated(Evidence("both", 0.995)) > calibrated(Evidence("differ", 0.995))


def test_a_likeness_makes_nearly_as_sure_as_a_second_look():
    found = calibrated(Evidence("likeness", 0.97))
    assert calibrated(Evidence("differ", 0.97)) < found < calibrated(Evidence("both", 0.97))


def box(x0: int, y0: int, x1: int, y1: int) -> Part:
    return Part(x0, y0, x1, y1, (x1 - x0) * (y1 - y0))


def test_halves_of_a_broken_zero_are_one_column():
    shape = shape_of([box(0, 0, 4, 20), box(8, 0, 12, 20)])
    assert len(shape.tall) == 1
    assert shape.mended


def test_two_ones_are_two_columns():
    assert len(shape_of([box(0, 0, 3, 20), box(15, 0, 18, 20)]).tall) == 2


def test_a_comma_under_a_seven_is_no_piece_of_it():
    shape = shape_of([box(0, 0, 13, 20), box(9, 17, 13, 24), box(20, 0, 33, 20)])
    assert (len(shape.tall), len(shape.low)) == (2, 1)
