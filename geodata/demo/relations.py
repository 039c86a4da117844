"""The node networks and routes as relations, a handful of them broken on purpose as in real data."""

import numpy as np
import numpy.typing as npt

from geodata.demo.fields import FloatArray
from geodata.demo.nodenet import LongRoute, NodeNetwork
from geodata.demo.sheet import Member, Sheet
from geodata.demo.ways import Drawn

_ROUTE = {"rcn": "bicycle", "rwn": "foot", "ncn": "bicycle", "nwn": "hiking"}
_MISSING_WAY = 8_999_999_999  # a way that no extract holds
OPERATOR = "Demo Routebureau (verzonnen)"


def route_groups(networks: list[NodeNetwork], routes: list[LongRoute], count: int) -> list[frozenset[int]]:
    """Which sections and routes run over each edge, so that ways are cut where one begins."""
    groups: dict[int, set[int]] = {}
    serial = 0
    for network in networks:
        for section in network.sections:
            for e in section.edges:
                groups.setdefault(e, set()).add(serial)
            serial += 1
    for route in routes:
        for e in route.edges:
            groups.setdefault(e, set()).add(serial)
        serial += 1
    none: frozenset[int] = frozenset()
    shelf: dict[frozenset[int], frozenset[int]] = {}
    out = [none] * count
    for e, found in groups.items():
        key = frozenset(found)
        out[e] = shelf.setdefault(key, key)
    return out


def measure_sections(networks: list[NodeNetwork], length_m: FloatArray) -> None:
    """Set the length of every section."""
    for network in networks:
        for section in network.sections:
            section.length_m = float(length_m[section.edges].sum())


def add_networks(
    rng: np.random.Generator,
    networks: list[NodeNetwork],
    routes: list[LongRoute],
    drawn: Drawn,
    way_of: npt.NDArray[np.int64],
    sheet: Sheet,
    scale: float,
) -> tuple[int, ...]:
    """Add junction tags and relations; return the ids of the sections that are broken on purpose."""
    broken: list[int] = []
    for network in networks:
        for node, number in network.numbers.items():
            tags = sheet.node_tags.setdefault(int(drawn.node_id[node]), {})
            tags |= {f"{network.network}_ref": number, "network:type": "node_network"}
        long = [i for i, s in enumerate(network.sections) if len(_members(s.edges, way_of)) > 4]
        faults = dict.fromkeys(rng.permutation(long)[: max(3, round(8 * scale))].tolist(), True)
        kind = 0
        for i, section in enumerate(network.sections):
            members = _members(section.edges, way_of)
            ends = [network.numbers[section.start], network.numbers[section.stop]]
            if i in faults:
                members, ends = _spoil(members, ends, kind)
                kind += 1
            tags = {
                "type": "route", "route": _ROUTE[network.network], "network": network.network,
                "network:type": "node_network", "ref": "-".join(ends), "distance": f"{section.length_m / 1000:.2f}",
                "operator": OPERATOR,
            }  # fmt: skip
            relation = sheet.add_relation(tags, members)
            if i in faults:
                broken.append(relation)
    for route in routes:
        tags = {
            "type": "route", "route": _ROUTE[route.network], "network": route.network, "name": route.name,
            "ref": route.ref, "colour": route.colour, "operator": OPERATOR, "website": "https://example.org/demo",
        }  # fmt: skip
        sheet.add_relation(tags, _members(route.edges, way_of))
    return tuple(broken)


def _members(edges: list[int], way_of: npt.NDArray[np.int64]) -> list[Member]:
    ways = dict.fromkeys(int(way_of[e]) for e in edges)
    return [("w", way, "") for way in ways]


def _spoil(members: list[Member], ends: list[str], kind: int) -> tuple[list[Member], list[str]]:
    """Break a section the way real ones are broken: a gap, a wrong number, a way that is gone."""
    half = len(members) // 2
    if kind % 3 == 0:
        return members[:half] + members[half + 1 :], ends
    if kind % 3 == 1:
        wrong = f"{(int(ends[1]) + 50) % 99 + 1:02d}"
        return members, [ends[0], wrong]
    return [*members[:half], ("w", _MISSING_WAY, ""), *members[half + 1 :]], ends
