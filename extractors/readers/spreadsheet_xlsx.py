"""Workbooks in Office Open XML (.xlsx, .xlsm): bytes to sheets.

Only what a sheet shows is read: cells, borders, merged areas, what is hidden. That is a small
part of the format, and the strict libraries for all of it refuse workbooks whose unrelated
parts (styles, filters, drawings) are not as they should be. ECMA-376 part 1, 18.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from extractors.readers.archive import Archive, child, local, resolved
from extractors.readers.spreadsheet_model import MAX_CELLS, Area, Sheet, SheetCell, Spot, Workbook
from extractors.readers.spreadsheet_numbers import BUILT_IN, shown
from schemas.errors import DocumentError

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_SIDES = frozenset({"left", "right", "top", "bottom", "start", "end"})
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a text writes characters that XML cannot hold (22.9.2.19, ST_Xstring)."""


def read_xlsx(data: bytes) -> Workbook:
    """Read a workbook. Raises `DocumentError`."""
    archive = Archive(data, MEDIA_TYPE)
    main = _main_part(archive)
    root, related = archive.xml(main), _relationships(archive, main)
    styles = _Styles(archive, related.of_kind("styles"))
    styles.from_1904 = (child(root, "workbookPr") is not None) and child(root, "workbookPr").get(
        "date1904"
    ) in ("1", "true")
    texts = _shared_texts(archive, related.of_kind("sharedStrings"))
    book, cells = Workbook(), 0
    listed = child(root, "sheets")
    for entry in listed if listed is not None else ():
        part = related.of_id(_relationship_id(entry))
        if part is None or ("worksheet" not in part.lower() and "sheet" not in part.lower()):
            continue
        if entry.get("state", "visible") != "visible":
            book.hidden = True
            continue
        sheet = _read_sheet(archive.xml(part), texts, styles, MAX_CELLS - cells)
        cells += len(sheet.cells)
        book.sheets.append(sheet)
    return book


# Parts


@dataclass(slots=True)
class _Related:
    by_id: dict[str, str]
    by_kind: dict[str, str]
    find: Callable[[str], str | None]

    def of_id(self, identity: str) -> str | None:
        found = self.by_id.get(identity)
        return None if found is None else self.find(found)

    def of_kind(self, kind: str) -> str | None:
        found = self.by_kind.get(kind)
        return None if found is None else self.find(found)


def _relationships(archive: Archive, part: str) -> _Related:
    folder, _, name = part.rpartition("/")
    by_id: dict[str, str] = {}
    by_kind: dict[str, str] = {}
    rels = archive.find(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
    for each in archive.xml(rels) if rels else ():
        target = each.get("Target")
        if not target or each.get("TargetMode") == "External":
            continue
        by_id[each.get("Id", "")] = resolved(target, part)
        by_kind.setdefault(each.get("Type", "").rpartition("/")[2], resolved(target, part))
    return _Related(by_id, by_kind, archive.find)


def _main_part(archive: Archive) -> str:
    main = _relationships(archive, "").of_kind("officeDocument") or archive.find("xl/workbook.xml")
    if main is None or not main.lower().endswith(".xml"):
        raise archive.damaged("there is no workbook in it")
    return main


def _relationship_id(element: Any) -> str:
    return next((value for name, value in element.items() if name.endswith("}id")), "")


# Texts and styles


def _shared_texts(archive: Archive, part: str | None) -> list[str]:
    return [_text_of(each) for each in archive.xml(part)] if part else []


def _text_of(item: Any) -> str:
    """Return a text with its runs joined; readings put beside it (rPh) are left out."""
    pieces = []
    for each in item:
        if local(each) == "t":
            pieces.append(_plain(each))
        elif local(each) == "r":
            pieces.append("".join(_plain(t) for t in each if local(t) == "t"))
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), "".join(pieces))


class _Styles:
    """What the styles say of a cell: its number format, and whether it has a border."""

    def __init__(self, archive: Archive, part: str | None) -> None:
        self.from_1904 = False
        self._formats: list[str] = []
        self._bordered: list[bool] = []
        if part is None:
            return
        root = archive.xml(part)
        codes = {
            each.get("numFmtId"): each.get("formatCode", "")
            for each in _children(child(root, "numFmts"))
        }
        borders = [_has_side(each) for each in _children(child(root, "borders"))]
        for each in _children(child(root, "cellXfs")):
            key, border = each.get("numFmtId", "0"), _index(each.get("borderId"))
            built_in = BUILT_IN.get(int(key)) if key.isdecimal() else None
            self._formats.append(codes.get(key) or built_in or "General")
            self._bordered.append(border < len(borders) and borders[border])

    def format(self, style: int) -> str:
        return self._formats[style] if style < len(self._formats) else "General"

    def bordered(self, style: int) -> bool:
        return style < len(self._bordered) and self._bordered[style]


def _has_side(border: Any) -> bool:
    return any(local(side) in _SIDES and side.get("style", "none") != "none" for side in border)


# Sheets


def _read_sheet(root: Any, texts: list[str], styles: _Styles, room: int) -> Sheet:
    sheet = Sheet()
    for column in _children(child(root, "cols")):
        if column.get("hidden") in ("1", "true") or column.get("width") == "0":
            first, last = _index(column.get("min")), _index(column.get("max"))
            if 1 <= first <= last <= _MAX_COLUMN:
                sheet.hidden_columns.update(range(first - 1, last))
    row = -1
    for line in _children(child(root, "sheetData")):
        row = _index(line.get("r")) - 1 if _index(line.get("r")) else row + 1
        if line.get("hidden") in ("1", "true"):
            sheet.hidden_rows.add(row)
        for spot, element in _cells(line, row):
            cell = _cell(element, texts, styles)
            if cell.text or cell.bordered:
                sheet.cells[spot] = cell
                if len(sheet.cells) > room:
                    raise DocumentError("too_large", f"more than {MAX_CELLS} cells", MEDIA_TYPE)
    for each in _children(child(root, "mergeCells")):
        area = _area(each.get("ref", ""))
        if area is not None:
            sheet.merged.append(area)
    return sheet


def _cells(line: Any, row: int) -> Iterator[tuple[Spot, Any]]:
    column = -1
    for element in line:
        if local(element) != "c":
            _refuse(element, "row")
            continue
        spot = _spot(element.get("r", ""))
        column = spot.column if spot is not None else column + 1
        if 0 <= row < _MAX_ROW and column < _MAX_COLUMN:
            yield Spot(row, column), element


def _cell(element: Any, texts: list[str], styles: _Styles) -> SheetCell:
    style = _index(element.get("s"))
    text, doubts = _shown(element, texts, styles, style)
    return SheetCell(text, styles.bordered(style), doubts)


def _shown(
    element: Any, texts: list[str], styles: _Styles, style: int
) -> tuple[str, tuple[str, ...]]:
    """Return what a cell shows. A formula that was never computed shows itself."""
    kind, value = element.get("t", "n"), child(element, "v")
    for each in element:
        _refuse(each, "c")
    if kind == "inlineStr":
        inline = child(element, "is")
        return ("" if inline is None else _text_of(inline)), ()
    raw = _plain(value)
    if not raw:
        formula = child(element, "f")
        return ("" if formula is None or kind == "str" else f"={formula.text or ''}"), ()
    if kind == "s":
        number = _index(raw)
        return (texts[number] if number < len(texts) else f"#{raw}"), ()
    if kind == "b":
        return ("TRUE" if raw.strip() in ("1", "true") else "FALSE"), ()
    if kind == "n":
        try:
            return shown(float(raw), styles.format(style), from_1904=styles.from_1904)
        except ValueError:
            return raw, ()
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), raw), ()  # str, e, d


def _refuse(element: Any, name: str) -> None:
    """Refuse an element of a name that holds values and stands in one of its own kind."""
    if local(element) == name:
        raise DocumentError("damaged_document", f"{name} in a wrong place", MEDIA_TYPE)


def _plain(element: Any) -> str:
    """Return the text of an element that holds nothing but text: a value, a piece of a text.

    Raises `DocumentError` "damaged_document" where elements are in it: what is read would be
    half of what is there.
    """
    if element is None:
        return ""
    if len(element):
        raise DocumentError("damaged_document", "a value with elements in it", MEDIA_TYPE)
    return element.text or ""


def _children(element: Any) -> Iterator[Any]:
    return iter(()) if element is None else iter(element)


def _index(text: str | None) -> int:
    """Return a number that counts; 0 for what is none."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _spot(reference: str) -> Spot | None:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = 26 * column + ord(letter) - 64
    row = int(found[2])
    in_sheet = 1 <= row <= _MAX_ROW and column <= _MAX_COLUMN
    return Spot(row - 1, column - 1) if in_sheet else None


def _area(reference: str) -> Area | None:
    first, _, last = reference.partition(":")
    one, other = _spot(first), _spot(last or first)
    if one is None or other is None:
        return None
    rows, columns = sorted((one.row, other.row)), sorted((one.column, other.column))
    return Area(rows[0], rows[1], columns[0], columns[1])
