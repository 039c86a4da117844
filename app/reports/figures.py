"""Figures of every norm for every municipality: each norm's coverage is worked out once per dataset."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.dataset import Dataset

if TYPE_CHECKING:
    from geodata.regions import Norm
    from routing.desk.coverage import Coverage

Metres = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """Metres of network, and those beyond the norm."""

    network_m: float
    gap_m: float

    @property
    def within(self) -> float | None:
        """Share within the norm; None without network."""
        return None if self.network_m <= 0 else min(1.0, max(0.0, 1 - self.gap_m / self.network_m))


@dataclass(frozen=True, eq=False)
class NormFigures:
    """A norm, and how much of the network it holds for.

    Attributes
    ----------
    norm
        The region's.
    in_data
        Whether anything of the kind is recorded; else nothing is known.
    facilities
        Of the kind.
    edges
        Edges of the network.
    gap_m
        Metres of each of them beyond the norm.
    municipalities
        By name; "" is what lies in none.
    distance_m
        Of every node of the graph to the nearest facility.
    """

    norm: "Norm"
    in_data: bool
    facilities: int
    edges: npt.NDArray[np.int32]
    gap_m: Metres
    whole: Share
    municipalities: Mapping[str, Share]
    distance_m: Metres

    def part(self, wanted: npt.NDArray[np.bool_], lengths: Metres) -> Share:
        """Return the figures of some edges; ``wanted`` and ``lengths`` are of all edges of the graph."""
        mine = wanted[self.edges]
        return Share(float(lengths[self.edges][mine].sum()), float(self.gap_m[mine].sum()))


_lock = threading.Lock()
_known: dict[str, tuple[NormFigures, ...]] = {}


def norm_figures(dataset: Dataset) -> tuple[NormFigures, ...]:
    """Return the figures of all norms of the region: some seconds at first, then at once."""
    key = str(dataset.folder)
    with _lock:
        if key not in _known:
            _known.clear()  # of a dataset that is in use no more
            _known[key] = tuple(_figures(dataset, norm) for norm in dataset.planner.coverage().norms)
        return _known[key]


def _figures(dataset: Dataset, norm: "Norm") -> NormFigures:
    from routing.desk.coverage import CoverageRequest  # noqa: PLC0415

    found: Coverage = dataset.planner.coverage().coverage(CoverageRequest(norm.facility, norm.mode))
    graph = dataset.planner.coverage().graph
    row = np.full(graph.n_edges, -1, dtype=np.int64)
    row[found.edges] = np.arange(len(found.edges))
    gap_m = np.bincount(
        row[found.parts.edge], found.parts.hi_m - found.parts.lo_m, minlength=len(found.edges)
    )
    names = [*graph.municipalities, ""]
    place = graph.edge_municipality[found.edges].astype(np.int64) % len(
        names
    )  # -1, none, reads the last name
    network = np.bincount(place, graph.edge_length[found.edges], minlength=len(names))
    gap = np.bincount(place, gap_m, minlength=len(names))
    return NormFigures(
        norm, found.in_data, found.facilities, found.edges, np.asarray(gap_m, dtype=np.float64),
        Share(found.network_m, found.gap_m),
        {name: Share(float(network[i]), float(gap[i])) for i, name in enumerate(names)}, found.distance_m,
    )  # fmt: skip
