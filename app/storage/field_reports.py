"""What people report from the field: kept until somebody has looked, told once it was found right."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa

from app.storage.base import METADATA, Database, UtcDateTime

STATES = ("new", "open", "solved", "refused")
"""``new`` waits for a look, ``open`` was found right and is told, the other two are over."""

FIELD_REPORTS = sa.Table(
    "field_reports",
    METADATA,
    sa.Column("id", sa.String(16), primary_key=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("lon", sa.Float, nullable=False),
    sa.Column("lat", sa.Float, nullable=False),
    sa.Column("tour", sa.String(32), nullable=False),
    sa.Column("photo", sa.LargeBinary),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("looked_at", UtcDateTime),
)


@dataclass(frozen=True)
class FieldReport:
    """A report.

    Attributes
    ----------
    report_id
        Its name.
    kind
        One of :data:`app.field_reports.kinds.KINDS`.
    note
        What the reporter wrote.
    lon, lat
        Where.
    tour
        Link of the tour that it was reported from, "" none.
    has_photo
        Whether a photo came with it.
    state
        One of :data:`STATES`.
    created
        When.
    """

    report_id: str
    kind: str
    note: str
    lon: float
    lat: float
    tour: str
    has_photo: bool
    state: str
    created: datetime


class FieldReportStore:
    """The reports.

    Parameters
    ----------
    database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, kind: str, lon: float, lat: float, *, note: str = "", tour: str = "", photo: bytes | None = None
    ) -> FieldReport:
        """Keep a new report, to be looked at.

        Raises
        ------
        StorageUnavailable
            If the database cannot be written.
        """
        now = datetime.now(UTC)
        report = FieldReport(secrets.token_hex(6), kind, note, lon, lat, tour, photo is not None, "new", now)
        row = {
            "id": report.report_id, "kind": kind, "note": note, "lon": lon, "lat": lat, "tour": tour,
            "photo": photo, "state": "new", "created": now, "looked_at": None,
        }  # fmt: skip
        with self._database.writing() as connection:
            connection.execute(sa.insert(FIELD_REPORTS), row)
        return report

    def waiting(self) -> int:
        """Return how many reports nobody has looked at.

        Raises
        ------
        StorageUnavailable
            If the database cannot be read.
        """
        count = sa.select(sa.func.count()).where(FIELD_REPORTS.c.state == "new")
        with self._database.reading() as connection:
            return int(connection.scalar(count) or 0)

    def in_states(self, *states: str) -> tuple[FieldReport, ...]:
        """Return the reports in some states, the oldest first.

        Raises
        ------
        StorageUnavailable
            If the database cannot be read.
        """
        columns = [column for column in FIELD_REPORTS.c if column.name not in ("photo", "looked_at")]
        wanted = (
            sa.select(*columns, FIELD_REPORTS.c.photo.is_not(None).label("has_photo"))
            .where(FIELD_REPORTS.c.state.in_(states))
            .order_by(FIELD_REPORTS.c.created, FIELD_REPORTS.c.id)
        )
        with self._database.reading() as connection:
            rows = connection.execute(wanted).all()
        return tuple(
            FieldReport(
                row.id, row.kind, row.note, row.lon, row.lat, row.tour, bool(row.has_photo), row.state, row.created
            )
            for row in rows
        )  # fmt: skip

    def photo(self, report_id: str, *states: str) -> bytes | None:
        """Return the photo of a report that is in one of some states, as JPEG; None where there is none.

        Raises
        ------
        StorageUnavailable
            If the database cannot be read.
        """
        mine = (FIELD_REPORTS.c.id == report_id) & FIELD_REPORTS.c.state.in_(states)
        with self._database.reading() as connection:
            return connection.scalar(sa.select(FIELD_REPORTS.c.photo).where(mine))

    def move(self, report_id: str, state: str) -> bool:
        """Put a report into a state; False where there is none of the name.

        Raises
        ------
        ValueError
            If there is no such state.
        StorageUnavailable
            If the database cannot be written.
        """
        if state not in STATES:
            raise ValueError(f"no state {state!r}; there are {', '.join(STATES)}")
        values = {"state": state, "looked_at": datetime.now(UTC)}
        with self._database.writing() as connection:
            done = connection.execute(
                sa.update(FIELD_REPORTS).where(FIELD_REPORTS.c.id == report_id).values(values)
            )
        return bool(done.rowcount)
