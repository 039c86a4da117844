"""Reads OSM extracts and other sources, cleans them, publishes one immutable dataset."""

from geodata.dataset import Dataset, open_dataset
from geodata.errors import (
    BuildError,
    DatasetError,
    ExtractError,
    GeodataError,
    RegionError,
    SourceError,
)
from geodata.regions import Region, load_region, region_names

__all__ = [
    "BuildError",
    "Dataset",
    "DatasetError",
    "ExtractError",
    "GeodataError",
    "Region",
    "RegionError",
    "SourceError",
    "load_region",
    "open_dataset",
    "region_names",
]
