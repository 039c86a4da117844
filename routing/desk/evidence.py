"""Absent or unmapped? What the data says about whether somebody has looked where a facility is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from routing.desk.stretches import Stretch

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

Verdict = Literal["absent", "unmapped", "unclear"]


@dataclass(frozen=True)
class Evidence:
    """Evidence about one stretch of gap.

    Attributes
    ----------
    absent
        Confidence, 0…1, that the kind is really missing here and not only on the map.
    verdict
        ``absent`` from 0.7 on, ``unmapped`` up to 0.3, else ``unclear``.
    mapped, expected
        Facilities of the kind on record around the stretch, and how many there would be at the usual rate of the
        data for as many metres of network.
    surveyed
        Facilities (any kind) around it with a survey date in the last three years of the data.
    recent
        Those edited in that time.
    last_edit
        Last edit of any facility around it, ISO date; "" where the extract has none.
    """

    absent: float
    verdict: Verdict
    mapped: int
    expected: float
    surveyed: int
    recent: int
    last_edit: str


@dataclass(frozen=True)
class Look:
    """An entry of the list "go and look": a stretch where the map may lack what is there.

    ``rank`` counts from 1; ``row`` is the stretch's place among those that were asked about.
    """

    rank: int
    row: int
    stretch: Stretch
    evidence: Evidence


def evidence(desk: "CoverageDesk", kind: str, mode: str, stretches: Sequence[Stretch]) -> list[Evidence]:
    """Evidence about stretches, in their order."""
    raise NotImplementedError


def go_and_look(stretches: Sequence[Stretch], told: Sequence[Evidence], most: int = 50) -> list[Look]:
    """Stretches to visit, most metres that may be unmapped first."""
    raise NotImplementedError
