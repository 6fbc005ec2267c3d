"""Which mentions within a report tell one and the same event."""

from __future__ import annotations

from onrecord.reading import Event, Reading


def joined(reading: Reading, events: list[Event]) -> list[Event]:
    """The events with mentions of the same act put together."""
    return events
