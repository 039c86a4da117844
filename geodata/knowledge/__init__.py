"""Curated knowledge of a region: readable files with a source for each row, joined to the extract's places.

The files lie in ``geodata/curated/<region>/``; docs/knowledge.md tells how to write them.
"""

from geodata.knowledge.events import EventOutcome, place_events
from geodata.knowledge.files import FOLDER, Knowledge, read_knowledge
from geodata.knowledge.places import KNOWN_COLUMNS, PlaceOutcome, add_knowledge
from geodata.knowledge.rows import KnownEvent, KnownPlace, Source, Spot

__all__ = [
    "FOLDER",
    "KNOWN_COLUMNS",
    "EventOutcome",
    "Knowledge",
    "KnownEvent",
    "KnownPlace",
    "PlaceOutcome",
    "Source",
    "Spot",
    "add_knowledge",
    "place_events",
    "read_knowledge",
]
