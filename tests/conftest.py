"""Fixtures that every room's tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.answering.matcher import Matcher
from bot.course.model import Course
from bot.course.reader import read_course
from bot.settings import default_course
from bot.store import Store
from bot.tutor.tutor import Tutor
from tests.fakes import memory_database, small_course


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--faults-at-length", action="store_true", help="try what goes wrong for minutes, not seconds"
    )


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The small course of the fakes."""
    return small_course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="session")
def real_course() -> Course:
    """The course that the project ships."""
    return read_course(default_course())


@pytest.fixture(scope="session")
def real_matcher(real_course: Course) -> Matcher:
    """Answers from the course that the project ships."""
    return Matcher(real_course)


@pytest.fixture
def store() -> Iterator[Store]:
    """An empty store in memory; whatever a test does with it, nothing may be left uncommitted."""
    db = memory_database()
    store = Store(db)
    yield store
    assert not db.conn.in_transaction, "a write was left uncommitted"
    store.close()


@pytest.fixture
def tutor(course: Course, store: Store) -> Tutor:
    """A tutor of the small course, who knows nobody yet."""
    return Tutor(course, store)
