"""Turn the marked-up sentences into JSON lines: offsets are counted, nothing is decided.

`annotated_sentences.txt` is what a person wrote and marked; this script strips the marks,
counts where each marked surface stands, and spells out the abbreviations. README.md beside
it explains the marks. Run it from anywhere:

    python tests/data/compile_annotations.py
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCE = HERE / "annotated_sentences.txt"
TARGET = HERE / "annotated_sentences.jsonl"

SECTIONS = {
    "o": "overview",
    "d": "proactive_disclosure",
    "r": "requests",
    "p": "proceedings",
    "b": "problems",
    "m": "other_matters",
}

TYPES = {
    "d": "date",
    "p": "period",
    "t": "time",
    "a": "article",
    "n": "document_number",
    "o": "ordinal",
    "l": "list_marker",
    "tel": "telephone",
    "zip": "postcode",
    "adr": "address_number",
    "hot": "hotline",
    "plan": "plan_name",
    "slo": "slogan",
    "idi": "idiom",
}

KINDS = {
    "c": "count",
    "pct": "percent",
    "pp": "percentage_point",
    "mon": "money",
    "fr": "fraction",
    "mul": "multiple",
    "dur": "duration",
}

ROLES = {"T": "total", "P": "part", "R": "rate", "C": "change", "C+": "change", "C-": "change"}
DIRECTIONS = {"C+": "up", "C-": "down"}
BOUNDS = {"al": "at_least", "mt": "more_than", "am": "at_most", "lt": "less_than"}

METRICS = {
    "rr": "requests_received",
    "rco": "requests_carried_over",
    "ra": "requests_answered",
    "rcf": "requests_carried_forward",
    "rg": "requests_granted",
    "rpg": "requests_partially_granted",
    "rd": "requests_denied",
    "ru": "requests_unable",
    "rnp": "requests_not_processed",
    "ro": "requests_other",
    "rn": "requests_natural_person",
    "rorg": "requests_organisation",
    "it": "information_disclosed_total",
    "iw": "information_disclosed_website",
    "ix": "information_disclosed_wechat",
    "ib": "information_disclosed_weibo",
    "io": "information_disclosed_other",
    "wv": "website_visits",
    "wc": "website_columns",
    "nma": "new_media_accounts",
    "fo": "followers",
    "pi": "policy_interpretations",
    "hc": "hotline_calls",
    "ha": "hotline_answered",
    "lv": "letters_and_visits",
    "oc": "online_consultations",
    "tr": "trainings",
    "tp": "training_participants",
    "me": "meetings",
    "pc": "press_conferences",
    "in": "inspections",
    "dni": "documents_normative_issued",
    "dnf": "documents_normative_in_force",
    "al": "administrative_licensing",
    "ap": "administrative_penalty",
    "ac": "administrative_coercion",
    "af": "administrative_fees",
    "rv": "reviews",
    "rvu": "reviews_upheld",
    "rvc": "reviews_corrected",
    "li": "litigations",
    "liu": "litigations_upheld",
    "lic": "litigations_corrected",
    "pa": "proposals_answered",
    "pam": "procurement_amount",
    "pf": "processing_fees",
    "st": "staff",
    "gp": "guides_published",
}

MARK = re.compile(
    r"""
    \{ (?P<figure> [^{}|]+ ) \| (?P<rest> [^{}]* ) \}     # {surface|subject|options}
  | \[ (?P<other> [^\[\]|]+ ) \| (?P<type> [a-z]+ ) \]    # [surface|type]
    """,
    re.VERBOSE,
)


def _kind(unit: str | None) -> str:
    """Return the kind that the marks leave out where the unit says it."""
    if unit == "%":
        return "percent"
    if unit == "个百分点":
        return "percentage_point"
    if unit == "倍":
        return "multiple"
    if unit and (unit.endswith("元") or unit.startswith("元/")):
        return "money"
    return "count"


def _figure(marked: str, rest: str, scope: str | None) -> tuple[str, dict[str, Any]]:
    subject, _, options = rest.partition("|")
    value: str | None = None
    unit: str | None = None
    pieces = marked.split("_")
    if marked.isascii() and marked.isdigit():
        value = marked
    if len(pieces) > 1:
        number = 0 if pieces[0][0].isdigit() else 1
        value, unit = pieces[number], pieces[number + 1] or None
    figure: dict[str, Any] = {
        "value": value,
        "value_max": None,
        "unit": unit,
        "kind": None,
        "approximate": False,
        "bound": None,
        "subject": subject or None,
        "subject_alternatives": [],
        "role": "plain",
        "direction": None,
        "part_of": None,
        "group": None,
        "rate_of": None,
        "change_of": None,
        "metric": None,
        "scope": scope,
        "year": None,
        "label": None,
    }
    for option in options.split():
        key, _, given = option.partition(":")
        if option in ROLES:
            figure["role"] = ROLES[option]
            figure["direction"] = DIRECTIONS.get(option)
        elif option == "Z":
            figure.update(value="0", kind="zero_statement")
        elif option == "~":
            figure["approximate"] = True
        elif option[0] == "#":
            figure["label"] = option[1:]
        elif option[0] == "<":
            figure["part_of"] = option[1:]
        elif option[0] == "^":
            figure["change_of"] = option[1:]
        elif option[0] == "=":
            figure["rate_of"] = option[1:].split("/")
        elif key == "v":
            figure["value"] = given
        elif key == "w":
            figure["value_max"] = given
        elif key == "u":
            figure["unit"] = given or None
        elif key == "k":
            figure["kind"] = KINDS[given]
        elif key == "B":
            figure["bound"] = BOUNDS[given]
        elif key == "m":
            figure["metric"] = METRICS[given]
        elif key == "s":
            figure["scope"] = None if given == "-" else given
        elif key == "y":
            figure["year"] = int(given)
        elif key == "g":
            figure["group"] = int(given)
        elif key == "a":
            figure["subject_alternatives"] = given.split("/")
        else:
            raise ValueError(f"unknown option {option!r} in {marked}|{rest}")
    figure["kind"] = figure["kind"] or _kind(figure["unit"])
    return "".join(pieces), figure


def compile_sentence(number: int, header: str, marked: str) -> dict[str, Any]:
    """Return the JSON object of one marked sentence."""
    head, _, fault = header[1:].partition("!")
    section, year, *options = head.split()
    scope = next((each[2:] for each in options if each.startswith("s:")), None)
    holds = False if fault else (True if "+" in options else None)
    text, at = "", 0
    quantities: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for match in MARK.finditer(marked):
        text += marked[at : match.start()]
        at = match.end()
        start = len(text)
        if match["figure"]:
            surface, figure = _figure(match["figure"], match["rest"], scope)
            text += surface
            span = {"start": start, "end": len(text), "surface": surface}
            quantities.append({**span, **figure})
        else:
            text += match["other"]
            others.append(
                {
                    "start": start,
                    "end": len(text),
                    "surface": match["other"],
                    "type": TYPES[match["type"]],
                }
            )
    text += marked[at:]
    if set("{}[]|_") & set(text):
        raise ValueError(f"marks left over in {text!r}")
    starts = {each["label"]: each["start"] for each in quantities if each["label"]}
    for each in quantities:
        del each["label"]
        if each["part_of"]:
            each["part_of"] = starts[each["part_of"]]
        if each["change_of"]:
            each["change_of"] = starts[each["change_of"]]
        if each["rate_of"]:
            each["rate_of"] = [starts[label] for label in each["rate_of"]]
    balance = next((each[4:] for each in options if each.startswith("bal:")), None)
    return {
        "id": f"s{number:03d}",
        "text": text,
        "section": SECTIONS[section],
        "year": int(year),
        "quantities": quantities,
        "not_figures": others,
        "balance": balance
        and [[starts[label] for label in side.split("+")] for side in balance.split("=")],
        "holds": holds,
        "fault": fault.strip() or None,
    }


def compile_all(source: str) -> list[dict[str, Any]]:
    """Return the JSON objects of all sentences, in order."""
    lines = [line for line in source.splitlines() if line and not line.startswith("//")]
    compiled = []
    for number, (header, marked) in enumerate(zip(lines[::2], lines[1::2], strict=True), 1):
        if not header.startswith("@"):
            raise ValueError(f"no header where one is due: {header!r}")
        try:
            compiled.append(compile_sentence(number, header, marked))
        except (KeyError, ValueError) as error:
            raise ValueError(f"sentence {number}: {error!r}: {marked}") from error
    return compiled


def as_lines(compiled: list[dict[str, Any]]) -> str:
    """Return the JSON lines."""
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in compiled)


if __name__ == "__main__":
    TARGET.write_text(as_lines(compile_all(SOURCE.read_text("utf-8"))), "utf-8")
