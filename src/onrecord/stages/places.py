"""To be written."""

from __future__ import annotations

from onrecord.reading import Reading


def run(reading: Reading) -> None:
    """Nothing yet."""
