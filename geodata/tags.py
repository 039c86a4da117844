"""Reads the tags of ways and barriers into the words of :mod:`geodata.vocabulary`.

The rules are the tables of :mod:`geodata.tag_tables`; here are the few functions that apply them.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from geodata.tag_tables import (
    ACCESS_KEYS,
    BARRIER_WORDS,
    BIKE,
    CAR_FREE_CLASSES,
    CLOSED_VALUES,
    CONDITIONAL_KEYS,
    CYCLEWAY_SIDES,
    DOG_WORDS,
    EVERYBODY,
    FERRY_ROUTE,
    FOOT,
    HIGHWAYS,
    LIT_WORDS,
    MTB_SCALE_BIKE,
    NOBODY,
    ON_FOOT,
    OPEN_VALUES,
    SAC_OPEN_ON_FOOT,
    SAC_OPEN_ON_WHEELS,
    SHUTS,
    SMOOTHNESS_CLOSES,
    SPEED_WORDS,
    STRESS_BY_SPEED,
    SURFACE_WORDS,
    TOO_ROUGH_FOR_WHEELS,
    TRACKTYPE_SURFACE,
    WHEEL,
    WHEEL_MIN_WIDTH_M,
    WHEELCHAIR_WORDS,
)  # fmt: skip
from geodata.vocabulary import (
    BARRIERS,
    DOG_RULES,
    MODE_BIT,
    MODES,
    SMOOTHNESS,
    SURFACES,
    TRAFFIC_STRESS,
    WAY_CLASSES,
    WHEELCHAIR,
    YES_NO,
    ModeBit,
)  # fmt: skip

Tags = Mapping[str, str]


@dataclass(frozen=True)
class Closure:
    """A conditional restriction: for whom, and the tag as it stands."""

    modes: tuple[str, ...]
    tag: str
    value: str


@dataclass(frozen=True)
class WayKind:
    """Everything that a way's tags say, in codes of the vocabulary; ``forward``/``backward`` are mode bits."""

    way_class: int
    surface: int
    smoothness: int
    stress: int
    lit: int
    dog: int
    wheelchair: int
    width_m: float
    incline_percent: float
    forward: int
    backward: int
    closure: Closure | None


@dataclass(frozen=True)
class Barrier:
    """What stands on a node: its code, and the mode bits that it stops."""

    code: int
    stops: int


def classify_way(tags: Tags) -> WayKind | None:
    """Read a way's tags.

    Parameters
    ----------
    tags
        At least those of :data:`WAY_KEYS` that the way has.

    Returns
    -------
    WayKind or None
        None where no mode may use the way in either direction.
    """
    found = _way_class(tags)
    if found is None:
        return None
    way_class, open_to = found
    open_to = _with_access_tags(tags, open_to)
    width = _metres(tags.get("width")) or _metres(tags.get("est_width")) or math.nan
    open_to = _without_the_unfit(tags, way_class, width, open_to)
    forward, backward = _directions(tags, open_to)
    if not forward | backward:
        return None
    surface = SURFACE_WORDS.get(tags.get("surface", "").split(";")[0].strip())
    surface = surface or TRACKTYPE_SURFACE.get(tags.get("tracktype", ""), "unknown")
    return WayKind(
        way_class=WAY_CLASSES.index(way_class),
        surface=SURFACES.index(surface),
        smoothness=_smoothness(tags),
        stress=_stress(tags, way_class),
        lit=YES_NO.index(LIT_WORDS.get(tags.get("lit", ""), "unknown")),
        dog=DOG_RULES.index(DOG_WORDS.get(tags.get("dog", ""), "unknown")),
        wheelchair=_wheelchair(tags, open_to),
        width_m=width,
        incline_percent=_incline(tags.get("incline", "")),
        forward=int(forward),
        backward=int(backward),
        closure=_closure(tags, forward | backward),
    )


def classify_barrier(tags: Tags) -> Barrier:
    """Read the tags of a barrier on a node."""
    word, stops = BARRIER_WORDS.get(tags.get("barrier", ""), ("other", NOBODY))
    if tags.get("locked") == "yes":
        stops = EVERYBODY
    for mode, keys in ACCESS_KEYS.items():
        for key in keys:
            value = tags.get(key)
            # What stops a wheel by its shape is not opened by a general permission.
            if value in OPEN_VALUES and (key in {"bicycle", "foot"} or tags.get("locked") == "yes"):
                if not (mode is WHEEL and word in {"stile", "kissing_gate"}):
                    stops &= ~mode
            elif value in CLOSED_VALUES:
                stops |= mode
    narrow = _metres(tags.get("maxwidth:physical") or tags.get("maxwidth") or tags.get("width"))
    if narrow is not None and narrow < WHEEL_MIN_WIDTH_M:
        stops |= WHEEL
    if tags.get("wheelchair") == "no":
        stops |= WHEEL
    elif tags.get("wheelchair") in {"yes", "designated", "limited"} and not stops & FOOT:
        stops &= ~WHEEL
    return Barrier(BARRIERS.index(word), int(stops))


def _way_class(tags: Tags) -> tuple[str, ModeBit] | None:
    """Word of the class and the modes it is open to before any access tag."""
    highway = tags.get("highway")
    if highway is None:
        return FERRY_ROUTE if tags.get("route") == "ferry" else None
    found = HIGHWAYS.get(highway)
    if found is None:
        return None
    word, open_to = found
    if highway == "road":
        open_to = _named_modes(tags)
    if tags.get("motorroad") == "yes":
        open_to = NOBODY
    if "yes" in (tags.get("cyclestreet"), tags.get("bicycle_road")):
        word = "cyclestreet"
    return word, open_to


def _named_modes(tags: Tags) -> ModeBit:
    """``highway=road``: the modes that its tags name, all when they name none."""
    named = NOBODY
    if tags.get("bicycle") in OPEN_VALUES:
        named |= BIKE
    if tags.get("foot") in OPEN_VALUES:
        named |= ON_FOOT
    return named or EVERYBODY


def _with_access_tags(tags: Tags, open_to: ModeBit) -> ModeBit:
    """Apply ``access``, ``vehicle``, ``bicycle``, ``foot``: the most particular tag of a mode decides."""
    by_default = open_to
    for mode, keys in ACCESS_KEYS.items():
        for key in keys:
            value = tags.get(key)
            if value in CLOSED_VALUES:
                open_to &= ~mode
            elif value in OPEN_VALUES and (key in {"bicycle", "foot"} or by_default & mode):
                # access=yes or vehicle=yes says nothing about a footway's bicycles or an autoweg's walkers
                open_to |= mode
    return open_to


def _without_the_unfit(tags: Tags, way_class: str, width_m: float, open_to: ModeBit) -> ModeBit:
    """Close what a mode physically can't use, whatever it is allowed to."""
    if way_class == "steps":
        open_to &= FOOT | (WHEEL if tags.get("ramp:wheelchair") == "yes" else NOBODY)
    sac = tags.get("sac_scale")
    if sac is not None:
        if sac not in SAC_OPEN_ON_FOOT:
            open_to &= ~FOOT
        if sac not in SAC_OPEN_ON_WHEELS:
            open_to &= ~WHEEL
            if tags.get("bicycle") not in OPEN_VALUES:
                open_to &= ~BIKE
    grade = re.match(r"\d", tags.get("mtb:scale", ""))
    if grade:
        if int(grade[0]) > MTB_SCALE_BIKE:
            open_to &= ~BIKE
        if int(grade[0]) > 0 and tags.get("wheelchair") not in {"yes", "designated", "limited"}:
            open_to &= ~WHEEL
    for mode, words in SMOOTHNESS_CLOSES.items():
        if tags.get("smoothness") in words:
            open_to &= ~mode
    if tags.get("wheelchair") in {"yes", "designated", "limited"}:
        return open_to
    narrow = width_m < WHEEL_MIN_WIDTH_M
    if narrow or tags.get("wheelchair") == "no" or tags.get("surface") in TOO_ROUGH_FOR_WHEELS:
        open_to &= ~WHEEL
    return open_to


def _directions(tags: Tags, open_to: ModeBit) -> tuple[ModeBit, ModeBit]:
    """Mode bits along and against the way."""
    forward = backward = open_to
    bike_forward, bike_backward = _bicycle_directions(tags)
    if not bike_forward:
        forward &= ~BIKE
    if not bike_backward:
        backward &= ~BIKE
    foot_oneway = tags.get("oneway:foot")
    if foot_oneway == "yes":
        backward &= ~ON_FOOT
    elif foot_oneway == "-1":
        forward &= ~ON_FOOT
    for key, mode in (("bicycle", BIKE), ("foot", ON_FOOT)):
        if tags.get(f"{key}:forward") in CLOSED_VALUES:
            forward &= ~mode
        if tags.get(f"{key}:backward") in CLOSED_VALUES:
            backward &= ~mode
    return forward, backward


def _bicycle_directions(tags: Tags) -> tuple[bool, bool]:
    """Whether a bicycle may ride along, and against, the way as far as ``oneway`` and its exceptions go."""
    rule = tags.get("oneway:bicycle") or tags.get("oneway")
    if rule is None and tags.get("junction") in {"roundabout", "circular"}:
        rule = "yes"
    if rule in {"yes", "true", "1"}:
        against = "oneway:bicycle" not in tags and _contraflow(tags)
        return True, against
    if rule in {"-1", "reverse"}:
        along = "oneway:bicycle" not in tags and _contraflow(tags)
        return along, True
    return True, True


def _contraflow(tags: Tags) -> bool:
    """A lane or track for bicycles against the one-way traffic."""
    for side in CYCLEWAY_SIDES:
        if tags.get(side, "").startswith("opposite"):
            return True
        if tags.get(side) in {"lane", "track", "share_busway"} and tags.get(f"{side}:oneway") in {"-1", "no"}:
            return True
    return False


def _smoothness(tags: Tags) -> int:
    word = tags.get("smoothness", "")
    if word not in SMOOTHNESS and tags.get("sac_scale") == "demanding_mountain_hiking":
        word = "horrible"  # exposed, trackless in places: dear for whoever still may go there
    return SMOOTHNESS.index(word) if word in SMOOTHNESS else 0


def _wheelchair(tags: Tags, open_to: ModeBit) -> int:
    word = WHEELCHAIR_WORDS.get(tags.get("wheelchair", ""))
    if word is None:
        closed_by_shape = open_to & FOOT and not open_to & WHEEL
        word = "no" if closed_by_shape else "unknown"
    return WHEELCHAIR.index(word)


def _stress(tags: Tags, way_class: str) -> int:
    """Traffic stress from class, speed, lanes, and what room bicycles and walkers have."""
    if way_class in {"unknown", "ferry"}:
        return TRAFFIC_STRESS.index("unknown" if way_class == "unknown" else "car_free")
    no_cars = "no" in (tags.get("motor_vehicle"), tags.get("motorcar"))
    if way_class in CAR_FREE_CLASSES or no_cars:
        mopeds = way_class == "cycleway" and tags.get("moped") in {"yes", "designated"}
        return TRAFFIC_STRESS.index("low" if mopeds else "car_free")
    speed = _speed_kmh(tags)
    column = 4 if speed is None else 0 if speed <= 30 else 1 if speed <= 50 else 2 if speed <= 60 else 3
    level = STRESS_BY_SPEED[way_class][column]
    lanes = tags.get("lanes", "")
    if lanes.isdigit() and int(lanes) >= 4:
        level += 1
    own_room = any(
        tags.get(side) in {"track", "lane", "separate", "opposite_track"} for side in CYCLEWAY_SIDES
    )
    if own_room:
        level -= 1
    return max(TRAFFIC_STRESS.index("low"), min(TRAFFIC_STRESS.index("high"), level))


def _speed_kmh(tags: Tags) -> float | None:
    text = tags.get("maxspeed") or tags.get("maxspeed:type") or ""
    if text in SPEED_WORDS:
        return SPEED_WORDS[text]
    number = re.match(r"(\d+)\s*(mph)?", text)
    if number is None:
        return None
    return int(number[1]) * (1.609 if number[2] else 1.0)


def _closure(tags: Tags, open_to: ModeBit) -> Closure | None:
    """Seasonal and other conditional closures. Several that differ are joined: closed when any of them closes."""
    found = [
        (key, modes & open_to)
        for key, modes in CONDITIONAL_KEYS.items()
        if key in tags and modes & open_to and SHUTS.search(tags[key])
    ]
    if not found:
        return None
    if any(key == "bicycle:conditional" for key, _ in found):  # the particular key beats the general one
        found = [
            (k, m & ~BIKE if k in {"vehicle:conditional", "access:conditional"} else m) for k, m in found
        ]
    if any(key == "foot:conditional" for key, _ in found):
        found = [(k, m & ~ON_FOOT if k == "access:conditional" else m) for k, m in found]
    found = [(key, modes) for key, modes in found if modes]
    everyone = NOBODY
    for _, modes in found:
        everyone |= modes
    values = list(dict.fromkeys(tags[key] for key, _ in found))
    return Closure(
        tuple(mode for mode in MODES if MODE_BIT[mode] & everyone),
        ";".join(key for key, _ in found),
        "; ".join(values),
    )


def _metres(text: str | None) -> float | None:
    """``"2.5"``, ``"2,5 m"``, ``"180 cm"`` → metres; None where it can't be read."""
    if not text:
        return None
    number = re.match(r"~?\s*(\d+(?:[.,]\d+)?)\s*(cm|m|)\s*$", text)
    if number is None:
        return None
    value = float(number[1].replace(",", "."))
    return value / 100 if number[2] == "cm" else value


def _incline(text: str) -> float:
    """Percent, absolute; NaN where only ``up``/``down`` or nothing is said."""
    number = re.match(r"[-+~]?\s*(\d+(?:[.,]\d+)?)\s*(%|°)?", text)
    if number is None:
        return math.nan
    value = float(number[1].replace(",", "."))
    return math.tan(math.radians(value)) * 100 if number[2] == "°" and value < 90 else value
