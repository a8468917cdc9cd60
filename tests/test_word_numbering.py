"""Labels of automatic lists: what Word prints in front of numbered paragraphs."""

from __future__ import annotations

import pytest
from word_builder import docx, p, r, tbl, tc, tr

from extractors.readers.word import read_word
from extractors.readers.word_numbering import PLACEHOLDER
from extractors.readers.word_numbers import format_number
from extractors.readers.word_styles import HEADING_NAME
from schemas.document import Paragraph, Table


def lvl(
    index: int, text: str, number_format: str = "decimal", start: int = 1, extra: str = ""
) -> str:
    return (
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{number_format}"/>'
        f'{extra}<w:lvlText w:val="{text}"/></w:lvl>'
    )


def abstract(identity: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{identity}">{"".join(levels)}</w:abstractNum>'


def num(identity: int, definition: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{identity}"><w:abstractNumId w:val="{definition}"/>{overrides}</w:num>'


def override(level: int, inner: str) -> str:
    return f'<w:lvlOverride w:ilvl="{level}">{inner}</w:lvlOverride>'


def in_list(num_id: int, level: int | None = 0) -> str:
    ilvl = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    return f'<w:numPr>{ilvl}<w:numId w:val="{num_id}"/></w:numPr>'


def labels(numbering: str, *items: tuple[int, int], styles: str = "") -> list[str]:
    """Return the labels of paragraphs in (list, level)."""
    body = "".join(p("文", in_list(num_id, level)) for num_id, level in items)
    found = read_word(docx(body, numbering=numbering, styles=styles)).paragraphs()
    return [block.numbering for block in found]


CHAPTERS = abstract(
    0,
    lvl(0, "%1、", "chineseCountingThousand"),
    lvl(1, "（%2）", "chineseCounting"),
    lvl(2, "%3."),
)


def test_label_is_part_of_the_text() -> None:
    body = p("总体情况", in_list(1)) + p("概述", in_list(1, 1)) + p("2020年", in_list(1, 2))
    document = read_word(docx(body, numbering=CHAPTERS + num(1, 0)))
    assert document.blocks == [
        Paragraph("一、总体情况", None, "一、"),
        Paragraph("（一）概述", None, "（一）"),
        Paragraph("1. 2020年", None, "1."),
    ]


def test_deeper_levels_start_anew_after_upper_ones() -> None:
    levels = [0, 1, 1, 2, 2, 1, 2, 0, 1]
    found = labels(CHAPTERS + num(1, 0), *((1, level) for level in levels))
    assert found == ["一、", "（一）", "（二）", "1.", "2.", "（三）", "1.", "二、", "（一）"]


def test_level_that_never_starts_anew_and_one_that_does_after_the_first_only() -> None:
    never = abstract(0, lvl(0, "%1、"), lvl(1, "%2)", extra='<w:lvlRestart w:val="0"/>'))
    assert labels(never + num(1, 0), (1, 0), (1, 1), (1, 0), (1, 1)) == ["1、", "1)", "2、", "2)"]
    first = abstract(
        0, lvl(0, "%1、"), lvl(1, "%2)"), lvl(2, "%3]", extra='<w:lvlRestart w:val="1"/>')
    )
    found = labels(first + num(1, 0), *((1, level) for level in (0, 1, 2, 1, 2, 0, 2)))
    assert found == ["1、", "1)", "1]", "2)", "2]", "2、", "1]"]


def test_several_levels_in_one_label() -> None:
    numbering = abstract(
        0,
        lvl(0, "第%1章", "chineseCounting"),
        lvl(1, "%1.%2"),
        lvl(2, "%1.%2.%3", extra="<w:isLgl/>"),
    )
    found = labels(numbering + num(1, 0), (1, 0), (1, 1), (1, 2), (1, 2))
    assert found == ["第一章", "一.1", "1.1.1", "1.1.2"]


def test_upper_level_that_has_not_occurred_shows_its_start() -> None:
    numbering = abstract(0, lvl(0, "%1", start=3), lvl(1, "%1.%2")) + num(1, 0)
    assert labels(numbering, (1, 1), (1, 1), (1, 0), (1, 1)) == ["3.1", "3.2", "3", "3.1"]


def test_lists_of_one_definition_count_on_together() -> None:
    numbering = CHAPTERS + num(1, 0) + num(2, 0)
    assert labels(numbering, (1, 0), (2, 0), (1, 0)) == ["一、", "二、", "三、"]


def test_list_that_starts_anew() -> None:
    again = num(2, 0, override(0, '<w:startOverride w:val="1"/>'))
    fifth = num(3, 0, override(0, '<w:startOverride w:val="5"/>'))
    found = labels(CHAPTERS + num(1, 0) + again + fifth, (1, 0), (1, 0), (2, 0), (2, 0), (3, 0))
    assert found == ["一、", "二、", "一、", "二、", "五、"]


def test_list_with_a_level_of_its_own() -> None:
    own = num(2, 0, override(0, lvl(0, "（%1）", "decimal")))
    assert labels(CHAPTERS + num(1, 0) + own, (1, 0), (2, 0)) == ["一、", "（2）"]


def test_bullets_and_unknown_lists_print_nothing() -> None:
    numbering = (
        abstract(0, lvl(0, "\uf0b7", "bullet"), lvl(1, "", "none"), lvl(2, "节", "none"))
        + num(1, 0)
        + num(5, 99)
    )
    found = labels(numbering, (1, 0), (1, 1), (1, 2), (5, 0), (77, 0), (1, 8))
    assert found == [""] * 6


def test_level_out_of_range_and_malformed_definitions() -> None:
    numbering = abstract(0, lvl(0, "%1、"), '<w:lvl w:ilvl="x"/>', "<w:lvl/>") + num(
        1, 0, override(44, "")
    )
    assert labels(numbering, (1, -7), (1, 0)) == ["1、", "2、"]


def test_custom_format_falls_back() -> None:
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><mc:AlternateContent><mc:Choice Requires="w14">'
        '<w:numFmt w:val="custom" w:format="001, 002"/></mc:Choice><mc:Fallback>'
        '<w:numFmt w:val="upperLetter"/></mc:Fallback></mc:AlternateContent>'
        '<w:lvlText w:val="%1)"/></w:lvl>'
    )
    assert labels(abstract(0, level) + num(1, 0), (1, 0)) == ["A)"]


STYLES = """
<w:style w:type="paragraph" w:styleId="h1"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>
</w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="h2"><w:basedOn w:val="h1"/></w:style>
<w:style w:type="paragraph" w:styleId="deep"><w:pPr><w:numPr><w:ilvl w:val="1"/>
<w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="numbering" w:styleId="list"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr>
</w:pPr></w:style>
"""


def test_numbering_from_the_style_and_those_it_is_based_on() -> None:
    bound = abstract(0, lvl(0, "%1、"), lvl(1, "（%2）", extra='<w:pStyle w:val="h2"/>'))
    body = (
        p("甲", '<w:pStyle w:val="h1"/>')
        + p("乙", '<w:pStyle w:val="h2"/>')
        + p("丙", '<w:pStyle w:val="deep"/>')
        + p("丁", f'<w:pStyle w:val="h1"/>{in_list(0)}')
        + p("戊", '<w:pStyle w:val="h1"/><w:numPr><w:ilvl w:val="1"/></w:numPr>')
    )
    document = read_word(docx(body, numbering=bound + num(1, 0), styles=STYLES))
    assert [b.text for b in document.paragraphs()] == [
        "1、甲",
        "（1）乙",
        "（2）丙",
        "丁",
        "（3）戊",
    ]


def test_definition_by_way_of_a_numbering_style() -> None:
    link = '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="list"/></w:abstractNum>'
    loop = '<w:abstractNum w:abstractNumId="8"><w:numStyleLink w:val="loop"/></w:abstractNum>'
    styles = STYLES + (
        '<w:style w:type="numbering" w:styleId="loop"><w:pPr><w:numPr><w:numId w:val="3"/>'
        "</w:numPr></w:pPr></w:style>"
    )
    numbering = CHAPTERS + link + loop + num(1, 0) + num(2, 7) + num(3, 8)
    assert labels(numbering, (2, 0), (1, 0), (3, 0), styles=styles) == ["一、", "二、", ""]


def test_labels_of_rows_in_a_table() -> None:
    rows = (
        tr(tc(p("予以公开", in_list(1, 1))), "1"),
        tr(tc(p("部分公开", in_list(1, 1))), tc(p("", in_list(2)))),
    )
    numbering = CHAPTERS + abstract(1, lvl(0, "%1")) + num(1, 0) + num(2, 1)
    (found,) = read_word(docx(tbl(*rows), numbering=numbering)).blocks
    assert isinstance(found, Table)
    texts = [cell.text.strip() for cell in found.cells]
    assert texts == ["（一）予以公开", "1", "（二）部分公开", "1"]


def test_deleted_and_joined_paragraphs_do_not_count() -> None:
    gone = (
        f'<w:p><w:pPr>{in_list(1)}<w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        f'<w:del w:id="2">{r("丁")}</w:del></w:p>'
    )
    body = p("甲", in_list(1)) + gone + p("乙", in_list(1))
    document = read_word(docx(body, numbering=CHAPTERS + num(1, 0)))
    assert [b.text for b in document.paragraphs()] == ["一、甲", "二、乙"]


@pytest.mark.parametrize(
    ("suffix", "text"), [("tab", "1 2020年"), ("space", "1 2020年"), ("nothing", "12020年")]
)
def test_number_does_not_run_into_the_text(suffix: str, text: str) -> None:
    numbering = abstract(0, lvl(0, "%1", extra=f'<w:suff w:val="{suffix}"/>')) + num(1, 0)
    document = read_word(docx(p("2020年", in_list(1)), numbering=numbering))
    assert [b.text for b in document.paragraphs()] == [text]


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("decimal", {0: "0", 1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("decimalFullWidth", {1: "１", 10: "１０"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 35: "㉟", 36: "㊱", 51: "51"}),
        ("decimalEnclosedCircleChinese", {3: "③"}),
        ("decimalEnclosedParen", {1: "⑴", 20: "⒇", 21: "21"}),
        ("decimalEnclosedFullstop", {1: "⒈", 20: "⒛"}),
        ("ideographEnclosedCircle", {1: "㊀", 10: "㊉", 11: "11"}),
        (
            "chineseCounting",
            {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九", 105: "一〇五"},
        ),
        (
            "chineseCountingThousand",
            {10: "十", 12: "十二", 30: "三十", 100: "一百", 105: "一百零五", 110: "一百一十"}
            | {
                115: "一百一十五",
                1000: "一千",
                1001: "一千零一",
                1010: "一千零一十",
                2020: "二千零二十",
            },
        ),
        ("taiwaneseCountingThousand", {1: "一", 12: "十二"}),
        (
            "japaneseCounting",
            {1: "一", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 111: "百十一"},
        ),
        ("ideographDigital", {1: "一", 10: "一〇", 21: "二一"}),
        ("chineseLegalSimplified", {1: "壹", 3: "叁", 10: "壹拾", 25: "贰拾伍", 105: "壹佰零伍"}),
        ("ideographLegalTraditional", {2: "貳", 10: "壹拾"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {1: "子", 12: "亥", 13: "13"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 28: "BB", 0: "0"}),
        ("lowerLetter", {3: "c"}),
        ("upperRoman", {4: "IV", 1994: "MCMXCIV", 0: "0"}),
        ("lowerRoman", {9: "ix"}),
        ("bullet", {1: ""}),
        ("none", {1: ""}),
        ("hebrew1", {7: "7"}),
        ("chineseCounting", {10000: "10000", -1: "-1"}),
    ],
)
def test_number_formats(name: str, printed: dict[int, str]) -> None:
    assert {number: format_number(number, name) for number in printed} == printed


def test_placeholder_in_a_level_text() -> None:
    assert PLACEHOLDER.findall("第%1章 %2.%10 100% %0") == ["1", "2", "1"]


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("heading 1", "1"),
        ("Heading 3", "3"),
        ("标题 2", "2"),
        ("heading 10", None),
        ("TOC 1", None),
    ],
)
def test_heading_name(name: str, level: str | None) -> None:
    match = HEADING_NAME.fullmatch(name)
    assert (match[1] if match else None) == level
