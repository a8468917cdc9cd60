"""Prose of page pictures: lines found, written as typed, their figures read twice."""

from __future__ import annotations

import shutil
from itertools import pairwise

import numpy as np
import pytest

from extractors.numerals import Quantity, read
from extractors.ocr import figures
from extractors.ocr.figures import Line, canonical, check_figures, figures_in
from extractors.ocr.letters import Letter, as_typed
from extractors.ocr.lines import Strip, crop, find_lines
from extractors.ocr.model import PreparedPage
from extractors.ocr.second_reader import SecondReading
from extractors.ocr.tesseract import FigureReading
from extractors.pages.model import Box, TextLine


def letters(text: str, em: float = 12.0) -> list[Letter]:
    """Set a text as print does: Chinese letters an em wide, others half of it."""
    found, at = [], 0.0
    for char in text:
        width = em / 2 if char.isascii() or char in "·–" else em
        found.append(Letter(char, 0.99, at + width / 2))
        at += width
    return found


def typed(text: str) -> str:
    return "".join(each.char for each in as_typed(letters(text), 12.0))


@pytest.mark.parametrize(
    ("read_as", "meant"),
    [
        ("全年收到申请5件,其中自然人3件;", "全年收到申请5件，其中自然人3件；"),
        ("(一)主动公开:", "（一）主动公开："),
        ("(2020年修订稿)》", "（2020年修订稿）》"),
        ("公开1,204条", "公开1,204条"),
        ("办结率94.77%.", "办结率94.77%。"),
        ("1.主动公开", "1.主动公开"),
        ("设6.个主频道", "设6个主频道"),
        ("设10·个栏目", "设10个栏目"),
        ("办件10.", "办件10"),
        ("国办发[2021]30号", "国办发〔2021〕30号"),
        ("国办公开办函〔2021）30号", "国办公开办函〔2021〕30号"),
        ("国办发（2021）30号", "国办发（2021）30号"),
        ("国办公开办函[20", "国办公开办函〔20"),
        ("（四）·平台", "（四）平台"),
        ("频道、·59个", "频道、59个"),
        ("—、总体情况", "一、总体情况"),
        ("（—）机构", "（一）机构"),
        ("—是加强领导", "一是加强领导"),
        ("0900一7182403", "0900-7182403"),
        ("一12一", "—12—"),
        ("1月1日一2019年", "1月1日—2019年"),
        ("为2019年1月1日一", "为2019年1月1日—"),
        ("一2019年12月31日", "—2019年12月31日"),
        ("每日一", "每日一"),
        ("邮编：863947)。", "邮编：863947）。"),
        ("二○二一年", "二〇二一年"),
        ("使用OA系统", "使用OA系统"),
        ("共3-5个", "共3-5个"),
        ('"双公示"要求', "“双公示”要求"),
        ("上午8:30至9:00", "上午8:30至9:00"),
        ("率 94.77 %", "率94.77%"),
        ("office work", "office work"),
    ],
)
def test_written_as_typed(read_as: str, meant: str) -> None:
    assert typed(read_as) == meant


def test_wide_comma_between_digits_is_told_by_its_room() -> None:
    assert typed("1，204条") == "1，204条"
    narrow = letters("1,204条")
    narrow[1].char = "，"  # what the recogniser says, not what is printed
    assert "".join(each.char for each in as_typed(narrow, 12.0)) == "1,204条"


def test_figures_of_columns_do_not_run_together() -> None:
    row = letters("449107")
    for at, letter in enumerate(row):
        letter.at += 40 * (at // 2)
    assert "".join(each.char for each in as_typed(row, 12.0)) == "44 91 07"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("收到申请775件，其中自然人761", ["775", "761"]),
        ("公开1,204条，占99.79%", ["1,204", "99.79%"]),
        ("电话0900-7182403", ["0900-7182403"]),
        ("收到O件，l条", ["O", "l"]),
        ("收到—件", ["—"]),
        ("访问量54万余次，1.2亿人", ["54万", "1.2亿"]),
        ("召开会议三十二次，百分之九十以上", ["三十二", "百分之九十"]),
        ("全年共举办培训班二十", ["二十"]),
        ("一是进一步加强", []),
        ("第二十条第（五）项", []),
    ],
)
def test_figures_in_a_line(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in figures_in(text)] == found
    assert all(
        any(start < each.end and each.start < end for start, end in figures_in(text))
        for each in read(text)
        if isinstance(each, Quantity)
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1,204", "1204", True),
        ("１２０４", "1204", True),
        ("94.77%", "94.77％", True),
        ("94.77%", "9477%", False),
        ("3-5", "35", False),
        ("3—5", "3-5", True),
        ("54万", "54万余次；", True),
        ("54万", "54", False),
        ("三十二", "三十一", False),
        ("百分之九十", "百分之九十以", True),
        ("二是5", "5", True),
        ("O", "0", False),
    ],
)
def test_what_a_value_hangs_on(one: str, other: str, same: bool) -> None:
    assert (canonical(one) == canonical(other)) == same


def line(text: str, scores: dict[int, float] | None = None) -> Line:
    own = letters(text)
    for at, score in (scores or {}).items():
        own[at].score = score
    width = own[-1].at + 6
    picture = np.full((40, round(width * 200 / 72)), 255, np.uint8)
    return Line(Box(0, 0, width, 12), own, picture, 0.0, 200 / 72)


PAGE = PreparedPage(np.full((400, 1600), 255, np.uint8), 200)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch):
    """Let the second reader say something, the same at every look."""

    monkeypatch.setattr(
        figures, "read_figures", lambda pictures: [FigureReading("", 0.0) for _ in pictures]
    )

    def tell(*texts: str) -> None:
        monkeypatch.setattr(
            figures.second_reader,
            "read_pieces",
            lambda pieces: [SecondReading(text, 0.9) for text in texts],
        )

    return tell


def test_agreement_is_sure_and_keeps_both_readings(told) -> None:
    told("申请775件，")
    ((spot,),) = check_figures(PAGE, [line("收到申请775件，其中")])
    assert spot.doubts == () and spot.confidence > 0.99
    assert [str(each) for each in spot.readings] == ["rapidocr:775", "tesseract:775"]


@pytest.mark.parametrize(
    ("other", "doubt"),
    [
        ("申请175件，", "readers_differ"),
        ("申请1775件，", "readers_differ"),
        ("申请75件，", "readers_differ"),
        ("申请77.5件，", "readers_differ"),
        ("申请件，", "one_reader"),
        ("", "one_reader"),
    ],
)
def test_disagreement_is_a_doubt(told, other: str, doubt: str) -> None:
    told(other)
    ((spot,),) = check_figures(PAGE, [line("收到申请775件，其中")])
    assert spot.doubts == (doubt,)
    assert (spot.start, spot.end) == (4, 7)


@pytest.mark.parametrize(
    ("own", "other", "alone", "settled"),
    [
        ("办结率94.77%。", "率94.779%。", "94.77", True),
        ("办结率94.77%。", "率94.77%6。", "94.77", True),
        ("办结率94.77%。", "率94.779%。", "94.7", False),
        ("办结率94.77%。", "率94.17%。", "94.77", False),  # another digit, whatever it says now
        ("举办1期", "举办工期", "1", True),
        ("举办1期", "举办工期", "7", False),
        ("举办5期", "举办15期", "5", False),  # a digit lost by the first would be lost again
    ],
)
def test_second_look_settles_only_what_letters_confused(
    told, monkeypatch: pytest.MonkeyPatch, own: str, other: str, alone: str, settled: bool
) -> None:
    told(other)
    monkeypatch.setattr(
        figures, "read_figures", lambda pictures: [FigureReading(alone, 0.9) for _ in pictures]
    )
    ((spot,),) = check_figures(PAGE, [line(own)])
    assert (spot.doubts == ()) == settled
    assert not settled or figures.SETTLED == spot.confidence < figures.AGREED


def test_digit_missing_at_the_edge_of_a_figure_is_seen(told) -> None:
    told("发布15件")  # and the first recogniser has lost the 1
    ((spot,),) = check_figures(PAGE, [line("发布5件")])
    assert spot.doubts == ("readers_differ",)


def test_unsure_digit_is_a_doubt_even_where_both_agree(told) -> None:
    told("申请775件，")
    ((spot,),) = check_figures(PAGE, [line("收到申请775件，其中", {5: 0.4})])
    assert spot.doubts == ("reading_weak",)


def test_neighbours_in_one_piece_are_told_apart(told) -> None:
    told("2021年1月27日")
    (spots,) = check_figures(PAGE, [line("2021年1月21日")])
    assert [spot.doubts for spot in spots] == [(), (), ("readers_differ",)]


def test_earlier_text_layer_adds_a_doubt_but_never_takes_one(told) -> None:
    told("申请775件，")
    one = line("收到申请775件，其中")
    ((spot,),) = check_figures(PAGE, [one], [TextLine("收到申请715件，其中", one.box)])
    assert spot.doubts == ("readers_differ",)
    assert "text_layer:715" in [str(each) for each in spot.readings]
    told("申请715件，")
    ((spot,),) = check_figures(PAGE, [one], [TextLine("收到申请775件，其中", one.box)])
    assert spot.doubts == ("readers_differ",)


def test_figure_under_a_seal_is_a_doubt(told) -> None:
    told("申请775件，")
    page = PreparedPage(PAGE.gray, 200, marks=np.ones(PAGE.gray.shape, np.bool_))
    ((spot,),) = check_figures(page, [line("收到申请775件，其中")])
    assert spot.doubts == ("mark_over_cell",)


# Lines ------------------------------------------------------------------------------------


def glyph_row(picture: np.ndarray, x: int, y: int, count: int, size: int = 30) -> None:
    """Draw letters, frames of strokes, an em wide each with a gap."""
    for at in range(count):
        left = x + at * (size + 4)
        for stroke in (0, size // 2, size - 4):
            picture[y + stroke : y + stroke + 4, left : left + size] = 0
        picture[y : y + size, left + size // 2 - 2 : left + size // 2 + 2] = 0


@pytest.fixture
def sheet() -> np.ndarray:
    return np.full((2339, 1654), 255, np.uint8)


def test_lines_from_top_to_bottom_with_far_words_apart(sheet: np.ndarray) -> None:
    for y in (900, 200, 260):
        glyph_row(sheet, 200, y, 20)
    glyph_row(sheet, 1300, 900, 5)
    strips = find_lines(PreparedPage(sheet, 200), [])
    assert [(s.left, s.upper) for s in strips] == [(200, 200), (200, 260), (200, 900), (1300, 900)]
    assert all(abs(s.lower - s.upper - 30) <= 1 for s in strips)


def test_tables_rules_edges_and_specks_are_no_lines(sheet: np.ndarray) -> None:
    glyph_row(sheet, 200, 300, 20)
    glyph_row(sheet, 200, 1000, 20)  # within the table
    sheet[500:504, 100:1500] = 0  # a rule
    sheet[:, :25] = 20  # the scanner's edge
    rng = np.random.default_rng(1)
    for y, x in zip(rng.integers(10, 2300, 600), rng.integers(40, 1600, 600), strict=True):
        sheet[y : y + 3, x : x + 2] = 0
    strips = find_lines(PreparedPage(sheet, 200), [Box(50, 340, 560, 400)])
    assert len(strips) == 1
    assert abs(strips[0].upper - 300) <= 3


def test_a_bent_frame_joins_no_lines(sheet: np.ndarray) -> None:
    for y in (300, 345, 390):
        for at in range(20):  # askew, so that no row of pixels between the lines is bare
            glyph_row(sheet, 200 + at * 34, y + at, 1)
    frame = np.zeros(sheet.shape, dtype=np.bool_)
    for x in (190, 897):
        for y in range(285, 438):
            frame[y, x + (y - 285) // 40 : x + (y - 285) // 40 + 12] = True
    sheet[frame] = 0
    strips = find_lines(PreparedPage(sheet, 200, borders=frame), [])
    assert [strip.upper for strip in strips] == [300, 345, 390]
    assert all(strip.height == 49 for strip in strips)


def test_the_rests_of_a_broken_rule_are_no_line(sheet: np.ndarray) -> None:
    glyph_row(sheet, 200, 300, 20)
    for x in range(200, 900, 60):
        sheet[360:366, x : x + 35] = 0
    (strip,) = find_lines(PreparedPage(sheet, 200), [])
    assert strip.lower <= 335


def test_underlined_line_is_found_whole(sheet: np.ndarray) -> None:
    glyph_row(sheet, 200, 300, 20)
    sheet[336:339, 200 : 200 + 20 * 34] = 0
    (strip,) = find_lines(PreparedPage(sheet, 200), [])
    assert strip.right - strip.left > 18 * 34


def test_large_title_is_one_line_and_touching_lines_are_two(sheet: np.ndarray) -> None:
    for y in range(600, 1400, 60):
        glyph_row(sheet, 200, y, 20)
    glyph_row(sheet, 300, 200, 8, size=60)
    strips = find_lines(PreparedPage(sheet, 200), [])
    assert abs(strips[0].height - 60) <= 2
    assert all(one.lower <= other.upper for one, other in pairwise(strips))


def test_a_lone_letter_in_two_halves_is_one_line(sheet: np.ndarray) -> None:
    glyph_row(sheet, 100, 200, 20)
    sheet[260:272, 400:430] = 30  # 告, the second line of a title
    sheet[277:290, 404:428] = 30
    sheet[280:287, 410:422] = 255
    glyph_row(sheet, 100, 340, 20)
    assert [strip.upper // 10 for strip in find_lines(PreparedPage(sheet, 200), [])] == [20, 26, 34]


def test_point_after_the_last_letter_belongs_to_the_line(sheet: np.ndarray) -> None:
    glyph_row(sheet, 200, 300, 20)
    sheet[324:330, 200 + 20 * 34 + 4 : 200 + 20 * 34 + 10] = 0
    (strip,) = find_lines(PreparedPage(sheet, 200), [])
    assert strip.right >= 200 + 20 * 34 + 10


def test_blank_page_has_no_lines(sheet: np.ndarray) -> None:
    assert find_lines(PreparedPage(sheet, 200), []) == []


# With the recognisers ---------------------------------------------------------------------

SENTENCES = [
    "一、总体情况",
    "（一）全年主动公开信息1,204条，其中规范性文件37件；",
    "收到申请0件，按期办结率99.79%。联系电话：0900-7182403。",
    "〔2020〕57号，共召开会议三次，2021年1月27日",
]


def printed(sentences: list[str], size: int = 33) -> np.ndarray:
    """Print sentences with a Chinese font; skips where there is none."""
    from PIL import Image, ImageDraw, ImageFont

    for name in (
        "uming.ttc",
        "wqy-zenhei.ttc",
        "NotoSansCJK-Regular.ttc",
        "NotoSerifCJK-Regular.ttc",
    ):
        try:
            font = ImageFont.truetype(name, size)
            break
        except OSError:
            continue
    else:
        pytest.skip("there is no Chinese font")
    picture = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(picture)
    for at, sentence in enumerate(sentences):
        draw.text((200, 300 + 70 * at), sentence, font=font, fill=20)
    return np.asarray(picture, dtype=np.uint8)


@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_printed_sentences_come_back() -> None:
    from extractors.ocr.prose import read_prose

    lines = read_prose(PreparedPage(printed(SENTENCES), 200), [])
    assert [each.text for each in lines] == SENTENCES
    for each in lines:
        assert len(each.edges) == len(each.text) + 1
        assert all(one <= other for one, other in pairwise(each.edges))
        for figure in (q for q in read(each.text) if isinstance(q, Quantity)):
            spots = [s for s in each.spots if s.start < figure.end and figure.start < s.end]
            assert spots and not any(spot.doubts for spot in spots)


def test_a_line_is_cut_as_high_as_its_letters_though_their_upper_strokes_are_pale():
    page = PreparedPage(np.full((200, 300), 250, np.uint8), 200.0)
    low, whole = Strip(50, 91, 110, 114, 36.0), Strip(50, 85, 110, 121, 36.0)
    assert crop(page, low).picture.shape[0] >= 36
    assert abs(crop(page, low).picture.shape[0] - crop(page, whole).picture.shape[0]) <= 2
