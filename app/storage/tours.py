"""Every tour that was planned, kept so that its link works after a restart and on a new dataset.

A tour is kept in its language-neutral form (:mod:`app.presenter.record`); a link can be read in any language.
"""

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from app.canonical import to_json
from app.storage.base import METADATA, Database, UtcDateTime, insert_if_absent

TOURS = sa.Table(
    "tours",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("dataset", sa.String(64), nullable=False, index=True),
    sa.Column("request", sa.Text, nullable=False),
    sa.Column("record", sa.LargeBinary, nullable=False),
    sa.Column("created", UtcDateTime, nullable=False, index=True),
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


class TourStore:
    """The kept tours.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

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
        with self._database.writing() as connection:
            known = sa.select(TOURS.c.id).where(TOURS.c.id.in_([row["id"] for row in rows]))
            there = set(connection.scalars(known))
            for row in rows:
                if row["id"] not in there:
                    connection.execute(insert_if_absent(connection, TOURS), row)

    def beginning_with(self, beginning: str) -> list[str]:
        """Return the ids that begin with some letters, the oldest first.

        Raises
        ------
        StorageUnavailable
            If the database cannot be read.
        """
        # A range, which every database finds by the primary key; no letter of an id comes after z.
        alike = TOURS.c.id.between(beginning, beginning + "z" * 20)
        query = sa.select(TOURS.c.id).where(alike).order_by(TOURS.c.created, TOURS.c.id)
        with self._database.reading() as connection:
            return [found for found in connection.scalars(query) if found.startswith(beginning)]

    def find(self, tour_id: str) -> KeptTour | None:
        """Return the tour of a link, or None.

        Raises
        ------
        StorageUnavailable
            If the database cannot be read.
        """
        with self._database.reading() as connection:
            row = connection.execute(sa.select(TOURS).where(TOURS.c.id == tour_id)).one_or_none()
        if row is None:
            return None
        return KeptTour(row.id, row.dataset, json.loads(row.request), json.loads(zlib.decompress(row.record)))
