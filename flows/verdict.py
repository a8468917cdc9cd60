"""Whether a run is itself at fault, though it went to its end.

A document that cannot be read is the document's matter, and a night with some of them is a
good night. Where most fail at once it is not: a share that gives no bytes, a program that is
missing, an update gone wrong.
"""

from __future__ import annotations

from flows.away import FolderUnavailable
from flows.summary import Summary
from flows.warehouse.policy import Settings
from flows.whereabouts import Fault

FEW = 10
"""So many failures are never taken for the run's, whatever share they are."""


class RunFailedError(RuntimeError):
    """The run is at fault; what it could read is in the tables. The message says both.

    `code` says it for programs, where it is the folder's fault (`flows.away`).
    """

    def __init__(self, message: str, code: str = "") -> None:
        self.code = code
        super().__init__(message)


def fault_code_of(error: BaseException) -> str:
    """Return the code of what a run failed with, "" where it has none."""
    return error.code if isinstance(error, FolderUnavailable | RunFailedError) else ""


def fault_of(summary: Summary, settings: Settings, folder: Fault | None = None) -> str:
    """Return in a sentence what is wrong with a run, "" where nothing is.

    `folder`: what is wrong with the shared folder.
    """
    if folder is not None:
        return folder.sentence
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


def check(summary: Summary, settings: Settings, folder: Fault | None = None) -> None:
    """Raise `RunFailedError` where a run is itself at fault."""
    fault = fault_of(summary, settings, folder)
    if fault:
        code = folder.code if folder is not None else ""
        raise RunFailedError(f"{fault} All else is in the tables: {summary.sentence}", code)
