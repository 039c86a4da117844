"""A made-up agenda for the demo region."""

from collections.abc import Sequence
from typing import NamedTuple

# title, category, start, end, status, regional
_AGENDA = (
    ("Brinkmarkt {name}", "market", "2027-05-15T10:00", "2027-05-15T17:00", "confirmed", False),
    ("Schaapscheerdersfeest {name}", "folklore", "2027-06-12T10:00", "2027-06-12T16:00", "confirmed", False),
    (
        "Fiets-5-daagse van de Demo-provincie",
        "cycling",
        "2027-07-20T09:00",
        "2027-07-24T17:00",
        "confirmed",
        True,
    ),
    ("Avondwandelvierdaagse {name}", "walking", "2027-06-01T18:00", "2027-06-04T21:00", "expected", False),
    ("Molendag {name}", "heritage", "2027-05-08T10:00", "2027-05-08T17:00", "confirmed", False),
    ("Oogstfeest {name}", "folklore", "2027-08-21T11:00", "2027-08-21T23:00", "expected", False),
    ("Open monumenten in {name}", "heritage", "2027-09-11T10:00", "2027-09-11T17:00", "expected", False),
    (
        "Zomerconcert in de kerk van {name}",
        "music",
        "2027-07-11T15:00",
        "2027-07-11T17:00",
        "confirmed",
        False,
    ),
    (
        "Nacht van de nacht op de heide bij {name}",
        "nature",
        "2027-10-30T19:00",
        "2027-10-30T23:00",
        "expected",
        True,
    ),
    ("Wintermarkt {name}", "market", "2027-12-11T12:00", "2027-12-11T20:00", "expected", False),
    ("Kunstroute rond {name}", "art", "2027-05-29T11:00", "2027-05-30T17:00", "confirmed", True),
    ("Streekproductenmarkt {name}", "market", "2027-09-25T09:00", "2027-09-25T15:00", "confirmed", False),
    ("Herdenking in {name}", "commemoration", "2027-05-04T19:30", "2027-05-04T20:30", "confirmed", False),
)

Event = dict[str, str | float | bool]


class Village(NamedTuple):
    """Where an event can be: a settlement of the region's places."""

    place_id: str
    name: str
    lon: float
    lat: float


def demo_events(villages: Sequence[Village]) -> list[Event]:
    """Events in villages of a demo region, one after another.

    Parameters
    ----------
    villages
        Settlements in an order of their own; the same ones get the same events.

    Returns
    -------
    list
        Rows of ``events.parquet`` without what is empty; times are those of the region's clock, without offset.
    """
    events: list[Event] = []
    for k, (title, category, start, end, status, regional) in enumerate(_AGENDA if villages else ()):
        village = villages[k % len(villages)]
        events.append(
            {
                "event_id": f"demo-{k + 1:02d}", "series_id": f"demo-{k + 1:02d}",
                "title": title.format(name=village.name), "category": category, "start": start, "end": end,
                "all_day": False, "venue": f"De Brink, {village.name}", "settlement": village.name,
                "place_id": village.place_id, "placed_by": "settlement", "lon": village.lon, "lat": village.lat,
                "source_title": "generated demo region, not a real place", "regional": regional,
                "certain": status == "confirmed",
            }
        )  # fmt: skip
    return events
