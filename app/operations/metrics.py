"""Figures in Prometheus's format at ``/metrics``: requests, their latency, the queue, the dataset's age.

With several worker processes gunicorn's settings name a folder (``PROMETHEUS_MULTIPROC_DIR``) through which they add
up. Read by the machine itself, or by whoever knows ``RONDJE_METRICS_TOKEN``.
"""

import hmac
import os
import time
from datetime import UTC, datetime
from ipaddress import ip_address

from flask import Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector
from werkzeug.exceptions import Forbidden

from app.errors import NoDataset
from app.operations.limits import gate_of
from app.services import services

_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Figures:
    """The figures of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "rondje_requests", "Requests answered", ("method", "route", "status"), registry=self.registry
        )
        self.latency = Histogram(
            "rondje_request_seconds",
            "Time to an answer",
            ("route",),
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self.solver = Histogram(
            "rondje_planning_seconds", "Time of planning alone", buckets=_BUCKETS, registry=self.registry
        )
        self.working = Gauge(
            "rondje_heavy_working",
            "Costly calls that run now",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.waiting = Gauge(
            "rondje_heavy_waiting",
            "Costly calls that wait for their turn",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.dataset_age = Gauge(
            "rondje_dataset_age_seconds",
            "Time since the state of the extract that the dataset was built of",
            registry=self.registry,
            multiprocess_mode="livemostrecent",
        )

    def write(self) -> bytes:
        """Return all figures as text, those of the other worker processes added."""
        if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            return generate_latest(self.registry)
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]  # the library has no types here
        return generate_latest(shared)


def install(app: Flask, token: str) -> None:
    """Count the requests of an app and show the figures."""
    figures = Figures()
    app.extensions["rondje_figures"] = figures

    @app.after_request
    def _count(answer: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "-"
        figures.requests.labels(request.method, route, answer.status_code).inc()
        figures.latency.labels(route).observe(time.perf_counter() - g.began)
        return answer

    @app.get("/metrics")
    def metrics() -> Response:
        """Show the figures."""
        if not _may_read(token):
            raise Forbidden("Ask from this machine, or send the token of RONDJE_METRICS_TOKEN.")
        gate = gate_of(app)
        figures.working.set(gate.inside)
        figures.waiting.set(gate.waiting)
        age_s = _dataset_age_s()
        if age_s is not None:
            figures.dataset_age.set(age_s)
        return Response(figures.write(), content_type=CONTENT_TYPE_LATEST)


def figures_of(app: Flask) -> Figures | None:
    """Return the figures of an app, or None where it counts nothing."""
    found = app.extensions.get("rondje_figures")
    return found if isinstance(found, Figures) else None


def _may_read(token: str) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        return hmac.compare_digest(given.encode(), token.encode())
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _dataset_age_s() -> float | None:
    try:
        extract = services().datasets.current().manifest.get("extract") or {}
        return (datetime.now(UTC) - datetime.fromisoformat(str(extract["timestamp"]))).total_seconds()
    except (NoDataset, KeyError, ValueError, TypeError):
        return None
