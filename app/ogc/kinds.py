"""Which layers there are."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import shapely

from app.closures.api import closure_feature
from app.closures.current import closure_store, today_in
from app.dataset import Dataset
from app.field_reports.api import report_feature
from app.field_reports.taking import field_report_store
from app.languages import DEFAULT_LANGUAGE, mark
from app.ogc.layers import Layer, LayerKind, from_parquet, from_rows
from app.presenter.coverage import site_figures, stretch_figures
from geodata.vocabulary import ENTRANCE_KINDS, PLACE_GROUPS

if TYPE_CHECKING:
    from geodata.regions import Norm

SITES = 10
"""Places proposed per kind and mode."""
_EVENT_DAYS = 366

_NUMBER, _TEXT, _WHOLE = "number", "string", "integer"
_JUNCTION = {
    "network": _TEXT,
    "ref": _TEXT,
    "name": _TEXT,
    "osm_id": _WHOLE,
    "status": _TEXT,
    "detail": _TEXT,
}
_SECTION = {
    "network": _TEXT, "ref": _TEXT, "osm_id": _WHOLE, "from_ref": _TEXT, "to_ref": _TEXT, "length_m": _NUMBER,
    "tagged_m": _NUMBER, "status": _TEXT, "detail": _TEXT,
}  # fmt: skip
_ROUTE = {
    "network": _TEXT, "mode": _TEXT, "ref": _TEXT, "name": _TEXT, "osm_id": _WHOLE, "length_m": _NUMBER,
    "status": _TEXT, "detail": _TEXT,
}  # fmt: skip
_AREA = {
    "kind": _TEXT, "class": _TEXT, "ground": _TEXT, "name": _TEXT, "alt_names": _TEXT, "protection": _TEXT,
    "ref": _TEXT, "operator": _TEXT, "access": _TEXT, "closed_from": _TEXT, "closed_until": _TEXT, "dog": _TEXT,
    "website": _TEXT, "source": _TEXT, "area_m2": _NUMBER,
}  # fmt: skip
_ENTRANCE = {
    "kind": _TEXT, "area_id": _TEXT, "area_name": _TEXT, "name": _TEXT, "modes": _TEXT, "distance_m": _NUMBER,
    "merged": _WHOLE,
}  # fmt: skip
_PLACE = {
    "group": _TEXT, "category": _TEXT, "name": _TEXT, "municipality": _TEXT, "settlement": _TEXT,
    "population": _NUMBER, "opening_hours": _TEXT, "wheelchair": _TEXT, "website": _TEXT, "survey_date": _TEXT,
    "edited": _TEXT,
}  # fmt: skip
_GAP = {
    "facility": _TEXT, "mode": _TEXT, "norm_m": _NUMBER, "norm_type": _TEXT, "length_m": _NUMBER,
    "longest_distance_m": _NUMBER, "from_junction": _TEXT, "to_junction": _TEXT, "municipality": _TEXT,
}  # fmt: skip
_SITE = {
    "facility": _TEXT, "mode": _TEXT, "norm_m": _NUMBER, "norm_type": _TEXT, "rank": _WHOLE, "closed_m": _NUMBER,
    "gain_m": _NUMBER, "candidate": _TEXT, "name": _TEXT, "municipality": _TEXT, "people": _WHOLE,
    "people_served": _WHOLE,
}  # fmt: skip
_CLOSURE = {
    "first_day": _TEXT,
    "last_day": _TEXT,
    "state": _TEXT,
    "modes": _TEXT,
    "note": _TEXT,
    "closed_m": _NUMBER,
}
_REPORT = {"kind": _TEXT, "text": _TEXT, "note": _TEXT, "day": _TEXT}
_EVENT = {
    "title": _TEXT, "category": _TEXT, "start": _TEXT, "end": _TEXT, "venue": _TEXT, "settlement": _TEXT,
    "status": _TEXT, "url": _TEXT,
}  # fmt: skip


def layer_kinds(dataset: Dataset) -> dict[str, LayerKind]:
    """Return the layers of a dataset by name; nothing of them is read yet."""
    kinds = [*_of_the_networks(), *_of_the_land(dataset), *_of_today()]
    desk = dataset.planner.coverage()
    for norm in desk.norms:
        if norm.facility in desk.kinds:  # of what nobody has recorded there are no gaps to tell
            kinds += _of_a_norm(norm)
    return {kind.name: kind for kind in kinds}


def _table(
    name: str, title: str, text: str, columns: dict[str, str], file: str, key: Sequence[str],
    where: tuple[str, Sequence[str]],
) -> LayerKind:  # fmt: skip
    def read(dataset: Dataset) -> Layer:
        return from_parquet(dataset, file, list(columns), key, where)

    return LayerKind(name, title, text, columns, read, {})


def _of_the_networks() -> list[LayerKind]:
    file, key = "networks.parquet", ("network", "osm_id")
    return [
        _table(
            "junctions", mark("Junctions"), mark("Numbered junctions of the cycling and walking networks"),
            _JUNCTION, file, key, ("kind", ("junction",)),
        ),
        _table(
            "sections", mark("Sections"), mark("Sections of the node networks, from junction to junction"),
            _SECTION, file, key, ("kind", ("section",)),
        ),
        _table(
            "routes", mark("Named routes"), mark("Signed routes with a name, such as long-distance paths"),
            _ROUTE, file, key, ("kind", ("route",)),
        ),
    ]  # fmt: skip


def _entrances() -> LayerKind:
    return _table(
        "entrances", mark("Entrances"), mark("Where paths, car parks and stops lead into protected areas"),
        _ENTRANCE, "entrances.parquet", ("entrance_id",), ("kind", ENTRANCE_KINDS),
    )  # fmt: skip


def _of_the_land(dataset: Dataset) -> list[LayerKind]:
    return [
        _table(
            "areas", mark("Areas"), mark("Nature areas, municipalities and the region's border"), _AREA,
            "areas.parquet", ("area_id",), ("kind", ("nature", "municipality", "province")),
        ),
        _table(
            "landcover", mark("Land cover"), mark("Heath, woodland, grassland, water and the like"), _AREA,
            "areas.parquet", ("area_id",), ("kind", ("landcover",)),
        ),
        *([_entrances()] if (dataset.folder / "entrances.parquet").is_file() else []),
        _table(
            "places", mark("Places"), mark("Settlements, sights, cafés, accommodation, facilities"), _PLACE,
            "places.parquet", ("place_id",), ("group", PLACE_GROUPS),
        ),
        _table(
            "facilities", mark("Facilities"), mark("Benches, toilets, taps and what else officers look after"),
            _PLACE, "places.parquet", ("place_id",), ("group", ("facility",)),
        ),
    ]  # fmt: skip


def _of_a_norm(norm: "Norm") -> list[LayerKind]:
    values = {"facility": norm.facility, "mode": norm.mode, "norm_m": f"{norm.norm_m:g}", "type": norm.type}
    about = {"facility": norm.facility, "mode": norm.mode, "norm_m": norm.norm_m, "norm_type": norm.type}

    def gaps(dataset: Dataset) -> Layer:
        found = _coverage(dataset, norm)
        shapes = [stretch.geometry for stretch in found.gaps]
        return from_rows([about | stretch_figures(stretch) for stretch in found.gaps], shapes, _GAP)

    def sites(dataset: Dataset) -> Layer:
        from routing.desk.siting import propose_sites  # noqa: PLC0415

        proposed = propose_sites(dataset.planner.coverage(), _coverage(dataset, norm), SITES)
        rows = [about | {"rank": rank} | site_figures(site) for rank, site in enumerate(proposed, start=1)]
        return from_rows(rows, [shapely.Point(site.lonlat) for site in proposed], _SITE)

    return [
        LayerKind(
            f"gaps-{norm.facility}-{norm.mode}".replace("_", "-"), mark("Gaps: {facility}, {mode}"),
            mark("Stretches beyond the norm of {norm_m} m ({type})"), _GAP, gaps, values,
        ),
        LayerKind(
            f"sites-{norm.facility}-{norm.mode}".replace("_", "-"), mark("Proposed places: {facility}, {mode}"),
            mark("Where the next ones would close most of the gaps beyond {norm_m} m ({type})"), _SITE, sites, values,
        ),
    ]  # fmt: skip


def _coverage(dataset: Dataset, norm: "Norm") -> Any:
    from routing.desk.coverage import CoverageRequest  # noqa: PLC0415

    return dataset.planner.coverage().coverage(CoverageRequest(norm.facility, norm.mode))


def _of_today() -> list[LayerKind]:
    return [
        LayerKind(
            "closures", mark("Closures"), mark("Ways that are closed now or will be"), _CLOSURE,
            _features(_closures, _CLOSURE), {}, lasting=False,
        ),
        LayerKind(
            "field-reports", mark("Reports from the field"), mark("What people reported and was found right"),
            _REPORT, _features(_reports, _REPORT), {}, lasting=False,
        ),
        LayerKind(
            "events", mark("Events"), mark("What is on within a year"), _EVENT, _features(_events, _EVENT), {},
            lasting=False,
        ),
    ]  # fmt: skip


def _features(
    list_all: Callable[[Dataset], Sequence[dict[str, Any]]], columns: dict[str, str]
) -> Callable[[Dataset], Layer]:
    def read(dataset: Dataset) -> Layer:
        listed = list_all(dataset)
        rows = [
            {name: ", ".join(value) if isinstance(value, list) else value for name, value in f["properties"].items()}
            | {"id": f["id"]}
            for f in listed
        ]  # fmt: skip
        return from_rows(rows, [shapely.from_geojson(json.dumps(f["geometry"])) for f in listed], columns)

    return read


def _closures(dataset: Dataset) -> list[dict[str, Any]]:
    return [closure_feature(kept, dataset) for kept in closure_store().not_over(today_in(dataset))]


def _reports(_dataset: Dataset) -> list[dict[str, Any]]:
    return [report_feature(report, DEFAULT_LANGUAGE) for report in field_report_store().in_states("open")]


def _events(dataset: Dataset) -> list[dict[str, Any]]:
    from app.agenda.agenda import current_agenda  # noqa: PLC0415
    from app.agenda.presenting import feature  # noqa: PLC0415

    today = today_in(dataset)
    occurrences = current_agenda().book(dataset).between(today, today + dt.timedelta(days=_EVENT_DAYS))
    return [feature(occurrence, DEFAULT_LANGUAGE) for occurrence in occurrences]
