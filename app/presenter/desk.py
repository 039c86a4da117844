"""The desk's records as plain values: findings, routes, evidence, what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:  # they compile searches, which who only presents need not wait for
    from routing.desk.findings import Finding
    from routing.desk.quality import RouteQuality

_DECIMALS = 7
_LEFT_OUT = frozenset({"geometry", "edges", "metres"})


def plain(value: Any) -> Any:
    """Return a record of the desk as values that JSON has; shapes are left out, numbers rounded to a millimetre."""
    if is_dataclass(value):
        return {f.name: plain(getattr(value, f.name)) for f in fields(value) if f.name not in _LEFT_OUT}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return round(value, 3)
    return value


def finding_features(findings: "Sequence[Finding]") -> list[dict[str, Any]]:
    """Return findings as GeoJSON features, gravest first."""
    return [
        {
            "type": "Feature",
            "geometry": _geometry(finding.geometry),
            "properties": {
                "kind": finding.kind,
                "severity": finding.severity,
                "action": finding.action,
                "mode": finding.mode,
                "municipality": finding.municipality,
                "lon": round(finding.lonlat[0], _DECIMALS),
                "lat": round(finding.lonlat[1], _DECIMALS),
                "values": plain(finding.values),
            },
        }
        for finding in findings
    ]


def route_features(routes: "Sequence[RouteQuality]") -> list[dict[str, Any]]:
    """Return named routes as GeoJSON features with their figures, longest first."""
    return [
        {"type": "Feature", "geometry": _geometry(route.geometry), "properties": plain(route)}
        for route in routes
    ]


def _geometry(shape: shapely.Geometry) -> dict[str, Any]:
    """Return a point, line or lines as GeoJSON, coordinates to a centimetre."""
    parts = [np.round(shapely.get_coordinates(part), _DECIMALS).tolist() for part in shapely.get_parts(shape)]
    if shapely.get_type_id(shape) == shapely.GeometryType.POINT:
        return {"type": "Point", "coordinates": parts[0][0]}
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}
