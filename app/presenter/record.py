"""A tour as it is kept: plain JSON values, numbers rounded, no word in any language.

Coordinates have six decimals (a tenth of a metre), lengths decimetres, durations whole seconds. The same tour always
gives the same record, and the record's bytes are part of the tour's id.
"""

import hashlib
import re
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from app.canonical import to_sorted_json
from routing.types import (
    FacilityFigures,
    Instruction,
    JunctionPass,
    Stop,
    Strips,
    ThemeFigures,
    Tour,
    Warning,
)

if TYPE_CHECKING:
    from app.dataset import Dataset

Record = Mapping[str, Any]

_WEB_ADDRESS = re.compile(r"https?://[^\s\"<>]+$")


@dataclass(frozen=True)
class Asked:
    """What a tour answers.

    Attributes
    ----------
    kind
        ``tour`` or ``route``.
    request
        The canonical request: every field that shapes the tour, defaults filled in.
    """

    kind: str
    request: Mapping[str, Any]


def record(tour: Tour, dataset: "Dataset", asked: Asked) -> Record:
    """Turn a planned tour into what is kept of it."""
    coordinates = np.round(tour.coordinates, 6).tolist()
    lon, lat = coordinates[0]
    return {
        "kind": asked.kind,
        "mode": tour.mode,
        "asked_m": _asked_m(tour),
        "near": dataset.places.settlement_near(lon, lat),
        "source": _source(dataset),
        "coordinates": coordinates,
        "complete": bool(tour.complete),
        "length_m": _round(tour.length_m),
        "duration_s": round(float(tour.duration_s)),
        "depart": _moment(tour.depart),
        "ascent_m": None if tour.ascent_m is None else _round(tour.ascent_m),
        "start_gap_m": _round(tour.start_gap_m),
        "class": tour.tour_class,
        "repeated_m": _round(tour.repeated_m),
        "length_error": None if tour.length_error is None else round(float(tour.length_error), 4),
        "surface": _metres(tour.surface),
        "way_class": _metres(tour.way_class),
        "landscape": _metres(tour.landscape),
        "traffic_stress": _metres(tour.traffic_stress),
        "themes": {name: _theme(figures) for name, figures in tour.themes.items()},
        "junctions": [_junction(junction) for junction in tour.junctions],
        "stops": [_stop(stop) for stop in tour.stops],
        "facilities": {kind: _facility(figures) for kind, figures in tour.facilities.items()},
        "warnings": [_warning(warning) for warning in tour.warnings],
        "instructions": [_instruction(instruction) for instruction in tour.instructions],
    } | ({} if tour.strips is None else {"strips": strips_kept(tour.strips)})


def tour_id(kept: Record, dataset: "Dataset", asked: Asked, alternative: int) -> str:
    """Return the stable link of a tour: 20 lower-case letters and digits.

    It depends on the request, the dataset, the place among the alternatives, and the tour itself, so that two different
    tours never share a link even when the planner has become better in between.
    """
    digest = hashlib.sha256()
    for part in (
        asked.kind.encode(),
        to_sorted_json(asked.request),
        dataset.version.encode(),
        str(alternative).encode(),
        to_sorted_json(kept),
    ):
        digest.update(len(part).to_bytes(8, "big") + part)
    return b32encode(digest.digest())[:20].decode().lower()


def _source(dataset: "Dataset") -> dict[str, Any]:
    manifest = dataset.manifest
    return {
        "dataset": dataset.version,
        "region": manifest["region"],
        "title": dict(manifest.get("title") or {}),
        "demo": dataset.demo,
        "attribution": list(manifest["attribution"]),
        "timestamp": (manifest.get("extract") or {}).get("timestamp"),
    }


def _asked_m(tour: Tour) -> int | None:
    # The planner also has a length in mind when a duration was asked, or nothing.
    return None if tour.length_error is None else round(tour.length_m / (1 + tour.length_error))


def _round(metres: float) -> float:
    return round(float(metres), 1)


def _degrees(value: float) -> float:
    return round(float(value), 6)


def _metres(figures: Mapping[str, float]) -> dict[str, float]:
    return {name: _round(value) for name, value in figures.items()}


def _theme(figures: ThemeFigures) -> dict[str, Any]:
    return {
        "metres": _round(figures.metres),
        "stops": int(figures.stops),
        "why": [{"what": what, "metres": _round(metres)} for what, metres in figures.why],
    }


def _junction(junction: JunctionPass) -> dict[str, Any]:
    return {
        "ref": junction.ref,
        "osm_id": int(junction.osm_id),
        "lon": _degrees(junction.lonlat[0]),
        "lat": _degrees(junction.lonlat[1]),
        "at_m": _round(junction.at_m),
    }


def _stop(stop: Stop) -> dict[str, Any]:
    return {
        "kind": stop.kind,
        "name": stop.name,
        "lon": _degrees(stop.lonlat[0]),
        "lat": _degrees(stop.lonlat[1]),
        "at_m": _round(stop.at_m),
        "arrive": _moment(stop.arrive),
        "leave": _moment(stop.leave),
        "open_from": _moment(stop.open_from),
        "open_until": _moment(stop.open_until),
        # Mappers write anything into a website tag; only what a browser may follow safely is passed on.
        "url": stop.url if _WEB_ADDRESS.match(stop.url) else "",
        "place_id": stop.place_id,
        "theme": stop.theme,
    }


def strips_kept(strips: Strips) -> dict[str, Any]:
    """What lies where, as short as it goes: a pair per stretch."""
    kept: dict[str, Any] = {
        column: [[_round(to_m), word] for to_m, word in getattr(strips, column)]
        for column in ("surface", "way_class", "traffic_stress")
    }
    kept["landscape"] = [[_round(to_m), _metres(metres)] for to_m, metres in strips.landscape]
    kept["height"] = [[_round(at_m), _round(above)] for at_m, above in strips.height]
    kept["facilities"] = {kind: [_round(at_m) for at_m in at] for kind, at in strips.facilities.items()}
    return kept


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="minutes")


def _facility(figures: FacilityFigures) -> dict[str, Any]:
    return {
        "count": int(figures.count),
        "longest_gap_m": _round(figures.longest_gap_m),
        "gap_from_m": _round(figures.gap_from_m),
        "gap_to_m": _round(figures.gap_to_m),
    }


def _warning(warning: Warning) -> dict[str, Any]:
    values = {
        name: value if isinstance(value, str) else round(float(value), 3)
        for name, value in warning.values.items()
    }
    return {"code": warning.code, "values": values}


def _instruction(instruction: Instruction) -> dict[str, Any]:
    return {
        "at_m": _round(instruction.at_m),
        "lon": _degrees(instruction.lonlat[0]),
        "lat": _degrees(instruction.lonlat[1]),
        "sign": instruction.sign,
        "name": instruction.name,
        "way_class": instruction.way_class,
        "junction": instruction.junction,
    }
