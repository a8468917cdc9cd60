"""The register's CSV → agencies. Excel's Chinese headings and encodings are welcome."""

from __future__ import annotations

import csv
import io
import re

from schemas.agencies import LEVELS, REGISTER_COLUMNS, Agency

SEPARATORS = re.compile(r"[;；|、\n]+", re.VERBOSE)
"""Between several names in one field."""
REGION_CODE = re.compile(r"\d{6}(?:\d{3}){0,2}", re.VERBOSE)
"""GB/T 2260: six digits; with three or six more for a township or village (GB/T 10114)."""


class RegisterError(ValueError):
    """The register cannot be used; the message names the line and what is wrong with it."""


def decode(data: bytes) -> str:
    """Return the register's text: UTF-8, with or without a mark, else GB18030."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise RegisterError("It is neither in UTF-8 nor in GB18030.") from error


def parse_register(text: str) -> list[Agency]:
    """Return the register's agencies, in its order. Raises `RegisterError`.

    The first line names the columns (`schemas.agencies.REGISTER_COLUMNS`), of which only the
    name is required. Several aliases or former names are separated by semicolons.
    """
    try:
        lines = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error as error:
        raise RegisterError(f"It is no CSV: {error}.") from error
    if not lines:
        raise RegisterError("It is empty.")
    places = _places(lines[0])
    agencies: list[Agency] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(lines[1:], start=2):
        if not any(field.strip() for field in line):
            continue
        agency = _agency(number, {name: _field(line, at) for name, at in places.items()})
        if agency.name in seen:
            raise RegisterError(
                f"Line {number}: {agency.name} stands in line {seen[agency.name]} already."
            )
        seen[agency.name] = number
        agencies.append(agency)
    return agencies


def _places(header: list[str]) -> dict[str, int]:
    known = {
        heading: name for name, others in REGISTER_COLUMNS.items() for heading in (name, *others)
    }
    places: dict[str, int] = {}
    for at, heading in enumerate(header):
        name = known.get(heading.strip().lower())
        if name is not None:
            places.setdefault(name, at)
    if "name" not in places:
        raise RegisterError("Line 1: there is no column name (名称).")
    return places


def _field(line: list[str], at: int) -> str:
    return line[at].strip() if at < len(line) else ""


def _agency(number: int, fields: dict[str, str]) -> Agency:
    name = fields["name"]
    if not name:
        raise RegisterError(f"Line {number}: there is no name.")
    code = fields.get("region_code", "")
    if code and not REGION_CODE.fullmatch(code):
        raise RegisterError(f"Line {number}: {code!r} is no code of a region (six digits).")
    if code and code[:2] == "00":
        raise RegisterError(f"Line {number}: no province has the code {code[:2]}.")
    level = fields.get("level", "")
    if level and level not in LEVELS:
        words = {word: each for each, word in LEVELS.items()}
        if level not in words:
            known = ", ".join(f"{each} ({word})" for each, word in LEVELS.items())
            raise RegisterError(f"Line {number}: {level!r} is no level; there are {known}.")
        level = words[level]
    return Agency(
        name,
        _names(fields.get("aliases", "")),
        _names(fields.get("former_names", "")),
        level,
        fields.get("parent", ""),
        code,
    )


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in SEPARATORS.split(text) if (name := part.strip()))
