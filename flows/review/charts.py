"""Numbers as pictures: SVG by matplotlib, drawn on this machine, its text kept as text.

The browser's own Chinese fonts show the text; a font of this machine, where there is one, only
tells how much room it takes.
"""

from __future__ import annotations

import io
import logging
import threading
from functools import cache
from typing import Any

from flows.review.pictures import Numbers

COLOURS = ("#1f5fa8", "#d07a00", "#4b8b3b")
"""Told apart also by those who see no red or green, and in grey by their lightness."""
HATCHES = ("", "///", "...")
"""Beside the colours."""

CJK_FONTS = (
    "Noto Sans CJK SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "AR PL UMing CN",
    "AR PL UKai CN", "SimHei", "Microsoft YaHei",
)  # fmt: skip

LONGEST_LABEL = 22
WIDTH, MARGIN, TEXT_POINTS = 8.4, 0.45, 11
"""Inches, inches, points. Margins are reckoned here: to let matplotlib find them takes longer
than all the rest."""

_drawing = threading.Lock()


@cache
def _matplotlib() -> Any:
    """Return matplotlib, set up; it takes a second to load."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import font_manager

    known = {each.name for each in font_manager.fontManager.ttflist}
    fonts = [each for each in CJK_FONTS if each in known]
    matplotlib.rcParams.update(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "nianbao",
            "font.family": [*fonts, "DejaVu Sans"],
            "axes.unicode_minus": False,
            "font.size": TEXT_POINTS,
        }
    )
    return matplotlib


def prepare() -> None:
    """Load what drawing needs, so that the first picture need not wait for it."""
    draw(Numbers("", "", "bars", "", ["甲"], [], [], []))


def draw(numbers: Numbers) -> str:
    """Return a picture as SVG."""
    import warnings

    with _drawing:
        _matplotlib()
        from matplotlib.figure import Figure

        count = max(len(numbers.labels), 1)
        upright = numbers.kind == "steps"
        height = 3.6 if upright else 1.2 + 0.2 * count * max(1, len(numbers.series))
        height = max(2.2, height)
        figure = Figure(figsize=(WIDTH, height))
        left = 2 * MARGIN if upright else MARGIN + max(map(_room, numbers.labels), default=0)
        axes = figure.add_axes(
            (left / WIDTH, 0.6 / height, (WIDTH - left - 0.3) / WIDTH, (height - 1.0) / height)
        )
        if upright:
            _steps(axes, numbers)
        else:
            _bars(axes, numbers)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        if len(numbers.series) > 1:
            axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
        target = io.StringIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where no font has a glyph, the browser's will
            figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return target.getvalue().replace(
        "font-family: ", "font-family: 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', "
    )


def _steps(axes: Any, numbers: Numbers) -> None:
    places = range(len(numbers.labels))
    if numbers.series:
        each, *running = numbers.series
        axes.bar(places, each.values, color=COLOURS[0], label=each.name)
        for line in running:
            axes.plot(places, line.values, color=COLOURS[1], marker="o", label=line.name)
    every = max(1, len(numbers.labels) // 12)
    axes.set_xticks(list(places)[::every], numbers.labels[::every])
    axes.set_ylabel(numbers.unit)
    axes.yaxis.get_major_locator().set_params(integer=True)


def _bars(axes: Any, numbers: Numbers) -> None:
    series = numbers.series
    thickness = 0.8 / max(1, len(series))
    for number, each in enumerate(series):
        places = [
            at + (number - (len(series) - 1) / 2) * thickness for at in range(len(each.values))
        ]
        drawn = axes.barh(
            places, each.values, thickness, color=COLOURS[number % 3], label=each.name,
            hatch=HATCHES[number % 3], edgecolor="white",
        )  # fmt: skip
        axes.bar_label(drawn, labels=[_told(value) for value in each.values], padding=3, fontsize=9)
    labels = [_short(each) for each in numbers.labels]
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(max(1, len(labels)) - 0.5, -0.5)  # the first at the top
    axes.set_xlabel(numbers.unit)
    axes.margins(x=0.12)
    if any(value < 0 for each in series for value in each.values):
        axes.axvline(0, color="#444444", linewidth=0.8)


def _room(label: str) -> float:
    """Return the inches that a label takes: a Chinese character is as wide as it is high."""
    wide = sum(1.0 if ord(each) > 0x2E80 else 0.6 for each in _short(label))
    return wide * TEXT_POINTS / 72


def _told(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.1f}"


def _short(text: str) -> str:
    """Return a label that leaves room for the bars. A $ would begin a formula."""
    plain = "".join(each if each.isprintable() else " " for each in text).replace("$", "＄")
    return plain if len(plain) <= LONGEST_LABEL else plain[: LONGEST_LABEL - 1] + "…"
