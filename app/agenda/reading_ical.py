"""iCalendar (RFC 5545) → drafts: one per UID, moved occurrences with their series, broken entries one by one."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from icalendar import Calendar, Event
from icalendar.prop import vBroken

from app.agenda.drafts import Draft, Refused
from app.agenda.event import Moment, Override

_ENTRY = re.compile(rb"^BEGIN:VEVENT\r?\n.*?^END:VEVENT[ \t]*(?:\r?\n|\Z)", re.MULTILINE | re.DOTALL)
_STATUS = {"CANCELLED": "cancelled", "TENTATIVE": "tentative"}
OWN = "X-RONDJE-"
"""Prefix of the properties that say what RFC 5545 has no word for."""


def read_calendar(content: bytes) -> list[Draft]:
    """Read a calendar; entries that cannot be read become drafts that say so.

    Raises
    ------
    Refused
        If it is no calendar at all.
    """
    try:
        calendars = Calendar.from_ical(content, multiple=True)
        entries = [entry for calendar in calendars for entry in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return _one_by_one(content)
    # One that is not closed is none for the library; its events may be whole all the same.
    return _grouped(entries) if calendars else _one_by_one(content)


def _one_by_one(content: bytes) -> list[Draft]:
    """Read the entries of a calendar that is broken as a whole, each on its own."""
    body = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    pieces = list(_ENTRY.finditer(body))
    if not pieces:
        raise Refused("unreadable", problem="it is no iCalendar file, or it is broken off")
    # What stands before the first entry, such as time zones, is needed by all; where it is broken too, it is left out.
    entries: list[Any] = []
    refused: list[Draft] = []
    for number, piece in enumerate(pieces, start=1):
        try:
            entry = Event.from_ical(piece.group().decode("utf-8", "replace"))
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
            problem = " ".join(str(error).split())[:120] or "it is broken"
            refused.append(Draft(f"event {number}", refused=Refused("unreadable", problem=problem)))
            continue
        entries.append(entry)
    rest = body[pieces[-1].end() :]
    if b"BEGIN:VEVENT" in rest:
        broken = Refused("unreadable", problem="the file is broken off in it")
        refused.append(Draft(f"event {len(pieces) + 1}", refused=broken))
    return _grouped(entries) + refused


def _grouped(entries: list[Any]) -> list[Draft]:
    by_uid: dict[str, list[tuple[int, Any]]] = {}
    for number, entry in enumerate(entries, start=1):
        uid = str(entry.get("UID", "")).strip()
        by_uid.setdefault(uid or f"\n{number}", []).append((number, entry))
    return [draft for group in by_uid.values() for draft in _drafts(group)]


def _drafts(group: list[tuple[int, Any]]) -> Iterator[Draft]:
    mains = [(number, entry) for number, entry in group if "RECURRENCE-ID" not in entry]
    moved = [entry for _, entry in group if "RECURRENCE-ID" in entry]
    if not mains:  # only the moved occurrences were sent: each stands for itself
        for number, entry in group:
            of = _code(entry)
            yield _draft(number, entry, [], f"{_line(entry, 'UID')}/{of}")
        return
    # A calendar may hold several versions of an entry: the latest counts.
    number, latest = max(mains, key=lambda pair: (_sequence(pair[1]), pair[0]))
    yield _draft(number, latest, moved, _line(latest, "UID"))
    for other, entry in mains:
        if entry is not latest and _sequence(entry) == _sequence(latest):
            yield Draft(f"event {other}", title={"nl": _line(entry, "SUMMARY")}, refused=Refused("twice"))


def _draft(number: int, entry: Any, moved: list[Any], uid: str) -> Draft:
    label = f"event {number}"
    title = _texts(entry, "SUMMARY", "TITLE")
    if _line(entry, "CLASS").upper() in ("PRIVATE", "CONFIDENTIAL"):
        return Draft(label, uid, title, refused=Refused("private"))
    try:
        start, end = _moments(entry)
        geo = entry.get("GEO")
        status = _STATUS.get(_line(entry, "STATUS").upper(), "confirmed")
        return Draft(
            label=label,
            uid=uid,
            title=title,
            start=start,
            end=end,
            rrule=_rule(entry),
            rdates=tuple(_dates(entry, "RDATE")),
            exdates=tuple(_dates(entry, "EXDATE")),
            overrides=tuple(_override(other, entry) for other in moved),
            note=_texts(entry, "DESCRIPTION", "NOTE"),
            place=_line(entry, "LOCATION"),
            venue=_line(entry, OWN + "VENUE"),
            settlement=_line(entry, OWN + "SETTLEMENT"),
            lonlat=None if geo is None else (float(geo.longitude), float(geo.latitude)),
            category=_line(entry, OWN + "CATEGORY") or _categories(entry),
            series=_line(entry, OWN + "SERIES"),
            status=status,
            certain=_line(entry, OWN + "CERTAIN").upper() != "FALSE",
            regional=_line(entry, OWN + "REGIONAL").upper() == "TRUE",
            price=_line(entry, OWN + "PRICE"),
            url=_line(entry, "URL"),
            image=_image(entry),
            accessibility=_line(entry, OWN + "ACCESSIBILITY"),
        )
    except Refused as refused:
        return Draft(label, uid, title, refused=refused)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        problem = " ".join(str(error).split())[:120] or type(error).__name__
        return Draft(label, uid, title, refused=Refused("unreadable", problem=problem))


def _moments(entry: Any) -> tuple[Moment | None, Moment | None]:
    started, ended, lasts = (entry.get(name) for name in ("DTSTART", "DTEND", "DURATION"))
    for given in (started, ended, lasts):
        if isinstance(given, vBroken):
            raise Refused("bad_date", text=repr(str(given)[:40]))
    start: Moment | None = getattr(started, "dt", None)
    if start is None:
        return None, None
    end: Moment | None = getattr(ended, "dt", None)
    if end is None and lasts is not None:
        end = start + lasts.dt
    if end is not None and not isinstance(start, dt.datetime) and not isinstance(end, dt.datetime):
        # DTEND is the day after the last one; writers that do not know it give the day itself.
        end = max(start, end - dt.timedelta(days=1)) if end >= start else end
    return start, end


def _override(entry: Any, main: Any) -> Override:
    given = entry["RECURRENCE-ID"]
    if str(given.params.get("RANGE", "")).upper() == "THISANDFUTURE":
        raise Refused("this_and_future")
    begin, end = _moments(entry)
    start: Moment = given.dt if begin is None else begin
    if end is None:
        own_start, own_end = _moments(main)
        lasts = own_end - own_start if own_start is not None and own_end is not None else dt.timedelta()
        end = start + lasts
    title, venue = _line(entry, "SUMMARY"), _line(entry, "LOCATION")
    return Override(
        of=given.dt,
        start=start,
        end=end,
        status=_STATUS.get(_line(entry, "STATUS").upper(), "confirmed"),
        title="" if title == _line(main, "SUMMARY") else title,
        venue="" if venue == _line(main, "LOCATION") else venue,
    )


def _rule(entry: Any) -> str:
    rule = entry.get("RRULE")
    if rule is None:
        return ""
    if isinstance(rule, list):
        raise Refused("bad_rule", text="more than one RRULE")
    return str(rule.to_ical().decode())


def _dates(entry: Any, name: str) -> Iterator[Moment]:
    given = entry.get(name)
    for one in given if isinstance(given, list) else [given] if given is not None else []:
        for date in one.dts:
            yield date.dt[0] if isinstance(date.dt, tuple) else date.dt


def _texts(entry: Any, name: str, own: str) -> dict[str, str]:
    return {
        language: text
        for language, text in (
            ("nl", _line(entry, name)),
            ("en", _line(entry, f"{OWN}{own}-EN")),
            ("de", _line(entry, f"{OWN}{own}-DE")),
        )
        if text
    }


def _line(entry: Any, name: str) -> str:
    value = entry.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return "" if value is None else str(value).strip()


def _categories(entry: Any) -> str:
    given = entry.get("CATEGORIES")
    groups = given if isinstance(given, list) else [given] if given is not None else []
    return ", ".join(str(word) for group in groups for word in getattr(group, "cats", [group]))


def _image(entry: Any) -> str:
    for name in ("IMAGE", "ATTACH"):
        given = entry.get(name)
        for one in given if isinstance(given, list) else [given] if given is not None else []:
            kind = str(getattr(one, "params", {}).get("FMTTYPE", ""))
            if name == "IMAGE" or kind.startswith("image/"):
                return str(one)
    return ""


def _sequence(entry: Any) -> int:
    try:
        return int(entry.get("SEQUENCE", 0))
    except (TypeError, ValueError):
        return 0


def _code(entry: Any) -> str:
    moment = getattr(entry.get("RECURRENCE-ID"), "dt", None)
    return f"{moment:%Y%m%dT%H%M}" if moment is not None else "?"
