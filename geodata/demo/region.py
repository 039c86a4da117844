"""Composes the demo region from its parts and writes it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from geodata.demo.blocks import Block, cut_blocks
from geodata.demo.borders import draw_borders, protect_nature
from geodata.demo.buildings import add_buildings
from geodata.demo.edges import Edges, build_edges
from geodata.demo.fields import PROVINCE_M2, Ground, Outline, Soil
from geodata.demo.land import Brush, lay_land
from geodata.demo.linear import draw_linear
from geodata.demo.mainroads import build_main_roads
from geodata.demo.mesh import Mesh
from geodata.demo.names import NameBook
from geodata.demo.nodenet import LongRoute, NodeNetwork, build_network, long_routes, weigh
from geodata.demo.places import add_places, add_settlements
from geodata.demo.relations import add_networks, measure_sections, route_groups
from geodata.demo.settlements import Built, Settlement, place_settlements
from geodata.demo.sheet import Sheet
from geodata.demo.sidepaths import add_sidepaths
from geodata.demo.stubs import grow_stubs
from geodata.demo.tagging import Tags, tag_edges
from geodata.demo.uses import assign_uses
from geodata.demo.waters import Barrier, draw_barriers
from geodata.demo.ways import Drawn, add_ways, draw_edges

Progress = Callable[[str, float], None]
_CYCLE_ROUTES = [
    ("Brinkenroute (verzonnen)", "LF 98", "#0050a0"),
    ("Venroute (verzonnen)", "LF 99", "#208050"),
]
_WALKS = [("Wollegraspad (verzonnen)", "SP 98", "red"), ("Keienpad (verzonnen)", "SP 99", "yellow")]
LEAST_SCALE, MOST_SCALE = 0.005, 100.0


class DemoRegionError(ValueError):
    """The demo region can't be made as asked; the message says what to ask instead."""


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was written.

    Attributes
    ----------
    path
        The extract.
    nodes, ways, relations
        Numbers of OSM elements.
    graph_nodes
        Nodes that end a way or are shared by ways of the highway network.
    buildings
        Closed ways with the key ``building``.
    junctions, sections
        Numbers by network (``rcn``, ``rwn``).
    broken_sections
        Relations of sections that are broken on purpose, as some are in real data.
    bbox
        West, south, east, north in degrees.
    """

    path: Path
    scale: float
    seed: int
    nodes: int
    ways: int
    relations: int
    graph_nodes: int
    buildings: int
    junctions: dict[str, int]
    sections: dict[str, int]
    broken_sections: tuple[int, ...]
    bbox: tuple[float, float, float, float]


@dataclass(slots=True)
class Plan:
    """The region on the plan, before it is bent and written."""

    outline: Outline
    ground: Ground
    soil: Soil
    names: NameBook
    settlements: list[Settlement]
    mesh: Mesh
    blocks: list[Block]
    barriers: list[Barrier]
    edges: Edges


def draw_plan(scale: float, rng: np.random.Generator, tell: Progress) -> Plan:
    """Draw the region's network and land."""
    outline = Outline(rng, PROVINCE_M2 * scale)
    ground = Ground(rng)
    soil = Soil(rng)
    names = NameBook(rng)
    tell("settlements", 0.0)
    points, settlements = place_settlements(rng, outline, scale, names)
    mesh = Mesh()
    tell("roads", 0.02)
    faces = build_main_roads(rng, mesh, points, settlements, outline)
    blocks = cut_blocks(rng, mesh, faces, Built(rng, settlements), soil)
    assign_uses(rng, blocks, settlements, outline, scale)
    grow_stubs(rng, mesh, blocks)
    add_sidepaths(rng, mesh)
    barriers = draw_barriers(rng, outline, scale, settlements, names)
    tell("crossings", 0.2)
    edges = build_edges(rng, mesh, barriers, outline)
    return Plan(outline, ground, soil, names, settlements, mesh, blocks, barriers, edges)


def draw_networks(
    rng: np.random.Generator, plan: Plan, tags: list[Tags], drawn: Drawn
) -> tuple[list[NodeNetwork], list[LongRoute]]:
    """Draw both node networks and the long-distance routes over them."""
    flat = np.column_stack([plan.mesh.x, plan.mesh.y])
    networks = []
    for network, spacing_m in (("rcn", 2_000.0), ("rwn", 960.0)):
        weights = weigh(tags, drawn.length_m, network)
        networks.append(build_network(rng, network, flat, plan.edges, weights, spacing_m))
    measure_sections(networks, drawn.length_m)
    routes = []
    for numbered, names in zip(networks, (_CYCLE_ROUTES, _WALKS), strict=True):
        routes += long_routes(numbered, flat, names)
    return networks, routes


def generate(
    path: Path, *, scale: float = 1.0, seed: int = 1, progress: Progress | None = None
) -> DemoSummary:
    """Write a made-up region as an OSM extract.

    Parameters
    ----------
    path
        Where the ``.osm.pbf`` goes; an existing file is replaced.
    scale
        Area in units of a Dutch province (2,700 km²).
    seed
        Equal seeds and scales give equal files, byte for byte.
    progress
        Called with the name of the stage and the share done, 0 to 1.

    Returns
    -------
    DemoSummary
        Counts of what was written.

    Raises
    ------
    DemoRegionError
        If the scale is out of range or the file name does not end in ``.osm.pbf``.
    """
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        raise DemoRegionError(f"scale is {scale}; give a number from {LEAST_SCALE} to {MOST_SCALE:.0f}")
    if seed < 0:
        raise DemoRegionError(f"seed is {seed}; give a whole number from 0 up")
    if not path.name.endswith(".osm.pbf"):
        raise DemoRegionError(f"{path.name}: the demo region is written as .osm.pbf; end the file name so")
    tell: Progress = progress or (lambda _stage, _share: None)
    rng = np.random.default_rng(seed)
    plan = draw_plan(scale, rng, tell)
    sheet = Sheet()
    tell("ways", 0.3)
    tags, cover = tag_edges(
        rng, plan.mesh, plan.edges, plan.soil, plan.barriers, plan.settlements, plan.names
    )
    drawn = draw_edges(rng, plan.mesh, plan.edges, plan.ground, sheet)
    tell("networks", 0.35)
    networks, routes = draw_networks(rng, plan, tags, drawn)
    groups = route_groups(networks, routes, len(tags))
    way_of = add_ways(rng, plan.edges, drawn, tags, groups, sheet)
    broken = add_networks(rng, networks, routes, drawn, way_of, sheet, scale)
    tell("land", 0.4)
    brush = Brush(plan.ground, plan.outline, sheet)
    seats = draw_borders(brush, plan.settlements, scale)
    add_settlements(brush, plan.settlements, seats)
    land = lay_land(rng, plan.blocks, plan.soil, brush, plan.names)
    protect_nature(brush, land, plan.names)
    brush.finish()
    draw_linear(brush, plan.mesh, plan.edges, drawn, plan.barriers)
    add_places(rng, plan.mesh, plan.edges, drawn, tags, cover, plan.settlements, plan.names, sheet, scale)
    tell("buildings", 0.5)
    buildings = add_buildings(
        rng, plan.mesh, plan.edges, plan.blocks, plan.barriers, plan.ground, plan.outline, sheet, scale
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.write(path, lambda share: tell("writing", 0.6 + 0.4 * share))
    tell("done", 1.0)
    nodes, ways, relations = sheet.counts
    graph_nodes = len(np.unique(np.concatenate([plan.edges.u, plan.edges.v])))
    return DemoSummary(
        path=path,
        scale=scale,
        seed=seed,
        nodes=nodes,
        ways=ways,
        relations=relations,
        graph_nodes=graph_nodes,
        buildings=buildings,
        junctions={n.network: len(n.numbers) for n in networks},
        sections={n.network: len(n.sections) for n in networks},
        broken_sections=broken,
        bbox=sheet.bbox(),
    )
