"""Another host's map to draw on, where one is configured; then, and only then, a page may ask that host for tiles."""

from urllib.parse import urlsplit

from app.settings import Settings


def background_of(settings: Settings) -> dict[str, str] | None:
    """Return the address of the tiles and whom they are from, for the page's script; None without such a map."""
    if not settings.background:
        return None
    credit = settings.background_credit or str(urlsplit(settings.background).hostname)
    return {"tiles": settings.background, "attribution": credit}


def hosts_of(settings: Settings) -> str:
    """Return what the content security policy allows beside our own host: nothing, or the map's."""
    if not settings.background:
        return ""
    parts = urlsplit(settings.background)
    return f" {parts.scheme}://{parts.netloc}"
