"""Statutory tables by hand: matrices of texts with marks for merged cells, every figure unique.

In a matrix "<" goes on from the left, "^" from above. No two figures are equal, so that a
figure in the wrong place is always seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.statutory import StatutoryFigures, extract_statutory
from schemas.document import Block, Cell, Document, Paragraph, Table
from schemas.forms import FormVersion, load_form
from schemas.records import StatutoryCell

Matrix = list[list[str]]
Address = tuple[str, str, str]

LEFT, ABOVE = "<", "^"
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def table(matrix: Matrix, grid: str = "exact") -> Table:
    """Make a table of a matrix; with grid "rows" the merged cells are left out."""
    cells = []
    for y, row in enumerate(matrix):
        for x, text in enumerate(row):
            if text in (LEFT, ABOVE):
                continue
            right = x + 1
            while right < len(row) and row[right] == LEFT:
                right += 1
            down = y + 1
            while down < len(matrix) and x < len(matrix[down]) and matrix[down][x] == ABOVE:
                down += 1
            cells.append(Cell(y, x, down - y, right - x, text))
    if grid == "rows":
        numbers: dict[int, int] = {}
        for cell in cells:
            cell.column = numbers.get(cell.row, 0)
            cell.row_span = cell.column_span = 1
            numbers[cell.row] = cell.column + 1
        return Table(cells, len(matrix), max(numbers.values()), "rows")
    return Table(cells, len(matrix), max(map(len, matrix)))


def texts(matrix: Matrix) -> list[Block]:
    """Return a matrix as a paragraph a cell, merged and blank cells gone."""
    return [Paragraph(text) for row in matrix for text in row if text not in (LEFT, ABOVE) and text]


def document(*blocks: Block | Iterable[Block]) -> Document:
    found: list[Block] = []
    for each in blocks:
        if isinstance(each, Iterable):
            found.extend(each)
        else:
            found.append(each)
    return Document("text/html", "html", found)


def proactive(version: FormVersion = "2021") -> tuple[Matrix, dict[Address, str]]:
    """Return table 二 as one matrix, and its figures."""
    truth: dict[Address, str] = {}
    matrix: Matrix = []
    number = 100
    for block in load_form(version).table("proactive_disclosure").blocks:
        width = len(block.columns)
        spare = [LEFT] * (3 - width)
        matrix.append([str(block.article), LEFT, LEFT, LEFT])
        matrix.append(["信息内容", *(column.label for column in block.columns), *spare])
        for row in block.rows:
            line = [row.label]
            for column in block.columns:
                number += 1
                truth["proactive_disclosure", row.code, column.code] = str(number)
                line.append(str(number))
            matrix.append([*line, *spare])
    return matrix, truth


def requests(version: FormVersion = "2021") -> tuple[Matrix, dict[Address, str]]:
    """Return table 三 as one matrix of three label columns and seven of figures."""
    block = load_form(version).table("requests").blocks[0]
    truth: dict[Address, str] = {}
    matrix: Matrix = [
        [NOTE, LEFT, LEFT, "申请人情况", *[LEFT] * 6],
        [ABOVE, ABOVE, ABOVE, "自然人", "法人或其他组织", *[LEFT] * 4, "总计"],
        [*[ABOVE] * 4, "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ABOVE],
    ]
    labels = {row.code: row.label for row in block.rows}
    printed: list[str | None] = []
    for y, row in enumerate(block.figure_rows()):
        chain = [row.code]
        while (parent := next(r.parent for r in block.rows if r.code == chain[0])) is not None:
            chain.insert(0, parent)
        line = [
            ABOVE if chain[: at + 1] == printed[: at + 1] else labels[code]
            for at, code in enumerate(chain)
        ]
        printed = [*chain]
        line += [LEFT] * (3 - len(line))
        for x, column in enumerate(block.columns):
            truth["requests", row.code, column.code] = str(1000 + y * 10 + x)
            line.append(str(1000 + y * 10 + x))
        matrix.append(line)
    return matrix, truth


def proceedings() -> tuple[Matrix, dict[Address, str]]:
    """Return table 四 as the form prints it: fifteen columns under three groups."""
    block = load_form("2021").table("proceedings").blocks[0]
    outcomes = [column.label for column in block.columns]
    truth = {
        ("proceedings", row.code, column.code): str(5000 + y * 10 + x)
        for y, row in enumerate(block.rows)
        for x, column in enumerate(block.columns)
    }
    matrix: Matrix = [
        ["行政复议", *[LEFT] * 4, "行政诉讼", *[LEFT] * 9],
        [*outcomes, "未经复议直接起诉", *[LEFT] * 4, "复议后起诉", *[LEFT] * 4],
        [*[ABOVE] * 5, *outcomes, *outcomes],
        list(truth.values()),
    ]
    return matrix, truth


@dataclass
class Verdict:
    """How an extraction compares with what was printed.

    silent: figures wrong, or in the wrong place, without asking for review. lost: printed
    figures that no record holds. marked: addresses that ask for review.
    """

    figures: StatutoryFigures
    used: set[int]
    silent: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    marked: list[Address] = field(default_factory=list)
    unplaced: list[StatutoryCell] = field(default_factory=list)

    @property
    def perfect(self) -> bool:
        return not (self.silent or self.wrong or self.lost or self.marked)

    def cell(self, *address: str) -> StatutoryCell:
        return next(c for c in self.figures.cells if (c.table, c.row, c.column) == address)

    def __str__(self) -> str:
        return (
            f"silent {len(self.silent)} {self.silent[:6]}\n  wrong {len(self.wrong)}"
            f" {self.wrong[:6]}\n  lost {len(self.lost)} {self.lost[:12]}\n  marked"
            f" {len(self.marked)} {self.marked[:6]}\n  unplaced {len(self.unplaced)}"
            f" {[(c.row, c.row_label, c.column_label, c.raw) for c in self.unplaced][:6]}"
        )


def examine(doc: Document, truth: dict[Address, str], year: int = 0) -> Verdict:
    """Extract and compare with the truth: what stands printed at each address."""
    figures, used = extract_statutory(doc, year)
    verdict = Verdict(figures, used)
    raws: set[str] = set()
    for cell in figures.cells:
        if cell.raw is not None and cell.raw.strip():
            raws.add(cell.raw)
        if cell.row is None or cell.column is None:
            verdict.unplaced.append(cell)
            continue
        address = (cell.table, cell.row, cell.column)
        if cell.needs_review:
            verdict.marked.append(address)
        printed = truth.get(address)
        right = (
            (cell.value == Decimal(printed) if printed else cell.value is None)
            if cell.state != "missing"
            else not printed
        )
        if not right:
            told = f"{'/'.join(address)}: printed {printed}, read {cell.raw!r} {cell.state}"
            verdict.wrong.append(f"{told} {cell.doubts}")
            if not cell.needs_review:
                verdict.silent.append(told)
    verdict.lost = [text for text in truth.values() if text and text not in raws]
    if truth and not any(cell.table == address[0] for address in truth for cell in figures.cells):
        verdict.silent.append("a table is not there")
    return verdict


def whole(
    version: FormVersion = "2021",
    change: Callable[[dict[str, Matrix]], None] | None = None,
) -> tuple[dict[str, Matrix], dict[Address, str]]:
    """Return the three matrices, by table, and all figures."""
    made: dict[str, Matrix] = {}
    truth: dict[Address, str] = {}
    for name, (matrix, figures) in {
        "proactive_disclosure": proactive(version),
        "requests": requests(version),
        "proceedings": proceedings(),
    }.items():
        made[name] = matrix
        truth |= figures
    if change is not None:
        change(made)
    return made, truth


COLUMNS = [column.label for column in load_form("2021").table("requests").blocks[0].columns]
OUTCOMES = [column.label for column in load_form("2021").table("proceedings").blocks[0].columns]


def flat(version: FormVersion = "2021") -> tuple[Matrix, dict[Address, str]]:
    """Return table 三 under one header line, with one label a row, and its figures."""
    matrix, truth = requests(version)
    rows = [_with_last_label(line) for line in matrix[3:]]
    return [["项目", *COLUMNS], *rows], truth


def _with_last_label(line: list[str]) -> list[str]:
    return [[text for text in line[:3] if text not in (LEFT, ABOVE)][-1], *line[3:]]


def figures_of_row(truth: dict[Address, str], code: str) -> list[Address]:
    return [address for address in truth if address[1] == code]
