"""The graph that searches run on: a dataset's columns, memory-mapped, and the two directions of its rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import numpy.typing as npt

from geodata.vocabulary import MODES
from routing.errors import DatasetUnusable

if TYPE_CHECKING:
    import networkx as nx

Array = npt.NDArray[Any]

NODE_COLUMNS = ("node_lon", "node_lat", "node_osm_id", "node_barrier")
ARC_COLUMNS = ("indptr", "head", "tail", "arc_edge", "arc_forward", "arc_modes", "rev_indptr", "rev_arc")
EDGE_COLUMNS = (
    "edge_u", "edge_v", "edge_length", "edge_way", "edge_class", "edge_surface", "edge_smoothness", "edge_stress",
    "edge_lit", "edge_dog", "edge_wheelchair", "edge_noise", "edge_width", "edge_climb_up", "edge_climb_down",
    "edge_incline", "edge_closure", "edge_landcover", "edge_protected", "edge_area", "edge_municipality",
    "edge_networks", "edge_name", "edge_component", "component_length",
)  # fmt: skip
GEOMETRY_COLUMNS = ("geom_indptr", "geom_lon", "geom_lat")
NETWORK_COLUMNS = (
    "junction_node", "junction_osm_id", "junction_network", "junction_lon", "junction_lat",
    "section_from", "section_to", "section_network", "section_osm_id", "section_length", "section_indptr",
    "section_edge", "section_forward", "section_ok", "route_indptr", "route_edge",
)  # fmt: skip
NEAR_COLUMNS = ("near_indptr", "near_place", "near_at", "near_gap")
TWIN_COLUMNS = ("twin_indptr", "twin_edge")
GRID_COLUMNS = ("grid_indptr", "grid_segment", "grid_segment_edge")
TEXTS = ("names", "junction_refs", "routes", "municipalities", "closures", "grid")

# WGS84's shortest degree of latitude (at the equator) and of longitude before the cosine: with the cosine of the
# latitude farthest from the equator, a straight line in these metres is never longer than the geodesic.
METRES_PER_DEGREE_LAT = 110_574.0
METRES_PER_DEGREE_LON = 111_319.0


@dataclass(frozen=True, eq=False)
class Rows:
    """One direction of the graph: entries of node v are ``indptr[v]:indptr[v + 1]``.

    ``parent_of_arc`` gives the node that a tree in this direction came from when it used the arc.
    """

    indptr: Array
    node: Array
    arc: Array
    parent_of_arc: Array


class RoutingGraph:
    """Nodes, arcs and edges of a dataset as columns (docs/dataset.md), shared between processes by the page cache.

    Columns are attributes named like their files (``graph.edge_length``, ``graph.head``). Treat them as read-only.

    Parameters
    ----------
    columns
        Every column by name.
    texts
        The lists beside the columns: names, junction_refs, routes, municipalities, closures, grid.
    """

    def __init__(self, columns: Mapping[str, Array], texts: Mapping[str, Any]) -> None:
        self.__dict__.update(columns)
        self.columns = columns
        self.names: list[str] = texts["names"]
        self.junction_refs: list[str] = texts["junction_refs"]
        self.routes: list[dict[str, Any]] = texts["routes"]
        self.municipalities: list[str] = texts["municipalities"]
        self.closures: list[dict[str, Any]] = texts["closures"]
        self.grid: dict[str, float] = texts["grid"]
        self.n_nodes = len(self.node_lon)
        self.n_arcs = len(self.head)
        self.n_edges = len(self.edge_length)
        self._check()
        self.out = Rows(self.indptr, self.head, np.arange(self.n_arcs, dtype=np.int32), self.tail)
        self.into = Rows(self.rev_indptr, self.tail[self.rev_arc], self.rev_arc, self.head)
        self.arc_length: Array = self.edge_length[self.arc_edge]
        self.edge_arcs = self._arcs_of_edges()
        self._cos_lat = float(np.cos(np.radians(np.abs(self.node_lat).max()))) if self.n_nodes else 1.0
        self.node_x, self.node_y = self.project(self.node_lon, self.node_lat)

    def __getattr__(self, name: str) -> Array:
        # Only reached when a column is missing; also tells the type checker that columns are attributes.
        raise AttributeError(f"no column {name!r} in this graph")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Map the columns of a dataset's ``graph/`` folder into memory.

        Parameters
        ----------
        folder
            A dataset's version folder (holding ``graph/``).

        Raises
        ------
        DatasetUnusable
            If a file is missing, unreadable or does not fit the others.
        """
        columns: dict[str, Array] = {}
        names = (
            NODE_COLUMNS
            + ARC_COLUMNS
            + EDGE_COLUMNS
            + GEOMETRY_COLUMNS
            + NETWORK_COLUMNS
            + NEAR_COLUMNS
            + TWIN_COLUMNS
            + GRID_COLUMNS
        )
        for name in names:
            path = folder / "graph" / f"{name}.npy"
            try:
                # Copy-on-write: never written, so all workers share the pages, and the kernels' plain signatures fit.
                columns[name] = np.asarray(np.load(path, mmap_mode="c"))
            except (OSError, ValueError) as error:
                raise DatasetUnusable(f"{path}: {error}; build the dataset again") from error
        texts: dict[str, Any] = {}
        for name in TEXTS:
            path = folder / "graph" / f"{name}.json"
            try:
                texts[name] = json.loads(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                raise DatasetUnusable(f"{path}: {error}; build the dataset again") from error
        return cls(columns, texts)

    def _check(self) -> None:
        """Refuse columns that do not fit each other, before a kernel reads past an end."""
        n, m, k = self.n_nodes, self.n_arcs, self.n_edges
        fits = (
            len(self.indptr) == n + 1
            and len(self.rev_indptr) == n + 1
            and int(self.indptr[-1]) == m == int(self.rev_indptr[-1])
            and all(
                len(self.columns[c]) == m for c in ("tail", "arc_edge", "arc_forward", "arc_modes", "rev_arc")
            )
            and all(len(self.columns[c]) == k for c in EDGE_COLUMNS if c != "component_length")
            and len(self.geom_indptr) == k + 1
            and int(self.geom_indptr[-1]) == len(self.geom_lon) == len(self.geom_lat)
            and self.edge_component.shape == (k, len(MODES))
        )
        if not fits:
            raise DatasetUnusable("the graph's columns have lengths that do not fit; build the dataset again")
        if m and (int(self.head.max()) >= n or int(self.arc_edge.max()) >= k):
            raise DatasetUnusable("the graph's arcs point outside it; build the dataset again")

    def _arcs_of_edges(self) -> Array:
        """Arc along and against each edge's geometry, -1 where there is none: ``int32[k, 2]``."""
        arcs = np.full((self.n_edges, 2), -1, dtype=np.int32)
        arcs[self.arc_edge, np.where(self.arc_forward, 0, 1)] = np.arange(self.n_arcs, dtype=np.int32)
        return arcs

    def project(self, lon: Array | float, lat: Array | float) -> tuple[Array, Array]:
        """Metres east and north; a straight line between points of the graph is never longer than the geodesic."""
        x = np.asarray(lon, dtype=np.float64) * (METRES_PER_DEGREE_LON * self._cos_lat)
        y = np.asarray(lat, dtype=np.float64) * METRES_PER_DEGREE_LAT
        return x, y

    def to_networkx(self, mode: str | None = None) -> "nx.MultiDiGraph[int]":
        """The graph in OSMnx's form, see :func:`routing.networkx_bridge.to_networkx`."""
        from routing.networkx_bridge import to_networkx  # noqa: PLC0415 - it imports this module

        return to_networkx(self, mode)

    @staticmethod
    def from_networkx(g: "nx.MultiDiGraph[Any]") -> "RoutingGraph":
        """A graph of OSMnx's form, see :func:`routing.networkx_bridge.from_networkx`."""
        from routing.networkx_bridge import from_networkx  # noqa: PLC0415 - it imports this module

        return from_networkx(g)

    def edge_points(self, edge: int) -> npt.NDArray[np.float64]:
        """Points of an edge's geometry, ``(n, 2)`` lon, lat."""
        a, b = self.geom_indptr[edge], self.geom_indptr[edge + 1]
        return np.column_stack((self.geom_lon[a:b], self.geom_lat[a:b]))
