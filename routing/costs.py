"""What a request makes of the graph: a cost per arc, ``inf`` where it may not go, and beauty per edge."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

from geodata.vocabulary import (
    DOG_RULES,
    MODE_BIT,
    MODES,
    NETWORKS,
    NODE_NETWORK_OF_MODE,
    SURFACES,
    TRAFFIC_STRESS,
    UNSEALED,
    WAY_CLASSES,
)  # fmt: skip
from routing.graph import RoutingGraph
from routing.places import PlaceTable
from routing.profiles import Profile, profile
from routing.themes import Theme, beauty_along, themes

DULL_FACTOR = 0.8
"""With themes on, a metre with nothing of them costs this much more than one that is all theirs."""
NOON = time(12, 0)
_CONDITION = re.compile(
    r"(?P<value>[a-z_]+)\s*@\s*(?:\((?P<group>[^()]*(?:\([^()]*\)[^()]*)*)\)|(?P<bare>[^;]+))"
)
_CLOSING = frozenset({"no", "private", "closed"})


@dataclass(frozen=True, eq=False)
class ArcCosts:
    """Costs of one request.

    Attributes
    ----------
    cost
        ``float64[m]``; metres × factor ≥ 1, ``inf`` where closed.
    beauty
        ``float32[k]`` in 0…1, how much an edge is what the themes ask for; None without themes.
    """

    mode: str
    cost: npt.NDArray[np.float64]
    beauty: npt.NDArray[np.float32] | None


class CostModel:
    """Costs on one graph; what does not depend on the request is worked out once and kept.

    Parameters
    ----------
    graph, places
        The dataset's.
    """

    def __init__(self, graph: RoutingGraph, places: PlaceTable) -> None:
        self.graph = graph
        self.places = places
        self._base: dict[str, npt.NDArray[np.float64]] = {}
        self._beauty: dict[str, npt.NDArray[np.float32]] = {}

    def arcs(
        self,
        mode: str,
        weights: Mapping[str, float] | None = None,
        *,
        avoid: frozenset[str] = frozenset(),
        dog: bool = False,
        on: date | None = None,
        shut: npt.NDArray[np.bool_] | None = None,
    ) -> ArcCosts:
        """Costs for a request.

        Parameters
        ----------
        mode
            One of MODES.
        weights
            Theme name → weight ≥ 0.
        avoid
            Words of :data:`routing.types.AVOIDABLE`, closed where known to be so.
        dog
            Close ways where dogs are forbidden.
        on
            Day whose seasonal closures apply; without one none does.
        shut
            Edges closed besides, see :func:`routing.closures.shut`.
        """
        cost = self._base_cost(mode)
        beauty = self.beauty(weights) if weights else None
        closed = self._closed_edges(mode, avoid, dog, on)
        if beauty is not None:
            dull = 1 + DULL_FACTOR * (1 - beauty.astype(np.float64))
            cost = cost * dull[self.graph.arc_edge]
        if shut is not None:
            closed = shut if closed is None else closed | shut
        if closed is not None:
            cost = np.where(closed[self.graph.arc_edge], np.inf, cost)
        return ArcCosts(mode, cost, beauty)

    def _base_cost(self, mode: str) -> npt.NDArray[np.float64]:
        if mode not in self._base:
            g = self.graph
            factor = edge_factor(g, profile(mode))
            allowed = (g.arc_modes & MODE_BIT[mode]) != 0
            self._base[mode] = np.where(allowed, g.arc_length * factor[g.arc_edge], np.inf)
        return self._base[mode]

    def beauty(self, weights: Mapping[str, float]) -> npt.NDArray[np.float32] | None:
        """Beauty per edge for weighted themes, the weights' largest counting as 1."""
        used = {name: w for name, w in weights.items() if w > 0}
        if not used:
            return None
        top = max(used.values())
        total = np.zeros(self.graph.n_edges, dtype=np.float32)
        for name, weight in sorted(used.items()):
            total += np.float32(weight / top) * self._theme_beauty(themes()[name])
        return np.minimum(total, np.float32(1))

    def _theme_beauty(self, theme: Theme) -> npt.NDArray[np.float32]:
        if theme.name not in self._beauty:
            along = beauty_along(self.graph, theme)
            for category, reach_m in theme.near.items():
                along = np.maximum(along, np.float32(0.8) * self._edges_near(category, reach_m))
            self._beauty[theme.name] = along
        return self._beauty[theme.name]

    def _edges_near(self, category: str, reach_m: float) -> npt.NDArray[np.float32]:
        """1 for edges whose middle lies within ``reach_m`` of a named place of the category, else 0."""
        g = self.graph
        rows = self.places.rows_of({category})
        near = np.zeros(g.n_edges, dtype=np.float32)
        x = (g.node_x[g.edge_u] + g.node_x[g.edge_v]) / 2
        y = (g.node_y[g.edge_u] + g.node_y[g.edge_v]) / 2
        px, py = g.project(self.places.lon[rows], self.places.lat[rows])
        for i in range(len(rows)):
            near[(x - px[i]) ** 2 + (y - py[i]) ** 2 <= reach_m**2] = 1
        return near

    def _closed_edges(
        self, mode: str, avoid: frozenset[str], dog: bool, on: date | None
    ) -> npt.NDArray[np.bool_] | None:
        g = self.graph
        closed = np.zeros(g.n_edges, dtype=np.bool_)
        if "unpaved" in avoid:
            closed |= np.isin(g.edge_surface, [SURFACES.index(word) for word in UNSEALED])
        if "steps" in avoid:
            closed |= g.edge_class == WAY_CLASSES.index("steps")
        if "ferries" in avoid:
            closed |= g.edge_class == WAY_CLASSES.index("ferry")
        if "busy" in avoid:
            closed |= g.edge_stress == TRAFFIC_STRESS.index("high")
        if dog:
            closed |= g.edge_dog == DOG_RULES.index("no")
        if on is not None and g.closures:
            shut = np.array([closed_on(c, mode, on) for c in g.closures] + [False])
            closed |= shut[g.edge_closure]  # -1, no closure, reads the last entry
        return closed if closed.any() else None


def edge_factor(graph: RoutingGraph, p: Profile) -> npt.NDArray[np.float64]:
    """Cost factor per edge for a profile: product of its tables, scaled so that nothing is under 1."""
    network_bit = 1 << NETWORKS.index(NODE_NETWORK_OF_MODE[p.mode])
    factor = (
        p.way_class[graph.edge_class]
        * p.surface[graph.edge_surface]
        * p.smoothness[graph.edge_smoothness]
        * p.stress[graph.edge_stress]
        * p.wheelchair[graph.edge_wheelchair]
        * np.where(graph.edge_networks & network_bit, p.on_network, p.off_network)
    )
    return np.maximum(factor, 1.0)


def closed_on(closure: Mapping[str, object], mode: str, on: date) -> bool:
    """Whether a conditional restriction shuts its way for the mode on that day (at noon)."""
    modes = closure["modes"]
    assert isinstance(modes, list)
    return mode in modes and _shut(str(closure["value"]), on)


@lru_cache(maxsize=4096)
def _shut(value: str, on: date) -> bool:
    """Evaluate a ``:conditional`` value such as ``no @ (Mar 15-Jul 15)``; one that can't be read shuts nothing."""
    shut = False
    for part in _CONDITION.finditer(value):
        condition = (part["group"] or part["bare"] or "").strip()
        try:
            holds = OpeningHours(condition).is_open(datetime.combine(on, NOON))
        except ParserError:
            continue
        if holds:  # later parts override earlier ones, as the tag's definition says
            shut = part["value"] in _CLOSING
    return shut


assert set(NODE_NETWORK_OF_MODE) == set(MODES)
