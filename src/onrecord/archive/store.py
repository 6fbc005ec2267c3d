"""Opening an archive, its transactions, and writing many rows: the two stores' differences end here.

SQLite: WAL, so that a web server reads while the command line adds; writers begin IMMEDIATE and wait for each other. PostgreSQL: one
advisory lock for writers, COPY for bulk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, Table, create_engine, event, insert, inspect, make_url, text
from sqlalchemy import Connection as Connection  # the type of an open transaction, for those above who hand it on
from sqlalchemy.exc import SQLAlchemyError

from onrecord.errors import ArchiveError

HEAD = "0001"
"""The newest migration this version knows."""

_LOCK = 0x6F6E7265
_WAIT = 60.0
_COPY_FROM = 200  # rows from which COPY is cheaper than INSERT


class Store:
    """An open archive database. `where`: a path, or a DSN ("postgresql+psycopg://…", "sqlite:///…")."""

    def __init__(self, where: str | Path, *, create: bool = True) -> None:
        """Open, creating or migrating where needed. Raises `ArchiveError` when it cannot be opened or its schema is newer."""
        self.url = archive_url(where)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.name = self.url.render_as_string(hide_password=True)
        if self.sqlite and not create and self.url.database and not Path(self.url.database).exists():
            raise ArchiveError(f"no archive at {self.url.database}")
        self.engine = self._engine()
        try:
            self._prepare(create)
        except ArchiveError:
            self.engine.dispose()
            raise
        except SQLAlchemyError as error:
            self.engine.dispose()
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise ArchiveError(f"the archive {self.name} could not be opened: {reason}") from error

    def _engine(self) -> Engine:
        try:
            if self.sqlite:
                engine = create_engine(self.url, connect_args={"timeout": _WAIT})
                event.listen(engine, "connect", _sqlite_connect)
                event.listen(engine, "begin", _sqlite_begin)
                return engine
            return create_engine(self.url, pool_pre_ping=True)
        except (SQLAlchemyError, ModuleNotFoundError) as error:
            raise ArchiveError(f"the archive {self.name} could not be opened: {error}") from error

    def _prepare(self, create: bool) -> None:
        found = self.revision()
        if found == HEAD:
            return
        if found is not None and found > HEAD:
            raise ArchiveError(f"the archive {self.name} has schema {found}, newer than {HEAD}, which this version knows: update onrecord")
        if found is None and not create:
            raise ArchiveError(f"{self.name} is no onrecord archive")
        migrate(self.engine, self.sqlite)

    def revision(self) -> str | None:
        """The migration the database stands at; None for an empty one. Raises `ArchiveError` for somebody else's tables."""
        with self.engine.connect() as connection:
            tables = set(inspect(connection).get_table_names())
            if "alembic_version" in tables and "reports" in tables:
                return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
            if "reports" in tables:
                raise ArchiveError(f"{self.name} has a table 'reports' but is no onrecord archive")
            return None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the archive."""
        with self.engine.connect() as connection:
            if not self.sqlite:
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that only one process has at a time; all of it is kept, or nothing."""
        with self.engine.connect() as connection:
            connection = connection.execution_options(onrecord_write=True)
            with connection.begin():
                if not self.sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                yield connection

    def put(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert rows; each has every column of the first."""
        if not rows:
            return
        if self.sqlite:
            names = list(rows[0])
            cursor = _driver(connection).cursor()
            cursor.executemany(_insert_text(table.name, tuple(names)), [tuple(row[name] for name in names) for row in rows])
        elif len(rows) < _COPY_FROM:
            connection.execute(insert(table), list(rows))
        else:
            names = list(rows[0])
            columns = ", ".join(f'"{name}"' for name in names)
            with _driver(connection).cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row([row[name] for name in names])

    def put_words(self, connection: Connection, rows: Sequence[tuple[int, str, str]]) -> None:
        """Add (report number, title, text) to the full-text index."""
        if self.sqlite:
            _driver(connection).cursor().executemany("INSERT INTO fulltext(rowid, title, body) VALUES (?, ?, ?)", rows)
            return
        statement = text(
            "INSERT INTO fulltext(report, body) VALUES (:n, setweight(to_tsvector('english', :title), 'A') || to_tsvector('english', :body))"
        )
        connection.execute(statement, [{"n": n, "title": title, "body": body[:_TSVECTOR_LIMIT]} for n, title, body in rows])

    def close(self) -> None:
        """Let go of the connections."""
        self.engine.dispose()


_TSVECTOR_LIMIT = 400_000  # a tsvector holds at most a megabyte


def _insert_text(table: str, names: tuple[str, ...]) -> str:
    columns, marks = ", ".join(f'"{n}"' for n in names), ", ".join("?" * len(names))
    return f'INSERT INTO "{table}" ({columns}) VALUES ({marks})'  # noqa: S608  names are those of our own schema


def _driver(connection: Connection) -> Any:
    """The driver's own connection, inside SQLAlchemy's transaction."""
    return connection.connection.driver_connection


def archive_url(where: str | Path) -> URL:
    """The URL of an archive: a path means SQLite. Raises `ArchiveError` for a DSN of another database."""
    if isinstance(where, Path) or "://" not in where:
        path = str(where)
        if not path:
            raise ArchiveError("no archive named: give a path or a DSN")
        return URL.create("sqlite", database=path)
    try:
        url = make_url(where)
        backend = url.get_backend_name()
    except (SQLAlchemyError, ValueError) as error:
        raise ArchiveError(f"{where.partition('@')[0].partition(':')[0]}://…: not a DSN: {error}") from error
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend == "sqlite":
        return url
    raise ArchiveError(f"an archive is a path (SQLite) or postgresql+psycopg://…, not {url.drivername}")


def now() -> str:
    """The hour, UTC, to the microsecond, sortable as text."""
    return hour(datetime.now(UTC))


def hour(when: datetime | str) -> str:
    """An hour as the archive writes it. A day alone means its end; an hour without a zone is UTC."""
    if isinstance(when, str):
        if len(when) == 10:
            return when + "T23:59:59.999999Z"
        when = datetime.fromisoformat(when)
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def migrate(engine: Engine, sqlite: bool) -> None:
    """Bring the database to `HEAD`, one process at a time."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.connect() as connection:
        connection = connection.execution_options(onrecord_write=True)
        with connection.begin():
            if not sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def _sqlite_connect(connection: Any, _: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in ("busy_timeout=60000", "journal_mode=WAL", "synchronous=FULL", "cache_size=-65536", "temp_store=MEMORY", "mmap_size=268435456"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("onrecord_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


