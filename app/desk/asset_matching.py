"""An officer's list against the map: what is in both, what only in one, what is called something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from app.dataset import Dataset
from app.desk.asset_files import Asset
from app.desk.listing import Sheet
from app.languages import mark, translate
from app.presenter.words import word

NEAR_M = 30.0
"""As far apart as one thing may stand in two lists: a hand's error on a map, and a device's in a wood."""
MOST_M = 250.0
AROUND_M = 500.0
"""The map's facilities this near to the listed ones are what the list should hold."""

Points = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class MapFacility:
    """A facility of the map."""

    place_id: str
    kind: str
    name: str
    lonlat: tuple[float, float]


@dataclass(frozen=True)
class Matched:
    """An entry and the facility of the map that it is, metres apart."""

    asset: Asset
    facility: MapFacility
    apart_m: float


@dataclass(frozen=True)
class Matching:
    """What came of comparing.

    Attributes
    ----------
    matched
        In both.
    other_kind
        In both, as another kind.
    only_listed, only_mapped
        In one of them.
    """

    matched: Sequence[Matched]
    other_kind: Sequence[Matched]
    only_listed: Sequence[Asset]
    only_mapped: Sequence[MapFacility]


def match_assets(dataset: Dataset, assets: Sequence[Asset], near_m: float = NEAR_M) -> Matching:
    """Compare a list with the map.

    First within each kind: pairs that are each other's nearest, then again among those left, until no two are near
    enough. What is left is compared without regard to its kind.
    """
    desk = dataset.planner.coverage()
    facilities = _facilities(desk)
    ours = _metres(desk.graph, [asset.lonlat for asset in assets])
    theirs = _metres(desk.graph, [facility.lonlat for facility in facilities])
    left, right = np.arange(len(assets)), np.arange(len(facilities))
    kinds_left = np.array([asset.kind for asset in assets], dtype=object)
    kinds_right = np.array([facility.kind for facility in facilities], dtype=object)
    pairs: list[tuple[int, int, float]] = []
    for kind in sorted(set(kinds_left.tolist()) - {""}):
        pairs += mutual_pairs(ours, theirs, left[kinds_left == kind], right[kinds_right == kind], near_m)
    left = np.setdiff1d(left, [i for i, _, _ in pairs])
    right = np.setdiff1d(right, [j for _, j, _ in pairs])
    mixed = mutual_pairs(ours, theirs, left, right, near_m)
    left = np.setdiff1d(left, [i for i, _, _ in mixed])
    right = np.setdiff1d(right, [j for _, j, _ in mixed])
    wanted = set(kinds_left.tolist())
    around = _around(ours, theirs)
    return Matching(
        [Matched(assets[i], facilities[j], metres) for i, j, metres in sorted(pairs)],
        [Matched(assets[i], facilities[j], metres) for i, j, metres in sorted(mixed)],
        [assets[i] for i in left.tolist()],
        [
            facilities[j]
            for j in right.tolist()
            if around[j] and ("" in wanted or facilities[j].kind in wanted)
        ],
    )


def mutual_pairs(
    ours: Points, theirs: Points, left: Rows, right: Rows, near_m: float
) -> list[tuple[int, int, float]]:
    """Return pairs (row of ours, row of theirs, metres) that are each other's nearest, repeated among those left.

    Parameters
    ----------
    ours, theirs
        Metres east and north.
    left, right
        Rows of each that may be paired.
    near_m
        Farther apart is no pair.
    """
    pairs: list[tuple[int, int, float]] = []
    while len(left) and len(right):
        away, there = cKDTree(theirs[right]).query(ours[left])
        _, back = cKDTree(ours[left]).query(theirs[right])
        mutual = (back[there] == np.arange(len(left))) & (away <= near_m)
        if not mutual.any():
            # Equal distances can keep two from choosing each other; the nearest pair of all is one in any case.
            first = int(np.argmin(away))
            if away[first] > near_m:
                break
            mutual = np.arange(len(left)) == first
        rows = np.flatnonzero(mutual)
        pairs += [(int(left[i]), int(right[there[i]]), float(away[i])) for i in rows.tolist()]
        right = np.delete(right, there[rows])
        left = np.delete(left, rows)
    return pairs


def matching_sheets(found: Matching, language: str) -> list[Sheet]:
    """Return a comparison as sheets; differences first."""

    def told(*names: tuple[str, str]) -> dict[str, str]:
        return {name: translate(language, title) for name, title in names}

    asset = (("id", mark("your number")), ("kind", mark("kind")), ("name", mark("Name")))
    facility = (("map_id", mark("Number in the map data")), ("map_kind", mark("kind on the map")),
                ("map_name", mark("name on the map")))  # fmt: skip
    where = (("lon", "lon"), ("lat", "lat"))
    apart = (("apart_m", mark("metres apart")),)
    pairs = told(*asset, *facility, *apart, *where)
    return [
        Sheet(translate(language, mark("only in your list")), told(*asset, *where),
              [_listed(each, language) for each in found.only_listed], _points(found.only_listed)),
        Sheet(translate(language, mark("only on the map")), told(*facility, *where),
              [_mapped(each, language) for each in found.only_mapped], _points(found.only_mapped)),
        Sheet(translate(language, mark("another kind")), pairs, [_both(each, language) for each in found.other_kind],
              _points([each.asset for each in found.other_kind])),
        Sheet(translate(language, mark("in both")), pairs, [_both(each, language) for each in found.matched],
              _points([each.asset for each in found.matched])),
    ]  # fmt: skip


def _listed(asset: Asset, language: str) -> dict[str, Any]:
    kind = word(language, "facility", asset.kind) if asset.kind else asset.told_kind
    lon, lat = asset.lonlat
    return {
        "id": asset.asset_id,
        "kind": kind,
        "name": asset.name,
        "lon": round(lon, 6),
        "lat": round(lat, 6),
    }


def _mapped(facility: MapFacility, language: str) -> dict[str, Any]:
    lon, lat = facility.lonlat
    return {
        "map_id": facility.place_id, "map_kind": word(language, "facility", facility.kind), "map_name": facility.name,
        "lon": round(lon, 6), "lat": round(lat, 6),
    }  # fmt: skip


def _both(pair: Matched, language: str) -> dict[str, Any]:
    there = _mapped(pair.facility, language)
    return there | _listed(pair.asset, language) | {"apart_m": round(pair.apart_m, 1)}


def _points(entries: Sequence[Asset] | Sequence[MapFacility]) -> list[shapely.Geometry]:
    return [shapely.Point(entry.lonlat) for entry in entries]


def _facilities(desk: Any) -> list[MapFacility]:
    places = desk.places
    return [
        MapFacility(
            places.place_id[row], kind, places.name[row], (float(places.lon[row]), float(places.lat[row]))
        )
        for kind, mask in desk.kinds.items()
        for row in np.flatnonzero(mask).tolist()
    ]


def _metres(graph: Any, lonlats: Sequence[tuple[float, float]]) -> Points:
    points = np.array(lonlats, dtype=np.float64).reshape(-1, 2)
    return np.column_stack(graph.project(points[:, 0], points[:, 1]))


def _around(ours: Points, theirs: Points) -> npt.NDArray[np.bool_]:
    if not len(theirs):
        return np.zeros(0, dtype=np.bool_)
    hull = shapely.buffer(shapely.convex_hull(shapely.multipoints(ours)), AROUND_M)
    return np.asarray(shapely.intersects_xy(hull, theirs[:, 0], theirs[:, 1]))
