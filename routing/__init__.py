"""Plans on a dataset: costs, paths, tours, coverage. Pure computation, no web."""

from routing.closures import Closure, closed_edges
from routing.errors import BadRequest, DatasetUnusable, RoutingError
from routing.graph import RoutingGraph
from routing.matching import MatchRequest, MatchResult, Stretch
from routing.planner import Planner
from routing.themes import Theme, themes
from routing.types import (
    AVOIDABLE,
    DISTANCE_RANGE_KM,
    Event,
    FacilityFigures,
    Instruction,
    Isochrone,
    JunctionPass,
    Need,
    RouteRequest,
    Stop,
    ThemeFigures,
    Tour,
    TourRequest,
    TourResult,
    Warning,
)

__all__ = [
    "AVOIDABLE",
    "DISTANCE_RANGE_KM",
    "BadRequest",
    "Closure",
    "DatasetUnusable",
    "Event",
    "FacilityFigures",
    "Instruction",
    "Isochrone",
    "JunctionPass",
    "MatchRequest",
    "MatchResult",
    "Need",
    "Planner",
    "RouteRequest",
    "RoutingError",
    "RoutingGraph",
    "Stop",
    "Stretch",
    "Theme",
    "ThemeFigures",
    "Tour",
    "TourRequest",
    "TourResult",
    "Warning",
    "closed_edges",
    "themes",
]
