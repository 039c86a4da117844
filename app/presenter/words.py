"""The vocabulary's words and the planner's codes in plain English, to be translated where they are shown.

``WORDS[column][word]`` is what a coded word is called; the tables cover everything in :mod:`geodata.vocabulary`.
"""

from collections.abc import Mapping

from app.languages import mark, translate

_FACILITIES: Mapping[str, str] = {
    "bench": mark("bench"),
    "picnic_table": mark("picnic table"),
    "toilet": mark("toilet"),
    "drinking_water": mark("drinking water"),
    "shelter": mark("shelter"),
    "bicycle_repair": mark("repair point"),
    "charging": mark("charging point"),
    "parking": mark("parking"),
    "information_board": mark("information board"),
    "top": mark("starting point with facilities"),
    "horeca": mark("café or restaurant"),
    "rest_point": mark("rest point"),
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "mode": {
        "fietsen": mark("cycling"),
        "wandelen": mark("walking"),
        "toegankelijk": mark("step-free"),
    },
    "class": {
        "loop": mark("loop"),
        "lollipop": mark("loop with a stem"),
        "out-and-back": mark("there and back the same way"),
        "one-way": mark("one way"),
    },
    "way_class": {
        "unknown": mark("way of unknown kind"),
        "cycleway": mark("cycleway"),
        "cyclestreet": mark("cycle street"),
        "path": mark("path"),
        "footway": mark("footpath"),
        "bridleway": mark("bridleway"),
        "track": mark("farm or forest track"),
        "pedestrian": mark("pedestrian street"),
        "steps": mark("steps"),
        "living_street": mark("home zone"),
        "residential": mark("residential street"),
        "service": mark("service road"),
        "unclassified": mark("country road"),
        "tertiary": mark("local road"),
        "secondary": mark("regional road"),
        "primary": mark("main road"),
        "trunk": mark("trunk road"),
        "ferry": mark("ferry"),
    },
    "surface": {
        "unknown": mark("surface unknown"),
        "asphalt": mark("asphalt"),
        "concrete": mark("concrete"),
        "paving": mark("bricks or slabs"),
        "cobblestone": mark("cobblestones"),
        "compacted": mark("shells or fine gravel"),
        "gravel": mark("gravel"),
        "ground": mark("earth"),
        "grass": mark("grass"),
        "sand": mark("sand"),
        "wood": mark("wood"),
        "metal": mark("metal"),
        "unpaved": mark("unpaved"),
        "paved": mark("paved"),
    },
    "landscape": {
        "unknown": mark("landscape unknown"),
        "heath": mark("heath"),
        "sand": mark("drift sand"),
        "forest_leaf": mark("broad-leaved wood"),
        "forest_needle": mark("pine wood"),
        "forest": mark("woodland"),
        "grass": mark("grassland"),
        "bog": mark("bog"),
        "water": mark("waterside"),
        "field": mark("fields"),
        "built_up": mark("built-up area"),
    },
    "traffic_stress": {
        "unknown": mark("traffic unknown"),
        "car_free": mark("car-free"),
        "low": mark("little traffic"),
        "moderate": mark("some traffic"),
        "high": mark("busy"),
    },
    "facility": _FACILITIES,
    "category": {
        **_FACILITIES,
        "hunebed": mark("megalithic tomb"),
        "tumulus": mark("burial mound"),
        "archaeological_site": mark("archaeological site"),
        "museum": mark("museum"),
        "mill": mark("mill"),
        "windmill": mark("windmill"),
        "watermill": mark("watermill"),
        "manor": mark("manor"),
        "castle": mark("castle"),
        "church": mark("church"),
        "monument": mark("monument"),
        "memorial": mark("memorial"),
        "artwork": mark("work of art"),
        "viewpoint": mark("viewpoint"),
        "zoo": mark("zoo"),
        "attraction": mark("sight"),
        "playground": mark("playground"),
        "heath": mark("heath"),
        "wood": mark("woodland"),
        "dune": mark("drift sand"),
        "nature_reserve": mark("nature reserve"),
        "peak": mark("hill"),
        "restaurant": mark("restaurant"),
        "cafe": mark("café"),
        "pub": mark("pub"),
        "bar": mark("bar"),
        "fast_food": mark("snack bar"),
        "ice_cream": mark("ice cream"),
        "hotel": mark("hotel"),
        "camp_site": mark("camp site"),
        "town": mark("town"),
        "village": mark("village"),
        "hamlet": mark("hamlet"),
        "suburb": mark("suburb"),
        "arts_centre": mark("arts centre"),
        "beach": mark("beach"),
        "brink": mark("village green"),
        "cemetery_war": mark("war cemetery"),
        "colony": mark("colony of benevolence"),
        "farm_shop": mark("farm shop"),
        "gallery": mark("gallery"),
        "lock": mark("lock"),
        "petting_zoo": mark("petting zoo"),
        "ruins": mark("ruins"),
        "swimming": mark("bathing place"),
        "theatre": mark("theatre"),
        "theme_park": mark("theme park"),
        "war_site": mark("war site"),
        "monastery": mark("monastery"),
        "visitor_centre": mark("visitor centre"),
        "waterfall": mark("waterfall"),
        "wayside_cross": mark("wayside cross"),
        "boundary_stone": mark("boundary stone"),
        "protected_area": mark("protected area"),
        "locality": mark("locality"),
        "lake": mark("lake"),
        "bog": mark("bog"),
        "park": mark("park"),
        "spring": mark("spring"),
        "cave": mark("cave"),
        "saddle": mark("saddle"),
        "valley": mark("valley"),
        "chalet": mark("chalet"),
        "guest_house": mark("guest house"),
        "hostel": mark("hostel"),
        "alpine_hut": mark("alpine hut"),
        "wilderness_hut": mark("wilderness hut"),
        "caravan_site": mark("caravan site"),
        "holiday_park": mark("holiday park"),
        "apartment": mark("holiday flat"),
        "isolated_dwelling": mark("farmstead"),
        "neighbourhood": mark("neighbourhood"),
        "street": mark("street"),
        "bus_stop": mark("bus stop"),
        "bus_station": mark("bus station"),
        "station": mark("station"),
        "ferry_terminal": mark("ferry landing"),
        "natura2000": mark("Natura 2000 area"),
        "river": mark("river"),
        "canal": mark("canal"),
        "stream": mark("brook"),
        "ditch": mark("ditch"),
        "national_park": mark("national park"),
        "reserve": mark("nature reserve"),
        "municipality": mark("municipality"),
        "province": mark("province"),
        "cycle_junction": mark("cycling junction"),
        "walk_junction": mark("walking junction"),
        "cycle_section": mark("section of the cycling network"),
        "walk_section": mark("section of the walking network"),
        "cycle_route": mark("cycling route"),
        "walk_route": mark("walking route"),
    },
    "group": {
        "settlement": mark("village or town"),
        "attraction": mark("sight"),
        "horeca": mark("café or restaurant"),
        "facility": mark("facility"),
        "accommodation": mark("place to stay"),
        "landscape": mark("landscape"),
        "street": mark("street"),
        "transport": mark("public transport"),
        "area": mark("area"),
        "water": mark("waterway"),
        "junction": mark("junction"),
        "section": mark("section"),
        "route": mark("route"),
        "event": mark("event"),
    },
    # what a point is of that is not the thing's own
    "placed_by": {
        "street": mark("somewhere on this street"),
        "settlement": mark("somewhere in this village"),
        "area": mark("outline not on this map"),
    },
}

WARNINGS: Mapping[str, str] = {
    "demo": mark("This is a demo, not a real place."),
    "closure": mark("Over {length} this way is closed at times: {rule}."),
    "diversion": mark("This tour goes round ways that are closed {days}. {note}"),
    "closed_since": mark("Closed {days}: {length} of this tour, since it was planned. {note}"),
    "field_report": mark("Reported at {place}: {what}. {note}"),
    "event_unconfirmed": mark(
        "{name}: the date is not certain; confirm it with the organiser before you leave."
    ),
    "ferry": mark("This tour takes a ferry; look up when it sails."),
    "steps": mark("There are {length} of steps on this tour."),
    "unknown_class": mark("Of {length} it is not known what kind of way it is."),
    "unknown_surface": mark("Of {length} the surface is not known."),
    "unknown_width": mark("Of {length} the width is not known: it may be too narrow for wheels."),
    "busy": mark("{length} are along or on busy roads."),
    "leash": mark("Dogs must be on a leash for {length}."),
    "area_no_entry": mark("{name} is closed to visitors: stay on the public way through it ({length})."),
    "area_closed": mark(
        "{name} has a season of rest from {first} to {last}: stay on the way and read the signs."
    ),
    "area_leash": mark("In {name} dogs must be on a leash ({length} of this tour)."),
    "area_no_dogs": mark("In {name} dogs are not allowed ({length} of this tour)."),
    "need": mark("Not as wished: {kind}. What is missing comes to {length}."),
    "need_unknown": mark("Not in this data: {kind}. Whether one is on the way is not known."),
    "forbidden": mark("Your file uses ways where this way of travelling is not allowed: {length}."),
    "incomplete": mark("The search was cut short; a better tour may exist."),
}

REASONS: Mapping[str, str] = {
    "start_too_far": mark("The start is more than 2 km from any usable way. Choose one nearer to a road or path."),
    "start_isolated": mark("The ways at this start lead nowhere long enough. Choose another start."),
    "no_way": mark("One of the points cannot be reached from the start. Choose another point."),
    "no_network": mark("There is no numbered node network for this way of travelling here. Plan over all ways."),
    "event_missed": mark("The event cannot be reached in time. Choose a nearer start, a longer tour or another time."),
    "no_tour": mark("No good tour of about this length was found from here. Try another length or another start."),
    "no_match": mark("Your file has next to nothing in common with the ways here. Is it for another region?"),
    "fewer_alternatives": mark("There are no more tours here that differ enough from each other."),
}  # fmt: skip

TURNS: Mapping[str, str] = {
    "straight": mark("Straight on"),
    "slight_left": mark("Bear left"),
    "left": mark("Turn left"),
    "sharp_left": mark("Turn sharp left"),
    "slight_right": mark("Bear right"),
    "right": mark("Turn right"),
    "sharp_right": mark("Turn sharp right"),
    "u_turn": mark("Turn round"),
}


def word(language: str, column: str, code: str) -> str:
    """Return what a coded word is called; a word that no table has is shown as it is."""
    text = WORDS[column].get(code)
    return translate(language, text) if text else code.replace("_", " ")


def words(language: str) -> dict[str, dict[str, str]]:
    """Return all words of all columns in a language, for the page's own texts."""
    return {
        column: {code: translate(language, text) for code, text in table.items()}
        for column, table in WORDS.items()
    }


def reason_text(language: str, reason: str) -> str:
    """Return why there is no tour, as a sentence that says what to do next."""
    return translate(language, REASONS.get(reason) or REASONS["no_tour"])
