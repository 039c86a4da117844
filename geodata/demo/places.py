"""Places as nodes: settlements, sights, food and drink, beds, and what officers look after."""

import numpy as np
import numpy.typing as npt

from geodata.demo.edges import Edges
from geodata.demo.fields import FloatArray, to_lonlat
from geodata.demo.land import Brush
from geodata.demo.mesh import Mesh
from geodata.demo.names import NameBook
from geodata.demo.place_table import KINDS, Kind
from geodata.demo.settlements import Settlement
from geodata.demo.sheet import Sheet
from geodata.demo.tagging import Tags
from geodata.demo.ways import Drawn

_WILD = ("heath", "sand", "bog", "forest", "forest_leaf", "forest_needle")
_ASIDE_M = {"core": 7.0, "village": 4.0, "edge": 9.0}
_ASIDE_DEFAULT_M = 3.5
_FOREIGN = {"museum": ("museum", "Museum"), "molen": ("mill", "Mühle"), "kerk": ("church", "Kirche"),
            "grafheuvel": ("burial mound", "Grabhügel"), "toren": ("tower", "Turm"),
            "monument": ("memorial", "Denkmal")}  # fmt: skip


def add_settlements(brush: Brush, settlements: list[Settlement], seats: list[str]) -> None:
    """Add a place node for each settlement."""
    lonlat = brush.place(np.array([(s.x, s.y) for s in settlements]))
    for settlement, (lon, lat) in zip(settlements, lonlat, strict=True):
        tags = {"place": settlement.place, "name": settlement.name, "population": str(settlement.population),
                "is_in:municipality": seats[settlement.municipality]}  # fmt: skip
        settlement.osm_id = brush.sheet.add_place(float(lon), float(lat), tags, "2023-02-01T12:00:00Z")


def add_places(
    rng: np.random.Generator,
    mesh: Mesh,
    edges: Edges,
    drawn: Drawn,
    tags: list[Tags],
    cover: npt.NDArray[np.str_],
    settlements: list[Settlement],
    names: NameBook,
    sheet: Sheet,
    scale: float,
) -> None:
    """Add all places beside ways that one may use."""
    pools = _pools(mesh, edges, tags, cover)
    homes = np.array([(s.x, s.y) for s in settlements])
    for kind in KINDS:
        pool = pools[kind.where]
        if not len(pool):
            pool = pools["country"]
        count = max(1, round(kind.per_province * scale))
        chosen = pool[rng.integers(0, len(pool), count)]
        aside = _ASIDE_M.get(kind.where, _ASIDE_DEFAULT_M)
        for k, (e, (x, y)) in enumerate(
            zip(chosen.tolist(), _beside(rng, edges, drawn, chosen, aside), strict=True)
        ):
            lon, lat = to_lonlat(np.array([[x, y]]))[0]
            here = np.array([mesh.x[edges.u[e]], mesh.y[edges.u[e]]])
            near = settlements[int(np.argmin(np.hypot(*(homes - here).T)))]
            sheet.add_place(float(lon), float(lat), _tags(rng, kind, k, near.name, names), _edited(rng))


def _pools(
    mesh: Mesh, edges: Edges, tags: list[Tags], cover: npt.NDArray[np.str_]
) -> dict[str, npt.NDArray[np.int64]]:
    """Edges by surroundings, each as often as it is long."""
    level = np.array([line.level for line in mesh.lines])[edges.line]
    x, y = np.array(mesh.x), np.array(mesh.y)
    length = np.hypot(x[edges.u] - x[edges.v], y[edges.u] - y[edges.v])
    public = np.array([t.get("access") != "private" and t["highway"] != "trunk" for t in tags]) & (
        edges.bridge < 0
    )
    road = np.array([t["highway"] in ("residential", "living_street", "tertiary", "unclassified", "pedestrian")
                     for t in tags])  # fmt: skip
    wild = np.isin(cover, _WILD) & (level < -0.2)
    masks = {
        "core": (level > 0.25) & road,
        "village": (level > 0) & road,
        "edge": (level > -0.35) & (level < 0.4) & road,
        "country": level < -0.2,
        "wild": wild,
        "heath": wild & np.isin(cover, ("heath", "sand")),
        "forest": wild & np.char.startswith(cover, "forest"),
    }
    return {
        where: np.repeat(rows, np.maximum(1, (length[rows] / 40).astype(int)))
        for where, mask in masks.items()
        for rows in [np.flatnonzero(mask & public)]
    }


def _beside(
    rng: np.random.Generator, edges: Edges, drawn: Drawn, chosen: npt.NDArray[np.int64], aside_m: float
) -> list[FloatArray]:
    """A spot beside each edge, on either side, in bent metres."""
    out = []
    for e in chosen.tolist():
        points = drawn.points(edges, e)
        k = int(rng.integers(len(points) - 1))
        step = points[k + 1] - points[k]
        long = max(float(np.hypot(*step)), 1e-6)
        side = 1 if rng.random() < 0.5 else -1
        normal = np.array([-step[1], step[0]]) / long
        out.append(points[k] + rng.uniform(0.2, 0.8) * step + side * aside_m * normal)
    return out


def _tags(rng: np.random.Generator, kind: Kind, k: int, near: str, names: NameBook) -> Tags:
    tags = dict(kind.tags)
    if tags.get("archaeological_site") == "megalith":
        del tags["wikidata"]
        tags |= {"ref": f"X{k + 1}", "name": f"Hunebed X{k + 1}", "name:en": f"Dolmen X{k + 1}",
                 "name:de": f"Großsteingrab X{k + 1}"}  # fmt: skip
    elif kind.names:
        _name(rng, tags, kind.names[int(rng.integers(len(kind.names)))], near, names)
    if kind.hours and rng.random() < 0.8:
        tags["opening_hours"] = kind.hours[int(rng.integers(len(kind.hours)))]
    if kind.maybe and rng.random() < 0.6:
        tags |= kind.maybe[int(rng.integers(len(kind.maybe)))]
    die = rng.random()
    if die < 0.25:
        date = f"{2021 + int(rng.integers(6))}-{1 + int(rng.integers(9)):02d}-{1 + int(rng.integers(28)):02d}"
        tags["survey:date" if die < 0.1 else "check_date"] = date
    return tags


def _name(rng: np.random.Generator, tags: Tags, ending: str, near: str, names: NameBook) -> None:
    if ending in ("TOP", "Rustpunt"):
        tags["name"] = f"{ending} {near}"
        return
    if ending == "halte":
        tags["name"] = f"{near}, {names.street()}"
        return
    if ending in ("kerk", "molen", "museum"):
        tags["name"] = f"{ending.capitalize()} van {near}"
    else:
        tags["name"] = names.piece(ending)
    if ending in _FOREIGN and rng.random() < 0.6:
        english, german = _FOREIGN[ending]
        tags |= {"name:nl": tags["name"], "name:en": f"{near} {english}", "name:de": f"{german} {near}"}


def _edited(rng: np.random.Generator) -> str:
    """A day on which somebody last touched the place: some recent, some long ago."""
    year = 2026 - int(min(12, rng.exponential(3.0)))
    return f"{year}-{1 + int(rng.integers(9)):02d}-{1 + int(rng.integers(28)):02d}T12:00:00Z"
