"""The tables behind :mod:`geodata.tags`: which OSM values mean which word, and who may go where by default.

Defaults are those of the Netherlands, which hold in most of Europe: a path is open to bicycles unless tagged
otherwise, a footway is not.

Sources: OpenStreetMap wiki, "OSM tags for routing/Access restrictions" (Netherlands), "Key:oneway:bicycle",
"Tag:bicycle=use_sidepath", "Key:cyclestreet", "Key:sac_scale", "Key:mtb:scale", "Conditional restrictions".
"""

import re
from typing import Final

from geodata.vocabulary import ModeBit

BIKE, FOOT, WHEEL = ModeBit.FIETSEN, ModeBit.WANDELEN, ModeBit.TOEGANKELIJK
EVERYBODY = BIKE | FOOT | WHEEL
ON_FOOT = FOOT | WHEEL
NOBODY = ModeBit(0)

# ---------------------------------------------------------------- way class and who may use it by default

HIGHWAYS: Final[dict[str, tuple[str, ModeBit]]] = {
    "cycleway": ("cycleway", EVERYBODY),
    "path": ("path", EVERYBODY),
    "footway": ("footway", ON_FOOT),
    "pedestrian": ("pedestrian", ON_FOOT),
    "bridleway": ("bridleway", ON_FOOT),
    "track": ("track", EVERYBODY),
    "steps": ("steps", ON_FOOT),  # wheels only by a ramp, see geodata.tags
    "living_street": ("living_street", EVERYBODY),
    "residential": ("residential", EVERYBODY),
    "service": ("service", EVERYBODY),
    "unclassified": ("unclassified", EVERYBODY),
    "tertiary": ("tertiary", EVERYBODY),
    "tertiary_link": ("tertiary", EVERYBODY),
    "secondary": ("secondary", EVERYBODY),
    "secondary_link": ("secondary", EVERYBODY),
    "primary": ("primary", EVERYBODY),
    "primary_link": ("primary", EVERYBODY),
    "trunk": ("trunk", NOBODY),  # an autoweg: only where tags open it
    "trunk_link": ("trunk", NOBODY),
    "busway": ("service", NOBODY),
    "road": ("unknown", EVERYBODY),  # see _named_modes
}
"""``highway`` value → word of WAY_CLASSES and modes it is open to. What is not listed (motorway, construction,
proposed, platform, corridor, elevator, raceway, via_ferrata, …) is no way for anybody."""
FERRY_ROUTE: Final = ("ferry", EVERYBODY)

OPEN_VALUES: Final = frozenset(
    {
        "yes",
        "designated",
        "permissive",
        "official",
        "public",
        "destination",
        "optional_sidepath",
        "permissible",
    }
)
CLOSED_VALUES: Final = frozenset(
    {
        "no", "private", "customers", "permit", "agricultural", "forestry", "agricultural;forestry", "delivery",
        "emergency", "military", "use_sidepath", "dismount", "employees", "restricted", "residents", "staff",
        "separate",
    }
)  # fmt: skip

ACCESS_KEYS: Final = {
    BIKE: ("access", "vehicle", "bicycle"),
    FOOT: ("access", "foot"),
    WHEEL: ("access", "foot"),
}
"""Keys that open or close a way for a mode, the most particular last; it wins."""

CONDITIONAL_KEYS: Final = {
    "foot:conditional": ON_FOOT,
    "bicycle:conditional": BIKE,
    "vehicle:conditional": BIKE,
    "access:conditional": EVERYBODY,
}
SHUTS: Final = re.compile(r"\b(no|private|closed)\s*@")
CYCLEWAY_SIDES: Final = ("cycleway", "cycleway:both", "cycleway:left", "cycleway:right")

# ---------------------------------------------------------------- properties

SURFACE_WORDS: Final = {
    "asphalt": "asphalt", "chipseal": "asphalt",
    "concrete": "concrete", "concrete:plates": "concrete", "concrete:lanes": "concrete",
    "paving_stones": "paving", "paving_stones:30": "paving", "sett": "paving", "bricks": "paving", "brick": "paving",
    "tiles": "paving", "grass_paver": "paving",
    "cobblestone": "cobblestone", "unhewn_cobblestone": "cobblestone", "cobblestone:flattened": "cobblestone",
    "compacted": "compacted", "fine_gravel": "compacted", "shells": "compacted", "clay": "compacted",
    "gravel": "gravel", "pebblestone": "gravel", "rock": "gravel", "stone": "gravel", "stepping_stones": "gravel",
    "ground": "ground", "dirt": "ground", "earth": "ground", "mud": "ground", "woodchips": "ground",
    "dirt/sand": "sand", "sand": "sand",
    "grass": "grass", "wood": "wood",
    "metal": "metal", "metal_grid": "metal",
    "unpaved": "unpaved", "paved": "paved", "plastic": "paved", "tartan": "paved", "rubber": "paved",
    "artificial_turf": "paved",
}  # fmt: skip
TRACKTYPE_SURFACE: Final = {"grade1": "paved", "grade2": "compacted", "grade3": "unpaved", "grade4": "ground"}
"""Used where no ``surface`` is tagged; grade5 says too little."""

TOO_ROUGH_FOR_WHEELS: Final = frozenset(
    {"sand", "mud", "stepping_stones", "pebblestone", "rock", "dirt/sand"}
)
SMOOTHNESS_CLOSES: Final = {
    BIKE: frozenset({"very_horrible", "impassable"}),
    WHEEL: frozenset({"very_bad", "horrible", "very_horrible", "impassable"}),
}
WHEEL_MIN_WIDTH_M: Final = 0.9  # CROW's least passage for a wheelchair
SAC_OPEN_ON_FOOT: Final = frozenset({"strolling", "hiking", "mountain_hiking", "demanding_mountain_hiking"})
SAC_OPEN_ON_WHEELS: Final = frozenset({"strolling", "hiking"})
MTB_SCALE_BIKE: Final = 1  # the hardest grade that an ordinary bicycle rides

LIT_WORDS: Final = {
    "yes": "yes", "24/7": "yes", "automatic": "yes", "limited": "yes", "sunset-sunrise": "yes", "interval": "yes",
    "no": "no", "disused": "no",
}  # fmt: skip
DOG_WORDS: Final = {
    "yes": "yes", "designated": "yes", "unleashed": "yes", "permissive": "yes",
    "leashed": "leashed", "on_leash": "leashed", "no": "no", "private": "no",
}  # fmt: skip
WHEELCHAIR_WORDS: Final = {
    "yes": "yes",
    "designated": "yes",
    "limited": "limited",
    "no": "no",
    "bad": "limited",
}

CAR_FREE_CLASSES: Final = frozenset({"path", "footway", "pedestrian", "bridleway", "steps", "cycleway"})
STRESS_BY_SPEED: Final = {  # class → level (position in TRAFFIC_STRESS) up to 30, 50, 60 km/h, above, not tagged
    "residential": (2, 2, 3, 4, 2),
    "service": (2, 2, 3, 3, 2),
    "track": (2, 2, 2, 3, 2),
    "living_street": (2, 2, 2, 2, 2),
    "cyclestreet": (2, 2, 3, 3, 2),
    "unclassified": (2, 3, 3, 4, 3),
    "tertiary": (2, 3, 4, 4, 3),
    "secondary": (3, 4, 4, 4, 4),
    "primary": (3, 4, 4, 4, 4),
    "trunk": (4, 4, 4, 4, 4),
}
SPEED_WORDS: Final = {
    "walk": 5, "living_street": 15, "NL:urban": 50, "NL:rural": 80, "NL:zone30": 30, "NL:zone60": 60,
    "DE:urban": 50, "DE:rural": 100, "AT:urban": 50, "AT:rural": 100, "CH:urban": 50, "CH:rural": 80,
    "none": 130,
}  # fmt: skip

BARRIER_WORDS: Final[dict[str, tuple[str, ModeBit]]] = {
    "gate": ("gate", NOBODY), "swing_gate": ("gate", NOBODY), "sliding_gate": ("gate", NOBODY),
    "hampshire_gate": ("gate", NOBODY), "wicket_gate": ("gate", NOBODY), "bump_gate": ("gate", NOBODY),
    "lift_gate": ("lift_gate", NOBODY), "bollard": ("bollard", NOBODY), "cycle_barrier": ("cycle_barrier", NOBODY),
    "cattle_grid": ("cattle_grid", NOBODY), "kissing_gate": ("kissing_gate", BIKE | WHEEL),
    "stile": ("stile", BIKE | WHEEL), "turnstile": ("other", BIKE | WHEEL),
    "full-height_turnstile": ("other", BIKE | WHEEL), "horse_stile": ("other", WHEEL),
    "block": ("block", NOBODY), "jersey_barrier": ("block", NOBODY), "log": ("block", WHEEL),
    "debris": ("block", WHEEL),
}  # fmt: skip
"""``barrier`` value of a node → word of BARRIERS and modes that it stops; others are "other" and stop nobody."""

WAY_KEYS: Final = frozenset(
    {
        "highway", "route", "access", "vehicle", "bicycle", "foot", "wheelchair", "motor_vehicle", "motorcar",
        "motorroad", "moped", "cyclestreet", "bicycle_road", "oneway", "oneway:bicycle", "oneway:foot", "junction",
        "surface", "tracktype", "smoothness", "width", "est_width", "maxspeed", "maxspeed:type", "lanes", "lit",
        "dog", "incline", "sac_scale", "mtb:scale", "ramp:wheelchair", "sidewalk", "sidewalk:both", "sidewalk:left",
        "sidewalk:right", "bicycle:forward", "bicycle:backward", "foot:forward", "foot:backward", "indoor",
        *CONDITIONAL_KEYS, *CYCLEWAY_SIDES, *(f"{side}:oneway" for side in CYCLEWAY_SIDES),
    }
)  # fmt: skip
"""Keys that :func:`classify_way` looks at; ways that agree on these are of one kind."""
