"""Contexts: which words put an event into which of PLOVER's 37 contexts (`data/contexts.csv`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from onrecord.knowledge import DATA
from onrecord.knowledge.tables import read_rows

CONTEXTS = frozenset(
    "military intelligence executive legislative election political_institutions pro_democracy pro_autocracy economic legal reparations "
    "human_rights rights_freedoms repression human_security gender lgbt religion_ethnicity inequality diplomatic territory peacekeeping "
    "health asylum migration disasters natural_resource environment technology terrorism cbrn cyber misinformation crime corruption "
    "illegal_drugs trafficking".split()
)


def read_contexts(path: Path) -> dict[str, tuple[str, ...]]:
    """Word or phrase of two words -> its contexts. Raises `DataError` on a bad row."""
    out: dict[str, list[str]] = {}
    for row in read_rows(path, ("context", "words")):
        context = row.one_of("context", CONTEXTS, "context")
        for word in row.needed("words").split("|"):
            if context in out.setdefault(word, []):
                raise row.fault(f"{word!r} is there twice for {context}")
            out[word].append(context)
    return {word: tuple(contexts) for word, contexts in out.items()}


@lru_cache(maxsize=1)
def contexts() -> Mapping[str, tuple[str, ...]]:
    """The shipped table."""
    return read_contexts(DATA / "contexts.csv")
