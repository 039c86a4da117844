"""What lies where along a kept tour, as the page and ``GET /api/v1/tours/{id}/profile`` tell it."""

from collections.abc import Mapping
from typing import Any

from app.api.answers import METRES, NUMBER, TEXT, closed, list_of
from app.presenter.record import Record

_RUN = closed(
    {"to_m": METRES | {"description": "Where the stretch ends; it begins at the one before"}, "what": TEXT}
)
_BY_WORD = {"type": "object", "additionalProperties": METRES}

SCHEMAS: Mapping[str, Any] = {
    "TourProfile": closed(
        {
            "length_m": METRES,
            "surface": list_of(_RUN)
            | {"description": "Empty, as the others, for tours kept before this was"},
            "way_class": list_of(_RUN),
            "traffic_stress": list_of(_RUN),
            "landscape": list_of(closed({"to_m": METRES, "metres": _BY_WORD}))
            | {"description": "Metres per landscape in pieces of 50 m or more"},
            "height": list_of(closed({"at_m": METRES, "above_start_m": NUMBER}))
            | {"description": "Empty where heights are not known"},
            "facilities": {
                "type": "object",
                "additionalProperties": list_of(METRES),
                "description": "Kind → the metres at which one comes by",
            },
        }
    )
}


def profile(record: Record) -> dict[str, Any]:
    """Return what lies where along a tour; lists are empty where the record does not say."""
    return profile_of(record.get("strips") or {}, record["length_m"])


def profile_of(strips: Mapping[str, Any], length_m: float) -> dict[str, Any]:
    """Return what lies where, from what is kept of it."""
    told: dict[str, Any] = {"length_m": length_m}
    for column in ("surface", "way_class", "traffic_stress"):
        told[column] = [{"to_m": to_m, "what": word} for to_m, word in strips.get(column, ())]
    told["landscape"] = [{"to_m": to_m, "metres": metres} for to_m, metres in strips.get("landscape", ())]
    told["height"] = [{"at_m": at_m, "above_start_m": above} for at_m, above in strips.get("height", ())]
    told["facilities"] = dict(strips.get("facilities", {}))
    return told
