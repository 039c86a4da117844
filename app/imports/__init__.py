"""Files that people bring: GPX, KML, FIT, TCX, GeoJSON, or a ZIP with one of them. Never trusted, always bounded."""

from app.imports.found import Found, Notice
from app.imports.placing import Placed, place
from app.imports.reading import KINDS, read

__all__ = ["KINDS", "Found", "Notice", "Placed", "place", "read"]
