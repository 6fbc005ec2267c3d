"""Full text with snippets and facets. Ranking and stemming are the store's own (FTS5's bm25; PostgreSQL's ts_rank), snippets are ours."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, column, func, literal_column, select, table, text

from onrecord.archive.fetch import is_code, report_rows
from onrecord.archive.rows import Found, Hit
from onrecord.archive.schema import entities, events, reports, sides, statements
from onrecord.archive.scope import Scope, chunks
from onrecord.archive.store import Store
from onrecord.archive.words import fold, stem, word_list

FACETS = ("speaker", "outlet", "country", "type", "certainty", "story")
_FACETED = 500
_SHOWN = 10
_fulltext = table("fulltext", column("rowid"), column("report"), column("body"), column("rank"))


@dataclass(frozen=True, slots=True)
class Narrow:
    """Conditions besides the words: a facet each, and the pair, days and place."""

    speaker: str | None = None
    outlet: str | None = None
    country: str | None = None
    type: str | None = None
    certainty: str | None = None
    story: str | None = None
    actor: str | None = None
    recipient: str | None = None
    place: str | None = None
    since: str | None = None
    until: str | None = None


def search(store: Store, connection: Connection, scope: Scope, words: str, narrow: Narrow, limit: int, offset: int) -> Found:
    """Reports that have all the words (a phrase in double quotes; `-word` not that one), best first; all reports where there are no words."""
    matched = _matched(store, words).where(scope.visible(), *_conditions(connection, scope, narrow)).add_columns(func.count().over().label("total"))
    best = connection.execute(matched.limit(max(_FACETED, offset + limit))).all()
    total = best[0].total if best else 0
    page = best[offset : offset + limit]
    rows = {r.id: r for r in report_rows(connection, scope, ids=[row.id for row in page])}
    texts = _texts(connection, [row.n for row in page])
    hits = tuple(Hit(rows[row.id], *snippet(texts[row.n], words), round(float(row.score), 4)) for row in page)
    return Found(total, hits, _facets(connection, scope, [row.n for row in best[:_FACETED]]))


def _matched(store: Store, words: str) -> Select[Any]:
    """(n, id, score), best first, then the newest."""
    newest = reports.c.day.desc().nulls_last(), reports.c.id
    if not word_list(words):
        return select(reports.c.n, reports.c.id, literal_column("0.0").label("score")).order_by(*newest)
    if store.sqlite:
        score: Any = literal_column("-fulltext.rank").label("score")
        query = select(reports.c.n, reports.c.id, score).join_from(_fulltext, reports, _fulltext.c.rowid == reports.c.n)
        return query.where(text("fulltext MATCH :words").bindparams(words=fts5(words))).order_by(text("score DESC"), *newest)
    asked = func.websearch_to_tsquery("english", words)
    rank = func.ts_rank_cd(_fulltext.c.body, asked, 1).label("score")
    query = select(reports.c.n, reports.c.id, rank).join_from(_fulltext, reports, _fulltext.c.report == reports.c.n)
    return query.where(_fulltext.c.body.op("@@")(asked)).order_by(text("score DESC"), *newest)


_PIECE = re.compile(r'(-?)(?:"([^"]*)"|(\S+))')


def fts5(words: str) -> str:
    """The question in FTS5's language: every word quoted, so that nothing in it is an operator but `"…"` and a leading `-`."""
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in _PIECE.findall(words):
        plain = " ".join(word_list(phrase or word))
        if plain:
            (unwanted if minus else wanted).append('"' + plain.replace('"', "") + '"')
    asked = " AND ".join(wanted)
    return f"({asked})" + "".join(f" NOT {w}" for w in unwanted) if asked else '""'


def _conditions(connection: Connection, scope: Scope, narrow: Narrow) -> list[ColumnElement[bool]]:
    out: list[ColumnElement[bool]] = []
    if narrow.outlet is not None:
        out.append(reports.c.publisher == narrow.outlet)
    if narrow.since is not None:
        out.append(reports.c.day >= narrow.since)
    if narrow.until is not None:
        out.append(reports.c.day <= narrow.until)
    if narrow.story is not None:
        out.append(reports.c.id.in_(scope.members(connection, "story", [narrow.story])[narrow.story]))
    if narrow.speaker is not None:
        out.append(_has(select(1).where(statements.c.report == reports.c.n, statements.c.folded == fold(narrow.speaker))))
    if narrow.country is not None:
        out.append(_has(select(1).where(entities.c.report == reports.c.n, entities.c.country == narrow.country.upper())))
    return out + _event_conditions(narrow)


def _event_conditions(narrow: Narrow) -> list[ColumnElement[bool]]:
    """One event has to meet all that is asked of events."""
    query = select(1).where(events.c.report == reports.c.n)
    asked = False
    for value, condition in (
        (narrow.type, events.c.type == (narrow.type or "").upper()),
        (narrow.certainty, events.c.certainty == narrow.certainty),
        (narrow.place, (events.c.place == narrow.place) | (events.c.place_country == (narrow.place or "").upper())),
    ):
        if value is not None:
            query, asked = query.where(condition), True
    for role, named in (("actor", narrow.actor), ("recipient", narrow.recipient)):
        if named is not None:
            side = sides.alias()
            who = side.c.country == named if is_code(named) else side.c.folded == fold(named)
            query, asked = query.where(_has(select(1).where(side.c.report == events.c.report, side.c.event == events.c.id, side.c.role == role, who))), True
    return [_has(query)] if asked else []


def _has(query: Select[Any]) -> ColumnElement[bool]:
    return query.exists()


def _texts(connection: Connection, ns: Sequence[int]) -> dict[int, str]:
    rows = connection.execute(select(reports.c.n, reports.c.record).where(reports.c.n.in_(ns)))
    return {row.n: str(json.loads(row.record)["document"]["text"]) for row in rows}


def _facets(connection: Connection, scope: Scope, ns: Sequence[int]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Counts of reports by facet over the best hits, the most frequent first."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    columns = {
        "speaker": (statements.c.report, statements.c.name), "country": (entities.c.report, entities.c.country), "type": (events.c.report, events.c.type),
        "certainty": (events.c.report, events.c.certainty), "outlet": (reports.c.n, reports.c.publisher),
    }  # fmt: skip
    for part in chunks(ns):
        for name, (number, value) in columns.items():
            query = select(value, func.count(number.distinct())).where(number.in_(part), value.is_not(None)).group_by(value)
            counts[name].update({row[0]: row[1] for row in connection.execute(query)})
        ids = connection.execute(select(reports.c.id).where(reports.c.n.in_(part))).scalars().all()
        counts["story"].update(scope.cluster_of(connection, "story", ids).values())
    counts["story"] = Counter({k: v for k, v in counts["story"].items() if v > 1})
    return {name: tuple(sorted(c.items(), key=lambda x: (-x[1], x[0]))[:_SHOWN]) for name, c in counts.items()}


_TOKEN = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_WIDTH = 240


def snippet(body: str, words: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """About 240 characters of the text where most of the words stand together, with the spans of the words in it."""
    asked = {_stem(w) for w in word_list(re.sub(r'-(?:"[^"]*"|\S+)', " ", " " + words).strip() or words)}
    found = [(m.start(), m.end(), s) for m in _TOKEN.finditer(body) if (s := _stem(m[0].lower().replace("’", "'"))) in asked]
    start = _best_window(found)
    start = body.rfind(" ", 0, max(0, start - 40)) + 1 if start > 40 else 0
    stop = len(body) if len(body) - start <= _WIDTH else max(body.rfind(" ", start, start + _WIDTH), start + _WIDTH // 2)
    piece = body[start:stop].replace("\n", " ")
    marks = tuple((a - start, b - start) for a, b, _ in found if start <= a and b <= stop)
    return piece, marks


def _best_window(found: Sequence[tuple[int, int, str]]) -> int:
    best, at, first = 0, 0, 0
    inside: Counter[str] = Counter()
    for a, _, word in found:
        inside[word] += 1
        while a - found[first][0] > _WIDTH - 60:
            inside[found[first][2]] -= 1
            if not inside[found[first][2]]:
                del inside[found[first][2]]
            first += 1
        if len(inside) > best:
            best, at = len(inside), found[first][0]
    return at


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    return stem(word)


