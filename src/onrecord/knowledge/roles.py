"""What a noun for somebody says of the sector he acts in, and what its modifiers change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from onrecord.knowledge import DATA
from onrecord.knowledge.tables import read_rows, sector_of
from onrecord.record import Sector

RoleKind = Literal["person", "group", "organization"]
Carries = Literal["", "carry", "state", "office"]
Effect = Literal["take", "set", "stance", "passive", "held", "heads", "ending"]


@dataclass(frozen=True, slots=True)
class Role:
    """A noun phrase for somebody ("police chief"). `carries`: the sector comes from what stands beside it where there is
    such ("army spokesman"); `state`: from a country alone, too ("Israeli spokesman" is the government's); `office`: only from what it is an office of
    ("the union's president")."""

    phrase: str
    sector: Sector | None
    kind: RoleKind
    carries: Carries


@dataclass(frozen=True, slots=True)
class Modifier:
    """A word beside a role. `take` gives its sector to a role that carries one, `set` to any; `stance`, `passive` and `held`
    are parts of compounds: "pro-Iranian", "Iran-backed" say nothing of the country, "Hamas-run" does. `heads`: a verb whose
    subject belongs to its object ("who leads the party"). `ending`: the last word of a body's name ("Larkspur Oil")."""

    phrase: str
    effect: Effect
    sector: Sector | None


def plurals(phrase: str) -> Iterator[str]:
    """The usual plural of an English noun phrase whose last word is its head, or of its first before "of"."""
    first, of, rest = phrase.partition(" of ")
    if of:
        yield from (f"{p} of {rest}" for p in plurals(first))
        return
    if phrase.endswith("man"):
        yield phrase[:-3] + "men"
    elif phrase.endswith("y") and phrase[-2:-1] not in "aeiou":
        yield phrase[:-1] + "ies"
    elif phrase.endswith(("s", "x", "ch", "sh")):
        yield phrase + "es"
    elif phrase.endswith("f"):
        yield phrase + "s"
        yield phrase[:-1] + "ves"
    else:
        yield phrase + "s"


def read_roles(path: Path) -> dict[str, Role]:
    """Phrase -> role, with plurals that the table does not have itself. Raises `DataError` on a bad or doubled row."""
    out: dict[str, Role] = {}
    for row in read_rows(path, ("phrase", "sector", "kind", "carries")):
        kind: RoleKind = row.one_of("kind", get_args(RoleKind), "kind")  # type: ignore[assignment]
        carries: Carries = row.one_of("carries", get_args(Carries), "way to carry")  # type: ignore[assignment]
        role = Role(row.needed("phrase"), sector_of(row), kind, carries)
        if role.phrase in out:
            raise row.fault(f"{role.phrase!r} is there twice")
        out[role.phrase] = role
    made = {p: Role(p, r.sector, "group" if r.kind == "person" else r.kind, r.carries) for r in out.values() if r.kind != "group" for p in plurals(r.phrase)}
    return made | out


@lru_cache(maxsize=1)
def roles() -> Mapping[str, Role]:
    """Phrase in small letters, words apart ("secretary general") -> role."""
    return read_roles(DATA / "roles.csv")


def read_modifiers(path: Path) -> dict[str, Modifier]:
    """Phrase -> modifier. Raises `DataError` on a bad or doubled row."""
    out: dict[str, Modifier] = {}
    for row in read_rows(path, ("phrase", "effect", "sector")):
        effect: Effect = row.one_of("effect", get_args(Effect), "effect")  # type: ignore[assignment]
        if row.needed("phrase") in out:
            raise row.fault(f"{row['phrase']!r} is there twice")
        out[row["phrase"]] = Modifier(row["phrase"], effect, sector_of(row))
    return out


@lru_cache(maxsize=1)
def modifiers() -> Mapping[str, Modifier]:
    """Phrase in small letters -> modifier."""
    return read_modifiers(DATA / "modifiers.csv")


@lru_cache(maxsize=1)
def longest() -> int:
    """How many words the longest role has."""
    return max(len(p.split()) for p in roles())
