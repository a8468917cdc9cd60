"""Furniture of pages is dropped; a figure that merely stands there is not."""

from __future__ import annotations

import pytest
from page_builder import FULL, blocks, centred, line, page, table, texts, to_the_right

from extractors.pages.furniture import BARE_NUMBER, DRESSED_NUMBER
from extractors.pages.notes import NOTE_MARK

BODY = [line("这是正文。" * n, y) for n, y in ((7, 100.0), (7, 118.0), (4, 136.0))]


@pytest.mark.parametrize(
    "text",
    ["—3—", "-3-", "－12－", "一3一", "第3页", "第三页", "第3页共5页", "第3页/共5页",
     "第3页，共5页", "3/5", "·3·", "Page3of5", "p.3", "续表", "（续表）", "接上页", "续上表2"],
)  # fmt: skip
def test_numbers_dressed_as_a_page_has_them(text: str) -> None:
    assert DRESSED_NUMBER.fullmatch(text)


@pytest.mark.parametrize(
    "text", ["3", "-3", "3件", "2021年", "3.5", "一、", "第3条", "1/2/3", "无"]
)
def test_what_is_no_dressed_number(text: str) -> None:
    assert not DRESSED_NUMBER.fullmatch(text)


def test_bare_numbers() -> None:
    assert all(BARE_NUMBER.fullmatch(text) for text in ("3", "12", "iv", "XII", "Ⅲ", "ⅳ"))
    assert not any(BARE_NUMBER.fullmatch(text) for text in ("3.", "2021年", "iva", "12345"))


def test_note_marks() -> None:
    assert all(NOTE_MARK.match(text) for text in ("1脚注", "①注", "* 注", "[1]注"))
    assert not any(NOTE_MARK.match(text) for text in ("1.总体", "2021年", "1、一是", "注"))


def numbered(*feet: str, y: float = 790.0) -> list[str]:
    pages = [page(n, *BODY, centred(foot, y)) for n, foot in enumerate(feet, 1)]
    return [text for text in texts(blocks(*pages)) if "正文" not in text]


@pytest.mark.parametrize(
    "feet",
    [("—1—",), ("—1—", "—2—"), ("1", "2"), ("1", "2", "3"), ("Ⅰ", "Ⅱ"), ("i", "ii"), ("5", "6"),
     ("- 1 -", "- 2 -"), ("1/2", "2/2"), ("第 1 页 共 2 页", "第 2 页 共 2 页")],
)  # fmt: skip
def test_page_numbers_are_dropped(feet: tuple[str, ...]) -> None:
    assert numbered(*feet) == []


def test_a_figure_alone_at_the_foot_stays() -> None:
    assert numbered("12") == ["12"]
    assert numbered("12", "30") == ["12", "30"]
    assert numbered("2021年12月31日") == ["2021年12月31日"]


def test_figures_of_a_table_that_lost_its_borders_stay() -> None:
    lines = [line("这是正文。" * (4 + n % 4), 100.0 + 20 * n) for n in range(33)]
    pages = [page(n, *lines, line(str(n), 760.0)) for n in (1, 2)]
    assert [t for t in texts(blocks(*pages)) if "正文" not in t] == ["1", "2"]
    zero = [page(n, *BODY, line(str(n - 1), 760.0)) for n in (1, 2)]
    assert [t for t in texts(blocks(*zero)) if "正文" not in t] == ["0", "1"]


def test_figures_at_other_heights_do_not_count_along() -> None:
    first, second = page(1, *BODY, centred("1", 790.0)), page(2, *BODY, centred("2", 740.0))
    assert [t for t in texts(blocks(first, second)) if "正文" not in t] == ["1", "2"]


def test_a_dressed_number_in_the_middle_of_a_page_stays() -> None:
    assert numbered("—1—", y=500.0) == ["—1—"]


def test_running_heads_and_feet_are_dropped_even_with_the_page_in_them() -> None:
    pages = [
        page(n, line("某局信息公开年度报告 2018年", 40.0), *BODY, line(f"某局　第{n}页", 790.0))
        for n in (1, 2, 3)
    ]
    assert not any("某局" in text for text in texts(blocks(*pages)))


def test_a_head_with_another_figure_is_text() -> None:
    pages = [page(n, line(f"申请{count}件", 40.0), *BODY) for n, count in ((1, 5), (2, 17))]
    assert [t for t in texts(blocks(*pages)) if "正文" not in t] == ["申请5件", "申请17件"]


def test_text_further_in_than_text_is_no_furniture() -> None:
    pages = [page(n, line(f"甲{7 * n}乙" * 5, 40.0), line("同样", 60.0), *BODY) for n in (1, 2)]
    assert sum(text == "同样" for text in texts(blocks(*pages))) == 2


def test_a_page_across_has_the_head_of_the_others() -> None:
    head = line("某局信息公开年度报告", 40.0)
    pages = [page(n, head, *BODY) for n in (1, 2)]
    across = page(3, centred("某局信息公开年度报告", 70.0), *BODY)
    across.width, across.height = across.height, across.width
    assert not any("某局" in text for text in texts(blocks(*pages, across)))


def test_an_agency_over_title_and_date_is_no_running_head() -> None:
    first = page(1, centred("某某市环境保护局", 90.0), *BODY)
    pages = [first, page(2, *BODY), page(3, to_the_right("某某市环境保护局", 90.0), *BODY)]
    assert sum("环境" in text for text in texts(blocks(*pages))) == 2
    larger = page(3, centred("某某市环境保护局", 90.0, 18.0), *BODY)
    assert sum("环境" in text for text in texts(blocks(first, page(2, *BODY), larger))) == 2


def test_what_two_pages_of_many_share_is_no_running_head() -> None:
    pages = [page(n, *([line("附件", 70.0)] if n in (2, 9) else []), *BODY) for n in range(1, 10)]
    assert sum("附件" in text for text in texts(blocks(*pages))) == 2


def test_scans_shift_and_misread_their_heads() -> None:
    first = page(
        1, line("某某市环境保护局年度报告", 40.0), *BODY, centred("一1一", 790), reader="ocr"
    )
    second = page(
        2, line("某某市环境保护局年度根告", 49.0), *BODY, centred("2-", 781), reader="ocr"
    )
    third = page(3, line("某某市环境保护局年度报告", 45.0), *BODY, centred("3", 785), reader="ocr")
    assert [t for t in texts(blocks(first, second, third)) if "正文" not in t] == []


def test_foot_notes_are_dropped() -> None:
    marked = line("收到申请775件①。", 154.0)
    notes = [line("①数据以正文为准，", 740.0, size=9.0), line("草稿中为9999件。", 752.0, size=9.0)]
    found = "".join(texts(blocks(page(1, *BODY, marked, *notes, centred("—1—", 790.0)))))
    assert "9999" not in found and found.endswith("收到申请775件。")


def test_small_print_that_opens_with_a_figure_stays() -> None:
    small = [line("共收到申请3件，答复", 730.0, size=9.0), line("3件，均已公开。", 742.0, size=9.0)]
    assert "3件，均已公开" in "".join(texts(blocks(page(1, *BODY, *small))))


def test_small_print_without_a_mark_stays() -> None:
    found = texts(blocks(page(1, *BODY, line("数据以正文为准。", 740.0, size=9.0))))
    assert found[-1] == "数据以正文为准。"


def test_furniture_between_two_parts_of_a_table_does_not_part_them() -> None:
    head = ["项目", "件数"]
    first = page(1, line("机密", 40.0), table([head, ["规章", "1"]]), centred("—1—", 790.0))
    second = page(2, line("机密", 40.0), line("续表", 80.0), table([head, ["文件", "2"]], 100.0))
    (found,) = texts(blocks(first, second))
    assert found == "项目 | 件数\n规章 | 1\n文件 | 2"


def test_full_line() -> None:
    assert line("字" * FULL, 0).box.x1 == 528.0


def test_a_note_is_told_by_its_raised_mark_which_goes_too() -> None:
    marked = line("收到申请775件¹，", 154.0)
    for sign in "1¹":
        note = line(f"{sign}脚注：草稿中为9999件。", 740.0)
        found = texts(blocks(page(1, *BODY, marked, line("其中自然人1件。", 172.0), note)))
        assert found[-2:] == ["收到申请775件，", "其中自然人1件。"]
        assert "9999" not in "".join(found)


def test_a_narrow_digit_is_no_mark_of_a_note() -> None:
    marked = line("收到申请775", 154.0)
    marked.text += "1"
    marked.edges = (*marked.edges, marked.edges[-1] + 12.0 * 0.3)
    note = line("1件由部门答复。", 740.0)
    found = "".join(texts(blocks(page(1, *BODY, marked, note))))
    assert "7751" in found and "1件由部门答复。" in found


@pytest.mark.parametrize("sign", ["1", "¹"])
def test_a_note_in_a_scan_is_told_by_a_mark_that_was_read_as_raised(sign: str) -> None:
    lines = [line("收到申请775件¹。", 154.0), line(f"{sign}脚注：草稿中为9999件。", 740.0)]
    found = "".join(texts(blocks(page(1, *BODY, *lines, reader="ocr"))))
    assert found.endswith("收到申请775件。")
    unmarked = [line("收到申请775件。", 154.0), lines[1]]
    assert "9999" in "".join(texts(blocks(page(1, *BODY, *unmarked, reader="ocr"))))


def test_digits_of_a_narrow_font_are_no_marks() -> None:
    narrow = line("收到申请11件。", 154.0)
    at = narrow.text.index("1")
    edges = list(narrow.edges)
    for index in range(at + 1, len(edges)):
        edges[index] -= 2.4 * min(2, index - at)
    narrow.edges = tuple(edges)
    found = texts(blocks(page(1, *BODY, narrow, line("1脚注：草稿。", 740.0))))
    assert "申请11件" in "".join(found)
