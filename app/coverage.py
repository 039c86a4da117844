"""From a checked question about facilities to its answer: the one path that the API and the command line share."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.dataset import Dataset
from app.presenter.coverage import stretch_figures
from app.presenter.desk import plain

if TYPE_CHECKING:
    from routing.desk.coverage import Coverage, CoverageRequest
    from routing.desk.siting import Site
    from routing.types import Lonlat


def ask(
    facility: str,
    mode: str,
    norm_m: float | None,
    norm_type: str | None = None,
    municipality: str | None = None,
    existing: "bool | Sequence[Lonlat]" = True,
) -> "CoverageRequest":
    """Return the question; points given as ``existing`` count beside the facilities of the dataset."""
    # Here and not at the top: it compiles searches, which an app on another planner need not wait for.
    from routing.desk.coverage import CoverageRequest  # noqa: PLC0415

    if isinstance(existing, bool):
        return CoverageRequest(facility, mode, norm_m, norm_type, municipality, existing=existing)
    return CoverageRequest(facility, mode, norm_m, norm_type, municipality, added=tuple(existing))


def find_gaps(
    dataset: Dataset,
    request: "CoverageRequest",
    count: int = 0,
    candidates: Sequence[str] | None = None,
    costs: Mapping[str, float] | None = None,
    budget: float | None = None,
) -> "tuple[Coverage, tuple[Site, ...]]":
    """Find gaps, and ``count`` places that would close most of them, for what each kind of place costs.

    Raises
    ------
    routing.BadRequest
        If a value cannot be meant so.
    """
    from routing.desk.facility_limits import CANDIDATES  # noqa: PLC0415
    from routing.desk.siting import propose_sites  # noqa: PLC0415

    desk = dataset.planner.coverage()
    coverage = desk.coverage(request)
    if not count:
        return coverage, ()
    return coverage, propose_sites(desk, coverage, count, candidates or CANDIDATES, costs, budget)


def gap_details(dataset: Dataset, coverage: "Coverage", count: int) -> Iterator[dict[str, Any]]:
    """Tell of the longest gaps whom they concern, and how sure it is that they are gaps."""
    from routing.desk.context import contexts  # noqa: PLC0415
    from routing.desk.evidence import evidence  # noqa: PLC0415

    desk, asked, gaps = dataset.planner.coverage(), coverage.request, coverage.gaps[: max(count, 0)]
    told = evidence(desk, asked.facility, asked.mode, gaps, asked.removed)
    for gap, context, sure in zip(gaps, contexts(desk, asked.mode, gaps), told, strict=True):
        yield stretch_figures(gap) | {"context": plain(context), "evidence": plain(sure)}
