"""Makes opening hours fit a day: what they say of holidays becomes what holds on that day.

The library that evaluates them knows the public holidays of many countries, and no school holidays. Whether a day is
a holiday is a yes or no, so a rule for holidays either holds on it like one for every day, or not at all.
"""

import re
from collections.abc import Mapping
from typing import Final

_QUOTED: Final = r'"[^"]*"'
_SEPARATOR: Final = re.compile(
    r"(\s*;\s*|\s*\|\|\s*|(?:(?<=:\d\d)|(?<=\+)|(?<=off)|(?<=open)|(?<=closed)|(?<=unknown)|(?<=\")),\s+(?=[A-Z]))"
)
"""Between rules: a semicolon, a fallback, or the comma of an additional rule."""
_DAY: Final = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_ITEM: Final = rf"(?:{_DAY}(?:\[[^\]]*\])?(?:\s*-\s*{_DAY})?|PH|SH)"
_LIST: Final = re.compile(rf"\b{_ITEM}(?:\s*,\s*{_ITEM})*(?![A-Za-z:])(?!\s*[+-]\s*\d+\s*day)")
"""Days of the week and holidays, comma between them; not ``PH -1 day``, which is left as it is."""
_DAYS_FOLLOW: Final = re.compile(rf"\s*:?\s*{_DAY}\b")


def for_day(hours: str, holiday: Mapping[str, bool]) -> str:
    """Return the hours as they hold on one day.

    Parameters
    ----------
    hours
        OSM ``opening_hours``.
    holiday
        ``"SH"``, ``"PH"`` → whether the day is one. What is not named stays in the text.

    Returns
    -------
    str
        The same hours without the named holidays; ``off`` where no rule is left.
    """
    if not any(re.search(rf"\b{word}\b", hours) for word in holiday):
        return hours
    result = ""
    for rule, separator in _rules(hours):
        said = _rule_for_day(rule, holiday)
        if said is not None:
            result += (separator if result else "") + said
    return result or "off"


def _rules(hours: str) -> list[tuple[str, str]]:
    """Rules, each with the separator before it; texts in quotes are never split."""
    hidden = re.findall(_QUOTED, hours)
    plain = re.sub(_QUOTED, '"\0"', hours)
    parts = _SEPARATOR.split(plain)
    texts = iter(hidden)
    rules = [re.sub('"\0"', lambda _: next(texts), part) for part in parts[::2]]
    return list(zip(rules, ["", *parts[1::2]], strict=True))


def _rule_for_day(rule: str, holiday: Mapping[str, bool]) -> str | None:
    """The rule without holidays; None where it is for holidays only and the day is none."""
    head, quote, tail = rule.partition('"')
    for found in reversed(list(_LIST.finditer(head))):
        items = [item.strip() for item in found[0].split(",")]
        named = [item for item in items if item in holiday]
        if not named:
            continue
        rest = [item for item in items if item not in holiday]
        if any(holiday[item] for item in named):
            days = "" if _DAYS_FOLLOW.match(head, found.end()) else "Mo-Su"
        elif rest:
            days = ",".join(rest)
        else:
            return None
        head = head[: found.start()] + days + head[found.end() :]
    return (head + quote + tail).strip()
