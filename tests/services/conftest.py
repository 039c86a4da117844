"""One PostgreSQL for the tests of this folder, an empty schema for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.services import running


@pytest.fixture(scope="session")
def postgresql_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server's address."""
    with running.postgresql(tmp_path_factory.mktemp("service")) as url:
        yield url


def make_empty(url: str) -> None:
    """Remove everything from a database."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP SCHEMA public CASCADE"))
        connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()


@pytest.fixture
def postgresql_url(postgresql_server: str) -> str:
    """An empty database on that server."""
    make_empty(postgresql_server)
    return postgresql_server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind that we run on."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'kept.sqlite'}"
    return str(request.getfixturevalue("postgresql_url"))
