"""What a file, a page or an editor says of an event, before anything of it is believed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.agenda.event import Moment, Override
from app.languages import mark

REASONS: Mapping[str, str] = {
    "unreadable": mark("cannot be read: {problem}"),
    "no_title": mark("has no title"),
    "no_start": mark("has no beginning; give a date, or a date and a time"),
    "bad_date": mark("{text} is no date; write 2027-05-15 or 2027-05-15T10:00"),
    "end_before_start": mark("ends before it begins"),
    "too_long": mark("lasts {days} days; make it a rule, or two events"),
    "past": mark("was over on {day}"),
    "off_calendar": mark("begins in the year {year}; give one from 2000 to 2100"),
    "no_place": mark(
        "no place of this region is called {text}; give coordinates or the name of a town or village"
    ),
    "bad_position": mark("{text} is no position; give longitude and latitude in degrees"),
    "outside": mark("lies outside the region"),
    "bad_rule": mark("{text} is no rule that can be followed"),
    "too_often": mark("is on more than once a day by its rule; give each time as an event of its own"),
    "this_and_future": mark("moves one occurrence and all after it; give those as a series of their own"),
    "private": mark("is marked private"),
    "twice": mark("has the same UID as another one here"),
    "bad_uid": mark("its UID is longer than 255 characters"),
}
"""Why an event is not taken: code → sentence, to be filled in and translated where it is shown."""


class Refused(ValueError):
    """An event is not taken.

    Parameters
    ----------
    code
        One of REASONS.
    values
        What its sentence needs.
    """

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return REASONS[self.code].format(**self.values)


@dataclass(frozen=True)
class Draft:
    """An event as it is told, markup and all.

    Attributes
    ----------
    label
        Where it stands in its source: ``row 7``, ``event 3``.
    uid
        "" where the source gives none.
    start, end
        None where not told. The end of a date is the last day.
    place
        Where, in one line of words, as calendars have it.
    refused
        Why it cannot be taken, where reading it has shown that already.
    """

    label: str
    uid: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    start: Moment | None = None
    end: Moment | None = None
    rrule: str = ""
    rdates: tuple[Moment, ...] = ()
    exdates: tuple[Moment, ...] = ()
    overrides: tuple[Override, ...] = ()
    note: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    venue: str = ""
    settlement: str = ""
    lonlat: tuple[float, float] | None = None
    category: str = ""
    series: str = ""
    status: str = "confirmed"
    certain: bool = True
    regional: bool = False
    price: str = ""
    url: str = ""
    image: str = ""
    accessibility: str = ""
    refused: Refused | None = None

    @property
    def shown(self) -> str:
        """Title for a report, or where it stands."""
        return next((" ".join(text.split())[:80] for text in self.title.values() if text.strip()), self.label)


def date_or_moment(text: str) -> Moment:
    """Read a date or a moment as people and machines write them.

    Raises
    ------
    Refused
        If it is neither.
    """
    plain = text.strip().replace(" ", "T", 1)
    try:
        if len(plain) <= 10 and "T" not in plain:
            return _day(plain)
        return dt.datetime.fromisoformat(plain)
    except ValueError:
        pass
    day, _, clock = plain.partition("T")
    try:
        return dt.datetime.combine(_day(day), dt.time.fromisoformat(clock.zfill(5)))
    except ValueError:
        raise Refused("bad_date", text=repr(text[:40])) from None


def _day(text: str) -> dt.date:
    for pattern in ("%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%Y%m%d"):
        try:
            return dt.datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    raise ValueError(text)
