"""What is wrong with junctions and sections: as whoever follows the numbers meets it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from routing.desk.findings import Action, Finding, FindingKind
from routing.desk.kernel_health import between
from routing.desk.numbered_network import NumberedNetwork, numbered_network
from routing.desk.whereabouts import Whereabouts

if TYPE_CHECKING:
    from routing.desk.coverage import CoverageDesk

SIGHT_M = 1_000.0
"""Two junctions of one number this near to each other are mistaken for each other."""
LINK_M = 1_500.0
"""Junctions this near to each other, with a way between them, are worth a section ..."""
DETOUR = 4.0
"""... when the way round by the numbers is this many times as long."""
PASSES_M = 10.0
"""A section passes a junction whose node it runs over, this far from its own ends."""
IntArray = npt.NDArray[np.int64]


def section_findings(desk: "CoverageDesk", mode: str, kinds: Sequence[str]) -> Iterator[Finding]:
    """Findings about junctions and sections; none where the dataset has no numbered network.

    Parameters
    ----------
    desk, mode
        The dataset's, and whose network.
    kinds
        What to look for.
    """
    if mode == "toegankelijk":  # it follows the walkers' signs, of which walking tells
        return
    network = numbered_network(desk, mode)
    if len(network.junction) == 0:
        return
    look = _Look(desk, mode, network)
    for kind, find in look.kinds.items():
        if kind in kinds:
            yield from find()


@dataclass(frozen=True, eq=False)
class _Links:
    """Rows of the network of junctions, and ends and lengths of its links."""

    indptr: npt.NDArray[np.int32]
    node: npt.NDArray[np.int32]
    link: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    length_m: npt.NDArray[np.float64]

    def between(
        self, start: npt.NDArray[np.int32], end: npt.NDArray[np.int32], skip: npt.NDArray[np.int32],
        bound_m: npt.NDArray[np.float64],
    ) -> npt.NDArray[np.float64]:  # fmt: skip
        """Metres by the numbers between pairs of junctions, see :func:`routing.desk.kernel_health.between`."""
        return np.asarray(
            between(self.indptr, self.node, self.link, self.length_m, start, end, skip, bound_m)
        )


class _Look:
    def __init__(self, desk: "CoverageDesk", mode: str, network: NumberedNetwork) -> None:
        self.desk, self.mode, self.net, self.g = desk, mode, network, desk.graph
        self.where = Whereabouts(desk)
        self.limits = {r.subject: r.limits for r in desk.guidelines if r.mode == mode}
        g, n = self.g, network
        self.length_m = np.asarray(g.section_length[n.section], dtype=np.float64)
        self.kinds = {
            "junction_off_network": self.off_network,
            "junction_without_sections": self.without_sections,
            "section_broken": self.broken,
            "section_end_unknown": self.end_unknown,
            "section_too_long": self.too_long,
            "missing_section": self.missing,
            "dead_end": self.dead_ends,
            "duplicate_number": self.duplicates,
            "loop_too_large": self.large_loops,
        }

    def off_network(self) -> Iterator[Finding]:
        """Numbers beside which no way of their network runs."""
        rows = self.net.junction[self.g.junction_node[self.net.junction] < 0]
        yield from self._at_junctions("junction_off_network", 2, "check_map", rows)

    def without_sections(self) -> Iterator[Finding]:
        """Numbers that no section begins or ends at, nor at another post of the same junction."""
        served = np.zeros(len(self.net.lead), dtype=np.bool_)
        for side in (self.net.start, self.net.end):
            served[side[side >= 0]] = True
        on = self.g.junction_node[self.net.lead] >= 0
        rows = self.net.lead[~served & on]
        yield from self._at_junctions("junction_without_sections", 2, "repair_relation", rows)

    def broken(self) -> Iterator[Finding]:
        """Sections whose ways do not join their two junctions."""
        yield from self._sections("section_broken", 3, "repair_relation", self.net.status == "broken")

    def end_unknown(self) -> Iterator[Finding]:
        """Sections with an end that the data does not hold: mostly at the border of the extract."""
        away = self.net.status == "leaves_extract"
        yield from self._sections("section_end_unknown", 1, "check_map", away)

    def too_long(self) -> Iterator[Finding]:
        """Sections longer than the region's rule allows or likes."""
        rule = self.limits.get("section", {})
        for severity, name, above in ((2, "most_m", np.inf), (1, "good_to_m", rule.get("most_m", np.inf))):
            if name in rule:
                long = (self.length_m > rule[name]) & (self.length_m <= above)
                values = {"limit_m": rule[name]}
                yield from self._sections("section_too_long", severity, "split_section", long, values)

    def dead_ends(self) -> Iterator[Finding]:
        """Numbers with one section only, away from where the data ends."""
        n = self.net
        both = [tuple(sorted(pair)) for pair in zip(n.start.tolist(), n.end.tolist(), strict=True)]
        ways: dict[int, set[int]] = {}
        for a, b in both:
            if a != b:
                ways.setdefault(a, set()).add(b)
                ways.setdefault(b, set()).add(a)
        rings = {a for a, b in both if a == b}
        at_edge = n.at_edge
        alone = [
            i
            for i, others in ways.items()
            if i >= 0 and len(others) == 1 and i not in rings and not at_edge[i]
        ]
        yield from self._at_junctions("dead_end", 2, "extend_network", n.lead[sorted(alone)])

    def duplicates(self) -> Iterator[Finding]:
        """One number twice within sight, or twice as the next number from one junction."""
        n, g = self.net, self.g
        ref = np.array([g.junction_refs[i] for i in n.lead.tolist()], dtype=object)
        near = cKDTree(np.column_stack((n.x, n.y))).query_pairs(SIGHT_M, output_type="ndarray")
        pairs = {(int(a), int(b)) for a, b in near if ref[a] == ref[b] and ref[a]}
        after: dict[int, dict[str, set[int]]] = {}
        for k in n.links.tolist():
            for a, b in ((int(n.start[k]), int(n.end[k])), (int(n.end[k]), int(n.start[k]))):
                after.setdefault(a, {}).setdefault(str(ref[b]), set()).add(b)
        for words in after.values():
            for word, groups in words.items():
                if word and len(groups) > 1:
                    first, second = sorted(groups)[:2]
                    pairs.add((first, second))
        for a, b in sorted(pairs):
            apart = float(np.hypot(n.x[a] - n.x[b], n.y[a] - n.y[b]))
            yield self._link(
                "duplicate_number", 2, "renumber", a, b,
                {"ref": str(ref[a]), "distance_m": round(apart), "osm_id": self._id(a), "other_id": self._id(b)},
            )  # fmt: skip

    def large_loops(self) -> Iterator[Finding]:
        """Numbers whose smallest loop is longer than a family (or anybody) likes."""
        rule = self.limits.get("smallest loop", {})
        if "most_m" not in rule:
            return
        smallest = self.smallest_loops(rule["most_m"] * 2)
        n, g = self.net, self.g
        at_edge, degree = n.at_edge, np.zeros(len(n.lead), dtype=np.int64)
        for side in (n.start[n.links], n.end[n.links]):
            np.add.at(degree, side, 1)
        for i in np.flatnonzero((degree >= 2) & ~at_edge & (smallest > rule["good_to_m"])).tolist():
            severity, limit = (2, rule["most_m"]) if smallest[i] > rule["most_m"] else (1, rule["good_to_m"])
            length = {"length_m": round(float(smallest[i]))} if np.isfinite(smallest[i]) else {}
            values: dict[str, str | float | int] = {
                "ref": g.junction_refs[int(n.lead[i])],
                "limit_m": limit,
                "osm_id": self._id(i),
            }
            yield self._finding("loop_too_large", severity, "add_section", self._point(i), values | length)

    def smallest_loops(self, bound_m: float) -> npt.NDArray[np.float64]:
        """Length of the smallest loop over sections through each group; ``inf`` beyond the bound."""
        links = self._rows()
        smallest = np.full(len(self.net.lead), np.inf)
        itself = np.arange(len(links.start), dtype=np.int32)
        back = links.between(links.start, links.end, itself, np.maximum(bound_m - links.length_m, 0.0))
        for side in (links.start, links.end):
            np.minimum.at(smallest, side, back + links.length_m)
        return smallest

    def missing(self) -> Iterator[Finding]:
        """Junctions that follow each other on a section without one of their own, or near ones without a link."""
        yield from self._passed()
        yield from self._unlinked()

    def _passed(self) -> Iterator[Finding]:
        n, g = self.net, self.g
        group_of_node = np.full(g.n_nodes, -1, dtype=np.int64)
        on = n.junction[g.junction_node[n.junction] >= 0]
        group_of_node[g.junction_node[on]] = n.group[on]
        known = {
            frozenset(pair) for pair in zip(n.start[n.links].tolist(), n.end[n.links].tolist(), strict=True)
        }
        told: set[frozenset[int]] = set()
        for k in n.links.tolist():
            row = int(n.section[k])
            edges = g.section_edge[g.section_indptr[row] : g.section_indptr[row + 1]]
            forward = g.section_forward[g.section_indptr[row] : g.section_indptr[row + 1]]
            inner = np.where(forward, g.edge_v[edges], g.edge_u[edges])[:-1]
            at = np.cumsum(g.edge_length[edges])[:-1]
            inside = (
                (group_of_node[inner] >= 0) & (at > PASSES_M) & (at < float(g.section_length[row]) - PASSES_M)
            )
            via = [int(i) for i in group_of_node[inner[inside]]]
            chain = [int(n.start[k]), *via, int(n.end[k])]
            for a, b in pairwise(chain):
                pair = frozenset((a, b))
                if via and len(pair) == 2 and pair not in known | told:
                    told.add(pair)
                    values: dict[str, str | float | int] = {
                        "from": self._ref(a),
                        "to": self._ref(b),
                        "osm_id": int(g.section_osm_id[row]),
                    }
                    yield self._link("missing_section", 2, "add_section", a, b, values)

    def _unlinked(self) -> Iterator[Finding]:
        n, g = self.net, self.g
        node = g.junction_node[n.lead].astype(np.int64)
        pairs = cKDTree(np.column_stack((n.x, n.y))).query_pairs(LINK_M, output_type="ndarray")
        pairs = pairs[(node[pairs] >= 0).all(axis=1)]
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        a, b = pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.int32)
        none = np.full(len(a), -1, dtype=np.int32)
        most = np.full(len(a), LINK_M * DETOUR)
        signed = self._rows().between(a, b, none, most)
        apart = np.hypot(n.x[a] - n.x[b], n.y[a] - n.y[b])
        far = np.flatnonzero((signed > DETOUR * apart) & ~(n.at_edge[a] | n.at_edge[b]))
        ways = self.desk.network(self.mode)
        by_way = between(
            ways.indptr, ways.node, ways.edge, np.ascontiguousarray(g.edge_length), node[a[far]].astype(np.int32),
            node[b[far]].astype(np.int32), none[far], np.full(len(far), LINK_M),
        )  # fmt: skip
        taken: set[int] = set()
        for i in np.argsort(by_way, kind="stable").tolist():
            first, second, direct = int(a[far[i]]), int(b[far[i]]), float(by_way[i])
            round_m = float(signed[far[i]])
            if not np.isfinite(direct) or round_m < DETOUR * direct or {first, second} & taken:
                continue
            taken |= {first, second}
            values: dict[str, str | float | int] = {
                "from": self._ref(first), "to": self._ref(second), "length_m": round(direct),
            }  # fmt: skip
            detour = {"detour_m": round(round_m)} if np.isfinite(round_m) else {}
            yield self._link("missing_section", 1, "add_section", first, second, values | detour)

    def _rows(self) -> "_Links":
        """The network of groups and links as rows, and ends and lengths of the links; doubled links once."""
        n = self.net
        low, high = np.minimum(n.start, n.end)[n.links], np.maximum(n.start, n.end)[n.links]
        metres = self.length_m[n.links]
        _, once = np.unique(np.column_stack((low, high, np.round(metres))), axis=0, return_index=True)
        start, end, length = low[once].astype(np.int32), high[once].astype(np.int32), metres[once]
        tail, head = np.concatenate((start, end)), np.concatenate((end, start))
        order = np.argsort(tail, kind="stable")
        link = np.tile(np.arange(len(start), dtype=np.int32), 2)[order]
        indptr = np.concatenate(([0], np.cumsum(np.bincount(tail, minlength=len(n.lead))))).astype(np.int32)
        return _Links(indptr, head[order], link, start, end, np.ascontiguousarray(length))

    def _at_junctions(
        self, kind: FindingKind, severity: int, action: Action, rows: IntArray
    ) -> Iterator[Finding]:
        g = self.g
        for row in rows.tolist():
            point = (float(g.junction_lon[row]), float(g.junction_lat[row]))
            values = {"ref": g.junction_refs[row], "osm_id": int(g.junction_osm_id[row])}
            yield self._finding(kind, severity, action, point, values)

    def _sections(
        self, kind: FindingKind, severity: int, action: Action, which: npt.NDArray[np.bool_],
        more: Mapping[str, float] | None = None,
    ) -> Iterator[Finding]:  # fmt: skip
        n, g = self.net, self.g
        for k in np.flatnonzero(which).tolist():
            row = int(n.section[k])
            edges = g.section_edge[g.section_indptr[row] : g.section_indptr[row + 1]].tolist()
            if not edges:
                continue
            line = shapely.union_all([shapely.LineString(g.edge_points(edge)) for edge in edges])
            line = shapely.line_merge(line)
            middle = g.edge_points(edges[len(edges) // 2])
            lon, lat = middle[len(middle) // 2].tolist()
            values: dict[str, str | float | int] = {
                "from": self._ref(int(n.start[k])), "to": self._ref(int(n.end[k])),
                "length_m": round(float(self.length_m[k])), "osm_id": int(g.section_osm_id[row]),
            }  # fmt: skip
            told = {name: value for name, value in values.items() if value != ""}
            yield self._finding(kind, severity, action, (lon, lat), told | dict(more or {}), line)

    def _link(
        self, kind: FindingKind, severity: int, action: Action, a: int, b: int,
        values: Mapping[str, str | float | int],
    ) -> Finding:  # fmt: skip
        line = shapely.LineString([self._point(a), self._point(b)])
        return self._finding(kind, severity, action, self._point(a), values, line)

    def _finding(
        self, kind: FindingKind, severity: int, action: Action, lonlat: tuple[float, float],
        values: Mapping[str, str | float | int], shape: shapely.Geometry | None = None,
    ) -> Finding:  # fmt: skip
        [name] = self.where.of(np.array([lonlat[0]]), np.array([lonlat[1]]))
        return Finding(
            kind, severity, action, self.mode, lonlat, shape or shapely.Point(lonlat), name, values
        )

    def _point(self, group: int) -> tuple[float, float]:
        row = int(self.net.lead[group])
        return float(self.g.junction_lon[row]), float(self.g.junction_lat[row])

    def _ref(self, group: int) -> str:
        return self.g.junction_refs[int(self.net.lead[group])] if group >= 0 else ""

    def _id(self, group: int) -> int:
        return int(self.g.junction_osm_id[int(self.net.lead[group])])
