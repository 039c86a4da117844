"""An agenda on the tiny dataset, and what is imported into it."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.agenda.agenda import Agenda
from app.agenda.importing import Importer, Report
from app.dataset import Dataset
from app.storage import Database
from app.storage.agenda import AgendaStore
from tests.app.tiny import SquarePlanner

TODAY = dt.date(2027, 1, 1)
_SEED = {
    "event_id": "ganzenmarkt", "series_id": "ganzenmarkt", "title": "Ganzenmarkt", "title_en": "Goose Fair",
    "title_de": "", "category": "market", "start": "2026-11-09", "end": "2026-11-09", "all_day": True,
    "rrule": "FREQ=YEARLY;BYMONTH=11;BYDAY=2MO", "rule_text_nl": "tweede maandag van november",
    "rule_text_en": "second Monday of November", "rule_text_de": "", "note_nl": "", "note_en": "", "note_de": "",
    "venue": "Markt", "settlement": "Rolde", "place_id": "n2", "placed_by": "settlement", "lon": 6.64, "lat": 52.98,
    "url": "", "source_title": "Gemeente", "source_url": "https://example.org/", "source_read": "2026-10-01",
    "regional": True, "certain": False,
}  # fmt: skip


@pytest.fixture
def seeded(data: Path) -> Path:
    """The tiny dataset with one yearly event in it, made by a rule."""
    pq.write_table(pa.Table.from_pylist([_SEED]), data / "v1" / "events.parquet")
    return data


@pytest.fixture
def dataset(seeded: Path) -> Dataset:
    """That dataset, opened."""
    return Dataset.open(seeded, SquarePlanner.open)


@pytest.fixture
def agenda(tmp_path: Path) -> Iterator[Agenda]:
    """An agenda whose database is empty."""
    database = Database(f"sqlite:///{tmp_path / 'agenda.sqlite'}")
    yield Agenda(AgendaStore(database))
    database.close()


@pytest.fixture
def take(agenda: Agenda, dataset: Dataset) -> Callable[..., Report]:
    """Import a text or bytes on New Year's Day 2027."""

    def taken(content: str | bytes, **options: object) -> Report:
        raw = content if isinstance(content, bytes) else content.encode()
        options = {"source": "test", "who": "tester"} | options
        return Importer(agenda, dataset, TODAY).take(raw, **options)  # type: ignore[arg-type]

    return taken


def calendar(*entries: str) -> str:
    """A calendar of entries, each the lines between BEGIN and END."""
    told = "".join(
        f"BEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n{entry.strip()}\nEND:VEVENT\n" for entry in entries
    )
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//t//t//NL\n{told}END:VCALENDAR\n".replace("\n", "\r\n")
