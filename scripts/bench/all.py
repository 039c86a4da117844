"""Every figure in one run, written as the table that ``benchmarks/README.md`` is."""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.bench import build, coverage, gain, junctions, load, match, orienteering, paths, tours
from scripts.bench import page as planner_page
from scripts.bench.peers import Peers
from scripts.bench.report import Run, page

HELP = "everything, beside the peers, written to a Markdown file"
SHARED = Path("../shared")
DEMO_SCALE = 1.0
STARTS = 200
ALTERNATIVES_STARTS = 500
MATCHED = {
    "drenthe": (("fietsen", 35.0, 4), ("wandelen", 12.0, 4), ("fietsen", 100.0, 10)),
    "liechtenstein": (("fietsen", 25.0, 4), ("wandelen", 10.0, 4)),
}
"""Traces matched: mode, kilometres, and for how many starts there is one."""
GAIN_THEMES = (("hunebedden", "erfgoed"), ("heide", "erfgoed"))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of ``bench all``."""
    parser.add_argument("--out", type=Path, default=Path("benchmarks/README.md"))
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with data/ and bench/")
    parser.add_argument(
        "--peers-python", type=Path, default=os.environ.get("RONDJE_PEERS_PYTHON"),
        help="a Python that has pyvalhalla and osrm-bindings; without it our figures stand alone",
    )  # fmt: skip
    parser.add_argument("--work", type=Path, help="folder for datasets, kept; a temporary one unless given")
    parser.add_argument("--n", type=int, default=STARTS, help="random pairs and starts")


def run(args: argparse.Namespace) -> dict[str, Any]:
    """Build, then measure on what was built; the demo region always, the real extracts where they are."""
    with tempfile.TemporaryDirectory() as temporary:
        work = args.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        peers = Peers(args.shared / "bench" / "peers.py", args.peers_python)
        regions = {name: args.shared / "data" / f"{name}.osm.pbf" for name in ("drenthe", "liechtenstein")}
        regions = {name: path for name, path in regions.items() if path.exists()}
        regions["demo"] = _demo(work)
        figures: dict[str, Any] = {
            "commit": _commit(),
            "machine": _machine(),
            "date": f"{datetime.now(UTC):%Y-%m-%d}",
        }
        for name, extract in regions.items():
            _say(f"{name}: build")
            figures[name] = _region(name, extract, work, peers, args.n)
        instances = args.shared / "bench" / "orienteering"
        if instances.exists():
            _say("orienteering")
            figures["orienteering"] = [
                orienteering.run(argparse.Namespace(instances=instances, seed=seed, time_limit_s=1.0))
                for seed in (1, 2, 3)
            ]
        args.out.write_text(page(Run(figures, args.n)), encoding="utf-8")
    return figures


def _region(name: str, extract: Path, work: Path, peers: Peers, n: int) -> dict[str, Any]:
    """All figures of one extract."""
    data = work / name
    figures: dict[str, Any] = {"build": build.measure(extract, name, data, peers)}
    figures["load"] = load.run(argparse.Namespace(data=data))
    _say(f"{name}: the officers' desk")
    figures["coverage"] = coverage.run(argparse.Namespace(data=data, n=7, sites=coverage.SITES))
    _say(f"{name}: paths")
    pairs = work / f"{name}-pairs.json"
    if not peers.write_pairs(extract, n, pairs):
        paths.write_random_pairs(data, n, pairs)
    figures["paths"] = paths.run(argparse.Namespace(data=data, mode="fietsen", pairs=pairs))
    figures["peer_paths"] = peers.paths(work / f"{name}-peers", pairs)
    mode, km, theme = ("wandelen", 10.0, ("heide", "bos")) if name == "liechtenstein" else (
        "fietsen", 35.0, ("heide", "erfgoed"),
    )  # fmt: skip
    starts = work / f"{name}-starts.json"
    tours.write_random_starts(data, mode, km, n, starts)
    more = work / f"{name}-more-starts.json"
    tours.write_random_starts(data, mode, km, max(n, ALTERNATIVES_STARTS * n // STARTS), more, seed=2)
    for title, themes, alternatives in (("one", (), 1), ("three", (), 3), ("themed", theme, 3)):
        _say(f"{name}: tours, {title}")
        chosen = starts if title == "one" else more
        figures[f"tours_{title}"] = tours.run(
            argparse.Namespace(
                data=data, mode=mode, km=km, n=10**6, seed=1, theme=list(themes), network="free",
                alternatives=alternatives, starts=chosen, geojson=None,
            )
        )  # fmt: skip
    figures["tours_asked"] = {"mode": mode, "km": km, "themes": theme}
    if name in MATCHED:
        _say(f"{name}: map matching")
        figures["match"] = [
            match.run(
                argparse.Namespace(
                    data=data, mode=trip, km=length, n=max(1, n // per), seed=1, noise_m=8.0, thin_m=30.0
                )
            )
            for trip, length, per in MATCHED[name]
        ]
    figures["peer_loops"] = peers.loops(work / f"{name}-peers", starts, km)
    if name != "liechtenstein":
        _say(f"{name}: theme gain")
        figures["gain"] = [
            gain.run(
                argparse.Namespace(
                    data=data,
                    osm=extract,
                    crs="EPSG:28992",
                    mode=mode,
                    km=km,
                    theme=list(themes),
                    starts=starts,
                )
            )
            for themes in GAIN_THEMES
        ]
    if name == "drenthe":
        _say(f"{name}: the planner's page")
        figures["page"] = planner_page.run(argparse.Namespace(data=data, n=5))
        _say(f"{name}: node network")
        figures["junctions"] = junctions.run(argparse.Namespace(data=data, mode="fietsen", km=None, every=1))
    return figures


def _demo(work: Path) -> Path:
    """The made-up region at the size of the province."""
    extract = work / "demo.osm.pbf"
    if not extract.exists():
        _say("demo region")
        subprocess.run(
            [sys.executable, "-m", "scripts.demo", "--out", str(extract), "--scale", str(DEMO_SCALE)],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    return extract


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


def _machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({model}), {gib:.0f} GiB, Python {platform.python_version()}"


def _say(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)
