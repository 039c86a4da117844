"""Coverage: how far it is from every point of the network to the nearest facility, and where that is too far.

One search with all facilities as seeds gives the distance of every node; along an edge the distance is the smaller of
that to one end, the other end, and the facilities on it. A stretch beyond the norm is cut exactly where the norm ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from geodata.regions import NORM_TYPES, Norm
from geodata.vocabulary import FACILITIES, MODES
from routing.desk.distance_profile import Pieces, distances, pieces
from routing.desk.facility_access import Access, join_network
from routing.desk.facility_limits import NORM_RANGE_M
from routing.desk.recreation_network import RecreationNetwork, recreation_network
from routing.desk.stretches import Parts, Stretch, Stretches
from routing.desk.water import Water
from routing.errors import BadRequest, DatasetUnusable
from routing.graph import RoutingGraph
from routing.passing import kinds_of_places
from routing.places import PlaceTable
from routing.types import Lonlat

WORST = 10

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CoverageRequest:
    """What is asked.

    Attributes
    ----------
    facility, mode
        One of FACILITIES, one of MODES.
    norm_m, norm_type
        None: as the region's norms say.
    municipality
        Only its part of the network; facilities outside it serve all the same.
    added
        Facilities that are not there yet: what if they were?
    existing
        Whether facilities of the dataset count.
    """

    facility: str
    mode: str
    norm_m: float | None = None
    norm_type: str | None = None
    municipality: str | None = None
    added: tuple[Lonlat, ...] = ()
    existing: bool = True


@dataclass(frozen=True)
class OffNetwork:
    """A facility too far from the network to serve it."""

    place_id: str
    name: str
    lonlat: Lonlat


@dataclass(frozen=True, eq=False)
class Coverage:
    """What is found.

    Attributes
    ----------
    in_data
        Whether the dataset has any record of the kind. If not, nothing is known: no gaps, no share.
    limit_m
        Distance within which a point is served: half of a spacing, the whole of a reach.
    norm
        The region's norm, None where it has none or another was asked for.
    network_m, gap_m, unreachable_m
        Metres of the network, of it beyond the norm, and of that without a way to any facility.
    facilities, on_network
        Facilities, and those of them that serve the network.
    gaps
        Stretches beyond the norm, longest first.
    worst
        The ten worst-served stretches, whole: ordered by their longest distance.
    edges
        Edges of the network that were looked at.
    access
        Where facilities join the network.
    distance_m
        Per node of the graph.
    parts
        Stretches beyond the norm, edge by edge.
    """

    request: CoverageRequest
    network: RecreationNetwork
    in_data: bool
    norm_m: float
    norm_type: str
    limit_m: float
    norm: Norm | None
    network_m: float
    gap_m: float
    unreachable_m: float
    facilities: int
    on_network: int
    off_network: tuple[OffNetwork, ...]
    gaps: tuple[Stretch, ...]
    worst: tuple[Stretch, ...]
    edges: npt.NDArray[np.int32]
    access: Access
    distance_m: FloatArray
    parts: Parts

    @property
    def within_norm_share(self) -> float | None:
        """Share of the network within the norm; None where nothing is known."""
        if not self.in_data or self.network_m <= 0:
            return None
        return min(1.0, max(0.0, 1.0 - self.gap_m / self.network_m))


class CoverageDesk:
    """Answers questions about one dataset's coverage. Threads may share it.

    Parameters
    ----------
    graph, places
        The dataset's.
    norms
        Of its region.
    water
        What no access crosses.
    municipality
        Of each place, in the order of the table; empty where not known.
    """

    def __init__(
        self,
        graph: RoutingGraph,
        places: PlaceTable,
        norms: Sequence[Norm] = (),
        water: Water | None = None,
        municipality: Sequence[str] = (),
    ) -> None:
        self.graph = graph
        self.places = places
        self.norms = tuple(norms)
        self.water = water or Water([])
        self._municipality = np.array(municipality or [""] * len(places), dtype=object)
        self._networks: dict[str, RecreationNetwork] = {}
        self._stretches: dict[str, Stretches] = {}
        self._access: dict[tuple[str, str], Access] = {}
        self.kinds = kinds_of_places(places)

    @classmethod
    def open(
        cls, folder: Path, graph: RoutingGraph, places: PlaceTable, norms: Sequence[Norm]
    ) -> "CoverageDesk":
        """Open the desk of a dataset whose graph and places are open already.

        Raises
        ------
        DatasetUnusable
            If a file is missing or damaged.
        """
        path = folder / "places.parquet"
        try:
            column = pq.read_table(path, columns=["municipality"], use_threads=False)["municipality"]
        except (OSError, ValueError, KeyError) as error:
            raise DatasetUnusable(f"{path}: {error}; build the dataset again") from error
        return cls(graph, places, norms, Water.load(folder / "basemap.pmtiles"), column.to_pylist())

    def network(self, mode: str) -> RecreationNetwork:
        """The network of a mode, made on first use."""
        if mode not in self._networks:
            self._networks[mode] = recreation_network(self.graph, mode)
        return self._networks[mode]

    def coverage(self, request: CoverageRequest) -> Coverage:
        """Find where the network lacks a facility.

        Raises
        ------
        BadRequest
            When a field cannot be meant so, or the region has no norm and none was given.
        """
        norm_m, norm_type, norm = self.norm(request)
        limit_m = norm_m / 2 if norm_type == "spacing" else norm_m
        network = self.network(request.mode)
        edges = self._edges(network, request.municipality)
        rows = self._rows(request.facility)
        found = self.access(request.facility, request.mode)
        access = found if request.existing else found.take(np.zeros(len(rows), dtype=np.bool_))
        if request.added:
            access = access.plus(join_network(self.graph, network, request.added, self.water))
        in_data = len(rows) > 0 or bool(request.added)
        distance_m = distances(self.graph, network, access)
        profile = pieces(self.graph, edges, access, distance_m)
        gaps = profile.beyond(limit_m if in_data else np.inf)
        stretches = self._stretches_of(network)
        mine = self._within(rows, found, request.municipality)
        return Coverage(
            request, network, in_data, norm_m, norm_type, limit_m, norm,
            network_m=float(self.graph.edge_length[edges].sum()),
            gap_m=float((gaps.hi_m - gaps.lo_m).sum()),
            unreachable_m=float((gaps.hi_m - gaps.lo_m)[np.isinf(gaps.longest_m)].sum()),
            facilities=int(mine.sum()),
            on_network=int((mine & found.on_network).sum()),
            off_network=tuple(self._off(rows[mine & ~found.on_network])),
            gaps=tuple(stretches.joined(gaps)),
            worst=tuple(self._worst(stretches, profile)) if in_data else (),
            edges=edges, access=access, distance_m=distance_m, parts=gaps,
        )  # fmt: skip

    def access(self, facility: str, mode: str) -> Access:
        """Where the facilities of a kind join the network of a mode, found on first use."""
        if (facility, mode) not in self._access:
            rows = self._rows(facility)
            lon, lat = self.places.lon[rows].tolist(), self.places.lat[rows].tolist()
            lonlats = list(zip(lon, lat, strict=True))
            self._access[facility, mode] = join_network(self.graph, self.network(mode), lonlats, self.water)
        return self._access[facility, mode]

    def norm(self, request: CoverageRequest) -> tuple[float, str, Norm | None]:
        """The norm that holds for a request: metres, type, and the region's norm where it is that.

        Raises
        ------
        BadRequest
            When there is none, or it cannot be meant so.
        """
        if request.facility not in FACILITIES:
            raise BadRequest(
                "facility", f"there is no kind {request.facility!r}; give one of {', '.join(FACILITIES)}"
            )
        if request.mode not in MODES:
            raise BadRequest("mode", f"there is no mode {request.mode!r}; give one of {', '.join(MODES)}")
        if request.norm_type not in (None, *NORM_TYPES):
            raise BadRequest("norm_type", f"give one of {', '.join(NORM_TYPES)}")
        wanted = (request.facility, request.mode)
        norm = next((n for n in self.norms if (n.facility, n.mode) == wanted), None)
        if request.norm_m is None and norm is None:
            raise BadRequest(
                "norm_m", f"the region has no norm for {wanted[0]} and {wanted[1]}; give one in metres"
            )
        norm_m = request.norm_m if request.norm_m is not None else norm.norm_m if norm else 0.0
        low, high = NORM_RANGE_M
        if not low <= norm_m <= high:
            raise BadRequest("norm_m", f"give {low:g} to {high:g} metres")
        norm_type = request.norm_type or (norm.type if norm else "spacing")
        same = norm is not None and norm.norm_m == norm_m and norm.type == norm_type
        return float(norm_m), norm_type, norm if same else None

    def _rows(self, facility: str) -> npt.NDArray[np.int64]:
        if facility not in self.kinds:
            return np.empty(0, dtype=np.int64)
        return np.flatnonzero(self.kinds[facility])

    def _edges(self, network: RecreationNetwork, municipality: str | None) -> npt.NDArray[np.int32]:
        if municipality is None:
            return network.edges
        names = self.graph.municipalities
        if municipality not in names:
            raise BadRequest(
                "municipality", f"there is no {municipality!r} here; there are {', '.join(names)}"
            )
        mine = self.graph.edge_municipality[network.edges] == names.index(municipality)
        return np.asarray(network.edges[mine])

    def _within(
        self, rows: npt.NDArray[np.int64], access: Access, municipality: str | None
    ) -> npt.NDArray[np.bool_]:
        """Which facilities are a municipality's: those that join its part of the network, or stand in it far off."""
        if municipality is None:
            return np.ones(len(rows), dtype=np.bool_)
        names = [*self.graph.municipalities, ""]
        of_edge = self.graph.edge_municipality[access.edge] == names.index(municipality)
        mine = np.where(access.on_network, of_edge, self._municipality[rows] == municipality)
        return np.asarray(mine, dtype=np.bool_)

    def _off(self, rows: npt.NDArray[np.int64]) -> list[OffNetwork]:
        p = self.places
        return [
            OffNetwork(p.place_id[i], p.name[i], (float(p.lon[i]), float(p.lat[i]))) for i in rows.tolist()
        ]

    def _stretches_of(self, network: RecreationNetwork) -> Stretches:
        if network.mode not in self._stretches:
            self._stretches[network.mode] = Stretches(self.graph, network)
        return self._stretches[network.mode]

    def _worst(self, stretches: Stretches, profile: Pieces) -> list[Stretch]:
        """The worst-served sections, whole.

        Those from where nothing can be reached come last: most often a way is missing in the data there.
        """
        parts = profile.parts()
        chain = stretches.network.chain[parts.edge]
        far = np.zeros(int(chain.max(initial=-1)) + 1)
        np.maximum.at(far, chain, parts.longest_m)
        reached = np.where(np.isinf(far), -1.0, far)
        order = [c for c in np.argsort(-reached, kind="stable").tolist() if far[c] > 0][:WORST]
        made = stretches.whole(parts.take(np.isin(chain, order)))
        by_chain = dict(zip(sorted(order), made, strict=True))
        return [by_chain[c] for c in order]
