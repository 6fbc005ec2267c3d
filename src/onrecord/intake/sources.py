"""Where reports come from: files, standard input, JSON lines."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from onrecord.errors import InputError
from onrecord.reading import Report


def reports_from(source: str) -> Iterator[Report | InputError]:
    """The reports of one source, each failure as an error that names it."""
    if source == "-":
        yield Report(sys.stdin.read(), source="standard input")
    elif source.endswith(".jsonl"):
        for number, line in enumerate(Path(source).read_text("utf-8").split("\n"), 1):
            if line.strip():
                try:
                    yield Report(**{k: v for k, v in json.loads(line).items() if k in ("text", "published", "title", "url", "publisher")}, source=f"{source}:{number}")
                except (ValueError, TypeError) as error:
                    yield InputError(f"{source}:{number}: {error}")
    else:
        try:
            yield Report(Path(source).read_text("utf-8"), source=source)
        except OSError as error:
            yield InputError(f"{source}: {error.strerror}")
