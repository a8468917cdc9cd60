"""`python -m tools.samples [--out sample_inputs]`: write the samples and their truth.

PDFs and scans need the fonts that scripts/setup installs.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tools.samples.catalogue import samples
from tools.samples.model import SampleReport
from tools.samples.pdf_fonts import missing_fonts
from tools.samples.readme import readme_text


def truth_text(report: SampleReport) -> str:
    """Return the true record as JSON text, one cell a line."""
    record = report.truth()
    lists = {name: record.pop(name) for name in ("cells", "unplaced")}
    head = json.dumps(record, ensure_ascii=False, indent=1)[:-2]
    for name, rows in lists.items():
        lines = ",\n  ".join(json.dumps(row, ensure_ascii=False) for row in rows)
        head += f',\n "{name}": [\n  {lines}\n ]' if rows else f',\n "{name}": []'
    return head + "\n}\n"


def write_samples(folder: Path) -> list[Path]:
    """Write documents to `folder`/reports and records to `folder`/truth; return the files."""
    page = folder / "README.md"
    folder.mkdir(parents=True, exist_ok=True)
    page.write_text(readme_text(), encoding="utf-8")
    written = [page]
    for sample in samples():
        document = folder / "reports" / sample.path
        record = folder / "truth" / f"{sample.stem}.json"
        for path, data in (
            (document, sample.data()),
            (record, truth_text(sample.report).encode()),
        ):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            written.append(path)
    return written


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tools.samples", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("sample_inputs"), help="folder to fill")
    folder: Path = parser.parse_args().out
    if missing_fonts():
        print(f"Fonts are wanting (see scripts/setup): {', '.join(missing_fonts())}")
        return 1
    print(f"{len(write_samples(folder))} files written to {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
