"""The kinds of place that the demo region has: how many, where, and with which tags."""

from dataclasses import dataclass

Tags = dict[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of place.

    Attributes
    ----------
    per_province
        How many at scale 1; smaller regions have at least one.
    where
        core, village, edge, country, wild, heath, forest or water.
    tags
        Tags that all have.
    names
        Endings of invented names, or (nl, en, de) endings; empty for nameless kinds.
    hours
        Choices for ``opening_hours``.
    maybe
        Tags that about half of them have.
    """

    per_province: int
    where: str
    tags: Tags
    names: tuple[str, ...] = ()
    hours: tuple[str, ...] = ()
    maybe: tuple[Tags, ...] = ()


_MEALS = ("Mo-Su 10:00-22:00", "Tu-Su 11:00-21:00", "We-Su 10:00-20:00; PH off", "Apr-Oct Mo-Su 09:30-18:00",
          "Fr-Su 11:00-23:00", "Mo-Sa 08:00-18:00; Su 10:00-17:00")  # fmt: skip
_DAY = ("Tu-Su 11:00-17:00", "Apr-Oct Tu-Su 10:00-17:00; Nov-Mar Sa,Su 12:00-16:00", "We,Sa 13:00-17:00")
_STEPLESS: tuple[Tags, ...] = ({"wheelchair": "yes"}, {"wheelchair": "limited"}, {"wheelchair": "no"})

KINDS: tuple[Kind, ...] = (
    Kind(300, "core", {"amenity": "restaurant"}, ("hof", "stal", "tafel"), _MEALS,
         ({"cuisine": "regional"}, {"cuisine": "pancake"}, {"cuisine": "italian"}, *_STEPLESS)),
    Kind(260, "core", {"amenity": "cafe"}, ("koffie", "kamer"), _MEALS,
         ({"cuisine": "coffee_shop"}, {"cuisine": "cake"}, {"outdoor_seating": "yes"}, *_STEPLESS)),
    Kind(160, "edge", {"amenity": "cafe"}, ("theetuin", "schuur"), _MEALS, ({"cuisine": "pancake"}, *_STEPLESS)),
    Kind(110, "core", {"amenity": "pub"}, ("kroeg", "tapperij"), _MEALS, _STEPLESS),
    Kind(150, "core", {"amenity": "fast_food", "cuisine": "friture"}, ("friet",), _MEALS),
    Kind(25, "core", {"amenity": "bar"}, ("bar",), _MEALS),
    Kind(30, "core", {"amenity": "ice_cream"}, ("ijs",), ("Apr-Sep Mo-Su 12:00-21:00",)),
    Kind(60, "core", {"tourism": "hotel"}, ("hotel",), (), ({"stars": "3"}, *_STEPLESS)),
    Kind(70, "edge", {"tourism": "guest_house"}, ("logement",), (), ({"rooms": "4"},)),
    Kind(25, "forest", {"tourism": "hostel"}, ("herberg",)),
    Kind(40, "forest", {"tourism": "chalet"}, ("huisjes",)),
    Kind(54, "wild", {"historic": "archaeological_site", "archaeological_site": "megalith",
                      "megalith_type": "passage_grave", "wikidata": "Q0"}),
    Kind(60, "country", {"historic": "archaeological_site", "archaeological_site": "tumulus"}, ("grafheuvel",)),
    Kind(45, "core", {"tourism": "museum"}, ("museum", "huis"), _DAY,
         ({"fee": "yes", "website": "https://example.org/demo"}, *_STEPLESS)),
    Kind(50, "edge", {"man_made": "windmill"}, ("molen",), ("Sa 10:00-16:00",), ({"historic": "yes"},)),
    Kind(190, "core", {"amenity": "place_of_worship", "religion": "christian", "building": "church"}, ("kerk",), (),
         ({"heritage": "2"}, *_STEPLESS)),
    Kind(28, "edge", {"historic": "manor"}, ("borg", "havezate"), (), ({"heritage": "2"},)),
    Kind(5, "country", {"historic": "castle"}, ("slot",), _DAY),
    Kind(220, "village", {"historic": "memorial"}, ("monument", "steen"), (), ({"inscription": "Verzonnen"},)),
    Kind(30, "core", {"historic": "monument"}, ("zuil",)),
    Kind(30, "country", {"historic": "boundary_stone"}),
    Kind(160, "village", {"tourism": "artwork", "artwork_type": "sculpture"}, ("beeld",), (), _STEPLESS),
    Kind(45, "wild", {"tourism": "viewpoint"}, ("zicht",), (), _STEPLESS),
    Kind(12, "wild", {"man_made": "tower", "tower:type": "observation", "tourism": "viewpoint"}, ("toren",)),
    Kind(20, "edge", {"tourism": "attraction"}, ("tuin",), _DAY, ({"fee": "yes"},)),
    Kind(4, "edge", {"tourism": "zoo"}, ("dierenpark",), _DAY),
    Kind(80, "edge", {"shop": "farm"}, ("hoeve",), ("Fr 13:00-17:00; Sa 09:00-16:00", "Mo-Sa 09:00-18:00"),
         ({"produce": "cheese"}, {"produce": "potato"}, {"organic": "yes"})),
    Kind(12, "edge", {"craft": "brewery"}, ("brouwerij",), ("Sa 13:00-18:00",)),
    Kind(420, "village", {"leisure": "playground"}, (), (), ({"wheelchair": "yes"},)),
    Kind(3100, "country", {"amenity": "bench"}, (), (), ({"backrest": "yes"}, {"backrest": "no"})),
    Kind(1500, "wild", {"amenity": "bench"}, (), (), ({"backrest": "yes"}, {"material": "wood"})),
    Kind(1200, "village", {"amenity": "bench"}, (), (), ({"backrest": "yes"},)),
    Kind(750, "country", {"leisure": "picnic_table"}, (), (), ({"wheelchair": "yes"},)),
    Kind(420, "wild", {"leisure": "picnic_table"}),
    Kind(60, "forest", {"tourism": "picnic_site"}, ("rust",)),
    Kind(150, "core", {"amenity": "toilets"}, (), ("24/7", "Mo-Su 08:00-20:00"),
         ({"fee": "yes"}, {"wheelchair": "yes", "access": "yes"}, {"wheelchair": "no"})),
    Kind(35, "wild", {"amenity": "toilets"}, (), ("24/7",), ({"wheelchair": "yes"},)),
    Kind(80, "core", {"amenity": "drinking_water"}, (), (), ({"bottle": "yes"}, {"seasonal": "summer"})),
    Kind(70, "country", {"amenity": "shelter", "shelter_type": "picnic_shelter"}),
    Kind(260, "village", {"amenity": "shelter", "shelter_type": "public_transport"}),
    Kind(40, "forest", {"amenity": "shelter", "shelter_type": "weather_shelter"}),
    Kind(60, "core", {"amenity": "bicycle_repair_station"}, (), ("24/7",),
         ({"service:bicycle:pump": "yes"}, {"service:bicycle:tools": "yes"})),
    Kind(60, "core", {"shop": "bicycle"}, ("fietsen",), ("Tu-Sa 09:00-17:30",), ({"service:bicycle:repair": "yes"},)),
    Kind(90, "core", {"amenity": "charging_station", "bicycle": "yes"}, (), ("24/7",), ({"fee": "no"},)),
    Kind(120, "core", {"amenity": "charging_station", "motorcar": "yes"}, (), ("24/7",)),
    Kind(240, "core", {"amenity": "parking"}, (), (), ({"fee": "no"}, {"capacity": "40"})),
    Kind(260, "wild", {"amenity": "parking"}, (), (), ({"fee": "no"}, {"surface": "gravel"})),
    Kind(300, "core", {"amenity": "bicycle_parking"}, (), (), ({"covered": "yes"}, {"capacity": "20"})),
    Kind(420, "wild", {"tourism": "information", "information": "board"}, ("veld",)),
    Kind(160, "core", {"tourism": "information", "information": "map"}),
    Kind(700, "country", {"tourism": "information", "information": "guidepost"}, (), (),
         ({"bicycle": "yes"}, {"hiking": "yes"})),
    Kind(25, "core", {"tourism": "information", "information": "office"}, ("winkel",), _DAY),
    Kind(34, "edge", {"tourism": "information", "information": "board", "bicycle": "yes", "hiking": "yes"}, ("TOP",)),
    Kind(80, "edge", {"amenity": "cafe", "network": "Rustpunt"}, ("Rustpunt",),
         ("Mo-Su 09:00-18:00", "Apr-Oct Th-Su 10:00-17:00"), _STEPLESS),
    Kind(420, "village", {"highway": "bus_stop", "public_transport": "platform", "bus": "yes"}, ("halte",)),
    Kind(60, "heath", {"natural": "heath"}, ("heide",)),
    Kind(60, "forest", {"natural": "wood"}, ("bos",)),
    Kind(24, "heath", {"natural": "peak"}, ("berg",), (), ({"ele": "23"},)),
)  # fmt: skip
