"""Regions are data: one TOML file each in ``geodata/regions/``, loaded into frozen dataclasses."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from geodata.errors import RegionError
from geodata.holidays import NO_CALENDAR, Calendar, read_calendar
from geodata.vocabulary import FACILITIES, MODES

FOLDER: Final = Path(__file__).parent / "regions"
LANGUAGES: Final = ("nl", "en", "de")
NORM_TYPES: Final = ("spacing", "reach")


@dataclass(frozen=True)
class Boundary:
    """Which administrative relation is the region; without it, the box around the data serves."""

    name: str
    admin_level: int


@dataclass(frozen=True)
class Norm:
    """How often, or how near, a facility should be.

    ``type`` is ``spacing`` (along the route: the nearest may be half of it away) or ``reach`` (how far the
    nearest is); ``kind`` says how much weight the source has: national, advocacy, foreign, tool, "own choice".
    """

    facility: str
    mode: str
    norm_m: float
    type: str
    source: str
    kind: str
    note: str = ""


@dataclass(frozen=True)
class Guideline:
    """A rule about the network or a route as a whole, not about a facility; ``limits`` are its numbers by name."""

    subject: str
    mode: str
    text: str
    source: str
    kind: str
    limits: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Region:
    """Everything that the code may know about a region.

    Attributes
    ----------
    name
        Name of its file.
    title
        Language → title.
    crs
        Metric CRS for areas and buffers.
    centre, zoom
        Where a map opens, (lon, lat).
    download
        Where an extract can be fetched, "" where nowhere.
    calendar
        Its public and school holidays.
    """

    name: str
    title: Mapping[str, str]
    crs: str
    languages: tuple[str, ...]
    timezone: str
    demo: bool
    boundary: Boundary | None
    municipality_level: int
    centre: tuple[float, float]
    zoom: float
    attribution: tuple[str, ...]
    download: str
    norms: tuple[Norm, ...]
    guidelines: tuple[Guideline, ...]
    calendar: Calendar = NO_CALENDAR


def region_names() -> list[str]:
    """Names of the regions that there are files for."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def load_region(name: str) -> Region:
    """Load a region by name; its file is read once in a process.

    Raises
    ------
    RegionError
        If there is no such region, or its file lacks something.
    """
    if name not in region_names():
        raise RegionError(
            f"no region {name!r}; there are {', '.join(region_names())} (geodata/regions/NAME.toml)"
        )
    return read_region(FOLDER / f"{name}.toml")


def read_region(path: Path) -> Region:
    """Read a region file.

    Raises
    ------
    RegionError
        If it is not valid TOML or lacks something.
    """
    try:
        facts = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RegionError(f"{path}: {error}") from error
    try:
        region = _region(path.stem, facts)
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise RegionError(f"{path}: {error} is missing or not what it should be") from error
    for norm in region.norms:
        if norm.facility not in FACILITIES or norm.mode not in MODES or norm.type not in NORM_TYPES:
            raise RegionError(
                f"{path}: norm for {norm.facility!r}, {norm.mode!r}, {norm.type!r} has an unknown word"
            )
    return region


def _region(name: str, facts: dict[str, Any]) -> Region:
    boundary = facts.get("boundary")
    lon, lat = facts["centre"]
    return Region(
        name=name,
        title={language: str(facts["title"][language]) for language in LANGUAGES},
        crs=str(facts["crs"]),
        languages=tuple(facts["languages"]),
        timezone=str(facts["timezone"]),
        demo=bool(facts.get("demo", False)),
        boundary=Boundary(str(boundary["name"]), int(boundary["admin_level"])) if boundary else None,
        municipality_level=int(facts.get("municipality_level", 8)),
        centre=(float(lon), float(lat)),
        zoom=float(facts["zoom"]),
        attribution=tuple(facts["attribution"]),
        download=str(facts.get("download", "")),
        norms=tuple(Norm(**norm) for norm in facts.get("norms", ())),
        guidelines=tuple(Guideline(**rule) for rule in facts.get("guidelines", ())),
        calendar=read_calendar(facts.get("holidays", {}), str(facts["timezone"]), (float(lon), float(lat))),
    )
