"""How long each review page takes over a warehouse of thousands of reports.

The reports are a handful of samples under other names, stored as if each had been read, so that
what is measured is the pages. Seconds of the processor's, in the process that serves.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from unittest import mock

from benchmarks.bars import Bar, table
from benchmarks.timing import interleaved, stopwatch
from extractors import extract_report
from extractors.version import EXTRACTOR_VERSION
from flows.warehouse import atomic, serialise
from flows.warehouse.current import report_id_of
from flows.warehouse.ledger import Ledger, Sighting
from flows.warehouse.publish import publish
from flows.warehouse.store import ExtractionStore
from flows.warehouse.wide import PANEL_SOURCES, panel_arrays, read_year

SAMPLES = Path(__file__).resolve().parent.parent / "sample_inputs" / "reports"
NAMES = (
    "01_格式范本_2021年.docx", "02_附函报送_2020年.docx", "16_以条计数.txt", "24_左右无边.pdf",
    "10_修订痕迹.docx",
)  # fmt: skip
FIRST_YEAR, YEARS = 2019, 5
PANEL_SECONDS = 1.0
PAGE_SECONDS = 0.3


def run(reports: int = 5000, repetitions: int = 5) -> list[Bar]:
    """Make the warehouse, ask for each page in turn, and print the times."""
    from starlette.testclient import TestClient

    from flows.review import charts
    from flows.review.guard import Guard
    from flows.review.pictures import year_numbers
    from flows.review.shelf import Shelf
    from flows.review.site import make_site

    with _warehouse(reports) as warehouse:
        with stopwatch() as published:
            publish(warehouse)
        with stopwatch() as panel:
            _make_panel(warehouse)
        shelf = Shelf(warehouse)
        with stopwatch() as prepared:
            shelf.prepare()
            charts.prepare()
        client = TestClient(make_site(shelf, None, Guard()), base_url="http://127.0.0.1")

        def ask(path: str) -> None:
            assert client.get(path).status_code == 200, path

        paths = _pages(_document_id(reports - 1), FIRST_YEAR + YEARS - 1)
        year = FIRST_YEAR + YEARS - 1
        steps = {what: lambda p=path: ask(p) for what, path in paths}
        steps |= {
            "刚发布后的第一个列表": lambda: Shelf(warehouse).entries(),
            "刚发布后的第一份图表": lambda: year_numbers(Shelf(warehouse), year),
        }
        numbers = year_numbers(shelf, year)
        steps |= {f"图：{each.title}": lambda n=each: charts.draw(n) for each in numbers.values()}
        times = interleaved(steps, repetitions)
    slowest = {what: max(each) for what, each in times.items()}
    rows = [
        (what, f"{median(times[what]) * 1000:.0f}", f"{slowest[what] * 1000:.0f}") for what in times
    ]
    print(f"{reports} reports, published in {published.seconds:.0f} s; what lists need is read in")
    print(f"{prepared.seconds:.1f} s while the site starts.\n")
    print(table(("ms of the processor", "median", "most"), rows))
    return [
        Bar("the slowest review page", max(slowest.values()), PAGE_SECONDS, "s"),
        Bar("the panel of all years, from the published tables", panel.seconds, PANEL_SECONDS, "s"),
    ]


def _make_panel(warehouse: Path) -> None:
    """Make every year's panel anew from the tables that it is made of."""
    told = {
        year: read_year(
            {
                spec.name: path
                for spec in PANEL_SOURCES
                if (path := warehouse / spec.name / f"{year}.parquet").exists()
            }
        )
        for year in range(FIRST_YEAR - 1, FIRST_YEAR + YEARS)
    }
    made = sum(
        len(panel_arrays(told[year], told[year - 1])[0]) for year in told if year - 1 in told
    )
    assert made, "no panel"


def _pages(document_id: str, year: int) -> list[tuple[str, str]]:
    report = f"/report/{document_id}"
    return [
        ("概况", "/"),
        ("报告，第一页", "/reports"),
        ("报告，按不符项", "/reports?check=requests_row_sum"),
        ("报告，按机关", "/reports?agency=0900"),
        ("一份报告", report),
        ("一份报告，选中一个数字", f"{report}?at=requests/new_received/total"),
        ("退回修改意见", f"{report}/letter"),
        ("退回修改意见，Word", f"{report}/letter.docx"),
        ("图表", f"/pictures/{year}"),
        ("图表数据", f"/pictures/{year}/agencies.csv"),
    ]


def _document_id(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


@contextmanager
def _warehouse(reports: int) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-review-") as name:
        warehouse, now = Path(name), datetime.now(UTC)
        store = ExtractionStore(warehouse)
        read = [extract_report(SAMPLES / each) for each in NAMES]
        sightings = []
        # Durable storing of so many files is not what is measured.
        with mock.patch.object(atomic.os, "fsync"):
            for number in range(reports):
                made = read[number % len(read)]
                made.document_id = _document_id(number)
                made.agency = f"第{number // YEARS:04}号市样本局"
                made.report_year = FIRST_YEAR + number % YEARS
                store.put(serialise.dumps(made, now), made.document_id)
                sightings.append(
                    Sighting(
                        source_path=f"{number:05}.docx", document_id=made.document_id, size=1,
                        modified_ns=1, status="extracted", run_id="benchmark",
                        extractor_version=EXTRACTOR_VERSION, seen_at=now.isoformat(),
                        media_type=made.media_type, agency=made.agency,
                        report_year=made.report_year,
                        report_id=report_id_of(
                            made.agency, made.report_year, made.document_id
                        ),
                    )
                )  # fmt: skip
            Ledger.open(warehouse).record(sightings)
        yield warehouse
