"""What a report says: figures and stretches of one question in one part of the region, without any form yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import shapely
from pydantic import BaseModel, ConfigDict, Field

from app.api.schemas import Facility, Language, Mode, NormMetres, NormType
from app.dataset import Dataset
from app.languages import kilometres, mark, number, translate
from app.presenter.coverage import not_in_data
from app.presenter.words import word
from app.reports.figures import Share, norm_figures
from app.reports.scope import Scope, scope_of

if TYPE_CHECKING:
    from routing.desk.context import StretchContext
    from routing.desk.coverage import Coverage, OffNetwork
    from routing.desk.evidence import Evidence
    from routing.desk.stretches import Stretch

DETAILED = 200
"""Of so many of the longest gaps a report tells whom they concern and how sure they are."""

Name = Annotated[str, Field(max_length=200)]


class ReportQuery(BaseModel):
    """Which report."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    facility: Facility = "toilet"
    mode: Mode = "wandelen"
    norm_m: NormMetres | None = None
    norm_type: NormType | None = None
    municipality: Name = ""
    area: Name = ""
    route: Name = ""
    lang: Language | None = None


class OverviewQuery(BaseModel):
    """Which norm the map of the overview is about."""

    model_config = ConfigDict(extra="forbid")

    norm: Annotated[str, Field(max_length=60)] = Field(
        default="", description="Facility and mode, a space between them"
    )
    lang: Language | None = None


class CompareQuery(BaseModel):
    """Since which version."""

    model_config = ConfigDict(extra="forbid")

    before: Name = ""
    lang: Language | None = None


@dataclass(frozen=True)
class Row:
    """A stretch beyond the norm, with what is known of it."""

    stretch: "Stretch"
    context: "StretchContext | None"
    evidence: "Evidence | None"


@dataclass(frozen=True)
class NormRow:
    """A norm, and how much of the scope it holds for."""

    facility: str
    mode: str
    norm_m: float
    norm_type: str
    source: str
    kind: str
    in_data: bool
    share: Share


@dataclass(frozen=True, eq=False)
class Report:
    """What a report says.

    Attributes
    ----------
    query, scope
        What was asked, of which part.
    language
        Of all its texts.
    coverage
        Of the whole network, with the norm.
    share
        Of the scope.
    gaps
        Of the scope, longest first.
    worst
        Whole sections of the scope, the worst-served first.
    off_network
        Facilities that serve nobody.
    norms
        Every norm of the region, in the scope.
    """

    dataset: Dataset
    query: ReportQuery
    scope: Scope
    language: str
    coverage: "Coverage"
    share: Share
    gaps: Sequence[Row]
    worst: "Sequence[Stretch]"
    off_network: "Sequence[OffNetwork]"
    norms: Sequence[NormRow]

    @property
    def title(self) -> str:
        """What the report is about, in words."""
        values = {
            "what": word(self.language, "facility", self.query.facility),
            "how": word(self.language, "mode", self.query.mode),
            "where": self.where,
        }
        told = translate(self.language, mark("{what}, {how}: {where}"), values)
        return told[:1].upper() + told[1:]

    @property
    def where(self) -> str:
        """What the report is about, in words."""
        titles: Mapping[str, str] = self.dataset.manifest.get("title") or {}
        region = titles.get(self.language, self.dataset.manifest["region"]).removeprefix("Rondje ")
        return self.scope.name or region

    @property
    def norm(self) -> str:
        """The norm in words, with its source."""
        found = self.coverage
        told = {"spacing": mark("one every {length} along the route"), "reach": mark("within {length}")}
        text = translate(
            self.language, told[found.norm_type], {"length": kilometres(self.language, found.norm_m)}
        )
        if found.norm is None:
            return f"{text} ({translate(self.language, mark('own choice'))})"
        from app.desk.words import norm_kind  # noqa: PLC0415

        return f"{text} ({found.norm.source}, {norm_kind(found.norm.kind, self.language)})"

    @property
    def within(self) -> str:
        """The share within the norm in words."""
        share = self.share.within if self.coverage.in_data else None
        return "–" if share is None else f"{number(self.language, 100 * share, 1)} %"

    @property
    def unknown(self) -> str:
        """What is said instead of gaps where nobody has recorded the kind; else empty."""
        return "" if self.coverage.in_data else not_in_data(self.language)

    @property
    def attribution(self) -> list[str]:
        """Whom the data is from."""
        return list(self.dataset.manifest["attribution"])

    @property
    def data_date(self) -> datetime | None:
        """When the map data was taken, None where it is not known."""
        return data_date(self.dataset)


def data_date(dataset: Dataset) -> datetime | None:
    """Return when the map data was taken, None where it is not known."""
    stamp = (dataset.manifest.get("extract") or {}).get("timestamp")
    return datetime.fromisoformat(stamp) if stamp else None


def make_report(dataset: Dataset, query: ReportQuery, language: str) -> Report:
    """Work out a report.

    Raises
    ------
    InvalidInput
        If there is no such municipality, area or route.
    routing.BadRequest
        If there is no norm, or it cannot be meant so.
    """
    from routing.desk.context import contexts  # noqa: PLC0415 - they compile searches
    from routing.desk.coverage import CoverageRequest  # noqa: PLC0415
    from routing.desk.evidence import evidence  # noqa: PLC0415

    scope = scope_of(dataset, query.municipality, query.area, query.route, language)
    desk = dataset.planner.coverage()
    lengths = desk.graph.edge_length
    municipality = scope.name if scope.kind == "municipality" else None
    found = desk.coverage(
        CoverageRequest(query.facility, query.mode, query.norm_m, query.norm_type, municipality)
    )
    gaps, worst = list(found.gaps), list(found.worst)
    share = Share(found.network_m, found.gap_m)
    if scope.kind in ("area", "route"):
        gaps, share = _clipped(dataset, found, scope)
        worst = [s for s in worst if _inside(s, gaps)]
    longest = gaps[:DETAILED] if found.in_data else []
    near = contexts(desk, query.mode, longest) if longest else []
    sure = evidence(desk, query.facility, query.mode, longest) if longest else []
    rows = [
        Row(s, near[i] if i < len(near) else None, sure[i] if i < len(sure) else None) for i, s in enumerate(gaps)
    ]  # fmt: skip
    norms = [
        NormRow(
            each.norm.facility, each.norm.mode, each.norm.norm_m, each.norm.type, each.norm.source, each.norm.kind,
            each.in_data, each.part(scope.edges, lengths),
        )
        for each in norm_figures(dataset)
    ]  # fmt: skip
    return Report(dataset, query, scope, language, found, share, rows, worst, found.off_network, norms)


def _clipped(dataset: Dataset, found: "Coverage", scope: Scope) -> tuple[list["Stretch"], Share]:
    """The gaps on the ways of an area or a route, and its figures."""
    from routing.desk.stretches import Stretches  # noqa: PLC0415

    graph = dataset.planner.coverage().graph
    parts = found.parts.take(scope.edges[found.parts.edge])
    gaps = Stretches(graph, found.network).joined(parts)
    mine = found.edges[scope.edges[found.edges]]
    return gaps, Share(float(graph.edge_length[mine].sum()), float((parts.hi_m - parts.lo_m).sum()))


def _inside(stretch: "Stretch", gaps: "Sequence[Stretch]") -> bool:
    lines = np.array([gap.geometry for gap in gaps], dtype=object)
    return bool(len(lines)) and bool(shapely.intersects(lines, stretch.geometry).any())


def row_values(row: Row) -> dict[str, Any]:
    """Return a stretch with what is known of it as plain columns; the same in every file."""
    stretch, context, sure = row.stretch, row.context, row.evidence
    far = stretch.longest_distance_m
    return {
        "length_m": round(stretch.length_m, 1),
        "longest_distance_m": None if far is None else round(far, 1),
        "from_junction": stretch.from_junction,
        "to_junction": stretch.to_junction,
        "municipality": stretch.municipality,
        "routes": "; ".join(route.ref or route.name for route in context.routes) if context else "",
        "areas": "; ".join(area.name for area in context.areas) if context else "",
        "population": context.population if context else None,
        "beds": context.beds if context else None,
        "expected_use": context.expected_use if context else None,
        "use_loops": context.use_loops if context and context.expected_use is not None else None,
        "confidence_absent": round(sure.absent, 3) if sure else None,
        "verdict": sure.verdict if sure else "",
        "mapped_around": sure.mapped if sure else None,
        "last_edit": sure.last_edit if sure else "",
    }


COLUMNS = (
    "length_m", "longest_distance_m", "from_junction", "to_junction", "municipality", "routes", "areas", "population",
    "beds", "expected_use", "use_loops", "confidence_absent", "verdict", "mapped_around", "last_edit",
)  # fmt: skip
