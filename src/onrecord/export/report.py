"""What an export left out, counted and explained."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class LossReport:
    """What went out and what could not: rows written, events left out by reason, columns left blank by reason, other remarks."""

    format: str
    records: int = 0
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    blank: Counter[tuple[str, str]] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)

    def text(self) -> str:
        """The report in words, one fact a line."""
        lines = [f"{self.format}: {self.rows} rows of {self.records} records"]
        lines += [f"left out: {n} events: {why}" for why, n in sorted(self.left_out.items())]
        lines += [f"blank: {column}: {n} of {self.rows}: {why}" for (column, why), n in self.blank.items()]
        lines += [f"note: {n} rows: {what}" for what, n in sorted(self.remarks.items())]
        return "\n".join(lines)
