"""What an operator reads in Prefect's UI after a run: a table and a page of text. Pure."""

from __future__ import annotations

from flows.summary import Summary, Trouble
from flows.warehouse.standing import CLEAN
from schemas.checks import CHECKS
from schemas.errors import ERRORS

DOCUMENTS_KEY = "nianbao-documents"
SUMMARY_KEY = "nianbao-summary"
MISSING_KEY = "nianbao-missing"
"""Keys of the artifacts: the same in every run, so that the UI shows their history."""

MAX_TABLE_ROWS = 500
MAX_LISTED = 10
MAX_CHECKS = 20

_LINE_OF = {
    "extracted": "read",
    "failed": "could not be read",
    "unsupported": "of a kind that is not read yet",
    "ignored": "no annual report",
    "duplicate": "the same as another file",
}


def document_rows(summary: Summary) -> list[dict[str, str | int]]:
    """Return the table artifact: the folder's documents by status, then every trouble."""
    rows: list[dict[str, str | int]] = [
        {"status": status, "error_code": "", "file": f"{count} files", "what to do": ""}
        for status, count in sorted(summary.by_status.items())
    ]
    for trouble in summary.troubles[:MAX_TABLE_ROWS]:
        rows.append(
            {
                "status": trouble.status,
                "error_code": trouble.code,
                "file": trouble.source_path,
                "what to do": trouble.message,
            }
        )
    left = len(summary.troubles) - MAX_TABLE_ROWS
    if left > 0:
        rows.append(
            {
                "status": "",
                "error_code": "",
                "file": f"… and {left} more",
                "what to do": "See the table documents of the warehouse.",
            }
        )
    return rows


def summary_page(summary: Summary) -> str:
    """Return the markdown artifact: counts, time, and the files to look at first."""
    publication = summary.publication
    lines = [
        f"# {summary.what}",
        "",
        f"**{summary.sentence}** in {summary.seconds:.1f} s.",
        "",
        "| this run | files |",
        "|---|---:|",
        *(
            f"| {name} | {count} |"
            for name, count in (
                ("read", summary.read - summary.failed),
                ("new", summary.new),
                ("changed", summary.changed),
                ("known under another name (not read again)", summary.known),
                ("unchanged (not read)", summary.unchanged),
                ("not readable", summary.failed),
                ("still being written (left for the next run)", len(summary.waiting)),
                ("gone from the folder", len(summary.vanished)),
                ("skipped (litter, links)", summary.skipped),
            )
        ),
        "",
        "| in the folder now | files |",
        "|---|---:|",
        *(
            f"| {_LINE_OF.get(status, status)} | {count} |"
            for status, count in sorted(summary.by_status.items())
        ),
        "",
        summary.standing_sentence,
        "",
        *_first_looks(summary),
        *_failures(summary),
        *_failing_checks(summary),
        "## Tables",
        "",
        f"Release {publication.release}: {len(publication.written)} files written,"
        f" {publication.unchanged} unchanged, {len(publication.removed)} removed.",
        "",
        "| table | rows |",
        "|---|---:|",
        *(f"| {name} | {count} |" for name, count in sorted(publication.rows.items())),
        "",
        f"Folder `{summary.folder or '—'}`, warehouse `{summary.warehouse}`.",
        "",
    ]
    return "\n".join(lines)


def _first_looks(summary: Summary) -> list[str]:
    """Return the part that names files: what failed tonight, what to check, what waits."""
    lines: list[str] = []
    fresh = [each for each in summary.troubles if each.fresh]
    if fresh:
        lines += ["## Look at these first", "", *_listed([_trouble_line(t) for t in fresh]), ""]
    looks = [each for each in summary.reports if each.status != CLEAN]
    if looks:
        listed = [f"{_code(each.source_path)}: {each.sentence}" for each in looks]
        lines += [f"## Reports to look at ({len(looks)})", "", *_listed(listed), ""]
    if summary.waiting:
        lines += ["## Still being written", "", *_listed([_code(p) for p in summary.waiting]), ""]
    if summary.scan_errors:
        errors = [f"{_code(each.source_path)}: {each.message}" for each in summary.scan_errors]
        lines += ["## Folders that could not be listed", "", *_listed(errors), ""]
    if summary.publication.unreadable:
        damaged = [_code(each) for each in summary.publication.unreadable]
        lines += ["## Stored extractions to be made anew", "", *_listed(damaged), ""]
    return lines


def _failures(summary: Summary) -> list[str]:
    """Return the part that says what fails, by code, with the first thing to try."""
    codes: dict[str, list[Trouble]] = {}
    for each in summary.troubles:
        codes.setdefault(each.code, []).append(each)
    if not codes:
        return []
    most = sorted(codes.items(), key=lambda each: (-len(each[1]), each[0]))
    return [
        "## What fails",
        "",
        "| code | files | of this run | for example | first thing to try |",
        "|---|---:|---:|---|---|",
        *(
            f"| {code} | {len(found)} | {sum(each.fresh for each in found)}"
            f" | {_code(found[0].source_path).replace('|', ' ')} | {_remedy(code)} |"
            for code, found in most
        ),
        "",
        f"All of them: the artifact `{DOCUMENTS_KEY}`, the table `documents`, or"
        f" `nianbao status --warehouse {summary.warehouse}`.",
        "",
    ]


def _remedy(code: str) -> str:
    return ERRORS[code].remedy if code in ERRORS else ""


def _failing_checks(summary: Summary) -> list[str]:
    """Return the part that says which checks fail in how many reports."""
    if not summary.failing:
        return []
    left = len(summary.failing) - MAX_CHECKS
    return [
        "## Failing checks",
        "",
        "| check | severity | reports | times | what should hold |",
        "|---|---|---:|---:|---|",
        *(
            f"| {each.check} | {each.severity} | {each.reports} | {each.times}"
            f" | {CHECKS[each.check].meaning if each.check in CHECKS else ''} |"
            for each in summary.failing[:MAX_CHECKS]
        ),
        *([f"| … and {left} more | | | | |"] if left > 0 else []),
        "",
        f"With their sentences: `nianbao checks --warehouse {summary.warehouse}`.",
        "",
    ]


def _trouble_line(trouble: Trouble) -> str:
    kind = ERRORS.get(trouble.code)
    words = f"{kind.meaning} {kind.remedy}" if kind else trouble.message
    return f"{_code(trouble.source_path)}: {words} ({trouble.code})"


def _listed(lines: list[str]) -> list[str]:
    shown = [f"- {line}" for line in lines[:MAX_LISTED]]
    if len(lines) > MAX_LISTED:
        shown.append(f"- … and {len(lines) - MAX_LISTED} more")
    return shown


def _code(text: str) -> str:
    """Return text as code in markdown, whatever a file's name holds."""
    flat = " ".join(text.split()).replace("`", "'")
    return f"`{flat}`"
