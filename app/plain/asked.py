"""What a form, or a link of the planner, asks for; from its query to a request's body.

A form says places by name and repeats a name for each thing ticked (``from=Rolde&theme=heide&theme=bos``). A link of
the planner says them by degrees and with commas (``start=6.64,52.99&themes=heide,bos``). Both are understood.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from app.errors import FieldError
from app.languages import mark, translate
from geodata.vocabulary import FACILITIES, MODES
from routing.themes import themes
from routing.types import AVOIDABLE, DISTANCE_RANGE_KM

Lonlat = tuple[float, float]
Find = Callable[[str], tuple[str, Lonlat] | None]
"""Name → name and place of what is most likely meant, None where nothing is called so."""

_USUAL_KM = {"fietsen": 35.0, "wandelen": 10.0, "toegankelijk": 5.0}
_MAX_VIA = 98
_NOT_FOUND = mark("nothing here is called “{name}”; try the name of a town or village")


@dataclass(frozen=True)
class Asked:
    """What was asked, as the form shows it again. Whatever cannot be meant is at its default.

    Attributes
    ----------
    mode, km, network, date, depart, audience, dog
        As in a request; ``km`` as it was written.
    start_name, end_name
        Of the two ends; what was typed, or what a link called them.
    themes, avoid, needs, events
        Chosen; needs as ``kind:every_m`` or ``kind:from-to``.
    given
        Whether the query asks for anything.
    """

    mode: str = "fietsen"
    km: str = ""
    network: str = "free"
    date: str = ""
    depart: str = ""
    audience: str = "adult"
    dog: bool = False
    start_name: str = ""
    end_name: str = ""
    themes: Mapping[str, float] = field(default_factory=dict)
    avoid: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    given: bool = False

    @classmethod
    def read(cls, query: "MultiDict[str, str]") -> "Asked":
        """Return what a query asks for."""
        mode = query.get("mode", "")
        network = query.get("network", "free")
        return cls(
            mode=mode if mode in MODES else "fietsen",
            km=query.get("km", "")[:10],
            network="junctions" if network in ("junctions", "pick") else "free",
            date=query.get("date", "")[:10],
            depart=query.get("depart", "")[:5],
            audience="family" if query.get("audience") == "family" else "adult",
            dog=query.get("dog") == "1",
            start_name=(query.get("from") or query.get("place") or "")[:80],
            end_name=(query.get("to") or query.get("endplace") or "")[:80],
            themes=_themes(query),
            avoid=tuple(word for word in AVOIDABLE if word in _words(query, "avoid")),
            needs=tuple(need for need in _words(query, "need", "needs") if _need(need))[:10],
            events=tuple(dict.fromkeys(word for word in query.getlist("event") if word))[:5],
            given=any(name in query for name in ("mode", "start", "from", "km", "min", "event")),
        )

    @property
    def shown_km(self) -> str:
        """The length, the mode's usual one where none was given."""
        return self.km or f"{_USUAL_KM[self.mode]:g}"


def body_of(
    asked: Asked, query: "MultiDict[str, str]", find: Find, language: str
) -> tuple[str, dict[str, Any], list[FieldError]]:
    """Return what to ask of the planner.

    Parameters
    ----------
    asked, query
        The same question, read and as it came.
    find
        Finds a place by its name.
    language
        Of what is said about values that cannot be meant.

    Returns
    -------
    tuple
        ``tours`` or ``routes``; the body of that call; what cannot be meant, by the form's fields.
    """
    errors: list[FieldError] = []

    def place(field_name: str, degrees: str, name: str) -> Lonlat | None:
        text = query.get(degrees, "").removesuffix(",j")
        point = _lonlat(text) if text else None
        # A name that was typed over the one of a link wins.
        typed = query.get(field_name, "").strip()
        if not typed:
            return point
        found = find(typed)
        if found is None:
            errors.append(FieldError(field_name, translate(language, _NOT_FOUND, {"name": name[:60]})))
            return None
        return found[1]

    start = place("from", "start", asked.start_name)
    end = place("to", "end", asked.end_name)
    body: dict[str, Any] = {
        "mode": asked.mode,
        "themes": dict(asked.themes),
        "avoid": list(asked.avoid),
        "dog": asked.dog,
        "audience": asked.audience,
    }
    if asked.date:
        body |= {"date": asked.date} | ({"depart": asked.depart} if asked.depart else {})
    via = _via(query) if start else []
    if query.get("fit") == "exact" and start and (via or end):
        last = [end] if end else [] if query.get("open") == "1" else [start]
        return "routes", body | {"points": [start, *via, *last]}, errors
    body |= {"start": start, "network": asked.network, "alternatives": 3}
    body |= {"needs": [_need(need) for need in asked.needs], "events": list(asked.events)}
    if via:
        body["via"] = via
    if end:
        body["end"] = end
    if re.fullmatch(r"\d{1,2}", query.get("fill", "")):
        body["fill"] = min(int(query["fill"]), len(via))
    minutes, seed = query.get("min", ""), query.get("seed", "")
    if re.fullmatch(r"\d{1,9}", seed):
        body["seed"] = int(seed)
    if re.fullmatch(r"\d{1,4}", minutes):
        return "tours", body | {"duration_min": float(minutes)}, errors
    km = _number(asked.shown_km)
    low, high = DISTANCE_RANGE_KM[asked.mode]
    if km is None or not low <= km <= high:
        text = translate(language, mark("give {low} to {high} km"), {"low": f"{low:g}", "high": f"{high:g}"})
        errors.append(FieldError("km", text))
        return "tours", body, errors
    # To somewhere else the direct way is meant, unless a length was asked for.
    return "tours", body if end and not asked.km else body | {"distance_km": km}, errors


def _words(query: "MultiDict[str, str]", *names: str) -> list[str]:
    return [
        word for name in names for text in query.getlist(name)[:20] for word in text[:400].split(",") if word
    ]


def _themes(query: "MultiDict[str, str]") -> dict[str, float]:
    found = {}
    for word in _words(query, "theme", "themes"):
        name, _, weight = word.partition(":")
        value = _number(weight or "1")
        if name in themes() and value is not None and 0 < value <= 10:
            found[name] = value
    return found


def _need(text: str) -> dict[str, Any] | None:
    kind, _, size = text.partition(":")
    if kind not in FACILITIES:
        return None
    first, dash, second = size.partition("-")
    low, high = _number(first), _number(second)
    if not dash:
        return {"kind": kind, "every_m": low} if low is not None and low >= 500 else None
    if low is None or high is None or not 0 <= low < high <= 1:
        return None
    return {"kind": kind, "from": low, "to": high}


def _via(query: "MultiDict[str, str]") -> list[Lonlat]:
    points = [_lonlat(",".join(text.split(",")[:2])) for text in query.get("via", "").split(";")[:_MAX_VIA]]
    return [point for point in points if point is not None]


def _lonlat(text: str) -> Lonlat | None:
    lon, comma, lat = text.partition(",")
    numbers = _number(lon), _number(lat)
    if not comma or numbers[0] is None or numbers[1] is None or abs(numbers[0]) > 180 or abs(numbers[1]) > 90:
        return None
    return numbers[0], numbers[1]


def _number(text: str) -> float | None:
    try:
        # A comma is how a Dutchman writes it.
        number = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
