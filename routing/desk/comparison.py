"""What changed between two versions of a dataset: lengths, facilities, networks, coverage."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyproj

from geodata.regions import load_region, region_names
from geodata.vocabulary import MODES, NETWORKS
from routing.desk.coverage import CoverageDesk, CoverageRequest
from routing.errors import DatasetUnusable
from routing.graph import RoutingGraph
from routing.places import PlaceTable
from routing.types import Lonlat

MOVED_M: Final = 10.0
"""A facility that is this much elsewhere has moved; less is a better drawing."""
CHANGED_M: Final = 1.0
_GEOD: Final = pyproj.Geod(ellps="WGS84")


@dataclass(frozen=True)
class Version:
    """A dataset that is compared: its version, region, and the extract's timestamp ("" unknown)."""

    version: str
    region: str
    extract: str


@dataclass(frozen=True)
class Change:
    """A figure then and now; ``subject`` says of what (a mode, a kind, a municipality)."""

    subject: str
    before: float | None
    after: float | None

    @property
    def difference(self) -> float | None:
        """After less before, None where either is unknown."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class ChangedPlace:
    """A facility that came, went or moved; ``moved_m`` is 0 but for the last."""

    change: str  # added, removed, moved
    kind: str
    place_id: str
    name: str
    lonlat: Lonlat
    municipality: str
    moved_m: float = 0.0


@dataclass(frozen=True)
class ChangedSection:
    """A section or route that came, went, or changed its length by more than a metre or its numbers."""

    change: str  # added, removed, changed
    what: str  # section, route
    network: str
    osm_id: int
    ref: str
    before_m: float | None
    after_m: float | None


@dataclass(frozen=True)
class CoverageChange:
    """Coverage of a kind and mode then and now, by the norms of the newer one's region."""

    facility: str
    mode: str
    norm_m: float
    within_before: float | None
    within_after: float | None
    gap_before_m: float
    gap_after_m: float


@dataclass(frozen=True)
class Comparison:
    """What changed.

    Attributes
    ----------
    before, after
        The two.
    networks
        Metres of network per mode.
    municipalities
        Metres of walking and cycling network per municipality, ``"wandelen:Assen"``.
    counts
        Facilities per kind.
    places, sections, coverage
        One by one.
    """

    before: Version
    after: Version
    networks: tuple[Change, ...]
    municipalities: tuple[Change, ...]
    counts: tuple[Change, ...]
    places: tuple[ChangedPlace, ...]
    sections: tuple[ChangedSection, ...]
    coverage: tuple[CoverageChange, ...]


def compare(before: Path, after: Path, pairs: Sequence[tuple[str, str]] | None = None) -> Comparison:
    """Compare two datasets.

    Parameters
    ----------
    before, after
        Version folders, or what ``scripts.build`` was given as ``--out``.
    pairs
        Kinds and modes whose coverage is compared; those that the newer one's region has norms for where left out.

    Raises
    ------
    DatasetUnusable
        If one cannot be read.
    BadRequest
        When a pair has an unknown word, or the region no norm for it.
    """
    old, new = _Side(before), _Side(after)
    wanted = [(n.facility, n.mode) for n in new.desk.norms] if pairs is None else list(pairs)
    return Comparison(
        old.version, new.version,
        networks=tuple(_changes(old.networks(), new.networks())),
        municipalities=tuple(_changes(old.municipalities(), new.municipalities())),
        counts=tuple(_changes(old.counts(), new.counts())),
        places=tuple(_places(old, new)),
        sections=tuple(_sections(old, new)),
        coverage=tuple(_coverage(old, new, facility, mode) for facility, mode in wanted),
    )  # fmt: skip


class _Side:
    """One of the two datasets."""

    def __init__(self, folder: Path) -> None:
        current = folder / "current"
        version = (current if current.exists() else folder).resolve()
        try:
            manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise DatasetUnusable(
                f"{folder}: no dataset here; make one with python -m scripts.build"
            ) from error
        self.graph = RoutingGraph.load(version)
        self.places = PlaceTable.load(version / "places.parquet")
        name = str(manifest.get("region", ""))
        norms = load_region(name).norms if name in region_names() else ()
        self.desk = CoverageDesk.open(version, self.graph, self.places, norms)
        extract = manifest.get("extract") or {}
        stamp = str(extract.get("timestamp") or "") if isinstance(extract, dict) else ""
        self.version = Version(str(manifest.get("version", version.name)), name, stamp)

    def networks(self) -> dict[str, float]:
        """Metres of network per mode."""
        return {mode: float(self.graph.edge_length[self.desk.network(mode).edges].sum()) for mode in MODES}

    def municipalities(self) -> dict[str, float]:
        """Metres of network per mode and municipality."""
        g = self.graph
        found: dict[str, float] = {}
        for mode in ("fietsen", "wandelen"):
            edges = self.desk.network(mode).edges
            row = g.edge_municipality[edges].astype(np.int64)
            metres = np.bincount(
                row[row >= 0], g.edge_length[edges][row >= 0], minlength=len(g.municipalities)
            )
            found |= {f"{mode}:{name}": float(m) for name, m in zip(g.municipalities, metres, strict=True)}
        return found

    def counts(self) -> dict[str, float]:
        """Facilities per kind that the dataset has on record."""
        return {kind: float(mask.sum()) for kind, mask in self.desk.kinds.items()}

    def facilities(self) -> dict[tuple[str, str], int]:
        """Kind and id of each facility, and its row."""
        return {
            (kind, self.places.place_id[row]): row
            for kind, mask in self.desk.kinds.items()
            for row in np.flatnonzero(mask).tolist()
        }

    def place(self, change: str, kind: str, row: int, moved_m: float = 0.0) -> ChangedPlace:
        """A facility as told of in a comparison."""
        p = self.places
        lonlat = (float(p.lon[row]), float(p.lat[row]))
        municipality = str(self.desk.records.municipality[row])
        return ChangedPlace(change, kind, p.place_id[row], p.name[row], lonlat, municipality, moved_m)

    def sections(self) -> dict[tuple[str, str, int], tuple[str, float]]:
        """Sections and routes: what, network and id, with number or name and metres."""
        g = self.graph
        refs = [*g.junction_refs, ""]
        columns = (g.section_network, g.section_osm_id, g.section_from, g.section_to, g.section_length)
        found = {
            ("section", NETWORKS[net], osm_id): (f"{refs[a] or '?'}-{refs[b] or '?'}", metres)
            for net, osm_id, a, b, metres in zip(*(c.tolist() for c in columns), strict=True)
        }
        found |= {
            ("route", str(r["network"]), int(r["osm_id"])): (str(r["ref"] or r["name"]), float(r["length_m"]))
            for r in g.routes
        }
        return found


def _changes(before: Mapping[str, float], after: Mapping[str, float]) -> list[Change]:
    return [
        Change(subject, before.get(subject), after.get(subject))
        for subject in dict.fromkeys((*before, *after))
    ]


def _places(old: _Side, new: _Side) -> Iterator[ChangedPlace]:
    before, after = old.facilities(), new.facilities()
    for kind, osm_id in sorted(set(before) | set(after)):
        then, now = before.get((kind, osm_id)), after.get((kind, osm_id))
        if then is None and now is not None:
            yield new.place("added", kind, now)
        elif then is not None and now is None:
            yield old.place("removed", kind, then)
        elif then is not None and now is not None:
            ends = (old.places.lon[then], old.places.lat[then], new.places.lon[now], new.places.lat[now])
            moved_m = float(_GEOD.inv(*ends)[2])
            if moved_m > MOVED_M:
                yield new.place("moved", kind, now, moved_m)


def _sections(old: _Side, new: _Side) -> Iterator[ChangedSection]:
    before, after = old.sections(), new.sections()
    for key in sorted(set(before) | set(after)):
        then, now = before.get(key), after.get(key)
        what, network, osm_id = key
        ref = (now or then or ("", 0.0))[0]
        if then is None or now is None:
            change = "added" if then is None else "removed"
            yield ChangedSection(
                change, what, network, osm_id, ref, then[1] if then else None, now[1] if now else None
            )
        elif abs(then[1] - now[1]) > CHANGED_M or then[0] != now[0]:
            yield ChangedSection("changed", what, network, osm_id, ref, then[1], now[1])


def _coverage(old: _Side, new: _Side, facility: str, mode: str) -> CoverageChange:
    norm_m, norm_type, _ = new.desk.norm(CoverageRequest(facility, mode))
    asked = CoverageRequest(facility, mode, norm_m, norm_type)
    then, now = old.desk.coverage(asked), new.desk.coverage(asked)
    return CoverageChange(
        facility, mode, norm_m, then.within_norm_share, now.within_norm_share, then.gap_m, now.gap_m
    )
