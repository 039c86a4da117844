"""Who may enter a nature area and when: the tags that say it, and the yearly closure that some of them mean."""

import calendar
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from geodata.vocabulary import DOG_RULES

Tags = Mapping[str, str]

_CONDITIONAL: Final = ("access:conditional", "foot:conditional")
_MONTHS: Final = {name.casefold(): number for number, name in enumerate(calendar.month_abbr) if name}
_ENGLISH: Final = re.compile(
    r"\b([A-Z][a-z]{2})[a-z]*\.? (\d{1,2})\s*(?:-|–|to)\s*([A-Z][a-z]{2})[a-z]*\.? (\d{1,2})\b"
)
"""``Mar 15-Jul 15``, the way opening hours are written."""
_NUMBERS: Final = re.compile(
    r"\b(\d{1,2})[.\-/](\d{1,2})[.\-/]?\s*(?:-|–|bis|tot|t/m|to)\s*(\d{1,2})[.\-/](\d{1,2})\b"
)
"""``15.03. bis 15.09.``, as people write it: day before month."""
_ONLY_SOMETIMES: Final = re.compile(r"\bAND\b|\d:\d\d|sunset|sunrise|dusk|dawn", re.IGNORECASE)
"""Conditions that hold for part of the days of a season, or of each day."""
_NO: Final = re.compile(r"(?:^|;)\s*no\s*@\s*(.+?)\s*(?=;|$)")


@dataclass(frozen=True)
class AccessRules:
    """What tags say of entering an area; "" where they say nothing.

    Attributes
    ----------
    access
        Value of ``access``, else of ``foot``.
    opening_hours
        As tagged.
    conditional
        The conditional restriction, as tagged.
    dog, dog_conditional
        Rule for dogs (one of DOG_RULES), and when another one holds.
    closed_from, closed_until
        First and last day of the yearly closure that ``conditional`` means (``MM-DD``), such as the breeding season.
    """

    access: str
    opening_hours: str
    conditional: str
    dog: str
    dog_conditional: str
    closed_from: str
    closed_until: str


def access_rules(tags: Tags) -> AccessRules:
    """Read the rules off the tags of an area.

    Parameters
    ----------
    tags
        All tags.
    """
    dog = tags.get("dog", "")
    conditional = next((tags[key] for key in _CONDITIONAL if tags.get(key)), "")
    closed = yearly_closure(conditional)
    return AccessRules(
        access=tags.get("access") or tags.get("foot", ""),
        opening_hours=tags.get("opening_hours", ""),
        conditional=conditional,
        dog=dog if dog in DOG_RULES and dog != "unknown" else "",
        dog_conditional=tags.get("dog:conditional", ""),
        closed_from=closed[0],
        closed_until=closed[1],
    )


def yearly_closure(conditional: str) -> tuple[str, str]:
    """First and last day (``MM-DD``) of the season in which nobody may enter, ("", "") where none is meant.

    Parameters
    ----------
    conditional
        Value of ``access:conditional``: ``no @ (Mar 15-Jul 15)``, or the same in words and figures.
    """
    for condition in _NO.findall(conditional):
        if _ONLY_SOMETIMES.search(condition):
            continue
        english = _ENGLISH.search(condition)
        if english:
            first_month, first_day, last_month, last_day = english.groups()
            days = (
                _day(_MONTHS.get(first_month.casefold(), 0), int(first_day)),
                _day(_MONTHS.get(last_month.casefold(), 0), int(last_day)),
            )
        else:
            numbers = _NUMBERS.search(condition)
            if not numbers:
                continue
            days = (
                _day(int(numbers[2]), int(numbers[1])),
                _day(int(numbers[4]), int(numbers[3])),
            )
        if all(days):
            return days
    return "", ""


def _day(month: int, day: int) -> str:
    """``MM-DD`` of a day that some year has."""
    if 1 <= month <= 12 and 1 <= day <= calendar.monthrange(2024, month)[1]:
        return f"{month:02d}-{day:02d}"
    return ""
