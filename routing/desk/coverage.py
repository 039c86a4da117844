"""Coverage: how far it is from every point of the network to the nearest facility, and where that is too far.

One search with all facilities as seeds gives the distance of every node; along an edge the distance is the smaller of
that to one end, the other end, and the facilities on it. A stretch beyond the norm is cut exactly where the norm ends.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from geodata.regions import NORM_TYPES, Guideline, Norm
from geodata.vocabulary import FACILITIES, MODES
from routing.desk.distance_profile import Pieces, distances, pieces
from routing.desk.facility_access import Access, join_network
from routing.desk.facility_limits import NORM_RANGE_M
from routing.desk.model import Coverage, CoverageRequest, OffNetwork
from routing.desk.people import People, people_near
from routing.desk.records import Records
from routing.desk.recreation_network import RecreationNetwork, recreation_network
from routing.desk.stretches import Stretch, Stretches
from routing.desk.use import Use, load_use
from routing.desk.water import Water
from routing.errors import BadRequest
from routing.graph import RoutingGraph
from routing.passing import kinds_of_places
from routing.places import PlaceTable

WORST = 10

FloatArray = npt.NDArray[np.float64]

__all__ = ["WORST", "Coverage", "CoverageDesk", "CoverageRequest", "OffNetwork"]


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
    guidelines
        The region's rules about networks and routes.
    records
        The dataset's further tables.

    Attributes
    ----------
    use
        Expected use per mode, as far as it has been worked out (:mod:`routing.desk.use`).
    """

    def __init__(
        self,
        graph: RoutingGraph,
        places: PlaceTable,
        norms: Sequence[Norm] = (),
        water: Water | None = None,
        guidelines: Sequence[Guideline] = (),
        records: Records | None = None,
    ) -> None:
        self.graph = graph
        self.places = places
        self.norms = tuple(norms)
        self.guidelines = tuple(guidelines)
        self.water = water or Water([])
        self.records = records or Records(None, len(places))
        self.use: dict[str, Use] = {}
        self._networks: dict[str, RecreationNetwork] = {}
        self._stretches: dict[str, Stretches] = {}
        self._access: dict[tuple[str, str], Access] = {}
        self._people: dict[str, People] = {}
        self._entrances: dict[str, Access] = {}
        self.kinds = kinds_of_places(places)

    @classmethod
    def open(
        cls,
        folder: Path,
        graph: RoutingGraph,
        places: PlaceTable,
        norms: Sequence[Norm],
        guidelines: Sequence[Guideline] = (),
    ) -> "CoverageDesk":
        """Open the desk of a dataset whose graph and places are open already.

        Raises
        ------
        DatasetUnusable
            If a file is missing or damaged.
        """
        records = Records(folder, len(places))
        water = Water.load(folder / "basemap.pmtiles")
        return cls(graph, places, norms, water, guidelines, records)

    def network(self, mode: str) -> RecreationNetwork:
        """The network of a mode, made on first use."""
        if mode not in self._networks:
            self._networks[mode] = recreation_network(self.graph, mode)
        return self._networks[mode]

    def expected_use(self, mode: str) -> Use | None:
        """Expected use of a mode's ways, None until it has been worked out, by whichever process."""
        if mode not in self.use and self.records.folder is not None:
            known = load_use(self.records.folder, mode, self.graph.n_edges)
            if known is not None:
                self.use[mode] = known
        return self.use.get(mode)

    def people(self, mode: str) -> People:
        """Who lives and sleeps near the network of a mode, found on first use."""
        if mode not in self._people:
            self._people[mode] = people_near(self.graph, self.places, self.records, self.network(mode))
        return self._people[mode]

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
        counting = self._counting(rows, request)
        added = join_network(self.graph, network, request.added, self.water)
        access = found.take(counting).plus(added)
        in_data = len(rows) > 0 or bool(request.added)
        distance_m = distances(self.graph, network, access)
        profile = pieces(self.graph, edges, access, distance_m)
        gaps = profile.beyond(limit_m if in_data else np.inf)
        stretches = self._stretches_of(network)
        mine = self._within(rows, found, request.municipality) & (counting | (not request.existing))
        astray = np.flatnonzero(~added.on_network).tolist()
        return Coverage(
            request, network, in_data, norm_m, norm_type, limit_m, norm,
            network_m=float(self.graph.edge_length[edges].sum()),
            gap_m=float((gaps.hi_m - gaps.lo_m).sum()),
            unreachable_m=float((gaps.hi_m - gaps.lo_m)[np.isinf(gaps.longest_m)].sum()),
            facilities=int(mine.sum()),
            on_network=int((mine & found.on_network).sum()),
            off_network=tuple(self._off(rows[mine & ~found.on_network])),
            added_off_network=tuple(request.added[i] for i in astray),
            gaps=tuple(stretches.joined(gaps)),
            worst=tuple(self._worst(stretches, profile)) if in_data else (),
            edges=edges, access=access, distance_m=distance_m, parts=gaps,
        )  # fmt: skip

    def entrance_access(self, mode: str) -> Access:
        """Where entrances of nature areas join the network of a mode, in their order, found on first use."""
        if mode not in self._entrances:
            known = self.records.entrances
            lonlats = [] if known is None else list(zip(known.lon.tolist(), known.lat.tolist(), strict=True))
            self._entrances[mode] = join_network(self.graph, self.network(mode), lonlats, self.water)
        return self._entrances[mode]

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

    def _counting(self, rows: npt.NDArray[np.int64], request: CoverageRequest) -> npt.NDArray[np.bool_]:
        """Which facilities of the dataset count."""
        if not request.existing or not request.removed:
            return np.full(len(rows), request.existing)
        gone = set(request.removed)
        counting = np.array([self.places.place_id[row] not in gone for row in rows.tolist()], dtype=np.bool_)
        unknown = len(gone) - int((~counting).sum())
        if unknown:
            raise BadRequest(
                "removed", f"{unknown} of these ids belong to no {request.facility} of this dataset"
            )
        return counting

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
        mine = np.where(access.on_network, of_edge, self.records.municipality[rows] == municipality)
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
