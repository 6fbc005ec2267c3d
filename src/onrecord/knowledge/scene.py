"""Weights of the features by which a country is given to an actor that the report does not give one."""

from __future__ import annotations

from functools import lru_cache

from onrecord.knowledge import DATA
from onrecord.knowledge.tables import read_rows


@lru_cache(maxsize=1)
def scene_weights() -> tuple[float, ...]:
    """The weights in the order of `onrecord.stages.actor_scene.FEATURES`, then that of no country. Raises `DataError` on a bad row."""
    out = []
    for row in read_rows(DATA / "scene_weights.csv", ("feature", "weight")):
        try:
            out.append(float(row["weight"]))
        except ValueError as error:
            raise row.fault(f"weight {row['weight']!r} is no number") from error
    return tuple(out)
