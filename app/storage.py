"""What is kept in SQL: every tour that was planned, so that its link works after a restart and on a new dataset.

A tour is kept in its language-neutral form (:mod:`app.presenter.record`); a link can be read in any language.
"""

import json
import logging
import threading
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from app.canonical import to_json
from app.errors import StorageUnavailable

log = logging.getLogger(__name__)

_METADATA = sa.MetaData()
_TOURS = sa.Table(
    "tours",
    _METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("dataset", sa.String(64), nullable=False, index=True),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("record", sa.LargeBinary, nullable=False),
    sa.Column("created", sa.DateTime(timezone=True), nullable=False, index=True),
)


@dataclass(frozen=True)
class KeptTour:
    """A tour as it is kept.

    Attributes
    ----------
    tour_id
        The link's last part.
    dataset
        Version of the dataset it was planned on.
    request
        The canonical request that it answers, with the ``lang`` it was asked in.
    record
        The tour without any language in it.
    """

    tour_id: str
    dataset: str
    request: Mapping[str, Any]
    record: Mapping[str, Any]


class Storage:
    """The database of tours; tables are made at first use.

    Parameters
    ----------
    url
        A SQLAlchemy address.
    """

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    def keep(self, tours: Iterable[KeptTour]) -> None:
        """Keep tours; those that are there already stay as they are.

        Raises
        ------
        StorageUnavailable
            If the database cannot be written.
        """
        rows = [
            {
                "id": tour.tour_id,
                "dataset": tour.dataset,
                "request": to_json(tour.request).decode(),
                "record": zlib.compress(to_json(tour.record), 6),
                "created": datetime.now(UTC),
            }
            for tour in tours
        ]
        if not rows:
            return
        try:
            engine = self._ready()
            with engine.begin() as connection:
                known = sa.select(_TOURS.c.id).where(_TOURS.c.id.in_([row["id"] for row in rows]))
                there = set(connection.scalars(known))
                for row in rows:
                    if row["id"] not in there:
                        connection.execute(_insert_if_absent(engine), row)
        except SQLAlchemyError as error:
            raise StorageUnavailable(f"the tour could not be kept: {error}") from error

    def find(self, tour_id: str) -> KeptTour | None:
        """Return the tour of a link, or None.

        Raises
        ------
        StorageUnavailable
            If the database cannot be read.
        """
        try:
            with self._ready().connect() as connection:
                row = connection.execute(sa.select(_TOURS).where(_TOURS.c.id == tour_id)).one_or_none()
        except SQLAlchemyError as error:
            raise StorageUnavailable(f"the tour could not be read: {error}") from error
        if row is None:
            return None
        return KeptTour(row.id, row.dataset, json.loads(row.request), json.loads(zlib.decompress(row.record)))

    def check(self) -> None:
        """Raise StorageUnavailable unless the database answers."""
        try:
            with self._ready().connect() as connection:
                connection.execute(sa.select(_TOURS.c.id).limit(1)).all()
        except SQLAlchemyError as error:
            raise StorageUnavailable(str(error)) from error

    def close(self) -> None:
        """Close all connections."""
        if self._engine is not None:
            self._engine.dispose()

    def _ready(self) -> Engine:
        # At first use and not before: connections must not cross the fork into the worker processes.
        with self._lock:
            if self._engine is None:
                engine = _connect(self._url)
                _make_tables(engine)
                self._engine = engine
            return self._engine


def _connect(url: sa.URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_pre_ping=True)
    if url.database and url.database != ":memory:":
        try:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StorageUnavailable(f"{error}; set DATABASE_URL to a place that can be written") from error
    engine = sa.create_engine(url, connect_args={"timeout": 10})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    # Write-ahead log: readers never wait for the writer. NORMAL loses at most the last moment on a power cut.
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}").close()


def _make_tables(engine: Engine) -> None:
    try:
        _METADATA.create_all(engine)
    except SQLAlchemyError:
        # Another process may have made them between the look and the making: then the second look is content.
        _METADATA.create_all(engine)


def _insert_if_absent(engine: Engine) -> sa.Insert:
    if engine.dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as insert_postgresql  # noqa: PLC0415

        return insert_postgresql(_TOURS).on_conflict_do_nothing()
    return sa.insert(_TOURS).prefix_with("OR IGNORE", dialect="sqlite")
