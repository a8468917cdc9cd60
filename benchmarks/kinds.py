"""The same reports as every kind of file that is taken in: do they give the same figures?

    python -m benchmarks.kinds [--reports 20] [--seed 1]

The reports of the committed Word samples and random ones, with the deviations that those are
drawn with, are written as each kind, put into a folder and taken in by a night; what came of
each is held against the report's truth. Old office kinds are written by LibreOffice from the
Word file and left out, with a word, where it is not installed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from benchmarks.accuracy import Comparison, compare
from benchmarks.bars import Bar, table, verdict
from benchmarks.folders import take_in
from benchmarks.paper_samples import paper_report
from flows.warehouse.ledger import Ledger
from flows.warehouse.store import ExtractionStore
from tools.samples.catalogue import samples
from tools.samples.containers import write_mail, write_zip
from tools.samples.model import SampleReport
from tools.samples.office import office_program
from tools.samples.office_kinds import OfficeKind, office_documents
from tools.samples.render import Kind, render

_WRITTEN: tuple[Kind, ...] = ("docx", "html", "mht", "txt", "pdf", "ofd", "xlsx")
_OFFICE: tuple[OfficeKind, ...] = get_args(OfficeKind)


def run(reports: int = 20, seed: int = 1, *, committed: bool = True) -> list[Bar]:
    """Write, take in and compare; print the table by kind and return the bars.

    `committed`: the reports of the committed Word samples too.
    """
    told = [each.report for each in samples() if each.kind == "docx"] if committed else []
    told += [paper_report(number, seed) for number in range(reports)]
    with tempfile.TemporaryDirectory(prefix="nianbao-bench-") as temporary:
        folder, warehouse = Path(temporary) / "folder", Path(temporary) / "warehouse"
        folder.mkdir()
        for name, data in _files(told):
            (folder / name).write_bytes(data)
        take_in(folder, warehouse)
        found = _compared(told, warehouse)
    print(_table(found), end="\n\n")
    for kind, each in found.items():
        for one in (one for one in each if one.wrong):
            print(f"{kind} {one.name}: {'; '.join(one.differences[:3])}")
    every = [one for each in found.values() for one in each]
    cells = sum(one.cells for one in every)
    return [
        Bar("figures silently wrong, all kinds", sum(one.silent for one in every), 0, ""),
        Bar("figures wrong, all kinds", 100 * sum(one.wrong for one in every) / cells, 0.1, "%"),
    ]


def _files(told: Sequence[SampleReport]) -> Iterator[tuple[str, bytes]]:
    words = [render(report, "docx") for report in told]
    for kind in _WRITTEN:
        for number, report in enumerate(told):
            yield f"{number:04}.{kind}", render(report, kind)
    for number, word in enumerate(words):
        # Other bytes than of the file beside it: the same ones would be one document.
        page = render(told[number], "html") + b"\n"
        yield f"{number:04}.zip", write_zip([("报告.html", page)])
        yield f"{number:04}.eml", write_mail([("报告.docx", word + b"\n")])
    if office_program() is None:
        print("LibreOffice is not installed: its kinds are not measured.\n")
        return
    for kind in _OFFICE:
        for number, data in enumerate(office_documents(words, kind)):
            yield f"{number:04}.{kind}", data


def _compared(told: Sequence[SampleReport], warehouse: Path) -> dict[str, list[Comparison]]:
    store, truths = ExtractionStore(warehouse), [report.truth() for report in told]
    found: dict[str, list[Comparison]] = defaultdict(list)
    for path, sighting in sorted(Ledger.open(warehouse).present().items()):
        stem, _, rest = path.partition(".")
        kind = rest.partition("/")[0].partition("!")[0]
        if sighting.error_code == "container":
            continue  # its member has a path of its own, and counts
        stored = store.get(sighting.document_id) if sighting.status == "extracted" else None
        truth: dict[str, Any] = truths[int(stem)]
        made = compare(path, kind, truth, stored.extraction if stored else None)
        if stored is None:
            made.silent = 0  # its code says so
            made.differences.insert(0, f"not read: {sighting.error_code}")
        found[kind].append(made)
    return found


def _table(found: dict[str, list[Comparison]]) -> str:
    rows = []
    for kind, each in found.items():
        cells, wrong = sum(one.cells for one in each), sum(one.wrong for one in each)
        rows.append([
            kind, str(len(each)), f"{cells:,}", f"{100 * (cells - wrong) / cells:.2f} %",
            str(wrong), str(sum(one.silent for one in each)),
            str(sum(one.needless for one in each)),
        ])  # fmt: skip
    head = ("kind", "documents", "figures", "right", "wrong", "silently", "review in vain")
    return table(head, rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kinds", description=__doc__)
    parser.add_argument("--reports", type=int, default=20, help="so many random reports")
    parser.add_argument("--seed", type=int, default=1, help="which random reports")
    options = parser.parse_args(arguments)
    return verdict(run(options.reports, options.seed))


if __name__ == "__main__":
    sys.exit(main())
