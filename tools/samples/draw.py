"""Draw a plain report, without deviations, from a seed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from schemas.forms import FormVersion, TableCode
from tools.samples.agencies import Agency, draw_agency
from tools.samples.figures import Scale, draw_figures
from tools.samples.labels import form_labels
from tools.samples.model import SampleReport
from tools.samples.prose import (
    Facts,
    headings,
    write_closing,
    write_letter,
    write_preamble,
    write_sections,
)


def draw_report(
    seed: str,
    *,
    form: FormVersion = "2021",
    requests_form: FormVersion | None = None,
    year: int | None = None,
    scale: Scale = "small",
    letter: bool = False,
    closing: bool = True,
    measure: str = "件",
    agency: Agency | None = None,
) -> SampleReport:
    """Return a report in the form's own layout; equal arguments give equal reports.

    `requests_form` is the version of table 三 where it is not `form`; table 四 is the same
    in both versions and goes with table 三. `submitted_on` is the day of the covering
    letter, else that of the signature under the report.
    """
    rng = Random(seed)
    year = year or rng.choice((2019, 2020) if form == "2019" else (2021, 2022, 2023, 2024))
    later = requests_form or form
    forms: dict[TableCode, FormVersion] = {
        "proactive_disclosure": form,
        "requests": later,
        "proceedings": later,
    }
    agency = agency or draw_agency(rng)
    figures = draw_figures(forms, scale, rng)
    facts = Facts(agency, year, form, figures, measure)
    signed = date(year + 1, 1, 8) + timedelta(days=rng.randrange(60))
    sent = signed + timedelta(days=rng.randrange(3)) if closing else signed
    title = rng.choice(
        (
            [f"{agency.name}{year}年政府信息公开工作年度报告"],
            [f"{agency.name}", f"{year}年政府信息公开工作年度报告"],
            [f"{agency.name}{year}年", "政府信息公开年度报告"],
            [f"{agency.name}{year}年度政府信息公开工作年度报告"],
        )
    )
    drawn = {
        "mixed_form": later != form,
        "old_form": form == "2019" and year > 2020,
        "covering_letter": letter,
        "measure_word": measure != "件",
    }
    return SampleReport(
        agency=agency.name,
        year=year,
        forms=forms,
        title=title,
        submitted_on=sent if letter else signed if closing else None,
        period=(date(year, 1, 1), date(year, 12, 31)),
        figures=figures,
        labels=form_labels(forms),
        headings=headings(),
        prose=write_sections(facts, rng),
        preamble=write_preamble(facts, rng),
        letter=write_letter(facts, sent) if letter else [],
        closing=write_closing(facts, signed) if closing else [],
        deviations=[name for name, happened in drawn.items() if happened],
    )
