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
_FOREST_OF_CYCLE: Final = {"deciduous": "forest_leaf"}
"""``leaf_cycle`` where ``leaf_type`` is not told; evergreens are not all needle trees."""
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
            leaf = tags.get("leaf_type", "") or tags.get("wood", "")
            return _FOREST_OF_LEAF.get(leaf) or (
                word if leaf else _FOREST_OF_CYCLE.get(tags.get("leaf_cycle", ""), word)
            )
        if word == "bog":
            return _COVER_OF_WETLAND.get(tags.get("wetland", ""), word)
        if word:
            return word
    return ""


GROUND_OF_TAG: Final[Mapping[tuple[str, str], str]] = {
    ("natural", "beach"): "beach",
    ("natural", "dune"): "dune",
    ("natural", "sand"): "drift_sand",
    ("natural", "wetland"): "marsh",
    ("landuse", "grass"): "grass",  # a verge as well as a pasture
    ("landuse", "village_green"): "lawn",
    ("landuse", "recreation_ground"): "lawn",
    ("leisure", "golf_course"): "lawn",
    ("landuse", "orchard"): "orchard",
    ("landuse", "vineyard"): "vineyard",
}
"""Tag → the word a walker would use, where it is finer than the word of LANDCOVER."""
GROUND_OF_WETLAND: Final[Mapping[str, str]] = {
    "bog": "bog",
    "fen": "bog",
    "wet_meadow": "wet_meadow",
    "marsh": "marsh",
    "reedbed": "reed",
    "swamp": "swamp_forest",
}
MEADOWS: Final = frozenset({"grassland", "meadow"})
"""Ground that is grassland of a brook valley where it lies along a brook; lawns are not."""


def ground_of(tags: Tags) -> str:
    """What a walker would call the ground, "" where the tags say nothing of it.

    Finer than :func:`landcover_of`, whose words are columns of the graph and stay as they are: drift sand is not
    beach, a lawn is not grassland, woods are mixed only where somebody said so. Whether grassland lies in a brook
    valley is told by where it is (:mod:`geodata.brook_valleys`).
    """
    cover = landcover_of(tags)
    if tags.get("natural") == "wetland":
        return GROUND_OF_WETLAND.get(tags.get("wetland", ""), "bog" if cover == "bog" else cover)
    for key in ("natural", "waterway", "landuse", "leisure"):
        if (key, tags.get(key, "")) in LANDCOVER_OF_TAG:
            word = GROUND_OF_TAG.get((key, tags[key]), "")
            if word:
                return word
            if tags[key] == "meadow":
                return "meadow"
            break
    if cover == "grass":
        return "grassland"
    if cover == "forest" and tags.get("leaf_type") == "mixed":
        return "forest_mixed"
    return cover


def water_of(tags: Tags) -> str:
    """Kind of water (lake, pond, river, canal, basin, reservoir, harbour) of an area that is water."""
    for tag in tags.items():
        if tag in _WATER_OF_TAG:
            return _WATER_OF_TAG[tag]
    return _WATER_WORDS.get(tags.get("water", ""), "lake")


def nature_of(tags: Tags) -> str:
    """Class of a nature area (natura2000, national_park, reserve, park), "" where it is none."""
    title = protection_of(tags).casefold().replace(" ", "")
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


def protection_of(tags: Tags) -> str:
    """Title of the protection as it is tagged, written the usual way; "" where none is."""
    keys = ("protection_title", "protect_title", "designation")
    title = next((tags[key] for key in keys if tags.get(key)), "")
    return "Natura 2000" if title.casefold().replace(" ", "") == "natura2000" else title
