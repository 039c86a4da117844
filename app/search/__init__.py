"""Finding things by name: places, streets, junctions, sections, routes, areas, events, typing errors forgiven.

The index is made of the dataset's tables when the dataset is opened, before the server forks, so that the workers share
it: names are compared in memory, with RapidFuzz where they were mistyped. A file of trigrams beside the dataset would
load no faster (there is nothing to load in a worker), would be a second copy of the names to keep in step, and would
miss short names: *Nrog* and *Norg* have no trigram in common.
"""

from app.search.index import NameIndex, Names
from app.search.spelling import fold

__all__ = ["NameIndex", "Names", "fold"]
