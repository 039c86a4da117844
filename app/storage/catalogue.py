"""The catalogue of ready-made tours that is shown: which kept tours, in which order, and what one filters by."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.storage.base import METADATA, Database

CATALOGUE = sa.Table(
    "catalogue",
    METADATA,
    sa.Column("tour_id", sa.String(32), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False, index=True),
    sa.Column("mode", sa.String(16), nullable=False),
    sa.Column("theme", sa.String(32), nullable=False),
    sa.Column("village", sa.String(120), nullable=False),
    sa.Column("length_m", sa.Float, nullable=False),
    sa.Column("score", sa.Float, nullable=False),
    sa.Column("dataset", sa.String(64), nullable=False),
)


@dataclass(frozen=True)
class CatalogueEntry:
    """A tour of the catalogue; fields as the columns."""

    tour_id: str
    position: int
    mode: str
    theme: str
    village: str
    length_m: float
    score: float
    dataset: str


class CatalogueStore:
    """The kept catalogue.

    Parameters
    ----------
    database
        Where it is kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, entries: Sequence[CatalogueEntry]) -> None:
        """Show these tours instead of those before, in one step."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(CATALOGUE))
            if entries:
                connection.execute(sa.insert(CATALOGUE), [vars(entry) for entry in entries])

    def all(self) -> list[CatalogueEntry]:
        """Return all entries, best first."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(CATALOGUE).order_by(CATALOGUE.c.position)).all()
        return [CatalogueEntry(**row._mapping) for row in rows]
