"""The plug-in through which pygeoapi reads our layers; always of the dataset that serves the request."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from pygeoapi.provider.base import BaseProvider, ProviderItemNotFoundError, ProviderQueryError
from pygeoapi.util import crs_transform

from app.ogc.kinds import layer_kinds
from app.ogc.layers import Layer, LayerKind, layer_of
from app.services import services


class LayerProvider(BaseProvider):  # type: ignore[misc]  # the library has no types
    """Features of a layer; ``data`` names it."""

    def __init__(self, provider_def: dict[str, Any]) -> None:
        super().__init__(provider_def)
        self._dataset = services().datasets.current()
        kind = layer_kinds(self._dataset).get(self.data)
        if kind is None:  # the dataset has changed since the list was made
            raise ProviderQueryError(f"there is no layer {self.data} now")
        self._kind: LayerKind = kind
        self._fields = {name: {"type": told} for name, told in kind.columns.items()}

    def get_fields(self) -> dict[str, dict[str, str]]:
        """Return column → type."""
        return dict(self._fields)

    @crs_transform  # type: ignore[untyped-decorator]
    def query(
        self,
        offset: int = 0,
        limit: int = 10,
        resulttype: str = "results",
        bbox: Sequence[float] = (),
        properties: Sequence[tuple[str, str]] = (),
        select_properties: Sequence[str] = (),
        skip_geometry: bool = False,
        q: str | None = None,
        sortby: Sequence[dict[str, str]] = (),
        **_others: Any,
    ) -> dict[str, Any]:
        """Return a page of features."""
        layer = self._layer()
        rows = layer.rows(list(bbox), properties, q or "")
        answer: dict[str, Any] = {"type": "FeatureCollection", "features": [], "numberMatched": len(rows)}
        if resulttype != "hits":
            for rule in reversed(sortby):
                values = layer.columns[rule["property"]]
                order = sorted(
                    rows.tolist(), key=lambda row: _comparable(values[row]), reverse=rule["order"] == "-"
                )
                rows = np.array(order, dtype=np.int64)
            shown = rows[offset : offset + limit].tolist()
            answer["features"] = [
                layer.feature(row, select_properties, geometry=not skip_geometry) for row in shown
            ]
        return answer | {"numberReturned": len(answer["features"])}

    @crs_transform  # type: ignore[untyped-decorator]
    def get(self, identifier: str, **_others: Any) -> dict[str, Any]:
        """Return one feature."""
        layer = self._layer()
        try:
            return layer.feature(list(layer.ids).index(str(identifier)))
        except ValueError:
            raise ProviderItemNotFoundError(f"no feature {identifier[:60]!r} in {self.data}") from None

    def _layer(self) -> Layer:
        return layer_of(self._dataset, self._kind)


def _comparable(value: Any) -> tuple[int, float, str]:
    if value is None:
        return 2, 0.0, ""
    if isinstance(value, str):
        return 1, 0.0, value
    return 0, float(value), ""
