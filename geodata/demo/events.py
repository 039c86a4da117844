"""A made-up agenda for the demo region."""

import numpy as np

from geodata.demo.fields import PROVINCE_M2, Ground, Outline, Soil, to_lonlat
from geodata.demo.names import NameBook
from geodata.demo.settlements import place_settlements

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
    ("Herdenking in {name}", "remembrance", "2027-05-04T19:30", "2027-05-04T20:30", "confirmed", False),
)

Event = dict[str, str | float | bool]


def demo_events(*, scale: float = 1.0, seed: int = 1) -> list[Event]:
    """Events of the region that :func:`geodata.demo.generate` writes for this scale and seed.

    Returns
    -------
    list
        Rows of ``events.parquet``; times are local (Europe/Amsterdam).
    """
    rng = np.random.default_rng(seed)
    outline, ground, _, names = Outline(rng, PROVINCE_M2 * scale), Ground(rng), Soil(rng), NameBook(rng)
    _, settlements = place_settlements(rng, outline, scale, names)
    lonlat = to_lonlat(ground.bend(np.array([(s.x, s.y) for s in settlements])))
    events: list[Event] = []
    for k, (title, category, start, end, status, regional) in enumerate(_AGENDA):
        row = k % len(settlements)
        name = settlements[row].name
        events.append(
            {
                "event_id": f"demo-{k + 1:02d}", "title": title.format(name=name), "category": category,
                "start": start, "end": end, "venue": f"De Brink, {name}", "lon": float(lonlat[row, 0]),
                "lat": float(lonlat[row, 1]), "place_id": "", "url": "",
                "source": "generated demo region, not a real place", "status": status, "regional": regional,
            }
        )  # fmt: skip
    return events
