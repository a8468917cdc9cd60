"""What a run tells Prefect's automations: two events, beside the states that Prefect knows.

    nianbao.run.finished       a run has published and summed up, whatever failed in it
    nianbao.documents.failed   documents failed in it that nobody was told of before

Their resource is the warehouse, by its path. Import `flows.settings.prepare_prefect` and call it
before this module is imported.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from prefect.events import emit_event

from flows.summary import Summary

FINISHED = "nianbao.run.finished"
DOCUMENTS_FAILED = "nianbao.documents.failed"
RESOURCE = "nianbao.warehouse"
MOST_NAMED = 20


def events_of(summary: Summary) -> list[tuple[str, dict[str, Any]]]:
    """Return the events of a run with their payloads."""
    fresh = [each for each in summary.troubles if each.fresh and each.status != "ignored"]
    codes = dict(sorted(Counter(each.code for each in fresh).items()))
    about = {"run_id": summary.run_id, "what": summary.what, "sentence": summary.sentence}
    found: list[tuple[str, dict[str, Any]]] = [
        (FINISHED, about | {
            "counts": summary.counts,
            "failures": codes,
            "reports": summary.by_standing,
            "release": summary.publication.release,
        })
    ]  # fmt: skip
    if fresh:
        named = [{"file": each.source_path, "code": each.code} for each in fresh[:MOST_NAMED]]
        found.append((DOCUMENTS_FAILED, about | {"failures": codes, "files": named}))
    return found


def emit(summary: Summary) -> None:
    """Tell Prefect's server of a run."""
    resource = {
        "prefect.resource.id": f"{RESOURCE}.{summary.warehouse}",
        "prefect.resource.name": summary.warehouse,
        "nianbao.folder": summary.folder,
    }
    for event, payload in events_of(summary):
        emit_event(event=event, resource=resource, payload=payload)
