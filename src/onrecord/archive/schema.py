"""The tables of an archive, the same on SQLite and PostgreSQL.

`reports` has one row for each *reading* of a report: a re-read or a correction by hand writes a new row and marks the old one
superseded, so what was known at any hour can be asked for. All thin rows hang on that row's number `n`; the record itself is its JSON,
whole. Nothing is updated but the marks that end a row's time (`superseded_at`, `withdrawn_at`, `undone_at`) and the cluster labels,
which are computed from judgements.

Days are ISO dates, hours are UTC, ISO, to the microsecond, as text, so that both stores sort them alike.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, SmallInteger, Table, Text

metadata = MetaData()

reports = Table(
    "reports",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("reading", Integer, nullable=False),
    Column("text_id", Text, nullable=False),
    Column("origin", Text),
    Column("url", Text),
    Column("publisher", Text),
    Column("title", Text),
    Column("headline", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("published", Text),
    Column("day", Text),
    Column("version", Integer, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("superseded_at", Text),
    Column("withdrawn_at", Text),
    Column("withdrawn_why", Text),
    Column("words", Integer, nullable=False),
    Column("agency", Text),
    Column("made_by", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("record_sha", Text, nullable=False),
    Column("joined", SmallInteger, nullable=False),
    Index("reports_id", "id", "reading", unique=True),
    Index("reports_url", "url"),
    Index("reports_text", "text_id"),
    Index("reports_day", "day"),
    Index("reports_added", "added_at"),
    Index("reports_joined", "joined", "n"),
)

entities = Table(
    "entities",
    metadata,
    Column("report", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("country", Text),
    Column("sector", Text),
    Column("coded_by", Text),
    Column("wikidata", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("mentions", Integer, nullable=False),
    Index("entities_folded", "folded"),
    Index("entities_country", "country"),
)

times = Table(
    "times",
    metadata,
    Column("report", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("begin", Text),
    Column("end", Text),
    Column("words", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
)

statements = Table(
    "statements",
    metadata,
    Column("report", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, primary_key=True),
    Column("speaker", Text),
    Column("name", Text),
    Column("folded", Text),
    Column("country", Text),
    Column("sector", Text),
    Column("via", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("inside", Text),
    Column("cue", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("day", Text),
    Index("statements_folded", "folded", "day"),
    Index("statements_country", "country", "day"),
)

events = Table(
    "events",
    metadata,
    Column("report", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, primary_key=True),
    Column("type", Text, nullable=False),
    Column("mode", Text),
    Column("quad", SmallInteger, nullable=False),
    Column("goldstein", Float, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("begin", Text),
    Column("end", Text),
    Column("day", Text),
    Column("place", Text),
    Column("place_country", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("killed_low", Integer),
    Column("killed_high", Integer),
    Column("injured_low", Integer),
    Column("injured_high", Integer),
    Column("arrested_low", Integer),
    Column("arrested_high", Integer),
    Column("contexts", Text, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("holder", Text),
    Column("holder_country", Text),
    Column("holder_sector", Text),
    Index("events_type", "type", "day"),
    Index("events_day", "day"),
)

sides = Table(
    "sides",
    metadata,
    Column("report", Integer, primary_key=True, autoincrement=False),
    Column("event", Text, primary_key=True),
    Column("entity", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("country", Text),
    Column("sector", Text),
    Index("sides_country", "country", "role", "report", "event"),
    Index("sides_folded", "folded", "role", "report", "event"),
)

mentions = Table(
    "mentions",
    metadata,
    Column("report", Integer, primary_key=True, autoincrement=False),
    Column("event", Text, primary_key=True),
    Column("k", SmallInteger, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("stop", Integer, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("words_start", Integer, nullable=False),
    Column("words_stop", Integer, nullable=False),
    Column("certainty", Text, nullable=False),
    Column("cues", Text, nullable=False),
    Column("statement", Text),
    Column("holder", Text),
    Column("holder_folded", Text),
    Column("holder_country", Text),
    Column("holder_sector", Text),
)

dyads = Table(
    "dyads",
    metadata,
    Column("report", Integer, primary_key=True, autoincrement=False),
    Column("event", Text, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("day", Text),
    Column("type", Text, nullable=False),
    Column("quad", SmallInteger, nullable=False),
    Column("goldstein", Float, nullable=False),
    Column("asserted", SmallInteger, nullable=False),
    Column("official", SmallInteger, nullable=False),
    Index("dyads_pair", "source", "target", "day", "type", "quad", "goldstein", "asserted", "official", "report", "event"),
)
"""An event as country (or `IGO`, `NGO`) acting on country, once for each pair of sides, with what a series counts."""

keys = Table(
    "keys",
    metadata,
    Column("kind", SmallInteger, primary_key=True, autoincrement=False),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("report", Integer, primary_key=True, autoincrement=False),
    Index("keys_report", "report"),
)
"""Inverted index for joins: a hashed key -> the reports that have it, by day of publication (an ordinal; 0: unknown)."""

judgements = Table(
    "judgements",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("left", Text, nullable=False),
    Column("right", Text, nullable=False),
    Column("left_report", Integer),
    Column("right_report", Integer),
    Column("verdict", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("decided_by", Text, nullable=False),
    Column("decided_at", Text, nullable=False),
    Column("author", Text),
    Column("note", Text),
    Column("anchors", Text),
    Column("undone_at", Text),
    Column("undone_by", Text),
    Index("judgements_left", "kind", "left"),
    Index("judgements_right", "kind", "right"),
    Index("judgements_by", "decided_by"),
    Index("judgements_reports", "left_report"),
    Index("judgements_reports2", "right_report"),
)
"""Sameness as judgements. A machine's verdict holds while both report rows do; a person's (`decided_by` = "person") until undone."""

recodes = Table(
    "recodes",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("datum", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("was", Text),
    Column("value", Text),
    Column("anchor", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("note", Text),
    Column("decided_at", Text, nullable=False),
    Column("undone_at", Text),
    Column("undone_by", Text),
    Index("recodes_report", "report"),
)
"""A datum coded otherwise by a person. The record stays; the thin rows follow."""

clusters = Table(
    "clusters",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("cluster", Text, nullable=False),
    Index("clusters_members", "kind", "cluster"),
)
"""Items that are in a cluster of two or more, named by its smallest item; computed from judgements, never by hand."""

THIN: tuple[Table, ...] = (entities, times, statements, events, sides, mentions, dyads)
ALL: tuple[Table, ...] = (reports, *THIN, keys, judgements, recodes, clusters)
