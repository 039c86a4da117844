"""The database's schema: made whole where there is none, brought forward step by step where there is an older one.

Several processes may start at once; one of them does it, the others wait.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection, Engine

FOLDER = Path(__file__).parent / "migrations"
_FIRST = "0001"
# Any number that nobody else uses on this database.
_ADVISORY_LOCK = 732_846_511


def bring_forward(engine: Engine, metadata: sa.MetaData) -> None:
    """Make or bring forward the schema."""
    if _is_current(engine):
        return
    with _alone(engine), engine.connect() as connection, connection.begin():
        tables = set(sa.inspect(connection).get_table_names())
        if not tables:
            # Faster than all steps, and the same: a test holds the two against each other.
            metadata.create_all(connection)
            stamp(connection, "head")
        else:
            if "alembic_version" not in tables:
                stamp(connection, _FIRST)
            upgrade(connection)


def stamp(connection: Connection, revision: str) -> None:
    """Say which revision the schema is."""
    command.stamp(_config(connection), revision)


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema forward to a revision."""
    command.upgrade(_config(connection), revision)


def revision_of(connection: Connection) -> str | None:
    """Return the revision that the schema is, None where it is not known."""
    return MigrationContext.configure(connection).get_current_revision()


@cache
def newest() -> str:
    """Return the newest revision there is."""
    head = ScriptDirectory(str(FOLDER)).get_current_head()
    assert head is not None
    return head


def differences(connection: Connection, metadata: sa.MetaData) -> list[object]:
    """Return in what the schema differs from the tables that the code knows."""
    options = {"compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata))


def write_revision(connection: Connection, message: str, number: str) -> None:
    """Write a new revision from what the tables have become, to be read and mended by a person."""
    command.revision(_config(connection), message=message, autogenerate=True, rev_id=number)


def _is_current(engine: Engine) -> bool:
    with engine.connect() as connection:
        return revision_of(connection) == newest()


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Let one process through at a time."""
    database = engine.url.database
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(sa.select(sa.func.pg_advisory_lock(_ADVISORY_LOCK)))
            try:
                yield
            finally:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(_ADVISORY_LOCK)))
    elif database and database != ":memory:":
        with Path(f"{database}.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
    else:
        yield


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config
