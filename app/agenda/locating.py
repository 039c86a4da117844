"""Where an event is: its own coordinates, or a place of the dataset that its words name. The one door to the search."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely

from app.agenda.drafts import Refused
from app.agenda.event import apart_km
from app.dataset import Dataset
from app.places import fold

_POSTCODE = re.compile(r"\b\d{4}\s?[a-z]{2}\b|\b\d{5}\b", re.IGNORECASE)
_HOUSE_NUMBER = re.compile(r"\s+\d+\s*[a-z]?(-\d+)?\s*$", re.IGNORECASE)
_VENUES = ("attraction", "accommodation", "horeca", "landscape", "transport")
# An event at the border belongs to it; degrees, about half a kilometre.
_MARGIN = 0.006
_NEAR_KM = 4.0


@dataclass(frozen=True)
class Spot:
    """A position, in which town or village, and how it was come by (see :class:`app.agenda.event.AgendaEvent`)."""

    lon: float
    lat: float
    settlement: str
    placed_by: str


class Locator:
    """Finds the places of events; remembers what it has found, for agendas name the same places again and again.

    Parameters
    ----------
    dataset
        Whose places count.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._border = _border(dataset)
        self._found: dict[tuple[str, ...], Spot | None] = {}

    def locate(self, lonlat: tuple[float, float] | None, venue: str, settlement: str, place: str) -> Spot:
        """Return where an event is.

        Parameters
        ----------
        lonlat
            Its own coordinates, which win.
        venue, settlement, place
            In words; ``place`` is all of it in one line.

        Raises
        ------
        Refused
            If it is nowhere, or outside the region.
        """
        if lonlat is not None:
            lon, lat = lonlat
            if not (np.isfinite(lon) and np.isfinite(lat) and abs(lon) <= 180 and abs(lat) <= 90):
                raise Refused("bad_position", text=f"{lon},{lat}")
            if not self.inside(lon, lat):
                raise Refused("outside")
            near = settlement or self._dataset.places.settlement_near(lon, lat)
            return Spot(round(lon, 6), round(lat, 6), near, "")
        asked = (venue, settlement, place)
        if asked not in self._found:
            self._found[asked] = self._named(venue, settlement, _parts(place))
        spot = self._found[asked]
        if spot is None:
            raise Refused("no_place", text=repr(", ".join(part for part in asked if part)[:80]))
        return spot

    def inside(self, lon: float, lat: float) -> bool:
        """Tell whether a point lies in the region, or on its border."""
        west, south, east, north = self._dataset.bbox
        if not (west <= lon <= east and south <= lat <= north):
            return False
        return self._border is None or bool(shapely.dwithin(self._border, shapely.Point(lon, lat), _MARGIN))

    def _named(self, venue: str, settlement: str, parts: Sequence[str]) -> Spot | None:
        names = [name for name in (settlement, *reversed(parts)) if name]
        home = next((found for name in names if (found := self._settlement(name))), None)
        around = str(home["name"]) if home else ""
        for name in [name for name in (venue, *parts) if name and fold(name) != fold(around)]:
            found = self._exactly(name, around, _VENUES)
            # Of this name there may be one elsewhere only: then it must be near enough to be the one that is meant.
            if found and (
                home is None or apart_km((found["lon"], found["lat"]), (home["lon"], home["lat"])) <= _NEAR_KM
            ):
                return Spot(found["lon"], found["lat"], around or found["settlement"], "")
        for name in [name for name in (venue, *parts) if name and around]:
            street = self._exactly(_HOUSE_NUMBER.sub("", name), around, ("street",))
            if street:
                return Spot(street["lon"], street["lat"], around, "street")
        return Spot(home["lon"], home["lat"], around, "settlement") if home else None

    def _settlement(self, name: str) -> dict[str, Any] | None:
        return self._exactly(name, "", ("settlement",))

    def _exactly(self, name: str, around: str, kinds: Sequence[str]) -> dict[str, Any] | None:
        """Return the place of exactly this name; where it has a namesake elsewhere, the one in the settlement."""
        wanted = fold(name)
        if not wanted:
            return None
        rows = [
            row
            for row in self._dataset.places.search(name, kinds=kinds, limit=50)
            if wanted
            in {fold(row[column]) for column in ("name", "name_nl", "name_en", "name_de") if row[column]}
        ]
        if around:
            near = [row for row in rows if fold(row["settlement"]) == fold(around)]
            rows = near or (rows if len(rows) == 1 and "street" not in kinds else [])
        return rows[0] if rows else None


def _at(row: Mapping[str, Any]) -> tuple[float, float]:
    return float(row["lon"]), float(row["lat"])


def _parts(place: str) -> list[str]:
    """Cut "Nieuwe Kolk, Weiersstraat 1, 9401 ET Assen (NL)" into its names."""
    parts = (re.sub(r"\(.*?\)", " ", _POSTCODE.sub(" ", part)).strip() for part in re.split(r"[,;\n]", place))
    return [part for part in parts if part]


def _border(dataset: Dataset) -> Any:
    """Return the outline of the region's municipalities, None where the dataset has none."""
    path = dataset.folder / "areas.parquet"
    if not path.is_file():
        return None
    try:
        table = pq.read_table(path, columns=["kind", "geometry"], use_threads=False)
    except (OSError, ValueError, KeyError):
        return None
    chosen = table.filter(pc.is_in(table["kind"], value_set=pa.array(["province", "municipality"])))
    shapes = shapely.from_wkb(chosen["geometry"].to_pylist())
    if not len(shapes):
        return None
    outline = shapely.union_all(shapely.simplify(shapes, 0.0005))
    shapely.prepare(outline)
    return outline
