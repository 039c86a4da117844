"""The named routes of a dataset as a list: searched, narrowed to a mode, in an order that people expect."""

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from app.dataset import Dataset
from geodata.vocabulary import MODES

_COLUMNS = ("kind", "network", "mode", "ref", "name", "osm_id", "length_m", "status", "geometry")
SCOPES = ("international", "national", "regional", "local")
"""From far to near, as the first letter of the network says."""


@dataclass(frozen=True)
class Listed:
    """A route of the list.

    Attributes
    ----------
    osm_id, ref, name, mode, network
        As in the dataset; ``mode`` may be empty.
    scope
        One of :data:`SCOPES`.
    length_m
        Within the region; None where it is not known.
    complete
        False where the route goes on beyond the region, or has holes.
    bbox
        West, south, east, north.
    """

    osm_id: int
    ref: str
    name: str
    mode: str
    network: str
    scope: str
    length_m: float | None
    complete: bool
    bbox: tuple[float, float, float, float]

    @property
    def title(self) -> str:
        """What it is called; its number in the map data where it has no name."""
        both = self.name if self.ref and self.ref in self.name else f"{self.ref} {self.name}".strip()
        return both or f"#{self.osm_id}"


def named_routes(dataset: Dataset) -> Sequence[Listed]:
    """Return all named routes of a dataset: the farthest reaching first, then by number and name."""
    return _read(dataset.folder / "networks.parquet", dataset.version)


def found(routes: Sequence[Listed], text: str = "", mode: str = "") -> list[Listed]:
    """Return those whose number or name has every word of a text, of one mode or of all."""
    words = _plain(text).split()
    return [
        route
        for route in routes
        if (not mode or route.mode == mode) and all(word in _plain(route.title) for word in words)
    ]


def modes_of(routes: Sequence[Listed]) -> list[str]:
    """Return the modes that have routes, in their usual order."""
    there = {route.mode for route in routes}
    return [mode for mode in MODES if mode in there]


@lru_cache(maxsize=2)
def _read(
    path: Path, version: str
) -> tuple[Listed, ...]:  # the version tells one file under a path from the next
    table = pq.read_table(path, columns=list(_COLUMNS), use_threads=False)
    rows = table.filter(pc.equal(table["kind"], "route")).to_pylist()
    return tuple(sorted((_listed(row) for row in rows), key=_order))


def _listed(row: dict[str, object]) -> Listed:
    network, length = str(row["network"]), row["length_m"]
    assert isinstance(row["geometry"], bytes)
    west, south, east, north = shapely.bounds(shapely.from_wkb(row["geometry"])).tolist()
    scopes = dict(zip("inrl", SCOPES, strict=True))
    known = isinstance(length, float) and not math.isnan(length)
    return Listed(
        osm_id=int(str(row["osm_id"])),
        ref=str(row["ref"] or ""),
        name=str(row["name"] or ""),
        mode=str(row["mode"] or ""),
        network=network,
        scope=scopes.get(network[:1], "local"),
        length_m=float(str(length)) if known else None,
        complete=row["status"] == "ok",
        bbox=(west, south, east, north),
    )


def _order(route: Listed) -> tuple[object, ...]:
    nameless = not (route.ref or route.name)
    numbers = tuple(int(part) for part in re.findall(r"\d+", route.ref))
    letters = re.sub(r"\d+", "", route.ref).casefold()
    return SCOPES.index(route.scope), nameless, letters, numbers, _plain(route.name), route.osm_id


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
