"""Network health and named routes in words: what was found, what to do about it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from app.desk.listing import Sheet
from app.languages import kilometres, mark, number, translate
from app.presenter.words import word

if TYPE_CHECKING:
    from routing.desk.findings import Finding
    from routing.desk.quality import Check, RouteQuality

KINDS: Mapping[str, str] = {
    "junction_off_network": mark("Junction beside the network"),
    "junction_without_sections": mark("Junction without sections"),
    "section_broken": mark("Broken section"),
    "section_end_unknown": mark("Section without a junction at an end"),
    "section_too_long": mark("Section too long"),
    "missing_section": mark("Section missing between neighbours"),
    "dead_end": mark("Dead end"),
    "duplicate_number": mark("The same number twice within sight"),
    "loop_too_large": mark("Smallest loop too large"),
    "border_stop": mark("Path stops at a municipal border"),
    "area_without_entrance": mark("Nature area without an entrance within reach"),
    "barrier_on_route": mark("Barrier on an accessible route"),
}
_TOLD: Mapping[str, str] = {
    "junction_off_network": mark("Junction {ref} lies beside every way of the network."),
    "junction_without_sections": mark("No section begins or ends at junction {ref}."),
    "section_broken": mark("The section {from} – {to} ({length}) is not in one piece."),
    "section_end_unknown": mark("The section from {from} ({length}) ends where there is no junction."),
    "section_too_long": mark("The section {from} – {to} is {length} long, more than {limit}."),
    "missing_section": mark(
        "Between {from} and {to} a way exists, but no section: now it is a detour of {detour}."
    ),
    "dead_end": mark("At junction {ref} the network ends."),
    "duplicate_number": mark("Number {ref} stands at two junctions {distance} apart."),
    "loop_too_large": mark("From junction {ref} the smallest loop is longer than {limit}."),
    "border_stop": mark("The way ends at the border with {neighbour}."),
    "area_without_entrance": mark("From {neighbour} no entrance of {name} is within {limit}."),
    "barrier_on_route": mark("A {barrier} stands on the route."),
}
ACTIONS: Mapping[str, str] = {
    "check_map": mark("check the map against the field"),
    "check_signs": mark("check the signs"),
    "repair_relation": mark("repair the section in the map data"),
    "split_section": mark("add a junction half-way"),
    "add_section": mark("add a section"),
    "extend_network": mark("extend the network"),
    "renumber": mark("give one of them another number"),
    "align_with_neighbour": mark("agree on a continuation with the neighbour"),
    "make_entrance": mark("make an entrance, or a path to one"),
    "remove_barrier": mark("remove or widen the barrier"),
}
BARRIERS: Mapping[str, str] = {
    "gate": mark("gate"), "lift_gate": mark("lift gate"), "bollard": mark("bollard"),
    "cycle_barrier": mark("cycle barrier"), "cattle_grid": mark("cattle grid"),
    "kissing_gate": mark("kissing gate"), "stile": mark("stile"), "block": mark("block"), "other": mark("barrier"),
}  # fmt: skip
CHECKS: Mapping[str, str] = {
    "natural_share": mark("natural surface"),
    "sealed_share": mark("sealed surface"),
    "sealed_m": mark("longest sealed stretch"),
    "busy_share": mark("on busy roads"),
    "busy_m": mark("longest stretch on a busy road"),
}


def told(finding: "Finding", language: str) -> str:
    """Return a finding as a sentence."""
    values: dict[str, str] = dict.fromkeys(
        ("ref", "from", "to", "name", "neighbour", "length", "limit", "distance", "detour", "barrier"), "?"
    )
    for name, value in finding.values.items():
        if name.endswith("_m"):
            values[name.removesuffix("_m")] = kilometres(language, float(value))
        elif name == "barrier":
            values[name] = translate(language, BARRIERS.get(str(value), str(value)))
        else:
            values[name] = str(value)
    return translate(language, _TOLD[finding.kind], values)


def finding_rows(findings: "Sequence[Finding]", language: str) -> list[dict[str, Any]]:
    """Return findings as rows of a table."""
    return [
        {
            "severity": finding.severity,
            "kind": translate(language, KINDS[finding.kind]),
            "what": told(finding, language),
            "action": translate(language, ACTIONS[finding.action]),
            "municipality": finding.municipality,
            "lon": round(finding.lonlat[0], 6),
            "lat": round(finding.lonlat[1], 6),
            "osm_id": finding.values.get("osm_id"),
        }
        for finding in findings
    ]


def finding_sheet(findings: "Sequence[Finding]", language: str) -> Sheet:
    """Return findings as a sheet."""
    titles = {
        "severity": mark("gravity (3 stops people)"), "kind": mark("kind"), "what": mark("what was found"),
        "action": mark("what to do"), "municipality": mark("municipality"), "lon": "lon", "lat": "lat",
        "osm_id": mark("Number in the map data"),
    }  # fmt: skip
    columns = {name: translate(language, title) for name, title in titles.items()}
    return Sheet("health", columns, finding_rows(findings, language), [f.geometry for f in findings])


def route_name(route: "RouteQuality") -> str:
    """Return what a route is called."""
    return route.name if route.ref in route.name else f"{route.ref} {route.name}".strip()


def check_text(check: "Check", language: str) -> tuple[str, str, str]:
    """Return a check as what is looked at, what was found, and what is asked."""
    if check.subject in CHECKS:
        what = translate(language, CHECKS[check.subject])
    else:
        what = translate(
            language, mark("longest way without: {kind}"), {"kind": word(language, "facility", check.subject)}
        )
    found = "–" if check.value is None else _value(check.subject, check.value, language)
    at_most = mark("at least {value}") if check.subject == "natural_share" else mark("at most {value}")
    asked = translate(language, at_most, {"value": _value(check.subject, check.limit, language)})
    return what, found, asked


def route_sheet(routes: "Sequence[RouteQuality]", language: str) -> Sheet:
    """Return routes as a sheet."""
    kinds = sorted({kind for route in routes for kind in route.facilities})
    titles = {
        "name": mark("Name"), "mode": mark("How"), "length_km": mark("Length (km)"),
        "natural": mark("natural surface (%)"), "sealed": mark("sealed surface (%)"),
        "unknown_surface": mark("surface unknown (%)"), "busy": mark("on busy roads (%)"),
        "longest_sealed_m": mark("longest sealed stretch (m)"), "longest_busy_m": mark("longest busy stretch (m)"),
        "changes": mark("changes of landscape per 10 km"), "met": mark("norms met"), "missed": mark("norms missed"),
        "breaks": mark("breaks"),
    }  # fmt: skip
    columns = {name: translate(language, title) for name, title in titles.items()}
    per_10km = translate(language, mark("per 10 km"))
    columns |= {f"per_10km_{kind}": f"{word(language, 'facility', kind)} {per_10km}" for kind in kinds}
    rows = [
        {
            "name": route_name(route), "mode": word(language, "mode", route.mode),
            "length_km": round(route.length_m / 1000, 2), "natural": _percent(route.natural_share),
            "sealed": _percent(route.sealed_share), "unknown_surface": _percent(route.unknown_surface_share),
            "busy": _percent(route.busy_share), "longest_sealed_m": round(route.longest_sealed_m),
            "longest_busy_m": round(route.longest_busy_m), "changes": round(route.changes_per_10km, 1),
            "met": sum(check.met is True for check in route.checks),
            "missed": sum(check.met is False for check in route.checks), "breaks": route.breaks,
        }
        | {f"per_10km_{kind}": round(route.per_10km.get(kind, 0.0), 2) for kind in kinds}
        for route in routes
    ]  # fmt: skip
    return Sheet("routes", columns, rows, [route.geometry for route in routes])


def _percent(share: float) -> float:
    return round(100 * share, 1)


def _value(subject: str, value: float, language: str) -> str:
    return f"{number(language, 100 * value)} %" if subject.endswith("_share") else kilometres(language, value)
