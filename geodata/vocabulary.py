"""The words that a dataset is written in: one list per coded column.

A code is the position of its word in the list, so words are only ever added at the end. Everything that reads
a dataset (profiles, metrics, page texts) uses the words, never bare numbers. How OSM tags become these words
stands in :mod:`geodata.tags`.
"""

from enum import IntFlag
from typing import Final

MODES: Final = ("fietsen", "wandelen", "toegankelijk")
"""Ways of moving; the position is the bit in ``arc_modes`` (see :class:`ModeBit`)."""


class ModeBit(IntFlag):
    """Who may use an arc, one bit per mode."""

    FIETSEN = 1
    WANDELEN = 2
    TOEGANKELIJK = 4


MODE_BIT: Final = {mode: ModeBit(1 << i) for i, mode in enumerate(MODES)}

WAY_CLASSES: Final = (
    "unknown",  # highway=road: somebody saw a way there, nobody said which
    "cycleway",
    "cyclestreet",
    "path",
    "footway",
    "bridleway",
    "track",
    "pedestrian",
    "steps",
    "living_street",
    "residential",
    "service",
    "unclassified",
    "tertiary",
    "secondary",
    "primary",
    "trunk",
    "ferry",
)

SURFACES: Final = (
    "unknown",
    "asphalt",
    "concrete",
    "paving",  # bricks, slabs, sett: sealed but jointed
    "cobblestone",
    "compacted",  # fine gravel, shells, compacted
    "gravel",
    "ground",  # earth, dirt, mud
    "grass",
    "sand",
    "wood",
    "metal",
    "unpaved",  # said to be unsealed, not how
    "paved",  # said to be sealed, not how
)
SEALED: Final = frozenset({"asphalt", "concrete", "paving", "cobblestone", "wood", "metal", "paved"})
UNSEALED: Final = frozenset({"compacted", "gravel", "ground", "grass", "sand", "unpaved"})

SMOOTHNESS: Final = (
    "unknown", "excellent", "good", "intermediate", "bad", "very_bad", "horrible", "very_horrible", "impassable",
)  # fmt: skip

TRAFFIC_STRESS: Final = ("unknown", "car_free", "low", "moderate", "high")

YES_NO: Final = ("unknown", "yes", "no")
DOG_RULES: Final = ("unknown", "yes", "leashed", "no")
WHEELCHAIR: Final = ("unknown", "yes", "limited", "no")

LANDCOVER: Final = (
    "heath",
    "sand",  # drift sand, dune, beach
    "forest_leaf",
    "forest_needle",
    "forest",  # mixed, or not said
    "grass",  # brook valley grassland, meadow
    "bog",
    "water",  # ways over or along it (within 25 m)
    "field",
    "built_up",
)
"""Columns of ``edge_landcover``; what is left to 1 is ``unknown``."""

MOTOR_NOISE: Final = ("unknown", "within_100m", "within_500m", "beyond_500m")
"""Distance to the nearest motorway, trunk or primary road; unknown where the extract has no such road."""

NETWORKS: Final = ("rcn", "rwn", "lcn", "lwn", "ncn", "nwn", "icn", "iwn", "rhn")
"""OSM ``network`` values; the position is the bit in ``edge_networks``. For rcn and rwn the bit means the *numbered
node network*; other signed routes with those values are named routes."""
NODE_NETWORK_OF_MODE: Final = {"fietsen": "rcn", "wandelen": "rwn", "toegankelijk": "rwn"}

BARRIERS: Final = (
    "none", "gate", "lift_gate", "bollard", "cycle_barrier", "cattle_grid", "kissing_gate", "stile", "block", "other",
)  # fmt: skip

FACILITIES: Final = (
    "bench", "picnic_table", "toilet", "drinking_water", "shelter", "bicycle_repair", "charging", "parking",
    "information_board", "top", "horeca", "rest_point",
)  # fmt: skip

PLACE_GROUPS: Final = (
    "settlement",  # town, village, hamlet, suburb
    "attraction",  # hunebed, museum, mill, manor, castle, church, monument, memorial, artwork, viewpoint, zoo, ...
    "horeca",  # restaurant, cafe, pub, fast_food, bar, ice_cream
    "facility",  # the FACILITIES other than horeca
    "accommodation",  # hotel, camp_site, holiday_park, ...
    "landscape",  # heath, wood, dune, nature_reserve, peak: named as points
    "street",  # named streets, one row per name and settlement
    "transport",  # station, bus_stop, ferry_terminal
)

EVENT_CATEGORIES: Final = (
    "market",
    "folklore",
    "cycling",
    "walking",
    "heritage",
    "music",
    "nature",
    "art",
    "theatre",
    "festival",  # a feast of a village or town, a fair
    "food",
    "parade",
    "sport",  # other than cycling and walking
    "commemoration",
)
"""What an event is; themes (``routing/themes``) reward some of them."""

PLACED_BY: Final = ("", "source", "beside", "street", "settlement")
"""How a curated place or event that the extract lacks came by its position: "" it has its own in the extract,
``source`` one that a page gives, ``beside`` that of a place in the same grounds; those of a street or settlement only
tell where to look."""
PLACED_CLOSELY: Final = ("", "source", "beside")
"""Positions good enough to ride to and to draw."""

ENTRANCE_KINDS: Final = ("path", "parking", "top", "station", "bus_stop")
"""Kinds of entrances of nature areas."""
