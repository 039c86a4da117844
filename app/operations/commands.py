"""``flask db …``: the database's schema, backups."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from app.errors import AppError
from app.services import services
from app.storage import METADATA, schema
from app.storage.backup import restore_backup, write_backup

db = AppGroup("db", help="The database: schema and backups.")


@db.command("upgrade")
def upgrade() -> None:
    """Make the tables, or bring them to what this version of the program needs."""
    with services().database.reading() as connection:
        click.echo(f"revision {schema.revision_of(connection)}")


@db.command("check")
def check() -> None:
    """Tell whether the tables are what the program thinks they are."""
    with services().database.reading() as connection:
        found = schema.differences(connection, METADATA)
    for difference in found:
        click.echo(str(difference))
    if found:
        raise click.ClickException("the schema differs; see above")
    click.echo("as it should be")


@db.command("revision")
@click.argument("message")
@click.argument("number")
def revision(message: str, number: str) -> None:
    """Write revision NUMBER from what the tables have become; read and mend it before it is used."""
    with services().database.writing() as connection:
        schema.write_revision(connection, message, number)


@db.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything that is kept into FILE (a name such as kept.jsonl.gz)."""
    counts = write_backup(services().database, file)
    click.echo(", ".join(f"{name} {count}" for name, count in counts.items()))


@db.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in the place of what is there.")
def restore(file: Path, replace: bool) -> None:
    """Put a backup in: all of it, or, where something is wrong, nothing."""
    try:
        counts = restore_backup(services().database, file, replace)
    except AppError as error:
        raise click.ClickException(str(error)) from error
    click.echo(", ".join(f"{name} {count}" for name, count in counts.items()))


def install(app: Flask) -> None:
    """Add the commands to an app."""
    app.cli.add_command(db)
