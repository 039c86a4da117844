"""Unexpected errors sent to Sentry, when it is configured; its package is not among ours."""

import importlib
import logging

from app.settings import Settings

log = logging.getLogger(__name__)


def install(settings: Settings) -> None:
    """Start it, if a DSN is set."""
    if not settings.sentry_dsn:
        return
    try:
        sdk = importlib.import_module("sentry_sdk")
    except ImportError:
        log.warning("RONDJE_SENTRY_DSN is set, but sentry-sdk is not installed; errors are only logged")
        return
    # Neither bodies nor addresses: a tour's start may be somebody's home.
    sdk.init(dsn=settings.sentry_dsn, send_default_pii=False, max_request_body_size="never")
