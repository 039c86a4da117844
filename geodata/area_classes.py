"""Which OSM tags make land cover, water and nature areas: tables, and the functions that read them."""

from collections.abc import Mapping
from typing import Final

Tags = Mapping[str, str]

LANDCOVER_OF_TAG: Final[Mapping[tuple[str, str], str]] = {
    ("natural", "heath"): "heath",
    ("natural", "moor"): "heath",
    ("natural", "sand"): "sand",
    ("natural", "dune"): "sand",
    ("natural", "beach"): "sand",
    ("natural", "wood"): "forest",
    ("landuse", "forest"): "forest",
    ("natural", "grassland"): "grass",
    ("natural", "fell"): "grass",
    ("landuse", "meadow"): "grass",
    ("landuse", "grass"): "grass",
    ("landuse", "village_green"): "grass",
    ("landuse", "recreation_ground"): "grass",
    ("leisure", "golf_course"): "grass",
    ("natural", "wetland"): "bog",
    ("natural", "water"): "water",
    ("natural", "bay"): "water",
    ("waterway", "riverbank"): "water",
    ("waterway", "dock"): "water",
    ("landuse", "reservoir"): "water",
    ("landuse", "basin"): "water",
    ("landuse", "farmland"): "field",
    ("landuse", "orchard"): "field",
    ("landuse", "vineyard"): "field",
    ("landuse", "plant_nursery"): "field",
    ("landuse", "flowers"): "field",
    ("landuse", "residential"): "built_up",
    ("landuse", "commercial"): "built_up",
    ("landuse", "industrial"): "built_up",
    ("landuse", "retail"): "built_up",
    ("landuse", "farmyard"): "built_up",
    ("landuse", "greenhouse_horticulture"): "built_up",
    ("landuse", "construction"): "built_up",
    ("landuse", "brownfield"): "built_up",
    ("landuse", "garages"): "built_up",
    ("landuse", "railway"): "built_up",
    ("landuse", "education"): "built_up",
    ("landuse", "institutional"): "built_up",
    ("landuse", "allotments"): "built_up",
    ("landuse", "cemetery"): "built_up",
}
"""Tag → word of LANDCOVER. Scrub, rock and scree have no word there and stay unknown."""

_FOREST_OF_LEAF: Final = {
    "broadleaved": "forest_leaf",
    "deciduous": "forest_leaf",
    "needleleaved": "forest_needle",
    "coniferous": "forest_needle",
}
_COVER_OF_WETLAND: Final = {
    "wet_meadow": "grass",
    "marsh": "grass",
    "reedbed": "grass",
    "swamp": "forest",
}
_WATER_OF_TAG: Final = {
    ("waterway", "riverbank"): "river",
    ("waterway", "dock"): "harbour",
    ("landuse", "reservoir"): "reservoir",
    ("landuse", "basin"): "basin",
    ("natural", "bay"): "lake",
}
_WATER_WORDS: Final = {
    "river": "river",
    "stream": "river",
    "canal": "canal",
    "lock": "canal",
    "ditch": "canal",
    "moat": "canal",
    "pond": "pond",
    "basin": "basin",
    "wastewater": "basin",
    "reservoir": "reservoir",
    "harbour": "harbour",
}
_NATURE_PROTECT_CLASSES: Final = frozenset({"1", "1a", "1b", "2", "3", "4", "5", "6", "7", "97", "98", "99"})
"""Of ``protect_class``: the ones about nature; others guard water, history, or people."""
NATURE_TAGS: Final = (
    ("boundary", "protected_area"),
    ("boundary", "national_park"),
    ("leisure", "nature_reserve"),
    ("leisure", "park"),
)
PROTECTED: Final = frozenset({"natura2000", "national_park", "reserve"})
"""Classes of nature areas that count as protected; a town park is none."""

AREA_TAGS: Final = (*LANDCOVER_OF_TAG, *NATURE_TAGS, ("boundary", "administrative"))
"""Every tag that makes an area for ``areas.parquet``."""


def landcover_of(tags: Tags) -> str:
    """Word of LANDCOVER for an area's tags, "" where they say nothing of it."""
    for key in ("natural", "waterway", "landuse", "leisure"):
        word = LANDCOVER_OF_TAG.get((key, tags.get(key, "")))
        if word == "forest":
            return _FOREST_OF_LEAF.get(tags.get("leaf_type", "") or tags.get("wood", ""), word)
        if word == "bog":
            return _COVER_OF_WETLAND.get(tags.get("wetland", ""), word)
        if word:
            return word
    return ""


def water_of(tags: Tags) -> str:
    """Kind of water (lake, pond, river, canal, basin, reservoir, harbour) of an area that is water."""
    for tag in tags.items():
        if tag in _WATER_OF_TAG:
            return _WATER_OF_TAG[tag]
    return _WATER_WORDS.get(tags.get("water", ""), "lake")


def nature_of(tags: Tags) -> str:
    """Class of a nature area (natura2000, national_park, reserve, park), "" where it is none."""
    title = tags.get("protection_title", "").casefold().replace(" ", "")
    protect_class = tags.get("protect_class", "")
    if tags.get("boundary") == "protected_area":
        if protect_class == "97" or "natura2000" in title:
            return "natura2000"
        if protect_class == "2":
            return "national_park"
        if not protect_class or protect_class in _NATURE_PROTECT_CLASSES:
            return "reserve"
    if tags.get("boundary") == "national_park":
        return "national_park"
    return {"nature_reserve": "reserve", "park": "park"}.get(tags.get("leisure", ""), "")
