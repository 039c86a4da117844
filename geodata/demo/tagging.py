"""Tags of the ways, from the class of the line and from what it runs through."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geodata.demo.edges import Edges
from geodata.demo.fields import Soil
from geodata.demo.mesh import Line, Mesh
from geodata.demo.names import NameBook
from geodata.demo.settlements import Settlement
from geodata.demo.waters import Barrier

Tags = dict[str, str]

_NAMED = {"residential": 0.97, "living_street": 0.95, "unclassified": 0.85, "tertiary": 1.0, "secondary": 1.0,
          "primary": 1.0, "trunk": 1.0, "pedestrian": 0.9, "track": 0.2, "path": 0.07, "footway": 0.08,
          "cycleway": 0.25, "service": 0.06}  # fmt: skip
_UNSEALED = ("track", "path", "bridleway")
_DICE = 8


@dataclass(frozen=True, slots=True)
class Scene:
    """What one edge runs through: land cover, built-up level, dice and how often its tags have changed."""

    cover: str
    level: float
    turn: int
    dice: tuple[float, ...]
    name: str

    def chance(self, k: int, share: float) -> bool:
        """Throw the k-th die of the line; it changes with every turn."""
        return (self.dice[k] + 0.37 * self.turn) % 1 < share


class TagShelf:
    """Keeps one object for equal tags, so that large regions fit and equal tags compare fast."""

    def __init__(self) -> None:
        self._kept: dict[tuple[tuple[str, str], ...], Tags] = {}

    def __call__(self, tags: Tags) -> Tags:
        """The kept object equal to `tags`."""
        return self._kept.setdefault(tuple(sorted(tags.items())), tags)


def tag_edges(
    rng: np.random.Generator,
    mesh: Mesh,
    edges: Edges,
    soil: Soil,
    barriers: list[Barrier],
    settlements: list[Settlement],
    names: NameBook,
) -> tuple[list[Tags], npt.NDArray[np.str_]]:
    """Tags of every edge, equal tags being the same object, and the cover that it runs through."""
    x, y = np.array(mesh.x), np.array(mesh.y)
    cover = soil.cover((x[edges.u] + x[edges.v]) / 2, (y[edges.u] + y[edges.v]) / 2)
    dice = rng.random((len(mesh.lines), _DICE))
    line_names = _line_names(rng, mesh.lines, settlements, names)
    shelf = TagShelf()
    out = []
    for e in range(len(edges.u)):
        i = int(edges.line[e])
        line = mesh.lines[i]
        scene = Scene(str(cover[e]), line.level, int(edges.turn[e]), tuple(dice[i]), line_names[i])
        tags = way_tags(line, scene)
        over = int(edges.bridge[e])
        if over >= 0:
            tags |= {"bridge": "yes", "layer": "1"}
            if barriers[over].kind == "brook" and line.way_class in ("path", "footway"):
                tags |= {"surface": "wood", "width": "1.2"}
        out.append(shelf(tags))
    return out, cover


def _line_names(
    rng: np.random.Generator, lines: list[Line], settlements: list[Settlement], names: NameBook
) -> list[str]:
    dice = rng.random(len(lines))
    out = []
    for line, die in zip(lines, dice, strict=True):
        if line.kind in ("sidepath", "loop") or die >= _NAMED.get(line.way_class, 0):
            out.append("")
        elif line.kind == "main":
            end = max(line.start, line.stop)
            towards = settlements[end].name if end < len(settlements) and die < 0.5 else ""
            out.append(f"{towards}seweg" if towards else names.street(rural=True))
        elif line.kind == "stub" and line.way_class == "service":
            out.append("")
        else:
            out.append(names.street(rural=line.level <= 0))
    return out


def way_tags(line: Line, scene: Scene) -> Tags:
    """Tags of an edge of `line`."""
    tags: Tags = {"highway": line.way_class}
    if scene.name:
        tags["name"] = scene.name
    if line.way_class in _UNSEALED:
        _soft(tags, line, scene)
    elif line.way_class in ("footway", "cycleway", "pedestrian"):
        _car_free(tags, line, scene)
    elif line.way_class == "service":
        _service(tags, line, scene)
    else:
        _street(tags, line, scene)
    return tags


def _street(tags: Tags, line: Line, scene: Scene) -> None:
    """Streets and roads with cars."""
    urban = line.level > 0
    small = line.way_class in ("residential", "living_street")
    if scene.chance(0, 0.88):
        paved = "paving_stones" if small and scene.chance(1, 0.6) else "asphalt"
        if line.way_class == "unclassified" and not urban:
            paved = "asphalt" if scene.chance(1, 0.8) else ("sett" if scene.chance(2, 0.3) else "compacted")
        tags["surface"] = paved
    speed = {"trunk": "100", "primary": "80", "secondary": "80", "tertiary": "60", "living_street": "15"}
    limit = speed.get(line.way_class, "30" if urban else "60")
    if urban and line.way_class in ("primary", "secondary", "tertiary", "trunk"):
        limit = "50"
    if scene.chance(3, 0.75):
        tags["maxspeed"] = limit
    if scene.chance(4, 0.62):
        tags["lit"] = "yes" if urban or line.way_class in ("trunk", "primary") else "no"
    if line.way_class in ("trunk", "primary", "secondary"):
        tags["ref"] = f"N{800 + line.start % 90}"
        tags["lanes"] = "2"
        if line.way_class == "trunk":
            tags |= {"bicycle": "no", "foot": "no", "motorroad": "yes"}
    if "sidepath" in line.marks and "bicycle" not in tags:
        tags["bicycle"] = "use_sidepath"
    elif line.way_class in ("tertiary", "unclassified") and not urban and scene.chance(5, 0.15):
        tags["cycleway"] = "lane"
    if small:
        _quiet_street(tags, line, scene)
    elif not urban and line.way_class == "unclassified" and scene.chance(6, 0.1):
        tags |= {"motor_vehicle": "destination"} if scene.chance(7, 0.6) else {"access": "destination"}


def _quiet_street(tags: Tags, line: Line, scene: Scene) -> None:
    if scene.chance(5, 0.3):
        tags["sidewalk"] = "both" if scene.chance(6, 0.6) else "right"
    if scene.dice[7] < 0.05 and line.kind == "street":
        tags |= {"cyclestreet": "yes", "bicycle_road": "yes", "maxspeed": "30", "surface": "asphalt"}
        tags["motor_vehicle"] = "destination"
    elif scene.dice[7] < 0.13 and line.kind == "street":
        tags["oneway"] = "yes"
        if scene.dice[6] < 0.8:
            tags["oneway:bicycle"] = "no"
        if scene.dice[6] < 0.25:
            tags["cycleway"] = "opposite"
    if scene.dice[7] > 0.985:
        tags["incline"] = "4%" if scene.dice[6] < 0.5 else "-6%"


def _service(tags: Tags, line: Line, scene: Scene) -> None:
    if "service" in line.marks and scene.chance(0, 0.85):
        tags["service"] = line.marks["service"]
    if scene.chance(1, 0.4):
        tags["surface"] = (
            "paving_stones" if scene.level > 0 else ("gravel" if scene.chance(2, 0.5) else "concrete")
        )
    if line.marks.get("service") == "driveway":
        if scene.dice[3] < 0.34:
            tags["access"] = "private" if scene.dice[4] < 0.75 else "destination"
    elif scene.dice[3] < 0.08:
        tags["access"] = "permissive" if scene.dice[4] < 0.5 else "private"
    if line.marks.get("service") == "parking_aisle" and scene.dice[5] < 0.25:
        tags["oneway"] = "yes"
    if scene.dice[6] < 0.12:
        tags["maxspeed"] = "15"


def _car_free(tags: Tags, line: Line, scene: Scene) -> None:
    """Footways, cycleways and squares."""
    urban = line.level > 0
    if line.way_class == "cycleway":
        _cycleway(tags, line, scene, urban)
        return
    if scene.chance(0, 0.55):
        tags["surface"] = "paving_stones" if urban else "fine_gravel"
    if scene.chance(1, 0.3):
        tags["lit"] = "yes" if urban else "no"
    if scene.dice[2] < 0.14:
        tags["bicycle"] = "yes" if scene.dice[2] < 0.08 else "no"
    if scene.dice[3] < 0.12:
        tags["wheelchair"] = ("yes", "limited", "no")[int(3 * scene.dice[4])]
    if scene.dice[5] < 0.14:
        tags["width"] = ("1", "1.5", "2")[int(3 * scene.dice[6])]
    if line.way_class == "footway" and line.kind == "street" and scene.turn == 1 and scene.dice[7] < 0.5:
        _steps(tags, scene)


def _cycleway(tags: Tags, line: Line, scene: Scene, urban: bool) -> None:
    tags["surface"] = (
        "asphalt" if scene.chance(0, 0.6) else ("concrete" if scene.chance(1, 0.6) else "compacted")
    )
    if line.kind == "sidepath":
        tags |= {"foot": "yes", "oneway": "no"}
    elif scene.chance(2, 0.7):
        tags["foot"] = "yes"
    if scene.chance(3, 0.6):
        tags["moped"] = "no" if scene.dice[4] < 0.75 else "designated"
    if scene.chance(5, 0.35):
        tags["width"] = ("1.5", "2", "2.5", "3")[int(4 * scene.dice[6])]
    if scene.chance(6, 0.55):
        tags["lit"] = "yes" if urban else "no"
    if scene.dice[7] < 0.3:
        tags["smoothness"] = "excellent" if scene.dice[7] < 0.1 else "good"


def _steps(tags: Tags, scene: Scene) -> None:
    tags["highway"] = "steps"
    tags["step_count"] = str(4 + int(30 * scene.dice[6]))
    tags["incline"] = "up" if scene.dice[5] < 0.5 else "down"
    if scene.dice[4] < 0.4:
        tags["ramp:bicycle"] = "yes"
    tags.pop("wheelchair", None)


_GROUND = {"heath": ("sand", "ground", "fine_gravel"), "sand": ("sand", "sand", "ground"),
           "bog": ("wood", "grass", "ground"), "grass": ("grass", "ground", "compacted"),
           "field": ("ground", "compacted", "grass")}  # fmt: skip


def _soft(tags: Tags, line: Line, scene: Scene) -> None:
    """Tracks, paths and bridleways."""
    kinds = _GROUND.get(scene.cover, ("ground", "dirt", "compacted"))
    kind = kinds[0 if scene.chance(1, 0.5) else (1 if scene.chance(2, 0.6) else 2)]
    if line.way_class == "track":
        grade = 1 + int(5 * ((scene.dice[0] + 0.3 * scene.turn) % 1))
        if scene.chance(3, 0.82):
            tags["tracktype"] = f"grade{grade}"
        if scene.chance(4, 0.82):
            tags["surface"] = (
                "asphalt" if grade == 1 and scene.dice[1] < 0.3 else ("gravel" if grade == 2 else kind)
            )
        if scene.dice[5] < 0.16:
            tags["motor_vehicle"] = "agricultural" if scene.dice[5] < 0.1 else "no"
    elif scene.chance(3, 0.62):
        tags["surface"] = kind
    if scene.chance(6, 0.24):
        tags["smoothness"] = ("intermediate", "bad", "very_bad", "horrible")[int(4 * scene.dice[0])]
    if line.way_class == "path":
        if scene.dice[2] < 0.42:
            tags["bicycle"] = ("yes", "designated", "no", "no")[int(scene.dice[2] / 0.42 * 4)]
        if scene.dice[4] < 0.3:
            tags["width"] = ("0.5", "1", "1.5", "2")[int(scene.dice[4] / 0.3 * 4)]
    if scene.dice[5] > 0.95:
        tags["access"] = "private" if scene.dice[6] < 0.4 else "permissive"
    if scene.dice[7] > 0.98:
        tags["incline"] = "8%"
    if scene.cover in ("heath", "sand", "bog"):
        _nature_rules(tags, scene)


def _nature_rules(tags: Tags, scene: Scene) -> None:
    """Rules of nature managers: dogs on a lead, paths shut while birds breed."""
    if scene.dice[3] < 0.4:
        tags["dog"] = "leashed" if scene.dice[3] < 0.3 else "no"
    if scene.dice[1] < 0.13 and tags["highway"] == "path":
        tags["foot:conditional"] = "no @ (Mar 15-Jul 15)"
        tags["bicycle"] = "no"
