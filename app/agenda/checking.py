"""From a draft to an event that can be relied on, or the reason why it is refused."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from app.agenda import event as limits
from app.agenda.drafts import Draft, Refused
from app.agenda.event import AgendaEvent, Moment, Override, in_zone, written
from app.agenda.locating import Locator
from app.agenda.recurrence import FREQUENCIES, bounded, goes_on, single
from app.agenda.texts import category_of, paragraphs, plain, web_address
from app.languages import LANGUAGES
from app.places import fold

MOST_DAYS = 62
"""An event that lasts longer is no event but an exhibition; it would stand at the top of every day's list."""
USUAL_LENGTH = dt.timedelta(hours=2)
_YEARS = (2000, 2100)


class Checker:
    """Checks drafts for one region on one day.

    Parameters
    ----------
    locator
        Finds places.
    zone
        The region's.
    today
        What was over before this day is refused.
    series
        Folded title → series of the recurring events that are known: a dated edition by the same name is one of it.
    """

    def __init__(self, locator: Locator, zone: ZoneInfo, today: dt.date, series: dict[str, str]) -> None:
        self._locator = locator
        self._zone = zone
        self._today = today
        self._series = series

    def check(self, draft: Draft) -> AgendaEvent:
        """Return the event of a draft.

        Raises
        ------
        Refused
            Saying why it is not taken.
        """
        if draft.refused:
            raise draft.refused
        title = _by_language(draft.title, limits.TITLE_LENGTH)
        if not title:
            raise Refused("no_title")
        if len(draft.uid) > 255:
            raise Refused("bad_uid")
        event = self._in_time(draft, title)
        lengths = limits.TEXT_LENGTHS
        venue = plain(draft.venue, lengths["venue"])
        settlement = plain(draft.settlement, lengths["settlement"])
        place = plain(draft.place, 400)
        spot = self._locator.locate(draft.lonlat, venue, settlement, place)
        url = web_address(draft.url, limits.ADDRESS_LENGTH)
        main = next(iter(title.values()))
        return replace(
            event,
            uid=draft.uid or _made_uid(url, main, event),
            lon=spot.lon,
            lat=spot.lat,
            placed_by=spot.placed_by,
            venue=venue or _first_part(place, spot.settlement),
            settlement=spot.settlement,
            category=category_of(draft.category, main),
            series=plain(draft.series, lengths["series"]) or self._series_of(main, event),
            note=_by_language(draft.note, limits.NOTE_LENGTH, whole=True),
            price=plain(draft.price, lengths["price"]),
            url=url,
            image=web_address(draft.image, limits.ADDRESS_LENGTH),
            accessibility=plain(draft.accessibility, lengths["accessibility"]),
        )

    def _in_time(self, draft: Draft, title: dict[str, str]) -> AgendaEvent:
        start, end, zone = self._moments(draft)
        event = AgendaEvent(
            uid=draft.uid,
            title=title,
            start=start,
            end=end,
            zone=zone.key,
            lon=0.0,
            lat=0.0,
            rrule=_rule(draft.rrule, start) if draft.rrule else "",
            rdates=_moments_of_rule(draft.rdates, start, zone),
            exdates=_moments_of_rule(draft.exdates, start, zone),
            # What is only expected is an event whose date is not certain; there is one way to say so.
            status="cancelled" if draft.status == "cancelled" else "confirmed",
            certain=draft.certain and draft.status != "tentative",
            regional=draft.regional,
        )
        if event.recurs:
            event = replace(event, overrides=tuple(_override(o, start, zone) for o in draft.overrides))
        self._refuse_past(event)
        return event

    def _moments(self, draft: Draft) -> tuple[Moment, Moment, ZoneInfo]:
        start, end = draft.start, draft.end
        if start is None:
            raise Refused("no_start")
        if not _YEARS[0] <= start.year <= _YEARS[1]:
            raise Refused("off_calendar", year=start.year)
        zone = self._zone
        key = getattr(getattr(start, "tzinfo", None), "key", None)
        if draft.rrule and isinstance(start, dt.datetime) and start.tzinfo is not None:
            # A rule counts on the clock that it was made for; the hour on ours moves with it.
            zone = ZoneInfo(key) if key else (ZoneInfo("UTC") if not start.utcoffset() else zone)
        start = in_zone(start, zone)
        if end is None:
            end = start + USUAL_LENGTH if isinstance(start, dt.datetime) else start
        end = in_zone(end, zone)
        if isinstance(start, dt.datetime) and not isinstance(end, dt.datetime):
            end = dt.datetime.combine(end, dt.time(23, 59), zone)
        elif isinstance(end, dt.datetime) and not isinstance(start, dt.datetime):
            end = end.date()
        if _utc(end) < _utc(start):
            raise Refused("end_before_start")
        days = (_utc(end) - _utc(start)).days
        if days > MOST_DAYS:
            raise Refused("too_long", days=days)
        return start, end, zone

    def _refuse_past(self, event: AgendaEvent) -> None:
        if not event.recurs:
            last = single(event, self._zone).last_day
            if last < self._today:
                raise Refused("past", day=last.isoformat())
            return
        try:
            more = goes_on(event, self._today)
        except ValueError as error:
            raise Refused("bad_rule", text=repr(event.rrule[:100])) from error
        if not more:
            raise Refused("past", day=(self._today - dt.timedelta(days=1)).isoformat())

    def _series_of(self, title: str, event: AgendaEvent) -> str:
        if event.rrule or not event.certain:
            return ""
        words = [word for word in fold(title).split() if word != str(event.start.year)]
        return self._series.get(" ".join(words), "")


def _by_language(texts: Mapping[str, str], length: int, *, whole: bool = False) -> dict[str, str]:
    found = {}
    for language, text in texts.items():
        told = paragraphs(text, length) if whole else plain(text, length)
        if told and language in LANGUAGES:
            found[language] = told
    return found


def _rule(text: str, start: Moment) -> str:
    try:
        rule = bounded(text, start)
    except (ValueError, KeyError, TypeError) as error:
        raise Refused("bad_rule", text=repr(text[:100])) from error
    frequency = (rule.get("FREQ") or [""])[0]
    if frequency in ("HOURLY", "MINUTELY", "SECONDLY"):
        raise Refused("too_often")
    if frequency not in FREQUENCIES:
        raise Refused("bad_rule", text=repr(text[:100]))
    return text.strip()


def _moments_of_rule(moments: tuple[Moment, ...], start: Moment, zone: ZoneInfo) -> tuple[Moment, ...]:
    alike = {_like(moment, start, zone) for moment in moments}
    return tuple(sorted(alike, key=written))


def _like(moment: Moment, start: Moment, zone: ZoneInfo) -> Moment:
    """A date for a date; a moment for a moment: calendars mix them."""
    own = in_zone(moment, zone)
    if isinstance(start, dt.datetime):
        if isinstance(own, dt.datetime):
            return own
        return dt.datetime.combine(own, start.time(), zone)
    return own.date() if isinstance(own, dt.datetime) else own


def _override(override: Override, start: Moment, zone: ZoneInfo) -> Override:
    of, begin, end = (_like(moment, start, zone) for moment in (override.of, override.start, override.end))
    if _utc(end) < _utc(begin):
        raise Refused("end_before_start")
    return Override(of, begin, end, override.status, plain(override.title, 200), plain(override.venue, 200))


def _utc(moment: Moment) -> dt.datetime:
    if isinstance(moment, dt.datetime):
        return moment.astimezone(dt.UTC)
    return dt.datetime.combine(moment, dt.time(), dt.UTC)


def _first_part(place: str, settlement: str) -> str:
    first = place.partition(",")[0].strip()
    return "" if fold(first) == fold(settlement) else first[: limits.TEXT_LENGTHS["venue"]]


def _made_uid(url: str, title: str, event: AgendaEvent) -> str:
    """A name for an event that its source gives none: the same when it is read again."""
    # Pages that list several events may give all of them one address, so the title counts too.
    told = "\n".join((url, fold(title), written(event.start)[:10]))
    return "rondje-" + hashlib.sha256(told.encode()).hexdigest()[:24]
