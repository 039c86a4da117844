"""Yearly rules of RFC 5545: are they what they should be, and when do they fall."""

import datetime as dt
from typing import Final

from dateutil.easter import easter
from dateutil.rrule import rrulestr
from icalendar import vRecur

_ANCHORED: Final = ("INTERVAL", "COUNT", "UNTIL")
_CHECKED_YEARS: Final = range(2024, 2052)
"""A full cycle of weekdays and leap years."""


class RuleRefused(ValueError):
    """The text is no rule that can be used here; the message says what to do."""


def check_rule(rrule: str) -> None:
    """See that a text is a yearly RFC 5545 rule that falls in every year.

    Parameters
    ----------
    rrule
        The rule without its name: ``FREQ=YEARLY;BYMONTH=10;BYDAY=3TU``.

    Raises
    ------
    RuleRefused
        If it is not.
    """
    try:
        parts = vRecur.from_ical(rrule)
    except (ValueError, KeyError) as error:
        raise RuleRefused(f"{rrule!r} is no RFC 5545 rule: {error}") from error
    if [str(word).upper() for word in parts.get("FREQ", ())] != ["YEARLY"]:
        raise RuleRefused("write it with FREQ=YEARLY, and months and days by BYMONTH, BYDAY and so on")
    anchored = [name for name in _ANCHORED if name in parts]
    if anchored:
        raise RuleRefused(
            f"{', '.join(anchored)} depends on a first date; write a rule that holds every year"
        )
    if not any(name.startswith("BY") for name in parts):
        raise RuleRefused("say which days of the year, by BYMONTH, BYDAY and so on")
    # the first year only: a rule that never falls is searched for up to the end of the calendar
    empty = next((year for year in _CHECKED_YEARS if not occurrences(rrule, year)), None)
    if empty:
        raise RuleRefused(f"it has no day in {empty}; write a rule that falls in every year")


def occurrences(rrule: str, year: int) -> list[dt.date]:
    """Days of one year on which a rule falls."""
    first = dt.datetime(year, 1, 1)
    try:
        rule = rrulestr(rrule, dtstart=first)
    except (ValueError, KeyError) as error:
        raise RuleRefused(f"{rrule!r} is no RFC 5545 rule: {error}") from error
    return [moment.date() for moment in rule.between(first, dt.datetime(year, 12, 31), inc=True)]


def from_easter(days: int, year: int) -> dt.date:
    """Day that lies so many days after Easter Sunday (before it, if negative)."""
    return easter(year) + dt.timedelta(days=days)
