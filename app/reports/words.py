"""Texts of the reports that page, PDF and tables share, in plain English to be translated where they are shown."""

from collections.abc import Mapping

from app.languages import mark, translate

TEXTS: Mapping[str, str] = {
    "within": mark("within the norm"),
    "norm": mark("Norm"),
    "network": mark("Network"),
    "gap": mark("Beyond the norm"),
    "facilities": mark("Facilities in the data"),
    "off": mark("Too far from the network"),
    "gaps": mark("Longest gaps"),
    "worst": mark("Worst-served stretches"),
    "norms": mark("All norms"),
    "summary": mark("Summary"),
    "look": mark("Go and look"),
    "data": mark("Map data of"),
    "thanks": mark("Data"),
    "map": mark("Map"),
    "from": mark("from"),
    "to": mark("to"),
    "length": mark("Length"),
    "far": mark("Farthest"),
    "municipality": mark("Municipality"),
    "belongs": mark("Routes and areas"),
    "people": mark("People near"),
    "sure": mark("How sure"),
    "facility": mark("Facility"),
    "mode": mark("How"),
    "source": mark("Source"),
    "weight": mark("Weight of the source"),
    "share": mark("Within"),
    "unknown": mark("not in this data"),
    "unreachable": mark("no way there"),
    "outside": mark("outside the municipalities"),
    "name": mark("Name"),
    "id": mark("Number in the map data"),
    "legend_gap": mark("beyond the norm"),
    "legend_facility": mark("facility"),
    "caveat": mark(
        "Facilities are those on the map: one that nobody has mapped makes a gap that is none. "
        "Go and look before building."
    ),
}  # fmt: skip

COLUMNS: Mapping[str, str] = {
    "length_m": mark("length (m)"),
    "longest_distance_m": mark("farthest from one (m)"),
    "from_junction": mark("from junction"),
    "to_junction": mark("to junction"),
    "municipality": mark("municipality"),
    "routes": mark("routes"),
    "areas": mark("nature areas"),
    "population": mark("inhabitants near"),
    "beds": mark("beds near"),
    "expected_use": mark("loops over it"),
    "use_loops": mark("of loops"),
    "confidence_absent": mark("sure it is missing (0 to 1)"),
    "verdict": mark("verdict"),
    "mapped_around": mark("of the kind mapped around"),
    "last_edit": mark("last edit around"),
}
"""Columns of the table of gaps."""


def texts(language: str) -> dict[str, str]:
    """Return the shared texts in a language."""
    return {name: translate(language, text) for name, text in TEXTS.items()}


def columns(language: str) -> dict[str, str]:
    """Return the columns of the table of gaps in a language."""
    return {name: translate(language, text) for name, text in COLUMNS.items()}
