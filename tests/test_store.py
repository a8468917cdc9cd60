"""Extractions as bytes and back, and the store that keeps them."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from extraction_builder import EXTRACTED_AT, cell, check, extraction, quantity
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.warehouse import atomic, serialise
from flows.warehouse.store import ExtractionStore
from schemas.records import Extraction, Note, Report, Section

VALUES = {
    "string": st.text(max_size=20),
    "bool": st.booleans(),
    "int16": st.integers(-(2**15), 2**15 - 1),
    "int32": st.integers(-(2**31), 2**31 - 1),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "float64": st.floats(allow_nan=False, allow_infinity=False),
    "decimal": st.decimals(allow_nan=False, allow_infinity=False),
    "date": st.dates(),
    "list<string>": st.lists(st.text(max_size=5), max_size=3),
}


def records(record: type) -> st.SearchStrategy:
    def value(each) -> st.SearchStrategy:
        found = VALUES[each.metadata.get("type", "string")]
        return st.none() | found if each.metadata.get("null") else found

    return st.builds(record, **{each.name: value(each) for each in fields(record)})


EXTRACTIONS = st.builds(
    Extraction,
    document_id=st.text("0123456789abcdef", min_size=64, max_size=64),
    report_year=st.integers(0, 9999),
    report=records(Report),
    pages=st.none() | st.integers(0, 10_000),
    ocr_pages=st.integers(0, 10_000),
    **{part: st.lists(records(record), max_size=4) for part, record in serialise.PARTS.items()},
    **{
        name: st.text(max_size=10)
        for name in ("name", "media_type", "reader", "extractor_version", "agency")
    },
)


@settings(max_examples=150, deadline=None)
@given(EXTRACTIONS, st.datetimes(timezones=st.just(UTC)))
def test_round_trip(made: Extraction, at: datetime) -> None:
    payload = serialise.dumps(made, at)
    back, back_at = serialise.loads(payload)
    assert back == made and back_at == at
    # Equal decimals may differ in their digits: 1.20 is not 1.2.
    for part in serialise.PARTS:
        for one, other in zip(getattr(back, part), getattr(made, part), strict=True):
            assert repr(one) == repr(other)
    assert serialise.dumps(back, back_at) == payload


def test_decimals_keep_every_digit() -> None:
    values = ["1.20", "-0", "1E+3", "0E-9", "123456789012345678901234.123456789", "0.1"]
    made = extraction(b"x", cells=[cell(value=value) for value in values])
    back, _ = serialise.loads(serialise.dumps(made, EXTRACTED_AT))
    assert [str(each.value) for each in back.cells] == values


def test_equal_values_that_are_not_the_same_are_kept_apart() -> None:
    cells = [cell(value="1.2", x0=0.0), cell(value="1.20", x0=-0.0)]
    back, _ = serialise.loads(serialise.dumps(extraction(b"x", cells=cells), EXTRACTED_AT))
    assert [repr((each.value, each.x0)) for each in back.cells] == [
        "(Decimal('1.2'), 0.0)",
        "(Decimal('1.20'), -0.0)",
    ]


def test_same_extraction_same_bytes_whatever_the_zone() -> None:
    made = extraction(b"x")
    east = EXTRACTED_AT.astimezone(timezone(timedelta(hours=8)))
    assert serialise.dumps(made, EXTRACTED_AT) == serialise.dumps(made, east)
    assert serialise.loads(serialise.dumps(made, east))[1] == EXTRACTED_AT


def test_head_is_read_from_the_first_bytes() -> None:
    cells = [cell(row_label=hashlib.sha256(bytes([i])).hexdigest() * 9) for i in range(200)]
    made = extraction(b"x", "安康市行政审批服务局" * 20, 2020, cells=cells)
    payload = serialise.dumps(made, EXTRACTED_AT)
    assert len(payload) > 10_000
    head = serialise.read_head(payload[:4096])
    assert (head["agency"], head["report_year"]) == (made.agency, 2020)


def rewritten(payload: bytes, change) -> bytes:
    head, body = (json.loads(line) for line in gzip.decompress(payload).split(b"\n"))
    change(head, body)
    return gzip.compress(json.dumps(head).encode() + b"\n" + json.dumps(body).encode())


def test_other_versions_fields() -> None:
    def change(head: dict, body: dict) -> None:
        head["future"] = 1
        del head["pages"], head["reader"]
        body["report"]["future"] = 1
        del body["report"]["title"]
        columns = body["parts"]["cells"]["columns"]
        columns["future"] = {"all": "x"}
        del columns["doubts"], columns["needs_review"], columns["x0"]
        del body["parts"]["quantities"]
        body["parts"]["futures"] = {"rows": 1, "columns": {}}

    made = extraction(b"x", quantities=[quantity()])
    back, _ = serialise.loads(rewritten(serialise.dumps(made, EXTRACTED_AT), change))
    assert back.reader == "" and back.pages is None and back.report.title is None
    assert back.report.form == made.report.form
    assert back.quantities == [] and back.checks == made.checks
    assert [(c.doubts, c.needs_review, c.x0) for c in back.cells] == [([], False, None)] * 2
    back.cells[0].doubts.append("x")
    assert back.cells[1].doubts == []


@pytest.mark.parametrize(
    "made",
    [
        extraction(b"x", cells=[cell(raw=5)]),
        extraction(b"x", cells=[cell(needs_review=None)]),
        extraction(b"x", cells=[cell(confidence=float("nan"))]),
        extraction(b"x", cells=[cell(value="NaN")]),
        extraction(b"x", cells=[cell(page=2**31)]),
        extraction(b"x", cells=[cell(page=True)]),
        extraction(b"x", cells=[cell(doubts=["a", None])]),
        extraction(b"x", quantities=[quantity(value=1.5)]),
        extraction(b"x", report=Report(submitted_on=datetime(2021, 1, 1))),
        extraction(b"x", report_year=20202),
        extraction(b"x", report_year=None),
        extraction(b"x", media_type=None),
    ],
)
def test_what_no_column_can_hold_is_refused_at_once(made: Extraction) -> None:
    with pytest.raises(serialise.Unserialisable, match="holds"):
        serialise.dumps(made, EXTRACTED_AT)


def test_half_characters_are_replaced() -> None:
    made = extraction(b"x", sections=[Section(section="o", heading=None, text="a\ud800b")])
    back, _ = serialise.loads(serialise.dumps(made, EXTRACTED_AT))
    assert back.sections[0].text == "a\ufffdb"


def test_every_cut_is_noticed() -> None:
    payload = serialise.dumps(extraction(b"x"), EXTRACTED_AT)
    for length in range(len(payload)):
        with pytest.raises(ValueError):
            serialise.loads(payload[:length])


def test_put_and_get(tmp_path: Path) -> None:
    store = ExtractionStore(tmp_path)
    made = extraction(b"x", checks=[check(status="fail")], notes=[Note("missing_table", "一")])
    assert store.get(made.document_id) is None and not store.has(made.document_id, "1")
    store.put(serialise.dumps(made, EXTRACTED_AT), made.document_id, "1")
    assert store.has(made.document_id, "1") and not store.has(made.document_id, "2")
    found = store.get(made.document_id)
    assert found and (found.extraction, found.extracted_at, found.version) == (
        made, EXTRACTED_AT, "1",
    )  # fmt: skip
    assert store.path(made.document_id, "1").relative_to(tmp_path).as_posix() == (
        f"_store/extractions/1/{made.document_id[:2]}/{made.document_id}.json.gz"
    )
    assert store.ids("1") == {made.document_id} and store.ids("2") == set()
    assert not list((tmp_path / "_store/tmp").iterdir())


def test_current_version_before_the_latest(tmp_path: Path, monkeypatch) -> None:
    store = ExtractionStore(tmp_path)
    made = extraction(b"x")
    for version in ("2", "10", "9"):
        store.put(serialise.dumps(made, EXTRACTED_AT), made.document_id, version)
    monkeypatch.setattr("flows.warehouse.store.EXTRACTOR_VERSION", "3")
    assert store.get(made.document_id).version == "10"
    assert store.index()[made.document_id].version == "10"
    monkeypatch.setattr("flows.warehouse.store.EXTRACTOR_VERSION", "9")
    assert store.get(made.document_id).version == "9"
    # Damaged: the next best serves, and the version counts as absent.
    store.path(made.document_id, "9").write_bytes(b"rubbish")
    assert store.get(made.document_id).version == "10"
    assert not store.has(made.document_id, "9")


def test_crash_while_storing_leaves_nothing_or_the_old(tmp_path: Path, monkeypatch) -> None:
    store = ExtractionStore(tmp_path)
    old, new = extraction(b"x"), extraction(b"x", "丙局")
    store.put(serialise.dumps(old, EXTRACTED_AT), old.document_id)

    def crash(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic, "replace", crash)
    with pytest.raises(OSError):
        store.put(serialise.dumps(new, EXTRACTED_AT), new.document_id)
    assert store.get(old.document_id).extraction.agency == "甲市乙局"
    assert not list((tmp_path / "_store/tmp").iterdir())
