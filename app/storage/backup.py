"""Backups: everything in the database as lines of JSON, from one moment, for any database that we run on.

The first line says what it is (revision of the schema, rows of each table); then a line per row. Restoring puts all of
it in or nothing.
"""

import base64
import gzip
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.errors import AppError, StorageUnavailable
from app.storage import schema
from app.storage.base import METADATA, Database, UtcDateTime

_KIND = "rondje backup"
_TOGETHER = 500


class BackupUnusable(AppError):
    """A backup cannot be read, or does not fit here; the message says why."""


def write_backup(database: Database, path: Path) -> dict[str, int]:
    """Write all rows into a file; it stands under its name only when it is complete.

    Returns
    -------
    dict of str to int
        Rows of each table.
    """
    part = path.with_name(f"{path.name}.part")
    with database.reading() as connection, gzip.open(part, "wt", encoding="utf-8") as file:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        tables = METADATA.sorted_tables
        counts = {t.name: connection.scalar(sa.select(sa.func.count()).select_from(t)) or 0 for t in tables}
        head = {
            "kind": _KIND,
            "revision": schema.revision_of(connection),
            "made": datetime.now(UTC).isoformat(timespec="seconds"),
            "rows": counts,
        }
        file.write(json.dumps(head) + "\n")
        for table in tables:
            for row in connection.execute(sa.select(table)).mappings():
                values = {column: _plain(value) for column, value in row.items()}
                file.write(json.dumps([table.name, values], ensure_ascii=False) + "\n")
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(path)
    return counts


def restore_backup(database: Database, path: Path, replace: bool = False) -> dict[str, int]:
    """Put all rows of a backup into the database, or none.

    Parameters
    ----------
    database
        Where they go; its tables must be empty.
    path
        The backup.
    replace
        Remove what is there first, in the same step.

    Returns
    -------
    dict of str to int
        Rows of each table.

    Raises
    ------
    BackupUnusable
        If the file is no backup, is damaged, was made by another revision, or the tables are not empty.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file, database.writing() as connection:
            return _restore(connection, file, replace)
    except (OSError, EOFError, ValueError, KeyError, TypeError, StorageUnavailable) as error:
        raise BackupUnusable(
            f"{path}: this is no backup, or it is damaged ({error}); nothing was changed"
        ) from error


def _restore(connection: Connection, file: IO[str], replace: bool) -> dict[str, int]:
    head = json.loads(file.readline())
    if head.get("kind") != _KIND:
        raise ValueError("the first line is not that of a backup")
    if head["revision"] != schema.revision_of(connection):
        raise BackupUnusable(
            f"the backup is of revision {head['revision']}, the database of {schema.revision_of(connection)}; "
            "restore with the version of the program that made it, then bring the database forward"
        )
    tables = {table.name: table for table in METADATA.sorted_tables}
    for table in reversed(METADATA.sorted_tables):
        if replace:
            connection.execute(sa.delete(table))
        elif connection.scalar(sa.select(sa.func.count()).select_from(table)):
            raise BackupUnusable(
                f"the table {table.name} is not empty; add --replace to put the backup in its place"
            )
    counts = dict.fromkeys(tables, 0)
    for name, rows in _batches(file):
        table = tables[name]
        connection.execute(sa.insert(table), [_typed(table, row) for row in rows])
        counts[name] += len(rows)
    if counts != head["rows"]:
        raise ValueError("rows are missing")
    _set_sequences(connection)
    return counts


def _batches(file: IO[str]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    current = ""
    rows: list[dict[str, Any]] = []
    for line in file:
        name, values = json.loads(line)
        if rows and (name != current or len(rows) >= _TOGETHER):
            yield current, rows
            rows = []
        current = name
        rows.append(values)
    if rows:
        yield current, rows


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    return value.isoformat() if hasattr(value, "isoformat") else value


def _typed(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name], value) for name, value in row.items()}


def _value(column: sa.Column[Any], value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"bytes"} and isinstance(column.type, sa.LargeBinary):
        return base64.b64decode(value["bytes"])
    if isinstance(value, str) and isinstance(column.type, UtcDateTime | sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    return value


def _set_sequences(connection: Connection) -> None:
    """Let numbers that a database gives itself go on after those of the backup."""
    if connection.dialect.name != "postgresql":
        return
    for table in METADATA.sorted_tables:
        for column in table.primary_key.columns:
            if column.autoincrement is True or (
                column.autoincrement == "auto" and isinstance(column.type, sa.Integer)
            ):
                quoted = sa.func.pg_get_serial_sequence(table.name, column.name)
                top = sa.select(sa.func.coalesce(sa.func.max(column), 1)).scalar_subquery()
                connection.execute(sa.select(sa.func.setval(quoted, top)))
