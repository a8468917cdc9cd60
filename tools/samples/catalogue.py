"""The fixed samples of `sample_inputs/`, and as many random ones as are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from tools.samples.draw import draw_report
from tools.samples.html import HtmlOptions
from tools.samples.model import SampleReport
from tools.samples.render import Kind, Options, render
from tools.samples.text import TextOptions
from tools.samples.word import WordOptions


@dataclass(slots=True)
class Sample:
    """A report, the kind of file to write it as, and the file's path under `reports/`."""

    path: str
    report: SampleReport
    kind: Kind
    options: Options | None = None

    @property
    def stem(self) -> str:
        """Return the file's name without its suffix, by which its truth is named."""
        return PurePosixPath(self.path).stem

    def data(self) -> bytes:
        """Return the file's bytes."""
        return render(self.report, self.kind, self.options)


def samples() -> Iterator[Sample]:
    """Yield the samples of `sample_inputs/`, always the same."""
    yield Sample("样例01_2021格式.docx", draw_report("01", form="2021", year=2021), "docx")
    yield Sample(
        "样例02_2019格式_附函.docx",
        draw_report("02", form="2019", year=2020, letter=True, scale="large"),
        "docx",
        WordOptions(auto_numbering=True, margins=True),
    )
    yield Sample(
        "2021/样例03_网页.html",
        draw_report("03", form="2021", year=2021, scale="large"),
        "html",
        HtmlOptions(),
    )
    yield Sample(
        "2021/样例04_国标码网页.htm",
        draw_report("04", form="2019", year=2019),
        "html",
        HtmlOptions(encoding="gb18030", declared="gb2312", cells="word"),
    )
    yield Sample(
        "样例05_文本转换.txt",
        draw_report("05", form="2019", year=2020, letter=True),
        "txt",
        TextOptions(bookmark=True),
    )
    yield Sample(
        "样例06_制表符文本.txt",
        draw_report("06", form="2021", year=2022, scale="none"),
        "txt",
        TextOptions("rows", newline="\r\n"),
    )
