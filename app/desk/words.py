"""What the desk's codes are called, in plain English to be translated where they are shown."""

from collections.abc import Mapping

from app.languages import mark, translate

NORM_KINDS: Mapping[str, str] = {
    "national": mark("national guideline"),
    "advocacy": mark("wish of an interest group"),
    "foreign": mark("norm from another country"),
    "tool": mark("default of a planning tool"),
    "own choice": mark("own choice, without a source"),
}
NORM_TYPES: Mapping[str, str] = {
    "spacing": mark("one every so many metres along the route"),
    "reach": mark("within so many metres of every point"),
}
VERDICTS: Mapping[str, str] = {
    "absent": mark("really missing"),
    "unmapped": mark("perhaps only missing on the map"),
    "unclear": mark("unclear, go and look"),
}
CANDIDATES: Mapping[str, str] = {
    "rest_places": mark("at a rest place"),
    "junctions": mark("at a junction"),
    "parking": mark("at a car park"),
    "entrances": mark("at an entrance of a nature area"),
    "anywhere": mark("where ways meet"),
}


def norm_kind(kind: str, language: str) -> str:
    """Return how much weight the source of a norm has, in words."""
    return translate(language, NORM_KINDS[kind]) if kind in NORM_KINDS else kind


def texts(table: Mapping[str, str], language: str) -> dict[str, str]:
    """Return a table of words in a language."""
    return {code: translate(language, text) for code, text in table.items()}
