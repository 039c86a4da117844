"""Gaps as the desk shows them: light lines for the map, figures, whom the longest concern and how sure they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from app.dataset import Dataset
from app.desk.bodies import DeskCoverageBody
from app.languages import translate
from app.networks import geojson_shapes
from app.presenter.coverage import not_in_data, site_features, stretch_figures, summary

if TYPE_CHECKING:
    from routing.desk.context import StretchContext
    from routing.desk.coverage import Coverage
    from routing.desk.evidence import Evidence
    from routing.desk.siting import Site
    from routing.desk.stretches import Stretch

# About 5 m in a municipality, 20 m in the whole region: no screen shows more of so much, at a third of the bytes.
_TOLERANCE = 5e-5
_COARSE_TOLERANCE = 2e-4
_MANY = 1000


@dataclass(frozen=True)
class Found:
    """What was found for a question of the desk."""

    coverage: "Coverage"
    sites: "Sequence[Site]"
    contexts: "Sequence[StretchContext]"
    evidence: "Sequence[Evidence]"


def find(dataset: Dataset, body: DeskCoverageBody) -> Found:
    """Answer a question of the desk.

    Raises
    ------
    routing.BadRequest
        If a value cannot be meant so.
    """
    from routing.desk.context import contexts  # noqa: PLC0415 - they compile searches
    from routing.desk.coverage import CoverageRequest  # noqa: PLC0415
    from routing.desk.evidence import evidence  # noqa: PLC0415
    from routing.desk.facility_limits import CANDIDATES  # noqa: PLC0415
    from routing.desk.siting import propose_sites  # noqa: PLC0415

    desk = dataset.planner.coverage()
    asked = CoverageRequest(
        body.facility, body.mode, body.norm_m, body.norm_type, body.municipality,
        added=tuple(body.added), removed=tuple(body.removed),
    )  # fmt: skip
    found = desk.coverage(asked)
    sites: Sequence[Site] = ()
    if body.sites:
        sites = propose_sites(desk, found, body.sites, body.candidates or CANDIDATES, body.costs, body.budget)
    longest = found.gaps[: body.details]
    return Found(
        found,
        sites,
        contexts(desk, body.mode, longest) if longest else (),
        evidence(desk, body.facility, body.mode, longest) if longest else (),
    )


def answer(found: Found, language: str, *, lines: bool = True) -> dict[str, Any]:
    """Return what was found as GeoJSON with the figures beside it."""
    coverage = found.coverage
    told = summary(coverage, (), language)
    for name in ("gaps", "worst", "sites"):
        del told[name]
    if not coverage.in_data:
        told["detail"] = not_in_data(language)
    return {
        "type": "FeatureCollection",
        "features": stretch_features(coverage.gaps) if lines else [],
        "worst": stretch_features(coverage.worst),
        "sites": site_features(found.sites),
        "details": [
            context_figures(context) | evidence_figures(evidence)
            for context, evidence in zip(found.contexts, found.evidence, strict=True)
        ],
        "summary": told | {"added_off_network": [list(place) for place in coverage.added_off_network]},
    }


def stretch_features(stretches: "Sequence[Stretch]") -> list[dict[str, Any]]:
    """Return stretches as GeoJSON features with lines as fine as a map of the region shows."""
    if not stretches:
        return []
    tolerance = _TOLERANCE if len(stretches) < _MANY else _COARSE_TOLERANCE
    shapes = shapely.simplify(np.array([s.geometry for s in stretches], dtype=object), tolerance)
    return [
        {"type": "Feature", "id": row, "geometry": shape, "properties": stretch_figures(stretch)}
        for row, (stretch, shape) in enumerate(zip(stretches, geojson_shapes(shapes, 5), strict=True))
    ]


def context_figures(context: "StretchContext") -> dict[str, Any]:
    """Return what a stretch is to people, as plain values."""
    return {
        "routes": [{"ref": route.ref, "name": route.name} for route in context.routes],
        "areas": [area.name for area in context.areas],
        "population": context.population,
        "beds": context.beds,
        "people": context.people,
        "expected_use": context.expected_use,
        "use_loops": context.use_loops,
    }


def evidence_figures(evidence: "Evidence") -> dict[str, Any]:
    """Return how sure a gap is, as plain values."""
    return {
        "absent": round(evidence.absent, 3),
        "verdict": evidence.verdict,
        "mapped": evidence.mapped,
        "expected": round(evidence.expected, 2),
        "surveyed": evidence.surveyed,
        "recent": evidence.recent,
        "last_edit": evidence.last_edit,
    }


def facility_features(dataset: Dataset, facility: str, mode: str) -> list[dict[str, Any]]:
    """Return the facilities of a kind as GeoJSON features, with whether each serves the network."""
    desk = dataset.planner.coverage()
    places = desk.places
    rows = np.flatnonzero(desk.kinds[facility]).tolist() if facility in desk.kinds else []
    serves = desk.access(facility, mode).on_network.tolist()
    return [
        {
            "type": "Feature",
            "id": places.place_id[row],
            "geometry": {
                "type": "Point",
                "coordinates": [round(float(places.lon[row]), 6), round(float(places.lat[row]), 6)],
            },
            "properties": {"id": places.place_id[row], "name": places.name[row], "on_network": on},
        }
        for row, on in zip(rows, serves, strict=True)
    ]


def norms_of(dataset: Dataset, language: str) -> list[Mapping[str, Any]]:
    """Return the region's norms, each with its source and how much weight that has."""
    from app.desk.words import norm_kind  # noqa: PLC0415

    desk = dataset.planner.coverage()
    return [
        {
            "facility": norm.facility,
            "mode": norm.mode,
            "norm_m": norm.norm_m,
            "type": norm.type,
            "source": norm.source,
            "kind": norm.kind,
            "kind_text": norm_kind(norm.kind, language),
            "note": translate(language, norm.note),
        }
        for norm in desk.norms
    ]
