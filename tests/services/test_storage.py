"""Tours in SQL."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.errors import StorageUnavailable
from app.storage import Database, KeptTour, TourStore


def tour(tour_id: str = "a" * 20, **record: object) -> KeptTour:
    """A tour with next to nothing in it."""
    return KeptTour(
        tour_id, "v1", {"mode": "fietsen", "lang": "nl"}, {"length_m": 1.5, "near": "Eén", **record}
    )


def test_tour_comes_back_as_it_was_kept(database_url: str) -> None:
    """Request, dataset and every number and accent survive, through another process's eyes."""
    databases = Database(database_url), Database(database_url)
    writer, reader = map(TourStore, databases)
    writer.keep([tour()])
    assert reader.find("a" * 20) == tour()
    assert reader.find("b" * 20) is None
    for database in databases:
        database.close()


def test_kept_tour_is_never_changed(database_url: str) -> None:
    """A second tour under the same link leaves the first as it is."""
    database = Database(database_url)
    storage = TourStore(database)
    storage.keep([tour()])
    storage.keep([tour(length_m=2.0), tour("b" * 20)])
    assert storage.find("a" * 20) == tour()
    assert storage.find("b" * 20) is not None
    database.close()


def test_many_at_once(database_url: str) -> None:
    """Threads and two processes' worth of connections write the same and different tours without an error."""
    databases = [Database(database_url), Database(database_url)]
    storages = [TourStore(database) for database in databases]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: storages[i % 2].keep([tour(f"{i % 10:020d}")]), range(80)))
    assert all(storages[0].find(f"{i:020d}") for i in range(10))
    for database in databases:
        database.close()


def test_readers_do_not_wait_for_the_writer(tmp_path: Path) -> None:
    """The database file is in write-ahead mode."""
    path = tmp_path / "tours.sqlite"
    database = Database(f"sqlite:///{path}")
    storage = TourStore(database)
    storage.keep([tour()])
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    database.close()


def test_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    """A damaged file is an error of the storage, not of some library."""
    path = tmp_path / "tours.sqlite"
    path.write_bytes(b"this is no database, it only looks like a file " * 100)
    database = Database(f"sqlite:///{path}")
    storage = TourStore(database)
    with pytest.raises(StorageUnavailable):
        storage.find("a" * 20)
    with pytest.raises(StorageUnavailable):
        storage.keep([tour()])
    database.close()
