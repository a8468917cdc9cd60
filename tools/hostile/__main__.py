"""`python -m tools.hostile OUT`: write the hostile set, and what must come of each of its files."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

from tools.hostile.catalogue import hostile_files


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m tools.hostile", description=__doc__)
    parser.add_argument("out", type=Path, help="a new folder: files in OUT/shared, outcomes beside")
    parser.add_argument("--light", action="store_true", help="without those that take long")
    options = parser.parse_args()
    shared, outside = options.out / "shared", options.out / "outside"
    shared.mkdir(parents=True)
    outside.mkdir()
    outcomes = {}
    for each in hostile_files(light=options.light):
        each.write(shared, outside)
        outcomes[os.fsencode(each.name).decode("utf-8", "backslashreplace")] = sorted(each.outcomes)
    told = json.dumps(outcomes, ensure_ascii=False, indent=1)
    (options.out / "outcomes.json").write_text(told + "\n", encoding="utf-8")
    print(f"{len(outcomes)} files in {shared}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
