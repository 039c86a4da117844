"""What some blocks are for as a whole: the brink, parks, lakes, holiday parks, industry."""

import numpy as np

from geodata.demo.blocks import Block
from geodata.demo.fields import Outline
from geodata.demo.settlements import Settlement

# use: share of the built-up blocks of towns and of villages
_VILLAGE_USES = (("park", 0.035, 0.02), ("pitch", 0.012, 0.02), ("cemetery", 0.006, 0.014), ("industrial", 0.05, 0.01),
                 ("school", 0.012, 0.012), ("retail", 0.02, 0.0))  # fmt: skip
# use: number in a province of scale 1 (at least one), least area of the block in m², covers
_COUNTRY_USES = (
    ("lake", 34, 110_000, ("grass", "bog", "heath", "field")),
    ("holiday_park", 60, 40_000, ("forest", "forest_leaf", "forest_needle", "grass")),
    ("camp_site", 90, 30_000, ("forest", "forest_leaf", "grass", "field")),
)
_POND_SHARE = {"heath": 0.2, "bog": 0.35, "forest": 0.04, "forest_needle": 0.05, "grass": 0.03, "sand": 0.05}


def assign_uses(
    rng: np.random.Generator,
    blocks: list[Block],
    settlements: list[Settlement],
    outline: Outline,
    scale: float,
) -> None:
    """Set `use` of the blocks that have one."""
    centres = np.array([block.centre() for block in blocks])
    inside = outline.depth(centres[:, 0], centres[:, 1]) > 500
    _brinks(blocks, centres, settlements)
    dice = rng.random(len(blocks))
    for i, block in enumerate(blocks):
        if block.use or not inside[i]:
            continue
        if block.cover == "built_up":
            town = settlements[block.settlement].kind in ("city", "town")
            shares = [(use, a if town else b) for use, a, b in _VILLAGE_USES]
            block.use = _pick(float(dice[i]), shares)
        elif dice[i] < _POND_SHARE.get(block.cover, 0) and block.area_m2() > 25_000:
            block.use = "pond"
    order = rng.permutation(len(blocks))
    for use, per_province, least_m2, covers in _COUNTRY_USES:
        wanted = max(1, round(per_province * scale))
        for i in order:
            block = blocks[i]
            fits = (
                not block.use
                and inside[i]
                and block.cover in covers
                and least_m2 < block.area_m2() < 8 * least_m2
            )
            if fits and wanted:
                block.use = use
                wanted -= 1


def _pick(die: float, shares: list[tuple[str, float]]) -> str:
    for use, share in shares:
        if die < share:
            return use
        die -= share
    return ""


def _brinks(blocks: list[Block], centres: np.ndarray, settlements: list[Settlement]) -> None:
    """The green in the middle of every village: of the blocks around its centre a small one."""
    of: dict[int, list[int]] = {}
    for i, block in enumerate(blocks):
        if block.cover == "built_up":
            of.setdefault(block.settlement, []).append(i)
    for s, settlement in enumerate(settlements):
        if settlement.kind == "hamlet" or s not in of:
            continue
        rows = np.array(of[s])
        gap = np.hypot(centres[rows, 0] - settlement.x, centres[rows, 1] - settlement.y)
        near = rows[np.argsort(gap, kind="stable")[:4]]
        blocks[min(near.tolist(), key=lambda i: blocks[i].area_m2())].use = "brink"
