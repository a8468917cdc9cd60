"""The hand-annotated sentences agree with themselves: spans, links, values, arithmetic.

What the annotations decide is for readers to judge (tests/data/README.md); here only slips of
the pen are caught.
"""

from __future__ import annotations

import importlib.util
import json
import re
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from schemas.metrics import METRICS

DATA = Path(__file__).parent / "data"
Record = dict[str, Any]


def _load() -> list[Record]:
    lines = (DATA / "annotated_sentences.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


SENTENCES = _load()
each_sentence = pytest.mark.parametrize("record", SENTENCES, ids=lambda each: each["id"])

# Without 伍, which is in 队伍.
NUMERAL = re.compile(
    r"[0-9０-９〇零一二两兩三四五六七八九十百千万萬亿億半廿壹贰叁肆陆柒捌玖拾佰仟]"
)
PLAIN_DIGITS = re.compile(
    r"""
    [^0-9０-９.,，−负-]*                  # modifier
    (?P<digits> [0-9]+ (?: \.[0-9]+ )? )
    [^0-9０-９.,，\ ]*                   # unit
    """,
    re.VERBOSE,
)
SCALED = re.compile(r"[十百千万萬亿億成]")
MONEY = {"元": 1, "万元": 10_000, "亿元": 100_000_000}
KINDS = {
    "count", "percent", "percentage_point", "money", "fraction", "multiple", "duration",
    "zero_statement",
}  # fmt: skip
TYPES = {
    "date", "period", "time", "article", "document_number", "ordinal", "list_marker",
    "telephone", "postcode", "address_number", "hotline", "plan_name", "slogan", "idiom",
}  # fmt: skip
SECTIONS = {
    "overview", "proactive_disclosure", "requests", "proceedings", "problems", "other_matters",
}  # fmt: skip


def _number(text: str) -> Fraction:
    return Fraction(text)


def _amount(figure: Record) -> Fraction:
    """Return the figure on a scale on which figures of one kind can be added."""
    return _number(figure["value"]) * MONEY.get(figure["unit"], 1)


def _exact(*figures: Record) -> bool:
    return not any(f["approximate"] or f["bound"] or f["value_max"] for f in figures)


def _close(printed: str, computed: Fraction) -> bool:
    """Tell whether a printed figure is the computed one, rounded or cut off."""
    if "/" in printed:
        return _number(printed) == computed
    exponent = Decimal(printed).as_tuple().exponent
    assert isinstance(exponent, int)
    return abs(_number(printed) - computed) < Fraction(10) ** exponent


def _relations(record: Record) -> list[tuple[str, bool]]:
    """Return each relation that the annotations state, and whether it holds."""
    at = {f["start"]: f for f in record["quantities"]}
    found: list[tuple[str, bool]] = []
    groups: dict[tuple[int, int | None], list[Record]] = {}
    for figure in record["quantities"]:
        if figure["role"] == "part":
            groups.setdefault((figure["part_of"], figure["group"]), []).append(figure)
        if figure["rate_of"]:
            top, base = (at[start] for start in figure["rate_of"])
            if not _exact(figure, top, base):
                continue
            share = _amount(top) / _amount(base)
            percent = figure["kind"] == "percent"
            found.append(("rate", _close(figure["value"], share * 100 if percent else share)))
        if figure["part_of"] is not None and figure["change_of"] is not None:
            base, now = at[figure["part_of"]], at[figure["change_of"]]
            if not _exact(figure, base, now):
                continue
            grown = _amount(now) - _amount(base)
            signed = grown if figure["direction"] == "up" else -grown
            if figure["kind"] == "percent":
                holds = _close(figure["value"], signed / _amount(base) * 100)
            elif figure["kind"] == "fraction":
                holds = _close(figure["value"], signed / _amount(base))
            elif figure["kind"] == "multiple":
                times = (signed / _amount(base), _amount(now) / _amount(base))
                holds = any(_close(figure["value"], each) for each in times)
            else:
                holds = _amount(figure) == signed
            found.append(("change", holds))
    for (total, _), parts in groups.items():
        whole = at[total]
        if not _exact(whole, *parts) or len({f["kind"] for f in [whole, *parts]}) > 1:
            continue
        summed = sum(map(_amount, parts), Fraction(0))
        if len(parts) > 1:
            found.append(("sum", summed == _amount(whole)))
        if summed > _amount(whole):
            found.append(("excess", False))
    if record["balance"]:
        left, right = (
            sum((_amount(at[start]) for start in side), Fraction(0)) for side in record["balance"]
        )
        found.append(("balance", left == right))
    return found


def test_the_lines_are_the_marked_sentences_compiled() -> None:
    path = DATA / "compile_annotations.py"
    spec = importlib.util.spec_from_file_location("compile_annotations", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    source = (DATA / "annotated_sentences.txt").read_text("utf-8")
    lines = (DATA / "annotated_sentences.jsonl").read_text("utf-8")
    assert module.as_lines(module.compile_all(source)) == lines


def test_ids_and_texts_are_unique() -> None:
    assert len({record["id"] for record in SENTENCES}) == len(SENTENCES)
    assert len({record["text"] for record in SENTENCES}) == len(SENTENCES)


def test_the_set_covers_its_ground() -> None:
    figures = [f for record in SENTENCES for f in record["quantities"]]
    assert len(SENTENCES) >= 420
    assert {f["kind"] for f in figures} == KINDS
    assert {f["role"] for f in figures} == {"total", "part", "rate", "change", "plain"}
    assert {o["type"] for record in SENTENCES for o in record["not_figures"]} == TYPES
    assert {record["section"] for record in SENTENCES} == SECTIONS
    assert {f["metric"] for f in figures} - {None} == set(METRICS)
    assert 0.12 <= sum(record["holds"] is False for record in SENTENCES) / len(SENTENCES) <= 0.18
    assert sum(not record["quantities"] for record in SENTENCES) >= 60


@each_sentence
def test_spans_are_exact_ordered_and_apart(record: Record) -> None:
    text = record["text"]
    spans = record["quantities"] + record["not_figures"]
    for span in spans:
        assert text[span["start"] : span["end"]] == span["surface"]
        assert span["surface"] == span["surface"].strip()
    for listed in (record["quantities"], record["not_figures"]):
        assert listed == sorted(listed, key=lambda span: span["start"])
    ordered = sorted((span["start"], span["end"]) for span in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(ordered))


@each_sentence
def test_every_numeral_is_accounted_for(record: Record) -> None:
    rest = list(record["text"])
    for span in record["quantities"] + record["not_figures"]:
        rest[span["start"] : span["end"]] = " " * (span["end"] - span["start"])
    assert not NUMERAL.findall("".join(rest))


@each_sentence
def test_codes_are_known(record: Record) -> None:
    assert record["section"] in SECTIONS
    for figure in record["quantities"]:
        assert figure["kind"] in KINDS
        assert figure["metric"] is None or figure["metric"] in METRICS
        if figure["role"] in ("rate", "change"):
            assert figure["metric"] is None, figure
    for other in record["not_figures"]:
        assert other["type"] in TYPES


@each_sentence
def test_subjects_and_scopes_are_the_texts_words(record: Record) -> None:
    for figure in record["quantities"]:
        for words in [figure["subject"], figure["scope"], *figure["subject_alternatives"]]:
            assert words is None or words in record["text"], words


@each_sentence
def test_values_agree_with_plain_surfaces(record: Record) -> None:
    for figure in record["quantities"]:
        value = _number(figure["value"])
        if figure["value_max"]:
            assert value < _number(figure["value_max"])
        plain = PLAIN_DIGITS.fullmatch(figure["surface"])
        if plain and not SCALED.search(figure["surface"].replace("万元", "").replace("亿元", "")):
            assert value == _number(plain["digits"]), figure
        if figure["kind"] == "zero_statement":
            assert (value, figure["unit"]) == (0, None)
            assert not NUMERAL.search(figure["surface"])
            continue
        assert not re.search("[多余餘左右以内上下]", figure["unit"] or ""), figure
        if figure["unit"] not in (None, "%"):
            assert figure["unit"] in re.sub("[多余餘]", "", figure["surface"]), figure
        if figure["unit"] in ("%", "成", "‰"):
            assert figure["kind"] == "percent"
        if figure["unit"] and "元" in figure["unit"]:
            assert figure["kind"] == "money"


@each_sentence
def test_links_lead_to_figures(record: Record) -> None:
    at = {figure["start"]: figure for figure in record["quantities"]}
    bases = {f["part_of"] for f in record["quantities"] if f["role"] == "part"}
    for figure in record["quantities"]:
        links = [figure["part_of"], figure["change_of"], *(figure["rate_of"] or [])]
        for link in links:
            assert link is None or (link in at and link != figure["start"])
        assert (figure["part_of"] is not None) == (figure["role"] == "part") or (
            figure["role"] == "change"
        )
        assert figure["rate_of"] is None or figure["role"] == "rate"
        assert figure["change_of"] is None or figure["role"] == "change"
        assert (figure["direction"] is not None) == (
            figure["role"] == "change" and figure["value"] != "0"
        )
        if figure["role"] == "total":
            assert figure["start"] in bases, figure
        if figure["start"] in bases:
            assert figure["role"] in ("total", "part")


@each_sentence
def test_the_verdict_on_the_arithmetic_is_right(record: Record) -> None:
    relations = _relations(record)
    if record["holds"] is None:
        # Parts that are not all of the parts may fall short of their total.
        assert all(holds for kind, holds in relations if kind != "sum"), relations
        assert not any(holds for kind, holds in relations), relations
    elif record["holds"]:
        assert relations and all(holds for _, holds in relations), relations
    else:
        assert not all(holds for _, holds in relations), relations
    assert (record["fault"] is not None) == (record["holds"] is False)
