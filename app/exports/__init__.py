"""Tours as files: each format one module, each listed in :data:`EXPORTS` under its ending."""

from app.exports.formats import EXPORTS, Export
from app.exports.names import file_name
from app.exports.page import Page

__all__ = ["EXPORTS", "Export", "Page", "file_name"]
