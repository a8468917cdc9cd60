"""The regular expressions of the readers of pages and text, on their own."""

import random
import time

import pytest

from extractors.readers import html_lists, html_tags, plain
from extractors.readers.html import document_of
from extractors.readers.sniff import (
    _APPLICATION,
    _ATTACHED,
    _CONTENT,
    _HEAD,
    _HEAD_END,
    _HTML_START,
    _HTML_TAG,
    _MAIL_HEAD,
    _MAIL_START,
    _MIME_VERSION,
    _OFFICE_XML,
    _SENT,
)


@pytest.mark.parametrize(
    "text",
    ["一、总体情况", "　　（一）主动公开", "(三) 管理", "十二．其他", "第二章 总则", "（十）其他"],
)
def test_section_numbers(text: str) -> None:
    assert plain.SECTION_NUMBER.match(text)


@pytest.mark.parametrize(
    "text", ["一是推进公开", "第二十条第（五）项", "1.属于国家秘密", "三公经费", "总计"]
)
def test_what_is_no_section_number(text: str) -> None:
    assert not plain.SECTION_NUMBER.match(text)


@pytest.mark.parametrize(
    "name",
    ["footer", "page-footer", "nav", "main_nav", "topnav", "menu2", "breadcrumb",
     "bdsharebuttonbox", "sidebar left", "Copyright", "dqwz", "toolbar"],
)  # fmt: skip
def test_names_of_furniture(name: str) -> None:
    assert html_tags.FURNITURE_NAME.search(name)


@pytest.mark.parametrize(
    "name", ["article", "TRS_Editor", "content", "footnote", "outside", "linked"]
)
def test_names_of_what_may_be_the_body(name: str) -> None:
    assert not html_tags.FURNITURE_NAME.search(name)


@pytest.mark.parametrize(
    "style",
    ["display:none", "color:red; DISPLAY : NONE", "visibility: hidden", "mso-hide:all",
     "mso-element:footnote-list"],
)  # fmt: skip
def test_hidden_styles(style: str) -> None:
    assert html_tags.HIDDEN_STYLE.search(style)


@pytest.mark.parametrize("style", ["border:none", "display:block", "mso-element:para-border-div"])
def test_visible_styles(style: str) -> None:
    assert not html_tags.HIDDEN_STYLE.search(style)


@pytest.mark.parametrize(
    ("number", "label"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")],
)
def test_chinese_numerals(number: int, label: str) -> None:
    assert html_lists.chinese(number) == label


HOSTILE = ["<!--" * 5_000, "<!---->" * 3_000, "<?xml " + " " * 20_000, "A" * 20_000 + ":",
           "Content-Type:" + "\n" * 20_000, "<" * 20_000]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_patterns_of_sniffing_take_linear_time(text: str) -> None:
    begun = time.process_time()
    head = text[:_HEAD]
    _HTML_START.match(head)  # this and the next are only ever matched
    _MAIL_START.match(head.encode())
    for pattern in (_HTML_TAG, _OFFICE_XML):
        pattern.search(head)
    for pattern in (_MIME_VERSION, _SENT, _CONTENT, _ATTACHED, _APPLICATION, _HEAD_END):
        pattern.search(text.encode()[:_MAIL_HEAD])
    assert time.process_time() - begun < 2


PIECES = [
    "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<td rowspan=2>",
    "<td colspan=3>", "<th colspan=100%>", "<thead>", "<tfoot>", "</tbody>", "<p>",
    "</p>", "<div>", "</div>", "<div hidden>", "<ul>", "<ol>", "<li>", "</ol>",
    "<select>", "<option>", "</select>", "<pre>", "</pre>", "<h1>", "</h1>", "<a href=x>",
    "</a>", "<form>", "<caption>", "<br>", "<img src=x>", "<title>", "</title>", "文字。",
    "0", " ", "&nbsp;", "<script>", "</script>", "<body>", "</html>", "<input value=3>",
    "<!--", "-->",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(300))
def test_any_order_of_tags_makes_a_sound_document(seed: int) -> None:
    chance = random.Random(seed)
    source = "".join(chance.choices(PIECES, k=chance.randrange(1, 120)))
    for table in document_of(source).tables():
        covered = [
            (row, column)
            for cell in table.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        ]
        assert len(covered) == len(set(covered)), source
        assert all(row < table.rows and column < table.columns for row, column in covered), source
