"""What a search is answered with: the best of places and events together, each as a GeoJSON feature in a language."""

from collections.abc import Collection, Mapping
from typing import Any

from app.dataset import Dataset
from app.languages import mark, translate
from app.places import Bbox
from app.search.happenings import ranked_events

_NUMBERED = {"junction": mark("Junction {number}"), "section": mark("Section {number}")}


def find(
    dataset: Dataset,
    text: str,
    *,
    bbox: Bbox | None = None,
    kinds: Collection[str] = (),
    limit: int = 20,
    near: tuple[float, float] | None = None,
    mode: str = "",
) -> list[dict[str, Any]]:
    """Return rows of places and, where a name is asked for, of events; see :meth:`app.places.PlaceIndex.search`."""
    found = dataset.places.ranked(text, bbox, kinds, limit, near, mode)
    if text and (not kinds or "event" in kinds):
        found += ranked_events(dataset, text, limit, bbox=bbox, near=near)
    # Stable: among equals what was found first stays first.
    found.sort(key=lambda entry: -entry[0])
    return [row for _, row in found[:limit]]


def feature(row: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return a row as a feature: its point, what it is called in a language, and its extent where it has one."""
    name = row[f"name_{language}"] or row["name"]
    if row["group"] in _NUMBERED:
        name = translate(language, _NUMBERED[row["group"]], {"number": name.replace("-", "–")})
    properties = {
        "id": row["place_id"],
        "name": name,
        "group": row["group"],
        "category": row["category"],
        "settlement": row["settlement"] or "",
        "municipality": row["municipality"] or "",
        "ref": row["ref"] or "",
        "opening_hours": row["opening_hours"] or "",
        "wheelchair": row["wheelchair"] or "",
        "website": row["website"] or "",
        "image": row["image"] or "",
        "survey_date": row["survey_date"] or "",
        "placed_by": row["placed_by"] or "",
        "mode": row["mode"] or "",
        "start": row.get("start", ""),
    }
    found: dict[str, Any] = {"type": "Feature", "id": row["place_id"]}
    if row["bbox"]:
        found["bbox"] = row["bbox"]
    point = {"type": "Point", "coordinates": [round(row["lon"], 6), round(row["lat"], 6)]}
    return found | {"geometry": point, "properties": properties}
