"""The database under everything that is kept: one engine, made at first use, and the tables of every feature.

A feature declares its tables in a module of its own in this package, on :data:`METADATA`, and reads and writes through
:meth:`Database.reading` and :meth:`Database.writing`. SQLite (write-ahead log) by default, PostgreSQL by address.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from app.errors import StorageUnavailable
from app.storage.schema import bring_forward

METADATA = sa.MetaData(
    # Named, so that a later change of schema can speak of them on every database.
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_WRITES = "rondje_writes"
_PATIENCE_S = 5


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment, kept in UTC and given back with its zone on every database."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        """Turn a moment into UTC."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        """Give a moment its zone back, which SQLite forgets."""
        return (
            None if value is None else (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
        )


class Database:
    """The database; tables are made at first use.

    Parameters
    ----------
    url
        A SQLAlchemy address.
    """

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to read from.

        Raises
        ------
        StorageUnavailable
            If the database cannot be read.
        """
        try:
            with self.engine().connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StorageUnavailable(f"the database cannot be read: {error}") from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in a transaction: all that is written in it is kept at its end, or nothing is.

        Raises
        ------
        StorageUnavailable
            If the database cannot be written.
        """
        try:
            with (
                self.engine().connect().execution_options(**{_WRITES: True}) as connection,
                connection.begin(),
            ):
                yield connection
        except SQLAlchemyError as error:
            raise StorageUnavailable(f"the database cannot be written: {error}") from error

    def check(self) -> None:
        """Raise StorageUnavailable unless the database answers."""
        with self.reading() as connection:
            connection.execute(sa.select(1)).all()

    def close(self) -> None:
        """Close all connections."""
        if self._engine is not None:
            self._engine.dispose()

    def engine(self) -> Engine:
        """Return the engine, made and its tables with it at the first call."""
        # At first use and not before: connections must not cross the fork into the worker processes.
        with self._lock:
            if self._engine is None:
                engine = _connect(self._url)
                bring_forward(engine, METADATA)
                self._engine = engine
            return self._engine


def insert_if_absent(connection: Connection, table: sa.Table) -> sa.Insert:
    """Return an insert that leaves a row alone that is there already."""
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_postgresql  # noqa: PLC0415

        return insert_postgresql(table).on_conflict_do_nothing()
    return sa.insert(table).prefix_with("OR IGNORE", dialect="sqlite")


def _connect(url: sa.URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(
            url,
            pool_pre_ping=True,
            # Room for each thread of a worker; whoever waits longer than this for a connection is told so.
            pool_size=5,
            max_overflow=5,
            pool_timeout=_PATIENCE_S,
            connect_args={"connect_timeout": _PATIENCE_S, "options": _bounds()},
        )
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageUnavailable(f"{error}; set DATABASE_URL to a place that can be written") from error
    engine = sa.create_engine(url, connect_args={"timeout": 10})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    # Write-ahead log: readers never wait for the writer. NORMAL loses at most the last moment on a power cut.
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "busy_timeout=10000",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()
    # Transactions are begun by _begin_sqlite, not by the driver.
    connection.isolation_level = None


def _bounds() -> str:
    # A database that hangs must not take the workers with it: a statement ends, a lock is given up.
    milliseconds = 1000 * _PATIENCE_S
    return f"-c statement_timeout={2 * milliseconds} -c lock_timeout={milliseconds}"


def _begin_sqlite(connection: Connection) -> None:
    # A writer takes its turn at once: one that first reads could find the file changed before it writes, and fail.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
