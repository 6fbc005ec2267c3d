"""The user's own rows, laid over the shipped tables.

A row has the columns of `offices.csv`; `country`, `role`, `person`, `from`, `to` are needed. `from` and `to` may be empty, and
`person` may be any name: of a group, a body, a company. A row of the user's outranks everything that the reader works out.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from onrecord.errors import DataError
from onrecord.knowledge import DATA, offices
from onrecord.knowledge.offices import Holders, Office
from onrecord.knowledge.words import fold

VARIABLE = "ONRECORD_ACTORS"
"""Environment variable that names the user's file."""


def usual_path() -> Path:
    """Where the user's file lies unless the variable names another."""
    named = os.environ.get(VARIABLE)
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path(named) if named else base / "onrecord" / "actors.csv"


@lru_cache(maxsize=4)
def _rows(path: Path, stamp: float) -> tuple[Office, ...]:
    return tuple(offices.read_offices(path))


def rows() -> tuple[Office, ...]:
    """The user's rows; none when there is no file. Raises `DataError` on a bad row, or when a file that is named is missing."""
    path = usual_path()
    if not path.exists():
        if os.environ.get(VARIABLE):
            raise DataError(f"{path}: no such file ({VARIABLE} names it)")
        return ()
    return _rows(path, path.stat().st_mtime)


@lru_cache(maxsize=4)
def _by_name(own: tuple[Office, ...]) -> Mapping[str, tuple[Office, ...]]:
    out: dict[str, list[Office]] = {}
    for office in own:
        for name in {fold(n) for n in (office.person, *office.also)}:
            out.setdefault(name, []).append(office)
    return {n: tuple(o) for n, o in out.items()}


@lru_cache(maxsize=4)
def _together(own: tuple[Office, ...]) -> Holders:
    return offices.index([*offices.read_offices(DATA / "offices.csv"), *own])


class Overlay:
    """The tables of offices as one reading sees them: the user's rows and the shipped ones."""

    def __init__(self) -> None:
        own = rows()
        self._own = _by_name(own)
        self.holders: Holders = _together(own) if own else offices.holders()

    def find(self, name: str) -> tuple[Office, ...]:
        """The user's rows for a name."""
        return self._own.get(fold(name).removeprefix("the "), ()) if self._own else ()


def use(path: Path) -> None:
    """Lay the rows of a file over the shipped tables for this process. Raises `DataError` on a bad row or a missing file."""
    if not path.exists():
        raise DataError(f"{path}: no such file")
    offices.read_offices(path)
    os.environ[VARIABLE] = str(path)
