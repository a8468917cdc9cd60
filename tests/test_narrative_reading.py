"""Subjects, zero statements, years, scopes, metrics and records."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction

import pytest

from extractors.narrative import Mention, extract_quantities, read_paragraph
from extractors.narrative.records import record_of, sentence_at, stored
from extractors.narrative.zero import find_zeros
from extractors.outline import Heading, prose_paragraphs
from schemas.document import Document, Paragraph


def read_one(text: str, **context: object) -> Mention:
    (found,) = read_paragraph(text, **context)  # type: ignore[arg-type]
    return found


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        ("网站开设7个主频道、29个栏目。", ["主频道", "栏目"]),
        ("信息公开：120；微信：35。", ["信息公开", "微信"]),
        ("网站、微信分别发布信息20条、15条。", ["网站", "微信"]),
        ("面商率、满意率均达到100%。", ["面商率、满意率"]),
        ("申请量持续上升，全年超过3000件。", ["申请量"]),
        ("在20个工作日内予以答复。", ["答复"]),
        ("公开事项1800条，其中门户网站公开事项900条，微信公开事项900条。", None),
        ("信访事项按期答复率100%。", ["按期答复率"]),
        ("主動公開政府信息36條。", ["政府信息"]),
    ],
)
def test_subjects(text: str, subjects: list[str] | None) -> None:
    found = [each.subject for each in read_paragraph(text)]
    assert found == subjects if subjects else all(found)


@pytest.mark.parametrize(
    ("text", "zeros"),
    [
        ("未收到政府信息公开申请", [("未收到政府信息公开申请", "政府信息公开申请")]),
        ("本年度无行政复议、行政诉讼", [("无行政复议", "行政复议"), ("行政诉讼", "行政诉讼")]),
        ("没有上年结转的申请", [("没有上年结转的申请", "上年结转的申请")]),
        ("行政诉讼均未发生", [("均未发生", "行政诉讼")]),
        ("尚未开通政务新媒体", [("尚未开通政务新媒体", "政务新媒体")]),
        ("无", [("无", None)]),
        ("无法提供政府信息", []),
        ("未及时更新栏目", []),
        ("没有形成工作合力", []),
        ("部分单位未开设专栏", []),
        ("从无到有", []),
        ("无正当理由大量反复申请", []),
    ],
)
def test_statements_of_zero(text: str, zeros: list[tuple[str, str | None]]) -> None:
    found = find_zeros(text, 0, len(text))
    assert [(text[each.start : each.end], each.subject) for each in found] == zeros


def test_among_problems_only_what_the_tables_count_is_zero() -> None:
    assert read_paragraph("我局没有专职人员。", section="problems") == []
    assert len(read_paragraph("全年没有收到申请。", section="problems")) == 1


def test_a_statement_of_zero_is_a_figure() -> None:
    found = read_one("全年未收到政府信息公开申请。", year=2021)
    assert (found.kind, found.value, found.unit) == ("zero_statement", 0, None)
    assert (found.surface, found.metric) == ("未收到政府信息公开申请", "requests_received")


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        (
            "满意率93%以上未发生因政府信息公开被追究责任的情形。",
            ["93%以上", "未发生因政府信息公开被追究责任"],
        ),
        ("收到申请8件未收取费用。", ["8件", "未收取费用"]),
        ("上年结转3件未办结。", ["3件"]),
        ("收到的8件申请未发生复议。", ["8件"]),
    ],
)
def test_a_statement_of_zero_follows_a_figure_at_once(text: str, surfaces: list[str]) -> None:
    """A scan may lose the comma before it; elsewhere a clause with a figure says nothing else."""
    assert [each.surface for each in read_paragraph(text)] == surfaces


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2020年收到申请100件，2021年收到申请120件。", [2020, None]),
        ("收到申请93件，比上年的108件减少15件。", [None, 2020, None]),
        ("上年结转2件。", [None]),
        ("2022年，计划举办培训2期。", [2022]),
        ("自2008年《条例》施行以来，受理申请300件。", [None]),
        ("根据《2020年工作要点》，开展培训3次。", [None]),
    ],
)
def test_years(text: str, years: list[int | None]) -> None:
    assert [each.year for each in read_paragraph(text, year=2021)] == years


@pytest.mark.parametrize(
    ("text", "scopes"),
    [
        ("全市共收到申请36件，答复35件。", ["全市", "全市"]),
        ("受理申请58件，其中代表区政府受理44件，本机关受理14件。", [None, "代表区政府", "本机关"]),
        ("为服务全市发展，收到申请3件。", [None]),
    ],
)
def test_scopes(text: str, scopes: list[str | None]) -> None:
    assert [each.scope for each in read_paragraph(text)] == scopes


@pytest.mark.parametrize(
    ("text", "metrics"),
    [
        (
            "收到申请36件，上年结转2件，答复37件，结转下年1件。",
            ["requests_received", "requests_carried_over", "requests_answered",
             "requests_carried_forward"],
        ),
        (
            "公开信息90条，其中网站60条，微信30条。",
            ["information_disclosed_total", "information_disclosed_website",
             "information_disclosed_wechat"],
        ),
        ("现有微信公众号1个。", [None]),
        ("行政诉讼5件，其中维持3件。", ["litigations", "litigations_upheld"]),
        ("行政复议5件，其中维持3件。", ["reviews", "reviews_upheld"]),
        ("举办培训2期、79人次。", ["trainings", "training_participants"]),
        ("收到留言20条，办结18条。", ["online_consultations", None]),
        ("审查信息20条，清理规范性文件3件。", [None, None]),
        ("力争全年公开信息300条。", [None]),
        ("每年收到申请30件。", [None]),
        ("收到申请36件，同比增长20%。", ["requests_received", None]),
    ],
)  # fmt: skip
def test_metrics(text: str, metrics: list[str | None]) -> None:
    assert [each.metric for each in read_paragraph(text, year=2021)] == metrics


def test_values_as_the_tables_hold_them() -> None:
    assert stored(Fraction(2, 3)) == Decimal("0.66666667")
    assert stored(Decimal("1.20")) == Decimal("1.2")
    assert str(stored(Decimal("35000"))) == "35000"
    assert stored(Decimal(10) ** 22) is None
    assert stored(None) is None


@pytest.mark.parametrize(
    ("text", "doubts", "review"),
    [
        ("收到申请12 04件。", ["digits_joined"], True),
        ("收到申请1，204件。", ["separator_unclear"], True),
        ("收到申请1204件。", [], False),
    ],
)
def test_doubts(text: str, doubts: list[str], review: bool) -> None:
    row = record_of(Paragraph(text), read_one(text), section="overview", paragraph=0, reader="word")
    assert (row.doubts, row.needs_review, row.confidence < 1) == (doubts, review, review)
    assert row.value == 1204


def test_the_sentence_around_a_figure() -> None:
    text = "甲。乙收到3件！丙"
    assert sentence_at(text, 4, 6) == "乙收到3件！"
    assert len(sentence_at("甲" * 5000, 2500, 2501)) <= 1201


def test_a_documents_prose_by_paragraph_and_section() -> None:
    document = Document(
        "text/plain",
        "text",
        [
            Paragraph("印发文件3份。"),
            Paragraph("一、总体情况2项"),
            Paragraph("规章 5件"),
            Paragraph("收到申请4件。"),
        ],
    )
    found = extract_quantities(
        prose_paragraphs(document, [Heading(1, "overview", "")], {2}), "word", 2021
    )
    assert [(each.section, each.paragraph, each.surface) for each in found] == [
        ("preamble", 0, "3份"),
        ("overview", 3, "4件"),
    ]
    assert found[1].sentence == "收到申请4件。"


@pytest.mark.parametrize(
    "unit",
    ["共1件，", "1204条，其中", "占1%，", "未收到申请，", "（1件", "“1件", "1件：", "由1%", "无",
     "2020年3件较上年", "甲、乙分别1件、2件", "信息"],
)  # fmt: skip
def test_time_grows_with_the_text_alone(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        best = 1e9
        for _ in range(2):
            start = time.process_time()
            read_paragraph(text, section="overview", year=2021)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(16_000) < 14 * max(seconds(4_000), 0.002)
