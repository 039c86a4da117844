"""The demo region: a made-up landscape of any size, written as a real OSM extract.

Every name is invented and the place is open sea, so that nobody takes it for a real one. It carries every tag that
the pipeline reads, and its network has the statistics of a real one.
"""

from geodata.demo.borders import PROVINCE_NAME
from geodata.demo.events import Village, demo_events
from geodata.demo.region import DemoRegionError, DemoSummary, generate

__all__ = ["PROVINCE_NAME", "DemoRegionError", "DemoSummary", "Village", "demo_events", "generate"]
