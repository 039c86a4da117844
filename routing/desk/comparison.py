"""What changed between two versions of a dataset: lengths, facilities, networks, coverage."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from routing.types import Lonlat


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
    """A section or route that came, went or changed its length by more than a metre."""

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
        Kinds and modes whose coverage is compared; the region's norms where left out.

    Raises
    ------
    DatasetUnusable
        If one cannot be read.
    """
    raise NotImplementedError
