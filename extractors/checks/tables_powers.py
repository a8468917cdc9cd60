"""Who may make 规章: 立法法 gives that to few, and the row is easily taken for another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.checks import evidence
from extractors.checks.reported import Reported
from extractors.checks.results import plain, result
from extractors.checks.tables_cells import fault
from extractors.checks.tables_names import column_name, row_name
from schemas.checks import CHECKS
from schemas.checks import tables as words
from schemas.labels import TRADITIONAL_TO_SIMPLIFIED
from schemas.records import Check

TABLE, ROW = "proactive_disclosure", "regulations"

GOVERNMENT = re.compile(
    r"(?: 政府 | 省 | 市 | 州 | 县 | 区 | 旗 | 盟 | 政府办公[室厅] )$", re.VERBOSE
)
"""Names of those that report for a whole place; a government's office does so for it."""

NO_MAKER = re.compile(
    r"""
    (?: 镇 | 乡 | 街道 ) (?: 人民政府 | 政府 | 办事处 )? $          # townships
    | (?: 县 | 旗 | (?<!自治) 区 ) (?: 人民政府 | 政府 ) $         # counties, districts
    | (?: 局 | 委员会 | 委 | 办公室 | 厅 | 办 | 中心 | 处 | 站 | 所 | 队 | 馆 | 院 | 校 ) $
    """,
    re.VERBOSE,
)
"""Names of agencies that make no 规章; a city of a county's rank cannot be told by its name."""

STATE = re.compile(r"^(?:国家|国务院|中国|中华人民共和国|中央)|(?:总局|总署|部|署)$")
"""Names of the State Council's own, which make 部门规章."""

OFFICE_OF_GOVERNMENT = re.compile(r"政府办公[室厅]$")

TAIL = re.compile(r"[（(][^（）()]{1,30}[）)]$")
"""What a name has in brackets: …局（…知识产权局）."""


def is_government(agency: str) -> bool:
    """Return whether a name is that of a government, which reports for all its departments."""
    return GOVERNMENT.search(_plain(agency)) is not None


def makes_regulations(agency: str) -> bool | None:
    """Return whether an agency can make 规章 by its name; None where the name does not tell."""
    name = _plain(agency)
    if not name or OFFICE_OF_GOVERNMENT.search(name):
        return None
    if STATE.search(name):
        return True
    return False if NO_MAKER.search(name) else None


def check_powers(reported: Reported) -> Iterator[Check]:
    """Check that only an agency that may make 规章 reports 规章 of its own."""
    code = "regulations_by_agency"
    if TABLE in reported.figures.missing_tables:
        yield result(code, "not_assessable", words.NO_TABLE, table=TABLE, row=ROW)
        return
    known = (reported.cells.get((TABLE, ROW, column)) for column in words.MAKING_COLUMNS)
    cells = [cell for cell in known if cell is not None and cell.value]
    makes = makes_regulations(reported.agency)
    if not cells or makes:
        yield result(code, "pass", table=TABLE, row=ROW)
    elif makes is None:
        found = [evidence.of_cell(cell) for cell in cells]
        yield result(
            code, "not_assessable", words.AGENCY_UNKNOWN, table=TABLE, row=ROW, evidence=found
        )
    else:
        first = cells[0]
        told = "、".join(
            f"{column_name(cell.form, TABLE, ROW, cell.column or '')}{plain(cell.value)}"
            for cell in cells
            if cell.value is not None
        )
        message = CHECKS[code].message.format(
            row=row_name(first.form, TABLE, ROW), told=told, agency=reported.agency
        )
        check = fault(code, first, message, reported=first.value)
        check.evidence = [evidence.of_cell(cell) for cell in cells]
        yield check


def _plain(agency: str) -> str:
    return TAIL.sub("", agency.translate(TRADITIONAL_TO_SIMPLIFIED).strip())
