"""What a document's disappearance means: keep, or retire."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from extraction_builder import Office, tables_of
from reports import report
from test_ingest import take_in

from flows.warehouse.ledger import Ledger
from flows.warehouse.policy import SettingsError, change_settings, load_settings, settings_path
from flows.warehouse.publish import publish
from tools.samples.containers import write_mail, write_zip


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.put("a.docx", "甲局 2020")
    office.put("b.docx", "乙局 2020")
    office.put("更正.docx", "乙局 2020\n更正", modified=1_700_000_000)
    change_settings(office.warehouse, disappeared="retire")
    night(office)
    return office


def night(office: Office) -> None:
    office.run()
    publish(office.warehouse)


def reports(warehouse: Path) -> dict[str, tuple[bool, str]]:
    """Return of each path whether its report counts, and the path of what does instead."""
    found = pd.read_parquet(warehouse / "reports").set_index("document_id")
    instead = found.superseded_by.map(lambda each: found.source_path.get(each, ""))
    return {
        path: (bool(current), other)
        for path, current, other in zip(found.source_path, found.is_current, instead, strict=True)
    }


def test_a_removed_report_counts_no_longer_and_keeps_its_rows(office: Office) -> None:
    (office.folder / "a.docx").unlink()
    night(office)
    assert reports(office.warehouse)["a.docx"] == (False, "")
    for table in ("reports", "statutory_cells", "sections", "checks"):
        rows = pd.read_parquet(office.warehouse / table)
        rows = rows[rows.agency == "甲局"]
        assert len(rows) and not rows.is_current.any(), table


def test_a_withdrawn_correction_lets_the_first_report_count_again(office: Office) -> None:
    assert reports(office.warehouse)["b.docx"] == (False, "更正.docx")
    (office.folder / "更正.docx").unlink()
    night(office)
    assert reports(office.warehouse)["b.docx"] == (True, "")
    assert reports(office.warehouse)["更正.docx"] == (False, "b.docx")
    checks = pd.read_parquet(office.warehouse / "checks")
    assert "duplicate_submission" not in set(checks.check)


def test_what_returns_counts_again_without_being_read(office: Office) -> None:
    before = tables_of(office.warehouse)
    (office.folder / "a.docx").rename(office.folder.parent / "a.docx")
    night(office)
    (office.folder.parent / "a.docx").rename(office.folder / "a.docx")
    night(office)
    assert office.reads == []
    after = tables_of(office.warehouse)  # `documents` names the run that saw it last
    assert {n: d for n, d in after.items() if not n.startswith("documents")} == {
        n: d for n, d in before.items() if not n.startswith("documents")
    }


def test_a_moved_or_copied_report_is_not_gone(office: Office) -> None:
    (office.folder / "a.docx").rename(office.folder / "甲.docx")
    night(office)
    assert reports(office.warehouse)["甲.docx"] == (True, "")


def test_a_replaced_report_is_gone_but_not_one_whose_place_cannot_be_read(office: Office) -> None:
    office.put("a.docx", "丙局 2020", modified=1_700_000_001)
    night(office)
    current = pd.read_parquet(office.warehouse / "reports").query("is_current")
    assert set(current.agency) == {"乙局", "丙局"}
    office.put("a.docx", "bad", modified=1_700_000_002)  # half copied
    night(office)
    current = pd.read_parquet(office.warehouse / "reports").query("is_current")
    assert set(current.agency) == {"乙局", "丙局"}
    (office.folder / "a.docx").unlink()
    night(office)
    current = pd.read_parquet(office.warehouse / "reports").query("is_current")
    assert set(current.agency) == {"乙局"}


def test_the_setting_may_change_at_any_time(office: Office) -> None:
    (office.folder / "a.docx").unlink()
    night(office)
    retired = tables_of(office.warehouse)
    change_settings(office.warehouse, disappeared="keep")
    publish(office.warehouse)
    assert reports(office.warehouse)["a.docx"] == (True, "")
    change_settings(office.warehouse, disappeared="retire")
    publish(office.warehouse)
    assert tables_of(office.warehouse) == retired


def test_settings_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    assert load_settings(tmp_path).disappeared == "keep"
    for wrong in ({"disappeared": "forget"}, {"failed_share": 2}, {"store_bytes": -1}):
        with pytest.raises(SettingsError):
            change_settings(tmp_path, **wrong)
    settings_path(tmp_path).parent.mkdir()
    settings_path(tmp_path).write_text("{")
    with pytest.raises(SettingsError, match=r"settings\.json"):
        publish(tmp_path)


@pytest.mark.parametrize("kind", ["zip", "eml"])
def test_members_of_archives_and_mails(tmp_path: Path, kind: str) -> None:
    folder, warehouse = tmp_path / "shared", tmp_path / "warehouse"
    folder.mkdir()
    one = ("一.txt", report("甲市财政局").encode())
    two = ("二.txt", report("乙市财政局").encode())

    def pack(*members: tuple[str, bytes]) -> bytes:
        return write_zip(list(members)) if kind == "zip" else write_mail(list(members), "rfc2047")

    def counting() -> set[str]:
        found = pd.read_parquet(warehouse / "reports")
        return set(found[found.is_current].agency)

    change_settings(warehouse, disappeared="retire")
    packed = folder / f"打包.{kind}"
    packed.write_bytes(pack(one, two))
    (folder / "丙.txt").write_text(report("丙市财政局"))
    take_in(folder, warehouse)
    assert counting() == {"甲市财政局", "乙市财政局", "丙市财政局"}
    packed.write_bytes(pack(one))  # another archive, which lacks a report
    take_in(folder, warehouse)
    assert counting() == {"甲市财政局", "丙市财政局"}
    packed.write_bytes(b"PK\x03\x04" + b"\0" * 40)  # whatever was meant to be in it
    take_in(folder, warehouse)
    assert counting() == {"甲市财政局", "丙市财政局"}
    packed.unlink()
    take_in(folder, warehouse)
    assert counting() == {"丙市财政局"}
    packed.write_bytes(pack(one, two))
    assert take_in(folder, warehouse).read == 0
    assert counting() == {"甲市财政局", "乙市财政局", "丙市财政局"}
    assert all(each.night for each in Ledger.open(warehouse))
