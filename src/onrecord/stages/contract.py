"""What a stage is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from onrecord.reading import Reading


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of reading. `adds` names the layers of `Reading` it fills, `needs` those it reads. `run` fills them for one reading."""

    name: str
    adds: tuple[str, ...]
    needs: tuple[str, ...]
    run: Callable[[Reading], None]
