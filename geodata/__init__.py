"""Reads OSM extracts and other sources, cleans them, publishes one immutable dataset."""
