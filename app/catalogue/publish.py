"""From selected tours to the catalogue that is shown."""

from collections.abc import Sequence

from app.catalogue.selection import Chosen
from app.storage import Database, KeptTour, TourStore
from app.storage.catalogue import CatalogueEntry, CatalogueStore


def publish(database: Database, chosen: Sequence[Chosen]) -> None:
    """Keep the tours and show them as the catalogue, instead of the one before."""
    TourStore(database).keep(
        KeptTour(
            item.result["tour"]["id"],
            item.result["dataset"],
            dict(item.result["request"]) | {"lang": "nl"},
            item.result["tour"]["record"],
        )
        for item in chosen
    )
    CatalogueStore(database).replace([_entry(position, item) for position, item in enumerate(chosen)])


def _entry(position: int, item: Chosen) -> CatalogueEntry:
    task, tour = item.result["task"], item.result["tour"]
    return CatalogueEntry(
        tour_id=tour["id"],
        position=position,
        mode=task["mode"],
        theme=task["theme"],
        village=task["village"]["name"],
        length_m=tour["record"]["length_m"],
        score=item.score,
        dataset=item.result["dataset"],
    )
