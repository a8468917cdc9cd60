"""The three statutory tables of a report as grids, in each of the layouts met."""

from __future__ import annotations

from schemas.forms import Column, FormBlock, Row, TableCode, load_form
from tools.samples import labels as keys
from tools.samples.grid import Grid, GridCell
from tools.samples.model import Address, ExtraRow, SampleReport

_NO_LABEL = ""
_LABEL_COLUMNS = 3


def section_row(text: str, columns: int) -> list[GridCell]:
    """Return a row of one cell over the whole table."""
    return [GridCell(text, columns, kind="title")]


def _figure(report: SampleReport, address: Address, span: int = 1) -> GridCell:
    return GridCell(report.figures[address].raw, span, kind="figure", address=address)


def _present(report: SampleReport, table: TableCode, block: FormBlock) -> list[Row]:
    return [row for row in block.figure_rows() if (table, row.code) not in report.missing_rows]


# Table 二 --------------------------------------------------------------------------------

_WIDTH = 4
"""Columns of table 二: the label and up to three figures."""


def proactive_grids(report: SampleReport) -> list[Grid]:
    """Return table 二, as one grid or as one per 第二十条 item."""
    table = load_form(report.forms["proactive_disclosure"]).table("proactive_disclosure")
    aside = report.layout.proactive == "article_column"
    blocks = [
        _proactive_block(report, block, aside)
        for block in table.blocks
        if _present(report, "proactive_disclosure", block)
    ]
    columns = _WIDTH + aside
    if report.layout.proactive == "per_article":
        return [Grid(columns, rows) for rows in blocks]
    title = (
        [section_row(report.labels[keys.title_key("proactive_disclosure")], columns)]
        if report.layout.title_rows
        else []
    )
    return [Grid(columns, title + [row for rows in blocks for row in rows])]


def _proactive_block(report: SampleReport, block: FormBlock, aside: bool) -> list[list[GridCell]]:
    """Draw one item. Its last column takes the width that it does not use:

    | 第二十条第（八）项                  |
    | 信息内容 | 上一年项目数量 | 本年增/减 ·· |
    """
    table: TableCode = "proactive_disclosure"
    rows = _present(report, table, block)
    extra = {cell.row: cell.figure.raw for cell in report.extra_cells if cell.table == table}
    blank_header = any(row.code in extra for row in rows)
    spans = [1] * len(block.columns)
    if not blank_header:
        spans[-1] = _WIDTH - len(block.columns)
    header = [GridCell(report.labels[keys.CONTENT], kind="header")]
    for column, span in zip(block.columns, spans, strict=True):
        label = report.labels[(table, "column", str(block.article), column.code)]
        header.append(GridCell(label, span, kind="header"))
    if blank_header:
        header.append(GridCell("", _WIDTH - 1 - len(block.columns), kind="header"))
    lines = [header]
    for row in rows:
        wide = 2 if row.code in report.layout.misaligned else 1
        line = [GridCell(report.labels[(table, "row", row.code)], wide)]
        for column, span in zip(block.columns, spans, strict=True):
            line.append(_figure(report, (table, row.code, column.code), span))
        if blank_header:
            line.append(GridCell(extra.get(row.code, ""), kind="figure"))
        lines.append(line)
        lines += [
            [GridCell(each.label), *_extra_figures(each, block.columns, spans)]
            for each in report.extra_rows
            if (each.table, each.after) == (table, row.code)
        ]
    article = report.labels[(table, "article", str(block.article))]
    if aside:
        lines[0].insert(0, GridCell(article, rows=len(lines)))
        return lines
    return [section_row(article, _WIDTH), *lines]


def _extra_figures(
    extra: ExtraRow, columns: tuple[Column, ...], spans: list[int]
) -> list[GridCell]:
    """Return the cells of a row that the form does not have, blank where it has no figure."""
    printed = dict(zip(extra.columns, extra.figures, strict=True))
    return [
        GridCell(printed[column.code].raw if column.code in printed else "", span, 1, "figure")
        for column, span in zip(columns, spans, strict=True)
    ]


# Table 三 --------------------------------------------------------------------------------


def requests_grids(report: SampleReport) -> list[Grid]:
    """Return table 三, as one grid or as the two that a page break has made of it."""
    block = load_form(report.forms["requests"]).table("requests").blocks[0]
    folded = report.layout.label_columns.startswith("folded")
    label_columns = 1 if folded else _LABEL_COLUMNS
    columns = label_columns + len(block.columns) + report.layout.remarks
    header = _requests_header(report, block, label_columns)
    if report.layout.remarks:
        header[0].append(GridCell(report.labels[keys.REMARKS], 1, len(header), "header"))
    if report.layout.title_rows:
        header.insert(0, section_row(report.labels[keys.title_key("requests")], columns))
    lines = _label_lines(report, block)
    cut = next(
        (n + 1 for n, line in enumerate(lines) if line[0] == report.layout.split_after),
        len(lines),
    )
    first = header + _requests_body(report, block, lines[:cut])
    if cut == len(lines):
        return [Grid(columns, first)]
    again = header if report.layout.split_header else []
    second = again + _requests_body(report, block, lines[cut:], continued_from=lines[cut - 1])
    return [Grid(columns, first), Grid(columns, second)]


def _requests_header(report: SampleReport, block: FormBlock, width: int) -> list[list[GridCell]]:
    def names(columns: tuple[Column, ...], rows: int = 1) -> list[GridCell]:
        return [
            GridCell(report.labels[("requests", "column", column.code)], 1, rows, "header")
            for column in columns
        ]

    def corner(rows: int) -> GridCell:
        return GridCell(report.labels[keys.NOTE], width, rows, "header")

    person, *_, total = block.columns
    organisations = block.columns[1:-1]
    group = GridCell(report.labels[keys.ORGANISATIONS], len(organisations), kind="header")
    if report.layout.requests_header == "flat":
        return [[corner(1), *names(block.columns)]]
    applicants = GridCell(report.labels[keys.APPLICANTS], len(block.columns), kind="header")
    if report.layout.requests_header == "no_group":
        return [
            [corner(2), *names((person,), 2), group, *names((total,), 2)],
            names(organisations),
        ]
    if report.layout.requests_header == "total_below":
        wide = GridCell(group.text, len(organisations) + 1, kind="header")
        return [
            [corner(3), applicants],
            [*names((person,), 2), wide],
            names((*organisations, total)),
        ]
    return [
        [corner(3), applicants],
        [*names((person,), 2), group, *names((total,), 2)],
        names(organisations),
    ]


Line = tuple[str, list[str]]
"""A line of table 三: its row code, and the codes of its labels from the outside in."""

EXTRA = "extra:"
"""Starts the code of a line that is an extra row."""


def _label_lines(report: SampleReport, block: FormBlock) -> list[Line]:
    """Return the lines in order, each with the path of labels that leads to it."""
    parents = {row.code: row.parent for row in block.rows}
    lines: list[Line] = []
    for row in _present(report, "requests", block):
        path, code = [row.code], row.parent
        while code:
            path.insert(0, code)
            code = parents[code]
        lines.append((row.code, path))
        for number, extra in enumerate(report.extra_rows):
            if extra.table == "requests" and extra.after == row.code:
                name = f"{EXTRA}{number}"
                lines.append((name, [*path[:-1], name]))
    return lines


def _requests_body(
    report: SampleReport,
    block: FormBlock,
    lines: list[Line],
    continued_from: Line | None = None,
) -> list[list[GridCell]]:
    """Draw the lines. Where a page break cut a label's rows, the rest has no label."""
    paths = [path for _, path in lines]
    gone = continued_from[1] if continued_from else []
    body = []
    for number, (code, _) in enumerate(lines):
        above = paths[number - 1] if number else gone
        cells = _label_cells(report, paths, number, above, continued=bool(gone))
        body.append([*cells, *_requests_figures(report, block, code), *_remark(report, code)])
    return body


def _remark(report: SampleReport, code: str) -> list[GridCell]:
    """Return the cell under 备注, where there is that column."""
    if not report.layout.remarks:
        return []
    told = [c.figure.raw for c in report.extra_cells if (c.table, c.row) == ("requests", code)]
    return [GridCell(told[0] if told else "", kind="figure")]


def _requests_figures(report: SampleReport, block: FormBlock, code: str) -> list[GridCell]:
    if not code.startswith(EXTRA):
        return [_figure(report, ("requests", code, column.code)) for column in block.columns]
    extra = report.extra_rows[int(code.removeprefix(EXTRA))]
    return _extra_figures(extra, block.columns, [1] * len(block.columns))


def _text(report: SampleReport, code: str) -> str:
    if code.startswith(EXTRA):
        return report.extra_rows[int(code.removeprefix(EXTRA))].label
    return report.labels[("requests", "row", code)]


def _label_cells(
    report: SampleReport, paths: list[list[str]], number: int, above: list[str], continued: bool
) -> list[GridCell]:
    """Draw the label cells of one line; `above` is the path of the line over it."""
    path = paths[number]
    style = report.layout.label_columns
    texts = [_text(report, code) for code in path]
    if style == "folded":
        return [GridCell("".join(texts))]
    if style == "folded_short":
        return [GridCell(texts[-1])]
    cells = []
    for depth, text in enumerate(texts):
        last = depth == len(path) - 1
        span = _LABEL_COLUMNS - depth if last else 1
        begun = not last and above[: depth + 1] == path[: depth + 1]
        if last or style == "repeated":
            cells.append(GridCell(text, span))
        elif style == "unmerged":
            cells.append(GridCell(_NO_LABEL if begun else text, span))
        elif not begun or (continued and number == 0):
            shared = _run(paths, number, depth)
            cells.append(GridCell(_NO_LABEL if begun else text, span, shared))
    return cells


def _run(paths: list[list[str]], number: int, depth: int) -> int:
    """Count the lines from `number` on that share the label at `depth`."""
    wanted = paths[number][: depth + 1]
    count = 0
    for path in paths[number:]:
        if path[: depth + 1] != wanted or len(path) == depth + 1:
            break
        count += 1
    return count


# Table 四 --------------------------------------------------------------------------------


def proceedings_grids(report: SampleReport) -> list[Grid]:
    """Return table 四: wide, in two, with a row per kind, or without its group header."""
    block = load_form(report.forms["proceedings"]).table("proceedings").blocks[0]
    outcomes = [report.labels[("proceedings", "column", column.code)] for column in block.columns]
    figures = {
        row.code: [
            _figure(report, ("proceedings", row.code, column.code)) for column in block.columns
        ]
        for row in block.rows
    }
    names = {row.code: report.labels[("proceedings", "row", row.code)] for row in block.rows}
    return _PROCEEDINGS[report.layout.proceedings](report, outcomes, figures, names)


def _headers(texts: list[str], rows: int = 1) -> list[GridCell]:
    return [GridCell(text, 1, rows, "header") for text in texts]


def _over(text: str, span: int) -> GridCell:
    return GridCell(text, span, kind="header")


def _wide(
    report: SampleReport,
    outcomes: list[str],
    figures: dict[str, list[GridCell]],
    names: dict[str, str],
) -> list[Grid]:
    """Draw the form's own table.

    | 行政复议                      | 行政诉讼                             |
    | 维持 | 纠正 | 其他 | 未结 | 总计 | 未经复议直接起诉 | 复议后起诉         |
    |  ··  |  ··  |  ··  |  ··  |  ··  | 维持 … 总计      | 维持 … 总计        |
    """
    width = len(outcomes)
    rows = [
        [
            _over(report.labels[keys.REVIEW], width),
            _over(report.labels[keys.LITIGATION], 2 * width),
        ],
        [
            *_headers(outcomes, 2),
            _over(names["litigation_direct"], width),
            _over(names["litigation_after_review"], width),
        ],
        _headers(outcomes * 2),
        [cell for row in figures.values() for cell in row],
    ]
    if report.layout.title_rows:
        rows.insert(0, section_row(report.labels[keys.title_key("proceedings")], 3 * width))
    return [Grid(3 * width, rows)]


def _two(
    report: SampleReport,
    outcomes: list[str],
    figures: dict[str, list[GridCell]],
    names: dict[str, str],
) -> list[Grid]:
    width = len(outcomes)
    review = [[_over(report.labels[keys.REVIEW], width)], _headers(outcomes), figures["review"]]
    litigation = [
        [_over(report.labels[keys.LITIGATION], 2 * width)],
        [
            _over(names["litigation_direct"], width),
            _over(names["litigation_after_review"], width),
        ],
        _headers(outcomes * 2),
        [*figures["litigation_direct"], *figures["litigation_after_review"]],
    ]
    return [Grid(width, review), Grid(2 * width, litigation)]


def _by_rows(
    report: SampleReport,
    outcomes: list[str],
    figures: dict[str, list[GridCell]],
    names: dict[str, str],
) -> list[Grid]:
    rows = [_headers([report.labels[keys.KIND], *outcomes])]
    rows += [[GridCell(names[code]), *cells] for code, cells in figures.items()]
    return [Grid(1 + len(outcomes), rows)]


def _headless(
    report: SampleReport,
    outcomes: list[str],
    figures: dict[str, list[GridCell]],
    names: dict[str, str],
) -> list[Grid]:
    rows = [_headers(outcomes * 3), [cell for row in figures.values() for cell in row]]
    return [Grid(3 * len(outcomes), rows)]


_PROCEEDINGS = {"wide": _wide, "two": _two, "rows": _by_rows, "no_group": _headless}
