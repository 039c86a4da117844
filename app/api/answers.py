"""JSON schemas of what the API answers, for its description and for the tests that hold the answers to it."""

from collections.abc import Mapping
from typing import Any

from geodata.regions import NORM_TYPES
from geodata.vocabulary import FACILITIES, LANDCOVER, MODES, SURFACES, TRAFFIC_STRESS, WAY_CLASSES
from routing.desk.facility_limits import CANDIDATES
from routing.desk.findings import KINDS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
METRES: Schema = {"type": "number", "minimum": 0}
MAYBE_TEXT: Schema = {"type": ["string", "null"]}
MAYBE_NUMBER: Schema = {"type": ["number", "null"]}
POSITION: Schema = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}


def closed(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> dict[str, Any]:
    """Return the schema of an object that has these members and no other."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "additionalProperties": False,
    }


def list_of(item: Schema) -> dict[str, Any]:
    """Return the schema of an array."""
    return {"type": "array", "items": item}


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema of the description."""
    return {"$ref": f"#/components/schemas/{name}"}


def _metres_by(words: tuple[str, ...]) -> dict[str, Any]:
    return {
        "type": "object",
        "propertyNames": {"enum": sorted({*words, "unknown"})},
        "additionalProperties": METRES,
    }


def _by_name(item: Schema) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": item}


_ABOUT: dict[str, Schema] = {"dataset": TEXT, "demo": {"type": "boolean"}, "attribution": list_of(TEXT)}
_BY_LANGUAGE = closed({"nl": TEXT, "en": TEXT, "de": TEXT})
_BBOX = {"type": "array", "items": NUMBER, "minItems": 4, "maxItems": 4}
_AT: dict[str, Schema] = {"lon": NUMBER, "lat": NUMBER, "at_m": METRES}
_LINE = closed({"type": {"const": "LineString"}, "coordinates": list_of(POSITION) | {"minItems": 2}})

_THEME_FIGURES = closed(
    {
        "metres": METRES,
        "stops": {"type": "integer", "minimum": 0},
        "why": list_of(closed({"what": TEXT, "metres": METRES, "text": TEXT})),
    }
)
_STOP = closed(
    {"kind": TEXT, "name": TEXT}
    | _AT
    | dict.fromkeys(("arrive", "leave", "open_from", "open_until"), MAYBE_TEXT)
    | {"url": TEXT}
)
_FACILITY = closed(
    {
        "count": {"type": "integer", "minimum": 0},
        "longest_gap_m": METRES,
        "gap_from_m": METRES,
        "gap_to_m": METRES,
    }
)
_SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
_UNMATCHED = closed(
    {
        "kind": {"enum": ["beginning", "end", "off_network", "detour"]},
        "from_m": METRES | {"description": "Metres along the file's line"},
        "to_m": METRES,
        "from": POSITION,
        "to": POSITION,
        "text": TEXT,
    }
)
_TOUR_PROPERTIES = closed(
    {
        "id": {
            "type": "string",
            "pattern": "^[a-z2-7]{20}$",
            "description": "Last part of the tour's lasting link",
        },
        "title": TEXT,
        "mode": {"enum": list(MODES)},
        "asked_m": MAYBE_NUMBER | {"description": "Length that was aimed at"},
        "complete": {"type": "boolean", "description": "false: the safety limit on time cut the search"},
        "length_m": METRES,
        "duration_s": METRES,
        "depart": MAYBE_TEXT
        | {"description": "Local date and time; chosen so that events are reached where none was asked"},
        "ascent_m": MAYBE_NUMBER | {"description": "null where heights are not known"},
        "start_gap_m": METRES | {"description": "From the asked start to where the line begins"},
        "class": {"enum": ["loop", "lollipop", "out-and-back", "one-way"]},
        "repeated_m": METRES,
        "length_error": MAYBE_NUMBER,
        "surface": _metres_by(SURFACES),
        "way_class": _metres_by(WAY_CLASSES),
        "landscape": _metres_by(LANDCOVER),
        "traffic_stress": _metres_by(TRAFFIC_STRESS),
        "themes": _by_name(_THEME_FIGURES),
        "junctions": list_of(closed({"ref": TEXT, "osm_id": {"type": "integer"}} | _AT)),
        "stops": list_of(_STOP),
        "facilities": _by_name(_FACILITY),
        "warnings": list_of(closed({"code": TEXT, "text": TEXT, "values": {"type": "object"}})),
        "instructions": list_of(closed(_AT | {"text": TEXT, "sign": TEXT}, {"junction": TEXT})),
    },
    {
        "matched_share": _SHARE
        | {"description": "Of a tour made of a file: part of the file that it follows"},
        "unmatched": list_of(_UNMATCHED)
        | {"description": "Stretches of the file that the tour does not follow"},
        "remarks": list_of(closed({"code": TEXT, "text": TEXT, "values": {"type": "object"}})),
    },
)
_TOUR: dict[str, Schema] = {
    "type": {"const": "Feature"},
    "id": TEXT,
    "bbox": _BBOX,
    "geometry": ref("Line"),
    "properties": ref("TourProperties"),
}
_NOTHING: dict[str, Schema] = {
    "type": {"const": "Feature"},
    "geometry": {"type": "null"},
    "properties": {"type": "object", "maxProperties": 0},
    "reason": TEXT,
    "detail": TEXT,
}
_PLACE_TEXTS = (
    "id", "name", "group", "category", "settlement", "municipality", "ref", "opening_hours", "wheelchair", "website",
    "image", "survey_date", "placed_by", "mode", "start",
)  # fmt: skip
_PLACE = closed(
    {
        "type": {"const": "Feature"},
        "id": TEXT,
        "geometry": closed({"type": {"const": "Point"}, "coordinates": POSITION}),
        "properties": closed(
            dict.fromkeys(_PLACE_TEXTS, TEXT)
            | {
                "group": TEXT
                | {"description": "What kind of thing: a group of places, or one of the others"},
                "image": TEXT | {"description": "Address of a picture, or of the page that shows it"},
                "survey_date": TEXT | {"description": "When somebody last saw it: a year, month or day"},
                "placed_by": TEXT
                | {
                    "description": "What the point is of, where it is not the thing's own: street, settlement, area"
                },
                "mode": TEXT | {"description": "Of a junction, section or route; else empty"},
                "start": TEXT | {"description": "When an event is on next; else empty"},
            }
        ),
    },
    {"bbox": _BBOX | {"description": "Extent of an area, a section or a route"}},
)
_NETWORK_PART = closed(
    {
        "type": {"const": "Feature"},
        "geometry": {
            "type": ["object", "null"],
            "properties": {"type": TEXT, "coordinates": {"type": "array"}},
        },
        "properties": closed(
            {
                "kind": {"enum": ["junction", "section"]},
                "network": TEXT,
                "ref": MAYBE_TEXT,
                "osm_id": {"type": "integer"},
                "status": TEXT,
            },
            {"from_ref": MAYBE_TEXT, "to_ref": MAYBE_TEXT, "length_m": MAYBE_NUMBER},
        ),
    }
)


def _collection(item: Schema) -> dict[str, Any]:
    return closed({"type": {"const": "FeatureCollection"}, "features": list_of(item)} | _ABOUT)


_STRETCH: dict[str, Schema] = {
    "length_m": METRES,
    "longest_distance_m": MAYBE_NUMBER | {"description": "null where no facility can be reached"},
    "from_junction": MAYBE_TEXT,
    "to_junction": MAYBE_TEXT,
    "municipality": TEXT,
}
_SITE: dict[str, Schema] = {
    "closed_m": METRES | {"description": "Metres of gap closed by this place and those before it"},
    "gain_m": METRES | {"description": "What this place adds to those before it"},
    "candidate": {"enum": list(CANDIDATES)},
    "name": TEXT,
    "municipality": TEXT,
    "people": {
        "type": "integer",
        "minimum": 0,
        "description": "Inhabitants and beds that this place brings within reach",
    },
    "people_served": {
        "type": "integer",
        "minimum": 0,
        "description": "Those of this place and the ones before it",
    },
    "cost": MAYBE_NUMBER | {"description": "As asked; null without costs"},
}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_COVERAGE_SUMMARY = closed(
    {
        "facility": {"enum": list(FACILITIES)},
        "mode": {"enum": list(MODES)},
        "municipality": MAYBE_TEXT,
        "norm_m": METRES,
        "norm_type": {"enum": list(NORM_TYPES)},
        "norm_source": MAYBE_TEXT | {"description": "Of the region's norm; null: another was asked for"},
        "norm_kind": MAYBE_TEXT,
        "network": {"enum": ["signed", "paths"]},
        "network_m": METRES,
        "within_norm_share": MAYBE_NUMBER | {"description": "null where nothing is known"},
        "gap_m": METRES,
        "unreachable_m": METRES,
        "in_data": {"type": "boolean", "description": "false: nobody has recorded any of this kind"},
        "facilities": _COUNT,
        "on_network": _COUNT,
        "off_network": _COUNT,
        "off_network_places": list_of(closed({"id": TEXT, "name": TEXT, "lon": NUMBER, "lat": NUMBER})),
        "added_off_network": list_of(POSITION)
        | {"description": "Places of the question too far from the network"},
        "gaps": list_of(closed(_STRETCH)),
        "worst": list_of(closed(_STRETCH)),
        "sites": list_of(closed({"lon": NUMBER, "lat": NUMBER} | _SITE)),
    },
    {"reason": TEXT, "detail": TEXT},
)
_GAP = closed(
    {
        "type": {"const": "Feature"},
        "geometry": closed(
            {
                "type": {"enum": ["LineString", "MultiLineString"]},
                "coordinates": {"type": "array", "minItems": 1},
            }
        ),
        "properties": closed(_STRETCH),
    }
)
_SITE_FEATURE = closed(
    {
        "type": {"const": "Feature"},
        "geometry": closed({"type": {"const": "Point"}, "coordinates": POSITION}),
        "properties": closed({"rank": {"type": "integer", "minimum": 1}} | _SITE),
    }
)


_LINES = closed(
    {
        "type": {"enum": ["Point", "LineString", "MultiLineString"]},
        "coordinates": {"type": "array", "minItems": 1},
    }
)
_FINDING = closed(
    {
        "type": {"const": "Feature"},
        "geometry": _LINES,
        "properties": closed(
            {
                "kind": {"enum": list(KINDS)},
                "severity": {
                    "enum": [1, 2, 3],
                    "description": "3 stops people, 2 misleads, 1 is worth knowing",
                },
                "action": TEXT | {"description": "What to do, as a code"},
                "mode": {"enum": list(MODES)},
                "municipality": TEXT,
                "lon": NUMBER,
                "lat": NUMBER,
                "values": _by_name({"type": ["string", "number"]}),
            }
        ),
    }
)
_CHECK = closed(
    {
        "subject": TEXT,
        "value": MAYBE_NUMBER,
        "limit": NUMBER,
        "met": {"type": ["boolean", "null"], "description": "null where too little is known"},
        "source": TEXT,
        "kind": TEXT,
    }
)
_WHOLE: Schema = {"type": "integer"}
_SHARES = dict.fromkeys(
    ("natural_share", "sealed_share", "unknown_surface_share", "busy_share", "unknown_stress_share"), NUMBER
)
_ROUTE_QUALITY = closed(
    {
        "type": {"const": "Feature"},
        "geometry": _LINES,
        "properties": closed(
            dict.fromkeys(("network", "mode", "ref", "name"), TEXT)
            | dict.fromkeys(("length_m", "longest_sealed_m", "longest_busy_m"), METRES)
            | dict.fromkeys(("osm_id", "landscape_changes", "breaks"), _WHOLE)
            | dict.fromkeys(("landscape", "facilities", "per_10km", "longest_gap_m"), _by_name(NUMBER))
            | _SHARES
            | {"changes_per_10km": NUMBER, "checks": list_of(_CHECK)}
        ),
    }
)


def _with_summary(item: Schema) -> dict[str, Any]:
    return closed(
        {"type": {"const": "FeatureCollection"}, "features": list_of(item), "summary": ref("CoverageSummary")}
        | _ABOUT
    )


SCHEMAS: Mapping[str, Schema] = {
    "Line": _LINE,
    "Findings": _collection(_FINDING),
    "RouteQualities": _collection(_ROUTE_QUALITY),
    "TourProperties": _TOUR_PROPERTIES,
    "TourFeature": closed(_TOUR),
    "Tours": closed(
        {"type": {"const": "FeatureCollection"}, "features": list_of(ref("TourFeature"))} | _ABOUT,
        {"reason": TEXT | {"description": "Why there are none, or fewer than asked"}, "detail": TEXT},
    ),
    "Route": {"oneOf": [closed(_TOUR | _ABOUT), closed(_NOTHING | _ABOUT)]},
    "Region": closed(
        {
            "name": TEXT,
            "title": TEXT,
            "bbox": _BBOX,
            "dataset": TEXT | {"description": "Version of the dataset"},
            "extract_timestamp": MAYBE_TEXT,
            "attribution": list_of(TEXT),
            "counts": _by_name({"type": "integer"}),
            "demo": {"type": "boolean", "description": "true: a made-up landscape, not a real place"},
        }
    ),
    "Themes": closed(
        {
            "themes": list_of(
                closed(
                    {
                        "name": TEXT,
                        "title": _BY_LANGUAGE,
                        "description": _BY_LANGUAGE,
                        "modes": list_of({"enum": list(MODES)}),
                        "icon": TEXT,
                    }
                )
            )
        }
    ),
    "Places": _collection(_PLACE),
    "CoverageSummary": _COVERAGE_SUMMARY,
    "Coverage": _with_summary(_GAP),
    "Sites": _with_summary(_SITE_FEATURE),
    "NodeNetwork": _collection(_NETWORK_PART),
    "Isochrone": {
        "oneOf": [
            closed(
                {
                    "type": {"const": "Feature"},
                    "geometry": closed(
                        {
                            "type": {"enum": ["Polygon", "MultiPolygon"]},
                            "coordinates": {"type": "array", "minItems": 1},
                        }
                    ),
                    "properties": closed(
                        {"mode": {"enum": list(MODES)}, "minutes": NUMBER, "reached_m": METRES}
                    ),
                }
                | _ABOUT
            ),
            closed(_NOTHING | _ABOUT),
        ]
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": TEXT | {"format": "uri-reference"},
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "errors": list_of(closed({"field": TEXT, "detail": TEXT})),
            "request_id": TEXT,
        },
    },
}
