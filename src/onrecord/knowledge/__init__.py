"""Knowledge as data: typed tables loaded from `onrecord/data`, each loader refusing a bad row by file and line."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


@lru_cache(maxsize=1)
def version() -> str:
    """A short hash over all data files, names and bytes: the version that goes into `made_by`."""
    digest = hashlib.sha256()
    for path in sorted(DATA.rglob("*")):
        if path.is_file() and path.suffix in (".csv", ".toml", ".json"):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
