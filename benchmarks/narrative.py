"""How well figures are found and understood, on the sentences annotated by hand.

    python -m benchmarks.narrative [--errors odd|even|all] [--only FIELD]

Precision and recall of figures (place, value, unit), and of those found the share with the right
kind, role, links, subject, metric, scope and year; by kind. The rules were made looking at the
sentences with odd numbers; those with even numbers are the held-out half.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from benchmarks.bars import Bar, table, verdict
from extractors.narrative import Mention, read_paragraph

SENTENCES = Path(__file__).parents[1] / "tests" / "data" / "annotated_sentences.jsonl"
Record = dict[str, Any]

FIELDS = (
    "kind", "approximate", "bound", "value_max", "subject", "role", "part_of", "rate", "change",
    "direction", "metric", "scope", "year",
)  # fmt: skip


@dataclass
class Score:
    """Counts over some sentences."""

    wanted: int = 0
    found: int = 0
    right: int = 0
    fields: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    errors: list[tuple[str, str, str]] = field(default_factory=list)

    def precision(self) -> float:
        """Return the share of the figures found that are right in place, value and unit."""
        return self.right / self.found if self.found else 1.0

    def recall(self) -> float:
        """Return the share of the figures annotated that were found right."""
        return self.right / self.wanted if self.wanted else 1.0

    def share(self, name: str) -> float:
        """Return the share of the figures found whose field is right."""
        right, all_ = self.fields[name]
        return right / all_ if all_ else 1.0


def load() -> list[Record]:
    """Return the annotated sentences."""
    return [json.loads(line) for line in SENTENCES.read_text("utf-8").splitlines()]


def measure(records: Iterable[Record], kind: str | None = None) -> Score:
    """Return the score over sentences, of one kind of figure or of all."""
    score = Score()
    for record in records:
        found = read_paragraph(record["text"], section=record["section"], year=record["year"])
        _compare(record, found, score, kind)
    return score


def _compare(record: Record, found: Sequence[Mention], score: Score, kind: str | None) -> None:
    at = {mention.start: mention for mention in found}
    wanted = [each for each in record["quantities"] if kind in (None, each["kind"])]
    starts = {each["start"] for each in record["quantities"]}
    score.wanted += len(wanted)
    if kind is None:
        score.found += len(found)
    else:
        ours = {each["start"] for each in wanted}
        score.found += sum(each.start in ours or each.kind == kind for each in found)
    for mention in found:
        if mention.start not in starts and kind in (None, mention.kind):
            _fault(score, record, "figure", f"{mention.surface} is none")
    for figure in wanted:
        mention = at.get(figure["start"])
        if mention is None or not _same(figure, mention):
            got = mention and (mention.surface, str(mention.value), mention.unit)
            _fault(score, record, "figure", f"{figure['surface']} {figure['unit']} got {got}")
            continue
        score.right += 1
        for name in FIELDS:
            ok, got = _field(name, figure, mention)
            if ok is None:
                continue
            score.fields[name][0] += ok
            score.fields[name][1] += 1
            if not ok:
                wants = figure.get(name)
                if name == "rate":
                    wants = figure["rate_of"]
                if name == "change":
                    wants = figure["change_of"]
                _fault(score, record, name, f"{figure['surface']} wants {wants} got {got}")


def _fault(score: Score, record: Record, name: str, what: str) -> None:
    score.errors.append((name, record["id"], f"{what}\n      {record['text']}"))


def _same(figure: Record, mention: Mention) -> bool:
    if mention.kind == "zero_statement" or figure["kind"] == "zero_statement":
        return mention.kind == figure["kind"] and mention.end == figure["end"]
    value = Fraction(mention.value)
    units = {figure["unit"], "%" if figure["unit"] in ("成", "‰") else figure["unit"]}
    same = _close(value, Fraction(figure["value"])) or (
        # 千分之三 is 0.3 % to one and 3/1000 to the other.
        mention.kind == "percent" and _close(value, Fraction(figure["value"]) * 100)
    )
    if mention.kind == "percent" and figure["kind"] == "fraction":
        units.add("%")
    return same and mention.end == figure["end"] and (mention.unit in units)


def _close(one: Fraction, other: Fraction) -> bool:
    return abs(one - other) < Fraction(1, 10**9)


def _start(mention: Mention | None) -> int | None:
    return mention.start if mention else None


def _field(name: str, figure: Record, mention: Mention) -> tuple[bool | None, object]:
    if name == "subject":
        wanted = [figure["subject"], *figure["subject_alternatives"]]
        return mention.subject in wanted, mention.subject
    if name in ("scope", "year"):
        got = getattr(mention, name)
        return got == figure[name], got
    if name == "value_max":
        got_max = None if mention.value_max is None else str(Decimal(str(mention.value_max)))
        wanted_max = figure["value_max"]
        same = (got_max is None) == (wanted_max is None) and (
            wanted_max is None or Fraction(wanted_max) == Fraction(mention.value_max or 0)
        )
        return same, got_max
    if name == "kind":
        same = mention.kind == figure["kind"] or (mention.kind, figure["kind"]) == (
            "percent",
            "fraction",
        )
        return same, mention.kind
    if name == "part_of":
        return _start(mention.part_of) == figure["part_of"], _start(mention.part_of)
    if name == "rate":
        if figure["role"] != "rate":
            return None, None
        pair = (
            [mention.numerator.start, mention.denominator.start]
            if mention.numerator and mention.denominator
            else None
        )
        return pair == figure["rate_of"], pair
    if name in ("change", "direction"):
        if figure["role"] != "change":
            return None, None
        got = _start(mention.change_of) if name == "change" else mention.direction
        return got == figure["change_of" if name == "change" else "direction"], got
    got = getattr(mention, name)
    return got == figure[name], got


def _rows(scores: Sequence[tuple[str, Score]]) -> list[list[str]]:
    rows = []
    for label, score in scores:
        row = [label, str(score.wanted), f"{score.precision():.3f}", f"{score.recall():.3f}"]
        row += [f"{score.share(name):.3f}" if score.fields[name][1] else "" for name in FIELDS]
        rows.append(row)
    return rows


def halves() -> dict[str, list[Record]]:
    """Return the sentences by half: odd numbers, even numbers, all."""
    records = load()
    odd = [each for each in records if int(each["id"][1:]) % 2]
    even = [each for each in records if not int(each["id"][1:]) % 2]
    return {"odd": odd, "even": even, "all": records}


def run() -> list[Bar]:
    """Measure, print the tables, and return the bars (as shortfalls, in per cent)."""
    scores = [(name, measure(records)) for name, records in halves().items()]
    head = ["sentences", "figures", "precision", "recall", *FIELDS]
    print(table(head, _rows(scores)) + "\n")
    everything = halves()["all"]
    kinds = sorted({each["kind"] for record in everything for each in record["quantities"]})
    print(table(["kind", *head[1:]], _rows([(kind, measure(everything, kind)) for kind in kinds])))
    print()
    whole = scores[-1][1]
    limits = (
        ("figures missed", whole.recall(), 1.0),
        ("false figures", whole.precision(), 1.0),
        ("wrong role", whole.share("role"), 5.0),
        ("wrong part_of", whole.share("part_of"), 5.0),
        ("wrong subject", whole.share("subject"), 10.0),
    )
    return [Bar(what, 100 * (1 - share), limit, "%") for what, share, limit in limits]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores, and the errors where they are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.narrative", description=__doc__)
    parser.add_argument("--errors", choices=("odd", "even", "all"))
    parser.add_argument("--only", help="errors in one field: figure, subject, role, …")
    options = parser.parse_args(arguments)
    bars = run()
    if options.errors:
        for name, where, what in sorted(measure(halves()[options.errors]).errors):
            if options.only in (None, name):
                print(f"{name:9} {where} {what}")
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
