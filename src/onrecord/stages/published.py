"""When the report was published, and its dateline."""

from __future__ import annotations

from onrecord.reading import Reading


def run(reading: Reading) -> None:
    """Fill `published` and `published_from`."""
    if reading.report.published:
        reading.published = reading.report.published
        reading.published_from = reading.report.published_from or "given"
