"""The panel's indicators of one report: figures out of the wide rows, shares, growth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Place = tuple[str, str, str]
"""Table, key of the wide row, column."""

_CONCLUDED = ("upheld", "corrected", "other")
_LAWSUITS = ("litigation_direct", "litigation_after_review")


def _of_all(column: str) -> tuple[Place, ...]:
    return (("requests", "total", column),)


def _matter(matter: str, column: str) -> tuple[Place, ...]:
    return (("proactive_disclosure", matter, column),)


FIGURES: dict[str, tuple[Place, ...]] = {
    "new_received": _of_all("new_received"),
    "carried_over": _of_all("carried_over"),
    "granted": _of_all("granted"),
    "partially_granted": _of_all("partially_granted"),
    "denied": _of_all("denied"),
    "unable": _of_all("unable"),
    "not_processed": _of_all("not_processed"),
    "other_handling": _of_all("other_handling"),
    "results_total": _of_all("results_total"),
    "carried_forward": _of_all("carried_forward"),
    "received_from_persons": (("requests", "natural_person", "new_received"),),
    "reviews": (("proceedings", "review", "total"),),
    "reviews_corrected": (("proceedings", "review", "corrected"),),
    "lawsuits": tuple(("proceedings", kind, "total") for kind in _LAWSUITS),
    "lawsuits_corrected": tuple(("proceedings", kind, "corrected") for kind in _LAWSUITS),
    "reviews_concluded": tuple(("proceedings", "review", result) for result in _CONCLUDED),
    "lawsuits_concluded": tuple(
        ("proceedings", kind, result) for kind in _LAWSUITS for result in _CONCLUDED
    ),
    "regulations_in_force": _matter("regulations", "in_force"),
    "normative_documents_in_force": _matter("normative_documents", "in_force"),
    "licensing_decisions": _matter("administrative_licensing", "decisions"),
    "penalty_decisions": _matter("administrative_penalty", "decisions"),
    "coercion_decisions": _matter("administrative_coercion", "decisions"),
    "fee_amount": _matter("administrative_fees", "fee_amount"),
}
"""What each figure of the panel is the sum of; it is unknown where one of them is."""

SHARES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "granted_share": (("granted",), ("results_total",)),
    "disclosed_share": (("granted", "partially_granted"), ("results_total",)),
    "denied_share": (("denied",), ("results_total",)),
    "unable_share": (("unable",), ("results_total",)),
    "not_processed_share": (("not_processed",), ("results_total",)),
    "answered_per_received": (("results_total",), ("new_received",)),
    "finished_share": (("results_total",), ("new_received", "carried_over")),
    "persons_share": (("received_from_persons",), ("new_received",)),
    "reviews_corrected_share": (("reviews_corrected",), ("reviews_concluded",)),
    "lawsuits_corrected_share": (("lawsuits_corrected",), ("lawsuits_concluded",)),
    "corrected_share": (
        ("reviews_corrected", "lawsuits_corrected"),
        ("reviews_concluded", "lawsuits_concluded"),
    ),
    "proceedings_per_result": (("reviews", "lawsuits"), ("results_total",)),
}
"""Numerator and denominator, each a sum of figures."""

GROWTHS: dict[str, str] = {
    f"{name}_growth": name
    for name in ("new_received", "results_total", "granted", "reviews", "lawsuits")
}


@dataclass(frozen=True, slots=True)
class Known:
    """Figures by name, and those of them that a person should look at first."""

    values: Mapping[str, float]
    doubted: frozenset[str]


def figures(values: Mapping[Place, float], doubted: frozenset[Place]) -> Known:
    """Return the panel's figures of a report from those of its wide rows."""
    found = {
        name: sum(values[place] for place in places)
        for name, places in FIGURES.items()
        if all(place in values for place in places)
    }
    unsure = (name for name, places in FIGURES.items() if not doubted.isdisjoint(places))
    return Known(found, frozenset(unsure))


def indicators(this: Known, last: Known | None) -> Known:
    """Return a report's figures with its shares, and growth on `last`, the year before's.

    Nothing is divided by 0: such a share is unknown. What comes from a doubted figure is
    doubted, even where no value is left of it.
    """
    values = dict(this.values)
    doubted = set(this.doubted)
    for name, (above, below) in SHARES.items():
        share = _ratio(_sum(this.values, above), _sum(this.values, below))
        if share is not None:
            values[name] = share
        if not this.doubted.isdisjoint((*above, *below)):
            doubted.add(name)
    for name, figure in GROWTHS.items():
        if last is None:
            break
        before, now = last.values.get(figure), this.values.get(figure)
        growth = _ratio(None if before is None or now is None else now - before, before)
        if growth is not None:
            values[name] = growth
        if figure in this.doubted or figure in last.doubted:
            doubted.add(name)
    return Known(values, frozenset(doubted))


def _sum(values: Mapping[str, float], names: tuple[str, ...]) -> float | None:
    if any(name not in values for name in names):
        return None
    return sum(values[name] for name in names)


def _ratio(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below else None
