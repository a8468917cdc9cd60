"""A stored extraction as persons have left it: what is published of a document."""

from __future__ import annotations

from dataclasses import replace

from flows.corrected import correct
from flows.corrections import Act
from flows.warehouse.serialise import Stored, StoredPart, assemble
from schemas.records import Check, Correction, Quantity, StatutoryCell


def mended(stored: Stored, acts: tuple[Act, ...]) -> Stored:
    """Apply a document's acts; the part `corrections` holds them. Without any it is the same.

    Raises ValueError where what is stored is damaged.
    """
    if not acts:
        return stored
    try:
        extraction, _ = assemble(stored)
    except (TypeError, KeyError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"damaged extraction: {error!r}") from error
    corrected = correct(extraction, acts)
    parts = {**stored.parts, "corrections": StoredPart.of(corrected.rows(), Correction)}
    if corrected.extraction is not extraction:
        parts |= {
            "cells": StoredPart.of(corrected.extraction.cells, StatutoryCell),
            "quantities": StoredPart.of(corrected.extraction.quantities, Quantity),
            "checks": StoredPart.of(corrected.extraction.checks, Check),
        }
    return replace(stored, parts=parts)
