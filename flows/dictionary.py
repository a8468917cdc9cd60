"""The data dictionary, from the declarations that the tables themselves are made of.

`python -m flows.dictionary` writes docs/data-dictionary.md and docs/checks.md; with `--check`
it only compares, and ends with 1 where one of them is stale.
"""

from __future__ import annotations

import argparse
import difflib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from schemas.analysts import BLANK_RULE
from schemas.checks import (
    CHECKS,
    CheckKind,
    between,
    dates,
    prose,
    prose_and_tables,
    structure,
    tables,
)
from schemas.doubts import DOUBTS
from schemas.errors import ERRORS
from schemas.forms import FORM_VERSIONS, Form, FormBlock, StatutoryTable, load_form
from schemas.records import DECIMAL_PRECISION, DECIMAL_SCALE, ColumnType
from schemas.tables import TABLES, TableSpec

TARGET = Path(__file__).resolve().parent.parent / "docs" / "data-dictionary.md"
CHECKS_TARGET = TARGET.with_name("checks.md")

_TYPE_NAMES: dict[ColumnType, str] = {
    "decimal": f"decimal({DECIMAL_PRECISION}, {DECIMAL_SCALE})",
    "timestamp": "timestamp (UTC, µs)",
}

_PREFACE = f"""\
# Data dictionary

*Made by `python -m flows.dictionary` from the declarations in `schemas/`: change those, not
this file.*

A warehouse holds a folder a table and in it one Parquet file a report year. Every column's
description and unit also stand in the metadata of its Parquet field. A column marked *null*
may be without a value; the others never are.

Each document that was read has its rows in the tables, whether it counts or not: add up the
rows where `is_current` is true. A blank, a dash and a 0 are three things: `state` tells them
apart, and `value` is null for the first two. `value` is what the report says; a computed
figure never replaces it. Decimals hold {DECIMAL_SCALE} digits behind the point exactly.

`requests`, `proactive_disclosure`, `proceedings` and `panel` are for analysts: the figures of
the reports that count laid out wide, as floats. {BLANK_RULE}

Each file is replaced in one step, but several files are not: whoever reads several tables
and needs them of one moment reads `release.json` before and after. The same `release` both
times, and `publishing` false, says that they are. `counts` in it are the rows by table."""


def render() -> str:
    """Return the data dictionary in Markdown."""
    parts = [
        _PREFACE,
        _contents(),
        *(_table(spec) for spec in TABLES),
        "## Codes of the statutory forms\n\n"
        "`form`, `table`, `row` and `column` of `statutory_cells` are these codes.",
        *(_form(load_form(version)) for version in FORM_VERSIONS),
        _sections(),
        _errors(),
        _checks(),
        _doubts(),
    ]
    return "\n\n".join(parts) + "\n"


def _contents() -> str:
    rows = [(f"[`{spec.name}`](#{spec.name})", spec.row) for spec in TABLES]
    return _grid(("table", "a row is"), rows)


def _table(spec: TableSpec) -> str:
    rows = [
        (
            f"`{column.name}`",
            _TYPE_NAMES.get(column.type, column.type),
            "null" if column.null else "",
            column.unit,
            column.description,
        )
        for column in spec.columns
    ]
    grid = _grid(("column", "type", "", "unit", "meaning"), rows)
    return f"## {spec.name}\n\nA row is: {spec.row}.\n\n{grid}"


def _form(form: Form) -> str:
    figures = sum(1 for _ in form.figures())
    parts = [f"### Form {form.version}\n\n{form.notice}, {figures} figures."]
    for table in form.tables:
        parts.append(f"#### `{table.code}` ({form.version})\n\n{table.label}")
        parts += [_block(block) for block in table.blocks]
        parts += _identities(table)
    return "\n\n".join(parts)


def _block(block: FormBlock) -> str:
    rows = [
        (
            "　" * (row.level - 1) + row.label,
            f"`{row.code}`" if row.kind != "header" else "",
        )
        for row in block.rows
    ]
    columns = [
        (" / ".join(filter(None, (column.group, column.label))), f"`{column.code}`",
         column.unit or "", "yes" if column.signed else "")
        for column in block.columns
    ]  # fmt: skip
    title = f"{block.article}\n\n" if block.article else ""
    return (
        title
        + _grid(("row's label", "row"), rows)
        + "\n\n"
        + _grid(("column's label", "column", "unit", "signed"), columns)
    )


def _identities(table: StatutoryTable) -> Iterator[str]:
    if table.identities:
        rows = [
            (f"`{each.code}`", each.per, _sum(each.left), _sum(each.right))
            for each in table.identities
        ]
        yield "What must add up by the form:\n\n" + _grid(
            ("check", "in every", "sum of", "equals"), rows
        )


def _sum(codes: tuple[str, ...]) -> str:
    return " + ".join(f"`{code}`" for code in codes)


def _sections() -> str:
    form = load_form(FORM_VERSIONS[-1])
    rows = [(f"`{section.code}`", section.label) for section in form.sections]
    return "## Codes of sections\n\n" + _grid(("section", "heading on the form"), rows)


def _errors() -> str:
    rows = [(f"`{kind.code}`", kind.status, kind.meaning, kind.remedy) for kind in ERRORS.values()]
    return (
        "## Codes of errors and notes\n\n`documents.error_code`. With status `extracted` it is"
        " a note on a document that was read all the same.\n\n"
        + _grid(("error_code", "status", "meaning", "what to do"), rows)
    )


def _checks() -> str:
    rows = [
        (f"[`{kind.code}`](checks.md#{kind.code})", kind.severity, kind.meaning)
        for kind in CHECKS.values()
    ]
    return (
        "## Codes of checks\n\n`checks.check`. What each compares, when it can be assessed and"
        " what it says where it fails: [checks.md](checks.md).\n\n"
        + _grid(("check", "severity", "what holds where it passes"), rows)
    )


_CHECKS_PREFACE = """\
# Checks

*Made by `python -m flows.dictionary` from the declarations in `schemas/checks/`: change those,
not this file.*

A check compares figures of a report that must agree, and never changes one. Its result is a
row of the table `checks`:

- `status` is `pass`, `fail`, or `not_assessable` where it cannot be told; the `message` then
  says why. A check that could not be made is never counted as passed.
- `severity` is `error` where the report is wrong, `warning` where it is to be looked at. The
  severity below is that of a sure fault: where a figure of a failing check is itself in doubt
  (`needs_review`, as after reading a scan), the result is a warning, and the message names the
  figure to look at; so is what is missing in a scan.
- `reported`, `expected` and `difference` (reported − expected) are the figures, where there
  are two. `expected` is only what the report's other figures come to: either may be wrong.
- `evidence` leads to the place: a cell as `table/row/column`, a figure of the prose as
  `paragraph:start-end` (paragraphs and characters from 0), with `@page` and the box
  `:x0,y0,x1,y1` (points) where the document has pages.

`reports.failed_checks` counts the failing checks of both severities. A report with a failing
check or a figure to review is `flagged`; one without a table or row of the form is
`incomplete`. To list them: `nianbao checks FILE`, or `nianbao checks --warehouse DIR` with
`--year`, `--agency`, `--severity`, and `--json` or `--csv`."""

_GROUPS: tuple[tuple[str, tuple[CheckKind, ...]], ...] = (
    ("The make-up of the tables", structure.KINDS),
    ("In the tables", tables.KINDS),
    ("In the prose", prose.KINDS),
    ("Prose against tables", prose_and_tables.KINDS),
    ("Dates", dates.KINDS),
    ("Between reports", between.KINDS),
)


def render_checks() -> str:
    """Return the page of all checks in Markdown."""
    parts = [_CHECKS_PREFACE]
    for title, kinds in _GROUPS:
        if kinds:
            parts.append(f"## {title}")
            parts += [_check(kind) for kind in kinds]
    return "\n\n".join(parts) + "\n"


def _check(kind: CheckKind) -> str:
    told = [
        ("Severity", kind.severity),
        ("Holds where it passes", kind.meaning),
        ("Compares", kind.compares),
        ("Assessable", kind.assessable),
        ("Says where it fails", kind.message),
    ]
    lines = [f"- {name}: {text}" for name, text in told if text]
    return f"### {kind.code}\n\n" + "\n".join(lines)


def _doubts() -> str:
    rows = [
        (f"`{doubt.code}`", f"{doubt.confidence:g}", "yes" if doubt.review else "", doubt.meaning)
        for doubt in DOUBTS.values()
    ]
    return (
        "## Codes of doubts\n\n`statutory_cells.doubts`. A cell's `confidence` is the product of"
        " its doubts' factors; any of those marked sets `needs_review`.\n\n"
        + _grid(("doubt", "factor", "needs review", "meaning"), rows)
    )


def _grid(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def main(arguments: list[str] | None = None) -> int:
    """Write the pages, or compare them; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m flows.dictionary", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only")
    checking = parser.parse_args(arguments).check
    pages = {TARGET: render(), CHECKS_TARGET: render_checks()}
    if checking:
        return max([_compare(path, text) for path, text in pages.items()])
    for path, text in pages.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


def _compare(path: Path, text: str) -> int:
    """Print how a written page differs from what is declared; return 1 if it does."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    changes = difflib.unified_diff(
        before.splitlines(), text.splitlines(), "as written", "as declared", n=0, lineterm=""
    )
    sys.stdout.writelines(f"{line}\n" for line in changes)
    if text != before:
        sys.stderr.write(f"{path.name} is stale: run python -m flows.dictionary\n")
    return int(text != before)


if __name__ == "__main__":
    sys.exit(main())
