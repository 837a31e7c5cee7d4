"""A server's side of a copy from one database to another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg import sql

from bot.store.postgres.connection import Impatient, kept

AT_ONCE = 5_000  # rows a fetch

_NUMBERED = """
    SELECT c.table_name, s.last_value FROM information_schema.columns c
    JOIN pg_sequences s ON pg_get_serial_sequence(quote_ident(c.table_name), c.column_name)
        = quote_ident(s.schemaname) || '.' || quote_ident(s.sequencename)
    WHERE c.table_schema = current_schema() AND c.is_identity = 'YES'
"""
_BOOLEANS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND data_type = 'boolean'
"""


class OnServer:
    """A server's side."""

    def __init__(self, db: Impatient) -> None:
        self._db = db
        self._booleans = set(db.execute(_BOOLEANS).fetchall())

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """All rows of a table."""
        statement = sql.SQL("SELECT {} FROM {}").format(_names(columns), sql.Identifier(table))
        with self._db.transaction(), self._db.cursor(name="rows") as cursor:
            cursor.itersize = AT_ONCE
            cursor.execute(statement)
            yield from cursor

    def add(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Add rows to a table; what the file keeps as 0 and 1 is false and true here."""
        is_boolean = [(table, column) in self._booleans for column in columns]
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), _names(columns))
        with self._db.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                values = [
                    bool(value) if says and value is not None else value
                    for value, says in zip(row, is_boolean, strict=True)
                ]
                copy.write_row([kept(value) for value in values])

    def empty(self, tables: Sequence[str]) -> None:
        """Delete all rows of some tables."""
        for table in tables:
            self._db.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))

    def last_numbers(self) -> dict[str, int]:
        """The last number that was given, by table."""
        return {table: last for table, last in self._db.execute(_NUMBERED).fetchall() if last is not None}

    def go_on_after(self, numbers: Mapping[str, int]) -> None:
        """Give none of these numbers anew, nor any that a row has."""
        for table, _ in self._db.execute(_NUMBERED).fetchall():
            highest = sql.SQL("SELECT max(id) FROM {}").format(sql.Identifier(table))
            (held,) = self._db.execute(highest).fetchone() or (None,)
            last = max(held or 0, numbers.get(table, 0))
            if last:
                self._db.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, last])

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """What is done inside is kept whole or not at all; rows may point at others that come later."""
        with self._db.transaction():
            self._db.execute("SET CONSTRAINTS ALL DEFERRED")
            yield


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))
