"""The command `nianbao` as scripts and people use it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from processes import running_with
from reports import report
from rich.cells import cell_len
from rich.console import Console
from typer.testing import CliRunner

from flows import show
from flows.cli import app
from schemas.forms import FormVersion, load_form
from schemas.records import Check, Extraction, Note, Report, Section, StatutoryCell

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = (
    "ingest",
    "ingest-file",
    "serve",
    "server",
    "deploy",
    "worker",
    "review",
    "show",
    "checks",
    "numbers",
    "publish",
    "status",
    "prune",
    "settings",
    "version",
)


def nianbao(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a script would."""
    return subprocess.run(
        [sys.executable, "-m", "flows.cli", *arguments],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=300,
    )


def run(*arguments: str) -> tuple[int, str]:
    """Run a command that needs no Prefect in this process; return exit code and output."""
    result = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "100"})
    return result.exit_code, result.output


HEAVY = ("prefect", "pandas", "pyarrow", "lxml", "cv2", "onnxruntime", "pdfplumber", "PIL", "numpy")


def _cpu_of_children() -> float:
    """Return the processor's seconds: unlike the clock's, other work hardly changes them."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = (
        "import sys, flows.cli\n"
        "try:\n    flows.cli.main()\nexcept SystemExit:\n    pass\n"
        f"print(*(n for n in {HEAVY} if n in sys.modules))"
    )
    seconds = []
    for _ in range(3):
        started = _cpu_of_children()
        result = subprocess.run(
            [sys.executable, "-c", code, "--help"], capture_output=True, text=True, cwd=ROOT
        )
        seconds.append(_cpu_of_children() - started)
    assert result.stdout.splitlines()[-1] == "", result.stdout
    assert min(seconds) < 1.5
    assert all(command in result.stdout for command in COMMANDS)
    assert "Exit codes" in result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    code, text = run(command, "--help")
    assert code == 0
    assert f"{command} " in text


def test_version() -> None:
    assert run("--version") == run("version")
    assert run("version")[1].startswith("nianbao ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest", "nowhere", "-w", "w"),
        ("ingest", "."),
        ("ingest-file", "nowhere.docx", "-w", "w"),
        ("show", "nowhere.docx"),
        ("publish", "-w", "nowhere"),
        ("serve", ".", "-w", "w", "--cron", "every night"),
        ("serve", ".", "-w", "w", "--timezone", "Mars/Olympus"),
        ("fly",),
    ],
)
def test_wrong_usage_is_a_sentence_and_exit_code_2(arguments: tuple[str, ...]) -> None:
    code, text = run(*arguments)
    assert code == 2
    assert text.strip()
    assert "Traceback" not in text


def test_busy_warehouse_is_a_sentence_and_exit_code_1(tmp_path: Path) -> None:
    from flows.warehouse.lock import warehouse_lock

    with warehouse_lock(tmp_path, 0, "a test"):
        code, text = run("publish", "-w", str(tmp_path), "--wait", "0")
    assert code == 1
    assert "in use" in " ".join(text.split())
    assert "Traceback" not in text


def test_show_writes_nothing_and_prints_tables(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(report())
    code, text = run("show", str(tmp_path / "甲.txt"))
    assert code == 0
    assert "甲市财政局" in text
    assert [each.name for each in tmp_path.iterdir()] == ["甲.txt"]


def test_show_json_is_the_whole_extraction(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text(report())
    found = json.loads(run("show", "--json", str(tmp_path / "甲.txt"))[1])
    assert found["document_id"] == hashlib.sha256(report().encode()).hexdigest()
    assert found["agency"] == "甲市财政局"
    assert found["sections"]


def test_show_of_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "空.docx").write_bytes(b"")
    code, text = run("show", str(tmp_path / "空.docx"))
    assert code == 3
    assert "empty_file" in text
    code, text = run("show", "--json", str(tmp_path / "空.docx"))
    assert code == 3
    assert json.loads(text)["error_code"] == "empty_file"


# Showing hand-made extractions


def extraction(version: FormVersion = "2021", **changes: dict) -> Extraction:
    """Make an extraction with figure number n in cell n; `changes` by "row/column"."""
    cells = []
    for number, figure in enumerate(load_form(version).figures(), 1):
        table, row, column = figure.address
        values = {
            "form": version,
            "table": table,
            "row": row,
            "column": column,
            "row_label": figure.row.label,
            "column_label": figure.column.label,
            "raw": str(number),
            "value": Decimal(number),
            "unit": figure.column.unit,
            "state": "number",
            "reader": "word",
            "confidence": 1.0,
            "needs_review": False,
            "doubts": [],
        }
        cells.append(StatutoryCell(**{**values, **changes.get(f"{row}/{column}", {})}))
    return Extraction(
        document_id="0" * 64,
        name="甲.docx",
        media_type="application/x-test",
        reader="word",
        extractor_version="1",
        agency="甲市财政局",
        report_year=2021,
        report=Report(title="甲市财政局2021年报告", form=version, submitted_on=date(2022, 1, 20)),
        cells=cells,
        quantities=[],
        checks=[
            Check(
                check="negative_figure",
                severity="error",
                status="fail",
                message="负数。",
                evidence=[],
            )
        ],
        sections=[Section(section="overview", heading="一、总体情况", text="字" * 500)],
        notes=[Note("missing_table", "proceedings")],
    )


def lines(shown: Extraction, width: int = 80) -> list[str]:
    console = Console(width=width, file=open(os.devnull, "w"), record=True)  # noqa: PTH123, SIM115
    console.print(show.render(shown))
    return console.export_text().splitlines()


@pytest.mark.parametrize("version", ["2019", "2021"])
@pytest.mark.parametrize("width", [80, 120])
def test_every_figure_is_shown_once_in_the_forms_order(version: FormVersion, width: int) -> None:
    shown = extraction(version)
    for number, cell in enumerate(shown.cells, 1):
        cell.value = Decimal(90000 + number)
    text = "\n".join(lines(shown, width))
    places = [text.find(str(90000 + number)) for number in range(1, len(shown.cells) + 1)]
    assert -1 not in places
    assert places == sorted(places)
    assert all(cell_len(line) <= width for line in text.splitlines())


@pytest.mark.parametrize("version", ["2019", "2021"])
@pytest.mark.parametrize("width", [40, 60, 66, 80, 120])
def test_no_figure_is_cropped_or_broken(version: FormVersion, width: int, tmp_path: Path) -> None:
    """A figure that loses its end reads as another one: 775 as 7."""
    shown = extraction(version)
    for number, cell in enumerate(shown.cells, 1):
        cell.value = Decimal(987654000 + number)
    fees = [cell for cell in shown.cells if "amount" in (cell.column or "")]
    assert fees
    for number, cell in enumerate(fees):
        cell.value, cell.unit = Decimal(f"5923{number}.2449"), "万元"
    stray = replace(shown.cells[0], row=None, row_label="其他主动公开文件", raw="912345678")
    shown.cells.append(stray)
    # As `nianbao show` prints it: what is wider than the terminal, rich crops.
    with (tmp_path / "out").open("w") as file:
        Console(width=width, file=file).print(show.render(shown))
    found = (tmp_path / "out").read_text()
    printed = [word.lstrip("+").removesuffix("万元") for word in found.split()]
    wanted = [*(f"{cell.value:f}" for cell in shown.cells[:-1]), "912345678"]
    assert sorted(word for word in printed if re.match(r"9\d{4}|5923", word)) == sorted(wanted)
    if version == "2019":  # whose form prints no 万元
        assert all(f"{cell.value:f}万元" in found.split() for cell in fees)
    assert all(cell_len(line) <= width for line in found.splitlines())


@pytest.mark.parametrize("width", [40, 66])
def test_bands_of_a_wide_table_keep_figures_under_their_headings(width: int) -> None:
    shown = extraction()
    for number, cell in enumerate(shown.cells, 1):
        cell.value = Decimal(987654000 + number)
    row = [cell for cell in shown.cells if cell.row == "new_requests"]
    text = lines(shown, width)
    for cell in row:
        at = next(index for index, line in enumerate(text) if f"{cell.value:f}" in line)
        end = cell_len(text[at].split(f"{cell.value:f}")[0]) + 9
        rule = max(index for index, line in enumerate(text[:at]) if "──" in line)
        heading = [line for line in text[rule - 3 : rule] if line.strip()]
        over = "".join(_upto(line, end - 9, end) for line in heading).replace(" ", "")
        assert over == cell.column_label


def _upto(line: str, start: int, end: int) -> str:
    """Return what of a line stands in these cells of the terminal."""
    return "".join(
        each for index, each in enumerate(line) if start < cell_len(line[: index + 1]) <= end
    )


def test_a_figure_of_ordinary_length_needs_no_bands() -> None:
    for width in (60, 66, 80):
        shown = extraction()
        for cell in shown.cells:
            cell.value = Decimal(775)
        totals = [line for line in lines(shown, width) if "（七）总计" in line]
        assert [line.split()[1:] for line in totals] == [["775"] * 7]


def test_columns_align_in_east_asian_width() -> None:
    rows = [line for line in lines(extraction(), 120) if line.startswith(("行政复议", "行政诉讼"))]
    ends = [[cell_len(line[: each.end()]) for each in re.finditer(r"\d+", line)] for line in rows]
    assert len(rows) == 3
    assert len(ends[0]) == 5
    assert ends[0] == ends[1] == ends[2]


def test_states_units_and_doubts_are_marked() -> None:
    shown = extraction(
        "2019",
        **{
            "administrative_licensing/items_change": {"value": Decimal(57)},
            "administrative_licensing/decisions": {"needs_review": True, "value": Decimal(8765)},
            "administrative_penalty/decisions": {"state": "blank", "value": None, "raw": ""},
            "administrative_coercion/decisions": {"state": "dash", "value": None, "raw": "—"},
            "administrative_fees/items_change": {"state": "missing", "value": None, "raw": None},
            "procurement/procurement_amount": {"value": Decimal("40.35"), "unit": "万元"},
            "regulations/newly_made": {"state": "text", "value": None, "raw": "减少\n22"},
        },
    )
    procurement = [c for c in shown.cells if c.column == "procurement_amount"]
    procurement[0].value, procurement[0].unit = Decimal("40.35"), "万元"
    text = lines(shown)

    def words(label: str) -> list[str]:
        return next(line for line in text if line.startswith(label)).split()[1:]

    assert words("行政许可")[1:] == ["+57", "8765?"]
    assert words("行政处罚")[2] == "_"
    assert words("行政强制")[2] == "-"
    assert words("行政事业性收费")[1] == "!"
    assert words("政府集中采购")[1] == "40.35万元"
    assert any('"减少 22"' in line for line in text)
    assert all(f"{mark}  {meaning}" in text for mark, meaning in show.LEGEND.items())


def test_legend_tells_every_mark_that_can_stand_in_a_table() -> None:
    """Also where the cell is absent from the extraction, which prints the mark all the same."""
    shown = extraction()
    shown.cells = shown.cells[:-1]
    legend = [line for line in lines(shown) if re.match(r"[_!?-]  ", line)]
    assert [line[0] for line in legend] == ["_", "-", "!", "?"]
    assert "blank" in legend[0]
    shown.cells = []
    assert not [line for line in lines(shown) if re.match(r"[_!?-]  ", line)]


def test_a_blank_cell_that_is_not_on_the_form_has_its_mark() -> None:
    shown = extraction()
    stray = replace(shown.cells[0], row=None, row_label="其他", raw="", value=None, state="blank")
    shown.cells.append(stray)
    text = lines(shown)
    after = text[next(at for at, line in enumerate(text) if line.startswith("Not on the form")) :]
    assert next(line for line in after if "其他" in line).split()[-1] == show.BLANK


def test_figures_are_counted_by_state_and_apart_from_those_not_on_the_form() -> None:
    shown = extraction("2019")
    for cell in shown.cells[:7]:
        cell.state, cell.value, cell.raw = "missing", None, None
    shown.cells[8].needs_review = True
    shown.cells.append(replace(shown.cells[10], row=None, raw="", value=None, state="blank"))
    text = "\n".join(lines(shown, 120))
    assert "198 of the form: 191 numbers, 7 missing, 1 to be checked by eye; 1 not on" in text
    shown.cells = shown.cells[7:8]
    assert "1 of the form: 1 number\n" in re.sub(r" +\n", "\n", "\n".join(lines(shown)))
    shown.cells = []
    assert re.search(r"Figures +none", "\n".join(lines(shown)))


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        (["pass"] * 6 + ["fail"] + ["not_assessable"] * 2,
         "Checks: 6 pass, 1 fails, 2 cannot be assessed"),
        (["pass", "fail", "fail"], "Checks: 1 passes, 2 fail"),
        (["pass"] * 7, "Checks: 7 pass, 0 fail"),
    ],
)  # fmt: skip
def test_checks_that_cannot_be_assessed_do_not_count_as_failing(
    statuses: list[str], told: str
) -> None:
    shown = extraction()
    shown.checks = [replace(shown.checks[0], status=status) for status in statuses]
    assert told in [line.rstrip() for line in lines(shown)]


def test_what_is_not_on_the_form_is_listed() -> None:
    shown = extraction()
    shown.cells[0].row = None
    shown.cells[0].row_label, shown.cells[0].raw = "其他主动公开文件", "404"
    text = "\n".join(lines(shown))
    assert "Not on the form" in text
    assert "其他主动公开文件" in text
    assert "404" in text


def test_sections_notes_and_checks_are_shown() -> None:
    text = "\n".join(lines(extraction()))
    assert "一、总体情况" in text
    assert "missing_table (proceedings)" in text
    assert "negative_figure fail" in text
    assert "字" * 30 in text


def test_json_keeps_decimals_and_dates_exact() -> None:
    found = json.loads(show.as_json(extraction()))
    assert found["cells"][1]["value"] == "2"
    assert found["report"]["submitted_on"] == "2022-01-20"


# With Prefect


@pytest.mark.prefect
def test_ingest_twice_then_one_file(prefect_server: str, tmp_path: Path) -> None:
    folder, warehouse = tmp_path / "报送", tmp_path / "w"
    folder.mkdir()
    (folder / "甲.txt").write_text(report())
    where = ("-w", str(warehouse))
    first = nianbao("ingest", str(folder), *where, "--settle", "0", PREFECT_API_URL=prefect_server)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("1 read; ")
    assert "extract-batch-1" in first.stderr
    bytes_before = {path: path.read_bytes() for path in warehouse.glob("*/*.parquet")}
    (folder / "空.docx").write_bytes(b"")
    file = str(folder / "空.docx")
    second = nianbao(
        "ingest-file", file, "--folder", str(folder), *where, PREFECT_API_URL=prefect_server
    )
    assert second.returncode == 3, second.stderr
    assert "empty_file 空.docx" in second.stdout
    reports = [path for path in bytes_before if path.parent.name != "documents"]
    assert all(path.read_bytes() == bytes_before[path] for path in reports)
    rows = pq.ParquetDataset(warehouse / "documents").read().to_pylist()
    assert {row["source_path"]: row["status"] for row in rows} == {
        "甲.txt": "extracted",
        "空.docx": "failed",
    }


@pytest.mark.prefect
def test_interrupted_ingest_ends_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    """On its own server, in a terminal's process group, as Ctrl-C finds it."""
    folder, warehouse = tmp_path / "many", tmp_path / "w"
    folder.mkdir()
    for number in range(3000):
        (folder / f"{number:04}.txt").write_text(report(f"第{number}号市财政局") * 4)
    process = subprocess.Popen(
        [sys.executable, "-m", "flows.cli", "ingest", str(folder), "-w", str(warehouse)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PREFECT_HOME": str(tmp_path / "prefect")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        said = []
        for line in process.stdout:
            said.append(line)
            if "extract-batch-2" in line:
                break
        os.killpg(process.pid, signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130, "".join(said) + rest
    assert "Traceback" not in rest
    assert "Interrupted" in rest
    assert not running_with(str(tmp_path / "prefect"))
