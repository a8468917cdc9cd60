"""Labels: made comparable, taken apart, recognised."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.statutory.labels import LIKELY, likely_row, likeness, read_label, row_parents
from extractors.statutory.orientation import upright
from extractors.statutory.run_together import take_apart
from schemas.document import Cell, Table
from schemas.forms import FORM_VERSIONS, load_form
from tests.statutory_builder import proactive, proceedings, requests, table

FIGURES = [figure for version in FORM_VERSIONS for figure in load_form(version).figures()]


@pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f"{f.form} {'/'.join(f.address)}")
def test_the_forms_own_labels_name_themselves(figure) -> None:  # type: ignore[no-untyped-def]
    row = read_label(figure.row.label.split("/")[-1])
    assert (figure.table, figure.row.code) in {(a.table, a.code) for a in row.rows}
    column = read_label(figure.column.label)
    assert (figure.table, figure.column.code) in {(a.table, a.code) for a in column.columns}


ROWS = [
    ("1.属于国家秘密", "denied_state_secret"),
    ("1、属于国家秘密", "denied_state_secret"),
    ("⒈属于国家秘密", "denied_state_secret"),
    ("①属于国家秘密", "denied_state_secret"),
    ("（1）属于国家秘密", "denied_state_secret"),
    ("属于\n国家 秘密", "denied_state_secret"),
    ("1.屬於國家秘密", "denied_state_secret"),
    ("（三）不予公开 1.属于国家秘密", "denied_state_secret"),
    ("㈠予以公开", "granted"),
    ("（一）予以公开：", "granted"),
    ("3.危及三安全一稳定", "denied_security_stability"),
    ("3.其它", "other_other"),
    ("（七）合计", "results_total"),
    ("四、结转下年度", "carried_forward"),
]


@pytest.mark.parametrize(("text", "code"), ROWS)
def test_rows_in_other_dress(text: str, code: str) -> None:
    assert code in {address.code for address in read_label(text).rows}


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("第二十条第（一）项", "一"),
        ("第二十条  第 (五) 项", "五"),
        ("二十条第六项", "六"),
        ("第二十条第(8)项", "8"),
    ],
)
def test_items_of_the_regulations(text: str, item: str) -> None:
    assert read_label(text).article == item


@pytest.mark.parametrize("text", ["", "0", "备注", "青岚县财政局", "行政许可情况良好", "—"])
def test_what_is_no_label(text: str) -> None:
    assert not read_label(text).known


def test_rows_and_columns_of_one_name_are_told_by_the_number() -> None:
    assert read_label("总计").names_column and not read_label("总计").names_row
    assert read_label("（七）总计").names_row and not read_label("（七）总计").names_column


@pytest.mark.parametrize(
    ("core", "wording", "low", "high"),
    [
        ("予以公开", "予以公开", 1.0, 1.0),
        ("处理绝对数量", "处理决定数量", 0.6, 0.7),
        ("本年新", "本年新制作数量", LIKELY, 0.9),
        ("行政许可", "行政强制", 0.4, LIKELY),
        ("", "行政许可", 0.0, 0.0),
    ],
)
def test_likeness(core: str, wording: str, low: float, high: float) -> None:
    assert low <= likeness(core, (wording,)) <= high


def test_a_misspelt_row_is_likely_one() -> None:
    assert likely_row("其他法律行政止公开")
    assert not likely_row("自然人人")
    assert not likely_row("予以公开")  # exact, not merely likely


def test_parents_of_a_row() -> None:
    assert row_parents()["denied_state_secret"] == ("denied", "results")
    assert row_parents()["new_received"] == ()


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_taken_apart(text: str) -> None:
    read_label(text)
    pieces = take_apart(text)
    assert pieces == [text] or " ".join(pieces).split() == text.split()


APART = [
    ("1.属于国家秘密 0", ["1.属于国家秘密", "0"]),
    ("四、结转下年度继续办理 1 - 3", ["四、结转下年度继续办理", "1", "-", "3"]),
    ("自然人 商业企业 总计", ["自然人", "商业企业", "总计"]),
    ("行政复议 行政诉讼", ["行政复议", "行政诉讼"]),
    ("0 0 0 0 0 0 0", ["0"] * 7),
]


@pytest.mark.parametrize(("text", "pieces"), APART)
def test_texts_run_together(text: str, pieces: list[str]) -> None:
    assert take_apart(text) == pieces


@pytest.mark.parametrize("text", ["12 04", "商业 企业", "公开了 12", "行政许可", "2021年 12"])
def test_texts_that_stay_whole(text: str) -> None:
    assert take_apart(text) == [text]


@pytest.mark.parametrize("draw", [proactive, requests, proceedings])
def test_upright_tables_stay_as_they_are(draw) -> None:  # type: ignore[no-untyped-def]
    made = table(draw()[0])
    assert upright(made) is made


def test_a_table_on_its_side_is_turned_with_its_spans() -> None:
    names = ["自然人", "商业企业", "科研机构", "社会公益组织", "总计"]
    cells = [Cell(0, 0, 1, 2, "项目"), Cell(0, 2, text="予以公开")]
    for at, name in enumerate(names, 1):
        cells += [Cell(at, 0, 1, 2, name), Cell(at, 2, text=str(at))]
    turned = upright(Table(cells, 6, 3))
    assert (turned.rows, turned.columns) == (3, 6)
    assert (turned.cells[0].row_span, turned.cells[0].column_span) == (2, 1)
    assert [cell.text for cell in turned.cells if cell.row == 2] == ["予以公开", *"12345"]
