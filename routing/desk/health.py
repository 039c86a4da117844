"""What is wrong with a network: findings with a place, values and what to do.

Junctions and sections are looked at as signs in the field (:mod:`routing.desk.health_sections`), ways as ground under
wheels and feet (:mod:`routing.desk.health_ways`).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geodata.vocabulary import MODES
from routing.desk.findings import KINDS, Action, Finding, FindingKind
from routing.desk.health_sections import section_findings
from routing.desk.health_ways import way_findings
from routing.errors import BadRequest

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

__all__ = ["KINDS", "Action", "Finding", "FindingKind", "network_health"]


def network_health(
    desk: "CoverageDesk", mode: str, municipality: str | None = None, kinds: Sequence[str] = KINDS
) -> tuple[Finding, ...]:
    """Find what is wrong with a mode's network, gravest first.

    Parameters
    ----------
    desk
        The dataset's.
    mode, municipality
        Whose network, and only its part in one municipality.
    kinds
        What to look for.

    Raises
    ------
    BadRequest
        When there is no such mode, municipality or kind.
    """
    if mode not in MODES:
        raise BadRequest("mode", f"there is no mode {mode!r}; give one of {', '.join(MODES)}")
    if municipality is not None and municipality not in desk.graph.municipalities:
        names = ", ".join(desk.graph.municipalities)
        raise BadRequest("municipality", f"there is no {municipality!r} here; there are {names}")
    unknown = sorted(set(kinds) - set(KINDS))
    if unknown:
        raise BadRequest("kinds", f"there is no {unknown[0]!r}; give some of {', '.join(KINDS)}")
    found = [*section_findings(desk, mode, kinds), *way_findings(desk, mode, kinds)]
    if municipality is not None:
        found = [finding for finding in found if finding.municipality == municipality]
    return tuple(sorted(found, key=lambda f: (-f.severity, KINDS.index(f.kind), f.municipality, f.lonlat)))
