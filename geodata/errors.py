"""What can go wrong while a dataset is made or opened, as one family.

GeodataError
├── SourceError     no extract to be had, or a download that failed
├── ServiceError    a service of features (or a file in its stead) that can't be read
├── ExtractError    the extract can't be read, or holds nothing to build from
├── RegionError     no such region, or its file is not what it should be
├── KnowledgeError  a curated file or row is not what it should be
├── BuildError      the dataset could not be written
└── DatasetError    a folder that should be a dataset is none
"""


class GeodataError(Exception):
    """Base of everything that this package raises on purpose; the message says what to do next."""


class SourceError(GeodataError):
    """No extract could be found or fetched."""


class ServiceError(GeodataError):
    """A service of features, or a file in its stead, can't be read."""


class ExtractError(GeodataError):
    """The extract can't be read, or nothing in it can be used."""


class RegionError(GeodataError):
    """The region's file is missing or lacks something."""


class KnowledgeError(GeodataError):
    """A curated file, or a row of one, is not what it should be."""


class BuildError(GeodataError):
    """The dataset could not be written."""


class DatasetError(GeodataError):
    """The folder is not a dataset that this version reads."""
