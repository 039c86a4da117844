"""What is wrong with a network: findings with a place, values and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import shapely

from routing.types import Lonlat

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

FindingKind = Literal[
    "junction_off_network", "junction_without_sections", "section_broken", "section_end_unknown", "section_too_long",
    "missing_section", "dead_end", "duplicate_number", "loop_too_large", "border_stop", "area_without_entrance",
    "barrier_on_route",
]  # fmt: skip
Action = Literal[
    "check_map", "check_signs", "repair_relation", "split_section", "add_section", "extend_network", "renumber",
    "align_with_neighbour", "make_entrance", "remove_barrier",
]  # fmt: skip
KINDS: tuple[FindingKind, ...] = (
    "junction_off_network", "junction_without_sections", "section_broken", "section_end_unknown", "section_too_long",
    "missing_section", "dead_end", "duplicate_number", "loop_too_large", "border_stop", "area_without_entrance",
    "barrier_on_route",
)  # fmt: skip


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
        Section, link or area's point, (lon, lat).
    municipality
        "" outside all.
    values
        Numbers and names by kind: ``ref``, ``from``, ``to`` (junction numbers), ``osm_id``, ``length_m``, ``limit_m``,
        ``distance_m``, ``name``, ``barrier``, ``neighbour``, ``detour_m`` ….
    """

    kind: FindingKind
    severity: int
    action: Action
    mode: str
    lonlat: Lonlat
    geometry: shapely.Geometry
    municipality: str
    values: Mapping[str, str | float | int] = field(default_factory=dict)


def network_health(
    desk: "CoverageDesk", mode: str, municipality: str | None = None, kinds: Sequence[str] = KINDS
) -> tuple[Finding, ...]:
    """Find what is wrong with a mode's network, gravest first.

    Raises
    ------
    BadRequest
        When there is no such mode, municipality or kind.
    """
    raise NotImplementedError
