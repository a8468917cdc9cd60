"""All deviations, registered; and which to make in a random report."""

from __future__ import annotations

from random import Random
from typing import get_args

# Imported for their registering.
from tools.samples import (  # noqa: F401
    deviations_figures,
    deviations_labels,
    deviations_prose,
    deviations_tables,
)
from tools.samples.deviation import DEVIATIONS, DRAWN, Aspect, deviate
from tools.samples.model import SampleReport

__all__ = ["describe", "deviate_all", "deviate_at_random"]

_ALONE = ("no_tables", "blank_report")
"""Deviations that would hide any other."""


def describe(name: str) -> str:
    """Return what a deviation is."""
    return DRAWN.get(name) or DEVIATIONS[name].description


def deviate_all(report: SampleReport, names: tuple[str, ...], rng: Random) -> None:
    """Make several deviations, in the order in which they do not undo one another."""
    for name in sorted(names, key=lambda name: get_args(Aspect).index(DEVIATIONS[name].aspect)):
        deviate(report, name, rng)


def deviate_at_random(report: SampleReport, rng: Random, most: int = 3) -> None:
    """Make up to `most` deviations of different aspects that can happen to the form."""
    form = report.forms["proactive_disclosure"]
    open_to = [each for each in DEVIATIONS.values() if form in each.forms]
    rng.shuffle(open_to)
    chosen: dict[str, str] = {}
    for each in open_to[: rng.randint(0, most)]:
        if each.name in _ALONE:
            chosen = {each.aspect: each.name}
            break
        chosen.setdefault(each.aspect, each.name)
    deviate_all(report, tuple(chosen.values()), rng)
