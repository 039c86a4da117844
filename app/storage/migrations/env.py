"""How Alembic runs our migrations: always over a connection that :mod:`app.storage.schema` hands it."""

from alembic import context

from app.storage.base import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    compare_type=True,
    # SQLite cannot change a column in place; a table is then made anew.
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
