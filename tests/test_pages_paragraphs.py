"""Lines → paragraphs."""

from __future__ import annotations

import pytest
from page_builder import (
    EM,
    FULL,
    LEFT,
    blocks,
    centred,
    line,
    page,
    text_page,
    texts,
    to_the_right,
)

from extractors.pages.model import Affine, Page
from extractors.pages.paragraphs import ENDED, OPENING, SECTION
from schemas.document import Paragraph, Place, Reading, Spot

IN = "\u3000\u3000"
"""A first line's indent."""


def filled(start: str, length: int = FULL) -> str:
    """A line of `length` characters that begins with `start`."""
    return start + "正" * (length - len(start))


def test_paragraphs_begin_where_lines_are_set_in() -> None:
    found = texts(
        blocks(
            text_page(
                1,
                IN + filled("甲", FULL - 2),
                filled("乙"),
                "完。",
                IN + filled("丙", FULL - 3) + "。",  # full, and yet the last of its paragraph
                IN + filled("丁", FULL - 2),
                "完。",
            )
        )
    )
    assert [text[0] for text in found] == ["甲", "丙", "丁"]
    assert found[0] == filled("甲", FULL - 2) + filled("乙") + "完。"


def test_paragraphs_without_indents_end_with_a_short_line() -> None:
    found = texts(
        blocks(
            text_page(1, filled("甲"), "完。", filled("乙"), filled("丙"), filled("完", 30) + "。")
        )
    )
    assert [text[0] for text in found] == ["甲", "乙"]


def test_a_paragraph_goes_on_over_a_page_end_and_its_number() -> None:
    first = text_page(1, IN + filled("甲", FULL - 2), filled("乙"), filled("丙"))
    first.parts.append(centred("—1—", 790.0))
    found = texts(blocks(first, text_page(2, filled("丁"), "完。", IN + filled("戊", 20))))
    assert [text[0] for text in found] == ["甲", "戊"]


def test_a_page_end_after_a_short_line_ends_the_paragraph() -> None:
    first = text_page(1, IN + filled("甲", FULL - 2), filled("乙"), filled("丙", 20) + "。")
    found = texts(blocks(first, text_page(2, filled("丁"), filled("戊"), "完。")))
    assert [text[0] for text in found] == ["甲", "丁"]


def test_titles_dates_and_headings_stay_alone() -> None:
    found = texts(
        blocks(
            page(
                1,
                centred("某某市环境保护局", 90, 18),
                centred("2021年政府信息公开工作年度报告", 120, 18),
                line(filled("根据", FULL - 2), 150, 2),
                line(filled("年度报告"), 168),
                line("完。", 186),
                line("一、总体情况", 204),
                line("（一）主动公开", 222),
                line(filled("全年", FULL - 2), 240, 2),
                line("完。", 258),
                to_the_right("某某市环境保护局", 290),
                to_the_right("2022年1月27日", 308),
            )
        )
    )
    assert [text[:4] for text in found] == [
        "某某市环", "2021", "根据正正", "一、总体", "（一）主", "全年正正", "某某市环", "2022",
    ]  # fmt: skip


def test_a_title_that_fills_its_line_goes_on() -> None:
    body = [
        line(filled("根据", FULL - 2), 200, 2),
        line(filled("年度报告"), 218),
        line("完。", 236),
    ]
    title = [
        centred("云溪市青岚县城市管理局二〇一九年政府信息公开工", 90, 19.0),
        centred("作年度报告", 115, 19.0),
        centred("（公开）", 140, 19.0),
    ]
    found = texts(blocks(page(1, *title, *body)))
    assert found[:2] == ["云溪市青岚县城市管理局二〇一九年政府信息公开工作年度报告", "（公开）"]


def test_a_line_that_had_to_leave_room_is_full() -> None:
    # The number could not be broken, nor could the bracket stand at the end.
    number = text_page(1, filled("共计", FULL - 2), "198018件正文" + "正" * 20 + "。")
    bracket = text_page(1, filled("公开", FULL - 1), "（网站）和" + "正" * 20 + "。", filled("又"))
    assert len(texts(blocks(number))) == 1
    assert len(texts(blocks(bracket))) == 2


def test_a_mark_in_the_margin_moves_no_margin() -> None:
    rows = [IN + filled("甲", FULL - 2) + "，", filled("乙"), filled("丙") + "，", "完。"]
    assert len(texts(blocks(text_page(1, *rows)))) == 1


def scanned(*parts: tuple[str, float]) -> list[str]:
    """The paragraphs of a scanned page, of lines with indents in characters."""
    rows = [line(text, 90 + 18.0 * at, indent) for at, (text, indent) in enumerate(parts)]
    return texts(blocks(page(1, *rows, reader="ocr"), reader="ocr"))


def test_a_line_that_sticks_out_moves_no_margin() -> None:
    # Dirt before a line's first character was read with it.
    rows = [(filled("甲", FULL - 2), 2.0), (filled("乙"), 0.0), (filled("丙"), -0.8)]
    rows += [(filled("丁"), 0.0), ("完。", 0.0)]
    assert len(scanned(*rows)) == 1


def test_a_line_whose_opening_mark_was_not_seen_goes_on() -> None:
    rows = [(filled("甲", FULL - 2), 2.0), (filled("“一网通办”"), 0.0), ("最多跑一次”栏目。", 1.0)]
    rows += [(filled("乙", FULL - 2), 2.0), ("完。", 0.0)]
    assert [text[0] for text in scanned(*rows)] == ["甲", "乙"]


def test_a_scanned_line_that_ends_a_little_early_in_midst_of_a_sentence_goes_on() -> None:
    # On bent paper the margin is not straight.
    rows = [
        (filled("甲", FULL - 2), 2.0),
        (filled("乙"), 0.0),
        (filled("自2024年1", FULL - 1), 0.0),
    ]
    rows += [("月1日起。", 0.0), (filled("丙", FULL - 2), 2.0), ("完。", 0.0)]
    assert [text[0] for text in scanned(*rows)] == ["甲", "丙"]


def test_a_scanned_date_or_title_does_not_run_into_what_follows() -> None:
    # A covering letter's title, signature and date, then the report's title.
    size = 1.3 * EM
    letter = line("关于报送年度报告的函" + "甲" * 16, 60, 2.0, size)
    rows = [
        (filled("县"), 0.0),
        (filled("现", FULL - 2), 2.0),
        (filled("乙"), 0.0),
        ("请收悉。", 0.0),
    ]
    rows += [("清漪市民政局", FULL - 8.0), ("2023年3月6日", FULL - 7.0)]
    parts = [line(text, 90 + 18.0 * at, indent) for at, (text, indent) in enumerate(rows)]
    title = line("清漪市民政局年度" + "甲" * 20, 220, 0.5, size)
    found = texts(blocks(page(1, letter, *parts, title, reader="ocr"), reader="ocr"))
    assert [text[:2] for text in found] == ["关于", "县正", "现正", "清漪", "20", "清漪"]


def test_empty_lines_part_paragraphs() -> None:
    lines = [line(filled("甲"), 90), line(filled("乙"), 108), line(filled("丙"), 150)]
    assert len(texts(blocks(page(1, *lines, line(filled("丁"), 168))))) == 2


def test_items_of_a_list_stay_apart_without_indents() -> None:
    found = texts(
        blocks(
            text_page(
                1,
                filled("（一）甲", FULL - 1) + "。",
                filled("（二）乙", FULL - 1) + "。",
                "（三）丙。",
            )
        )
    )
    assert [text[1] for text in found] == ["一", "二", "三"]


def test_a_block_set_in_as_a_whole_is_one_paragraph() -> None:
    lines = [line(filled("甲"), 90 + 18 * n) for n in range(4)]
    block = [line(filled("乙", FULL - 4), 180 + 18 * n, 4) for n in range(3)]
    found = texts(blocks(page(1, *lines, line("完。", 162), *block)))
    assert [text[0] for text in found] == ["甲", "乙"]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("收到申请", "12件", "收到申请12件"),
        ("收到申请12", "件", "收到申请12件"),
        ("收到申请12", "04件", "收到申请1204件"),
        ("比率为94.", "77%", "比率为94.77%"),
        ("the annual", "report", "the annual report"),
        ("Report 2021,", "annex", "Report 2021, annex"),
        ("依据Annual", "报告", "依据Annual报告"),
        ("见A", "3号", "见A3号"),
    ],
)
def test_what_comes_between_two_lines(first: str, second: str, joined: str) -> None:
    lead = "正" * int(FULL - sum(0.5 if c.isascii() else 1 for c in first))
    (found,) = texts(blocks(text_page(1, filled("正"), lead + first, second + "正。")))
    assert found.removeprefix(filled("正") + lead) == joined + "正。"


def test_a_larger_line_is_not_joined() -> None:
    found = blocks(page(1, line("大" * 25, 90, size=18), line(filled("小"), 115)))
    assert len(texts(found)) == 2


def test_pieces_lead_back_to_the_lines() -> None:
    found = blocks(page(3, line(filled("甲"), 90), line("乙12件。", 108)))
    paragraph = found[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.place == Place(3, LEFT, 90.0, 528.0, 102.0)
    at = paragraph.text.index("12")
    assert paragraph.place_of(at, at + 2) == Place(3, LEFT + EM, 108.0, LEFT + 2 * EM, 120.0)


def test_places_are_those_of_the_page_as_shown() -> None:
    upside_down = Affine(-1, 0, 595, 0, -1, 842)
    turned = Page(1, 595, 842, "pdf", [line("甲12件", 90)], upside_down)
    paragraph = blocks(turned)[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.place == Place(1, 595 - LEFT - 3 * EM, 740.0, 595 - LEFT, 752.0)
    assert paragraph.place_of(1, 3) == Place(1, 595 - LEFT - 2 * EM, 740.0, 595 - LEFT - EM, 752.0)


def test_a_page_on_its_side_has_places_of_lines_only() -> None:
    turned = Page(1, 842, 595, "pdf", [line("甲12件", 90)], Affine(0, -1, 595, 1, 0, 0))
    paragraph = blocks(turned)[0]
    assert isinstance(paragraph, Paragraph)
    assert paragraph.pieces[0].edges == ()
    assert paragraph.place_of(1, 3) == Place(1, 493.0, LEFT, 505.0, LEFT + 3 * EM)


def test_spots_and_confidence_come_along() -> None:
    spot = Spot(1, 3, 0.5, ("readers_differ",), (Reading("tesseract", "12", 0.5),))
    parts = [line(filled("甲"), 90, confidence=0.99), line(" 乙12件。", 108, confidence=0.9)]
    parts[1].spots = (Spot(2, 4, 0.5, spot.doubts, spot.readings),)
    (paragraph,) = blocks(page(1, *parts, reader="ocr"))
    assert isinstance(paragraph, Paragraph)
    assert paragraph.reader == "ocr"
    at = paragraph.text.index("12")
    assert paragraph.spots[0] == Spot(at, at + 2, 0.5, spot.doubts, spot.readings)
    assert paragraph.spots[1] == Spot(at - 1, len(paragraph.text), 0.9)
    assert 0.9 < paragraph.confidence < 0.99


def test_patterns() -> None:
    for text in ("一、总体", "（一）主动", "(1)甲", "1、乙", "1.丙", "第一章", "●丁"):
        assert OPENING.match(text), text
    for text in ("一是", "2021年", "1.5万", "第一次", "（以下简称"):
        assert not OPENING.match(text), text
    assert all(ENDED.search(text) for text in ("完。", "如下：", "好！”", "甲；", "乙。）"))
    assert not any(ENDED.search(text) for text in ("完", "甲，", "（乙）", "3、"))


def test_a_section_heading_at_the_margin_stays_alone() -> None:
    full = "根据条例第五十条规定和办公室的通知要求现公布我局年度报告如有疑问请与办公室联系地址"[
        :FULL
    ]
    found = blocks(
        text_page(
            1,
            "\u3000\u3000" + full[:-2],
            full[:-1] + "。",
            "一、总体情况",
            "\u3000\u3000" + full[:-2],
            full,
            "报告。",
            "四、政府信息公开行政复议、行政诉讼情况",
            "无。",
        )
    )
    texts = [block.text for block in found if isinstance(block, Paragraph)]
    assert "一、总体情况" in texts and "四、政府信息公开行政复议、行政诉讼情况" in texts


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("一、总体情况", True),
        ("4、 政府信息公开行政复议、行政诉讼情况", True),
        ("一、2021年主动公开情况", False),
        ("一、主动公开政府信息，其中", False),
        ("（一）主动公开", False),
        ("1.5万元", False),
        ("一、" + "公开" * 20, False),
    ],
)
def test_section_headings(text: str, heads: bool) -> None:
    assert bool(SECTION.fullmatch(text)) == heads
