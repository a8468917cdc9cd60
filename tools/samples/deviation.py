"""What a deviation is, and the register of them that the deviations' modules fill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Literal

from tools.samples.model import SampleReport

Aspect = Literal[
    "labels", "headers", "nothing", "figures", "rows", "table_2", "table_3", "table_4", "order",
    "tables", "headings", "prose",
]  # fmt: skip
"""What a deviation touches; a random report has at most one deviation of an aspect.

Several are made in this order, in which they do not undo one another: prose, to which
traditional characters belong, comes last.
"""

Applies = Callable[[SampleReport, Random], None]


@dataclass(frozen=True, slots=True)
class Deviation:
    """A way in which real reports deviate from the form.

    `forms` are the versions (of table 二) that it can happen to.
    """

    name: str
    description: str
    aspect: Aspect
    apply: Applies
    forms: tuple[str, ...] = ("2019", "2021")


DEVIATIONS: dict[str, Deviation] = {}
"""Deviations by name."""

DRAWN = {
    "mixed_form": "table 二 of the 2021 form with the 2019 form's single row 其他处理",
    "old_form": "the 2019 form in a report year from 2021 on",
    "covering_letter": "a covering letter with a title, an addressee and a date of its own",
    "measure_word": "requests counted in 条, 项 or 起 instead of 件",
}
"""Deviations that a report has from the start, by name, with their descriptions."""


def deviation(
    name: str, aspect: Aspect, description: str, forms: tuple[str, ...] = ("2019", "2021")
) -> Callable[[Applies], Applies]:
    """Register a function that makes the deviation in a report."""

    def register(apply: Applies) -> Applies:
        DEVIATIONS[name] = Deviation(name, description, aspect, apply, forms)
        return apply

    return register


def deviate(report: SampleReport, name: str, rng: Random) -> None:
    """Make a deviation in a report and note its name there."""
    chosen = DEVIATIONS[name]
    if report.forms["proactive_disclosure"] not in chosen.forms:
        raise ValueError(f"{name} cannot happen to form {report.forms['proactive_disclosure']}")
    chosen.apply(report, rng)
    report.deviations.append(name)
