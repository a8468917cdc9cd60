"""Numeric phrases beside their peers: `python -m benchmarks.numerals [--cases PATH] [--speed]`.

Accuracy: cases drawn from the public test suites, scored on (place, value): a number is
found where a hit overlaps it and has its value; with or without the unit is the same.
A hit counts as false where the case is said to name all numbers of its text, or names none.
Speed: a megabyte of report prose, and adversarial strings of growing length.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.bars import Bar, table, verdict
from benchmarks.numeral_peers import Hit, Reader, ours, peers
from benchmarks.timing import interleaved, ratio
from extractors.numerals import find_quantities
from tools.samples.catalogue import random_report

CASES = Path(__file__).parents[2] / "shared" / "numerals" / "peer_cases.jsonl"
VERDICTS = Path(__file__).with_name("numerals_verdicts.json")
"""Who is right, and why, where we and a case disagree: by the case's text."""
TOLERANCE = Decimal("1e-9")
"""Some suites expect what floating point makes of a value: 1233.1亿 as 123309999999.99998."""

_SCOPES = {
    "number": ("count",), "percent": ("percent", "percentage_point"), "fraction": ("fraction",),
    "money": ("money",), "ordinal": ("ordinal",), "quantity": ("count", "duration", "multiple"),
}  # fmt: skip


class Score(NamedTuple):
    """How many numbers were found, how many hits were wrong, how many were missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: Any) -> Score:
        return Score(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def precision(self) -> float:
        """Share of the hits that are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the numbers that are found."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def _values(expected: dict[str, Any]) -> tuple[Decimal, Decimal | None]:
    """Return the value of an expected number, and the upper end of a range."""
    low, _, high = str(expected["value"]).partition("~")
    return _value(low), _value(high) if high else None


def _value(text: str) -> Decimal:
    if "/" in text:
        ratio_ = Fraction(text)
        return Decimal(ratio_.numerator) / Decimal(ratio_.denominator)
    return Decimal(text)


def _near(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= TOLERANCE * max(abs(a), abs(b), Decimal("1e-6"))


def score_case(case: dict[str, Any], hits: Sequence[Hit]) -> tuple[Score, dict[str, Score]]:
    """Return the score of one case, and that of the numbers of each kind."""
    unused = list(hits)
    by_kind: dict[str, Score] = defaultdict(Score)
    for expected in case["expected"]:
        low, high = _values(expected)
        for hit in unused:
            overlaps = hit.start < expected["end"] and expected["start"] < hit.end
            upper_fits = high is None or (hit.upper is not None and _near(hit.upper, high))
            if overlaps and upper_fits and _near(hit.value, low):
                unused.remove(hit)
                by_kind[expected["kind"]] += Score(right=1)
                break
        else:
            by_kind[expected["kind"]] += Score(missed=1)
    every = case["exhaustive"] or not case["expected"]
    kinds = {kind for scope in case["scope"] for kind in _SCOPES.get(scope, ())}
    wrong = 0
    for hit in unused:
        beside = any(
            hit.start < each["end"] and each["start"] < hit.end for each in case["expected"]
        )
        wrong += beside or (every and hit.kind in kinds)
    total = sum(by_kind.values(), Score()) + Score(wrong=wrong)
    return total, by_kind


def accuracy(cases: list[dict[str, Any]], readers: dict[str, Reader]) -> list[Bar]:
    """Print the scores by source and by kind, then our disagreements; return our bar."""
    totals: dict[str, Score] = {}
    for name, reader in readers.items():
        by_source: dict[str, Score] = defaultdict(Score)
        by_kind: dict[str, Score] = defaultdict(Score)
        for case in cases:
            score, kinds = score_case(case, reader(case["text"]))
            by_source[case["source"]] += score
            for kind, each in kinds.items():
                by_kind[kind] += each
        totals[name] = sum(by_source.values(), Score())
        rows = [(source, *_columns(score)) for source, score in sorted(by_source.items())]
        rows += [(f"kind {kind}", *_recall(score)) for kind, score in sorted(by_kind.items())]
        rows.append(("all", *_columns(totals[name])))
        print(f"## {name}\n")
        print(table(["", "precision", "recall", "F1", "right", "wrong", "missed"], rows) + "\n")
    _disagreements(cases)
    return [Bar("1 − F1 on the peers' cases", 1 - totals["ours"].f1, 0.03, "")]


def _columns(score: Score) -> tuple[str, ...]:
    shares = (score.precision, score.recall, score.f1)
    return (*(f"{share:.3f}" for share in shares), *(str(each) for each in score))


def _recall(score: Score) -> tuple[str, ...]:
    return ("", f"{score.recall:.3f}", "", str(score.right), "", str(score.missed))


def _disagreements(cases: Iterable[dict[str, Any]]) -> None:
    verdicts = json.loads(VERDICTS.read_text("utf-8"))
    print("## Where we and a case disagree\n")
    for case in cases:
        hits = ours(case["text"])
        score, _ = score_case(case, hits)
        if score.wrong or score.missed:
            expected = ", ".join(f"{each['text']} = {each['value']}" for each in case["expected"])
            found = ", ".join(f"{case['text'][h.start : h.end]} = {h.value}" for h in hits)
            verdict = verdicts.get(case["text"], "not judged yet")
            print(f"- {case['source']}: {case['text']!r}; expected {expected or 'nothing'};"
                  f" ours {found or 'nothing'}. {verdict}")  # fmt: skip
    print()


def prose(characters: int, seed: int = 20210115) -> str:
    """Return so much report prose, of invented agencies, a paragraph a line."""
    rng = random.Random(seed)
    lines: list[str] = []
    length = number = 0
    while length < characters:
        report = random_report(rng, number)
        number += 1
        for paragraph in [*report.preamble, *(p for s in report.prose.values() for p in s)]:
            lines.append(paragraph.text)
            length += len(paragraph.text) + 1
    return "\n".join(lines)[:characters]


SLOW = {"recognizers-text": 10, "chinese2digits": 10}
"""Of these peers a part of the text is enough: one in so many characters."""


def speed(characters: int = 1_000_000, repetitions: int = 3) -> list[Bar]:
    """Print characters a second beside the peers'; return the bars."""
    text = prose(characters)
    found = peers()
    parts = {"ours": text}
    parts |= {name: text[: len(text) // SLOW.get(name, 1)] for name in found}
    steps: dict[str, Any] = {"ours": lambda: find_quantities(text)}
    for name, (_, step) in found.items():
        steps[name] = lambda step=step, part=parts[name]: step(part)
    times = interleaved(steps, repetitions)
    figures = len(find_quantities(text))
    print(f"## Speed on {len(text):,} characters of prose ({figures:,} figures)\n")
    per_character = {
        name: [each / len(parts[name]) for each in series] for name, series in times.items()
    }
    rows = [
        (name, f"{1 / min(series):,.0f}", str(ratio(series, per_character["ours"])))
        for name, series in per_character.items()
    ]
    print(table(["", "characters/s", "times our time"], rows) + "\n")
    bars = [
        Bar("our time a million characters", 1e6 * min(per_character["ours"]), 10.0, "s", goal=1.0)
    ]
    if "cn2an" in per_character:
        share = ratio(per_character["ours"], per_character["cn2an"])
        bars.append(Bar("our time by cn2an's", share.median, 1.0, "times"))
    return bars


ADVERSARIAL = {
    "一": "一", "digits": "0123456789", "1,": "1,", "111,": "111,", "万亿": "万亿", "1万": "1万",
    "〔": "〔", "“": "“", "《": "《", "（1": "（1", "百分之": "百分之", "第": "第", "第（": "第（",
    "1 ": "1 ", "1-": "1-", "1.": "1.", "一、": "一、", "2020年": "2020年", "2020-": "2020-",
    "三分之": "三分之", "近": "近", "几": "几十", "1/": "1/", "9:": "9:", "半": "半",
    "一个": "一个",
    "www.1": "www.1", "第1条": "第1条", "1+": "1+", "十余": "十余", "-": "-1",
}  # fmt: skip
"""What might make a reader's time grow faster than the text."""


WHOLE = ("一", "digits", "万亿", "〔", "“", "《")
"""These at the full length, the others at a tenth: there are many."""


def adversarial(characters: int = 1_000_000, repetitions: int = 1) -> list[Bar]:
    """Print the time for each string, repeated to one tenth and to the whole of the length."""
    rows, worst = [], 0.0
    for name, unit in ADVERSARIAL.items():
        length = characters if name in WHOLE else characters // 10
        whole = (unit * (length // len(unit) + 1))[:length]
        tenth = whole[: length // 10]
        times = interleaved(
            {
                "tenth": lambda t=tenth: find_quantities(t),
                "whole": lambda t=whole: find_quantities(t),
            },
            repetitions,
        )
        growth = min(times["whole"]) / max(min(times["tenth"]), 1e-4)
        worst = max(worst, growth)
        rows.append((name, f"{length:,}", f"{min(times['whole']):.2f}", f"{growth:.1f}"))
    print("## Adversarial strings\n")
    print(table(["", "characters", "seconds", "times a tenth's"], rows) + "\n")
    return [Bar("growth of time with ten times the text", worst, 20.0, "times")]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts; exit with 1 where a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.numerals", description=__doc__)
    parser.add_argument("--cases", type=Path, default=CASES, help="the peers' cases, JSON lines")
    parser.add_argument("--characters", type=int, default=1_000_000, help="of prose, to time")
    parser.add_argument("--only", choices=("accuracy", "speed", "adversarial"))
    options = parser.parse_args(arguments)
    bars: list[Bar] = []
    if options.only in (None, "accuracy"):
        if options.cases.exists():
            cases = [json.loads(line) for line in options.cases.read_text("utf-8").splitlines()]
            print(f"# {len(cases)} cases: {dict(Counter(case['source'] for case in cases))}\n")
            readers = {"ours": ours} | {name: reader for name, (reader, _) in peers().items()}
            bars += accuracy(cases, readers)
        else:
            print(f"No cases at {options.cases}: accuracy is left out.\n")
    if options.only in (None, "speed"):
        bars += speed(options.characters)
    if options.only in (None, "adversarial"):
        bars += adversarial(options.characters)
    return verdict(bars)


if __name__ == "__main__":
    sys.exit(main())
