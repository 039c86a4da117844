"""How good named routes are: surface, busy roads, landscape, facilities; against the region's norms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely

from geodata.regions import Guideline
from geodata.vocabulary import FACILITIES, LANDCOVER, MODES, SEALED, SURFACES, TRAFFIC_STRESS, UNSEALED
from routing.desk.recreation_network import routes_of_mode
from routing.desk.route_order import joins, row_of_route, travelled, walk_of_route
from routing.errors import BadRequest
from routing.passing import PASS_M, facility_figures, places_passed

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

RULE = "walking route"
"""Subject of the guideline that routes are held against."""
KNOWN_SHARE = 0.8
"""Of a route whose surface (or traffic) is known for less than this nothing is claimed to meet a norm."""
PREVAILS = 0.5
"""A landscape prevails on a way when it covers at least this share of it."""
LASTS_M = 200.0
"""A landscape that prevails for less than this between two others is no change."""

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Check:
    """A figure against a norm.

    ``subject`` is a limit of the guideline (``natural_share``, ``sealed_share``, ``sealed_m``, ``busy_share``,
    ``busy_m``) or a facility kind; ``met`` is None where too little is known. ``source`` and ``kind`` are the norm's.
    """

    subject: str
    value: float | None
    limit: float
    met: bool | None
    source: str
    kind: str


@dataclass(frozen=True)
class RouteQuality:
    """A named route, measured.

    Shares are of ``length_m``; what is not known counts in ``unknown_surface_share`` and ``unknown_stress_share``.

    Attributes
    ----------
    osm_id, network, mode, ref, name
        The route.
    length_m
        Each way once.
    natural_share, sealed_share, unknown_surface_share
        By surface; what is unknown is not guessed.
    busy_share, unknown_stress_share
        On or along busy roads.
    longest_sealed_m, longest_busy_m
        In one stretch along the route.
    landscape
        Land cover → share.
    landscape_changes
        How often the landscape that prevails changes along the way.
    changes_per_10km
        The same per ten kilometres.
    facilities
        Kind → how many within 100 m; only kinds that the dataset has on record.
    per_10km
        Kind → the same per ten kilometres.
    longest_gap_m
        Kind → longest way along the route between two of them (or an end).
    checks
        Against the norms.
    breaks
        Places where the route's ways do not join.
    geometry
        MultiLineString, (lon, lat).
    """

    osm_id: int
    network: str
    mode: str
    ref: str
    name: str
    length_m: float
    natural_share: float
    sealed_share: float
    unknown_surface_share: float
    busy_share: float
    unknown_stress_share: float
    longest_sealed_m: float
    longest_busy_m: float
    landscape: Mapping[str, float]
    landscape_changes: int
    changes_per_10km: float
    facilities: Mapping[str, int]
    per_10km: Mapping[str, float]
    longest_gap_m: Mapping[str, float]
    checks: tuple[Check, ...]
    breaks: int
    geometry: shapely.Geometry


def route_quality(desk: "CoverageDesk", mode: str | None = None) -> tuple[RouteQuality, ...]:
    """Measure every named route (of one mode), longest first; empty where the dataset has none.

    Parameters
    ----------
    desk
        The dataset's.
    mode
        One of MODES; None: routes of all.

    Raises
    ------
    BadRequest
        When there is no such mode.
    """
    if mode is not None and mode not in MODES:
        raise BadRequest("mode", f"there is no mode {mode!r}; give one of {', '.join(MODES)}")
    rows = range(len(desk.graph.routes)) if mode is None else routes_of_mode(desk.graph, mode).tolist()
    measured = [_measured(desk, row) for row in rows]
    return tuple(sorted(measured, key=lambda route: (-route.length_m, route.osm_id)))


def measured_route(desk: "CoverageDesk", osm_id: int) -> RouteQuality | None:
    """Measure one named route; None where the dataset has none of that number."""
    row = row_of_route(desk.graph, osm_id)
    return None if row is None else _measured(desk, row)


def _measured(desk: "CoverageDesk", row: int) -> RouteQuality:
    g, facts = desk.graph, desk.graph.routes[row]
    edges = travelled(g, row)
    metres = np.asarray(g.edge_length[edges], dtype=np.float64)
    length = float(metres.sum()) or 1.0
    sealed = np.isin(g.edge_surface[edges], [SURFACES.index(word) for word in SEALED])
    natural = np.isin(g.edge_surface[edges], [SURFACES.index(word) for word in UNSEALED])
    busy = g.edge_stress[edges] == TRAFFIC_STRESS.index("high")
    joined = joins(g, edges)
    figures = {
        "natural_share": float(metres[natural].sum()) / length,
        "sealed_share": float(metres[sealed].sum()) / length,
        "unknown_surface_share": float(metres[~sealed & ~natural].sum()) / length,
        "busy_share": float(metres[busy].sum()) / length,
        "unknown_stress_share": float(metres[g.edge_stress[edges] == 0].sum()) / length,
        "longest_sealed_m": _longest(metres, sealed, joined),
        "longest_busy_m": _longest(metres, busy, joined),
    }
    cover = g.edge_landcover[edges].astype(np.float64) / 100  # percent
    changes = _changes(cover, metres)
    count, gap = _facilities(desk, edges, metres, joined)
    return RouteQuality(
        int(facts["osm_id"]), facts["network"], facts["mode"], facts["ref"], facts["name"], length, **figures,
        landscape={
            word: share for word, share in zip(LANDCOVER, (metres @ cover / length).tolist(), strict=True) if share > 0
        },
        landscape_changes=changes, changes_per_10km=changes / length * 10_000,
        facilities=count, per_10km={kind: n / length * 10_000 for kind, n in count.items()}, longest_gap_m=gap,
        checks=(*_rule_checks(desk.guidelines, facts["mode"], figures), *_norm_checks(desk, facts["mode"], gap)),
        breaks=int((~joined).sum()),
        geometry=shapely.MultiLineString([g.edge_points(edge) for edge in edges.tolist()]),
    )  # fmt: skip


def _longest(metres: FloatArray, such: npt.NDArray[np.bool_], joined: npt.NDArray[np.bool_]) -> float:
    """Metres of the longest run of such edges that join."""
    longest = run = 0.0
    for i, (length, is_such) in enumerate(zip(metres.tolist(), such.tolist(), strict=True)):
        run = (run if i and joined[i - 1] else 0.0) + length if is_such else 0.0
        longest = max(longest, run)
    return longest


def _changes(cover: FloatArray, metres: FloatArray) -> int:
    """How often the prevailing landscape becomes another one; what is unknown or short-lived changes nothing."""
    prevailing = np.where(cover.max(axis=1, initial=0.0) >= PREVAILS, cover.argmax(axis=1), -1)
    runs: list[list[float]] = []
    for word, length in zip(prevailing.tolist(), metres.tolist(), strict=True):
        if word < 0:
            continue
        if runs and runs[-1][0] == word:
            runs[-1][1] += length
        else:
            runs.append([word, length])
    kept: list[float] = []
    for word, length in runs:
        if length >= LASTS_M and (not kept or kept[-1] != word):
            kept.append(word)
    return max(len(kept) - 1, 0)


def _facilities(
    desk: "CoverageDesk", edges: npt.NDArray[np.int32], metres: FloatArray, joined: npt.NDArray[np.bool_]
) -> tuple[dict[str, int], dict[str, float]]:
    """Per kind how many come by within 100 m, and the longest way along the route without."""
    g = desk.graph
    passed = places_passed(g, walk_of_route(g, edges, joined), PASS_M)
    told = facility_figures(passed, desk.kinds, float(metres.sum()))
    count: dict[str, int] = {kind: told[kind].count for kind in FACILITIES if kind in told}
    return count, {kind: told[kind].longest_gap_m for kind in count}


def _rule_checks(guidelines: tuple[Guideline, ...], mode: str, figures: Mapping[str, float]) -> list[Check]:
    """The region's rule for routes of a mode; none where it has none."""
    rule = next((r for r in guidelines if r.subject == RULE and r.mode == mode), None)
    if rule is None:
        return []
    surface_known = 1 - figures["unknown_surface_share"] >= KNOWN_SHARE
    traffic_known = 1 - figures["unknown_stress_share"] >= KNOWN_SHARE
    checks = []
    for subject, figure, at_least, known in (
        ("natural_share", "natural_share", True, surface_known),
        ("sealed_share", "sealed_share", False, surface_known),
        ("sealed_m", "longest_sealed_m", False, surface_known),
        ("busy_share", "busy_share", False, traffic_known),
        ("busy_m", "longest_busy_m", False, traffic_known),
    ):
        if subject in rule.limits:
            value, limit = figures[figure], rule.limits[subject]
            fits = value >= limit if at_least else value <= limit
            # What is known may break a limit already, or meet it; the unknown rest can only undo the second.
            sure = known or (fits if at_least else not fits)
            checks.append(Check(subject, value, limit, fits if sure else None, rule.source, rule.kind))
    return checks


def _norm_checks(desk: "CoverageDesk", mode: str, gap_m: Mapping[str, float]) -> list[Check]:
    """Spacing norms against the longest way without; of a kind without a record nothing is claimed."""
    checks = []
    for norm in desk.norms:
        if norm.mode == mode and norm.type == "spacing":
            value = gap_m.get(norm.facility)
            met = None if value is None else value <= norm.norm_m
            checks.append(Check(norm.facility, value, norm.norm_m, met, norm.source, norm.kind))
    return checks
