"""Closures and diversions that officers draw: kept as drawn, so that they hold on every dataset that comes after."""

import datetime as dt
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.storage.base import METADATA, Database, UtcDateTime

CLOSURES = sa.Table(
    "closures",
    METADATA,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("geometry", sa.Text, nullable=False),
    sa.Column("detour", sa.Text, nullable=False),
    sa.Column("first_day", sa.Date),
    sa.Column("last_day", sa.Date, index=True),
    sa.Column("modes", sa.String(100), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("withdrawn", UtcDateTime),
)


@dataclass(frozen=True)
class KeptClosure:
    """A closure as it is kept.

    Attributes
    ----------
    closure_id
        Its name.
    geometry
        What is closed: a GeoJSON (Multi)LineString or (Multi)Polygon.
    detour
        The way round, a GeoJSON LineString; None: none is given.
    first_day, last_day
        When; None: open-ended.
    modes
        Ways of moving that it stops.
    note
        What to tell who meets it.
    """

    closure_id: str
    geometry: Mapping[str, Any]
    detour: Mapping[str, Any] | None
    first_day: dt.date | None
    last_day: dt.date | None
    modes: tuple[str, ...]
    note: str


class ClosureStore:
    """The closures.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        geometry: Mapping[str, Any],
        modes: Sequence[str],
        *,
        first_day: dt.date | None = None,
        last_day: dt.date | None = None,
        note: str = "",
        detour: Mapping[str, Any] | None = None,
    ) -> KeptClosure:
        """Keep a new closure.

        Raises
        ------
        StorageUnavailable
            If the database cannot be written.
        """
        kept = KeptClosure(secrets.token_hex(6), geometry, detour, first_day, last_day, tuple(modes), note)
        row = {
            "id": kept.closure_id,
            "geometry": json.dumps(geometry),
            "detour": json.dumps(detour) if detour else "",
            "first_day": first_day,
            "last_day": last_day,
            "modes": ",".join(modes),
            "note": note,
            "created": dt.datetime.now(dt.UTC),
            "withdrawn": None,
        }
        with self._database.writing() as connection:
            connection.execute(sa.insert(CLOSURES), row)
        return kept

    def not_over(self, today: dt.date) -> tuple[KeptClosure, ...]:
        """Return the closures that hold today or will later, in the order they were made.

        Raises
        ------
        StorageUnavailable
            If the database cannot be read.
        """
        lasting = CLOSURES.c.last_day.is_(None) | (CLOSURES.c.last_day >= today)
        wanted = sa.select(CLOSURES).where(CLOSURES.c.withdrawn.is_(None), lasting)
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(CLOSURES.c.created, CLOSURES.c.id)).all()
        return tuple(
            KeptClosure(
                row.id,
                json.loads(row.geometry),
                json.loads(row.detour) if row.detour else None,
                row.first_day,
                row.last_day,
                tuple(row.modes.split(",")),
                row.note,
            )
            for row in rows
        )

    def withdraw(self, closure_id: str) -> bool:
        """Take a closure back; False where there is none of the name.

        Raises
        ------
        StorageUnavailable
            If the database cannot be written.
        """
        mine = (CLOSURES.c.id == closure_id) & CLOSURES.c.withdrawn.is_(None)
        with self._database.writing() as connection:
            done = connection.execute(
                sa.update(CLOSURES).where(mine).values(withdrawn=dt.datetime.now(dt.UTC))
            )
        return bool(done.rowcount)
