"""A clerk at the review pages, in a real browser: Debian's Chromium, without a window."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import openpyxl
import pandas as pd
import pytest
from review_builder import ROOT, Bureau
from typer.testing import CliRunner

from extractors.checks.again import check_again
from flows.cli import app
from flows.corrected import cell_places
from schemas.forms import load_form
from schemas.records import Extraction
from tools.samples.deviations import deviate_all
from tools.samples.draw import draw_report
from tools.samples.pdf import write_pdf
from tools.samples.pdf_fonts import missing_fonts

webdriver: Any = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")

from selenium.common.exceptions import (  # noqa: E402
    NoSuchElementException,
    StaleElementReferenceException,
    WebDriverException,
)
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.support.ui import WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="chromium and chromium-driver are not installed"
)

WAIT_SECONDS = 60.0
PAGE_CHANGES = (NoSuchElementException, StaleElementReferenceException)
"""What a look at a page meets while the next one comes."""
BROKEN, SCAN = "合计有误.pdf", "24_左右无边.pdf"
MISREAD = ("requests/new_received/total", "requests/granted/natural_person")


def broken_report() -> bytes:
    """Return a PDF in which the office itself has added up wrongly."""
    report = draw_report("broken", form="2021", year=2021, scale="large")
    deviate_all(report, ("identity_broken",), Random("broken"))
    return write_pdf(report)


def misread(made: Extraction) -> None:
    """Read two cells as a scan's reader would: the first wrong, both not surely."""
    places = dict(cell_places(made.cells))
    wrong = {}
    for place, more in zip(MISREAD, (3, 0), strict=True):
        right = places[place]
        assert right.value is not None
        value = right.value + more
        wrong[id(right)] = replace(
            right, raw=f"{value}", value=value, reader="ocr", confidence=0.5, needs_review=True,
            doubts=["readers_differ"],
        )  # fmt: skip
    made.cells = [wrong.get(id(each), each) for each in made.cells]
    made.checks = check_again(made)


@pytest.fixture(scope="module")
def bureau(tmp_path_factory: pytest.TempPathFactory) -> Bureau:
    made = Bureau(tmp_path_factory.mktemp("browser"))
    if missing := missing_fonts():
        pytest.skip(f"to write a PDF these fonts are wanting: {', '.join(missing)}")
    made.put_bytes(broken_report(), BROKEN)
    made.put(SCAN, change=misread)
    made.night()
    return made


@pytest.fixture(scope="module")
def address(bureau: Bureau) -> Iterator[str]:
    """Serve the pages by the command itself."""
    command = [
        sys.executable, "-m", "flows.cli", "review", "--warehouse", str(bureau.warehouse),
        "--folder", str(bureau.folder), "--port", "0",
    ]  # fmt: skip
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    server = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=environment)
    try:
        assert server.stderr is not None
        line = server.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, line
        yield found[0]
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    profile = tmp_path_factory.mktemp("profile")
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
        "--disable-background-networking", "--disable-component-update", "--no-first-run",
        f"--user-data-dir={profile}", "--window-size=1280,900",
    ):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_argument("--no-proxy-server")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "localhost,127.0.0.1")
        try:
            driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        except WebDriverException as error:
            pytest.skip(f"Chromium does not start on this machine: {error.msg}")
        driver.set_page_load_timeout(WAIT_SECONDS)
        yield driver
        driver.quit()


class Clerk:
    """A person at the browser."""

    def __init__(self, chrome: Any, address: str) -> None:
        self.chrome, self.address = chrome, address

    def open(self, path: str) -> None:
        self.chrome.get(self.address + path)

    def find(self, selector: str) -> Any:
        return self.chrome.find_element(By.CSS_SELECTOR, selector)

    def text(self, selector: str = "main") -> str:
        return str(self.find(selector).text)

    def follow(self, words: str) -> None:
        self.chrome.find_element(By.PARTIAL_LINK_TEXT, words).click()

    def press(self, *keys: str) -> None:
        """Press keys where the focus is, as at a keyboard."""
        webdriver.ActionChains(self.chrome).send_keys(*keys).perform()

    def until(self, holds: Any) -> None:
        WebDriverWait(self.chrome, WAIT_SECONDS, ignored_exceptions=PAGE_CHANGES).until(holds)

    def sees(self, words: str) -> None:
        self.until(lambda _: words in self.text("body"))

    def loaded(self, selector: str) -> None:
        script = "return arguments[0].complete && arguments[0].naturalWidth"
        self.until(lambda _: self.chrome.execute_script(script, self.find(selector)))

    def is_excuse(self, selector: str) -> bool:
        """Tell whether a picture is but a sentence on why there is none."""
        width = self.chrome.execute_script("return arguments[0].naturalWidth", self.find(selector))
        return bool(width == 640)


@pytest.fixture
def clerk(chrome: Any, address: str) -> Clerk:
    return Clerk(chrome, address)


def cells(bureau: Bureau, name: str) -> pd.DataFrame:
    found = pd.read_parquet(bureau.warehouse / "statutory_cells")
    paths = pd.read_parquet(bureau.warehouse / "reports").set_index("document_id").source_path
    return found[found.document_id.map(paths) == name]


def one(bureau: Bureau, name: str, place: str) -> Any:
    table, row, column = place.split("/")
    found = cells(bureau, name)
    return found[(found.table == table) & (found.row == row) & (found.column == column)].iloc[0]


def rolled_up(bureau: Bureau, name: str, place: str) -> Any:
    """Return a figure's sum from the workbook of the report's year, as the command writes it.

    The sheet 各机关数据 has three lines above, of which the columns' labels are, and the sums last.
    """
    reports = pd.read_parquet(bureau.warehouse / "reports").set_index("source_path")
    report, path = reports.loc[name], bureau.warehouse / "汇总.xlsx"
    asked = ["rollup", "-w", str(bureau.warehouse), "--year", str(report.report_year)]
    done = CliRunner().invoke(app, [*asked, "-o", str(path)])
    assert done.exit_code == 0, done.output
    sheet = openpyxl.load_workbook(path)["各机关数据"]
    figures = [each.address for each in load_form(report.form).figures()]
    column = 3 + figures.index(tuple(place.split("/")))  # type: ignore[arg-type]
    own = next(row for row in sheet.iter_rows(min_row=4) if row[0].value == report.agency)
    total = sheet.cell(sheet.max_row, column).value
    assert (sheet.max_row, own[column - 1].value) == (5, total)  # the year's only report
    return total


def test_clerk_finds_mends_and_sends_back(clerk: Clerk, bureau: Bureau) -> None:
    right = int(one(bureau, SCAN, MISREAD[0]).value) - 3
    printed = cells(bureau, BROKEN).value.tolist()

    # The report with the broken sum is found by its check, and the sentence leads to the cell.
    clerk.open("/")
    clerk.follow("申请人合计不符")
    clerk.follow("澜湾市自然资源局")
    clerk.follow("“一、本年新收政府信息公开申请数量”一行：总计列应为936件")
    clerk.sees("总计”列：944")
    clerk.loaded("figure.near img")
    clerk.find("aside .sentences li:last-child a").click()
    clerk.sees("不存在误读")
    clerk.loaded("figure.near img")
    assert not clerk.is_excuse("figure.near img")
    assert clerk.find("td.chosen a").get_attribute("aria-current") == "true"

    # Its own error is noted with the keyboard, and goes into the letter.
    clerk.press("w")
    clerk.press("总计应为各列之和")
    clerk.find("#who").send_keys("李明")
    clerk.find("button[value=report_error]").click()
    clerk.sees("已登记：报告本身有误")
    clerk.follow("退回修改意见")
    clerk.sees("总计应为各列之和")

    # The doubtful figures are gone through by keys: the first mended, the second accepted.
    clerk.open("/reports?review=1")
    clerk.find("tbody td a").click()
    clerk.loaded("figure.near img")
    assert not clerk.is_excuse("figure.near img")
    assert clerk.text("aside .value").startswith(str(right + 3))
    clerk.press(*str(right), Keys.ENTER)
    clerk.sees("已登记：更正误读")
    assert clerk.text("aside .value").startswith(str(int(one(bureau, SCAN, MISREAD[1]).value)))
    clerk.press("a")
    clerk.sees("已登记：确认读数")
    assert "没有待核对的数字" in clerk.text("ul.actions")

    # The next night reads everything anew: what was mended stands, what is printed stands.
    bureau.forget_reading()
    bureau.night()
    mended, accepted = (one(bureau, SCAN, place) for place in MISREAD)
    assert (mended.value, mended.reader, mended.needs_review) == (right, "person", False)
    assert (accepted.reader, accepted.needs_review) == ("ocr", False)
    assert cells(bureau, BROKEN).value.tolist() == printed
    corrections = pd.read_parquet(bureau.warehouse / "corrections")
    assert sorted(corrections.act) == ["accept", "correct", "report_error"]
    assert set(corrections.standing) == {"in_force"} and set(corrections.who) == {"李明"}
    checks = pd.read_parquet(bureau.warehouse / "checks")
    failing = checks[(checks.status == "fail") & (checks.check == "requests_row_sum")]
    assert set(failing.document_id) == set(cells(bureau, BROKEN).document_id)
    assert isinstance(mended.value, Decimal)
    clerk.open("/")
    assert "尚未发布" not in clerk.text("header")

    # In the roll-up too: of the scan's year the right figure, of the other the printed sum.
    assert rolled_up(bureau, SCAN, MISREAD[0]) == right
    broken_total = one(bureau, BROKEN, MISREAD[0])
    assert broken_total.reader is None or broken_total.reader != "person"
    assert rolled_up(bureau, BROKEN, MISREAD[0]) == int(broken_total.value) == 944


@pytest.mark.parametrize("width", [1280, 480])
def test_no_page_is_wider_than_the_window_nor_breaks_its_own_rules(
    clerk: Clerk, bureau: Bureau, width: int
) -> None:
    reports = pd.read_parquet(bureau.warehouse / "reports").set_index("source_path")
    scan, year = reports.loc[SCAN].document_id, reports.loc[SCAN].report_year
    clerk.chrome.set_window_size(width, 900)
    clerk.chrome.get_log("browser")
    for path in (
        "/", "/reports", f"/report/{scan}?at={MISREAD[0]}", f"/report/{scan}?check=0",
        f"/report/{scan}/letter", f"/pictures/{year}", f"/submissions/{year}",
    ):  # fmt: skip
        clerk.open(path)
        wide = clerk.chrome.execute_script("return document.documentElement.scrollWidth")
        assert wide <= width, path
        assert clerk.chrome.execute_script("return document.querySelectorAll('h1').length") == 1
    told = [each for each in clerk.chrome.get_log("browser") if each["level"] == "SEVERE"]
    assert told == []  # nothing was refused by the pages' own policy, no script failed


def test_everything_is_reached_by_the_keyboard(clerk: Clerk) -> None:
    clerk.chrome.set_window_size(1280, 900)
    clerk.open("/")
    reached = []
    for _ in range(6):
        clerk.press(Keys.TAB)
        reached.append(clerk.chrome.execute_script("return document.activeElement.textContent"))
    assert reached[0] == "跳到正文" and "报告" in reached and "图表" in reached
    outline = "return getComputedStyle(document.activeElement).outlineStyle"
    assert clerk.chrome.execute_script(outline) == "solid"
