"""Actor codes: country and PLOVER sector of each entity, with the evidence."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.knowledge import offices
from onrecord.reading import Reading
from onrecord.record import Sector
from onrecord.stages.actor_phrase import code_phrase


@dataclass(frozen=True, slots=True)
class Code:
    """Country (ISO 3166 alpha-3, or IGO, NGO, IMG), sector, and why; all None when nothing is known."""

    country: str | None
    sector: Sector | None
    coded_by: str | None


def _no_place(name: str) -> str | None:
    return None


def code_mention(mention: str, published: str | None) -> Code:
    """The code of an actor named by a mention alone."""
    coded = code_phrase(mention, published, _no_place, offices.holders())
    if coded.country is None and coded.sector is None:
        return Code(None, None, None)
    return Code(coded.country, coded.sector, coded.why)


def run(reading: Reading) -> None:
    """Code every entity."""
