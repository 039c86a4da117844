"""What a stretch of the network is to people: routes and areas it belongs to, who lives and sleeps near it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from routing.desk.stretches import Stretch

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

PEOPLE_REACH_M = {"wandelen": 2_500.0, "fietsen": 5_000.0, "toegankelijk": 1_500.0}
"""How far from home or bed people count for a stretch or a site, along the ways: half an hour, our own choice."""


@dataclass(frozen=True)
class NamedRoute:
    """A signed route over a stretch; ``osm_id`` is its relation."""

    osm_id: int
    network: str
    ref: str
    name: str


@dataclass(frozen=True)
class NamedArea:
    """A nature area that a stretch lies in."""

    area_id: str
    name: str


@dataclass(frozen=True)
class StretchContext:
    """What a stretch is to people.

    Attributes
    ----------
    routes, areas
        Longest part first.
    population
        Inhabitants of settlements within :data:`PEOPLE_REACH_M`; None where none of those has a number on record.
    beds
        Beds or pitches of accommodation within reach, as far as tagged; None where no capacity is on record.
    people
        Both together, what is unknown counting 0.
    expected_use
        How many of the ``use_loops`` loops from the settlements run over most of it; None where not worked out yet.
    use_loops
        Number of those loops.
    """

    routes: tuple[NamedRoute, ...]
    areas: tuple[NamedArea, ...]
    population: int | None
    beds: int | None
    people: int
    expected_use: int | None = None
    use_loops: int = 0


def contexts(desk: "CoverageDesk", mode: str, stretches: Sequence[Stretch]) -> list[StretchContext]:
    """Contexts of stretches, in their order."""
    raise NotImplementedError
