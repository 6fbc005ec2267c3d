# ruff: noqa: T201
"""Check this pack: every text against its hash, every datum against its words. Needs Python 3.9 or newer and nothing else.

    python check.py            in the unpacked folder
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path


def check_reports(db: sqlite3.Connection) -> Iterator[str]:
    """Texts must hash to what the pack says of them, and be those of their records."""
    for report, sha, text, record in db.execute("SELECT id, text_sha256, text, record FROM reports ORDER BY n"):
        if hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() != sha:
            yield f"{report}: the text is not the one that was packed"
        if json.loads(record)["document"]["text"] != text:
            yield f"{report}: the record speaks of another text"


def check_data(db: sqlite3.Connection) -> Iterator[str]:
    """The words kept beside each datum must stand at its place in the text."""
    texts = dict(db.execute("SELECT id, text FROM reports"))
    for report, datum, start, end, words in db.execute("SELECT report, datum, start, stop, words FROM spans"):
        if report not in texts:
            yield f"{report}#{datum}: its report is missing"
        elif texts[report][start:end] != words:
            yield f"{report}#{datum}: at {start} stands {texts[report][start:end]!r}, not {words!r}"


def main() -> int:
    path = Path(__file__).resolve().with_name("pack.sqlite")
    if not path.exists():
        print(f"{path} is missing: unpack the whole pack first")
        return 2
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    wrong = [*check_reports(db), *check_data(db)]
    for line in wrong:
        print("wrong:", line)
    reports, spans = (db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("reports", "spans"))  # noqa: S608
    print(f"{reports} reports, {spans} places in their texts checked: {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
