"""What a stand-alone map shows under the tour: the node network and the names of settlements around."""

from collections.abc import Mapping
from typing import Any

from app.assets import Assets
from app.dataset import Dataset
from app.errors import AssetMissing
from app.exports.page import MapScripts
from app.presenter.features import bbox
from app.presenter.record import Record
from app.settings import ROOT

_MARGIN = 0.15
_MAX_LINES = 1500
_MAX_NAMES = 40


def backdrop(dataset: Dataset, record: Record) -> list[Mapping[str, Any]]:
    """Return GeoJSON features around a tour: lines of the network, points of settlements."""
    west, south, east, north = bbox(record)
    wide, high = (east - west) * _MARGIN + 0.005, (north - south) * _MARGIN + 0.005
    box = (west - wide, south - high, east + wide, north + high)
    rows = dataset.networks.within(record["mode"], box)
    features: list[Mapping[str, Any]] = [
        feature
        for feature in dataset.networks.features(rows[:_MAX_LINES], box)
        if feature["properties"]["kind"] == "section" and feature["geometry"]
    ]
    for place in dataset.places.search(bbox=box, kinds={"settlement"}, limit=_MAX_NAMES):
        point = {"type": "Point", "coordinates": [place["lon"], place["lat"]]}
        features.append({"type": "Feature", "geometry": point, "properties": {"name": place["name"]}})
    return features


def map_scripts(assets: Assets) -> MapScripts:
    """Return Leaflet from the built front end, or from the installed package.

    Raises
    ------
    AssetMissing
        If it is in neither.
    """
    try:
        return MapScripts(assets.text("leaflet.js"), assets.text("leaflet.css"))
    except AssetMissing as missing:
        package = ROOT / "node_modules" / "leaflet" / "dist"
        try:
            texts = [(package / name).read_text(encoding="utf-8") for name in ("leaflet.js", "leaflet.css")]
        except OSError:
            raise missing from None
        return MapScripts(*texts)
