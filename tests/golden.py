"""Golden files: what each sample gives, as text that a person can read and a diff can show.

`python -m tests.golden` writes them anew after a change that is meant; read the diff before
committing it. The truth of the figures is in sample_inputs/truth and is never written from
our own output; the golden files keep the rest: labels, doubts, checks, sections.
"""

from __future__ import annotations

import sys
from pathlib import Path

from extractors import extract_report
from schemas.records import Extraction, Quantity

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "sample_inputs" / "reports"
QUANTITIES = (
    "\n[quantities]  section paragraph:start  surface  value  unit  kind  role  links  | subject"
)
GOLDEN = Path(__file__).parent / "golden"


def documents() -> list[Path]:
    """Return the committed samples, in order of their names."""
    return sorted(path for path in REPORTS.rglob("*") if path.is_file())


def dump(extraction: Extraction) -> str:
    """Return an extraction as readable text: a figure, check or section a line."""
    report = extraction.report
    lines = [
        f"agency        {extraction.agency}",
        f"report_year   {extraction.report_year}",
        f"title         {report.title}",
        f"form          {report.form}",
        f"submitted_on  {report.submitted_on}",
        f"period        {report.period_start} {report.period_end}",
        f"read as       {extraction.media_type}, {extraction.reader}",
    ]
    lines += [f"note          {note.code} {note.detail}".rstrip() for note in extraction.notes]
    lines.append("\n[figures]  table/row/column  state  value  unit  raw  doubts")
    for cell in extraction.cells:
        address = "/".join((cell.table, cell.row or "—", cell.column or "—"))
        value = "" if cell.value is None else str(cell.value)
        marks = " ".join(cell.doubts) + (" REVIEW" if cell.needs_review else "")
        raw = "" if cell.raw is None else repr(cell.raw)
        lines.append(
            f"{address}  {cell.state}  {value}  {cell.unit or ''}  {raw}  {marks}".rstrip()
        )
        if cell.row is None or cell.column is None:
            lines.append(f"    printed as {cell.row_label!r} under {cell.column_label!r}")
    lines.append(QUANTITIES)
    lines += map(_quantity_line, extraction.quantities)
    lines.append("\n[checks]")
    lines += [f"{c.check}  {c.severity}  {c.status}  {c.message}" for c in extraction.checks]
    for section in extraction.sections:
        lines.append(f"\n[section {section.section}]  {section.heading or ''}".rstrip())
        lines.append(section.text)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _quantity_line(figure: Quantity) -> str:
    """Return a figure of the prose in one line, without what it has not."""
    said = [figure.surface, "" if figure.value is None else f"{figure.value:f}", figure.unit or ""]
    if figure.value_max is not None:
        said[1] += f"..{figure.value_max:f}"
    said += [figure.kind, figure.role]
    links = {
        "of": figure.part_of,
        "group": figure.part_group if (figure.part_group or 1) > 1 else None,
        "from": figure.rate_numerator,
        "by": figure.rate_denominator,
        "to": figure.change_of,
        "direction": figure.direction,
        "bound": figure.bound,
        "about": figure.approximate or None,
        "scope": figure.scope,
        "year": figure.reference_year,
        "metric": figure.metric,
        "doubts": ",".join(figure.doubts or []) or None,
    }
    said.append(" ".join(f"{name}={value}" for name, value in links.items() if value is not None))
    place = f"{figure.section} {figure.paragraph}:{figure.start}"
    return f"{place}  {'  '.join(said)}  | {figure.subject or '—'}"


def golden_of(document: Path) -> Path:
    """Return the golden file of a sample."""
    return GOLDEN / f"{document.stem}.txt"


def main() -> int:
    """Write all golden files."""
    GOLDEN.mkdir(exist_ok=True)
    wanted = {golden_of(document): dump(extract_report(document)) for document in documents()}
    for path in set(GOLDEN.glob("*.txt")) - set(wanted):
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
