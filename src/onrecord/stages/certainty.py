"""How sure the holder of a predicate is."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.reading import Reading, Token
from onrecord.record import Certainty
from onrecord.spans import Span


@dataclass(frozen=True, slots=True)
class Judged:
    """A label with the words that made it so; asserted needs none."""

    label: Certainty
    cues: tuple[Span, ...]


def of_token(reading: Reading, token: Token) -> Judged:
    """The certainty of the predicate that the word heads."""
    return Judged("asserted", ())


def of_span(reading: Reading, span: Span) -> Judged:
    """The certainty of a predicate given by its words."""
    heads = [t for t in reading.tokens if t.holds is None and t.start < span[1] and span[0] < t.end]
    inner = next((t for t in heads if t.head not in heads), heads[0] if heads else None)
    return of_token(reading, inner) if inner is not None else Judged("asserted", ())
