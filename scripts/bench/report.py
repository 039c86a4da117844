"""The benchmark figures as a page that says what was asked, what came out, and what missed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

HIT, MISS = "yes", "**no**"
TITLES = {"drenthe": "Drenthe", "liechtenstein": "Liechtenstein", "demo": "Demo region, scale 1"}


@dataclass(frozen=True)
class Run:
    """Figures of one run, by region and kind, and how many starts and pairs each had."""

    figures: dict[str, Any]
    n: int

    def regions(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Title and figures of each region measured."""
        for name, title in TITLES.items():
            if name in self.figures:
                yield title, self.figures[name]


def page(run: Run) -> str:
    """The whole page."""
    f = run.figures
    parts = [
        "# Benchmarks",
        f"Commit `{f['commit']}`, {f['date']}, {f['machine']}. Made by `make bench`; every figure of a table is from "
        "one run with one setting. Times of ours are inside the planner: snapping, search, geometry, every figure and "
        "instruction, nothing kept from request to request. Valhalla and OSRM were timed in the same run on the same "
        "extract and the same points (`RONDJE_PEERS_PYTHON` names a Python that has them). Map data © OpenStreetMap "
        "contributors (ODbL) and the sources named in each dataset.",
        _builds(run), _loads(run), _paths(run), _loops(run), _themed(run), _gain(run), _junctions(run), _matching(run),
        _coverage(run), _orienteering(run), _page(run),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def table(head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join(lines + [f"| {' | '.join(str(cell) for cell in row)} |" for row in rows])


def verdict(good: bool) -> str:
    """Whether a figure was reached."""
    return HIT if good else MISS


def percent(share: float | None) -> str:
    """A share as a percentage."""
    return "–" if share is None else f"{100 * share:.1f} %"


def pair(figures: dict[str, float | None]) -> str:
    """Median and p95 of shares."""
    return f"{percent(figures['median'])} / {percent(figures['p95'])}"


def _page(run: Run) -> str:
    rows: list[tuple[Any, ...]] = []
    for title, f in run.regions():
        p = f.get("page")
        if not p:
            continue
        seconds = {name: p[f"{name}_ms"] / 1000 for name in ("first_map", "first_tour")}
        megabytes = p["transferred_bytes"] / 1e6
        sent = f"{megabytes:.2f} MB in {p['requests']} requests"
        again = f"{p['again_bytes'] / 1000:.0f} kB"
        told: list[tuple[str, Any, str, bool | None]] = [
            ("first map drawn", f"{seconds['first_map']:.2f} s", "≤ 2 s", seconds["first_map"] <= 2),
            (
                "first tour after the click",
                f"{seconds['first_tour']:.2f} s",
                "≤ 1 s",
                seconds["first_tour"] <= 1,
            ),
            ("transferred on the first visit", sent, "≤ 1.2 MB", megabytes <= 1.2),
            ("transferred on the next visit", again, "–", None),
            ("requests to other hosts", p["other_hosts"], "0", p["other_hosts"] == 0),
            ("layout shift (CLS)", p["layout_shift"], "0", p["layout_shift"] < 0.01),
            ("errors on the console", p["console_errors"], "0", p["console_errors"] == 0),
        ]
        rows += [
            (title, what, value, asked, "–" if good is None else verdict(good))
            for what, value, asked, good in told
        ]
    if not rows:
        return ""
    said = (
        "Headless Chromium with software rendering, the server on the same machine, an empty cache each visit; the "
        "median of times, the worst of everything else."
    )
    head = ("extract", "what", "measured", "asked", "reached")
    return f"## The planner's page\n\n{said}\n\n" + table(head, rows)


def _builds(run: Run) -> str:
    rows = []
    for title, f in run.regions():
        b = f["build"]
        limit = 120 if title.startswith("Demo") else 20
        peers = b.get("peers")
        rows.append((
            title, f"{b['wall_s']} s", f"≤ {limit} s", verdict(b["wall_s"] <= limit), f"{b['graph_s']} s",
            f"{peers['valhalla_build_s']} s" if peers else "–",
            f"{b['graph_to_valhalla']} × ({verdict(b['graph_to_valhalla'] <= 2)})" if peers else "–",
            f"{b['peak_mib']} MiB",
        ))  # fmt: skip
    head = (
        "extract", "everything", "asked", "reached", "reading, graph, networks", "Valhalla's tiles",
        "ratio (≤ 2 asked)", "largest process",
    )  # fmt: skip
    return "## Build\n\n" + table(head, rows)


def _loads(run: Run) -> str:
    rows = [
        (title, f"{f['load']['open_s']} s", f"{f['load']['ready_s']} s", f"{f['load']['private_mib_each']} MiB",
         f"{f['load']['master_mib']} MiB", verdict(f["load"]["ready_s"] < 1),
         f"{f['load']['largest_request_mib']} MiB", verdict(f["load"]["largest_request_mib"] <= 150))
        for title, f in run.regions()
    ]  # fmt: skip
    head = (
        "extract", "opening", "ten workers ready after the fork", "memory of each worker's own", "all of the master's",
        "under 1 s", "200 km, all themes, five alternatives", "≤ 150 MiB",
    )  # fmt: skip
    note = "Workers are forked off a master that has opened the dataset; the graph is in the page cache once."
    return f"## Load\n\n{table(head, rows)}\n\n{note}"


def _paths(run: Run) -> str:
    rows = []
    for title, f in run.regions():
        p, peers = f["paths"], f["peer_paths"]
        valhalla, osrm = (peers or {}).get("valhalla"), (peers or {}).get("osrm")
        better = valhalla and p["median_ms"] <= valhalla["median_ms"] and p["p95_ms"] <= valhalla["p95_ms"]
        rows.append((
            title, f"{p['median_ms']:.2f} / {p['p95_ms']:.2f} ms",
            f"{valhalla['median_ms']:.2f} / {valhalla['p95_ms']:.2f} ms" if valhalla else "–",
            f"{osrm['median_ms']:.2f} / {osrm['p95_ms']:.2f} ms" if osrm else "–",
            verdict(bool(better)) if valhalla else "–", f"{p['no_route']} of {p['n'] + p['no_route']}",
        ))  # fmt: skip
    head = ("extract", "ours, median / p95", "Valhalla", "OSRM", "below Valhalla", "without a route")
    return f"## A → B by bicycle, {run.n} random pairs\n\n{table(head, rows)}"


def _loops(run: Run) -> str:
    rows = []
    limits = {"Drenthe": (0.015, 0.06, 0.01), "Liechtenstein": (0.05, None, 0.05)}
    for title, f in run.regions():
        asked = f["tours_asked"]
        what = f"{title}, {asked['km']:g} km {asked['mode']}"
        ours, peers = f["tours_one"], f["peer_loops"]
        limit = limits.get(title)
        good = limit is None or (
            ours["length_error"]["median"] <= limit[0]
            and (limit[1] is None or ours["length_error"]["p95"] <= limit[1])
            and ours["repeated_share"]["median"] <= limit[2]
        )
        rows.append((
            what, "ours", pair(ours["length_error"]), pair(ours["repeated_share"]),
            f"{ours['median_ms']:.0f} / {ours['p95_ms']:.0f} ms", _classes(ours), verdict(good) if limit else "",
        ))  # fmt: skip
        if peers:
            rows.append((
                what, "usual recipe, Valhalla by bicycle", pair(peers["length_error"]), pair(peers["repeated_share"]),
                f"{peers['median_ms']:.0f} / {peers['p95_ms']:.0f} ms", f"{peers['failed']} failed", "",
            ))  # fmt: skip
    head = ("asked", "planner", "length error, median / p95", "repeated share", "time", "classes", "reached")
    note = (
        "Asked: Drenthe length error ≤ 1.5 % (p95 ≤ 6 %) and repeated share ≤ 1 % at the median; Liechtenstein ≤ 5 % "
        "and ≤ 5 %. The shared recipe knows the bicycle only, also where we walk. "
        "Repeated share as the shared yardstick defines it: both passes count, and ways side by side."
    )
    return f"## Loops, {run.n} random starts, one alternative\n\n{table(head, rows)}\n\n{note}"


def _classes(figures: dict[str, Any]) -> str:
    return ", ".join(f"{n} {name}" for name, n in figures["classes"].items())


def _themed(run: Run) -> str:
    rows = []
    for title, f in run.regions():
        themes = " + ".join(f["tours_asked"]["themes"])
        for label, key in (("none", "tours_three"), (themes, "tours_themed")):
            t = f[key]
            reached = t["median_ms"] <= 150 and t["p95_ms"] <= 500
            quality = (
                t["length_error"]["median"] <= 0.01 and t["length_error"]["p95"] <= 0.04
                and t["repeated_share"]["median"] <= 0.01 and t["repeated_share"]["p95"] <= 0.05
            )  # fmt: skip
            rows.append((
                title, label, f"{t['median_ms']:.0f} / {t['p95_ms']:.0f} ms", verdict(reached),
                pair(t["length_error"]), pair(t["repeated_share"]), verdict(quality), _classes(t),
            ))  # fmt: skip
    head = (
        "extract", "themes", "time, median / p95", "≤ 150 / 500 ms", "length error", "repeated share",
        "≤ 1 / 4 % and ≤ 1 / 5 %", "classes of the best",
    )  # fmt: skip
    number = next(f["tours_themed"].get("n", run.n) for _, f in run.regions())
    return f"## Three alternatives, {number} random starts\n\n{table(head, rows)}"


def _gain(run: Run) -> str:
    rows = []
    for title, f in run.regions():
        for g in f.get("gain", ()):
            places, areas = g["places_per_km"], g["inside_named_areas"]
            rows.append((
                title, " + ".join(g["themes"]), g["starts"], f"{places['without']:.3f} → {places['with']:.3f}",
                _times(g["places_gain"]), f"{percent(areas['without'])} → {percent(areas['with'])}",
                _times(g["areas_gain"]),
            ))  # fmt: skip
    if not rows:
        return ""
    head = (
        "extract", "themes", "starts", "places within 100 m, per km", "gain (≥ 2 asked)", "inside named areas",
        "gain",
    )  # fmt: skip
    note = (
        "Counted in the raw extract by tags, over the starts with at least five such places within 10 km; the same "
        "planner without and with the themes. Named areas count for heide; hunebedden and erfgoed do not ask for them."
    )
    return f"## What themes bring\n\n{table(head, rows)}\n\n{note}"


def _times(gain: float | None) -> str:
    return "–" if gain is None else f"{gain:g} × ({verdict(gain >= 2)})"


def _coverage(run: Run) -> str:
    rows = []
    for title, f in run.regions():
        c = f.get("coverage")
        if c is None:
            continue
        for what in ("toilet wandelen", "drinking_water fietsen"):
            q = c[what]
            limits = {"search_ms": 150, "gaps_ms": 1000, "what_if_ms": 200, "sites_ms": 5000}
            reached = all(q[name] <= limit for name, limit in limits.items())
            rows.append((
                title, what.replace("_", " "), f"{q['network_km']:.0f} km", f"{q['search_ms']:.0f} ms",
                f"{q['gaps_ms']:.0f} ms", f"{q['what_if_ms']:.0f} ms", f"{q['sites_ms'] / 1000:.1f} s",
                f"{c['every_kind_and_mode_s']:.1f} s", verdict(reached and c["every_kind_and_mode_s"] <= 10),
            ))  # fmt: skip
    if not rows:
        return ""
    head = (
        "extract", "question", "network", "search (≤ 150 ms)", "gaps as geometry (≤ 1 s)", "what-if (≤ 200 ms)",
        "50 places (≤ 5 s)", "every kind and mode (≤ 10 s)", "reached",
    )  # fmt: skip
    return f"## The officers' desk\n\n{table(head, rows)}"


def _junctions(run: Run) -> str:
    found = [(title, f["junctions"]) for title, f in run.regions() if "junctions" in f]
    if not found:
        return ""
    title, figures = found[0]
    rows = [
        (length, percent(f["good_share"]), pair(f["length_error"]), pair(f["repeated_share"]), f["junctions"])
        for length, f in figures["lengths"].items()
    ]
    head = ("asked", "good", "length error, median / p95", "repeated beyond the approach", "junctions")
    note = (
        f"Good: within 10 % of the asked length, repeated share at most 10 % beyond the approach. Over all lengths "
        f"{percent(figures['good_share'])}; ≥ 95 % was asked: {verdict(figures['good_share'] >= 0.95)}. "
        "Short loops fail where the search, run to its end, finds no ring of sections of that length."
    )
    return (
        f"## Loops on {title}'s cycle node network, every junction as start\n\n{table(head, rows)}\n\n{note}"
    )


def _matching(run: Run) -> str:
    """What came back of spoiled traces; nothing where no real extract was measured."""
    rows = [
        (
            f"{title}, {m['n']} × {m['km']:g} km {m['mode']}", percent(m["same_edges"]["mean"]),
            percent(m["same_or_twin_edges"]["mean"]), percent(m["within_13_m"]["mean"]),
            percent(m["same_edges"]["p5"]), verdict(m["same_edges"]["mean"] >= 0.98),
            f"{m['ms_per_100_km']['median']:.0f} / {m['ms_per_100_km']['p95']:.0f} ms",
            verdict(m["ms_per_100_km"]["p95"] <= 1000) if m["km"] >= 100 else "–",
        )
        for title, f in run.regions()
        for m in f.get("match", ())
    ]  # fmt: skip
    if not rows:
        return ""
    head = (
        "tours", "same edges", "the same or ones beside", "within 13 m of the tour", "same edges, worst twentieth",
        "≥ 98 %", "100 km, median / p95", "≤ 1 s",
    )  # fmt: skip
    note = (
        "Planned loops with normal errors of 8 m along each axis and one point every 30 m, matched and measured again; "
        "shares of their length. Ways side by side, a metre or two apart, cannot be told from each other by such a "
        "trace: they count as missed in the first figure, as found in the second where the dataset knows them as "
        "running beside each other, and in the third. Times are of matching and measuring, scaled to 100 km; "
        "what every tour costs, however short, makes short ones dearer."
    )
    return f"## Map matching\n\n{table(head, rows)}\n\n{note}"


def _orienteering(run: Run) -> str:
    runs = run.figures.get("orienteering")
    if not runs:
        return ""
    rows = []
    for kind in ("op", "optw"):
        gaps = [i["gap"] for r in runs for i in r["instances"] if i["kind"] == kind]
        mean = sum(gaps) / len(gaps)
        rows.append(
            (
                kind.upper(),
                len(gaps),
                percent(mean),
                percent(max(gaps)),
                verdict(mean <= 0.01 and max(gaps) <= 0.05),
            )
        )
    head = ("kind", "runs (instances × seeds 1–3)", "mean gap (≤ 1 %)", "worst gap (≤ 5 %)", "reached")
    return f"## Orienteering, 1 s an instance, one thread\n\n{table(head, rows)}"
