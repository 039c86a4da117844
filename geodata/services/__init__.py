"""Reads features from where authorities publish them: OGC API - Features, WFS 2.0, or a file of the same content."""

from geodata.services.fetching import Fetcher, Limits
from geodata.services.reading import Features, read_features

__all__ = ["Features", "Fetcher", "Limits", "read_features"]
