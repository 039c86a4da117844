"""What is asked about coverage, and what is found."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.regions import Norm
from routing.desk.facility_access import Access
from routing.desk.recreation_network import RecreationNetwork
from routing.desk.stretches import Parts, Stretch
from routing.types import Lonlat

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
    removed
        Ids of facilities that no longer count: what if they went? One that moves is removed here and added there.
    """

    facility: str
    mode: str
    norm_m: float | None = None
    norm_type: str | None = None
    municipality: str | None = None
    added: tuple[Lonlat, ...] = ()
    existing: bool = True
    removed: tuple[str, ...] = ()


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
    added_off_network
        Places of the request that are too far from the network to serve it.
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
    added_off_network: tuple[Lonlat, ...]
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
