"""The roll-up: what is added, its layout, its marks, and that no report's text is a formula."""

from __future__ import annotations

import hashlib
import random
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from conftest import ROOT
from extraction_builder import EXTRACTED_AT, Office, cell, check, extraction
from typer.testing import CliRunner

from extractors.register import Register, parse_register
from flows.cli import app
from flows.corrections import Act, append
from flows.rollup import RollupError, gather, roll_up, write_workbook
from flows.rollup.layout import place
from flows.warehouse import serialise
from flows.warehouse.publish import publish
from schemas.forms import FORM_VERSIONS, load_form
from schemas.records import Report

REGISTER_FILE = ROOT / "tests" / "data" / "register.csv"
REGISTER = Register(parse_register(REGISTER_FILE.read_text(encoding="utf-8")))
PARENT = "武汉市人民政府"
HOSTILE = "=cmd|'/C局"
DOUBTED = ("requests", "granted", "total")
BLANK = ("proceedings", "review", "pending")
UNKNOWN = ("proceedings", "review", "corrected")
CALC = [*Path("/usr/lib/libreoffice/program").glob("libsclo.so")]


def figures(form: str, seed: int) -> dict[tuple[str, str, str], int]:
    chance = random.Random(seed)
    found = {figure.address: chance.randint(0, 9) for figure in load_form(form).figures()}
    line = {"upheld": 1, "corrected": 2, "other": 3, "pending": 0, "total": 6}  # adds up
    found |= {("proceedings", "review", column): value for column, value in line.items()}
    return found


class Town:
    """Four reports of 2020, the parent's among them, and one of a stranger with a hostile name."""

    def __init__(self, root: Path) -> None:
        self.office = Office(root)
        self.told: dict[str, dict[tuple[str, str, str], int]] = {}
        for number, agency in enumerate(
            ("武汉市教育局", "武汉市卫健委", "武漢市文化和旅游局", PARENT, HOSTILE)
        ):
            self.told[agency] = figures("2019", number)
            self.put(f"{number}.docx", agency, self.told[agency])
        self.office.run()
        publish(self.office.warehouse)

    def put(self, path: str, agency: str, told: dict[tuple[str, str, str], int]) -> None:
        data = f"{agency} 2020"
        self.office.put(path, data)
        cells = []
        for figure in load_form("2019").figures():
            address = figure.address
            blank = agency == "武汉市卫健委" and address == BLANK
            words = agency == "武汉市卫健委" and address == UNKNOWN
            doubted = agency == "武汉市教育局" and address == DOUBTED
            cells.append(
                cell(
                    address[1], address[2], None if blank or words else str(told[address]),
                    table=address[0], unit="万元" if "amount" in address[2] else "件",
                    needs_review=doubted, doubts=["readers_differ"] if doubted else [],
                    **({"state": "text"} if words else {}),
                )
            )  # fmt: skip
        made = extraction(
            data.encode(), agency, 2020, cells, [check(status="fail")],
            report=Report(title="t", form="2019"),
        )  # fmt: skip
        self.office.store.put(serialise.dumps(made, EXTRACTED_AT), made.document_id)


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    return Town(tmp_path_factory.mktemp("town"))


@pytest.fixture(scope="module")
def book(town: Town) -> openpyxl.Workbook:
    path = town.office.folder.parent / "汇总.xlsx"
    given = ["--year", "2020", "--parent", PARENT, "--register", str(REGISTER_FILE)]
    where = ["--warehouse", str(town.office.warehouse), "-o", str(path)]
    done = CliRunner().invoke(app, ["rollup", *where, *given])
    assert done.exit_code == 0, done.output
    assert "3 reports of 2020" in done.output and "13 have not" in done.output
    return openpyxl.load_workbook(path)


# Sums


def test_sums_are_those_of_the_children(town: Town) -> None:
    summed = roll_up(gather(town.office.warehouse, 2020, PARENT, REGISTER))
    children = ("武汉市教育局", "武汉市卫健委", "武漢市文化和旅游局")
    assert [paper.agency for paper in summed.gathered.papers] == [
        "武汉市教育局", "武汉市卫生健康委员会", "武汉市文化和旅游局",
    ]  # fmt: skip
    for address, total in summed.sums.items():
        known = [child for child in children if (child, address) != ("武汉市卫健委", UNKNOWN)]
        if address == BLANK:
            # 卫健委 left it blank, and its words beside it break the line's sum: no zero.
            known.remove("武汉市卫健委")
        assert total.value == sum(town.told[child][address] for child in known), address
        assert total.counted == len(known)
    assert summed.sums[DOUBTED].doubted == ["武汉市教育局"]
    assert summed.sums[UNKNOWN].unknown == ["武汉市卫生健康委员会"]


def test_the_parent_is_compared_and_not_added(town: Town) -> None:
    summed = roll_up(gather(town.office.warehouse, 2020, PARENT, REGISTER))
    assert summed.gathered.own is not None
    compared = {each.address: each for each in summed.comparisons()}
    for address, each in compared.items():
        assert each.own == town.told[PARENT][address]
        assert each.difference == each.own - summed.sums[address].value
        assert each.complete is (address not in (UNKNOWN, BLANK))


def test_without_a_register_all_are_added(town: Town) -> None:
    gathered = gather(town.office.warehouse, 2020)
    assert len(gathered.papers) == 5 and gathered.own is None and gathered.standing is None
    with pytest.raises(RollupError, match="register"):
        gather(town.office.warehouse, 2020, PARENT)
    with pytest.raises(RollupError, match="no report of 1999"):
        gather(town.office.warehouse, 1999)
    with pytest.raises(RollupError, match="no agency below"):
        gather(town.office.warehouse, 2020, "武汉市教育局", REGISTER)


def test_two_reports_of_one_agency_are_not_added(tmp_path: Path) -> None:
    town = Town(tmp_path)
    town.put("z.docx", "武汉市文化局", figures("2019", 9))  # its former name
    town.office.run()
    publish(town.office.warehouse)
    gathered = gather(town.office.warehouse, 2020, PARENT, REGISTER)
    assert "武汉市文化和旅游局" not in [paper.agency for paper in gathered.papers]
    assert gathered.standing is not None
    assert [each.agency.name for each in gathered.standing.twice] == ["武汉市文化和旅游局"]
    path = tmp_path / "a.xlsx"
    write_workbook(roll_up(gathered), path)
    sheet = openpyxl.load_workbook(path)["报送情况"]
    assert any("未计入，请确定以哪份为准" in str(row[3]) for row in sheet.values)


def test_a_correction_stands_and_a_reports_own_error_stays(tmp_path: Path) -> None:
    town = Town(tmp_path)
    document = hashlib.sha256("武汉市教育局 2020".encode()).hexdigest()
    read = str(town.told["武汉市教育局"][DOUBTED])
    place_of = "/".join(DOUBTED)
    act = Act(document_id=document, act="correct", place=place_of, raw=read, old=read, new="40",
              who="张三")  # fmt: skip
    append(town.office.warehouse, act)
    wrong = "/".join(("requests", "denied_state_secret", "total"))
    printed = str(town.told["武汉市教育局"]["requests", "denied_state_secret", "total"])
    error = Act(document_id=document, act="report_error", place=wrong, raw=printed, old=printed,
                note="请核实", who="张三")  # fmt: skip
    append(town.office.warehouse, error)
    publish(town.office.warehouse)
    summed = roll_up(gather(town.office.warehouse, 2020, PARENT, REGISTER)).sums
    others = [town.told[agency] for agency in ("武汉市卫健委", "武漢市文化和旅游局")]
    assert summed[DOUBTED].value == 40 + sum(told[DOUBTED] for told in others)
    assert summed[DOUBTED].doubted == []  # a person has looked
    kept = ("requests", "denied_state_secret", "total")
    assert summed[kept].value == int(printed) + sum(told[kept] for told in others)


# The workbook


def test_every_figure_stands_once_in_its_layout() -> None:
    for version in FORM_VERSIONS:
        form = load_form(version)
        for table in form.tables:
            placed = place(table)
            addresses = [each.address for each in placed if each.address]
            assert addresses == [figure.address for figure in form.figures(table.code)] or (
                sorted(addresses) == sorted(figure.address for figure in form.figures(table.code))
            )
            taken = [
                (each.row + down, each.column + along)
                for each in placed
                for down in range(each.rows)
                for along in range(each.columns)
            ]
            assert len(taken) == len(set(taken))  # nothing lies over another
            width, height = (max(place[axis] for place in taken) + 1 for axis in (1, 0))
            assert len(taken) == width * height or table.code == "proactive_disclosure"


def test_sums_stand_under_their_labels(book: openpyxl.Workbook, town: Town) -> None:
    summed = roll_up(gather(town.office.warehouse, 2020, PARENT, REGISTER))
    sheet = book["依申请公开"]
    assert sheet["A1"].value == "三、收到和处理政府信息公开申请情况"
    assert sheet["D3"].value == "申请人情况" and "D3:J3" in map(str, sheet.merged_cells.ranges)
    assert sheet["E4"].value == "法人或其他组织" and sheet["E5"].value == "商业企业"
    assert sheet["A8"].value == "三、本年度办理结果" and sheet["B8"].value == "（一）予以公开"
    assert sheet["J8"].value == summed.sums[DOUBTED].value
    assert sheet["J8"].number_format == 'General"?"' and "武汉市教育局" in sheet["J8"].comment.text
    assert sheet["D6"].value == summed.sums["requests", "new_received", "natural_person"].value
    other = book["复议诉讼"]
    assert [other["A3"].value, other["F3"].value, other["F4"].value, other["K4"].value] == [
        "行政复议", "行政诉讼", "未经复议直接起诉", "复议后起诉",
    ]  # fmt: skip
    assert other["B6"].value == 4 and other["B6"].number_format == 'General"*"'
    assert other["E6"].value == summed.sums["proceedings", "review", "total"].value == 18


def test_nothing_is_a_formula(book: openpyxl.Workbook) -> None:
    hostile = []
    for sheet in book:
        for row in sheet.iter_rows():
            for each in row:
                assert each.data_type != "f", (sheet.title, each.coordinate)
                if str(each.value).startswith("="):
                    hostile.append((sheet.title, each.value, each.data_type, each.quotePrefix))
    assert hostile == [("报送情况", HOSTILE, "s", True)]


def test_a_hostile_name_is_text_in_the_figures_too(town: Town, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_workbook(roll_up(gather(town.office.warehouse, 2020)), path)
    names = [row[0] for row in openpyxl.load_workbook(path)["各机关数据"].iter_rows(min_row=4)]
    (hostile,) = (each for each in names if each.value == HOSTILE)
    assert hostile.data_type == "s"
    assert not list(tmp_path.glob(".*"))


def test_the_other_sheets(book: openpyxl.Workbook) -> None:
    assert book.sheetnames == [
        "说明", "主动公开", "依申请公开", "复议诉讼", "各机关数据", "校验不符", "报送情况",
        "与本级比较", "存疑与缺项",
    ]  # fmt: skip
    failures = list(book["校验不符"].values)
    assert len(failures) == 1 + 3 and failures[1][:3] == (
        "武汉市教育局",
        "错误",
        "新收、结转不平衡",
    )
    submissions = list(book["报送情况"].values)
    assert sum(row[0] == "未报送" for row in submissions) == 13
    doubts = list(book["存疑与缺项"].values)
    assert ("依申请公开", "（一）予以公开", "总计", "存疑", "武汉市教育局") in doubts
    assert len(list(book["与本级比较"].values)) == 1 + 198


@pytest.mark.skipif(not CALC, reason="LibreOffice Calc is not installed")
def test_libreoffice_opens_it(book: openpyxl.Workbook, town: Town, tmp_path: Path) -> None:
    source = tmp_path / "rollup.xlsx"
    shutil.copy(town.office.folder.parent / "汇总.xlsx", source)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in (
        "pdf",
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,7",
    ):
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            str(tmp_path),
        ]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=180)
    assert (tmp_path / "rollup.pdf").read_bytes().startswith(b"%PDF")
    (printed,) = tmp_path.glob("*.csv")
    assert HOSTILE in printed.read_text(encoding="utf-8")
