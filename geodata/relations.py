"""What the tags of a route relation say: section of a node network or named route, its numbers, its length."""

import re
from typing import Final

from geodata.extract import NODE_NETWORK_MODES, RouteRelation

_NUMBER_PAIR: Final = re.compile(r"^\s*([^\s-][^-]*?)\s*[-–]\s*([^-]*[^\s-])\s*$")
_KILOMETRES: Final = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(km|m|)\s*$")


def is_section(relation: RouteRelation) -> bool:
    """Whether a relation belongs to a numbered node network."""
    tags = relation.tags
    if tags["network"] not in NODE_NETWORK_MODES or tags.get("type") != "route":
        return False
    kind = tags.get("network:type")
    if kind is not None:
        return kind == "node_network"
    return number_pair(tags) is not None


def number_pair(tags: dict[str, str]) -> tuple[str, str] | None:
    """The two junction numbers that a section's ``ref`` (or ``note``) names."""
    for key in ("ref", "note"):
        found = _NUMBER_PAIR.match(tags.get(key, ""))
        if found and any(c.isdigit() for c in found[1]) and any(c.isdigit() for c in found[2]):
            return found[1], found[2]
    return None


def tagged_length_m(tags: dict[str, str]) -> float:
    """``distance`` in metres (the tag is in kilometres unless it says otherwise), NaN where there is none."""
    found = _KILOMETRES.match(tags.get("distance", ""))
    if not found:
        return float("nan")
    return float(found[1].replace(",", ".")) * (1.0 if found[2] == "m" else 1000.0)
