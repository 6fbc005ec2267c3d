"""Judging what was added since, and computing clusters from judgements."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import Connection

from onrecord.archive.rows import JoinSummary
from onrecord.archive.scope import Clusters, Scope
from onrecord.archive.store import Store
from onrecord.record import Record


def join(store: Store, *, limit: int | None, progress: Callable[[str], None] | None) -> JoinSummary:
    return JoinSummary(0, 0, 0)


def clusters_at(connection: Connection, until: str) -> Clusters:
    return {}


def known_incidents(connection: Connection, scope: Scope, record: Record) -> list[str]:
    return []


def recluster(store: Store, connection: Connection, kind: str, items: Iterable[str]) -> None:
    return None
