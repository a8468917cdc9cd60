"""One door to the writers: a report, a kind of file, and options, give bytes."""

from __future__ import annotations

from random import Random
from typing import Literal

from tools.samples.html import HtmlOptions, write_html
from tools.samples.mht import MhtOptions, write_mht
from tools.samples.model import SampleReport
from tools.samples.text import TextOptions, write_text
from tools.samples.word import WordOptions, write_word

Kind = Literal["docx", "html", "mht", "txt"]
KINDS: tuple[Kind, ...] = ("docx", "html", "mht", "txt")
Options = WordOptions | HtmlOptions | MhtOptions | TextOptions

_PLAIN: dict[Kind, Options] = {
    "docx": WordOptions(),
    "html": HtmlOptions(),
    "mht": MhtOptions(),
    "txt": TextOptions(),
}


_PAGE_ENCODINGS = (
    ("utf-8", "utf-8"),
    ("gb18030", "gb2312"),
    ("utf-16", ""),
    ("utf-8", "gb2312"),
    ("utf-8", ""),
)
"""True encodings of pages with what the pages declare."""


def render(report: SampleReport, kind: Kind, options: Options | None = None) -> bytes:
    """Return the report as a file of a kind; options of another kind raise ValueError."""
    match kind, options or _PLAIN[kind]:
        case "docx", WordOptions() as word:
            return write_word(report, word)
        case "html", HtmlOptions() as html:
            return write_html(report, html)
        case "mht", MhtOptions() as mht:
            return write_mht(report, mht)
        case "txt", TextOptions() as text:
            return write_text(report, text)
    raise ValueError(f"{type(options).__name__} are not options of kind {kind}")


def draw_options(report: SampleReport, kind: Kind, rng: Random) -> Options:
    """Return options at random, of those that keep the report's truth readable.

    `bare` text loses blank cells, so it is not drawn where blanks are scattered.
    """

    def often(chance: float) -> bool:
        return rng.random() < chance

    if kind == "docx":
        return WordOptions(
            content_controls=often(0.3),
            tracked_changes=often(0.3),
            auto_numbering=often(0.3),
            title_box=often(0.15),
            framed=often(0.15),
            margins=often(0.5),
            split_runs=often(0.4),
            fields=often(0.25),
            grid_before=often(0.25),
            strict=often(0.1),
            seed=rng.randrange(1_000_000),
        )
    if kind == "txt":
        styles = ["cells", "cells", "rows", "sheet"]
        if not report.scattered_blanks:
            styles.append("bare")
        return TextOptions(
            style=rng.choice(styles),  # type: ignore[arg-type]
            encoding=rng.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16")),
            newline=rng.choice(("\n", "\r\n")),
            bookmark=often(0.2),
        )
    encoding, declared = rng.choice(_PAGE_ENCODINGS)
    if kind == "mht" and encoding == "utf-16":
        encoding, declared = "utf-8", "utf-8"
    html = HtmlOptions(
        encoding=encoding,  # type: ignore[arg-type]
        declared=declared,
        furniture=often(0.8),
        layout_table=often(0.25),
        cells=rng.choice(("plain", "word", "nested")),
        broken_span=often(0.3),
        markup=rng.choice(("tidy", "tidy", "indented", "old")),
    )
    if kind == "html":
        return html
    return MhtOptions(html, rng.choice(("quoted-printable", "base64")))
