"""Every call of the API's description with made-up input: no answer that is not described, no breakdown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app import create_app
from app.api import openapi
from tests.app.conftest import close

CALLS = [
    (path, method.upper())
    for path, item in openapi.describe("1.0.0", "/api/v1")["paths"].items()
    for method in item
    if method in ("get", "post", "put", "patch", "delete")
]


@pytest.fixture(scope="module")
def api(demo_dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[schemathesis.BaseSchema]:
    """The description of an app on the made-up region, with the planner that people get."""
    folder = tmp_path_factory.mktemp("api")
    kept = f"sqlite:///{folder / 'kept.sqlite'}"
    app = create_app({"RONDJE_DATA": str(demo_dataset), "DATABASE_URL": kept, "RONDJE_LIMITS": "off"})
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    close(app)


@pytest.mark.parametrize(("path", "method"), CALLS, ids=[f"{method} {path}" for path, method in CALLS])
def test_made_up_input(api: schemathesis.BaseSchema, path: str, method: str) -> None:
    """Sensible and senseless values get an answer that the description knows, in its form, and never a 5xx."""

    @given(case=api[path][method].as_strategy())
    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: schemathesis.Case) -> None:
        # As it is: the transport without a network undoes no compression.
        answer = case.call(headers={"Accept-Encoding": "identity"})
        assert answer.status_code < 500 or answer.status_code == 503, answer.text
        case.validate_response(
            answer, checks=[status_code_conformance, content_type_conformance, response_schema_conformance]
        )

    ask()
