"""Cuts ways into edges: at nodes that ways share, way ends, barriers and junctions. All columns, no loops."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from geodata.extract import Ways

Array = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Pieces:
    """Edges in the order of their ways, before they are numbered for good.

    ``way`` is the row in :class:`~geodata.extract.Ways`; points of piece e are ``indptr[e]:indptr[e + 1]`` of
    ``point_lon``/``point_lat``; ``ref_u``/``ref_v`` are the OSM ids of the end nodes.
    """

    way: Array
    ref_u: Array
    ref_v: Array
    indptr: Array
    point_lon: Array
    point_lat: Array


def split_ways(ways: Ways, cut_at: Array) -> Pieces:
    """Cut ways into edges.

    Parameters
    ----------
    ways
        Usable ways.
    cut_at
        OSM ids of more nodes to cut at (barriers, junctions).

    Returns
    -------
    Pieces
        No piece has length zero: neighbouring nodes of a way at one location count as one node.
    """
    way_of, ref, lon, lat = _without_repeats(ways)
    first = np.ones(len(ref), dtype=np.bool_)
    first[1:] = way_of[1:] != way_of[:-1]
    last = np.ones(len(ref), dtype=np.bool_)
    last[:-1] = first[1:]
    _, inverse, uses = np.unique(ref, return_inverse=True, return_counts=True)
    cut = first | last | (uses[inverse] > 1)
    if len(cut_at):
        cut |= np.isin(ref, cut_at)
    at = np.flatnonzero(cut)
    starts = ~last[at]  # a way's last point starts nothing
    starts[-1:] = False
    u = at[starts]
    v = at[np.flatnonzero(starts) + 1]
    size = v - u + 1
    indptr = np.concatenate(([0], np.cumsum(size)))
    take = np.arange(indptr[-1]) - np.repeat(indptr[:-1] - u, size)
    return Pieces(way_of[u], ref[u], ref[v], indptr, lon[take], lat[take])


def _without_repeats(ways: Ways) -> tuple[Array, Array, Array, Array]:
    """Way, node id and location per point, without repeated points; neighbours at one place are one node."""
    way_of = np.repeat(np.arange(len(ways.osm_id)), np.diff(ways.indptr))
    ref, lon, lat = ways.ref.copy(), ways.lon, ways.lat
    same_place = np.zeros(len(ref), dtype=np.bool_)
    same_place[1:] = (way_of[1:] == way_of[:-1]) & (lon[1:] == lon[:-1]) & (lat[1:] == lat[:-1])
    twins = np.flatnonzero(same_place & (ref != np.roll(ref, 1)))
    if len(twins):
        ref = _one_id_for(ref, ref[twins - 1], ref[twins])
    keep = ~same_place
    counts = np.bincount(way_of[keep], minlength=len(ways.osm_id))
    keep &= counts[way_of] >= 2  # all its points at one place: no way
    return way_of[keep], ref[keep], lon[keep], lat[keep]


def _one_id_for(ref: Array, a: Array, b: Array) -> Array:
    """Replace ids that are known to be the same node by the lowest of them."""
    lowest: dict[int, int] = {}

    def find(x: int) -> int:
        while lowest.get(x, x) != x:
            x = lowest[x]
        return x

    for x, y in zip(a.tolist(), b.tolist(), strict=True):
        low, high = sorted((find(x), find(y)))
        lowest[high] = low
    known = np.array(sorted(lowest), dtype=ref.dtype)
    becomes = np.array([find(x) for x in known.tolist()], dtype=ref.dtype)
    at = np.minimum(np.searchsorted(known, ref), len(known) - 1)
    return np.where(known[at] == ref, becomes[at], ref)
