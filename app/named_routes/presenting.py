"""A named route in GeoJSON and words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from app.api.answers import MAYBE_NUMBER, METRES, NUMBER, TEXT, closed, list_of, ref
from app.named_routes.listing import SCOPES, Listed
from app.presenter.record import strips_kept
from app.tour_page.profile import profile_of

if TYPE_CHECKING:
    from routing.desk.named_routes import NamedRoute
    from routing.types import FloatArray

_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_BBOX = {"type": "array", "items": NUMBER, "minItems": 4, "maxItems": 4}
_LISTED = {
    "osm_id": {"type": "integer"},
    "title": TEXT,
    "ref": TEXT,
    "name": TEXT,
    "mode": TEXT | {"description": "Empty where the route says none"},
    "network": TEXT,
    "scope": {"enum": list(SCOPES)},
    "length_m": MAYBE_NUMBER | {"description": "Within the region"},
    "complete": {"type": "boolean", "description": "false: it goes on beyond the region, or has holes"},
    "bbox": _BBOX,
}
_FACILITY = closed({"count": {"type": "integer", "minimum": 0}, "longest_gap_m": METRES})
_LINES = closed({"type": {"const": "MultiLineString"}, "coordinates": {"type": "array"}})
_PROPERTIES = _LISTED | {
    "natural_share": _SHARE,
    "sealed_share": _SHARE,
    "unknown_surface_share": _SHARE,
    "busy_share": _SHARE,
    "unknown_stress_share": _SHARE,
    "breaks": {"type": "integer", "minimum": 0, "description": "Places where its ways do not join"},
    "facilities": {"type": "object", "additionalProperties": _FACILITY},
    "profile": ref("TourProfile"),
}

SCHEMAS: Mapping[str, Any] = {
    "NamedRoutes": closed({"routes": list_of(closed(_LISTED)), "dataset": TEXT}),
    "NamedRoute": closed(
        {
            "type": {"const": "Feature"},
            "id": {"type": "integer"},
            "bbox": _BBOX,
            "geometry": _LINES,
            "properties": closed(_PROPERTIES),
            "dataset": TEXT,
            "demo": {"type": "boolean"},
            "attribution": list_of(TEXT),
        }
    ),
}


def listed(route: Listed) -> dict[str, Any]:
    """Return a route of the list."""
    return {
        "osm_id": route.osm_id,
        "title": route.title,
        "ref": route.ref,
        "name": route.name,
        "mode": route.mode,
        "network": route.network,
        "scope": route.scope,
        "length_m": None if route.length_m is None else round(route.length_m, 1),
        "complete": route.complete,
        "bbox": list(route.bbox),
    }


def feature(route: Listed, measured: "NamedRoute") -> dict[str, Any]:
    """Return a route with its line, its figures and what lies where along it."""
    quality = measured.quality
    figures = {
        name: round(getattr(quality, name), 4)
        for name in (
            "natural_share", "sealed_share", "unknown_surface_share", "busy_share", "unknown_stress_share",
        )
    }  # fmt: skip
    length_m = round(quality.length_m, 1)
    return {
        "type": "Feature",
        "id": route.osm_id,
        "bbox": list(route.bbox),
        "geometry": {"type": "MultiLineString", "coordinates": [_positions(line) for line in measured.lines]},
        "properties": listed(route)
        | figures
        | {
            "length_m": length_m,
            "breaks": quality.breaks,
            "facilities": {
                kind: {"count": count, "longest_gap_m": round(quality.longest_gap_m[kind], 1)}
                for kind, count in quality.facilities.items()
            },
            "profile": profile_of(strips_kept(measured.strips), length_m),
        },
    }


def _positions(line: "FloatArray") -> list[list[float]]:
    return [list(point) for point in np.round(line, 6).tolist()]
