"""What a recogniser read → the figure that it says, so that two readings can be compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

SIGNS = str.maketrans(dict.fromkeys("−–—﹣－‐‑‒―─━一ー_", "-") | {"＋": "+", "／": "/"})
"""Dashes of every kind, and what a recogniser of Chinese takes one for."""
ALIKE = str.maketrans({"O": "0", "o": "0", "Q": "0", "C": "0", "c": "0", "D": "0", "〇": "0",
                       "○": "0", "ó": "0",
                       "l": "1", "I": "1", "|": "1", "丨": "1", "i": "1"})  # fmt: skip
"""Letters that look like a digit: a reading that needed these is not sure."""
STRAY = " \t\n.,，。·:：;；'’‘`´\"、~"
"""Marks beside a figure that are dust, or say nothing."""

GROUPED = re.compile(r"\d{1,3} (?: , \d{3} )+ (?= \. | $ )", re.VERBOSE)
"""Thousands separated by commas; at the beginning of a figure."""
MISREAD_COMMAS = re.compile(
    r"\d{1,3} (?: , \d{3} )* \. \d{3} (?: [.,] \d{3} )* , \d{3}", re.VERBOSE
)
"""The same with a point where no point can be, as commas follow: 1.132,691."""
SPACED = re.compile(r"(?P<before> [-+]? \d+ ) [ ] (?P<after> (?! \d{3} $ ) \d+ )", re.VERBOSE)
"""A space within a figure, where no thousands end: 2592 63."""
PADDED = re.compile(r"[-+]? 0 \d", re.VERBOSE)
"""The beginning of a figure with a needless zero."""
FIGURE = re.compile(
    r"(?P<sign> [-+]? ) (?P<digits> \d+ ) (?: \. (?P<fraction> \d+ ) )?", re.VERBOSE
)
NOTHING_MARK = re.compile(r"[-/]{1,4}", re.VERBOSE)
"""A dash or slash: nothing to report."""
WITH_UNIT = re.compile(r"(?P<figure> [-+]? [\d.,]+ ) (?P<unit> [\u4e00-\u9fff]{1,3} )", re.VERBOSE)
"""40.35万元, 12件."""
FIGURE_IN_FRONT = re.compile(r"[-+−]? \d [\d.,:;]+", re.VERBOSE)
"""A figure, perhaps with a point misread, that words follow: 103:09万元."""
NUMBERED = re.compile(r"\d{1,2} \s? [.,:·．，：、] \s? [\u4e00-\u9fff]", re.VERBOSE)
"""The number of a label, and its first word: 1.属于国家秘密."""
LONGEST = 16
"""Characters. Longer text is a label."""
LONGEST_UNIT = 3
"""Characters of a unit behind a figure: 万美元."""


@dataclass(frozen=True, slots=True)
class FigureText:
    """A reading understood: `key` compares, `text` is to be printed, `sure` is False where
    letters were taken for digits, `doubted` is True where more was taken for something else
    than any agreement can make sure. A mark for nothing has the key "-"; no figure None."""

    key: str | None
    text: str
    sure: bool = True
    unit: str = ""
    doubted: bool = False

    @property
    def digits(self) -> str:
        """Return the digits of the figure, without sign, point and commas."""
        return "".join(filter(str.isdigit, self.key or ""))

    @property
    def is_padded(self) -> bool:
        """Return whether a needless zero stands before the digits, as in no figure printed."""
        return PADDED.match(self.key or "") is not None


def may_be_figure(lines: Sequence[str]) -> bool:
    """Tell whether a cell's text, as a recogniser read its lines, may be a figure.

    One line may be the figure, and something above or below it speak against that.
    But 1.属于 above 国家秘密 is a label whose first line looks like a figure with its unit.
    """
    text = "".join(lines)
    if len(text) > LONGEST:
        return False
    if understand(text).key is not None or len(text) <= 1:
        return True
    words = sum("\u4e00" <= character <= "\u9fff" for character in text)
    if words > LONGEST_UNIT and NUMBERED.match(text):
        return False
    if any(understand(line).key is not None for line in lines):
        return True
    return words == 0 or (words <= LONGEST_UNIT and FIGURE_IN_FRONT.match(text) is not None)


def understand(text: str) -> FigureText:
    """Read a recogniser's text as a figure; `key` is None where it is none."""
    plain = unicodedata.normalize("NFKC", text).translate(SIGNS).replace(" ", "").strip(STRAY)
    if plain in ("()", "（）"):
        return FigureText("0", "0", sure=False)
    found = _figure(plain)
    if found is not None:
        return found
    alike = plain.translate(ALIKE)
    if alike != plain and len(plain) <= 8:
        found = _figure(alike)
        if found is not None and found.key != "-":
            return replace(found, sure=False)
    unit = WITH_UNIT.fullmatch(plain)
    if unit is not None:
        found = _figure(unit["figure"].strip(STRAY))
        if found is not None:
            return replace(found, text=plain, unit=unit["unit"])
    return FigureText(None, plain)


def _figure(plain: str) -> FigureText | None:
    if NOTHING_MARK.fullmatch(plain):
        return FigureText("-", plain)
    whole = plain.lstrip("+-")
    sign = plain[: len(plain) - len(whole)]
    misread = MISREAD_COMMAS.fullmatch(whole) is not None
    if misread:
        whole = whole.replace(".", ",")
    text = sign + whole
    if grouped := GROUPED.match(whole):
        whole = grouped[0].replace(",", "") + whole[grouped.end() :]
    found = FIGURE.fullmatch(sign + whole)
    if found is None:
        return None
    fraction = f".{found['fraction']}" if found["fraction"] else ""
    key = f"{found['sign']}{found['digits']}{fraction}"
    return FigureText(key, text, doubted=misread)


def pointed(text: str) -> FigureText | None:
    """Return what a recogniser's text says if its one space is a point that it did not see.

    None where there is no such space. Nobody can be sure of it.
    """
    spaced = SPACED.fullmatch(unicodedata.normalize("NFKC", text).translate(SIGNS).strip())
    found = _figure(f"{spaced['before']}.{spaced['after']}") if spaced else None
    return replace(found, doubted=True) if found else None
