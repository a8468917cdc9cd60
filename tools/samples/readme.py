"""The text of `sample_inputs/README.md`, made from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from tools.samples.catalogue import Sample, samples
from tools.samples.deviation import DEVIATIONS, DRAWN
from tools.samples.deviations import describe

_HEAD = """\
# Sample reports

Annual reports of agencies that do not exist, in places that do not exist, written by
`python -m tools.samples`. `reports/` is a shared folder as offices fill it; `truth/` holds the
true record of each report, known from its making and never read out of the file.
This page, too, is written by the script.

## A true record

`truth/<name>.json`: `agency`, `report_year`, `form` (2019, 2021, mixed; null without tables),
`title` (in one line), `submitted_on`, `period_start`, `period_end`, `deviations`, `cells`,
`unplaced`.

- `cells` has every figure of the form, of each table's own version where the report is mixed
  (table 四 is the same in both and goes with table 三), none where the report has no table.
  `raw` is the cell's text as printed, spaces round it included; a conversion may lose those.
  `state` is `missing` where the row or the table is. 无, like a dash or a slash, is a `dash`.
  `unit` is the one in the cell, else the form's.
- `review` is true where a careful reader may or must mark the cell `needs_review`: words in a
  cell (`state` is `text`, `value` what the words mean), a full-width comma between digits,
  columns that bear one name, groups without a header, cells beside a blank header.
- `unplaced` has the cells of rows (`row` null) and columns (`column` null) that the form lacks.
- `submitted_on` is the day of the covering letter, else of the signature under the report.
- `agency` is as the report prints it, in traditional characters where the report is in them.

"""


def readme_text() -> str:
    """Return the page."""
    lines = [_HEAD, "## The samples\n", "| file | form | deviations | how it is written |"]
    lines.append("|---|---|---|---|")
    for sample in samples():
        form = sample.report.form or "–"
        names = ", ".join(sample.report.deviations) or "none"
        lines.append(f"| {sample.path} | {form} | {names} | {_manner(sample)} |")
    lines += ["\n## The deviations\n", "| name | what it is |", "|---|---|"]
    lines += [f"| {name} | {describe(name)} |" for name in sorted({*DRAWN, *DEVIATIONS})]
    lines.append(
        "\n`tools.samples.catalogue.generate(count, seed)` yields as many more as are wanted, of\n"
        "all kinds, with deviations at random; equal arguments give equal bytes (PDFs and scans:\n"
        "where the libraries and fonts are of the same versions)."
    )
    return "\n".join(lines) + "\n"


def _manner(sample: Sample) -> str:
    """Name the writer's options that are not its plain ones."""
    options = sample.options
    told = list(_told(options, type(options)()))
    return ", ".join(told) or "plain"


def _told(options: Any, plain: Any) -> Iterator[str]:
    """Yield each option that differs from the plain one; those of a writer within it as well."""
    for each in fields(options):
        value, usual = getattr(options, each.name), getattr(plain, each.name)
        if value == usual or each.name in ("newline", "seed"):
            continue
        if is_dataclass(value):
            yield from _told(value, type(value)())
        else:
            yield each.name if value is True else f"{each.name}={value!r}"
