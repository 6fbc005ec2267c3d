"""Watching feeds: each polled when its time has come, nothing read twice, broken feeds tried again later and later.

What was seen is kept in a small JSON file, written anew after every feed, so that a watch that was killed goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from onrecord.errors import InputError
from onrecord.intake.feed import Item, read_feed
from onrecord.intake.fetch import Fetcher
from onrecord.intake.sources import report_of_item
from onrecord.reading import Report

_LONGEST_WAIT = 6 * 3600.0  # seconds to the next try of a feed that fails
_REMEMBERED = 20_000  # entries a feed


@dataclass(slots=True)
class Feed:
    """What is known of a feed. `failures`: how often it failed since it last worked."""

    url: str
    etag: str | None = None
    modified: str | None = None
    due: float = 0.0
    failures: int = 0
    seen: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Watch:
    """Polls feeds. `state`: the file that remembers. `every`: seconds between two polls of a feed."""

    urls: Sequence[str]
    state: Path
    fetcher: Fetcher
    every: float = 900.0
    clock: Callable[[], float] = time.time
    _feeds: dict[str, Feed] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._feeds = {**_load(self.state)}
        for url in self.urls:
            self._feeds.setdefault(url, Feed(url))

    def next_due(self) -> float:
        """When the next feed is due, in the clock's seconds."""
        return min((self._feeds[u].due for u in self.urls), default=self.clock())

    def poll(self, keep: Callable[[Report | InputError], None]) -> int:
        """Poll each feed that is due and hand every new report, or the reason why it could not be had, to `keep`; an entry counts as seen
        once `keep` came back. Returns how many reports were new."""
        new = 0
        for url in self.urls:
            if self._feeds[url].due <= self.clock():
                for entry, found in self._poll_one(url):
                    keep(found)
                    if entry is not None:
                        self._feeds[url].seen.append(entry)
                        self._save()
                    new += isinstance(found, Report)
                self._save()
        return new

    def _poll_one(self, url: str) -> Iterator[tuple[str | None, Report | InputError]]:
        feed = self._feeds[url]
        try:
            answer = self.fetcher.fetch(url, etag=feed.etag, modified=feed.modified)
            items = [] if answer.status == 304 else read_feed(answer.data, url=answer.url, name=url)
        except InputError as error:
            feed.failures += 1
            feed.due = self.clock() + min(_LONGEST_WAIT, self.every * 2 ** min(feed.failures, 10))
            yield None, error
            return
        known = set(feed.seen)
        for number, item in enumerate(items, 1):
            entry = _entry(item)
            if entry not in known:
                known.add(entry)
                yield entry, report_of_item(item, f"{url}: entry {number}", self.fetcher)
        kept = answer.status != 304
        self._feeds[url] = replace(
            feed, etag=answer.etag if kept else feed.etag, modified=answer.modified if kept else feed.modified, due=self.clock() + self.every, failures=0, seen=feed.seen[-_REMEMBERED:]
        )

    def _save(self) -> None:
        """Write beside and rename, so that the file is whole at every moment."""
        beside = self.state.with_name(self.state.name + ".new")
        beside.write_text(json.dumps({"version": 1, "feeds": [asdict(f) for f in self._feeds.values()]}), "utf-8")
        beside.replace(self.state)


def _entry(item: Item) -> str:
    return hashlib.sha256(item.key.encode("utf-8", "replace")).hexdigest()[:16]


def _load(state: Path) -> dict[str, Feed]:
    if not state.exists():
        return {}
    try:
        return {row["url"]: Feed(**row) for row in json.loads(state.read_text("utf-8"))["feeds"]}
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise InputError(f"{state}: not the memory of a watch ({error}): remove it to begin anew") from error
