"""Where facilities are missing, over the API."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from app import create_app
from tests.app.conftest import close

GAPS = "/api/v1/coverage"
SITES = "/api/v1/coverage/sites"
WISH = {"facility": "toilet", "mode": "wandelen", "count": 3, "norm_m": 3000}


@pytest.fixture(scope="module")
def officers(demo_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app on a small made-up region."""
    database = tmp_path_factory.mktemp("kept") / "tours.sqlite"
    app = create_app({"RONDJE_DATA": demo_dataset, "DATABASE_URL": f"sqlite:///{database}"})
    yield app
    close(app)


@pytest.fixture
def desk(officers: Flask) -> FlaskClient:
    """A client of it."""
    return officers.test_client()


def described(desk: FlaskClient, answer: Any, path: str, method: str) -> None:
    """The answer has a status and a form that the description tells."""
    description = desk.get("/api/v1/openapi.json").get_json()
    told = description["paths"][path][method]["responses"][str(answer.status_code)]["content"]
    schema = told[answer.mimetype]["schema"] | {"components": description["components"]}
    Draft202012Validator(schema).validate(answer.get_json())


def test_gaps_as_features_with_the_figures_beside(desk: FlaskClient) -> None:
    """Every gap is a line with its length and numbers; the summary tells the same gaps, longest first."""
    answer = desk.get(f"{GAPS}?facility=toilet&mode=wandelen&norm_m=3000")
    described(desk, answer, "/coverage", "get")
    content = answer.get_json()
    summary = content["summary"]
    assert [f["properties"] for f in content["features"]] == summary["gaps"]
    lengths = [g["length_m"] for g in summary["gaps"]]
    assert lengths
    assert lengths == sorted(lengths, reverse=True)
    assert sum(lengths) == pytest.approx(summary["gap_m"], abs=len(lengths))
    assert summary["within_norm_share"] == pytest.approx(
        1 - summary["gap_m"] / summary["network_m"], abs=1e-5
    )
    assert summary["facilities"] == summary["on_network"] + summary["off_network"]
    assert len(summary["worst"]) == 10
    assert summary["norm_source"] is None


def test_the_regions_norm_with_its_source(desk: FlaskClient) -> None:
    """Without a norm the region's holds, and whoever reads it sees where it comes from."""
    summary = desk.get(f"{GAPS}?facility=toilet&mode=wandelen").get_json()["summary"]
    assert (summary["norm_m"], summary["norm_type"]) == (5000, "spacing")
    assert (summary["norm_source"], summary["norm_kind"]) == ("Toiletalliantie", "advocacy")


def test_places_close_what_is_missing(desk: FlaskClient) -> None:
    """Each place closes more than none; standing there for real, they close as much as was told."""
    answer = desk.post(SITES, json=WISH)
    described(desk, answer, "/coverage/sites", "post")
    content = answer.get_json()
    sites = content["summary"]["sites"]
    assert len(sites) == len(content["features"]) == 3
    assert [f["properties"]["rank"] for f in content["features"]] == [1, 2, 3]
    standing = [[s["lon"], s["lat"]] for s in sites]
    later = desk.post(SITES, json=WISH | {"existing": standing}).get_json()["summary"]
    assert content["summary"]["gap_m"] - later["gap_m"] == pytest.approx(sites[-1]["closed_m"], abs=2)


def test_from_an_empty_map(desk: FlaskClient) -> None:
    """Without what is there, everything is missing."""
    summary = desk.post(SITES, json=WISH | {"existing": False}).get_json()["summary"]
    assert summary["within_norm_share"] == 0
    assert summary["gap_m"] == pytest.approx(summary["network_m"], rel=1e-6)


def test_one_municipality(desk: FlaskClient) -> None:
    """Only its part of the network, and an unknown one is refused by name."""
    whole = desk.get(f"{GAPS}?facility=toilet&mode=wandelen&norm_m=3000").get_json()["summary"]
    name = next(g["municipality"] for g in whole["gaps"] if g["municipality"])
    part = desk.get(
        GAPS, query_string={"facility": "toilet", "mode": "wandelen", "norm_m": 3000, "municipality": name}
    )
    described(desk, part, "/coverage", "get")
    summary = part.get_json()["summary"]
    assert 0 < summary["network_m"] < whole["network_m"]
    assert {g["municipality"] for g in summary["gaps"]} == {name}
    lost = desk.get(GAPS, query_string={"facility": "toilet", "mode": "wandelen", "municipality": "Atlantis"})
    assert (lost.status_code, lost.get_json()["errors"][0]["field"]) == (422, "municipality")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("facility=fountain&mode=wandelen", "facility"),
        ("facility=toilet&mode=vliegen", "mode"),
        ("mode=wandelen", "facility"),
        ("facility=toilet&mode=wandelen&norm_m=0", "norm_m"),
        ("facility=toilet&mode=wandelen&norm_m=-1", "norm_m"),
        ("facility=toilet&mode=wandelen&norm_m=nan", "norm_m"),
        ("facility=toilet&mode=wandelen&norm_m=1e12", "norm_m"),
        ("facility=toilet&mode=wandelen&norm_type=so", "norm_type"),
        ("facility=top&mode=wandelen", "norm_m"),
    ],
)
def test_bad_questions_are_named(desk: FlaskClient, query: str, field: str) -> None:
    """A kind, mode or norm that cannot be meant, or a norm that nobody has set."""
    answer = desk.get(f"{GAPS}?{query}")
    described(desk, answer, "/coverage", "get")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == field


@pytest.mark.parametrize(
    "change",
    [
        {"count": 0}, {"count": 1_000_000}, {"count": 1.5}, {"candidates": ["moon"]}, {"existing": "yes"},
        {"existing": [[999, 0]]}, {"existing": [[5]]}, {"existing": [[4.1, 53.2]] * 1001}, {"extra": 1},
    ],
)  # fmt: skip
def test_bad_wishes_are_refused(desk: FlaskClient, change: dict[str, Any]) -> None:
    """Never a 5xx, always the field."""
    answer = desk.post(SITES, json=WISH | change)
    described(desk, answer, "/coverage/sites", "post")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"].startswith(next(iter(change)))


def test_what_is_wrong_with_a_network(desk: FlaskClient) -> None:
    """Findings as features, gravest first; one kind alone is what all hold of it, one municipality a part."""
    answer = desk.get("/api/v1/coverage/health?mode=wandelen")
    described(desk, answer, "/coverage/health", "get")
    told = [f["properties"] for f in answer.get_json()["features"]]
    assert told
    assert [p["severity"] for p in told] == sorted((p["severity"] for p in told), reverse=True)
    kind = told[0]["kind"]
    alone = desk.get(f"/api/v1/coverage/health?mode=wandelen&kind={kind}").get_json()["features"]
    assert [f["properties"] for f in alone] == [p for p in told if p["kind"] == kind]
    name = next(p["municipality"] for p in told if p["municipality"])
    there = desk.get(
        "/api/v1/coverage/health", query_string={"mode": "wandelen", "municipality": name}
    ).get_json()
    assert {f["properties"]["municipality"] for f in there["features"]} == {name}


def test_how_good_named_routes_are(desk: FlaskClient) -> None:
    """Each route with its shares, facilities and checks against norms that have a source."""
    answer = desk.get("/api/v1/coverage/routes?mode=wandelen")
    described(desk, answer, "/coverage/routes", "get")
    routes = [f["properties"] for f in answer.get_json()["features"]]
    assert routes
    for route in routes:
        assert route["natural_share"] + route["sealed_share"] + route[
            "unknown_surface_share"
        ] == pytest.approx(1, abs=0.01)
        assert all(check["source"] for check in route["checks"])


@pytest.mark.parametrize(
    "query", ["mode=vliegen", "mode=fietsen&kind=moon", "mode=fietsen&municipality=Atlantis", ""]
)
def test_bad_questions_about_health_are_named(desk: FlaskClient, query: str) -> None:
    """Unknown words are refused, described as all refusals are."""
    answer = desk.get(f"/api/v1/coverage/health?{query}")
    assert answer.status_code == 422
    described(desk, answer, "/coverage/health", "get")
