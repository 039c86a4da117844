"""The database's schema and its backups, on SQLite and on PostgreSQL."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.storage import METADATA, AccountStore, Database, KeptTour, TourStore, schema
from app.storage.backup import BackupUnusable, restore_backup, write_backup

TOUR = KeptTour("a" * 20, "v1", {"mode": "fietsen"}, {"near": "Eén", "length_m": 1.5})


def filled(url: str) -> Database:
    """A database with something of several kinds in it."""
    database = Database(url)
    TourStore(database).keep([TOUR])
    accounts = AccountStore(database)
    accounts.accept(accounts.invite("a@example.org", "admin"), "Ä", "hash")
    accounts.note("a@example.org", "did", "something", {"how": ["well", 1]})
    return database


def test_steps_lead_to_the_same_tables(database_url: str) -> None:
    """A database brought forward from the first release step by step is what a fresh one is."""
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        schema.upgrade(connection)
        assert schema.differences(connection, METADATA) == []
        assert schema.revision_of(connection) == schema.newest()
    engine.dispose()


def test_database_of_the_first_release_is_brought_forward(database_url: str) -> None:
    """Its tours are still there afterwards."""
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        schema.upgrade(connection, "0001")
        connection.execute(sa.text("DROP TABLE alembic_version"))
    engine.dispose()
    database = Database(database_url)
    tours = TourStore(database)
    tours.keep([TOUR])
    assert tours.find(TOUR.tour_id) == TOUR
    assert AccountStore(database).all() == []
    database.close()


def test_many_processes_make_the_tables_once(database_url: str) -> None:
    """Servers that start at the same moment do not stand in each other's way."""
    databases = [Database(database_url) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda database: database.check(), databases))
    for database in databases:
        database.close()


def test_backup_comes_back_whole(database_url: str, tmp_path: Path) -> None:
    """Bytes, moments, numbers and letters of every table are the same in another database."""
    database, other = (
        filled(database_url),
        Database(f"sqlite:///{tmp_path / 'two.sqlite'}"),
    )
    counts = write_backup(database, tmp_path / "kept.jsonl.gz")
    assert counts["tours"] == counts["users"] == 1
    assert restore_backup(other, tmp_path / "kept.jsonl.gz") == counts
    for table in METADATA.sorted_tables:
        with database.reading() as one, other.reading() as two:
            assert one.execute(sa.select(table)).all() == two.execute(sa.select(table)).all()
    assert TourStore(other).find(TOUR.tour_id) == TOUR
    # And back: numbers that the database gives itself go on after those of the backup.
    assert restore_backup(database, tmp_path / "kept.jsonl.gz", replace=True) == counts
    AccountStore(database).note("b@example.org", "did", "more")
    assert len(AccountStore(database).deeds()) == counts["audit"] + 1
    for each in (database, other):
        each.close()


def test_restoring_is_all_or_nothing(database_url: str, tmp_path: Path) -> None:
    """Over what is there only when told; a damaged or foreign file changes nothing."""
    database = filled(database_url)
    kept = tmp_path / "kept.jsonl.gz"
    write_backup(database, kept)
    with pytest.raises(BackupUnusable, match="--replace"):
        restore_backup(database, kept)
    lines = gzip.decompress(kept.read_bytes()).splitlines(keepends=True)
    for broken in (
        b"".join(lines[:-1]),
        b"no json\n",
        b'{"kind": "other"}\n',
        lines[0] + b'["tours", {"id": 1}]\n',
    ):
        (tmp_path / "broken.gz").write_bytes(gzip.compress(broken))
        with pytest.raises(BackupUnusable):
            restore_backup(database, tmp_path / "broken.gz", replace=True)
    (tmp_path / "broken.gz").write_bytes(kept.read_bytes()[:-20])
    with pytest.raises(BackupUnusable):
        restore_backup(database, tmp_path / "broken.gz", replace=True)
    assert TourStore(database).find(TOUR.tour_id) == TOUR
    assert restore_backup(database, kept, replace=True)["tours"] == 1
    database.close()


def test_moments_keep_their_zone(database_url: str) -> None:
    """What goes in with a zone comes out with one, the same moment."""
    database = filled(database_url)
    account = AccountStore(database).by_email("a@example.org")
    assert account is not None
    assert abs((datetime.now(UTC) - account.created).total_seconds()) < 60
    database.close()
