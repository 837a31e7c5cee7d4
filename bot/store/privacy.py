"""Everything kept about one learner: shown to them, or deleted for good."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.errors import StoreError
from bot.store.connection import Connection
from bot.store.owned import FILE, make_folder
from bot.store.pseudonyms import Pseudonyms

# Where learners stand by their own names, and where by a pseudonym. A test walks the tables: none may be missing here.
BY_NAME = (
    "positions",
    "finished",
    "attempts",
    "last_answers",
    "reports",
    "lab_orders",
    "choices",
    "memories",
    "reviews",
    "quizzes",
    "quiz_results",
    "reminders",
    "letters",
    "notices",
    "threads",
    "members",
    "attendance",
    "session_answers",
)
BY_PSEUDONYM = {"asked": "asker", "settled": "asker"}
BLANKED = {"groups": "created_by"}  # the group is its members' too: it stays, without the name
_NAMED = dict.fromkeys(BY_NAME, "learner") | BLANKED


def record_beside(db: Path) -> Path:
    """The file that remembers who had themselves forgotten."""
    return db.with_name(f"{db.name}.forgotten")


def make_folder_of(record: Path) -> None:
    """Make the folder that the record is to stand in, for its owner's eyes.

    Raises:
        StoreError: It can't be made.
    """
    try:
        make_folder(record.parent)
    except OSError as error:
        raise StoreError(f"Can't make the folder {record.parent}: {error.strerror}.") from error


class Privacy:
    """The door to all that is kept about a learner."""

    def __init__(self, db: Connection, pseudonyms: Pseudonyms, record: Path | None) -> None:
        """Set up the door.

        Args:
            db: The database.
            pseudonyms: How learners are called where they are not named.
            record: The file that remembers who had themselves forgotten, so that a restored copy forgets them too; None for a
                database in memory.
        """
        self._db = db
        self._pseudonyms = pseudonyms
        self._record = record

    def everything(self, learner: str) -> dict[str, list[dict[str, Any]]]:
        """Every row about a learner, table by table; tables without one are left out."""
        found = {table: list(self._rows(table, column, learner)) for table, column in _NAMED.items()}
        pseudonym = self._pseudonyms.of(learner)
        found |= {table: list(self._rows(table, column, pseudonym)) for table, column in BY_PSEUDONYM.items()}
        return {table: rows for table, rows in found.items() if rows}

    def forget(self, learner: str, at: datetime) -> None:
        """Delete every row about a learner, in one transaction.

        The record is written first: if the power goes between the two, the next start deletes what the record asks for.

        Raises:
            StoreError: The record can't be written. Nothing is deleted.
        """
        pseudonym = self._pseudonyms.of(learner)
        if self._record is not None:
            self._note(self._record, f"{pseudonym} {at.isoformat()}")
        self._delete(learner, pseudonym, at.isoformat())
        self._bury()

    def _bury(self) -> None:
        """Leave no trace of what was just deleted: it stands in the log still."""
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @staticmethod
    def _note(record: Path, line: str) -> None:
        try:
            with os.fdopen(os.open(record, os.O_CREAT | os.O_APPEND | os.O_WRONLY, FILE), "a") as file:
                # a line of its own, even after one that a power cut tore
                file.write(f"\n{line}\n")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(
                f"Can't write {record}: {error.strerror}. Make room, or the file writable."
            ) from error

    def apply_record(self) -> int:
        """Forget again who had themselves forgotten after this database was set aside.

        Returns:
            How many entries of the record were new to it.
        """
        if self._record is None or not self._record.exists():
            return 0
        entries = dict(
            line.split(" ", 1) for line in self._record.read_text("utf-8").splitlines() if " " in line
        )
        known = {
            digest
            for (digest,) in self._db.execute("SELECT digest || forgotten_at FROM forgotten").fetchall()
        }
        new = {pseudonym: at for pseudonym, at in entries.items() if pseudonym + at not in known}
        if new:
            names = {self._pseudonyms.of(learner): learner for learner in self._learners()}
            for pseudonym, at in new.items():
                self._delete(names.get(pseudonym, ""), pseudonym, at)
        return len(new)

    def _delete(self, learner: str, pseudonym: str, at: str) -> None:
        with self._db.atomic():
            for table in BY_NAME:
                self._db.execute(f"DELETE FROM {table} WHERE learner = ?", [learner])  # noqa: S608
            for table, column in BY_PSEUDONYM.items():
                self._db.execute(f"DELETE FROM {table} WHERE {column} = ?", [pseudonym])  # noqa: S608
            for table, column in BLANKED.items():
                self._db.execute(f"UPDATE {table} SET {column} = '' WHERE {column} = ?", [learner])  # noqa: S608
            self._db.execute(
                "INSERT INTO forgotten VALUES (?, ?) ON CONFLICT (digest) DO UPDATE SET forgotten_at = excluded.forgotten_at",
                [pseudonym, at],
            )

    def _learners(self) -> Iterator[str]:
        union = " UNION ".join(f"SELECT {column} FROM {table}" for table, column in _NAMED.items())  # noqa: S608
        for (learner,) in self._db.execute(union).fetchall():
            yield learner

    def _rows(self, table: str, column: str, value: str) -> Iterator[dict[str, Any]]:
        rows = self._db.execute(f"SELECT * FROM {table} WHERE {column} = ?", [value])  # noqa: S608
        names = [name for name, *_ in rows.description]
        for row in rows.fetchall():
            yield {name: kept for name, kept in zip(names, row, strict=True) if name != column}
