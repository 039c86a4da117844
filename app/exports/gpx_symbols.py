"""Garmin's names of the symbols that its devices draw for a place; others show them too, or a flag."""

_SYMBOLS = {
    "Amusement Park": ("theme_park", "playground"),
    "Beach": ("beach",),
    "Campground": ("camp_site", "caravan_site", "holiday_park"),
    "Car Repair": ("bicycle_repair",),
    "Cemetery": ("cemetery_war",),
    "Church": ("church", "monastery", "wayside_cross"),
    "Drinking Water": ("drinking_water", "spring"),
    "Fast Food": ("fast_food", "ice_cream"),
    "Forest": ("wood",),
    "Ground Transportation": ("bus_stop", "bus_station", "station"),
    "Information": ("information_board", "visitor_centre", "top"),
    "Live Theater": ("theatre", "arts_centre"),
    "Lodging": (
        "hotel", "guest_house", "hostel", "chalet", "apartment", "alpine_hut", "wilderness_hut",
    ),
    "Museum": (
        "museum", "gallery", "hunebed", "archaeological_site", "mill", "windmill", "watermill", "manor", "castle",
    ),
    "Park": ("park", "nature_reserve", "protected_area", "heath", "bog", "dune"),
    "Parking Area": ("parking",),
    "Picnic Area": ("picnic_table", "bench", "rest_point", "shelter"),
    "Bar": ("pub", "bar"),
    "Restaurant": ("restaurant", "cafe", "horeca"),
    "Restroom": ("toilet",),
    "Scenic Area": ("viewpoint", "attraction", "monument", "memorial", "artwork", "ruins", "waterfall", "tumulus"),
    "Shopping Center": ("farm_shop",),
    "Summit": ("peak",),
    "Swimming Area": ("swimming",),
    "Zoo": ("zoo", "petting_zoo"),
}  # fmt: skip
_OF_KIND = {kind: name for name, kinds in _SYMBOLS.items() for kind in kinds}
_ANY = "Flag, Blue"


def symbol(kind: str) -> str:
    """Return the symbol of a kind of place."""
    return _OF_KIND.get(kind, _ANY)
