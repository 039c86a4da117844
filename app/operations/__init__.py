"""What keeps the service well: logs, figures for whoever watches, limits on what one client or all together may ask."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app.operations import commands, limits, logs, metrics, sentry
from app.settings import Settings


def install(app: Flask, settings: Settings) -> None:
    """Add all of it to an app; its views must be there already."""
    if settings.proxies:
        number = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=number, x_proto=number, x_host=number)  # type: ignore[method-assign]
    logs.install(app)
    commands.install(app)
    limits.install(app, settings)
    metrics.install(app, settings.metrics_token)
    sentry.install(settings)
