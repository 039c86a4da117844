"""Facts of a place as its tags tell them, made fit for use: links that work, dates that sort, no one's prose."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

Tags = Mapping[str, str]

COMMONS: Final = "https://commons.wikimedia.org/wiki/"
_WEBSITES: Final = ("website", "contact:website", "url")
_IMAGES: Final = ("image", "wikimedia_commons")
_SURVEYS: Final = ("survey:date", "check_date")
_WHEELCHAIR: Final = frozenset({"yes", "limited", "no", "designated"})
_LINK: Final = re.compile(r"https?://[^\s<>\"']+$", re.IGNORECASE)
_HOST: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?:/[^\s<>\"']*)?$", re.IGNORECASE)
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")
_PROSE: Final = re.compile(r"(?:description|note|fixme|comment|source)(?:[:_].*)?$", re.IGNORECASE)
"""Keys whose values are somebody's own words, or about the mapping; they are not published."""


def website_of(tags: Tags) -> str:
    """Address of a place's own page, "" where there is none that a browser would open safely."""
    return next((link for key in _WEBSITES if (link := as_link(tags.get(key, "")))), "")


def as_link(text: str) -> str:
    """An http(s) address, completed where only the scheme is missing; "" for anything else."""
    first = text.split(";", maxsplit=1)[0].strip()
    if _LINK.match(first):
        return first
    return f"https://{first}" if _HOST.match(first) else ""


def image_of(tags: Tags) -> str:
    """Address of a picture or of the page that shows it; files and categories of Wikimedia Commons become links."""
    for key in _IMAGES:
        text = tags.get(key, "").split(";")[0].strip()
        if re.match(r"(?:File|Category|Image):\S", text, re.IGNORECASE):
            kind, _, name = text.partition(":")
            kind = "Category" if kind.casefold() == "category" else "File"
            return f"{COMMONS}{kind}:{quote(name.strip().replace(' ', '_'), safe='(),')}"
        if link := as_link(text) if "/" in text else "":
            return link
    return ""


def survey_date_of(tags: Tags) -> str:
    """When somebody last looked at it on the spot: a year, month or day (ISO), the latest that is told."""
    dates = (tags.get(key, "").strip() for key in _SURVEYS)
    return max((date for date in dates if _is_date(date)), default="")


def _is_date(text: str) -> bool:
    found = _DATE.match(text)
    if not found:
        return False
    month, day = int(found[2] or 1), int(found[3] or 1)
    return 1 <= month <= 12 and 1 <= day <= 31


def wheelchair_of(tags: Tags) -> str:
    """``yes``, ``limited``, ``no`` or ``designated``, "" for what says none of these."""
    value = tags.get("wheelchair", "")
    return value if value in _WHEELCHAIR else ""


def is_prose(key: str) -> bool:
    """Whether a tag holds somebody's own words."""
    return bool(_PROSE.match(key))
