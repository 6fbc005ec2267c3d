"""Small things about names as they are written."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_UNMARKED = str.maketrans({"ı": "i", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "’": "'", "‘": "'", "ʼ": "'"})


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """The name for comparing: small letters, no accents, one kind of apostrophe, no full stops ("Erdoğan" = "Erdogan")."""
    plain = name.translate(_UNMARKED)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return plain.lower().replace(".", "")
