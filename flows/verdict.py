"""Whether a run is itself at fault, though it went to its end.

A document that cannot be read is the document's matter, and a night with some of them is a
good night. Where most fail at once it is not: a share that gives no bytes, a program that is
missing, an update gone wrong.
"""

from __future__ import annotations

from flows.summary import Summary
from flows.warehouse.policy import Settings

FEW = 10
"""So many failures are never taken for the run's, whatever share they are."""


class RunFailedError(RuntimeError):
    """The run is at fault; what it could read is in the tables. The message says both."""


def fault_of(summary: Summary, settings: Settings, went_away: str = "") -> str:
    """Return in a sentence what is wrong with a run, "" where nothing is.

    `went_away`: what is to be said of a folder that went away while it was being read.
    """
    if went_away:
        return went_away
    failed = sum(each.fresh and each.status == "failed" for each in summary.troubles)
    if failed < FEW or failed <= settings.failed_share * summary.read:
        return ""
    codes: dict[str, int] = {}
    for each in summary.troubles:
        if each.fresh and each.status == "failed":
            codes[each.code] = codes.get(each.code, 0) + 1
    most = ", ".join(
        f"{count} {code}" for code, count in sorted(codes.items(), key=lambda c: (-c[1], c[0]))[:3]
    )
    return (
        f"{failed} of {summary.read} documents failed ({most}), more than the"
        f" {settings.failed_share:.0%} that a run may: something is wrong with this machine, the"
        " share or an update rather than with them. See nianbao status."
    )


def check(summary: Summary, settings: Settings, went_away: str = "") -> None:
    """Raise `RunFailedError` where a run is itself at fault."""
    fault = fault_of(summary, settings, went_away)
    if fault:
        raise RunFailedError(f"{fault} All else is in the tables: {summary.sentence}")
