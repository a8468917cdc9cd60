"""A clerk's round: `python -m benchmarks.clerk`.

Thirty submissions to one shared folder, with twelve problems of different kinds planted, are read
and published; then the review pages are gone through as a clerk would, from the first page, by
the links and forms that stand on them and nothing else. Counted are the steps, of finding (until
the problem's own sentence is in sight) and of settling: pages opened, buttons pressed, fields
filled. Exits with 1 where a problem is not found, or not settled.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urljoin

from benchmarks.bars import table
from benchmarks.folders import take_in
from tools.samples.faults import clean_report, state, two_years
from tools.samples.model import Address, Printed, SampleReport
from tools.samples.render import Kind, render
from tools.samples.scan import ScanOptions

YEAR, SUBMISSIONS = 2022, 30
TEXTS: tuple[Kind, ...] = ("docx", "html", "pdf", "xlsx", "txt", "mht")
BLOTTED: Address = ("requests", "granted", "total")
TOTAL: Address = ("requests", "new_received", "total")
RESULTS: Address = ("requests", "results_total", "natural_person")
MISSING = "望岫市青岚县档案馆"
NOTE = "请核实后重新报送。"


@dataclass(slots=True)
class Submission:
    """A file of the shared folder."""

    name: str
    data: bytes


@dataclass(slots=True)
class Problem:
    """What was planted: its kind, whose report has it, and the checks that ought to tell it."""

    kind: str
    agency: str
    codes: tuple[str, ...] = ()
    truth: SampleReport | None = None


@dataclass(slots=True)
class Steps:
    """What was done to find a problem, or to settle it."""

    pages: int = 0
    buttons: int = 0
    fields: int = 0

    @property
    def sum(self) -> int:
        """Return all of them."""
        return self.pages + self.buttons + self.fields

    def __str__(self) -> str:
        return f"{self.sum} ({self.pages}, {self.buttons}, {self.fields})"


class NotThereError(Exception):
    """A page does not have what the clerk looks for."""


@dataclass
class Clerk:
    """A person at the pages: what is before them, and how many steps it took."""

    client: Any
    page: Any = None
    at: str = "/"
    steps: Steps = field(default_factory=Steps)

    def begin(self) -> None:
        """Open the first page, the steps counted from here."""
        self.steps = Steps()
        self._open("/")

    def sees(self, words: str) -> bool:
        """Tell whether words stand on the page."""
        return words in " ".join(self.page.text_content().split())

    def link(self, inside: str, words: str = "") -> Any:
        """Return the first link with such words inside what an XPath finds, None without."""
        for each in self.page.xpath(f"{inside}//a[@href]"):
            if words in each.text_content():
                return each
        return None

    def follow(self, link: Any) -> None:
        """Follow a link. Raises `NotThereError` for None."""
        if link is None:
            raise NotThereError
        self._open(urljoin(self.at, link.get("href")))

    def press(self, act: str, **typed: str) -> None:
        """Fill the fields of the form that has a button of this act, and press it."""
        for form in self.page.forms:
            if form.xpath(f".//button[@value='{act}']"):
                break
        else:
            raise NotThereError
        values = dict(form.form_values())
        if "who" in form.fields and not values.get("who"):
            typed["who"] = "李明"
        unknown = set(typed) - set(form.fields)
        if unknown:
            raise NotThereError
        self.steps.fields += len(typed)
        self.steps.buttons += 1
        answer = self.client.post(
            urljoin(self.at, form.action),
            data={**values, **typed, "act": act},
            headers={"Origin": "http://127.0.0.1"},
        )
        self._take(answer)

    def _open(self, address: str) -> None:
        self.steps.pages += 1
        self._take(self.client.get(address))

    def _take(self, answer: Any) -> None:
        import lxml.html

        if answer.status_code != 200:
            raise NotThereError(f"{answer.url} answers {answer.status_code}")
        self.at = str(answer.url)
        parser = lxml.html.HTMLParser(encoding="utf-8")
        self.page = lxml.html.document_fromstring(answer.content, parser=parser)


# What is planted


def make() -> tuple[list[Submission], list[Problem], list[str]]:
    """Return the thirty files, what is wrong in them, and the names of the register."""
    reports = _clean_reports()
    rng = Random("clerk")
    planted: list[tuple[SampleReport, Kind, Problem]] = []

    def plant(kind: str, codes: tuple[str, ...], file: Kind, fault: Callable[..., Any]) -> None:
        report = next(reports)
        while fault(report) is False:
            report = next(reports)
        planted.append((report, file, Problem(kind, report.agency, codes, report)))

    plant("row sum", ("requests_row_sum",), "pdf", lambda r: _add(r, TOTAL, 3))
    plant(
        "column sum",
        ("requests_results_sum",),
        "html",
        lambda r: [_add(r, (*RESULTS[:2], who), 2) for who in ("natural_person", "total")],
    )
    plant(
        "prose: parts and sum",
        ("narrative_sum",),
        "docx",
        lambda r: state(r, "sum_of_parts", rng, broken=True) is not None,
    )
    plant(
        "prose and table",
        ("narrative_vs_table",),
        "xlsx",
        lambda r: state(r, "litigation", rng, broken=True) is not None,
    )
    plant(
        "row missing",
        ("missing_row",),
        "docx",
        lambda r: r.missing_rows.add(("requests", "granted")),
    )
    plant("wrong year", ("year_mismatch",), "txt", _last_year)
    plant("table blank", ("all_blank",), "mht", _blank)
    # A figure that a blot hides on paper; the report is right.
    paper = next(reports)
    problems = [each for _, _, each in planted]
    files = [Submission(f"{p.kind}.{file}", render(r, file)) for r, file, p in planted]
    options = ScanOptions(grade="200dpi", blots=(BLOTTED,))
    files.append(Submission("扫描件，有污点.pdf", render(paper, "scan", options)))
    problems.append(Problem("misread cell of a scan", paper.agency, truth=paper))
    before, after = two_years(70, "2021")
    _add(before, ("requests", "carried_forward", "total"), 4)
    files += [
        Submission(f"结转 {each.year}.docx", render(each, "docx")) for each in (before, after)
    ]
    problems.append(Problem("carry-over", after.agency, ("carry_over_between_years",)))
    twice = next(reports)
    files.append(Submission("重复一.docx", render(twice, "docx")))
    penalties = next(
        each.address
        for each in twice.places("proactive_disclosure")
        if each.row.code == "administrative_penalty"
    )
    _add(twice, penalties, 5)
    files.append(Submission("重复二.html", render(twice, "html")))
    problems.append(Problem("submitted twice", twice.agency))
    problems.append(Problem("not submitted", MISSING))
    files.append(Submission("传坏的文件.docx", render(next(reports), "docx")[:900]))
    problems.append(Problem("unreadable file", "传坏的文件.docx"))
    names = [each.agency for each in problems[:-1]]
    for number, report in enumerate(islice(reports, SUBMISSIONS - len(files))):
        kind: Kind = "scan" if number == 0 else TEXTS[number % len(TEXTS)]
        suffix = "pdf" if kind == "scan" else kind
        files.append(Submission(f"无误{number:02}.{suffix}", render(report, kind)))
        names.append(report.agency)
    return files, problems, names


def _clean_reports() -> Iterator[SampleReport]:
    """Yield reports of the year without a fault, each of another agency."""
    for number in count(100):
        report = clean_report(number, "2021")
        if report.year == YEAR:
            yield report


def _add(report: SampleReport, address: Address, more: int) -> None:
    value = (report.figures[address].value or 0) + more
    report.figures[address] = Printed(f"{value}", value)  # type: ignore[arg-type]


def _last_year(report: SampleReport) -> None:
    from tools.samples.deviation import deviate
    from tools.samples.deviations import deviate_all  # noqa: F401  (registers them)

    deviate(report, "last_year_left", Random("clerk"))


def _blank(report: SampleReport) -> None:
    for figure in report.places("proceedings"):
        report.figures[figure.address] = Printed("", None, "blank")


# How it is found and settled


def find_by_check(clerk: Clerk, problem: Problem) -> None:
    """By the first page's list of failing checks, then the report, with the sentence in sight."""
    clerk.follow(clerk.link(f"//a[contains(@href, 'check={problem.codes[0]}')]/.."))
    from flows.review.words import CHECKS

    clerk.follow(clerk.link("//tbody", problem.agency))
    if CHECKS[problem.codes[0]] not in clerk.page.xpath("string(//li[@class='touched']/strong)"):
        raise NotThereError


def settle_by_note(clerk: Clerk, problem: Problem) -> None:
    """To the figure where the sentence names one, a note there, and the letter."""
    figure = clerk.link("//aside//ul[@class='sentences']/li[last()]")
    if figure is not None:
        clerk.follow(figure)
    clerk.press("report_error", note=NOTE)
    clerk.follow(clerk.link("//ul[@class='actions']", "退回修改意见"))
    if not clerk.sees(NOTE):
        raise NotThereError


def find_doubtful(clerk: Clerk, problem: Problem) -> None:
    """By the list of reports with figures to review."""
    clerk.follow(clerk.link("//header", "待核对"))
    row = f"//tr[contains(., '{problem.agency}')]/td[@class='n']"
    clerk.follow(clerk.link(row))


def settle_doubtful(clerk: Clerk, problem: Problem) -> None:
    """Figure after figure as the original has them, until none is left."""
    assert problem.truth is not None
    for _ in range(30):
        place = clerk.page.xpath("//aside//input[@name='place']/@value")[0]
        if place == "report" or not clerk.page.xpath("//button[@value='accept']"):
            break
        printed = problem.truth.figures.get(tuple(place.split("/")))  # type: ignore[arg-type]
        shown = clerk.page.xpath("string(//aside//*[@class='big'])").strip()
        if printed is None or shown == printed.raw:
            clerk.press("accept")
        else:
            clerk.press("correct", value=printed.raw)
    if not clerk.sees("没有待核对的数字"):
        raise NotThereError


def find_in_standing(clerk: Clerk, problem: Problem) -> None:
    """By the year's list of who has submitted."""
    clerk.follow(clerk.link(f"//tr[contains(., '{YEAR}')]/td", "未报送"))
    if not clerk.sees(problem.agency):
        raise NotThereError


def settle_twice(clerk: Clerk, problem: Problem) -> None:
    """A note to the agency, in the report that counts."""
    clerk.follow(clerk.link(f"//tr[contains(., '{problem.agency}')]"))
    settle_by_note(clerk, problem)


def find_unread(clerk: Clerk, problem: Problem) -> None:
    """On the first page itself."""
    if not clerk.sees(problem.agency):
        raise NotThereError


def nothing_more(clerk: Clerk, problem: Problem) -> None:
    """The page tells it: the agency is asked for its report outside the site."""


Way = Callable[[Clerk, Problem], None]
WAYS: dict[str, tuple[Way, Way]] = {
    "misread cell of a scan": (find_doubtful, settle_doubtful),
    "submitted twice": (find_in_standing, settle_twice),
    "not submitted": (find_in_standing, nothing_more),
    "unreadable file": (find_unread, nothing_more),
}
"""How to find and to settle those that no check of a report tells."""


def walk(warehouse: Path, folder: Path, problems: list[Problem]) -> list[tuple[Problem, Any, Any]]:
    """Go through the pages; return the steps of each, None where it did not come to that."""
    from starlette.testclient import TestClient

    from flows.review.guard import Guard
    from flows.review.shelf import Shelf
    from flows.review.site import make_site

    site = make_site(Shelf(warehouse), folder, Guard())
    clerk = Clerk(TestClient(site, base_url="http://127.0.0.1"))
    done = []
    for problem in problems:
        find, settle = WAYS.get(problem.kind, (find_by_check, settle_by_note))
        found = settled = None
        try:
            clerk.begin()
            find(clerk, problem)
            found, clerk.steps = clerk.steps, Steps()
            settle(clerk, problem)
            settled = clerk.steps
        except NotThereError as error:
            print(f"{problem.kind}: {error or 'not on the page'} ({clerk.at})")
        done.append((problem, found, settled))
    return done


def mended(warehouse: Path) -> bool:
    """Publish, and tell whether the figure under the blot is in the tables as on paper."""
    import pyarrow.parquet as pq

    from flows.warehouse.publish import publish

    publish(warehouse)
    names = ["row", "column", "value", "reader"]
    rows = pq.read_table(
        warehouse / "statutory_cells",
        columns=names,
        filters=[("reader", "==", "person"), ("is_current", "==", True)],
    ).to_pylist()
    return [(each["row"], each["column"]) for each in rows] == [BLOTTED[1:]]


def main() -> int:
    """Run the round and print the table."""
    from flows.warehouse.policy import change_settings

    root = Path(tempfile.mkdtemp(prefix="nianbao-bench-clerk-"))
    try:
        folder, warehouse = root / "folder", root / "warehouse"
        folder.mkdir()
        files, problems, names = make()
        for each in files:
            (folder / each.name).write_bytes(each.data)
        register = root / "register.csv"
        register.write_text("\n".join(["名称", *dict.fromkeys(names)]), encoding="utf-8")
        take_in(folder, warehouse)
        change_settings(warehouse, register=str(register))
        done = walk(warehouse, folder, problems)
        stands = mended(warehouse)
    finally:
        if "--keep" in sys.argv:
            print(f"kept: {root}")
        else:
            shutil.rmtree(root)
    rows = [(p.kind, str(found or "NO"), str(settled or "NO")) for p, found, settled in done]
    print(f"{len(files)} files, {len(problems)} problems; steps (pages, buttons, fields)\n")
    print(table(("problem", "to find", "to settle"), rows))
    whole = sum(each.sum for _, *both in done for each in both if each)
    print(f"\n{whole} steps in all")
    print(f"The corrected figure stands in the tables: {'yes' if stands else 'NO'}")
    return 0 if stands and all(found and settled is not None for _, found, settled in done) else 1


if __name__ == "__main__":
    sys.exit(main())
