"""What lies around the ways: areas, places, and what the graph's edges know of them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from geodata.graph import GraphTables
from geodata.progress import Stages
from geodata.regions import Region

Array = npt.NDArray[Any]

PLACE_COLUMNS: Final = (
    "place_id", "group", "category", "name", "name_nl", "name_en", "name_de", "population", "opening_hours",
    "wheelchair", "fee", "website", "image", "survey_date", "edited", "ref", "municipality", "settlement", "tags",
    "lon", "lat",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Layers:
    """Tables, and what they add to the graph."""

    areas: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    columns: dict[str, Array]
    municipalities: list[str]
    counts: dict[str, int] = field(default_factory=dict)


def make_layers(path: Path, region: Region, graph: GraphTables, stages: Stages) -> Layers:
    """Read the layers of an extract and lay them over the graph."""
    places = pd.DataFrame(
        {c: pd.Series(dtype="float64" if c in {"lon", "lat", "population"} else "object") for c in PLACE_COLUMNS}
    )
    empty = gpd.GeoDataFrame(places, geometry=gpd.points_from_xy(places["lon"], places["lat"]), crs="EPSG:4326")
    return Layers(empty, empty, {}, [])
