"""What a tour's walker should know today: ways closed since it was planned, things reported along it.

It is not part of the kept tour: it is looked up whenever the tour is shown, in whatever format.
"""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import shapely

from app.closures.current import closure_store, edges_of, today_in
from app.dataset import Dataset
from app.errors import NoDataset, StorageUnavailable
from app.field_reports.kinds import NEAR_M
from app.field_reports.taking import field_report_store
from app.presenter.record import Record
from app.services import services
from app.storage import KeptClosure
from geodata.degrees import scale_at

# Where the tour lies on a closed way; it crosses one on fewer metres than the least.
_BESIDE_M = 3.0
_LEAST_CLOSED_M = 12.0


def with_notices(record: Record) -> Record:
    """Return a tour's record with today's warnings among its others; the same where nothing is known."""
    try:
        notices = _notices(record, services().datasets.current())
    except (NoDataset, StorageUnavailable):
        return record  # the tour itself is worth more than what may have happened since
    return record if not notices else {**record, "warnings": [*record["warnings"], *notices]}


def _notices(record: Record, dataset: Dataset) -> list[dict[str, Any]]:
    closures = closure_store().not_over(today_in(dataset))
    reports = field_report_store().in_states("open")
    if not closures and not reports:
        return []
    to_metres = _scaler(record)
    line = shapely.LineString(to_metres(np.array(record["coordinates"])))
    told = {entry["values"].get("closure") for entry in record["warnings"] if entry["code"] == "diversion"}
    found = []
    for kept in closures:
        if record["mode"] not in kept.modes or kept.closure_id in told:
            continue
        ways = _ways(dataset, kept)
        metres = shapely.length(
            shapely.intersection(line, shapely.buffer(shapely.transform(ways, to_metres), _BESIDE_M))
        )
        if metres >= _LEAST_CLOSED_M:
            found.append(_closed(kept.note, kept.first_day, kept.last_day, metres))
    for report in reports:
        point = shapely.Point(to_metres(np.array([(report.lon, report.lat)]))[0])
        if shapely.distance(line, point) <= NEAR_M:
            at_m = shapely.line_locate_point(line, point) / max(line.length, 1e-9) * record["length_m"]
            values = {"what": report.kind, "note": report.note, "at_m": round(float(at_m), 1)}
            found.append({"code": "field_report", "values": values})
    return found


def _ways(dataset: Dataset, kept: KeptClosure) -> shapely.Geometry:
    """Lines of the ways that a closure closes."""
    graph = getattr(dataset.planner, "graph", None)
    if graph is None:
        return shapely.from_geojson(json.dumps(kept.geometry))
    return shapely.MultiLineString([graph.edge_points(edge) for edge in edges_of(dataset, kept)])


def _closed(note: str, first: Any, last: Any, metres: float) -> dict[str, Any]:
    values: Mapping[str, Any] = {
        "note": note,
        "from": first.isoformat() if first else "",
        "until": last.isoformat() if last else "",
        "metres": round(float(metres), 1),
    }
    return {"code": "closed_since", "values": dict(values)}


def _scaler(record: Record) -> Any:
    scale = scale_at(record["coordinates"][0][1])
    return lambda points: points * scale
