"""The agenda's own events, what has been done to them, and the feeds that they come from.

Events are kept as plain values (see :meth:`app.agenda.event.AgendaEvent.record`). The agenda's revision is the number
of its last change: who has read the events of a revision need not read them again.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.storage.base import METADATA, Database, UtcDateTime


def _text(name: str, length: int | None = None) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length) if length else sa.Text, nullable=False)


EVENTS = sa.Table(
    "agenda_events",
    METADATA,
    sa.Column("uid", sa.String(255), primary_key=True),
    sa.Column("region", sa.String(64), primary_key=True),
    *(
        _text(f"{name}_{language}")
        for name in ("title", "note", "rule_text")
        for language in ("nl", "en", "de")
    ),
    _text("start", 32),
    _text("end", 32),
    _text("zone", 64),
    sa.Column("lon", sa.Float, nullable=False),
    sa.Column("lat", sa.Float, nullable=False),
    _text("placed_by", 16),
    _text("category", 32),
    *(_text(name) for name in ("venue", "settlement", "rrule", "rdates", "exdates", "overrides")),
    _text("series", 255),
    _text("status", 16),
    sa.Column("certain", sa.Boolean, nullable=False),
    sa.Column("regional", sa.Boolean, nullable=False),
    *(_text(name) for name in ("price", "url", "image", "accessibility", "source_title", "source_url")),
    sa.Column(
        "pinned", sa.Text, nullable=False
    ),  # names of what an editor has set: an import leaves it alone
    sa.Column("created", UtcDateTime, nullable=False),
    sa.Column("changed", UtcDateTime, nullable=False),
)
CHANGES = sa.Table(
    "agenda_changes",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("region", sa.String(64), nullable=False, index=True),
    sa.Column("uid", sa.String(255), nullable=False, index=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("who", sa.String(200), nullable=False),
    sa.Column("what", sa.String(16), nullable=False),  # added, changed, cancelled
    sa.Column("values", sa.Text, nullable=False),  # JSON: column → [before, after]
)
FEEDS = sa.Table(
    "agenda_feeds",
    METADATA,
    sa.Column("url", sa.String(1000), primary_key=True),
    sa.Column("region", sa.String(64), primary_key=True),
    sa.Column("etag", sa.String(500), nullable=False),
    sa.Column("last_modified", sa.String(100), nullable=False),
    sa.Column("read", UtcDateTime, nullable=False),
)
_BESIDE = ("region", "pinned", "created", "changed")
_MANY = 400


@dataclass(frozen=True)
class KeptEvent:
    """An event as it is kept: its record, and the names of what an editor has set."""

    record: Mapping[str, Any]
    pinned: frozenset[str] = frozenset()


@dataclass(frozen=True)
class AgendaChange:
    """What was done to an event.

    Attributes
    ----------
    uid, at, who
        Which one, when, by whom.
    what
        ``added``, ``changed`` or ``cancelled``.
    values
        Column → value before and after.
    """

    uid: str
    at: datetime
    who: str
    what: str
    values: Mapping[str, Sequence[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class FeedState:
    """What a feed's server said when it was read last."""

    etag: str
    last_modified: str


class AgendaStore:
    """The kept events of all regions.

    Parameters
    ----------
    database
        Where they are kept.

    Attributes
    ----------
    database
        For transactions of the caller's.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    def revision(self, region: str) -> int:
        """Return the number of the last change; 0 where nothing was ever changed."""
        newest = sa.select(sa.func.max(CHANGES.c.id)).where(CHANGES.c.region == region)
        with self.database.reading() as connection:
            return connection.scalar(newest) or 0

    def events(self, region: str, uids: Sequence[str] | None = None) -> dict[str, KeptEvent]:
        """Return the kept events of a region by uid, all or those named."""
        with self.database.reading() as connection:
            return self.read(connection, region, uids)

    def read(
        self, connection: Connection, region: str, uids: Sequence[str] | None = None
    ) -> dict[str, KeptEvent]:
        """Return events on a connection of the caller's own, such as one in a transaction."""
        wanted = sa.select(EVENTS).where(EVENTS.c.region == region).order_by(EVENTS.c.uid)
        selects = [wanted]
        if uids is not None:
            selects = [
                wanted.where(EVENTS.c.uid.in_(uids[i : i + _MANY])) for i in range(0, len(uids), _MANY)
            ]
        rows = (row for select in selects for row in connection.execute(select).mappings())
        return {row["uid"]: _kept(row) for row in rows}

    def keep(
        self,
        connection: Connection,
        region: str,
        events: Iterable[KeptEvent],
        changes: Iterable[AgendaChange],
    ) -> None:
        """Add or replace events and write down what was done, in a transaction of the caller's."""
        now = datetime.now(UTC)
        rows = [
            {
                **event.record,
                "region": region,
                "pinned": json.dumps(sorted(event.pinned)),
                "created": now,
                "changed": now,
            }
            for event in events
        ]
        if not rows:
            return
        created = {
            row.uid: row.created
            for i in range(0, len(rows), _MANY)
            for row in connection.execute(
                sa.select(EVENTS.c.uid, EVENTS.c.created).where(
                    EVENTS.c.region == region, EVENTS.c.uid.in_([row["uid"] for row in rows[i : i + _MANY]])
                )
            )
        }
        old = [row | {"created": created[row["uid"]]} for row in rows if row["uid"] in created]
        new = [row for row in rows if row["uid"] not in created]
        if old:
            same = sa.and_(EVENTS.c.uid == sa.bindparam("its_uid"), EVENTS.c.region == region)
            connection.execute(sa.update(EVENTS).where(same), [row | {"its_uid": row["uid"]} for row in old])
        if new:
            connection.execute(sa.insert(EVENTS), new)
        connection.execute(
            sa.insert(CHANGES),
            [
                {
                    "region": region,
                    "uid": change.uid,
                    "at": change.at,
                    "who": change.who,
                    "what": change.what,
                    "values": json.dumps(dict(change.values), ensure_ascii=False),
                }
                for change in changes
            ],
        )

    def history(self, region: str, uid: str | None = None, limit: int = 100) -> list[AgendaChange]:
        """Return what was done, the latest first; of one event or of all."""
        wanted = (
            sa.select(CHANGES).where(CHANGES.c.region == region).order_by(CHANGES.c.id.desc()).limit(limit)
        )
        if uid is not None:
            wanted = wanted.where(CHANGES.c.uid == uid)
        with self.database.reading() as connection:
            rows = connection.execute(wanted).mappings().all()
        return [
            AgendaChange(row["uid"], row["at"], row["who"], row["what"], json.loads(row["values"]))
            for row in rows
        ]

    def feed(self, region: str, url: str) -> FeedState | None:
        """Return what is known of a feed from the last time."""
        wanted = sa.select(FEEDS).where(FEEDS.c.url == url, FEEDS.c.region == region)
        with self.database.reading() as connection:
            row = connection.execute(wanted).one_or_none()
        return None if row is None else FeedState(row.etag, row.last_modified)

    def remember_feed(self, connection: Connection, region: str, url: str, state: FeedState) -> None:
        """Write down what a feed's server said, in a transaction of the caller's."""
        connection.execute(sa.delete(FEEDS).where(FEEDS.c.url == url, FEEDS.c.region == region))
        connection.execute(
            sa.insert(FEEDS),
            {
                "url": url,
                "region": region,
                "etag": state.etag,
                "last_modified": state.last_modified,
                "read": datetime.now(UTC),
            },
        )


def _kept(row: Mapping[Any, Any]) -> KeptEvent:
    record = {name: value for name, value in row.items() if name not in _BESIDE}
    return KeptEvent(record, frozenset(json.loads(row["pinned"])))
