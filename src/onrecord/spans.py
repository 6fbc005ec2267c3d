"""Offset arithmetic. A span is `(start, end)` in Unicode code points, end exclusive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Span = tuple[int, int]


def overlap(a: Span, b: Span) -> int:
    """Characters shared by two spans; 0 when they only touch."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def within(inner: Span, outer: Span) -> bool:
    """Whether `inner` lies wholly in `outer`."""
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def within_any(inner: Span, outers: Iterable[Span]) -> bool:
    """Whether one of the spans holds `inner` wholly."""
    return any(within(inner, outer) for outer in outers)


def hull(spans: Sequence[Span]) -> Span:
    """The smallest span that holds all of them; the sequence is not empty."""
    return min(s for s, _ in spans), max(e for _, e in spans)


def strip(text: str, span: Span) -> Span | None:
    """The span without white space at its ends; None when nothing is left."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def utf16_offsets(text: str) -> list[int]:
    """For each code point offset (and the end) the offset in UTF-16 units, as a browser counts."""
    out, at = [0], 0
    for char in text:
        at += 2 if ord(char) > 0xFFFF else 1
        out.append(at)
    return out
