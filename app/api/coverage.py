"""The calls under ``/api/v1/coverage``: missing facilities, places for the next ones, faults of networks, routes."""

from flask import Blueprint, Response, request

from app.api.reading import language_of, read_body, read_query
from app.api.schemas import CoverageQuery, HealthQuery, RoutesQuery, SitesBody
from app.budget import Budget, costs
from app.coverage import ask, find_gaps
from app.presenter.coverage import gap_features, site_features, summary
from app.presenter.desk import finding_features, route_features
from app.presenter.features import about
from app.responses import geojson_answer
from app.services import services


@costs(Budget.COVERAGE)
def coverage() -> Response:
    """Find where a facility is missing."""
    query = read_query(CoverageQuery)
    dataset = services().datasets.current()
    asked = ask(query.facility, query.mode, query.norm_m, query.norm_type, query.municipality)
    found, _ = find_gaps(dataset, asked)
    answer = {"type": "FeatureCollection", "features": gap_features(found.gaps)}
    return geojson_answer(
        answer | {"summary": summary(found, (), query.lang or language_of(request))} | about(dataset)
    )


@costs(Budget.COVERAGE)
def sites() -> Response:
    """Propose where the next facilities should go."""
    body = read_body(SitesBody)
    dataset = services().datasets.current()
    asked = ask(body.facility, body.mode, body.norm_m, body.norm_type, body.municipality, body.existing)
    found, proposed = find_gaps(dataset, asked, body.count, body.candidates, body.costs, body.budget)
    figures = summary(found, proposed, body.lang or language_of(request))
    answer = {"type": "FeatureCollection", "features": site_features(proposed)}
    return geojson_answer(answer | {"summary": figures} | about(dataset))


def health() -> Response:
    """Find what is wrong with a network."""
    from routing.desk.health import KINDS, network_health  # noqa: PLC0415 - it compiles searches

    query = read_query(HealthQuery)
    dataset = services().datasets.current()
    kinds = (query.kind,) if query.kind else KINDS
    found = network_health(dataset.planner.coverage(), query.mode, query.municipality, kinds)
    return geojson_answer({"type": "FeatureCollection", "features": finding_features(found)} | about(dataset))


def routes() -> Response:
    """Measure named routes."""
    from routing.desk.quality import route_quality  # noqa: PLC0415

    query = read_query(RoutesQuery)
    dataset = services().datasets.current()
    found = route_quality(dataset.planner.coverage(), query.mode)
    return geojson_answer({"type": "FeatureCollection", "features": route_features(found)} | about(dataset))


def install(api: Blueprint) -> None:
    """Add the calls to the API."""
    api.add_url_rule("/coverage", view_func=coverage, methods=["GET"])
    api.add_url_rule("/coverage/sites", view_func=sites, methods=["POST"])
    api.add_url_rule("/coverage/health", view_func=health, methods=["GET"])
    api.add_url_rule("/coverage/routes", view_func=routes, methods=["GET"], endpoint="coverage_routes")
