"""What a stretch is to people: counted again by hand and by NetworkX."""

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from routing.desk.context import contexts
from routing.desk.coverage import CoverageRequest
from routing.desk.people import PEOPLE_REACH_M
from routing.planner import Planner


@pytest.mark.real
def test_people_within_reach_are_those_that_networkx_finds(drenthe_dataset: Path) -> None:
    """Inhabitants near a stretch live where its ways' middles are within reach along the ways, each counted once."""
    planner = Planner.open(drenthe_dataset)
    desk, g = planner.coverage(), planner.graph
    people, network = desk.people("wandelen"), desk.network("wandelen")
    found = desk.coverage(CoverageRequest("toilet", "wandelen"))
    ways = nx.Graph()
    for edge in np.unique(network.edge).tolist():
        u, v, metres = int(g.edge_u[edge]), int(g.edge_v[edge]), float(g.edge_length[edge])
        if not ways.has_edge(u, v) or ways[u][v]["weight"] > metres:
            ways.add_edge(u, v, weight=metres)
    near: list[dict[int, float]] = []
    reach = PEOPLE_REACH_M["wandelen"]
    for i in range(len(people)):
        edge = int(people.edge[i])
        ends = {
            int(g.edge_u[edge]): people.at_m[i],
            int(g.edge_v[edge]): float(g.edge_length[edge]) - people.at_m[i],
        }
        away: dict[int, float] = {}
        for node, first in ends.items():
            left = reach - first - people.gap_m[i]
            if people.edge[i] >= 0 and left >= 0:
                for other, metres in nx.single_source_dijkstra_path_length(ways, node, cutoff=left).items():
                    away[other] = min(away.get(other, np.inf), metres + first + people.gap_m[i])
        near.append(away)
    for gap, context in zip(found.gaps[:25], contexts(desk, "wandelen", found.gaps[:25]), strict=True):
        expected = 0.0
        for i, away in enumerate(near):
            for edge in gap.edges.tolist():
                half = float(g.edge_length[edge]) / 2
                d = min(away.get(int(g.edge_u[edge]), np.inf), away.get(int(g.edge_v[edge]), np.inf)) + half
                if edge == people.edge[i]:
                    d = min(d, people.gap_m[i] + abs(half - people.at_m[i]))
                if d <= reach:
                    expected += np.nan_to_num(people.inhabitants[i])
                    break
        assert (context.population or 0) == round(expected)
        assert context.people == (context.population or 0) + (context.beds or 0)


@pytest.mark.real
def test_routes_and_areas_of_a_stretch(liechtenstein_dataset: Path) -> None:
    """The routes told of a stretch are those whose relations hold its ways; areas are those its ways lie in."""
    planner = Planner.open(liechtenstein_dataset)
    desk, g = planner.coverage(), planner.graph
    found = desk.coverage(CoverageRequest("toilet", "wandelen"))
    edges_of = {
        int(r["osm_id"]): set(g.route_edge[g.route_indptr[i] : g.route_indptr[i + 1]].tolist())
        for i, r in enumerate(g.routes)
        if r["mode"] == "wandelen"
    }
    names = desk.records.areas.name
    for gap, context in zip(found.gaps[:60], contexts(desk, "wandelen", found.gaps[:60]), strict=True):
        mine = set(gap.edges.tolist())
        over = {i for i, edges in edges_of.items() if edges & mine}
        told = {route.osm_id for route in context.routes}
        assert told <= over
        whole = {i for i in over if sum(float(g.edge_length[e]) for e in edges_of[i] & mine) > 100}
        assert {
            i for i in whole if sum(gap.metres[[e in edges_of[i] for e in gap.edges.tolist()]]) > 1
        } <= told
        inside = {names[row] for row in g.edge_area[gap.edges].tolist() if row >= 0}
        assert {area.name for area in context.areas} <= inside
