"""The closures that are not over, as the planner takes them: from drawn shape to edges of the dataset in use."""

import datetime as dt
import json
from collections import OrderedDict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import shapely

from app.dataset import Dataset
from app.services import services
from app.storage import ClosureStore, KeptClosure
from geodata.regions import load_region, region_names
from routing.errors import BadRequest

if TYPE_CHECKING:
    from routing.closures import Closure

_KEPT = 2000
_edges: "OrderedDict[tuple[str, str], tuple[int, ...]]" = OrderedDict()
"""Edges by dataset and closure: a closure never changes, so they are found once per process."""


def closure_store() -> ClosureStore:
    """Return the closures of the app that serves this request."""
    return ClosureStore(services().database)


def today_in(dataset: Dataset) -> dt.date:
    """Return the day on the region's calendar."""
    region = dataset.manifest["region"]
    zone = load_region(region).timezone if region in region_names() else "Europe/Amsterdam"
    return dt.datetime.now(ZoneInfo(zone)).date()


def current_closures(dataset: Dataset, store: ClosureStore) -> "tuple[Closure, ...]":
    """Return the closures that hold today or later, for the planner.

    Raises
    ------
    StorageUnavailable
        If the database cannot be read.
    """
    from routing.closures import Closure  # noqa: PLC0415

    return tuple(
        Closure(kept.closure_id, edges, kept.first_day, kept.last_day, kept.modes, kept.note)
        for kept in store.not_over(today_in(dataset))
        if (edges := edges_of(dataset, kept))
    )


def edges_of(dataset: Dataset, kept: KeptClosure) -> tuple[int, ...]:
    """Return the edges that a closure closes; none where it lies outside of the dataset's ways."""
    from routing.closures import closed_edges  # noqa: PLC0415

    key = (str(dataset.folder), kept.closure_id)
    if key not in _edges:
        graph = getattr(dataset.planner, "graph", None)
        if graph is None:  # a planner of tests without ways
            return ()
        try:
            found = closed_edges(graph, shapely.from_geojson(json.dumps(kept.geometry))).tolist()
        except BadRequest:  # it fitted the dataset it was drawn on; on this one it closes too much or nothing
            found = []
        _edges[key] = tuple(found)
        while len(_edges) > _KEPT:
            _edges.popitem(last=False)
    return _edges[key]
