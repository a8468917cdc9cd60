"""Writes a report as an OFD file (GB/T 33190-2016), as office programs and converters do.

Programs differ much in how they say the same page; the options are ways that are in use. The
reader knows nothing of this module, nor the other way round: both follow the standard.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Literal, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from tools.samples.model import SampleReport
from tools.samples.pdf import PdfOptions, draw_pdf
from tools.samples.pdf_fonts import advance
from tools.samples.pdf_lines import tokens
from tools.samples.pdf_setter import set_report
from tools.samples.pdf_sheet import Area, Fill, Rule, Sheet, Text

Texts = Literal["line", "runs", "codes", "letters"]
TEXTS: tuple[Texts, ...] = ("line", "runs", "codes", "letters")
Paths = Literal["lines", "one", "rectangles", "composite"]
PATHS: tuple[Paths, ...] = ("lines", "one", "rectangles", "composite")

_MM = 25.4 / 72
_ASCENT = 0.88
_STAMP = "2023-03-06"


@dataclass(frozen=True, slots=True)
class OfdOptions:
    """How to write the file.

    pdf: how the pages are set, as for a PDF.
    texts: an object a line; the same with runs in its list of distances; with a piece of text
      for each stretch of one face; an object a character.
    paths: an object a line; one object for all lines of a page; thin filled rectangles;
      a drawing among the resources that the page refers to.
    prefix: the namespace's prefix, "" for none.
    whole_boundary: objects have the whole page as their box, not one of their own.
    scaled: objects have units of their own, which a matrix turns to millimetres.
    template: lines stand on a template page, as those of forms do.
    blocks: objects stand in blocks inside blocks.
    escaped: spaces and brackets are written by their numbers.
    versions: the file's document is that of its current version; an older one is there too.
    absolute: paths of parts begin at the root.
    picture_pages: pages (from 1) that are scans.
    """

    pdf: PdfOptions = field(default_factory=PdfOptions)
    texts: Texts = "line"
    paths: Paths = "lines"
    prefix: str = "ofd"
    whole_boundary: bool = False
    scaled: bool = False
    template: bool = False
    blocks: bool = False
    escaped: bool = False
    versions: bool = False
    absolute: bool = False
    picture_pages: tuple[int, ...] = ()


class _Letter(NamedTuple):
    """A character, its place on the base line, its width and its face, in points."""

    text: str
    x: float
    width: float
    face: str


def write_ofd(report: SampleReport, options: OfdOptions = OfdOptions()) -> bytes:
    """Return the report as a file; equal arguments give equal bytes."""
    return _Writer(set_report(report, options.pdf), options).data()


class _Writer:
    def __init__(self, sheets: list[Sheet], options: OfdOptions) -> None:
        self._sheets = sheets
        self._options = options
        self._tag = f"{options.prefix}:" if options.prefix else ""
        self._last_id = 100
        self._units: list[str] = []
        self._pictures: dict[int, bytes] = {}
        if options.picture_pages:
            from tools.samples.scan_pages import picture_of_page

            plain = draw_pdf(sheets, options.pdf)
            self._pictures = {n: picture_of_page(plain, n) for n in options.picture_pages}

    def data(self) -> bytes:
        """Return the whole file."""
        parts = dict(self._parts())
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in sorted(parts):
                info = zipfile.ZipInfo(name, (2023, 3, 6, 8, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, parts[name])
        return file.getvalue()

    # Parts

    def _parts(self) -> Iterator[tuple[str, bytes]]:
        pages = []
        for number, sheet in enumerate(self._sheets, 1):
            body, below = self._content(number, sheet)
            place = f"Pages/Page_{number - 1}/Content.xml"
            template = ""
            if below:
                name = f"Tpls/Tpl_{number - 1}/Content.xml"
                template = self._element(
                    "Template", f'TemplateID="{10_000 + number}" ZOrder="Background"'
                )
                yield f"Doc_0/{name}", self._page("", below)
            box = self._box(sheet)
            told = number % 2 or box != self._box(self._sheets[0])
            area = self._element("Area", inner=box) if told else ""
            yield f"Doc_0/{place}", self._page(area + template, body)
            pages.append(place)
        yield from self._frame(pages)

    def _frame(self, pages: list[str]) -> Iterator[tuple[str, bytes]]:
        yield "Doc_0/Document.xml", self._document(pages)
        yield "Doc_0/PublicRes.xml", self._root("Res", self._fonts(), 'BaseLoc="Res"')
        pictures = "".join(
            self._element(
                "MultiMedia",
                f'ID="{20_000 + number}" Type="Image" Format="PNG"',
                self._element("MediaFile", inner=f"page_{number}.png"),
            )
            for number in self._pictures
        )
        resources = self._element("MultiMedias", inner=pictures) if pictures else ""
        if self._units:
            resources += self._element("CompositeGraphicUnits", inner="".join(self._units))
        yield "Doc_0/DocumentRes.xml", self._root("Res", resources, 'BaseLoc="Res"')
        for number, picture in self._pictures.items():
            yield f"Doc_0/Res/page_{number}.png", picture
        about = self._element(
            "DocInfo", inner=self._element("DocID", inner="0" * 32)
            + self._element("CreationDate", inner=_STAMP),
        )  # fmt: skip
        root = self._element("DocRoot", inner=self._path("Doc_0/Document.xml", ""))
        if self._options.versions:
            root = self._element("DocRoot", inner="Doc_old/Document.xml")
            root += self._element(
                "Versions",
                inner=self._element("Version", 'ID="1" Index="1" BaseLoc="Doc_0/Versions/V1.xml"')
                + self._element(
                    "Version", 'ID="2" Index="2" Current="true" BaseLoc="Doc_0/Versions/V2.xml"'
                ),
            )
            current = self._element("DocRoot", inner="/Doc_0/Document.xml")
            yield "Doc_0/Versions/V2.xml", self._root("DocVersion", current, 'ID="2"')
            outdated = self._element("Pages")
            yield "Doc_old/Document.xml", self._root("Document", outdated)
        body = self._element("DocBody", inner=about + root)
        yield "OFD.xml", self._root("OFD", body, 'DocType="OFD" Version="1.0"')

    def _document(self, pages: list[str]) -> bytes:
        templates = "".join(
            self._element(
                "TemplatePage",
                f'ID="{10_000 + number}" Name="底版" '
                f'BaseLoc="{self._path(f"Tpls/Tpl_{number - 1}/Content.xml")}"',
            )
            for number in range(1, len(pages) + 1)
            if self._options.template
        )
        common = self._element("MaxUnitID", inner=str(30_000))
        common += self._element("PageArea", inner=self._box(self._sheets[0]))
        common += self._element("PublicRes", inner=self._path("PublicRes.xml"))
        common += self._element("DocumentRes", inner=self._path("DocumentRes.xml")) + templates
        listed = "".join(
            self._element("Page", f'ID="{n}" BaseLoc="{self._path(page)}"')
            for n, page in enumerate(pages, 1)
        )
        inner = self._element("CommonData", inner=common) + self._element("Pages", inner=listed)
        return self._root("Document", inner)

    def _fonts(self) -> str:
        names = {"ming": "宋体", "kai": "楷体", "hei": "黑体", "serif": "Times New Roman",
                 "sans": "Arial"}  # fmt: skip
        fonts = "".join(
            self._element("Font", f'ID="{_FACES.index(face) + 1}" FontName="{name}"')
            for face, name in names.items()
        )
        return self._element("Fonts", inner=fonts)

    def _page(self, head: str, objects: str) -> bytes:
        layer = self._element("Layer", f'ID="{self._id()}" Type="Body"', objects)
        return self._root("Page", head + self._element("Content", inner=layer))

    def _path(self, path: str, folder: str = "Doc_0/") -> str:
        return f"/{folder}{path}" if self._options.absolute else path

    # Content

    def _content(self, number: int, sheet: Sheet) -> tuple[str, str]:
        """Return the objects of a page, and those of its template."""
        if number in self._pictures:
            width, height = sheet.width * _MM, sheet.height * _MM
            attributes = (
                f'ID="{self._id()}" ResourceID="{20_000 + number}" '
                f'Boundary="0 0 {width:.3f} {height:.3f}" CTM="{width:.3f} 0 0 {height:.3f} 0 0"'
            )
            return self._element("ImageObject", attributes), ""
        lines = "".join(self._lines(sheet))
        texts = "".join(self._text(sheet, text) for text in sheet.texts)
        if self._options.blocks:
            texts = self._element(
                "PageBlock", f'ID="{self._id()}"', self._element("PageBlock", inner=texts)
            )
        return (texts, lines) if self._options.template else (lines + texts, "")

    def _lines(self, sheet: Sheet) -> Iterator[str]:
        for fill in sheet.fills:
            yield self._filled(sheet, fill)
        rules = sheet.rules
        if self._options.paths == "rectangles":
            for rule in rules:
                yield self._filled(sheet, Fill(_thick(rule)))
        elif self._options.paths == "one" and rules:
            whole = (0.0, 0.0, sheet.width, sheet.height)
            for width, group in groupby(rules, key=lambda rule: rule.width):
                figures = [[(r.x0, r.y0), (r.x1, r.y1)] for r in group]
                yield self._figure(sheet, whole, figures, f'LineWidth="{width * _MM:.3f}"')
        elif self._options.paths == "composite" and rules:
            drawn = "".join(self._rule(sheet, rule) for rule in rules)
            unit, size = self._id(), f'Width="{sheet.width * _MM:.3f}" Height="{_HIGH}"'
            content = self._element("Content", inner=drawn)
            self._units.append(
                self._element("CompositeGraphicUnit", f'ID="{unit}" {size}', content)
            )
            attributes = f'ID="{self._id()}" ResourceID="{unit}" Boundary="0 0 {_HIGH} {_HIGH}"'
            yield self._element("CompositeObject", attributes)
        else:
            for rule in rules:
                yield self._rule(sheet, rule)

    def _rule(self, sheet: Sheet, rule: Rule) -> str:
        half = rule.width / 2
        area = (rule.x0 - half, rule.y0 - half, rule.x1 + half, rule.y1 + half)
        more = f'LineWidth="{max(rule.width, 0.1) * _MM:.3f}"'
        if rule.dash:
            more += f' DashPattern="{" ".join(f"{each * _MM:.3f}" for each in rule.dash)}"'
        return self._figure(sheet, area, [[(rule.x0, rule.y0), (rule.x1, rule.y1)]], more)

    def _filled(self, sheet: Sheet, fill: Fill) -> str:
        x0, y0, x1, y1 = fill.area
        corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
        gray = round(255 * fill.gray)
        colour = self._element("FillColor", f'Value="{gray} {gray} {gray}"')
        more = 'Stroke="false" Fill="true"'
        return self._figure(sheet, (x0, y0, x1, y1), [corners], more, colour, closed=True)

    def _figure(
        self,
        sheet: Sheet,
        area: tuple[float, float, float, float],
        figures: Iterable[list[tuple[float, float]]],
        more: str,
        inner: str = "",
        closed: bool = False,
    ) -> str:
        left, upper, boundary = self._boundary(sheet, area)
        data = []
        for points in figures:
            letters = "M" + "L" * (len(points) - 1)
            data += [
                f"{letter} {(x - left) * self._unit:.3f} {(y - upper) * self._unit:.3f}"
                for letter, (x, y) in zip(letters, points, strict=True)
            ]
            if closed:
                data.append("C")
        attributes = f'ID="{self._id()}" {boundary} {more}'
        inner += self._element("AbbreviatedData", inner=" ".join(data))
        return self._element("PathObject", attributes, inner)

    def _text(self, sheet: Sheet, text: Text) -> str:
        letters = list(_letters(text))
        if text.struck_twice:
            return self._line(sheet, text, letters) + self._line(
                sheet, text, [each._replace(x=each.x + 0.35) for each in letters]
            )
        return self._line(sheet, text, letters)

    def _line(self, sheet: Sheet, text: Text, letters: list[_Letter]) -> str:
        if self._options.texts == "letters":
            return "".join(
                self._text_object(sheet, text, [each]) for each in letters if each.text.strip()
            )
        return self._text_object(sheet, text, letters)

    def _text_object(self, sheet: Sheet, text: Text, letters: list[_Letter]) -> str:
        first, last = letters[0], letters[-1]
        top = text.baseline - _ASCENT * text.size
        area = (first.x, top, last.x + last.width, top + 1.2 * text.size)
        left, upper, boundary = self._boundary(sheet, area)
        y = (text.baseline - upper) * self._unit
        pieces = [letters]
        if self._options.texts == "codes":
            pieces = [list(group) for _, group in groupby(letters, key=lambda each: each.face)]
        codes = "".join(self._code(piece, left, y) for piece in pieces)
        attributes = (
            f'ID="{self._id()}" {boundary} Font="{_FACES.index(first.face) + 1}" '
            f'Size="{text.size * self._unit:.4f}"'
        )
        return self._element("TextObject", attributes, codes)

    def _code(self, letters: list[_Letter], left: float, y: float) -> str:
        steps = [f"{(b.x - a.x) * self._unit:.3f}" for a, b in pairwise(letters)]
        if self._options.texts == "runs":
            steps = list(_in_runs(steps))
        distances = f' DeltaX="{" ".join(steps)}"' if steps else ""
        place = f'X="{(letters[0].x - left) * self._unit:.3f}" Y="{y:.3f}"{distances}'
        said = escape("".join(each.text for each in letters))
        if self._options.escaped:
            said = "".join(f"\\{ord(c):04X}" if c in " 　（）" else c for c in said)
        return self._element("TextCode", place, said)

    @property
    def _unit(self) -> float:
        """Units of an object's coordinates to a point."""
        return 10.0 if self._options.scaled else _MM

    def _boundary(
        self, sheet: Sheet, area: tuple[float, float, float, float]
    ) -> tuple[float, float, str]:
        """Return from where an object's coordinates count, and what says so.

        What lies on an upright page, turned against the clock, has for its upper left corner
        the paper's lower left one.
        """
        x0, y0, x1, y1 = area
        if self._options.whole_boundary or sheet.turned == "drawn":
            x0, y0, x1, y1 = 0.0, 0.0, sheet.width, sheet.height
        scale = _MM / self._unit
        if sheet.turned == "drawn":
            box = f'Boundary="0 0 {sheet.height * _MM:.3f} {sheet.width * _MM:.3f}"'
            down = sheet.width * _MM
            return x0, y0, f'{box} CTM="0 {-scale:.6f} {scale:.6f} 0 0 {down:.3f}"'
        box = " ".join(f"{each * _MM:.3f}" for each in (x0, y0, x1 - x0, y1 - y0))
        ctm = f' CTM="{scale:.6f} 0 0 {scale:.6f} 0 0"' if self._options.scaled else ""
        return x0, y0, f'Boundary="{box}"{ctm}'

    # XML

    def _id(self) -> int:
        self._last_id += 1
        return self._last_id

    def _box(self, sheet: Sheet) -> str:
        width, height = sheet.width, sheet.height
        if sheet.turned == "drawn":
            width, height = height, width
        size = f"0 0 {width * _MM:.3f} {height * _MM:.3f}"
        return self._element("PhysicalBox", inner=size)

    def _element(self, name: str, attributes: str = "", inner: str = "") -> str:
        head = f"{self._tag}{name} {attributes}".strip()
        return f"<{head}>{inner}</{self._tag}{name}>" if inner else f"<{head}/>"

    def _root(self, name: str, inner: str, attributes: str = "") -> bytes:
        colon = f":{self._options.prefix}" if self._options.prefix else ""
        space = f"xmlns{colon}={quoteattr('http://www.ofdspec.org/2016')} {attributes}"
        return f'<?xml version="1.0" encoding="UTF-8"?>{self._element(name, space, inner)}'.encode()


_FACES = ["ming", "kai", "hei", "serif", "sans"]
_HIGH = 1000


def _letters(text: Text) -> Iterator[_Letter]:
    """Yield the characters of a line, each where the typesetter wants it."""
    x = text.x
    for token in tokens(text.text):
        for letter in token:
            width = advance(letter, text.chinese, text.western) * text.size
            face = text.western if ord(letter) < 0x2000 and letter != "·" else text.chinese
            yield _Letter(letter, x, width, face)
            x += width
        x += text.spacing


def _in_runs(steps: list[str]) -> Iterator[str]:
    """Write equal steps that follow one another as runs."""
    for step, group in groupby(steps):
        count = len(list(group))
        if count > 2:
            yield f"g {count} {step}"
        else:
            yield from [step] * count


def _thick(rule: Rule) -> Area:
    half = max(rule.width, 0.1) / 2
    if rule.y0 == rule.y1:
        return Area(rule.x0, rule.y0 - half, rule.x1, rule.y1 + half)
    return Area(rule.x0 - half, rule.y0, rule.x1 + half, rule.y1)
