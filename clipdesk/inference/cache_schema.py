"""The embedding cache's tables, and how an older file is brought up to date."""

from __future__ import annotations

import sqlite3

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE files (path BLOB PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL,
           content_hash TEXT NOT NULL) WITHOUT ROWID""",
        "CREATE TABLE models (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, last_used INTEGER NOT NULL)",
        """CREATE TABLE images (id INTEGER PRIMARY KEY, model INTEGER NOT NULL, content_hash TEXT NOT NULL,
           crc INTEGER NOT NULL, embedding BLOB NOT NULL, UNIQUE (model, content_hash))""",
        """CREATE TABLE texts (id INTEGER PRIMARY KEY, model INTEGER NOT NULL, text BLOB NOT NULL,
           crc INTEGER NOT NULL, embedding BLOB NOT NULL, UNIQUE (model, text))""",
    ),
)


class NewerSchemaError(Exception):
    """The file was written by a later version of clipdesk."""


def migrate(database: sqlite3.Connection) -> None:
    """Bring the file to the newest schema; each step is one transaction. The connection must be in autocommit mode.

    Raises NewerSchemaError and leaves the file alone when it comes from a later version, and sqlite3.Error.
    """
    if _version(database) == len(MIGRATIONS):
        return
    database.execute("BEGIN IMMEDIATE")  # two processes may have found the same old file
    try:
        version = _version(database)
        if version > len(MIGRATIONS):
            raise NewerSchemaError
        for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
            for statement in statements:
                database.execute(statement)
            database.execute(f"PRAGMA user_version = {number}")
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise


def _version(database: sqlite3.Connection) -> int:
    return int(database.execute("PRAGMA user_version").fetchone()[0])
