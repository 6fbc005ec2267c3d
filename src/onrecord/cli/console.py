"""Where the command line prints: data on stdout, messages on stderr, NO_COLOR and pipes respected."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

T = TypeVar("T")
DONE, SOME_FAILED, USAGE, NO_ARCHIVE, STOPPED = 0, 1, 2, 3, 130
"""Exit codes by kind of failure."""


def out() -> Console:
    """The console of data."""
    return Console(file=sys.stdout, highlight=False, soft_wrap=False)


def err() -> Console:
    """The console of messages."""
    return Console(file=sys.stderr, highlight=False)


def write(text: str) -> None:
    """A line of data, as bytes in UTF-8 whatever the locale says; lone surrogates are replaced."""
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


def complain(message: str) -> None:
    """An error for the reader of the message."""
    err().print(f"[bold red]error:[/] {escape(message)}", soft_wrap=True)


def note(message: str) -> None:
    """A message that is no error."""
    err().print(escape(message), style="dim", soft_wrap=True)


def progress(items: Iterable[T], *, total: int | None, what: str) -> Iterator[T]:
    """The items, with a bar on stderr when it is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=err(), transient=True) as bar:
        yield from bar.track(items, total=total, description=what)
