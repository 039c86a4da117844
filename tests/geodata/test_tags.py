"""What tags mean: who may go where, which way, and what the way is like."""

import math

import pytest

from geodata.tags import classify_barrier, classify_way
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
)  # fmt: skip


def access(**tags: str) -> str:
    """Modes along/against a way: f, w, t for the three, e.g. ``"fwt/wt"``; ``""`` where it is no way at all."""
    kind = classify_way({key.replace("__", ":"): value for key, value in tags.items()})
    if kind is None:
        return ""
    sides = [
        "".join(mode[0] for mode in MODES if bits & MODE_BIT[mode]) for bits in (kind.forward, kind.backward)
    ]
    return sides[0] if sides[0] == sides[1] else "/".join(sides)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        # by class
        ({"highway": "residential"}, "fwt"),
        ({"highway": "path"}, "fwt"),
        ({"highway": "footway"}, "wt"),
        ({"highway": "footway", "bicycle": "yes"}, "fwt"),
        ({"highway": "pedestrian"}, "wt"),
        ({"highway": "bridleway"}, "wt"),
        ({"highway": "steps"}, "w"),
        ({"highway": "steps", "ramp:wheelchair": "yes", "wheelchair": "yes"}, "wt"),
        ({"highway": "cycleway"}, "fwt"),
        ({"highway": "cycleway", "foot": "no"}, "f"),
        ({"highway": "cycleway", "moped": "designated"}, "fwt"),
        ({"highway": "motorway"}, ""),
        ({"highway": "trunk"}, ""),
        ({"highway": "trunk", "bicycle": "yes"}, "f"),
        ({"highway": "trunk", "access": "yes"}, ""),
        ({"highway": "primary", "motorroad": "yes"}, ""),
        ({"highway": "construction"}, ""),
        ({"highway": "proposed"}, ""),
        ({"highway": "platform"}, ""),
        ({"waterway": "canal"}, ""),
        # highway=road: the modes its tags name, all when they name none
        ({"highway": "road"}, "fwt"),
        ({"highway": "road", "foot": "yes"}, "wt"),
        ({"highway": "road", "bicycle": "yes"}, "f"),
        ({"highway": "road", "foot": "yes", "bicycle": "yes"}, "fwt"),
        ({"highway": "road", "bicycle": "no"}, "wt"),
        # ferries
        ({"route": "ferry"}, "fwt"),
        ({"route": "ferry", "bicycle": "no"}, "wt"),
        ({"route": "ferry", "foot": "no", "bicycle": "no"}, ""),
        ({"route": "bus"}, ""),
        # access
        ({"highway": "secondary", "bicycle": "use_sidepath"}, "wt"),
        ({"highway": "secondary", "bicycle": "use_sidepath", "foot": "use_sidepath"}, ""),
        ({"highway": "service", "access": "private"}, ""),
        ({"highway": "service", "access": "private", "foot": "permissive"}, "wt"),
        ({"highway": "service", "access": "customers"}, ""),
        ({"highway": "service", "access": "permit"}, ""),
        ({"highway": "track", "access": "permissive"}, "fwt"),
        ({"highway": "track", "access": "destination"}, "fwt"),
        ({"highway": "track", "access": "agricultural"}, ""),
        ({"highway": "track", "access": "forestry", "bicycle": "yes"}, "f"),
        ({"highway": "track", "motor_vehicle": "agricultural"}, "fwt"),
        ({"highway": "track", "vehicle": "no"}, "wt"),
        ({"highway": "track", "vehicle": "no", "bicycle": "yes"}, "fwt"),
        ({"highway": "track", "access": "no", "vehicle": "yes"}, "f"),
        ({"highway": "footway", "access": "yes"}, "wt"),
        ({"highway": "path", "bicycle": "dismount"}, "wt"),
        # one-way
        ({"highway": "residential", "oneway": "yes"}, "fwt/wt"),
        ({"highway": "residential", "oneway": "-1"}, "wt/fwt"),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, "fwt"),
        ({"highway": "residential", "oneway": "yes", "cycleway": "opposite"}, "fwt"),
        ({"highway": "residential", "oneway": "yes", "cycleway:left": "opposite_lane"}, "fwt"),
        ({"highway": "residential", "oneway": "yes", "cycleway:right": "lane"}, "fwt/wt"),
        ({"highway": "residential", "oneway": "yes", "cycleway:left": "lane", "cycleway:left:oneway": "-1"}, "fwt"),
        ({"highway": "residential", "oneway": "-1", "cycleway": "opposite_track"}, "fwt"),
        ({"highway": "cycleway", "oneway": "yes"}, "fwt/wt"),
        ({"highway": "cycleway", "oneway:bicycle": "yes"}, "fwt/wt"),
        ({"highway": "tertiary", "junction": "roundabout"}, "fwt/wt"),
        ({"highway": "tertiary", "junction": "roundabout", "oneway": "no"}, "fwt"),
        ({"highway": "footway", "oneway:foot": "yes"}, "wt/"),
        ({"highway": "cycleway", "bicycle:backward": "no"}, "fwt/wt"),
        # what one physically can't use
        ({"highway": "path", "sac_scale": "hiking"}, "fwt"),
        ({"highway": "path", "sac_scale": "mountain_hiking"}, "w"),
        ({"highway": "path", "sac_scale": "demanding_mountain_hiking"}, "w"),
        ({"highway": "path", "sac_scale": "alpine_hiking"}, ""),
        ({"highway": "path", "mtb:scale": "1"}, "fw"),
        ({"highway": "path", "mtb:scale": "2+"}, "w"),
        ({"highway": "path", "wheelchair": "no"}, "fw"),
        ({"highway": "path", "width": "0.6"}, "fw"),
        ({"highway": "path", "est_width": "60 cm"}, "fw"),
        ({"highway": "path", "surface": "sand"}, "fw"),
        ({"highway": "path", "surface": "sand", "wheelchair": "limited"}, "fwt"),
        ({"highway": "track", "smoothness": "horrible"}, "fw"),
        ({"highway": "track", "smoothness": "impassable"}, "w"),
        ({"highway": "path", "surface": "grass"}, "fwt"),
    ],
    ids=lambda value: " ".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else value or "-",
)  # fmt: skip
def test_who_may_go(tags, expected):
    """Each combination of tags is open to exactly these modes, along and against the way."""
    assert access(**{key.replace(":", "__"): value for key, value in tags.items()}) == expected


@pytest.mark.parametrize(
    ("tags", "column", "word"),
    [
        ({"highway": "road"}, ("way_class", WAY_CLASSES), "unknown"),
        ({"highway": "residential", "cyclestreet": "yes"}, ("way_class", WAY_CLASSES), "cyclestreet"),
        ({"highway": "secondary_link"}, ("way_class", WAY_CLASSES), "secondary"),
        ({"highway": "path", "surface": "fine_gravel"}, ("surface", SURFACES), "compacted"),
        ({"highway": "path", "surface": "sett"}, ("surface", SURFACES), "paving"),
        ({"highway": "path", "surface": "asphalt;gravel"}, ("surface", SURFACES), "asphalt"),
        ({"highway": "path", "surface": "moss"}, ("surface", SURFACES), "unknown"),
        ({"highway": "track", "tracktype": "grade1"}, ("surface", SURFACES), "paved"),
        ({"highway": "track", "tracktype": "grade1", "surface": "grass"}, ("surface", SURFACES), "grass"),
        ({"highway": "track", "smoothness": "very_bad"}, ("smoothness", SMOOTHNESS), "very_bad"),
        ({"highway": "path", "lit": "automatic"}, ("lit", YES_NO), "yes"),
        ({"highway": "path", "dog": "leashed"}, ("dog", DOG_RULES), "leashed"),
        ({"highway": "path", "wheelchair": "limited"}, ("wheelchair", WHEELCHAIR), "limited"),
        ({"highway": "path", "width": "0.5"}, ("wheelchair", WHEELCHAIR), "no"),
        ({"highway": "path"}, ("wheelchair", WHEELCHAIR), "unknown"),
        ({"highway": "road"}, ("stress", TRAFFIC_STRESS), "unknown"),
        ({"highway": "cycleway"}, ("stress", TRAFFIC_STRESS), "car_free"),
        ({"highway": "cycleway", "moped": "yes"}, ("stress", TRAFFIC_STRESS), "low"),
        ({"highway": "track", "motor_vehicle": "no"}, ("stress", TRAFFIC_STRESS), "car_free"),
        ({"highway": "residential", "maxspeed": "30"}, ("stress", TRAFFIC_STRESS), "low"),
        ({"highway": "residential", "maxspeed": "80"}, ("stress", TRAFFIC_STRESS), "high"),
        ({"highway": "residential", "maxspeed": "50", "lanes": "4"}, ("stress", TRAFFIC_STRESS), "moderate"),
        ({"highway": "unclassified"}, ("stress", TRAFFIC_STRESS), "moderate"),
        ({"highway": "unclassified", "maxspeed": "NL:rural"}, ("stress", TRAFFIC_STRESS), "high"),
        ({"highway": "unclassified", "maxspeed": "20 mph"}, ("stress", TRAFFIC_STRESS), "moderate"),
        ({"highway": "tertiary", "maxspeed": "50"}, ("stress", TRAFFIC_STRESS), "moderate"),
        ({"highway": "tertiary", "maxspeed": "50", "cycleway": "track"}, ("stress", TRAFFIC_STRESS), "low"),
        ({"highway": "primary"}, ("stress", TRAFFIC_STRESS), "high"),
    ],
)
def test_what_the_way_is_like(tags, column, word):
    """Tags become the word that pages and profiles use."""
    kind = classify_way(tags)
    assert kind is not None
    attribute, words = column
    assert words[getattr(kind, attribute)] == word


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("2", 2.0),
        ("2.5", 2.5),
        ("2,5 m", 2.5),
        ("180 cm", 1.8),
        ("~3", 3.0),
        ("wide", math.nan),
        ("", math.nan),
    ],
)
def test_widths_are_read_in_every_common_spelling(text, metres):
    """What can't be read is unknown, never a guess."""
    kind = classify_way({"highway": "path", "width": text})
    assert kind is not None
    assert kind.width_m == pytest.approx(metres, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "percent"),
    [("10%", 10), ("-8 %", 8), ("45°", 100), ("up", math.nan), ("down", math.nan), ("6", 6)],
)
def test_inclines_are_percent_without_sign(text, percent):
    """``up`` says nothing about how steep."""
    kind = classify_way({"highway": "path", "incline": text})
    assert kind is not None
    assert kind.incline_percent == pytest.approx(percent, nan_ok=True)


@pytest.mark.parametrize(
    ("tags", "modes"),
    [
        ({"foot:conditional": "no @ (Mar 15-Jul 15)"}, ("wandelen", "toegankelijk")),
        ({"bicycle:conditional": "no @ (sunset-sunrise)"}, ("fietsen",)),
        ({"vehicle:conditional": "no @ (Mo-Fr)"}, ("fietsen",)),
        ({"access:conditional": "private @ (Oct-Mar)"}, MODES),
        ({"access:conditional": "no @ (Mar)", "bicycle:conditional": "yes @ (Mar)"}, MODES),
        ({"foot:conditional": "yes @ (Apr-Oct)"}, None),
        ({"foot": "no", "foot:conditional": "no @ (Mar)"}, None),
    ],
)
def test_seasonal_closures_name_whom_they_shut_out(tags, modes):
    """Only conditions that close something, and only for modes that may go there at all."""
    kind = classify_way({"highway": "path", **tags})
    assert kind is not None
    assert (kind.closure.modes if kind.closure else None) == modes


def test_particular_closure_beats_the_general_one():
    """``bicycle:conditional`` with its own season takes bicycles out of ``access:conditional``'s."""
    kind = classify_way(
        {"highway": "path", "access:conditional": "no @ (Mar)", "bicycle:conditional": "no @ (Apr)"}
    )
    assert kind is not None
    assert kind.closure is not None
    assert kind.closure.value == "no @ (Apr); no @ (Mar)"


def test_unknown_barriers_stop_nobody():
    """A barrier with a word that isn't known is noted, not closed."""
    barrier = classify_barrier({"barrier": "entrance"})
    assert (BARRIERS[barrier.code], barrier.stops) == ("other", 0)
