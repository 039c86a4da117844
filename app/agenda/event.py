"""What an event is: one that happens once, or by a rule, with what is known of it in three languages."""

import datetime as dt
import hashlib
import json
import re
from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from app.languages import LANGUAGES
from geodata.degrees import apart_m

Moment = dt.datetime | dt.date

STATUSES: Final = ("confirmed", "tentative", "cancelled")
TEXT_LENGTHS: Final[Mapping[str, int]] = {
    "series": 100, "venue": 200, "settlement": 100, "price": 120, "accessibility": 500, "source_title": 200,
}  # fmt: skip
TITLE_LENGTH: Final = 200
NOTE_LENGTH: Final = 4000
ADDRESS_LENGTH: Final = 1000
_PLAIN_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_BY_LANGUAGE = ("title", "note", "rule_text")
_NONE = "[]"


@dataclass(frozen=True)
class Override:
    """One occurrence that is not as the rule has it.

    Attributes
    ----------
    of
        The beginning that the rule gives it.
    start, end
        When it is instead, as in :class:`AgendaEvent`.
    status
        One of STATUSES.
    title, venue
        What it is called and where it is instead; empty for no change.
    """

    of: Moment
    start: Moment
    end: Moment
    status: str = "confirmed"
    title: str = ""
    venue: str = ""


@dataclass(frozen=True)
class AgendaEvent:
    """An event, or a series by one rule.

    Attributes
    ----------
    uid
        The same wherever the event is told of; for ever.
    title, note, rule_text
        By language; Dutch always has a title, another may lack one.
    category
        One of EVENT_CATEGORIES, or "" for something else.
    start, end
        Moments in ``zone``; or dates where the event takes whole days: ``end`` is then its last day.
    zone
        Name of the time zone that the rule counts in.
    rrule, rdates, exdates, overrides
        RFC 5545: the rule without its name ("" for a single event), what comes on top, what drops out, what is moved.
    series
        What the editions of one yearly event share: a dated one takes the place of what a rule made of that year.
    status
        One of STATUSES.
    certain
        Whether somebody has told the date; a rule's date is to be confirmed with the organiser.
    lon, lat, placed_by
        Where; "" at the place itself, ``street`` and ``settlement`` where only that is known.
    """

    uid: str
    title: Mapping[str, str]
    start: Moment
    end: Moment
    zone: str
    lon: float
    lat: float
    placed_by: str = ""
    category: str = ""
    venue: str = ""
    settlement: str = ""
    rrule: str = ""
    rdates: tuple[Moment, ...] = ()
    exdates: tuple[Moment, ...] = ()
    overrides: tuple[Override, ...] = ()
    series: str = ""
    status: str = "confirmed"
    certain: bool = True
    regional: bool = False
    note: Mapping[str, str] = field(default_factory=dict)
    rule_text: Mapping[str, str] = field(default_factory=dict)
    price: str = ""
    url: str = ""
    image: str = ""
    accessibility: str = ""
    source_title: str = ""
    source_url: str = ""

    @property
    def all_day(self) -> bool:
        """Whether it takes whole days."""
        return not isinstance(self.start, dt.datetime)

    @property
    def recurs(self) -> bool:
        """Whether it may happen more than once."""
        return bool(self.rrule or self.rdates)

    @property
    def key(self) -> str:
        """Short name for addresses: the uid where that is short and plain, else made of it."""
        if _PLAIN_KEY.fullmatch(self.uid):
            return self.uid
        return "e" + b32encode(hashlib.sha256(self.uid.encode()).digest())[:16].decode().lower()

    def told(self, name: str, language: str) -> str:
        """Return ``title``, ``note`` or ``rule_text`` in a language, else in Dutch, else in any."""
        texts: Mapping[str, str] = getattr(self, name)
        return texts.get(language) or texts.get("nl") or next((text for text in texts.values() if text), "")

    def record(self) -> dict[str, Any]:
        """Return plain values by column name, as they are kept and compared."""
        plain: dict[str, Any] = {}
        for entry in fields(self):
            value = getattr(self, entry.name)
            if entry.name in _BY_LANGUAGE:
                plain |= {f"{entry.name}_{language}": value.get(language, "") for language in LANGUAGES}
            elif entry.name in ("start", "end"):
                plain[entry.name] = written(value)
            elif entry.name in ("rdates", "exdates"):
                plain[entry.name] = json.dumps([written(moment) for moment in value]) if value else _NONE
            elif entry.name == "overrides":
                plain[entry.name] = (
                    json.dumps([_override(o) for o in value], ensure_ascii=False) if value else _NONE
                )
            else:
                plain[entry.name] = value
        return plain

    @classmethod
    def of_record(cls, plain: Mapping[str, Any]) -> Self:
        """Return the event of a record."""
        zone = ZoneInfo(plain["zone"])
        values: dict[str, Any] = {}
        for entry in fields(cls):
            if entry.name in _BY_LANGUAGE:
                told = {language: plain[f"{entry.name}_{language}"] for language in LANGUAGES}
                values[entry.name] = {language: text for language, text in told.items() if text}
            elif entry.name in ("start", "end"):
                values[entry.name] = moment_of(plain[entry.name], zone)
            elif entry.name in ("rdates", "exdates"):
                values[entry.name] = tuple(moment_of(text, zone) for text in json.loads(plain[entry.name]))
            elif entry.name == "overrides":
                values[entry.name] = tuple(_override_of(o, zone) for o in json.loads(plain[entry.name]))
            else:
                values[entry.name] = plain[entry.name]
        return cls(**values)


@dataclass(frozen=True)
class Occurrence:
    """An event on its day.

    Attributes
    ----------
    event
        With the title and venue of this occurrence.
    occurrence_id
        Stable: the event's key, and the day that the rule (or the event itself) gives.
    start, end
        On the region's clock, with its offset; of whole days the first midnight and the last day's last minute.
    status
        One of STATUSES.
    """

    event: AgendaEvent
    occurrence_id: str
    start: dt.datetime
    end: dt.datetime
    status: str

    @property
    def first_day(self) -> dt.date:
        """Day on which it begins."""
        return self.start.date()

    @property
    def last_day(self) -> dt.date:
        """Day on which it ends; what ends at midnight ends the day before."""
        end = self.end.date()
        over_midnight = self.end.time() == dt.time() and end > self.start.date()
        return end - dt.timedelta(days=1) if over_midnight else end

    @property
    def days(self) -> int:
        """How many days it is on."""
        return (self.last_day - self.first_day).days + 1


def written(moment: Moment) -> str:
    """Write a moment of an event's clock, or a date."""
    if isinstance(moment, dt.datetime):
        # The second of the two hours between two and three is told apart as ISO 8601 does: by its offset.
        text = moment.replace(tzinfo=None).isoformat(timespec="minutes")
        return f"{text}+fold" if moment.fold else text
    return moment.isoformat()


def moment_of(text: str, zone: ZoneInfo) -> Moment:
    """Read what :func:`written` wrote."""
    if "T" not in text:
        return dt.date.fromisoformat(text)
    plain = text.removesuffix("+fold")
    return dt.datetime.fromisoformat(plain).replace(tzinfo=zone, fold=int(plain != text))


def in_zone(moment: Moment, zone: ZoneInfo) -> Moment:
    """Return a moment on the clock of a zone; a date as it is, a moment without a zone as one of that clock."""
    if not isinstance(moment, dt.datetime):
        return moment
    whole = moment.replace(second=0, microsecond=0)
    return whole.replace(tzinfo=zone) if whole.tzinfo is None else whole.astimezone(zone)


def series_of(event: AgendaEvent) -> str:
    """Return what the editions of a yearly event share."""
    return event.series or event.uid


def apart_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the distance of two points of one region, as the crow flies."""
    return apart_m(a, b) / 1000


def with_texts(event: AgendaEvent, title: str = "", venue: str = "") -> AgendaEvent:
    """Return an event with another title or venue where one is given."""
    if title:
        event = replace(event, title={"nl": title})
    return replace(event, venue=venue) if venue else event


def changed_fields(old: Mapping[str, Any], new: Mapping[str, Any]) -> Sequence[str]:
    """Return the names of the columns that differ, in the order of the new record."""
    return [name for name, value in new.items() if old.get(name) != value]


def _override(override: Override) -> dict[str, str]:
    return {
        "of": written(override.of),
        "start": written(override.start),
        "end": written(override.end),
        "status": override.status,
        "title": override.title,
        "venue": override.venue,
    }


def _override_of(plain: Mapping[str, str], zone: ZoneInfo) -> Override:
    moments = {name: moment_of(plain[name], zone) for name in ("of", "start", "end")}
    return Override(**moments, status=plain["status"], title=plain["title"], venue=plain["venue"])
