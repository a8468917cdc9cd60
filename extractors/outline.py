"""A report's sections: which of the form's six a heading opens, and what stands under it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from extractors.statutory.labels import NUMBERING, core_of, likeness, normalise
from schemas.document import Block, Document, Paragraph
from schemas.labels import SECTION_WORDINGS
from schemas.records import Section

PREAMBLE = "preamble"
"""Code of what stands before the first section: covering letter, title, introduction."""

MAX_HEADING = 45
"""A longer paragraph is no heading (the form's longest has 21 characters)."""
OPENING = re.compile(r"[^。：:；;\s]{4,45} (?= [。：:；;\s] )", re.VERBOSE)
"""What may be a heading at the start of a paragraph that goes on: 一、总体情况。2021年…"""

ALIKE = 0.66
"""Likeness to a section's wording from which a numbered line is its heading."""

MAIN_NUMBER = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．,:]|\d{1,2}[、.．,:](?!\d)|第[一二三四五六]部分"
)
"""一、 or, by a slip, 4、; the numbers of sections, not of what is in them."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A section's heading: its block, the section's code, the heading as printed.

    `rest` is the prose that follows it in the same paragraph.
    """

    block: int
    section: str
    text: str
    rest: str = ""


def find_headings(document: Document, table_blocks: Container[int]) -> list[Heading]:
    """Find the headings of the form's sections, in the document's order, one a section."""
    scored: list[tuple[float, Heading]] = []
    for at, block in enumerate(document.blocks):
        if isinstance(block, Paragraph) and at not in table_blocks:
            score, section = _heading_score(block)
            if section:
                scored.append((score, Heading(at, section, block.text.strip())))
            elif (opening := _opening(block)) is not None:
                text, section = opening
                rest = block.text.strip()[len(text) :].lstrip("。：:；; \t\u3000")
                scored.append((1.0, Heading(at, section, text, rest)))
    # A table of contents has one heading after another; the real ones have content.
    listed = {heading.block for _, heading in scored}
    best: dict[str, tuple[float, Heading]] = {}
    for score, heading in scored:
        following = _next_filled(document.blocks, heading.block)
        score -= 0.5 if following in listed else 0.0
        if heading.section not in best or score > best[heading.section][0]:
            best[heading.section] = (score, heading)
    return sorted((heading for _, heading in best.values()), key=lambda each: each.block)


def _next_filled(blocks: list[Block], at: int) -> int:
    following = at + 1
    while following < len(blocks):
        block = blocks[following]
        if not isinstance(block, Paragraph) or block.text.strip():
            break
        following += 1
    return following


def _heading_score(paragraph: Paragraph) -> tuple[float, str]:
    """Return how surely a paragraph is a section's heading, and of which; (0, "") if not."""
    text = paragraph.text.strip()
    if not text or len(text) > MAX_HEADING or text.endswith(("。", "；", ";")):
        return 0.0, ""
    plain = normalise(text)
    main = MAIN_NUMBER.match(plain)
    other = None if main else NUMBERING.match(plain)
    number = main or other
    core = core_of(plain[number.end() :] if number else plain)
    best, section = max(
        (likeness(core, wordings), code) for code, wordings in SECTION_WORDINGS.items()
    )
    needed = ALIKE if main or paragraph.level is not None else 0.95
    if best < needed:
        return 0.0, ""
    rank = 1.0 if main else 0.6 if paragraph.level is not None else 0.4 if not other else 0.0
    return best + rank, section


def _opening(paragraph: Paragraph) -> tuple[str, str] | None:
    """Return the heading that a paragraph of prose starts with, and its section's code."""
    found = OPENING.match(paragraph.text.strip())
    if found is None:
        return None
    plain = normalise(found.group())
    number = MAIN_NUMBER.match(plain)
    if number is None:
        return None
    core = core_of(plain[number.end() :])
    section = next((code for code, known in SECTION_WORDINGS.items() if core in known), None)
    return (found.group(), section) if section is not None else None


@dataclass(frozen=True, slots=True)
class ProseParagraph:
    """A paragraph of the prose: its section's code, its number among all paragraphs, itself."""

    section: str
    paragraph: int
    printed: Paragraph

    @property
    def text(self) -> str:
        """Return its text."""
        return self.printed.text


def prose_paragraphs(
    document: Document, headings: Sequence[Heading], table_blocks: Container[int]
) -> list[ProseParagraph]:
    """Return a report's prose in reading order: no headings, no tables written as text.

    `paragraph` counts all the document's paragraphs, from 0.
    """
    opened = {heading.block: heading.section for heading in headings}
    section = PREAMBLE
    found: list[ProseParagraph] = []
    paragraph = -1
    for at, block in enumerate(document.blocks):
        if not isinstance(block, Paragraph):
            continue
        paragraph += 1
        if at in opened:
            section = opened[at]
        elif block.text and at not in table_blocks:
            found.append(ProseParagraph(section, paragraph, block))
    return found


def split_sections(
    document: Document, headings: list[Heading], table_blocks: Container[int]
) -> list[Section]:
    """Return each section's prose, and before them the preamble if there is any text.

    Paragraphs in `table_blocks` are statutory tables that a conversion wrote as text.
    """
    opened = {heading.block: heading for heading in headings}
    sections = [Section(section=PREAMBLE, heading=None, text="")]
    texts: list[list[str]] = [[]]
    for at, block in enumerate(document.blocks):
        if at in opened:
            heading = opened[at]
            sections.append(Section(section=heading.section, heading=heading.text, text=""))
            texts.append([heading.rest] if heading.rest else [])
        elif isinstance(block, Paragraph) and at not in table_blocks:
            texts[-1].append(block.text)
    for section, lines in zip(sections, texts, strict=True):
        section.text = "\n".join(lines)
    return [each for each in sections if each.text or each.section != PREAMBLE]
