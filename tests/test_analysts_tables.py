"""The analysts' tables: blanks by their rule, wide rows, the panel, and how they are published."""

from __future__ import annotations

import pandas as pd
import pytest
from extraction_builder import EXTRACTED_AT, Office, cell, extraction

from extractors.analysts import gather, wide_rows
from extractors.analysts.cells import RawCell
from extractors.analysts.panel import FIGURES, GROWTHS, SHARES, Known, indicators
from flows.warehouse import serialise
from flows.warehouse.publish import publish
from schemas.forms import load_form
from schemas.tables import PANEL, PROACTIVE_DISCLOSURE, PROCEEDINGS, REQUESTS, WIDE_TABLES


def raw(
    table: str, row: str, column: str, printed: str, unit: str | None = None, doubted: bool = False
) -> RawCell:
    state = {"": "blank", "-": "dash", "?": "text", "m": "missing"}.get(printed, "number")
    return table, row, column, printed if state == "number" else None, state, unit, doubted


def line(table: str, row: str, **printed: str) -> list[RawCell]:
    return [raw(table, row, column, text) for column, text in printed.items()]


def rows_of(table: str, cells: list[RawCell]):
    return {row.key: row for row in wide_rows(table, gather(cells)[table])}


PEOPLE = [column.code for column in load_form("2019").table("requests").blocks[0].columns]


def requests_of(form: str = "2021", **printed: str) -> list[RawCell]:
    """A requests table of zeros in which only persons ask: `printed` by row, for them and all."""
    cells = []
    for row in load_form(form).table("requests").blocks[0].figure_rows():
        text = printed.get(row.code, "0")
        for column in PEOPLE:
            given = text if column in ("natural_person", "total") else "0"
            cells.append(raw("requests", row.code, column, given))
    return cells


# Blanks


def test_blanks_are_zeros_where_the_sum_then_holds() -> None:
    cells = line(
        "proceedings", "review", upheld="5", corrected="", other="-", pending="", total="5"
    )
    (row,) = rows_of("proceedings", cells).values()
    assert row.values == {"upheld": 5, "corrected": 0, "other": 0, "pending": 0, "total": 5}
    assert (row.filled, row.unknown, row.doubted) == (3, 0, [])


def test_blanks_are_unknown_where_only_the_total_is_printed() -> None:
    cells = line("proceedings", "review", upheld="", corrected="", other="", pending="", total="5")
    (row,) = rows_of("proceedings", cells).values()
    assert row.values == {"total": 5} and (row.filled, row.unknown) == (0, 4)


def test_a_total_left_blank_is_not_computed() -> None:
    cells = line(
        "proceedings", "review", upheld="5", corrected="0", other="0", pending="0", total=""
    )
    (row,) = rows_of("proceedings", cells).values()
    assert "total" not in row.values and row.unknown == 1


def test_a_table_without_any_figure_stays_unknown() -> None:
    cells = line("proceedings", "review", upheld="", corrected="", other="", pending="", total="")
    (row,) = rows_of("proceedings", cells).values()
    assert row.values == {} and row.unknown == 5 and row.filled == 0


def test_a_blank_line_beside_figures_is_zeros() -> None:
    cells = line(
        "proceedings", "review", upheld="1", corrected="0", other="0", pending="0", total="1"
    )
    cells += line("proceedings", "litigation_direct", upheld="", corrected="", total="")
    rows = rows_of("proceedings", cells)
    assert rows["litigation_direct"].values == {"upheld": 0, "corrected": 0, "total": 0}


@pytest.mark.parametrize("printed", ["?", "m"])
def test_words_and_missing_cells_are_no_zeros(printed: str) -> None:
    cells = line("proceedings", "review", upheld="1", corrected=printed, other="", total="1")
    (row,) = rows_of("proceedings", cells).values()
    assert "corrected" not in row.values and row.values["other"] == 0
    assert (row.filled, row.unknown) == (1, 1)


def test_a_doubtful_blank_is_no_zero() -> None:
    cells = line("proceedings", "review", upheld="1", total="1")
    cells.append(raw("proceedings", "review", "other", "", doubted=True))
    (row,) = rows_of("proceedings", cells).values()
    assert "other" not in row.values and row.doubted == ["other"]


def test_a_blank_in_a_column_that_does_not_balance_is_unknown() -> None:
    cells = [
        each
        for each in requests_of(new_received="7", granted="4", results_total="4")
        if each[1] != "carried_forward"
    ]
    cells += [raw("requests", "carried_forward", column, "") for column in PEOPLE]
    rows = rows_of("requests", cells)
    # 7 + 0 is not 4 + 0, so who knows what was carried forward of persons; of others, nothing.
    assert "carried_forward" not in rows["natural_person"].values
    assert rows["research_institution"].values["carried_forward"] == 0


# Wide rows


def test_groups_are_summed_or_unknown() -> None:
    cells = requests_of(
        denied_state_secret="1", denied_other_law="2", other_other="4", unable_not_held="?"
    )
    total = rows_of("requests", cells)["total"]
    assert total.values["denied"] == 3 and total.values["other_handling"] == 4
    assert total.values["not_processed"] == 0 and "unable" not in total.values


def test_other_handling_is_printed_on_the_older_form() -> None:
    total = rows_of("requests", requests_of("2019", other_handling="6"))["total"]
    assert total.values["other_handling"] == 6 and "other_other" not in total.values


def test_a_doubted_part_makes_its_group_doubted() -> None:
    cells = [(*each[:6], each[1:3] == ("denied_other_law", "total")) for each in requests_of()]
    assert rows_of("requests", cells)["total"].doubted == ["denied_other_law", "denied"]


def test_rows_are_in_the_forms_order() -> None:
    assert list(rows_of("requests", requests_of()[::-1])) == PEOPLE


@pytest.mark.parametrize(
    ("printed", "unit", "amount"),
    [
        ("40.35", "万元", 40.35),
        ("251000", "元", 25.1),
        ("1.5", "亿元", 15000.0),
        ("12", None, None),
        ("12", "件", None),
    ],
)
def test_amounts_are_in_one_unit(printed: str, unit: str | None, amount: float | None) -> None:
    cells = [raw("proactive_disclosure", "administrative_fees", "fee_amount", printed, unit)]
    (row,) = rows_of("proactive_disclosure", cells).values()
    assert row.values.get("fee_amount") == amount
    assert bool(row.doubted) is (unit == "件")


def test_a_count_in_tens_of_thousands_is_not_taken_for_single_ones() -> None:
    cells = [raw("proactive_disclosure", "administrative_penalty", "decisions", "1.2", "万件")]
    (row,) = rows_of("proactive_disclosure", cells).values()
    assert not row.values and row.doubted == ["decisions"]


def test_a_figure_given_twice_differently_is_doubted() -> None:
    cells = [raw("proceedings", "review", "total", "1"), raw("proceedings", "review", "total", "2")]
    (row,) = rows_of("proceedings", cells).values()
    assert not row.values and row.doubted == ["total"]


def test_a_figure_too_long_for_a_float_is_doubted() -> None:
    cells = [raw("proceedings", "review", "total", "12345678901234567")]
    (row,) = rows_of("proceedings", cells).values()
    assert not row.values and row.doubted == ["total"]


def test_every_figure_of_the_forms_has_its_column() -> None:
    columns = {spec.name: {column.name for column in spec.columns} for spec in WIDE_TABLES}
    for version in ("2019", "2021"):
        for figure in load_form(version).figures():
            code = figure.row.code if figure.table == "requests" else figure.column.code
            assert code in columns[figure.table]


# The panel


def test_every_indicator_has_its_column_and_every_place_is_one() -> None:
    columns = {column.name for column in PANEL.columns}
    assert {*FIGURES, *SHARES, *GROWTHS} <= columns
    wide = {spec.name: {c.name for c in spec.columns} for spec in WIDE_TABLES}
    for places in FIGURES.values():
        assert all(column in wide[table] for table, _, column in places)


def test_shares_and_growth() -> None:
    this = Known({"new_received": 50.0, "results_total": 40.0, "granted": 10.0}, frozenset())
    last = Known({"new_received": 40.0, "results_total": 0.0}, frozenset())
    found = indicators(this, last).values
    assert found["granted_share"] == 0.25 and found["answered_per_received"] == 0.8
    assert found["new_received_growth"] == 0.25
    assert "results_total_growth" not in found and "disclosed_share" not in found
    assert not set(indicators(this, None).values) & set(GROWTHS)


def test_what_comes_of_a_doubted_figure_is_doubted() -> None:
    this = Known({"new_received": 50.0, "results_total": 40.0}, frozenset({"results_total"}))
    last = Known({"new_received": 40.0}, frozenset({"new_received"}))
    doubted = indicators(this, last).doubted
    assert {"results_total", "answered_per_received", "granted_share"} <= doubted
    assert "new_received_growth" in doubted and "persons_share" not in doubted


# Published


@pytest.fixture
def office(tmp_path) -> Office:
    office = Office(tmp_path)
    for year, received, corrected in ((2020, "8", "1"), (2021, "10", "2")):
        text = f"甲局 {year}"
        office.put(f"甲{year}.docx", text)
        cells = [
            cell(row=row, column=column, value=value, form="2021")
            for _, row, column, value, *_ in requests_of(
                new_received=received, granted=received, results_total=received
            )
        ]
        printed = {"upheld": "3", "corrected": corrected, "other": "0", "pending": None,
                   "total": str(3 + int(corrected))}  # fmt: skip
        cells += [
            cell(row=row, column=column, value=value, table="proceedings")
            for row in ("review", "litigation_direct", "litigation_after_review")
            for column, value in printed.items()
        ]
        made = extraction(text.encode(), "甲局", year, cells)
        office.store.put(serialise.dumps(made, EXTRACTED_AT), made.document_id)
    office.put("乙.docx", "乙局 2021")
    office.put("乙旧.docx", "乙局 2021\n", modified=1_500_000_000)
    office.run()
    return office


def test_tables_are_published(office: Office) -> None:
    done = publish(office.warehouse)
    requests = pd.read_parquet(office.warehouse / REQUESTS.name)
    assert len(requests) == done.rows[REQUESTS.name] == 2 * 7 + 1
    assert requests.is_current.all()  # the older copy of 乙局's has no row
    total = requests[(requests.agency == "甲局") & (requests.applicant == "total")]
    assert total.new_received.tolist() == [8, 10]
    proceedings = pd.read_parquet(office.warehouse / PROCEEDINGS.name)
    assert proceedings.pending.tolist() == [0] * 6 and proceedings.filled.tolist() == [1] * 6
    assert pd.read_parquet(office.warehouse / PROACTIVE_DISCLOSURE.name).empty


def test_panel_is_published(office: Office) -> None:
    publish(office.warehouse)
    panel = pd.read_parquet(office.warehouse / PANEL.name).set_index(["agency", "report_year"])
    assert panel.index.is_unique and len(panel) == 3
    row = panel.loc[("甲局", 2021)]
    assert row.new_received == 10 and row.new_received_growth == 0.25 and row.granted_share == 1
    assert row.corrected_share == 6 / 15 and row.reviews_corrected_share == 2 / 5
    assert row.lawsuits == 10 and row.filled == 3 and row.unknown == 0 and row.has_last_year
    assert pd.isna(panel.loc[("甲局", 2020)].new_received_growth)
    assert not panel.loc[("甲局", 2020)].has_last_year
    assert pd.isna(panel.loc[("乙局", 2021)].new_received)
    assert panel.loc[("乙局", 2021)].unknown == 1


def test_last_year_changing_renews_this_years_panel(office: Office) -> None:
    publish(office.warehouse)
    cells = [cell(row="new_received", column="total", value="5")]
    made = extraction("甲局 2020".encode(), "甲局", 2020, cells)
    office.store.put(serialise.dumps(made, EXTRACTED_AT), made.document_id)
    done = publish(office.warehouse)
    assert {"panel/2020.parquet", "panel/2021.parquet"} <= set(done.written)
    assert "requests/2021.parquet" not in done.written
    panel = pd.read_parquet(office.warehouse / "panel/2021.parquet").set_index("agency")
    assert panel.new_received_growth["甲局"] == 1.0


def test_a_spoilt_file_under_the_panel_is_made_anew(office: Office) -> None:
    import os

    publish(office.warehouse)
    path = office.warehouse / "requests/2020.parquet"
    good, about = path.read_bytes(), path.stat()
    path.write_bytes(b"x" * len(good))
    os.utime(path, ns=(about.st_atime_ns, about.st_mtime_ns))
    (office.warehouse / "panel/2021.parquet").unlink()
    publish(office.warehouse)
    assert path.read_bytes() == good and (office.warehouse / "panel/2021.parquet").exists()
