"""What a report is about: a municipality, a nature area, a named route, or all of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from app.dataset import Dataset
from app.errors import FieldError, InvalidInput
from app.languages import mark, translate

if TYPE_CHECKING:
    from routing.graph import RoutingGraph


@dataclass(frozen=True, eq=False)
class Scope:
    """A part of the networks.

    Attributes
    ----------
    kind
        ``all``, ``municipality``, ``area`` or ``route``.
    name
        Of the municipality, area or route; "" for all.
    edges
        Whether each edge belongs to it.
    """

    kind: str
    name: str
    edges: npt.NDArray[np.bool_]


def scope_of(dataset: Dataset, municipality: str, area: str, route: str, language: str) -> Scope:
    """Return the scope that is asked for; at most one of the three names may be given.

    Raises
    ------
    InvalidInput
        If there is none of the name, or more than one name is given.
    """
    graph: RoutingGraph = dataset.planner.coverage().graph
    given = [(kind, name) for kind, name in _named(municipality, area, route) if name]
    if len(given) > 1:
        text = mark("give only one of municipality, area and route")
        raise InvalidInput([FieldError(given[1][0], translate(language, text))])
    if not given:
        return Scope("all", "", np.ones(graph.n_edges, dtype=np.bool_))
    kind, name = given[0]
    edges = {"municipality": _municipality, "area": _area, "route": _route}[kind](dataset, graph, name)
    if edges is None:
        text = translate(language, mark("there is none of this name here: {name}"), {"name": name[:80]})
        raise InvalidInput([FieldError(kind, text)])
    return Scope(kind, name, edges)


def area_names(dataset: Dataset) -> list[str]:
    """Return the names of the nature areas, in order."""
    names, kinds = _areas(dataset)
    return sorted({name for name, kind in zip(names, kinds, strict=True) if name and kind == "nature"})


def route_names(dataset: Dataset) -> list[str]:
    """Return the names of the named routes, in order."""
    return sorted({route_title(route) for route in dataset.planner.coverage().graph.routes} - {""})


def route_title(route: dict[str, Any]) -> str:
    """Return what a route is called: its number and its name."""
    ref, name = str(route.get("ref") or ""), str(route.get("name") or "")
    return name if ref in name else f"{ref} {name}".strip()


def _named(municipality: str, area: str, route: str) -> tuple[tuple[str, str], ...]:
    return ("municipality", municipality), ("area", area), ("route", route)


def _municipality(_dataset: Dataset, graph: "RoutingGraph", name: str) -> npt.NDArray[np.bool_] | None:
    if name not in graph.municipalities:
        return None
    return np.asarray(graph.edge_municipality == graph.municipalities.index(name))


def _area(dataset: Dataset, graph: "RoutingGraph", name: str) -> npt.NDArray[np.bool_] | None:
    names, kinds = _areas(dataset)
    rows = [
        row for row, (each, kind) in enumerate(zip(names, kinds, strict=True)) if each == name and kind == "nature"
    ]  # fmt: skip
    return np.asarray(np.isin(graph.edge_area, rows)) if rows else None


def _route(_dataset: Dataset, graph: "RoutingGraph", name: str) -> npt.NDArray[np.bool_] | None:
    rows = [row for row, route in enumerate(graph.routes) if route_title(route) == name]
    if not rows:
        return None
    edges = np.zeros(graph.n_edges, dtype=np.bool_)
    for row in rows:
        edges[graph.route_edge[graph.route_indptr[row] : graph.route_indptr[row + 1]]] = True
    return edges


def _areas(dataset: Dataset) -> tuple[list[str], list[str]]:
    path = dataset.folder / "areas.parquet"
    if not path.is_file():
        return [], []
    table = pq.read_table(path, columns=["name", "kind"], use_threads=False)
    return table["name"].to_pylist(), table["kind"].to_pylist()
