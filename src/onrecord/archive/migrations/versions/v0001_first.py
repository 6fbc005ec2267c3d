"""The first schema."""

from __future__ import annotations

from alembic import op

from onrecord.archive import schema

revision = "0001"
down_revision = None


def upgrade() -> None:
    connection = op.get_bind()
    schema.metadata.create_all(connection)
    if connection.dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE fulltext USING fts5(title, body, content='', tokenize='porter unicode61 remove_diacritics 2')")
    else:
        op.execute("CREATE TABLE fulltext (report INTEGER PRIMARY KEY, body TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX fulltext_body ON fulltext USING GIN (body)")
