"""Which OSM tags make a place, and of which kind: tables only; :func:`categories_of` applies them.

An object becomes one place per group at most: the first rule of a group that fits. Specific rules therefore stand
before general ones.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

Tags = Mapping[str, str]
Condition = tuple[tuple[str, ...], frozenset[str]]

_AS_TAGGED: Final = "="
"""Category of a rule that keeps the OSM word."""
_CLOSED: Final = frozenset({"private", "no", "permit", "employees", "residents", "delivery"})
_GONE: Final = ("disused", "abandoned", "demolished", "razed", "removed")
"""Keys that, set to ``yes``, say that the thing is no longer in use."""


@dataclass(frozen=True)
class PlaceRule:
    """One row of the table: when an object has ``key`` with one of ``values``, it is a ``category`` of ``group``.

    Attributes
    ----------
    values
        Values of ``key``; none means any.
    also
        Further tags, each with one of the values under any of the keys.
    unless
        Tags that rule it out.
    name
        Pattern that one of the names, or the brand, operator or network, must contain.
    named
        Only with a name.
    public
        Only when not closed to the public.
    """

    group: str
    category: str
    key: str
    values: frozenset[str]
    also: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    name: re.Pattern[str] | None = None
    named: bool = False
    public: bool = False

    def fits(self, tags: Tags) -> bool:
        """Whether an object with these tags is one."""
        value = tags.get(self.key)
        if value is None or (self.values and value not in self.values):
            return False
        if self.named and not tags.get("name"):
            return False
        if self.public and tags.get("access") in _CLOSED:
            return False
        if any(not _meets(tags, condition) for condition in self.also):
            return False
        if any(_meets(tags, condition) for condition in self.unless):
            return False
        return self.name is None or any(self.name.search(tags.get(key, "")) for key in _NAME_KEYS)

    def category_for(self, tags: Tags) -> str:
        """Category of an object that fits."""
        return tags[self.key] if self.category == _AS_TAGGED else self.category


def _meets(tags: Tags, condition: Condition) -> bool:
    keys, values = condition
    return any(tags.get(key) in values for key in keys)


def _when(keys: str, values: str) -> Condition:
    return tuple(keys.split()), frozenset(values.split())


def _rule(
    group: str,
    category: str,
    key: str,
    values: str = "",
    *,
    also: tuple[Condition, ...] = (),
    unless: tuple[Condition, ...] = (),
    name: str = "",
    named: bool = False,
    public: bool = False,
) -> PlaceRule:
    pattern = re.compile(name, re.IGNORECASE) if name else None
    return PlaceRule(group, category, key, frozenset(values.split()), also, unless, pattern, named, public)


_NAME_KEYS: Final = ("name", "alt_name", "brand", "operator", "network", "description")
_HOLIDAY_PARK: Final = (
    r"\b(?:vakantie|bungalow|recreatie|chalet|huisjes)(?:park|dorp)\b|\bholiday (?:park|village)\b"
    r"|\bferien(?:park|dorf)\b"
)
_MEGALITH: Final = _when("archaeological_site site_type", "megalith")
_STANDING_STONES: Final = _when("megalith_type", "menhir stone_circle alignment stone_ship cromlech")
_TUMULUS: Final = _when("archaeological_site site_type tomb", "tumulus tumuli barrow")
_MANOR: Final = _when("castle_type", "manor")
_NOT_CHRISTIAN: Final = _when("religion", "muslim jewish buddhist hindu sikh bahai pagan taoist shinto")
_OBSERVATION: Final = _when("tower:type", "observation")
_BICYCLE: Final = _when("bicycle", "yes designated")
_NO_CAR: Final = _when("motorcar", "no")
_BUS: Final = _when("shelter_type", "public_transport bus_stop smoking_shelter shopping_cart")
_POTABLE: Final = _when("drinking_water", "yes")
_BOARD: Final = _when(
    "information", "board map tactile_map tactile_model history nature hikingmap bicyclemap"
)
_VISITORS: Final = _when("information", "visitor_centre office")
_WAR_DEAD: Final = _when("cemetery cemetery:type", "war_cemetery war military")

SETTLEMENT_RULES: Final = (
    _rule(
        "settlement", _AS_TAGGED, "place",
        "city town village hamlet suburb borough quarter neighbourhood isolated_dwelling", named=True,
    ),
)  # fmt: skip

ATTRACTION_RULES: Final = (
    _rule("attraction", "hunebed", "historic", "archaeological_site tomb", also=(_MEGALITH,),
          unless=(_STANDING_STONES,)),
    _rule("attraction", "hunebed", "historic", "megalith", unless=(_STANDING_STONES,)),
    _rule("attraction", "hunebed", "megalith_type", "passage_grave dolmen hunebed"),
    _rule("attraction", "tumulus", "historic", "archaeological_site tomb", also=(_TUMULUS,)),
    _rule("attraction", "tumulus", "historic", "tumulus"),
    _rule("attraction", "watermill", "man_made", "watermill"),
    _rule("attraction", "watermill", "historic", "watermill"),
    _rule("attraction", "watermill", "building", "watermill"),
    _rule("attraction", "mill", "man_made", "windmill"),
    _rule("attraction", "mill", "historic", "windmill mill"),
    _rule("attraction", "mill", "building", "windmill"),
    _rule("attraction", "museum", "tourism", "museum"),
    _rule("attraction", "manor", "historic", "manor"),
    _rule("attraction", "manor", "historic", "castle", also=(_MANOR,)),
    _rule("attraction", "castle", "historic", "castle fort fortress palace"),
    _rule("attraction", "petting_zoo", "tourism", "zoo", also=(_when("zoo", "petting_zoo"),)),
    _rule("attraction", "petting_zoo", "zoo", "petting_zoo"),
    _rule("attraction", "zoo", "tourism", "zoo aquarium"),
    _rule("attraction", "theme_park", "tourism", "theme_park"),
    _rule("attraction", "cemetery_war", "landuse", "cemetery", also=(_WAR_DEAD,)),
    _rule("attraction", "cemetery_war", "amenity", "grave_yard", also=(_WAR_DEAD,)),
    _rule("attraction", "cemetery_war", "historic", "war_cemetery war_grave"),
    _rule("attraction", "war_site", "historic",
          "battlefield concentration_camp prison_camp bunker trench wreck aircraft"),
    _rule("attraction", "colony", "historic", "colony"),
    _rule("attraction", "colony", "heritage", "1", name="koloni|weldadigheid|benevolence"),
    _rule("attraction", "memorial", "historic", "memorial"),
    _rule("attraction", "monument", "historic", "monument"),
    _rule("attraction", "monastery", "amenity", "monastery"),
    _rule("attraction", "monastery", "historic", "monastery abbey"),
    _rule("attraction", "place_of_worship", "amenity", "place_of_worship", also=(_NOT_CHRISTIAN,)),
    _rule("attraction", "church", "amenity", "place_of_worship"),
    _rule("attraction", "church", "historic", "church chapel"),
    _rule("attraction", "church", "building", "church chapel cathedral"),
    _rule("attraction", "ruins", "historic", "ruins"),
    _rule("attraction", "archaeological_site", "historic", "archaeological_site megalith tomb"),
    _rule("attraction", "gallery", "tourism", "gallery"),
    _rule("attraction", "arts_centre", "amenity", "arts_centre"),
    _rule("attraction", "theatre", "amenity", "theatre"),
    _rule("attraction", "viewpoint", "tourism", "viewpoint"),
    _rule("attraction", "viewpoint", "man_made", "tower", also=(_OBSERVATION,), public=True),
    _rule("attraction", "artwork", "tourism", "artwork"),
    _rule("attraction", "brink", "place", "square", name=r"brink"),
    _rule("attraction", "brink", "landuse", "village_green", named=True),
    _rule("attraction", "brink", "landuse", "grass", name=r"brink"),
    _rule("attraction", "brink", "leisure", "common park", name=r"brink"),
    _rule("attraction", "playground", "leisure", "playground", public=True),
    _rule("attraction", "beach", "leisure", "beach_resort", public=True),
    _rule("attraction", "beach", "natural", "beach", named=True),
    _rule("attraction", "swimming", "leisure", "swimming_area bathing_place water_park", public=True),
    _rule("attraction", "swimming", "leisure", "swimming_pool sports_centre", named=True, public=True,
          also=(_when("sport leisure", "swimming swimming_pool"),)),
    _rule("attraction", "swimming", "amenity", "public_bath", public=True),
    _rule("attraction", "farm_shop", "shop", "farm"),
    _rule("attraction", "visitor_centre", "tourism", "information", also=(_VISITORS,)),
    _rule("attraction", "lock", "lock", "yes"),
    _rule("attraction", "lock", "water", "lock"),
    _rule("attraction", "garden", "leisure", "garden", also=(_when("garden:type", "botanical arboretum"),)),
    _rule("attraction", "farmstead", "historic", "farm"),
    _rule("attraction", "wayside_cross", "historic", "wayside_cross wayside_shrine"),
    _rule("attraction", "boundary_stone", "historic", "boundary_stone", named=True),
    _rule("attraction", "notable_tree", "denotation", "natural_monument"),
    _rule("attraction", "waterfall", "waterway", "waterfall"),
    _rule("attraction", "attraction", "tourism", "attraction"),
)  # fmt: skip

HORECA_RULES: Final = (
    _rule("horeca", "ice_cream", "shop", "ice_cream"),
    _rule("horeca", _AS_TAGGED, "amenity",
          "restaurant cafe pub fast_food bar ice_cream biergarten food_court", public=True),
)  # fmt: skip

FACILITY_RULES: Final = (
    _rule("facility", "rest_point", "amenity", name=r"\brustpunt"),
    _rule("facility", "rest_point", "tourism", name=r"\brustpunt"),
    _rule("facility", "rest_point", "leisure", name=r"\brustpunt"),
    _rule("facility", "rest_point", "shop", name=r"\brustpunt"),
    _rule("facility", "rest_point", "brand", "Rustpunt"),
    _rule("facility", "rest_point", "network", "Rustpunt"),
    _rule("facility", "top", "highway", "trailhead"),
    _rule("facility", "top", "information", "trailhead"),
    _rule("facility", "top", "tourism", "information", name=r"toeristisch overstappunt|^TOP\b"),
    _rule("facility", "top", "amenity", "parking", name=r"toeristisch overstappunt|^TOP\b"),
    _rule("facility", "toilet", "amenity", "toilets", public=True),
    _rule("facility", "drinking_water", "amenity", "drinking_water water_point", public=True),
    _rule("facility", "drinking_water", "amenity", "fountain watering_place", also=(_POTABLE,), public=True),
    _rule("facility", "drinking_water", "man_made", "water_tap water_well", also=(_POTABLE,), public=True),
    _rule("facility", "shelter", "amenity", "shelter", unless=(_BUS,), public=True),
    _rule("facility", "picnic_table", "leisure", "picnic_table", public=True),
    _rule("facility", "picnic_table", "tourism", "picnic_site", public=True),
    _rule("facility", "bench", "amenity", "bench", public=True),
    _rule("facility", "bicycle_repair", "amenity", "bicycle_repair_station", public=True),
    _rule("facility", "charging", "amenity", "charging_station", also=(_BICYCLE,), public=True),
    _rule("facility", "charging", "amenity", "charging_station", also=(_NO_CAR,), public=True),
    _rule("facility", "parking", "amenity", "parking", public=True, unless=(_when("access", "customers"),)),
    _rule("facility", "information_board", "tourism", "information", also=(_BOARD,)),
)

ACCOMMODATION_RULES: Final = (
    _rule("accommodation", "holiday_park", "leisure", "resort holiday_park", public=True),
    _rule("accommodation", "holiday_park", "tourism", "resort holiday_park holiday_village"),
    # Dutch parks of bungalows are often mapped as a camp site, or as an estate, and told by their name only
    _rule("accommodation", "holiday_park", "tourism", "camp_site caravan_site chalet apartment hotel",
          name=_HOLIDAY_PARK, public=True),
    _rule("accommodation", "holiday_park", "landuse", "residential recreation_ground commercial",
          name=_HOLIDAY_PARK, public=True),
    _rule(
        "accommodation", _AS_TAGGED, "tourism",
        "hotel guest_house hostel motel apartment chalet camp_site caravan_site alpine_hut wilderness_hut",
    ),
)  # fmt: skip

LANDSCAPE_RULES: Final = (
    _rule("landscape", "nature_reserve", "leisure", "nature_reserve", named=True),
    _rule("landscape", "protected_area", "boundary", "protected_area national_park", named=True),
    _rule("landscape", "heath", "natural", "heath moor", named=True),
    _rule("landscape", "wood", "natural", "wood", named=True),
    _rule("landscape", "wood", "landuse", "forest", named=True),
    _rule("landscape", "dune", "natural", "dune sand", named=True),
    _rule("landscape", "peak", "natural", "peak hill", named=True),
    _rule("landscape", "bog", "natural", "wetland", named=True),
    _rule(
        "landscape",
        "lake",
        "natural",
        "water",
        named=True,
        unless=(_when("water", "river canal lock ditch stream"),),
    ),
    _rule("landscape", "spring", "natural", "spring", named=True),
    _rule("landscape", "saddle", "natural", "saddle", named=True),
    _rule("landscape", "valley", "natural", "valley", named=True),
    _rule("landscape", "cave", "natural", "cave_entrance", named=True),
    _rule("landscape", "island", "place", "island islet", named=True),
    _rule("landscape", "park", "leisure", "park", named=True),
    _rule("landscape", "locality", "place", "locality", named=True),
)

TRANSPORT_RULES: Final = (
    _rule("transport", "station", "railway", "station halt"),
    _rule("transport", "tram_stop", "railway", "tram_stop"),
    _rule("transport", "bus_station", "amenity", "bus_station"),
    _rule("transport", "bus_stop", "highway", "bus_stop"),
    _rule("transport", "ferry_terminal", "amenity", "ferry_terminal"),
)

RULES_BY_GROUP: Final[Mapping[str, tuple[PlaceRule, ...]]] = {
    "settlement": SETTLEMENT_RULES,
    "attraction": ATTRACTION_RULES,
    "horeca": HORECA_RULES,
    "facility": FACILITY_RULES,
    "accommodation": ACCOMMODATION_RULES,
    "landscape": LANDSCAPE_RULES,
    "transport": TRANSPORT_RULES,
}
"""Group → its rules, in the order in which they are tried; the order of groups names the first of several places."""

_RULES_BY_TAG: Final[dict[tuple[str, str], list[PlaceRule]]] = {}
_RULES_BY_KEY: Final[dict[str, list[PlaceRule]]] = {}
_ORDER: Final[dict[PlaceRule, int]] = {}
for _rules in RULES_BY_GROUP.values():
    for _each in _rules:
        _ORDER[_each] = len(_ORDER)
        for _value in _each.values:
            _RULES_BY_TAG.setdefault((_each.key, _value), []).append(_each)
        if not _each.values:
            _RULES_BY_KEY.setdefault(_each.key, []).append(_each)

PLACE_TAGS: Final = tuple(sorted(_RULES_BY_TAG))
"""Every key and value that some rule begins with: an object with none of them is no place."""


def categories_of(tags: Tags) -> list[tuple[str, str]]:
    """Groups and categories that an object belongs to.

    Parameters
    ----------
    tags
        All tags of the object.

    Returns
    -------
    list of (group, category)
        At most one per group, in the order of :data:`RULES_BY_GROUP`; empty for what is no place.
    """
    if any(tags.get(key) == "yes" for key in _GONE):
        return []
    candidates = [
        rule for tag in tags.items() for rule in (*_RULES_BY_TAG.get(tag, ()), *_RULES_BY_KEY.get(tag[0], ()))
    ]
    found: dict[str, str] = {}
    for rule in sorted(candidates, key=_ORDER.__getitem__):
        if rule.group not in found and rule.fits(tags):
            found[rule.group] = rule.category_for(tags)
    return list(found.items())


def place_categories() -> frozenset[str]:
    """Every category that a place can have, whether or not some extract has one."""
    rules = [rule for each in RULES_BY_GROUP.values() for rule in each]
    named = {rule.category for rule in rules} - {_AS_TAGGED}
    return frozenset(named.union(*(rule.values for rule in rules if rule.category == _AS_TAGGED), {"street"}))


def attraction_categories() -> frozenset[str]:
    """Every category that a place of group attraction can have."""
    return frozenset(rule.category for rule in ATTRACTION_RULES)
