"""Changes of the database's schema, oldest first in ``versions``; made with ``flask db revision``."""
