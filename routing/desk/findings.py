"""What can be wrong with a network, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import shapely

from routing.types import Lonlat

FindingKind = Literal[
    "junction_off_network", "junction_without_sections", "section_broken", "section_end_unknown", "section_too_long",
    "missing_section", "dead_end", "duplicate_number", "loop_too_large", "border_stop", "area_without_entrance",
    "barrier_on_route",
]  # fmt: skip
Action = Literal[
    "check_map", "check_signs", "repair_relation", "split_section", "add_section", "extend_network", "renumber",
    "align_with_neighbour", "make_entrance", "remove_barrier",
]  # fmt: skip
KINDS: tuple[FindingKind, ...] = get_args(FindingKind)


@dataclass(frozen=True)
class Finding:
    """Something wrong, without words: whoever shows it has them.

    Attributes
    ----------
    kind
        One of KINDS.
    severity
        3 stops people, 2 misleads or detours them, 1 is worth knowing.
    action
        What to do.
    mode
        Whose network.
    lonlat
        Where to look.
    geometry
        Section, link or point, (lon, lat).
    municipality
        "" outside all.
    values
        Numbers and names by kind: ``ref``, ``from``, ``to``, ``via`` (junction numbers), ``osm_id``, ``other_id``,
        ``length_m``, ``limit_m``, ``distance_m``, ``detour_m``, ``name``, ``neighbour``, ``barrier``. What is not known
        is left out.
    """

    kind: FindingKind
    severity: int
    action: Action
    mode: str
    lonlat: Lonlat
    geometry: shapely.Geometry
    municipality: str
    values: Mapping[str, str | float | int] = field(default_factory=dict)
