"""What on a news page is not the report (`data/boilerplate.csv`), and by which names pages and tables tell of themselves (`data/page_metadata.csv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from onrecord.knowledge import DATA
from onrecord.knowledge.tables import read_rows

What = Literal["box", "line", "paywall", "consent", "gallery", "live", "notice"]
How = Literal["is", "starts", "holds", "word"]
_COLUMNS = ("what", "how", "words", "note")


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """Patterns of one kind, lower-cased: whole texts, beginnings, inner words, class tokens."""

    whole: frozenset[str]
    starts: tuple[str, ...]
    holds: tuple[str, ...]
    tokens: frozenset[str]

    def fits(self, line: str) -> bool:
        """Whether a line, lower-cased and with single spaces, is of this kind. Beginnings end at the end of a word."""
        if line.rstrip(" :.…>»→") in self.whole or any(words in line for words in self.holds):
            return True
        if not line.startswith(self.starts):
            return False
        return any(line.startswith(w) and not (w[-1].isalnum() and line[len(w) : len(w) + 1].isalnum()) for w in self.starts)

    def stands_in(self, text: str) -> bool:
        """Whether one of the inner patterns stands in a lower-cased text as whole words."""
        return any(_whole(words, text) for words in self.holds)

    def count(self, text: str) -> int:
        """How many of the inner patterns a lower-cased text holds."""
        return sum(words in text for words in self.holds)


def _whole(words: str, text: str) -> bool:
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not (words[0].isalnum() and text[at - 1 : at].isalnum()) and not (words[-1].isalnum() and text[end : end + 1].isalnum()):
            return True
        at = text.find(words, at + 1)
    return False


@lru_cache(maxsize=1)
def load_boilerplate() -> dict[What, Boilerplate]:
    """All patterns by kind. Raises `DataError` for a bad row."""
    rows: dict[What, dict[How, list[str]]] = {what: {how: [] for how in get_args(How)} for what in get_args(What)}
    for row in read_rows(DATA / "boilerplate.csv", _COLUMNS):
        kind = rows[row.one_of("what", rows, "kind of boilerplate")]  # type: ignore[index]
        listed = kind[row.one_of("how", kind, "way to match")]  # type: ignore[index]
        words = row.needed("words")
        if words != words.lower() or words in listed:
            raise row.fault(f"{words!r} is not lower case or stands twice")
        listed.append(words)
    return {w: Boilerplate(frozenset(m["is"]), tuple(m["starts"]), tuple(m["holds"]), frozenset(m["word"])) for w, m in rows.items()}



@lru_cache(maxsize=1)
def _names() -> dict[str, tuple[str, ...]]:
    out: dict[str, list[str]] = {}
    for row in read_rows(DATA / "page_metadata.csv", ("what", "name")):
        listed = out.setdefault(row.needed("what"), [])
        if row.needed("name") in listed or row["name"] != row["name"].lower():
            raise row.fault(f"{row['name']!r} stands twice or is not lower case")
        listed.append(row["name"])
    return {what: tuple(names) for what, names in out.items()}


def names_of(what: str) -> tuple[str, ...]:
    """The names under which pages and tables give a thing ("published", "outlet", "column text"), the most trusted first."""
    return _names()[what]
