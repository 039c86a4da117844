"""Where an event is, as a picture that needs no script: the printed map's country, and a mark."""

from functools import lru_cache
from pathlib import Path

from app.dataset import Dataset
from app.exports.map_picture import draw_country
from app.exports.map_picture_frame import Frame

_WIDTH_MM, _HEIGHT_MM = 120.0, 72.0
_SCALE = 25_000
_MARK = "#86307a"
_KEPT = 200


def picture(dataset: Dataset, lon: float, lat: float) -> str:
    """Return the SVG of the surroundings of a point."""
    return _picture(_Held(dataset), round(lon, 5), round(lat, 5))


class _Held:
    """A dataset that counts as the same as another one of its version, so that pictures can be kept by it."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self._key: tuple[Path, str] = (dataset.folder, dataset.version)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and self._key == other._key


@lru_cache(_KEPT)
def _picture(held: _Held, lon: float, lat: float) -> str:
    frame = Frame(lon, lat, _WIDTH_MM, _HEIGHT_MM, _SCALE)
    x, y = _WIDTH_MM / 2, _HEIGHT_MM / 2
    pin = (
        f'<path d="M{x} {y}c-3 -4 -4 -5.6 -4 -7.6a4 4 0 1 1 8 0c0 2 -1 3.6 -4 7.6z" fill="{_MARK}" stroke="#fff" '
        f'stroke-width=".6"/><circle cx="{x}" cy="{y - 7.6}" r="1.4" fill="#fff"/>'
    )
    return draw_country(held.dataset, frame, "fietsen", pin, taken=(x - 5, y - 12, x + 5, y + 1))
