"""Breaking a text into lines as Word does for Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_TOKEN = re.compile(r"[0-9A-Za-z][0-9A-Za-z.,%+/-]* | .", re.VERBOSE | re.DOTALL)
"""What a line's end does not part: a number or Western word, else one character."""

_NOT_FIRST = frozenset("，。、；：？！）〕》〉”’】％%…")
_NOT_LAST = frozenset("（〔《〈“‘【")
_SQUEEZE = 0.65
"""How far, in widths of a character, a line may be overfull with a closing mark."""


@dataclass(slots=True)
class Line:
    """A line: its text, and its natural width in points. `ends`: the paragraph ends here."""

    text: str
    width: float
    ends: bool = False


def tokens(text: str) -> list[str]:
    """Return a text's numbers, Western words and other characters, one after the other.

    Where a line is stretched to the margin, room is added between them, never within.
    """
    return _TOKEN.findall(text)


def break_lines(
    text: str, width: float, measure: Callable[[str], float], indent: float = 0.0
) -> list[Line]:
    """Break a text into lines of at most `width` points, the first one `indent` shorter.

    No line starts with a closing mark or ends with an opening one; a number or a Western
    word is cut only where it is longer than a line. "\\n" ends a line.
    """
    lines: list[Line] = []
    for part in text.split("\n"):
        lines += _break(part, width, measure, indent if not lines else 0.0)
    return lines


def _break(text: str, width: float, measure: Callable[[str], float], indent: float) -> list[Line]:
    waiting: list[str] = []
    for token in tokens(text):
        waiting += [token] if measure(token) <= width - indent else list(token)
    lines: list[Line] = []
    em = measure("国")
    while waiting:
        room = width - (indent if not lines else 0.0)
        line: list[str] = []
        used = 0.0
        while waiting:
            token = waiting[0]
            size = measure(token)
            over = used + size - room
            squeezed = token in _NOT_FIRST and over <= _SQUEEZE * em
            if line and over > 0 and not squeezed:
                break
            line.append(waiting.pop(0))
            used += size
        _keep_marks(line, waiting)
        whole = "".join(line)
        lines.append(Line(whole, measure(whole)))
    if not lines:
        lines.append(Line("", 0.0))
    lines[-1].ends = True
    return lines


def _keep_marks(line: list[str], waiting: list[str]) -> None:
    """Move the last tokens of a line down where a mark would stand at the wrong end."""
    if not waiting:
        return
    while len(line) > 2 and (waiting[0] in _NOT_FIRST or line[-1] in _NOT_LAST):
        waiting.insert(0, line.pop())
