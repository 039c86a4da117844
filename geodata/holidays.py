"""What a region's days are: its public holidays and school holidays, and where its sun rises."""

import datetime as dt
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import holidays

FOLDER: Final = Path(__file__).parent / "regions" / "school_holidays"


@dataclass(frozen=True)
class SchoolHoliday:
    """Days without school, first and last included, and the page that says so."""

    name: str
    first: dt.date
    last: dt.date
    source: str


@dataclass(frozen=True, eq=False)
class Calendar:
    """The days of a region; one without country or school holidays knows none.

    Attributes
    ----------
    country
        ISO code, for the public holidays; "" for none.
    school
        School holidays that are known, in order.
    timezone
        Name of the time zone, "" where sunrise does not matter.
    lonlat
        Where sunrise and sunset are reckoned, None for nowhere.
    """

    country: str = ""
    school: tuple[SchoolHoliday, ...] = ()
    timezone: str = ""
    lonlat: tuple[float, float] | None = None

    def is_public_holiday(self, day: dt.date) -> bool:
        """Whether a day is a public holiday."""
        return bool(self.country) and day in _public_holidays(self.country, day.year)

    def is_school_holiday(self, day: dt.date) -> bool:
        """Whether a day is known to be without school for a holiday."""
        return any(holiday.first <= day <= holiday.last for holiday in self.school)

    @property
    def school_known_until(self) -> dt.date | None:
        """Last day of the last school holiday that is known; None where none is."""
        return max((holiday.last for holiday in self.school), default=None)


NO_CALENDAR: Final = Calendar()


@lru_cache(maxsize=64)
def _public_holidays(country: str, year: int) -> frozenset[dt.date]:
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:  # a country that the library does not know
        return frozenset()


def read_calendar(facts: Mapping[str, Any], timezone: str, lonlat: tuple[float, float]) -> Calendar:
    """Make the calendar that a region file describes.

    Parameters
    ----------
    facts
        ``country``, and in ``school`` the name of a file in ``regions/school_holidays``; either may be left out.
    timezone
        Of the region.
    lonlat
        Its centre.

    Raises
    ------
    OSError, KeyError, TypeError, ValueError
        If the file of school holidays is missing or not what it should be.
    """
    name = str(facts.get("school", ""))
    rows = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["holiday"] if name else ()
    school = tuple(sorted((SchoolHoliday(**row) for row in rows), key=lambda holiday: holiday.first))
    backwards = [holiday for holiday in school if holiday.last < holiday.first or not holiday.source]
    if backwards:
        raise ValueError(
            f"{name}.toml: {backwards[0].name} {backwards[0].first} ends early or lacks a source"
        )
    return Calendar(str(facts.get("country", "")), school, timezone, lonlat)
