"""What is told of a tour that was made of somebody's own file: how much of it, what not, and what was done to it."""

from typing import Any

from app.languages import kilometres, mark, number, translate
from app.presenter.record import Record

STRETCHES = {
    "beginning": mark("The first {length} of your file lie off the network."),
    "end": mark("The last {length} of your file lie off the network."),
    "off_network": mark("From {from} to {to} your file leaves the ways that the map knows."),
    "detour": mark("From {from} to {to} no way as in your file was found; the tour goes round."),
}
NOTICES = {
    "swapped": mark("Latitude and longitude stood the wrong way round in this file; they were swapped."),
    "outside": mark("{count} of the {total} points lie outside this region and were left out."),
    "no_fix": mark("{count} points without a position were left out."),
    "several": mark("There are {count} separate journeys in this file; the longest was taken."),
    "from_route": mark("This file has no track; its route was taken."),
    "from_waypoints": mark("This file has no track and no route; its points were taken in their order."),
    "already_round": mark("Your route already comes back to where it starts."),
    "no_way_back": mark("No way back to the start was found."),
    "no_network": mark("There is no numbered node network here for this way of travelling."),
    "made_round": mark("Another way back to the start was added."),
    "on_network": mark("The journey was moved to the node network where that runs near by."),
}


def matched(record: Record, language: str) -> dict[str, Any]:
    """Return the properties that only matched tours have; none for any other tour."""
    told = record.get("matched")
    if told is None:
        return {}
    return {
        "matched_share": told["share"],
        "unmatched": [
            stretch | {"text": _stretch(stretch, language)} for stretch in told["unmatched"]
        ],
        "remarks": [
            notice | {"text": translate(language, NOTICES[notice["code"]], notice["values"])}
            for notice in told["remarks"]
        ],
    }  # fmt: skip


def sentence(record: Record, language: str) -> str:
    """Return how much of the file the tour follows, as a sentence; empty for any other tour."""
    told = record.get("matched")
    if told is None:
        return ""
    values = {
        # 99.6 % is not all of it.
        "share": number(language, min(round(100 * told["share"]), 100 if told["share"] >= 0.9995 else 99)),
        "length": kilometres(language, told["trace_m"]),
    }
    return translate(language, mark("This tour follows {share} % of the {length} in your file."), values)


def _stretch(stretch: dict[str, Any], language: str) -> str:
    values = {
        "from": kilometres(language, stretch["from_m"]),
        "to": kilometres(language, stretch["to_m"]),
        "length": kilometres(language, stretch["to_m"] - stretch["from_m"]),
    }
    return translate(language, STRETCHES[stretch["kind"]], values)
