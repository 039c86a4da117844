"""Coverage as JSON and as features: the one form that the API and ``scripts.coverage`` share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from app.languages import mark, translate

if TYPE_CHECKING:  # they compile searches, which who only presents need not wait for
    from routing.desk.coverage import Coverage, OffNetwork
    from routing.desk.siting import Site
    from routing.desk.stretches import Stretch

_DECIMALS = 7


def summary(coverage: "Coverage", sites: Sequence["Site"], language: str) -> dict[str, Any]:
    """Return the figures: what is asked, how much is within the norm, gaps, worst stretches, proposed places."""
    share = coverage.within_norm_share
    norm = coverage.norm
    answer: dict[str, Any] = {
        "facility": coverage.request.facility,
        "mode": coverage.request.mode,
        "municipality": coverage.request.municipality,
        "norm_m": coverage.norm_m,
        "norm_type": coverage.norm_type,
        "norm_source": norm.source if norm else None,
        "norm_kind": norm.kind if norm else None,
        "network": coverage.network.source,
        "network_m": round(coverage.network_m, 1),
        "within_norm_share": None if share is None else round(share, 6),
        "gap_m": round(coverage.gap_m, 1),
        "unreachable_m": round(coverage.unreachable_m, 1),
        "in_data": coverage.in_data,
        "facilities": coverage.facilities,
        "on_network": coverage.on_network,
        "off_network": len(coverage.off_network),
        "off_network_places": [_off(entry) for entry in coverage.off_network],
        "added_off_network": [[round(x, _DECIMALS) for x in place] for place in coverage.added_off_network],
        "gaps": [stretch_figures(stretch) for stretch in coverage.gaps],
        "worst": [stretch_figures(stretch) for stretch in coverage.worst],
        "sites": [site_figures(site) for site in sites],
    }
    if not coverage.in_data:
        answer["reason"] = "not_in_data"
        answer["detail"] = not_in_data(language)
    return answer


def not_in_data(language: str) -> str:
    """Return why nothing is told of a kind that nobody has recorded."""
    text = mark(
        "Nothing of this kind is in this data, which is not the same as not being there: no gaps are told."
    )
    return translate(language, text)


def stretch_figures(stretch: "Stretch") -> dict[str, Any]:
    """Return what is told of a stretch beside its line."""
    far = stretch.longest_distance_m
    return {
        "length_m": round(stretch.length_m, 1),
        "longest_distance_m": None if far is None else round(far, 1),
        "from_junction": stretch.from_junction,
        "to_junction": stretch.to_junction,
        "municipality": stretch.municipality,
    }


def site_figures(site: "Site") -> dict[str, Any]:
    """Return what is told of a proposed place; ``closed_m`` counts those before it too."""
    lon, lat = site.lonlat
    return {
        "lon": round(lon, _DECIMALS),
        "lat": round(lat, _DECIMALS),
        "closed_m": round(site.closed_m, 1),
        "gain_m": round(site.gain_m, 1),
        "candidate": site.candidate,
        "name": site.name,
        "municipality": site.municipality,
        "people": site.people,
        "people_served": site.people_served,
        "cost": site.cost,
    }


def gap_features(stretches: Sequence["Stretch"]) -> list[dict[str, Any]]:
    """Return stretches as GeoJSON features, coordinates to a centimetre."""
    return [
        {"type": "Feature", "geometry": _line(s.geometry), "properties": stretch_figures(s)}
        for s in stretches
    ]


def site_features(sites: Sequence["Site"]) -> list[dict[str, Any]]:
    """Return proposed places as GeoJSON features, the one that closes most first."""
    features = []
    for rank, site in enumerate(sites, start=1):
        figures = site_figures(site)
        point = {"type": "Point", "coordinates": [figures.pop("lon"), figures.pop("lat")]}
        features.append({"type": "Feature", "geometry": point, "properties": {"rank": rank} | figures})
    return features


def _off(entry: "OffNetwork") -> dict[str, Any]:
    lon, lat = entry.lonlat
    return {
        "id": entry.place_id,
        "name": entry.name,
        "lon": round(lon, _DECIMALS),
        "lat": round(lat, _DECIMALS),
    }


def _line(shape: shapely.Geometry) -> dict[str, Any]:
    lines = [np.round(shapely.get_coordinates(part), _DECIMALS).tolist() for part in shapely.get_parts(shape)]
    if len(lines) == 1:
        return {"type": "LineString", "coordinates": lines[0]}
    return {"type": "MultiLineString", "coordinates": lines}
