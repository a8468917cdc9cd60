"""The review pages as a server gives them: who may ask, what is escaped, what an act does."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shlex
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from docx import Document
from httpx import Response
from lxml import html
from review_builder import ROOT, SAMPLES, Bureau
from starlette.testclient import TestClient
from typer.testing import CliRunner

from extractors.checks.again import check_again
from flows.cli import app
from flows.corrected import Corrected, cell_places
from flows.corrections import load
from flows.review import words
from flows.review.figures import Figures
from flows.review.guard import COOKIE, Guard
from flows.review.layout import Head, Slot, sheet
from flows.review.letter import as_docx, write_letter
from flows.review.pagepicture import Drawer, NoPageError
from flows.review.pictures import NAMES, Numbers, Series, as_csv
from flows.review.shelf import Book, Shelf
from flows.review.site import make_site
from flows.warehouse.ledger import Sighting
from schemas.checks import CHECKS
from schemas.doubts import DOUBTS
from schemas.errors import ERRORS
from schemas.forms import FORM_VERSIONS, TABLE_CODES, load_form
from schemas.records import Extraction

BROKEN, SCAN, HOSTILE = "13_三表合一.docx", "24_左右无边.pdf", "02_附函报送_2020.docx"
AT = "requests/new_received/total"
EVIL = "<script>alert(1)</script>\"'>=cmd|{{7*7}}"


def misread(made: Extraction) -> None:
    """Read one cell as a scan's reader would: wrong, and not sure of it."""
    places = dict(cell_places(made.cells))
    right = places[AT]
    assert right.value is not None
    wrong = replace(
        right, raw=f"{right.value + 3}", value=right.value + 3, reader="ocr", confidence=0.5,
        needs_review=True, doubts=["readers_differ"], readings=["tesseract:9", "rapidocr:6"],
    )  # fmt: skip
    made.cells = [wrong if each is right else each for each in made.cells]
    made.checks = check_again(made)


def hostile(made: Extraction) -> None:
    made.agency = EVIL
    made.report.title = EVIL
    made.cells[0] = replace(made.cells[0], raw=EVIL, state="text", value=None, row_label=EVIL)
    made.paragraphs[0].text = EVIL
    made.sections[0].heading = EVIL
    made.checks[0] = replace(made.checks[0], status="fail", message=EVIL)


class Pages:
    def __init__(self, bureau: Bureau, ids: dict[str, str]) -> None:
        self.bureau, self.ids = bureau, ids
        self.client = browser(bureau)

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path, follow_redirects=False)
        assert answer.status_code == status, (path, answer.status_code)
        return answer.text

    def tree(self, path: str) -> html.HtmlElement:
        return html.fromstring(self.get(path))

    def form(self, path: str, button: str, **typed: str) -> dict[str, str]:
        """Return what a browser sends when the button of an act is pressed."""
        tree = self.tree(path)
        form = next(f for f in tree.forms if f.xpath(f".//button[@value='{button}']"))
        return {**dict(form.form_values()), "act": button, **typed}

    def do(self, name: str, button: str, at: str = AT, **typed: str) -> Response:
        page = f"/report/{self.ids[name]}"
        form = self.form(f"{page}?at={at}" if at else page, button, **{"who": "李明", **typed})
        return self.client.post(f"{page}/act", data=form, follow_redirects=False)


def browser(bureau: Bureau, guard: Guard | None = None, host: str = "127.0.0.1:8021") -> TestClient:
    site = make_site(Shelf(bureau.warehouse), bureau.folder, guard or Guard())
    return TestClient(
        site,
        base_url=f"http://{host}",
        headers={"Origin": f"http://{host}"},
        follow_redirects=False,
    )


@pytest.fixture(scope="module")
def read_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Bureau, dict[str, str]]:
    bureau = Bureau(tmp_path_factory.mktemp("review"))
    ids = {
        BROKEN: bureau.put("13_三表合一.docx"),
        SCAN: bureau.put("24_左右无边.pdf", change=misread),
        HOSTILE: bureau.put("02_附函报送_2020年.docx", name=HOSTILE, change=hostile),
    }
    bureau.night()
    return bureau, ids


@pytest.fixture
def pages(read_once: tuple[Bureau, dict[str, str]]) -> Iterator[Pages]:
    bureau, ids = read_once
    yield Pages(bureau, ids)
    (bureau.warehouse / "_store" / "corrections.jsonl").unlink(missing_ok=True)


# The forms on paper


@pytest.mark.parametrize("version", FORM_VERSIONS)
@pytest.mark.parametrize("table", TABLE_CODES)
def test_form_on_paper_has_every_figure_once_and_no_hole(version: str, table: str) -> None:
    lines = sheet(version, table).lines  # type: ignore[arg-type]
    figures = [(e.row, e.column) for line in lines for e in line if isinstance(e, Slot)]
    expected = [f.address[1:] for f in load_form(version).figures(table)]  # type: ignore[arg-type]
    assert figures == expected
    covered: set[tuple[int, int]] = set()
    for y, line in enumerate(lines):
        x = 0
        for each in line:
            while (y, x) in covered:
                x += 1
            rows = each.rows if isinstance(each, Head) else 1
            area = {(y + dy, x + dx) for dy in range(rows) for dx in range(each.columns)}
            assert not area & covered
            covered |= area
    width = max(x for _, x in covered) + 1
    assert len(covered) == width * len(lines)


def test_every_code_has_a_chinese_name() -> None:
    unread = {each.code for each in ERRORS.values() if each.status in ("failed", "unsupported")}
    assert words.ERRORS.keys() == unread
    assert words.CHECKS.keys() == CHECKS.keys() and words.DOUBTS.keys() == DOUBTS.keys()
    for version in FORM_VERSIONS:
        sections = {each.code for each in load_form(version).sections}
        assert sections <= words.SECTIONS.keys()


# What is shown


def test_lists_find_the_report_with_the_broken_sum(pages: Pages) -> None:
    home = pages.tree("/")
    kinds = {link.get("href") for link in home.xpath("//a")}
    failing = pd.read_parquet(pages.bureau.warehouse / "checks")
    failing = failing[(failing.status == "fail") & (failing.document_id == pages.ids[BROKEN])]
    code = failing[failing.severity == "error"].check.iloc[0]
    assert f"/reports?check={code}" in kinds
    listed = pages.tree(f"/reports?check={code}").xpath("//tbody//th//a/@href")
    assert f"/report/{pages.ids[BROKEN]}?check={code}#chosen" in listed
    assert pages.tree("/reports?review=1").xpath("//tbody//th//a/@href") == [
        f"/report/{pages.ids[SCAN]}"
    ]
    assert "没有符合条件" in pages.get("/reports?agency=没有这个机关")
    assert "找到 3 份" in pages.get("/reports?page=99999&status=nonsense&check=%27&year=x")


def test_report_shows_all_its_figures_checks_and_prose(pages: Pages) -> None:
    tree = pages.tree(f"/report/{pages.ids[BROKEN]}")
    shelf = Shelf(pages.bureau.warehouse)
    book = shelf.book(pages.ids[BROKEN])
    assert book is not None
    assert len(tree.xpath("//table[@class='form']//td/a")) == len(book.cells)
    assert len(tree.xpath("//ol[@class='sentences']/li")) == len(book.failing) > 0
    text = "".join(tree.xpath("//p[@class='prose']//text()"))
    assert all(each.surface in text for each in book.extraction.quantities)
    headings = [int(each.tag[1]) for each in tree.xpath("//h1|//h2|//h3|//h4")]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(headings))
    for field in tree.xpath("//input[not(@type='hidden')]|//textarea|//select"):
        assert field.get("id") and tree.xpath(f"//label[@for='{field.get('id')}']"), field.name
    assert len(tree.xpath("//*/@id")) == len(set(tree.xpath("//*/@id")))


def test_check_leads_to_its_places(pages: Pages) -> None:
    page = f"/report/{pages.ids[BROKEN]}"
    links = pages.tree(page).xpath("//ol[@class='sentences']/li//span[@class='places']/a/@href")
    assert links
    chosen = pages.tree(page + links[0].partition("#")[0])
    assert chosen.xpath("//td[contains(@class,'chosen')]") or chosen.xpath(
        "//a[contains(@class,'figure') and contains(@class,'chosen')]"
    )
    assert chosen.xpath("//*[contains(@class,'touched')]")


def test_page_picture_frames_the_cell(pages: Pages) -> None:
    page = f"/report/{pages.ids[SCAN]}?at={AT}"
    (near,) = pages.tree(page).xpath("//figure//img/@src")
    from PIL import Image

    answer = pages.client.get(near)
    assert answer.headers["content-type"] == "image/png"

    def colours(image: Image.Image) -> set[object]:
        rgb = image.convert("RGB")
        return {colour for _, colour in rgb.getcolors(rgb.width * rgb.height) or ()}

    part = Image.open(io.BytesIO(answer.content))
    whole = Image.open(io.BytesIO(pages.client.get(near.replace("&near=1", "")).content))
    plain = Image.open(io.BytesIO(pages.client.get(near.partition("?")[0]).content))
    red = (200, 0, 30)
    assert part.width < whole.width and part.height < whole.height
    assert red in colours(part) and whole.size == plain.size
    assert red not in colours(plain)


def test_page_of_another_file_is_never_shown(pages: Pages) -> None:
    path = pages.bureau.folder / "24_左右无边.pdf"
    data = path.read_bytes()
    try:
        path.write_bytes(data + b"%")
        answer = pages.client.get(f"/page/{pages.ids[SCAN]}/1.png")
        assert "image/svg" in answer.headers["content-type"] and "已经改变" in answer.text
        path.unlink()
        path.symlink_to("/etc/passwd")
        assert (
            "image/svg"
            in pages.client.get(f"/page/{pages.ids[SCAN]}/1.png").headers["content-type"]
        )
    finally:
        path.unlink()
        path.write_bytes(data)
    assert "没有固定的页面" in pages.get(f"/page/{pages.ids[BROKEN]}/1.png")
    assert "没有这一页" in pages.get(f"/page/{pages.ids[SCAN]}/999.png")


def test_page_of_a_file_in_an_archive_in_an_archive(tmp_path: Path) -> None:
    data = (SAMPLES / SCAN).read_bytes()
    document_id = hashlib.sha256(data).hexdigest()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("年报.pdf", data)
    with zipfile.ZipFile(tmp_path / "打包.zip", "w") as archive:
        archive.writestr("区县.zip", inner.getvalue())
    drawer = Drawer(tmp_path)

    def seen_at(path: str, container: str | None = "打包.zip") -> list[Sighting]:
        return [
            Sighting(
                source_path=path, container=container, document_id=document_id, size=1,
                modified_ns=1, status="extracted", run_id="", extractor_version="", seen_at="",
            )
        ]  # fmt: skip

    found = drawer.page(seen_at("打包.zip/区县.zip/年报.pdf"), document_id, 2)
    assert found.png.startswith(b"\x89PNG") and 1 < found.scale < 3
    with pytest.raises(NoPageError):
        Drawer(tmp_path).page(seen_at("打包.zip/区县.zip/年报"), document_id, 2)
    for outside in ("../打包.zip", "/etc/passwd", ""):
        with pytest.raises(NoPageError):
            Drawer(tmp_path / "x").page(seen_at(outside, None), document_id, 1)
    with pytest.raises(NoPageError, match="--folder"):
        Drawer(None).page(seen_at("打包.zip/区县.zip/年报.pdf"), document_id, 2)


@pytest.mark.parametrize(
    "path",
    [
        "/report/x", "/report/../../etc/passwd", "/report/%2e%2e%2fetc", "/report/" + "a" * 64,
        "/page/x/1.png", "/page/..%2f..%2fetc%2fpasswd/1.png", "/report/x/letter.docx",
        "/pictures/1999", "/pictures/2020/x.svg", "/pictures/2020/..%2f..%2fx.csv",
        "/static/../site.py", "/static/%2e%2e/site.py", "/nowhere",
    ],
)  # fmt: skip
def test_nothing_of_an_address_reaches_the_disk(pages: Pages, path: str) -> None:
    pages.get(path, 404)


def test_unknown_places_and_checks_choose_nothing(pages: Pages) -> None:
    page = f"/report/{pages.ids[SCAN]}"
    for asked in (
        "at=../../etc",
        "at=requests/x/y",
        "check=999",
        "check=-1",
        "check=x",
        "at=first",
    ):
        assert pages.get(f"{page}?{asked}")


def test_what_reports_contain_is_escaped(pages: Pages) -> None:
    page = f"/report/{pages.ids[HOSTILE]}"
    place = next(iter(Shelf(pages.bureau.warehouse).book(pages.ids[HOSTILE]).cells))  # type: ignore[union-attr]
    for path in ("/", "/reports", page, f"{page}?at={place}", f"{page}?check=0", f"{page}/letter"):
        text = pages.get(path)
        assert "<script>alert" not in text and "49" not in re.findall(r"=cmd\|(\w+)", text)
    assert EVIL in pages.tree(page).text_content()
    year = load_year(pages, HOSTILE)
    table = list(csv.reader(io.StringIO(pages.get(f"/pictures/{year}/agencies.csv"))))
    assert not [c for row in table for c in row if c[:1] in "=+@" and c]
    for name in NAMES:
        drawn = pages.client.get(f"/pictures/{year}/{name}.svg")
        assert "<script" not in drawn.text
    answer = pages.client.get(f"{page}/letter.docx")
    assert "\n" not in answer.headers["content-disposition"]
    assert '"' not in answer.headers["content-disposition"].partition("filename*=")[2]


def load_year(pages: Pages, name: str) -> int:
    reports = pd.read_parquet(pages.bureau.warehouse / "reports")
    return int(reports[reports.document_id == pages.ids[name]].report_year.iloc[0])


# Who may ask


def test_pages_let_nothing_in_from_elsewhere(pages: Pages) -> None:
    for path in ("/", f"/report/{pages.ids[SCAN]}", "/static/review.css", "/nowhere"):
        headers = pages.client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert (
            headers["x-frame-options"] == "DENY" and headers["x-content-type-options"] == "nosniff"
        )
    for path in ("/", f"/report/{pages.ids[SCAN]}?at={AT}", "/pictures/2020"):
        text = pages.get(path)
        assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)
        assert "style=" not in text and not re.search(r"<script(?! src)", text)


@pytest.mark.parametrize(
    ("host", "known"),
    [
        ("127.0.0.1:8021", True), ("localhost:8021", True), ("[::1]:8021", True),
        ("evil.example:8021", False), ("127.0.0.1.evil.example", False), ("192.168.1.9", False),
        ("", False), ("127.0.0.1:8021@evil", False), ("localhost.", False),
    ],
)  # fmt: skip
def test_names_that_only_lead_here_are_not_answered(host: str, known: bool) -> None:
    assert Guard().knows_host(host) is known


def test_host_is_checked_before_anything_is_shown(pages: Pages) -> None:
    answer = pages.client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400 and "年报核对" not in answer.text


@pytest.mark.parametrize(
    ("headers", "changes"),
    [
        ({"Origin": "http://evil.example"}, {}), ({"Origin": "null"}, {}),
        ({}, {"form_token": ""}), ({}, {"form_token": "0" * 64}),
        ({"Origin": "http://127.0.0.1:9999"}, {}),
    ],
)  # fmt: skip
def test_forms_from_elsewhere_are_refused(
    pages: Pages, headers: dict[str, str], changes: dict[str, str]
) -> None:
    page = f"/report/{pages.ids[SCAN]}"
    form = pages.form(f"{page}?at={AT}", "accept", who="李") | changes
    answer = pages.client.post(f"{page}/act", data=form, headers=headers)
    assert answer.status_code == 403 and load(pages.bureau.warehouse) == {}
    assert pages.client.post("/publish", data=changes, headers=headers).status_code == 403


def test_reading_a_page_changes_nothing(pages: Pages) -> None:
    page = f"/report/{pages.ids[SCAN]}/act"
    assert pages.client.get(page).status_code == 405
    assert pages.client.get("/publish").status_code == 405
    assert pages.client.post(page, content=b"x" * 100_000).status_code == 413
    assert pages.client.post(page, content=b"\xff\xfe").status_code in (400, 403)


def test_another_address_asks_for_the_token(pages: Pages) -> None:
    guard = Guard("0.0.0.0", "secret-token", ("office",))
    client = browser(pages.bureau, guard, "office:8021")
    for path in ("/", f"/report/{pages.ids[SCAN]}", f"/page/{pages.ids[SCAN]}/1.png"):
        answer = client.get(path)
        assert answer.status_code == 303 and answer.headers["location"] == "/enter"
    assert client.post("/publish", data={}).status_code == 403
    form = dict(html.fromstring(client.get("/enter").text).forms[0].form_values())
    assert client.post("/enter", data={**form, "token": "wrong"}).status_code == 403
    entered = client.post("/enter", data={**form, "token": "secret-token"})
    cookie = entered.headers["set-cookie"]
    assert COOKIE in cookie and "HttpOnly" in cookie and "samesite=strict" in cookie.lower()
    assert client.get("/").status_code == 200
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 400
    client.cookies.clear()
    assert client.get("/", headers={"Cookie": f"{COOKIE}=sécret; x=1".encode()}).status_code == 303


# Acts


def test_misread_cell_is_corrected_and_no_check_fails_for_it(pages: Pages) -> None:
    page = f"/report/{pages.ids[SCAN]}"
    before = len(pages.tree(page).xpath("//ol[@class='sentences']/li"))
    right = read_rightly(pages)
    answer = pages.do(SCAN, "correct", value=f" {right} ", note="识别错")
    assert answer.status_code == 303 and "told=correct" in answer.headers["location"]
    tree = pages.tree(page)
    assert len(tree.xpath("//ol[@class='sentences']/li")) < before
    (cell,) = tree.xpath("//td[contains(@class,'correct')]/a")
    assert cell.text_content().startswith(str(right)) and "更正误读" in cell.get("aria-label")
    assert "没有符合条件" in pages.get("/reports?review=1")
    (act,) = load(pages.bureau.warehouse)[pages.ids[SCAN]]
    assert (act.who, act.note, act.new, act.raw) == ("李明", "识别错", str(right), str(right + 3))
    assert "有处理尚未发布" in pages.get("/")
    form = _publish_form(pages)
    assert pages.client.post("/publish", data=form).status_code == 303
    assert "有处理尚未发布" not in pages.get("/")
    cells = pd.read_parquet(pages.bureau.warehouse / "statutory_cells")
    cells = cells[(cells.document_id == pages.ids[SCAN]) & (cells.table == "requests")]
    found = cells[(cells.row == "new_received") & (cells.column == "total")].iloc[0]
    assert found.value == right and found.reader == "person"
    panel = pd.read_parquet(pages.bureau.warehouse / "panel").set_index("document_id")
    assert panel.loc[pages.ids[SCAN]].new_received == right


def read_rightly(pages: Pages) -> int:
    book = Shelf(pages.bureau.warehouse).book(pages.ids[SCAN])
    assert book is not None
    value = book.cells[AT].value
    assert isinstance(value, Decimal)
    return int(value) - 3


def _publish_form(pages: Pages) -> dict[str, str]:
    tree = pages.tree("/")
    return dict(next(f for f in tree.forms if f.action == "/publish").form_values())


def test_reports_own_error_goes_into_the_letter_and_stays_as_printed(pages: Pages) -> None:
    before = Shelf(pages.bureau.warehouse).book(pages.ids[BROKEN])
    assert before is not None
    answer = pages.do(BROKEN, "report_error", note="总计应为各项之和，请核实")
    assert answer.status_code == 303
    after = Shelf(pages.bureau.warehouse).book(pages.ids[BROKEN])
    assert after is not None and after.cells[AT] == before.cells[AT]
    assert [c.message for c in after.failing] == [c.message for c in before.failing]
    text = pages.tree(f"/report/{pages.ids[BROKEN]}/letter").text_content()
    assert "总计应为各项之和，请核实" in text and before.failing[0].message in text
    assert "找到 1 份" in pages.get("/reports?own=1")


@pytest.mark.parametrize(
    ("name", "act", "typed", "said"),
    [
        (SCAN, "correct", {"value": "1,204"}, "请输入一个数字"),
        (SCAN, "correct", {"value": ""}, "请输入原件上的数字"),
        (SCAN, "correct", {"value": "5", "who": " "}, "经办人"),
        (SCAN, "correct", {"value": "5", "seen": "'0':0"}, "已经改变"),
        (SCAN, "correct", {"value": "5", "place": "requests/x/y"}, "没有这个位置"),
        (SCAN, "report_error", {"note": " "}, "请写明"),
        (SCAN, "accept", {"act": "delete"}, "没有这种处理"),
        (SCAN, "accept", {"act": "withdraw"}, "没有可以撤销"),
        (BROKEN, "report_error", {"act": "correct", "value": "5"}, "不存在误读"),
        (SCAN, "report_error", {"note": "长" * 2001}, "不超过"),
    ],
)  # fmt: skip
def test_acts_that_cannot_be_are_refused_with_a_reason(
    pages: Pages, name: str, act: str, typed: dict[str, str], said: str
) -> None:
    answer = pages.do(name, act, **typed)
    assert answer.status_code == 422 and said in answer.text
    assert load(pages.bureau.warehouse) == {}


def test_accepting_goes_on_to_the_next_and_the_name_is_kept(pages: Pages) -> None:
    answer = pages.do(SCAN, "accept")
    assert answer.status_code == 303
    tree = pages.tree(answer.headers["location"].partition("#")[0])
    assert "已登记：确认读数" in tree.text_content() and "经办人：李明" in tree.text_content()
    assert not tree.xpath("//input[@id='who']")
    assert pages.do(SCAN, "withdraw", who="李明").status_code == 303
    assert "待核对" in pages.tree(f"/report/{pages.ids[SCAN]}?at={AT}").text_content()


def test_note_on_the_whole_report(pages: Pages) -> None:
    assert pages.do(BROKEN, "report_error", at="", note="缺盖章页").status_code == 303
    assert "其他意见：缺盖章页" in pages.tree(f"/report/{pages.ids[BROKEN]}/letter").text_content()


# The letter, the pictures


def test_letter_as_a_word_file_says_the_same(pages: Pages) -> None:
    pages.do(BROKEN, "report_error", note="请核实\x07\x0b<b>")
    answer = pages.client.get(f"/report/{pages.ids[BROKEN]}/letter.docx")
    said = [each.text for each in Document(io.BytesIO(answer.content)).paragraphs]
    shelf = Shelf(pages.bureau.warehouse)
    book = shelf.book(pages.ids[BROKEN])
    assert book is not None
    for check in book.failing:
        assert any(check.message in each for each in said)
    assert any(each.endswith("请核实<b>") for each in said) and f"{book.entry.agency}：" in said
    assert "docx" in answer.headers["content-disposition"]


def test_letter_on_a_clean_report_asks_for_nothing(pages: Pages) -> None:
    book = Shelf(pages.bureau.warehouse).book(pages.ids[BROKEN])
    assert book is not None
    clean = replace(book.extraction, checks=[])
    whole = Book(book.entry, Corrected(clean, ()), (), clean)
    letter = write_letter(whole, Figures(whole, whole), date(2022, 3, 1))
    assert letter.parts == () and letter.closing == "" and "未发现" in letter.opening
    assert letter.dated == "2022年3月1日" and as_docx(letter)[:2] == b"PK"


def test_pictures_agree_with_the_tables(pages: Pages) -> None:
    year = load_year(pages, BROKEN)
    panel = pd.read_parquet(pages.bureau.warehouse / "panel")
    panel = panel[(panel.report_year == year) & panel.is_current]
    rows = list(csv.reader(io.StringIO(pages.get(f"/pictures/{year}/outcomes.csv"))))
    told = {row[0]: row[1] for row in rows[1:]}
    assert Decimal(told["予以公开"]) == Decimal(str(panel.granted.sum()))
    tree = pages.tree(f"/pictures/{year}")
    assert len(tree.xpath("//section[@class='picture']")) == len(NAMES)
    for source in tree.xpath("//img/@src"):
        drawn = pages.client.get(source)
        assert drawn.status_code == 200 and "image/svg" in drawn.headers["content-type"]
        assert "<text" in drawn.text
    assert all(image.get("alt") for image in tree.xpath("//img"))


def test_csv_holds_no_formula() -> None:
    # fmt: off
    numbers = Numbers("x", "x", "bars", "", [], [Series("x", [])], ["机关", "数"],
                      [["=cmd|' /C calc'!A0", -3], ["-1+1", "-2.5%"], ["@SUM(A1)", "+1"]])
    # fmt: on
    text = as_csv(numbers).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1:] == [["'=cmd|' /C calc'!A0", "-3"], ["'-1+1", "-2.5%"], ["'@SUM(A1)", "'+1"]]


def test_empty_warehouse_has_pages_too(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path)
    bureau.night()
    client = browser(bureau)
    assert "还没有报告" in client.get("/").text
    assert client.get("/reports").status_code == 200 and client.get("/pictures").status_code == 303


# The command


def commands_of(page: Path) -> list[list[str]]:
    lines = re.findall(r"^\$ nianbao (review .*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return [shlex.split(line) for line in lines]


def test_commands_of_the_guide_are_understood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = commands_of(ROOT / "docs" / "review.md")
    assert len(commands) == 2
    called: list[tuple[object, ...]] = []
    monkeypatch.setattr("flows.review.serve.serve", lambda *given: called.append(given))
    (tmp_path / "reports").mkdir()
    for command in commands:
        arguments = [str(tmp_path) if each == "build/warehouse" else each for each in command]
        assert CliRunner().invoke(app, arguments).exit_code == 0
    assert [each[2] for each in called] == ["127.0.0.1", "0.0.0.0"]


def test_warehouse_without_tables_is_wrong_usage(tmp_path: Path) -> None:
    found = CliRunner().invoke(app, ["review", "-w", str(tmp_path)])
    assert found.exit_code == 2 and "no tables" in found.output


def test_clerks_guide_names_what_the_pages_show() -> None:
    guide = (ROOT / "docs" / "clerk.zh-CN.md").read_text(encoding="utf-8")
    shown = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "flows" / "review" / "templates").glob("*.html")
    )
    for words_shown in ("读数无误", "更正误读", "登记报告错误", "撤销处理", "立即发布", "换人"):
        assert words_shown in guide and words_shown in shown
    for status, name in words.STATUSES.items():
        assert f"{words.STATUS_MARKS[status]} {name}" in guide
    assert [each[0] for each in commands_of(ROOT / "docs" / "clerk.zh-CN.md")] == ["review"] * 2


def test_submissions_of_a_year_are_told_by_the_register(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bureau = Bureau(tmp_path)
    bureau.put("16_以条计数.txt")
    bureau.night()
    shelf = Shelf(bureau.warehouse)
    client = TestClient(make_site(shelf, None, Guard()), base_url="http://127.0.0.1")
    year, own = shelf.years()[0], shelf.entries()[0].agency
    assert "尚未设定机关名录" in client.get(f"/submissions/{year}").text
    register = tmp_path / "名录.csv"
    register.write_text(f"名称\n{own}\n<b>市档案局\n", encoding="utf-8")
    monkeypatch.setenv("NIANBAO_REGISTER", str(register))
    assert "1 个未报送，0 个重复" in client.get("/").text
    page = client.get(f"/submissions/{year}").text
    assert "&lt;b&gt;市档案局" in page and own not in page
    register.write_text("名称\n市档案局\n", encoding="utf-8")
    page = client.get(f"/submissions/{year}").text
    assert own in page  # no such name in the register
    register.write_text("", encoding="utf-8")
    assert "机关名录无法使用" in client.get(f"/submissions/{year}").text
    assert client.get("/submissions/1900").status_code == 404


def test_a_list_by_a_check_leads_to_that_check(tmp_path: Path) -> None:
    bureau = Bureau(tmp_path)
    bureau.put("16_以条计数.txt", change=_wrong_total)
    bureau.night()
    site = make_site(Shelf(bureau.warehouse), None, Guard())
    client = TestClient(site, base_url="http://127.0.0.1")
    listed = html.fromstring(client.get("/reports?check=requests_row_sum").content)
    (address,) = listed.xpath("//tbody/tr/th/a/@href")
    page = html.fromstring(client.get(address).content)
    (chosen,) = page.xpath("//li[@class='touched']/strong/text()")
    assert chosen == words.CHECKS["requests_row_sum"]
    plain = client.get(address.replace("requests_row_sum", "missing_table"))
    assert plain.status_code == 200 and 'class="touched"' not in plain.text


def _wrong_total(made: Extraction) -> None:
    places = dict(cell_places(made.cells))
    wrong = places["requests/new_received/total"]
    assert wrong.value is not None
    changed = replace(wrong, value=wrong.value + 3, raw=f"{wrong.value + 3}")
    made.cells = [changed if each is wrong else each for each in made.cells]
    made.checks = check_again(made)
