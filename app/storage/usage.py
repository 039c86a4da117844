"""Daily counts of what was asked."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from app.storage.base import METADATA, Database

USAGE = sa.Table(
    "usage",
    METADATA,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("what", sa.String(24), primary_key=True),
    sa.Column("subject", sa.String(160), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)

Key = tuple[dt.date, str, str]


@dataclass(frozen=True)
class Counted:
    """How often something was asked in a span of days."""

    subject: str
    count: int


class UsageStore:
    """The kept counts.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, counts: Mapping[Key, int]) -> None:
        """Add to the counts."""
        if not counts:
            return
        with self._database.writing() as connection:
            # In a fixed order, so that two writers never wait for each other's rows.
            for (day, what, subject), count in sorted(counts.items()):
                connection.execute(_raise(connection.dialect.name, day, what, subject, count))

    def top(self, what: str, first: dt.date, last: dt.date, most: int = 20) -> Sequence[Counted]:
        """Return what was asked most in a span of days, both included."""
        total = sa.func.sum(USAGE.c.count).label("total")
        wanted = (
            sa.select(USAGE.c.subject, total)
            .where(USAGE.c.what == what, USAGE.c.day.between(first, last))
            .group_by(USAGE.c.subject)
            .order_by(total.desc(), USAGE.c.subject)
            .limit(most)
        )
        with self._database.reading() as connection:
            return [Counted(row.subject, int(row.total)) for row in connection.execute(wanted)]

    def by_day(self, what: str, first: dt.date, last: dt.date) -> Mapping[dt.date, int]:
        """Return how often something was asked on each day of a span; days without are left out."""
        total = sa.func.sum(USAGE.c.count)
        wanted = (
            sa.select(USAGE.c.day, total)
            .where(USAGE.c.what == what, USAGE.c.day.between(first, last))
            .group_by(USAGE.c.day)
        )
        with self._database.reading() as connection:
            return {day: int(count) for day, count in connection.execute(wanted)}

    def rows(self, first: dt.date, last: dt.date) -> Sequence[tuple[dt.date, str, str, int]]:
        """Return all counts of a span of days."""
        wanted = sa.select(USAGE).where(USAGE.c.day.between(first, last))
        with self._database.reading() as connection:
            rows = connection.execute(wanted.order_by(USAGE.c.day, USAGE.c.what, USAGE.c.subject))
            return [(day, what, subject, int(count)) for day, what, subject, count in rows]


def _raise(dialect: str, day: dt.date, what: str, subject: str, count: int) -> sa.Insert:
    if dialect == "postgresql":
        from sqlalchemy.dialects.postgresql import insert  # noqa: PLC0415
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]  # noqa: PLC0415
    fresh = insert(USAGE).values(day=day, what=what, subject=subject, count=count)
    return fresh.on_conflict_do_update(
        index_elements=["day", "what", "subject"], set_={"count": USAGE.c.count + count}
    )
