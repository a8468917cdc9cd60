"""The register of agencies: its CSV, and names that mean one of them, or none."""

from __future__ import annotations

import csv
import json
from types import SimpleNamespace

import pytest
from conftest import ROOT
from extraction_builder import Office
from typer.testing import CliRunner

from extractors.register import Register, RegisterError, parse_register
from extractors.register.names import Name, plain, split
from extractors.register.table import decode
from flows.cli import app
from flows.register import (
    as_csv,
    as_json,
    as_markdown,
    as_text,
    submissions_of,
    year_standing,
)
from flows.warehouse.publish import publish
from schemas.agencies import Agency

DATA = ROOT / "tests" / "data"
REGISTER = Register(parse_register((DATA / "register.csv").read_text(encoding="utf-8")))
with (DATA / "register_names.csv").open(encoding="utf-8", newline="") as stream:
    NAMES = [(row["name"], row["means"]) for row in csv.DictReader(stream)]


@pytest.mark.parametrize(("name", "means"), NAMES)
def test_name_means_its_agency_or_none(name: str, means: str) -> None:
    found = REGISTER.match(name)
    assert (found.agency.name if found.agency else "") == means
    assert (found.agency is None) == (found.how in ("unknown", "ambiguous"))


def test_there_are_enough_names() -> None:
    assert len(NAMES) >= 60 and sum(not means for _, means in NAMES) >= 20


@pytest.mark.parametrize(
    ("name", "how", "candidates"),
    [
        ("鼓楼区教育局", "ambiguous", {"南京市鼓楼区教育局", "徐州市鼓楼区教育局"}),
        ("长沙水务局", "ambiguous", {"长沙市水务局", "长沙县水务局"}),
        ("静海县民政局", "unknown", {"天津市静海区民政局"}),
        ("武汉市环保局", "unknown", set()),
        ("", "unknown", set()),
    ],
)
def test_a_refused_name_says_whom_it_could_mean(name: str, how: str, candidates: set[str]) -> None:
    found = REGISTER.match(name)
    assert found.how == how and {each.name for each in found.candidates} == candidates


def test_how_a_name_was_understood() -> None:
    told = {name: REGISTER.match(name).how for name in
            ("武汉市教育局", "武汉教育局", "市教育委员会", "武汉市文化局")}  # fmt: skip
    assert list(told.values()) == ["name", "short", "alias", "former"]


def test_children() -> None:
    names = [agency.name for agency in REGISTER.children("武汉市江汉区人民政府")]
    assert names == ["江汉区教育局", "江汉区财政局", "江汉区民权街道办事处"]


def test_parents_in_a_circle_do_no_harm() -> None:
    one, other = (
        Agency("甲市教育局", parent="甲市民政局"),
        Agency("甲市民政局", parent="甲市教育局"),
    )
    assert Register([one, other]).match("教育局").agency is one


@pytest.mark.parametrize(
    ("name", "places", "body"),
    [
        ("湖北省武汉市江岸区市场监督管理局", ("湖北省", "武汉市", "江岸区"), "市场监管局"),
        ("广州市城市管理局", ("广州市",), "城管局"),
        ("杭州市市场监管局", ("杭州市",), "市场监管局"),
        ("青岛市市北区统计局", ("青岛市", "市北区"), "统计局"),
        ("内蒙古自治区财政厅", ("内蒙古自治区",), "财政厅"),
        ("阿勒泰地区审计局", ("阿勒泰地区",), "审计局"),
        ("浦东新区", ("浦东新区",), "政府"),
        ("市场监督管理局", (), "市场监管局"),
        ("市司法局", ("市",), "司法局"),
        ("民权街道办", ("民权街道",), "政府"),
    ],
)
def test_names_are_taken_apart(name: str, places: tuple[str, ...], body: str) -> None:
    assert split(plain(name)) == Name(places, body)


# The CSV


def test_chinese_headings_and_encodings_are_read() -> None:
    text = (
        "序号,单位名称,简称,曾用名,层级,上级,区划代码\n"
        "1,甲市乙局,乙局；甲乙,老局、旧局,市级,甲市政府,420100\n,,,\n"
    )
    for data in (text.encode(), text.encode("utf-8-sig"), text.encode("gb18030")):
        assert parse_register(decode(data)) == [
            Agency("甲市乙局", ("乙局", "甲乙"), ("老局", "旧局"), "city", "甲市政府", "420100")
        ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("aliases\n甲", "no column name"),
        ("name\n甲局\n甲局\n", "Line 3: 甲局 stands in line 2"),
        ("name,level\n甲局,国级\n", "Line 2: '国级' is no level"),
        ("name,region_code\n甲局,42\n", "Line 2: '42' is no code"),
        ("name,aliases\n,乙\n", "Line 2: there is no name"),
        ('name\n"甲', "no CSV"),
    ],
)
def test_a_wrong_register_says_where(text: str, says: str) -> None:
    with pytest.raises(RegisterError, match=says):
        parse_register(text)


# Who has submitted


def test_how_a_year_stands(tmp_path) -> None:
    office = Office(tmp_path)
    office.put("a.docx", "武漢市教育局 2020")
    office.put("b.docx", "武汉市教育委员会 2020")
    office.put("c.docx", "武汉市文化和旅游局 2020")
    office.put("d.docx", "鼓楼区教育局 2020")
    office.put("e.docx", "=cmd|局 2020")
    office.put("f.docx", "江岸区教育局 2021")
    office.run()
    office.put("c.docx", "武汉市文化和旅游局 2020\n更正")  # a corrected version is no second one
    office.run()
    publish(office.warehouse)
    standing = year_standing(REGISTER, 2020, submissions_of(office.warehouse, 2020))
    assert [each.agency.name for each in standing.submitted] == ["武汉市文化和旅游局"]
    ((twice),) = standing.twice
    assert twice.agency.name == "武汉市教育局"
    assert [each.source_path for each in twice.submissions] == ["b.docx", "a.docx"]
    assert {each.submission.source_path for each in standing.unplaced} == {"d.docx", "e.docx"}
    assert len(standing.missing) == len(REGISTER.agencies) - 2
    below = year_standing(
        REGISTER, 2021, submissions_of(office.warehouse, 2021), "武汉市江岸区人民政府"
    )
    assert [each.name for each in below.missing] == ["江岸区市场监督管理局"]
    text = as_text(standing)
    assert "could be 南京市鼓楼区教育局, 徐州市鼓楼区教育局" in text and "江汉区财政局" in text
    lines = list(csv.reader(as_csv(standing).lstrip("\ufeff").splitlines()))
    assert ["2020", "'=cmd|局", "", "", "", "unknown", "e.docx"] in lines
    assert json.loads(as_json(standing))["agencies"] == len(REGISTER.agencies)
    assert "`武汉市教育局: b.docx (counts); a.docx (counts)`" in as_markdown(standing)


def test_command_lists_the_missing(tmp_path) -> None:
    office = Office(tmp_path)
    office.put("a.docx", "武汉市教育局 2020")
    office.run()
    publish(office.warehouse)
    where = ["--warehouse", str(office.warehouse)]
    run = CliRunner().invoke
    assert run(app, ["missing", *where]).exit_code == 2  # nobody has named a register
    told = run(app, ["settings", *where, "--register", str(DATA / "register.csv")])
    assert told.exit_code == 0 and "register.csv" in told.output
    found = run(app, ["missing", *where, "--year", "2020", "--json"])
    assert found.exit_code == 0, found.output
    value = json.loads(found.output)
    assert value["submitted"] == ["武汉市教育局"] and len(value["missing"]) == 34
    assert "1 of 35 agencies" in run(app, ["missing", *where]).output
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("name,level\n甲局,国级\n", encoding="utf-8")
    failed = run(app, ["missing", *where, "--register", str(wrong)])
    assert failed.exit_code == 2 and "Line 2" in failed.output


def test_a_run_tells_who_is_missing(tmp_path, monkeypatch) -> None:
    from flows import ingest

    told: list[dict[str, str]] = []
    warned: list[str] = []
    monkeypatch.setattr(ingest, "create_markdown_artifact", lambda **given: told.append(given))
    logger = SimpleNamespace(warning=lambda text, *rest: warned.append(text % rest))
    monkeypatch.setattr(ingest, "get_run_logger", lambda: logger)
    office = Office(tmp_path)
    office.put("a.docx", "武汉市教育局 2020")
    office.run()
    publish(office.warehouse)
    ingest._tell_missing(office.warehouse)
    assert not told and not warned
    register = tmp_path / "register.csv"
    register.write_bytes((DATA / "register.csv").read_bytes())
    monkeypatch.setenv("NIANBAO_REGISTER", str(register))
    ingest._tell_missing(office.warehouse)
    ((artifact),) = told
    assert artifact["key"] == "nianbao-missing" and "江汉区财政局" in artifact["markdown"]
    register.unlink()
    ingest._tell_missing(office.warehouse)  # a register that has gone harms no run
    assert len(told) == 1 and "register.csv" in warned[0]
