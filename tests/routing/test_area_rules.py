"""Rules of nature areas on the way: no entry, a closed season, dogs; told in words, on the days that they hold."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from app.presenter.sentences import warning
from geodata.vocabulary import DOG_RULES
from routing.area_rules import AreaRules
from routing.errors import DatasetUnusable
from routing.types import TourRequest

UNKNOWN, LEASHED = DOG_RULES.index("unknown"), DOG_RULES.index("leashed")
RULES = AreaRules(
    name=["Riet", "Oefenterrein", "Duin", ""],
    access=["yes", "no", "", "no"],
    closed_from=["03-15", "", "11-01", ""],
    closed_until=["07-15", "", "02-15", ""],
    dog=["leashed", "", "no", "no"],
)


@dataclass
class Ways:
    """What rules need to know of ways."""

    edge_area: np.ndarray
    edge_protected: np.ndarray
    edge_dog: np.ndarray


def told(area, day=None, dog=False, length=1000.0, protected=100, own_dog=UNKNOWN):
    """Codes and values of the warnings of a tour over one way in an area."""
    ways = Ways(np.array([area]), np.array([protected]), np.array([own_dog]))
    request = TourRequest(mode="wandelen", start=(6.5, 53.0), distance_m=5000.0, date=day, dog=dog)
    return [
        (w.code, dict(w.values)) for w in RULES.warnings(ways, np.array([0]), np.array([length]), request)
    ]


@pytest.mark.parametrize(
    ("area", "day", "closed"),
    [
        (0, dt.date(2027, 3, 14), False),
        (0, dt.date(2027, 3, 15), True),
        (0, dt.date(2027, 7, 15), True),
        (0, dt.date(2027, 7, 16), False),
        (2, dt.date(2026, 12, 24), True),
        (2, dt.date(2027, 2, 15), True),
        (2, dt.date(2027, 5, 1), False),
        (0, None, True),
    ],
)
def test_season_of_rest_is_told_on_its_days(area, day, closed):
    """The breeding season is a warning from its first day to its last, over New Year too, and without a day."""
    assert [code for code, _ in told(area, day)] == (["area_closed"] if closed else [])


def test_area_without_entry_is_told_always():
    """A training ground that may not be entered is told with its name and the metres through it."""
    assert told(1, protected=40) == [("area_no_entry", {"name": "Oefenterrein", "metres": 400})]


def test_dogs():
    """Rules for dogs are told to who brings one, where the way itself says nothing."""
    day = dt.date(2027, 9, 1)
    assert told(0, day) == []
    assert [code for code, _ in told(0, day, dog=True)] == ["area_leash"]
    assert [code for code, _ in told(2, dt.date(2027, 5, 1), dog=True)] == ["area_no_dogs"]
    assert told(0, day, dog=True, own_dog=LEASHED) == []


def test_brushing_an_area_or_one_without_name_is_nothing():
    """A few metres along the border, an area without name, no area at all: no word."""
    assert told(1, length=40.0) == []
    assert told(3) == []
    assert told(-1) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "van 15 maart tot en met 15 juli"),
        ("en", "from 15 March to 15 July"),
        ("de", "vom 15. März bis 15. Juli"),
    ],
)
def test_season_is_told_in_every_language(language, words):
    """The days are written the way people write them."""
    ((code, values),) = told(0, dt.date(2027, 5, 1))
    assert words in warning(language, {"code": code, "values": values})


def test_rules_are_read_from_the_dataset(tmp_path):
    """A dataset's areas give the rules; an older one without those columns gives the names; none is refused."""
    table = {"name": ["Riet"], "access": ["no"], "closed_from": [""], "closed_until": [""], "dog": ["no"]}
    pq.write_table(pa.table(table), tmp_path / "areas.parquet")
    assert AreaRules.load(tmp_path / "areas.parquet").access == ["no"]
    pq.write_table(pa.table({"name": ["Riet"]}), tmp_path / "old.parquet")
    assert AreaRules.load(tmp_path / "old.parquet").closed_from == [""]
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    with pytest.raises(DatasetUnusable, match="broken"):
        AreaRules.load(tmp_path / "broken.parquet")
