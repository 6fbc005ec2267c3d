"""Small arithmetic on words that both the tables and the joins use: folding names, word lists, stems."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_HONORIFIC = re.compile(r"^(?:(?:mr|mrs|ms|dr|sir|the|a|an)\.?\s+)+", re.IGNORECASE)
_BAD = re.compile("[\x00\ud800-\udfff]")


def clean(text: str) -> str:
    """The text as a database can hold it: NUL and lone surrogates become U+FFFD. Lengths and offsets stay."""
    return _BAD.sub("\ufffd", text)


def maybe_clean(text: str | None) -> str | None:
    return None if text is None else clean(text)


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """A name for comparing: no accents, no case, no article or title before it, single spaces."""
    plain = name.translate(_APOSTROPHES)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(_HONORIFIC.sub("", plain).lower().removesuffix("'s").split())


_APOSTROPHES = str.maketrans({"’": "'", "‘": "'"})


def word_list(text: str) -> list[str]:
    """The words of a text, lower case, apostrophes made straight."""
    return [w.replace("’", "'") for w in _WORD.findall(text.lower())]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A rough stem, the same for the common inflections of a word ("bombing", "bombed", "bombs" -> "bomb")."""
    word = word.removesuffix("'s")
    for ending, kept in (("sses", "ss"), ("ies", "y"), ("ied", "y"), ("ations", "at"), ("ation", "at"), ("ating", "at"), ("ated", "at"), ("ates", "at")):
        if word.endswith(ending) and len(word) - len(ending) >= 2:
            return word[: -len(ending)] + kept
    for ending in ("ings", "ing", "ers", "ed", "er", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not (ending == "s" and word.endswith("ss")):
            base = word[: -len(ending)]
            return base[:-1] if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "ls" else base.removesuffix("e")
    return word
