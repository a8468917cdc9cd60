"""What persons do about readings: the journal, what is applied of it, and what is published."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from extraction_builder import EXTRACTED_AT, Office, cell, extraction, quantity

from extractors import extract_report
from extractors.checks.again import check_again
from flows import corrections
from flows.corrected import NoFigureError, cell_places, correct, may_be_misread, typed
from flows.corrections import Act, append, load, path_of
from flows.warehouse import serialise
from flows.warehouse.publish import publish
from schemas.records import Extraction, StatutoryCell

ROOT = Path(__file__).resolve().parent.parent
PLACE = "requests/new_received/total"


def act(document_id: str, kind: str = "correct", place: str = PLACE, **changes) -> Act:
    given = {"raw": "39", "old": "39", "new": "36" if kind == "correct" else None, "who": "李",
             "acted_at": "2026-02-01T09:00:00+00:00"}  # fmt: skip
    return Act(document_id=document_id, act=kind, place=place, **(given | changes))  # type: ignore[arg-type]


# The checks made again


@pytest.mark.parametrize(
    "name",
    [
        "reports/02_附函报送_2020年.docx",
        "reports/16_以条计数.txt",
        "reports/17_无表格.docx",
        "reports/2022/08_新旧表混用.docx",
        "reports/14_繁体.html",
        "reports/24_左右无边.pdf",
    ],
)
def test_checks_made_again_are_those_that_were_made(name: str) -> None:
    made = extract_report(ROOT / "sample_inputs" / name)
    assert check_again(made) == made.checks


def test_row_that_a_person_has_found_is_no_longer_missing() -> None:
    seed = ROOT.parent / "shared" / "seed"
    if not seed.is_dir():
        pytest.skip("the real report is not beside the repository")
    made = extract_report(next(seed.glob("*.txt")))
    row = next(check.row for check in made.checks if check.check == "missing_row" and check.row)
    missing = [(place, each) for place, each in cell_places(made.cells) if each.row == row]
    assert missing and {each.state for _, each in missing} == {"missing"}
    acts = [act(made.document_id, place=place, raw=None, old=None, new="0") for place, _ in missing]
    part = correct(made, acts[1:]).extraction
    assert _failing(part, "missing_row") == [row]
    assert _failing(correct(made, acts).extraction, "missing_row") == []


def _failing(made: Extraction, code: str) -> list[str | None]:
    return [each.row for each in made.checks if each.check == code and each.status == "fail"]


# What was typed


@pytest.mark.parametrize(
    ("text", "state", "value"),
    [
        (" 36 ", "number", "36"), ("３６", "number", "36"), ("−5", "number", "-5"),
        ("40.35", "number", "40.35"), ("", "blank", None), ("　", "blank", None),
        ("—", "dash", None), ("/", "dash", None), ("+57", "number", "57"),
    ],
)  # fmt: skip
def test_what_a_person_types_is_read(text: str, state: str, value: str | None) -> None:
    read = typed(text)
    assert read.state == state and read.value == (None if value is None else Decimal(value))
    assert typed(read.text or "").value == read.value


@pytest.mark.parametrize(
    "text",
    [
        "1,204",
        "1，204",
        "36件",
        "三",
        "1e5",
        "NaN",
        "1.",
        ".5",
        "1" * 23,
        "0.123456789",
        "=1+1",
        "1 2",
    ],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(NoFigureError):
        typed(text)


# The journal


def test_acts_come_back_in_their_order(tmp_path: Path) -> None:
    assert load(tmp_path) == {}
    first = append(tmp_path, act("a", acted_at=""))
    second = append(tmp_path, act("b", "report_error", note="请核实\n并重报"))
    third = append(tmp_path, act("a", "withdraw", acted_at=""))
    assert load(tmp_path) == {"a": (first, third), "b": (second,)}
    assert first.time.tzinfo is not None and first.acted_at <= third.acted_at


def test_line_cut_by_a_crash_spoils_only_itself(tmp_path: Path) -> None:
    append(tmp_path, act("a"))
    path = path_of(tmp_path)
    whole = path.read_bytes()
    for length in (1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole + whole[:length])
        assert len(load(tmp_path)["a"]) == 1  # it was never acknowledged
        append(tmp_path, act("a", "withdraw"))
        # A line that lacks nothing but its end is whole, whoever closes it.
        expected = 3 if length == len(whole) - 1 else 2
        found = load(tmp_path)["a"]
        assert len(found) == expected and found[-1].act == "withdraw"


def test_damaged_lines_are_left_out(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    append(tmp_path, act("a"))
    path = path_of(tmp_path)
    good = json.loads(path.read_bytes())
    bad = [{**good, "act": "delete"}, {**good, "raw": 3}, {**good, "acted_at": "yesterday"}, {}, []]
    with path.open("a") as stream:
        stream.writelines(json.dumps(each) + "\n" for each in bad)
        stream.write("\x00\n")
    assert len(load(tmp_path)["a"]) == 1 and len(caplog.records) == len(bad) + 1


def test_act_that_the_disk_refuses_is_not_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(tmp_path, act("a"))

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(corrections.os, "fsync", refuse)
    with pytest.raises(OSError, match="space"):
        append(tmp_path, act("a", "withdraw"))


def test_long_notes_and_texts_are_cut(tmp_path: Path) -> None:
    written = append(tmp_path, act("a", note="长" * 9000, raw="9" * 99_999))
    assert len(written.note) == corrections.MAX_NOTE and len(written.raw or "") == 20_000
    assert load(tmp_path)["a"] == (written,)


# What is applied


def of_scan(**changes) -> Extraction:
    cells = [
        cell("new_received", "natural_person", "36", reader="ocr"),
        cell("new_received", "total", "39", reader="ocr", needs_review=True, confidence=0.5,
             doubts=["readers_differ"]),
        cell("carried_over", "total", "5"),
    ]  # fmt: skip
    return extraction(b"scan", cells=cells, checks=[], **changes)


def at(made: Extraction, place: str) -> StatutoryCell:
    return dict(cell_places(made.cells))[place]


def test_corrected_reading_has_the_persons_value_and_no_doubt() -> None:
    made = of_scan()
    done = correct(made, [act(made.document_id)])
    found = at(done.extraction, PLACE)
    assert (found.value, found.state, found.raw) == (Decimal(36), "number", "39")
    assert (found.reader, found.needs_review, found.doubts) == ("person", False, [])
    assert found.confidence == 1.0
    assert at(made, PLACE).value == Decimal(39)  # what was read is left as it is
    assert at(done.extraction, "requests/carried_over/total") is made.cells[2]


def test_accepted_reading_keeps_its_value_and_reader() -> None:
    made = of_scan()
    found = at(correct(made, [act(made.document_id, "accept")]).extraction, PLACE)
    assert (found.value, found.reader, found.needs_review) == (Decimal(39), "ocr", False)


def test_reports_own_error_stays_as_printed() -> None:
    made = of_scan()
    done = correct(made, [act(made.document_id, "report_error", new="36", note="应为36")])
    found = at(done.extraction, PLACE)
    assert (found.value, found.reader) == (Decimal(39), "ocr")
    assert done.rows()[0].standing == "in_force" and done.rows()[0].note == "应为36"


def test_text_of_the_file_itself_is_never_changed() -> None:
    made = of_scan()
    place = "requests/carried_over/total"
    wanted = act(made.document_id, place=place, raw="5", old="5", new="6")
    done = correct(made, [wanted])
    assert at(done.extraction, place).value == Decimal(5)
    assert [row.standing for row in done.rows()] == ["stale"]
    assert not may_be_misread(made.cells[2]) and may_be_misread(made.cells[0])
    assert may_be_misread(cell(state="missing")) and may_be_misread(quantity(reader="ocr"))
    assert not may_be_misread(quantity(reader="word"))


def test_last_act_counts_and_may_be_taken_back() -> None:
    made = of_scan()
    steps = [
        act(made.document_id), act(made.document_id, "withdraw"), act(made.document_id, "accept"),
        act(made.document_id, new="37"),
    ]  # fmt: skip
    one = correct(made, steps[:1])
    two = correct(made, steps[:2])
    four = correct(made, steps)
    assert at(one.extraction, PLACE).value == Decimal(36)
    assert two.extraction is made
    assert [row.standing for row in two.rows()] == ["withdrawn", "withdrawn"]
    assert at(four.extraction, PLACE).value == Decimal(37)
    assert [row.standing for row in four.rows()] == [
        "withdrawn",
        "replaced",
        "replaced",
        "in_force",
    ]


@pytest.mark.parametrize(
    ("changes", "kind", "standing"),
    [
        ({}, "correct", "in_force"),
        ({"doubts": ["reading_weak"], "confidence": 0.9}, "correct", "in_force"),
        ({"raw": "36", "value": Decimal(36)}, "correct", "stale"),
        ({"raw": None, "value": None, "state": "missing"}, "correct", "stale"),
        ({"reader": "pdf", "doubts": []}, "correct", "stale"),
        ({"value": Decimal(390)}, "accept", "stale"),
        ({"value": Decimal(390)}, "correct", "in_force"),
        ({}, "accept", "in_force"),
    ],
)
def test_act_outlives_an_extraction_that_reads_the_same(
    changes: dict[str, object], kind: str, standing: str
) -> None:
    made = of_scan()
    made.cells[1] = replace(made.cells[1], **changes)
    done = correct(made, [act(made.document_id, kind)])
    assert [row.standing for row in done.rows()] == [standing]
    assert (PLACE in done.stale()) == (standing == "stale")
    if standing == "stale":
        assert done.extraction is made


def test_figures_with_one_address_have_places_of_their_own() -> None:
    cells = [
        cell(row=None, row_label="其他"), cell(row=None, row_label="其他"),
        cell(column=None), cell(),
    ]  # fmt: skip
    places = [place for place, _ in cell_places(cells)]
    assert places == [
        "requests/*其他/natural_person", "requests/*其他/natural_person#2",
        "requests/new_requests/*自然人", "requests/new_requests/natural_person",
    ]  # fmt: skip


def test_figure_of_the_prose_is_corrected_and_its_checks_made_again() -> None:
    text = "全年公开信息1209条，其中网站627条、微信577条。"
    made = extract_report(_prose_report(text), "a.txt")
    failing = [each for each in made.checks if each.check == "narrative_sum"]
    assert [each.status for each in failing] == ["fail"]
    total = next(each for each in made.quantities if each.value == 1209)
    total.reader, total.doubts = "ocr", ["reading_weak"]
    place = f"{total.paragraph}:{total.start}-{total.end}"
    wanted = act(made.document_id, place=place, raw=total.surface, old="1209", new="1204")
    done = correct(made, [wanted])
    again = [each for each in done.extraction.checks if each.check == "narrative_sum"]
    assert [each.status for each in again] == ["pass"]


def _prose_report(text: str) -> bytes:
    return (
        "甲市乙局2020年政府信息公开工作年度报告\n"
        f"一、总体情况\n{text}\n五、存在的主要问题及改进情况\n无。\n六、其他需要报告的事项\n无。\n"
        + "本机关认真贯彻落实政府信息公开条例，切实做好各项工作。"
        * 12
    ).encode()


# What is published


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.put("a.docx", "甲局 2020")
    return office


def read_again(office: Office, change: Callable[[Extraction], None], version: str = "1") -> str:
    """Let the office's file be read by a reader that sees a scan; return the document's id."""
    office.run(version)
    made = extraction("甲局 2020".encode(), "甲局", 2020, extractor_version=version)
    made.cells = of_scan().cells
    made.checks = check_again(made)
    change(made)
    office.store.put(serialise.dumps(made, EXTRACTED_AT), made.document_id, version)
    return made.document_id


def table(office: Office, name: str) -> pd.DataFrame:
    return pd.read_parquet(office.warehouse / name)


def published(office: Office) -> pd.Series:
    cells = table(office, "statutory_cells")
    return cells[(cells.row == "new_received") & (cells.column == "total")].iloc[0]


def test_publishing_applies_corrections_and_tells_them(office: Office) -> None:
    document_id = read_again(office, lambda made: None)
    publish(office.warehouse)
    assert published(office).value == Decimal(39) and table(office, "corrections").empty
    before = table(office, "reports").iloc[0]
    append(office.warehouse, act(document_id, note="扫描不清"))
    done = publish(office.warehouse)
    assert {"statutory_cells/2020.parquet", "corrections/2020.parquet"} <= set(done.written)
    found = published(office)
    assert (found.value, found.reader, found.raw) == (Decimal(36), "person", "39")
    assert not found.needs_review
    after = table(office, "reports").iloc[0]
    assert (before.cells_to_review, after.cells_to_review) == (1, 0)
    told = table(office, "corrections").iloc[0]
    assert (told.act, told.standing, told.place, told.old, told.new) == (
        "correct", "in_force", PLACE, "39", "36",
    )  # fmt: skip
    assert (told.who, told.note, told.agency, told.report_id) == (
        "李",
        "扫描不清",
        "甲局",
        "甲局-2020",
    )
    again = publish(office.warehouse, rebuild=True)
    assert again.written == () and again.release == done.release
    append(office.warehouse, act(document_id, "withdraw"))
    publish(office.warehouse)
    assert published(office).value == Decimal(39)


def test_correction_stands_after_reading_again_unless_the_reading_changed(office: Office) -> None:
    document_id = read_again(office, lambda made: None)
    append(office.warehouse, act(document_id))

    def doubt_more(made: Extraction) -> None:
        made.cells[1] = replace(made.cells[1], doubts=["one_reader"], confidence=0.4)

    def read_otherwise(made: Extraction) -> None:
        made.cells[1] = replace(made.cells[1], raw="89", value=Decimal(89))

    read_again(office, doubt_more, "2")
    publish(office.warehouse)
    assert published(office).value == Decimal(36)
    read_again(office, read_otherwise, "3")
    publish(office.warehouse)
    found = published(office)
    assert found.value == Decimal(89) and found.needs_review
    assert table(office, "corrections").standing.tolist() == ["stale"]


def test_corrected_figure_is_what_other_years_are_compared_with(office: Office) -> None:
    def forwarded(made: Extraction) -> None:
        made.cells.append(cell("carried_forward", "total", "8", reader="ocr"))

    document_id = read_again(office, forwarded)
    office.put("b.docx", "甲局 2021\ncarried_over/total=3")
    office.run()

    def status() -> list[str]:
        checks = table(office, "checks")
        carried = checks[(checks.check == "carry_over_between_years") & (checks.column == "total")]
        return carried.status.tolist()

    publish(office.warehouse)
    assert status() == ["fail"]
    place = "requests/carried_forward/total"
    append(office.warehouse, act(document_id, place=place, raw="8", old="8", new="3"))
    publish(office.warehouse)
    assert status() == ["pass"]
