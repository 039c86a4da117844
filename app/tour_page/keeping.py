"""What a tour's page needs to work without a network: its files, and the map along the tour."""

import json
from typing import Any

from app.errors import AssetMissing
from app.presenter.record import Record
from app.services import services
from app.tour_page.corridor import corridor_bytes

FILES = "tour-files.json"
"""Written by the front-end build: logical name → bytes to transfer, of all that a tour's page may load."""


def keeping(record: Record, tour_id: str) -> dict[str, Any] | None:
    """Return what the page's script keeps for the way; None where that cannot be told."""
    assets = services().assets
    try:
        files: dict[str, int] = json.loads(assets.text(FILES))
    except AssetMissing:
        return None
    dataset = services().datasets.current()
    map_bytes = corridor_bytes(dataset.basemap, record["coordinates"])
    return {
        "page": f"/tours/{tour_id}",
        "files": [f"/static/{path}" for path in files],
        "map": None if map_bytes is None else f"/tours/{tour_id}/map.pmtiles",
        # Tells one state of the map from the next, so that a kept one is renewed.
        "version": dataset.version,
        "bytes": sum(files.values()) + (map_bytes or 0),
    }
