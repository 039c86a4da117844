"""Kept tours as GeoJSON in a language: the one form that the API, the pages, the exports and the command line share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.languages import mark, translate
from app.presenter import sentences
from app.presenter.matched import matched
from app.presenter.record import Record
from app.presenter.words import reason_text

if TYPE_CHECKING:
    from app.dataset import Dataset

_AS_KEPT = (
    "complete", "length_m", "duration_s", "ascent_m", "start_gap_m", "class", "repeated_m", "length_error", "surface",
    "way_class", "landscape", "traffic_stress",
)  # fmt: skip
_STOP = ("kind", "name", "lon", "lat", "at_m", "arrive", "leave", "open_from", "open_until", "url")


def feature(record: Record, tour_id: str, language: str) -> dict[str, Any]:
    """Return a tour as a GeoJSON Feature with every property of the interface."""
    properties: dict[str, Any] = {"id": tour_id}
    properties |= {
        "title": sentences.title(language, record),
        "mode": record["mode"],
        "asked_m": record["asked_m"],
    }
    properties |= {name: record[name] for name in _AS_KEPT}
    # Tours kept before departures were have none.
    properties["depart"] = record.get("depart")
    properties["themes"] = {
        name: figures
        | {"why": [entry | {"text": sentences.why(language, entry)} for entry in figures["why"]]}
        for name, figures in record["themes"].items()
    }
    properties["junctions"] = record["junctions"]
    properties["stops"] = [{name: stop[name] for name in _STOP} for stop in record["stops"]]
    properties["facilities"] = record["facilities"]
    properties["warnings"] = _warnings(record, language)
    properties |= matched(record, language)
    properties["instructions"] = [_instruction(entry, language) for entry in record["instructions"]]
    return {
        "type": "Feature",
        "id": tour_id,
        "bbox": bbox(record),
        "geometry": {"type": "LineString", "coordinates": record["coordinates"]},
        "properties": properties,
    }


def collection(
    records: Sequence[tuple[str, Record]], dataset: "Dataset", language: str, reason: str | None
) -> dict[str, Any]:
    """Return tours as a FeatureCollection, best first, with the reason where there are fewer than asked."""
    answer: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [feature(record, tour_id, language) for tour_id, record in records],
    }
    return answer | _reason(reason, language) | about(dataset)


def single(
    records: Sequence[tuple[str, Record]], dataset: "Dataset", language: str, reason: str | None
) -> dict[str, Any]:
    """Return the first tour as one Feature; without a tour a Feature without geometry that says why."""
    if records:
        tour_id, record = records[0]
        return feature(record, tour_id, language) | about(dataset)
    return nothing(dataset, language, reason)


def nothing(dataset: "Dataset", language: str, reason: str | None) -> dict[str, Any]:
    """Return a Feature without geometry that says why there is nothing to show."""
    return (
        {"type": "Feature", "geometry": None, "properties": {}}
        | _reason(reason or "no_tour", language)
        | about(dataset)
    )


def about(dataset: "Dataset") -> dict[str, Any]:
    """Return what stands beside every answer made from a dataset: its version and whom to thank."""
    return {
        "dataset": dataset.version,
        "demo": dataset.demo,
        "attribution": list(dataset.manifest["attribution"]),
    }


def bbox(record: Record) -> list[float]:
    """Return west, south, east, north of a tour."""
    lons, lats = zip(*record["coordinates"], strict=True)
    return [min(lons), min(lats), max(lons), max(lats)]


def demo_label(language: str) -> str:
    """Return what stands on everything that comes from a made-up region."""
    return translate(language, mark("demo, not a real place"))


def _reason(reason: str | None, language: str) -> dict[str, str]:
    return {} if reason is None else {"reason": reason, "detail": reason_text(language, reason)}


def _warnings(record: Record, language: str) -> list[dict[str, Any]]:
    entries = list(record["warnings"])
    codes = {entry["code"] for entry in entries}
    if record["source"]["demo"] and "demo" not in codes:
        entries.append({"code": "demo", "values": {}})
    if not record["complete"] and "incomplete" not in codes:
        entries.append({"code": "incomplete", "values": {}})
    return [
        {"code": entry["code"], "text": sentences.warning(language, entry)} | {"values": entry["values"]}
        for entry in entries
    ]


def _instruction(entry: dict[str, Any], language: str) -> dict[str, Any]:
    shown = {"at_m": entry["at_m"], "lon": entry["lon"], "lat": entry["lat"]}
    shown |= {"text": sentences.instruction(language, entry), "sign": entry["sign"]}
    return shown | ({"junction": entry["junction"]} if entry["junction"] else {})
