"""Actor codes: country and PLOVER sector of each entity, with the evidence."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.reading import Reading
from onrecord.record import Sector


@dataclass(frozen=True, slots=True)
class Code:
    """Country (ISO 3166 alpha-3, or IGO, NGO, IMG), sector, and why; all None when nothing is known."""

    country: str | None
    sector: Sector | None
    coded_by: str | None


def code_mention(mention: str, published: str | None) -> Code:
    """The code of an actor named by a mention alone."""
    return Code(None, None, None)


def run(reading: Reading) -> None:
    """Code every entity."""
