"""Where the site is on the web: what links that leave it begin with."""

from flask import request

from app.services import services


def site_address() -> str:
    """Return the public address without a slash at its end; as asked for where none is set."""
    return services().settings.public_url or request.url_root.rstrip("/")
