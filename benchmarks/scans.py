"""Reports on paper against their truth, by grade of paper.

    python -m benchmarks.scans [--reports 60] [--grades text,clean] [--jobs 2]
        [--results FILE] [--errors FILE]

Prints what is right, what asks for review, and what is wrong without asking; statutory
figures and figures of the prose. Exits with 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.bars import Bar, table, verdict
from benchmarks.paper_reading import PaperRecord
from benchmarks.paper_run import collect, collected
from benchmarks.paper_samples import PAPER_GRADES, PaperGrade

_WRONG_BAR: dict[str, float] = {"text": 0.0, "clean": 0.1, "200dpi": 0.1, "hard": 0.5, "worst": 0.5}
"""Most of the figures that may be wrong, in percent."""
_NEEDLESS_BAR: dict[str, float] = {
    "text": 0.0, "clean": 1.0, "200dpi": 1.0, "hard": 5.0, "worst": 5.0,
}  # fmt: skip
"""Most of the figures that may ask for review in vain, in percent."""


def by_grade(records: Iterable[PaperRecord]) -> dict[str, list[PaperRecord]]:
    """Return the records by grade, in the grades' order."""
    found: dict[str, list[PaperRecord]] = {grade: [] for grade in PAPER_GRADES}
    for record in records:
        found.setdefault(record.grade, []).append(record)
    return {grade: group for grade, group in found.items() if group}


def verdicts(records: Iterable[PaperRecord]) -> Counter[str]:
    """Count the verdicts on the statutory figures."""
    return Counter(cell.verdict for record in records for cell in record.cells)


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f} %" if whole else "—"


def cell_table(groups: dict[str, list[PaperRecord]]) -> str:
    """Return the table of statutory figures."""
    rows = []
    for grade, group in groups.items():
        told = verdicts(group)
        cells = sum(told.values())
        marked = sum(bool(c.verdict in ("review", "flagged")) for r in group for c in r.cells)
        rows.append([
            grade, str(len(group)), str(sum(bool(r.failed) for r in group)),
            str(sum(r.pages for r in group)), str(cells),
            _percent(told["right"] + told["review"], cells),
            _percent(marked, cells), _percent(told["review"], cells),
            str(told["flagged"]), str(told["silent"]),
            str(sum(len(r.unplaced_wrong) for r in group)),
            str(sum(bool(r.identity_wrong) for r in group)),
        ])  # fmt: skip
    head = ("grade", "documents", "failed", "pages", "figures", "right", "review or wrong",
            "in vain", "wrong, marked", "silent", "unplaced wrong", "identity wrong")  # fmt: skip
    return table(head, rows)


def prose_table(groups: dict[str, list[PaperRecord]]) -> str:
    """Return the table of figures and characters in the prose."""
    rows = []
    for grade, group in groups.items():
        told = Counter(each.verdict for record in group for each in record.prose)
        figures = sum(record.quantities for record in group)
        characters = sum(record.characters for record in group)
        wrong = told["flagged"] + told["silent"]
        rows.append([
            grade, str(figures), _percent(figures - wrong, figures),
            _percent(sum(record.quantities_review for record in group), figures),
            _percent(told["review"], figures), str(told["elsewhere"]), str(told["flagged"]),
            str(told["silent"]), _percent(sum(record.distance for record in group), characters),
        ])  # fmt: skip
    head = ("grade", "figures in prose", "right", "review", "in vain", "in another section",
            "wrong, marked", "silent", "characters wrong")  # fmt: skip
    return table(head, rows)


def bars(groups: dict[str, list[PaperRecord]]) -> list[Bar]:
    """Return what the reading of paper must reach."""
    found = []
    for grade, group in groups.items():
        told = verdicts(group)
        cells = sum(told.values())
        wrong = 100 * (told["flagged"] + told["silent"]) / cells
        needless = 100 * told["review"] / cells
        found += [
            Bar(f"{grade}: figures silently wrong", told["silent"], 0, f"of {cells}"),
            Bar(f"{grade}: figures wrong", wrong, _WRONG_BAR[grade], "%"),
            Bar(f"{grade}: review in vain", needless, _NEEDLESS_BAR[grade], "%"),
        ]
    return found


def errors(records: Iterable[PaperRecord]) -> Iterator[dict[str, object]]:
    """Yield all that is not simply right, the worst first."""
    order = {"silent": 0, "flagged": 1, "elsewhere": 2, "review": 3}
    everything: list[tuple[int, dict[str, object]]] = []
    for record in records:
        where = {"document": record.key, "deviations": record.deviations}
        if record.failed:
            everything.append((-1, {**where, "failed": record.failed}))
            continue
        for what in ("unplaced_wrong", "identity_wrong"):
            everything += [(1, {**where, what: each}) for each in getattr(record, what)]
        for kind, told in (("cell", record.cells), ("prose", record.prose)):
            for each in told:
                if each.verdict != "right":
                    rank = order[each.verdict]
                    everything.append((rank, {**where, "kind": kind, **asdict(each)}))
    everything.sort(key=lambda each: each[0])
    return (each for _, each in everything)


def report(records: Sequence[PaperRecord], differences: int = 20) -> list[Bar]:
    """Print the tables and the worst errors; return the bars."""
    groups = by_grade(records)
    print("## Statutory figures\n")
    print(cell_table(groups), end="\n\n")
    print("## Figures and characters of the prose\n")
    print(prose_table(groups), end="\n\n")
    for number, error in enumerate(errors(records)):
        if number == differences:
            break
        print(json.dumps(error, ensure_ascii=False))
    return bars(groups)


def run(reports: int = 4, jobs: int = 2) -> list[Bar]:
    """Read so many reports at each grade; print; return the bars."""
    return report(collected(reports, jobs), 10)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scans", description=__doc__)
    add_collecting(parser)
    parser.add_argument("--errors", type=Path, help="write every error there, a line of JSON each")
    parser.add_argument("--differences", type=int, default=20, help="print so many of them")
    options = parser.parse_args(arguments)
    records = collect_as_asked(options)
    found = report(records, options.differences)
    if options.errors:
        lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in errors(records))
        options.errors.write_text("".join(lines), encoding="utf-8")
    return verdict(found)


def add_collecting(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which reports are read, and how."""
    parser.add_argument("--reports", type=int, default=6, help="so many, at each grade")
    parser.add_argument("--first", type=int, default=0, help="number of the first report")
    parser.add_argument("--seed", type=int, default=0, help="which random reports")
    parser.add_argument("--grades", default=",".join(PAPER_GRADES), help="which, by commas")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument(
        "--results", type=Path, help="keep what was read there, and go on from there"
    )


def collect_as_asked(options: argparse.Namespace) -> list[PaperRecord]:
    """Read the reports that the options name."""
    grades: list[PaperGrade] = options.grades.split(",")
    unknown = set(grades) - set(PAPER_GRADES)
    if unknown:
        raise SystemExit(f"no such grade: {', '.join(unknown)}")
    return collect(
        options.reports, grades, options.seed, options.jobs, options.results, options.first
    )


if __name__ == "__main__":
    sys.exit(main())
