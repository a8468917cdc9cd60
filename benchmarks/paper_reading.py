"""One report on paper, read and compared with its truth: a record that JSON can hold."""

from __future__ import annotations

import difflib
import resource
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from rapidfuzz.distance import Levenshtein

from benchmarks.accuracy import IDENTITY, judge_cells
from benchmarks.paper_samples import PaperGrade, paper_sample
from extractors.ocr.surroundings import Surroundings, surrounded
from extractors.readers import read_document
from extractors.report import extract_document
from schemas.errors import DocumentError
from schemas.records import Extraction, Quantity
from tools.samples.catalogue import Sample
from tools.samples.model import SampleReport
from tools.samples.render import render

Verdict = str
"""right, review (right, but a look is asked for in vain), flagged (wrong, and a look is asked
for) or silent (wrong and looks right). In prose also elsewhere: right, but said to stand in
another section."""


@dataclass(slots=True)
class CellRecord:
    """A statutory figure: where it is, what is true, what was read, and the verdict."""

    address: str
    true: str
    found: str
    verdict: Verdict
    confidence: float | None = None
    page: int | None = None
    doubts: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)


@dataclass(slots=True)
class ProseRecord:
    """A figure of the prose that is not simply right, with the sentence that holds it."""

    true: str
    found: str
    verdict: Verdict
    sentence: str


@dataclass(slots=True)
class PaperRecord:
    """A document: its cells, its figures in prose, its characters, and its seconds of CPU.

    `failed` is the error's code where the document could not be read; its cells then count
    as wrong but not as silently so. `distance` of `characters` were read wrong in the prose.
    """

    key: str
    grade: str
    name: str
    options: str
    deviations: list[str]
    failed: str = ""
    pages: int = 0
    cpu: float = 0.0
    clock: float = 0.0
    cells: list[CellRecord] = field(default_factory=list)
    unplaced_wrong: list[str] = field(default_factory=list)
    identity_wrong: list[str] = field(default_factory=list)
    quantities: int = 0
    quantities_review: int = 0
    prose: list[ProseRecord] = field(default_factory=list)
    characters: int = 0
    distance: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it as a dictionary for JSON."""
        return asdict(self)

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> PaperRecord:
        """Return the record that `as_json` made a dictionary of."""
        record = cls(**kept)
        record.cells = [CellRecord(**each) for each in kept["cells"]]
        record.prose = [ProseRecord(**each) for each in kept["prose"]]
        return record


def read_paper(task: tuple[int, PaperGrade, int]) -> PaperRecord:
    """Write a report on paper, read it back with one thread, and compare."""
    number, grade, seed = task
    return read_sample(paper_sample(number, grade, seed), f"{seed}:{number}:{grade}", grade)


def read_sample(sample: Sample, key: str, grade: str) -> PaperRecord:
    """Write a sample, read it back with one thread, and compare."""
    options = str(sample.options)
    return read_bytes(sample.data(), sample.report, sample.path, key, grade, options)


def read_bytes(
    data: bytes, report: SampleReport, name: str, key: str, grade: str, options: str = ""
) -> PaperRecord:
    """Read a file that a report was written to, with one thread, and compare."""
    record = PaperRecord(key, grade, name, options, report.deviations or ["none"])
    cpu, clock = _cpu(), time.perf_counter()
    found: Extraction | None = None
    try:
        with surrounded(Surroundings(threads=1)):
            found = extract_document(read_document(data, name), "", name)
    except DocumentError as error:
        record.failed = f"{error.code} {error}"
    record.cpu, record.clock = _cpu() - cpu, time.perf_counter() - clock
    _compare_cells(record, report.truth(), found)
    if found is not None:
        record.pages = found.pages or 0
        word = extract_document(read_document(render(report, "docx"), "x.docx"), "", "x.docx")
        _compare_prose(record, word, found)
        _compare_identity(record, word, found)
    return record


def _compare_identity(record: PaperRecord, word: Extraction, found: Extraction) -> None:
    meant, told = (
        {name: getattr(each.report, name) for name in IDENTITY}
        | {"agency": each.agency, "report_year": each.report_year}
        for each in (word, found)
    )
    record.identity_wrong = [
        f"{name}: {meant[name]!r}, read {told[name]!r}"
        for name in meant
        if meant[name] != told[name]
    ]


def _cpu() -> float:
    """Return the CPU seconds of this process and of what it started and has waited for."""
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(use.ru_utime + use.ru_stime for use in uses)


def _compare_cells(record: PaperRecord, truth: dict[str, Any], found: Extraction | None) -> None:
    judged, unplaced = judge_cells(truth, found)
    record.unplaced_wrong = unplaced
    for each in judged:
        verdict = "right"
        if each.right:
            verdict = "review" if each.needless else "right"
        elif each.marked or found is None:
            verdict = "flagged"
        else:
            verdict = "silent"
        cell = each.cell
        kept = CellRecord("/".join(each.address), each.true_text, each.found_text, verdict)
        if cell is not None:
            kept.confidence, kept.page = cell.confidence, cell.page
            kept.doubts, kept.readings = cell.doubts, cell.readings or []
        record.cells.append(kept)


# Prose -------------------------------------------------------------------------------------


def _compare_prose(record: PaperRecord, word: Extraction, found: Extraction) -> None:
    """Compare figures and characters of the prose with those of the same report in Word."""
    record.quantities = len(word.quantities)
    record.quantities_review = sum(each.needs_review for each in found.quantities)
    marked = {id(q) for q in word.quantities if q.needs_review}
    meant, seen = word.quantities, found.quantities
    matcher = difflib.SequenceMatcher(
        None, [_key(q) for q in meant], [_key(q) for q in seen], autojunk=False
    )
    for kind, a0, a1, b0, b1 in matcher.get_opcodes():
        if kind == "equal":
            for true, read in zip(meant[a0:a1], seen[b0:b1], strict=True):
                if read.needs_review and id(true) not in marked:
                    record.prose.append(_prose(true, read, "review"))
                elif read.section != true.section:
                    record.prose.append(_prose(true, read, "elsewhere"))
            continue
        for at in range(max(a1 - a0, b1 - b0)):
            true_or_none = meant[a0 + at] if a0 + at < a1 else None
            read_or_none = seen[b0 + at] if b0 + at < b1 else None
            is_marked = read_or_none is not None and read_or_none.needs_review
            verdict = "flagged" if is_marked else "silent"
            record.prose.append(_prose(true_or_none, read_or_none, verdict))
    texts = [
        "".join("".join(section.text.split()) for section in each.sections)
        for each in (word, found)
    ]
    record.characters = len(texts[0])
    record.distance = int(Levenshtein.distance(*texts))


def _key(q: Quantity) -> tuple[str, str, str, str]:
    return str(q.value), str(q.value_max), q.unit or "", q.kind


def _prose(true: Quantity | None, read: Quantity | None, verdict: Verdict) -> ProseRecord:
    def text(q: Quantity | None) -> str:
        return "nothing" if q is None else f"{q.section} {q.surface} = {q.value} {q.unit or ''}"

    told = read or true
    sentence = told.sentence if told else ""
    if read is not None and read.readings:
        sentence += f" [{', '.join(read.readings)}; {', '.join(read.doubts or [])}]"
    return ProseRecord(text(true), text(read), verdict, sentence)
