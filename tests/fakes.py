"""Small honest stand-ins: a course of two lessons, a store in memory, a fixed noon."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlite_utils import Database  # noqa: TID251  # a store in memory is what most tests stand on

from bot.answering.confidence import Logistic, Weighing
from bot.answering.fitted import CALIBRATION
from bot.course.model import Course
from bot.course.reader import read_course
from bot.store import Letter, Store
from bot.store.opening import migrate, prepare
from bot.tutor.reply import Reply
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

Files = dict[str, Any]

# Never sure of the first, always that one of three is right: whatever is found is suggested.
UNSURE = replace(
    CALIBRATION, weighing=Weighing(first=Logistic((0.0,) * 8, -30.0), three=Logistic((0.0,) * 8, 30.0))
)


def visit(
    learner: str = "ann",
    place: str = "kitchen",
    *,
    minutes: int = 0,
    server: str = "",
    is_organiser: bool = False,
) -> Visit:
    """Someone doing something, some minutes after noon."""
    return Visit(learner, place, NOON + timedelta(minutes=minutes), server, is_organiser)


def memory_database() -> Database:
    """A database with today's tables that is gone with its test."""
    db = Database(memory=True)
    prepare(db)
    migrate(db)
    return db


def memory_store() -> Store:
    """A store that is gone with its test."""
    return Store(memory_database())


def sent(tutor: Tutor, at: datetime) -> list[tuple[Letter, Reply]]:
    """The letters that lie ready, all sent with that."""
    found = []
    while taken := tutor.letters.take(at):
        found.append(taken)
        tutor.letters.settle(taken[0])
    return found


def course_files() -> Files:
    """The files of a course of two lessons, as data, to be changed at will."""
    return copy.deepcopy(_FILES)


def write_course(folder: Path, files: Files | None = None) -> Path:
    """Write a course's files; those that are text already are written as they are."""
    for name, content in (course_files() if files is None else files).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False), "utf-8"
        )
    return folder


def small_course(folder: Path, files: Files | None = None) -> Course:
    """The course of two lessons, read from a folder it is first written to."""
    return read_course(write_course(folder, files))


def _asks(subject: str, *scenarios: str) -> dict[str, list[str]]:
    """Asks in four voices; most differ in one word only, which is enough for a test."""
    return {
        "canonical": [
            f"{verb} {subject}" for verb in ("define", "describe", "what is", "purpose of", "idea of")
        ],
        "keywords": [
            f"{subject} {word}" for word in ("basics", "definition", "meaning", "overview", "summary")
        ],
        "beginner": [
            f"{word} {subject}" for word in ("newbie on", "teach me", "lost with", "stuck on", "first steps")
        ],
        "scenario": [
            *scenarios,
            *(f"{subject} at {place}" for place in ("home", "school", "work", "sea", "night")),
        ],
    }


def _key_point(name: str, title: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": name,
        "title": title,
        "statement": f"{title} in one line.",
        "explain": f"{title} is explained here. It takes two sentences.",
        "why": f"{title} matters to bakers.",
        "example": f"For instance, {title.lower()} on a Sunday.",
        "simpler": f"{title}, told to a child.",
        "see": [],
        "sources": [{"title": "On Bread", "authors": "Crumb et al.", "year": 2019, "arxiv": "1904.09751"}],
        **fields,
    }


def _check(name: str, key_point: str) -> dict[str, Any]:
    return {
        "id": name,
        "question": f"What of {key_point}?",
        "key_point": key_point,
        "choices": [
            {"text": f"wrong one of {name}", "feedback": "Many think so. It is the other way round."},
            {"text": f"right one of {name}", "right": True, "feedback": "Yes, that is it."},
            {"text": f"other wrong one of {name}", "feedback": "Close, but no crumb."},
        ],
    }


_FILES: Files = {
    "course.yaml": {
        "id": "bread",
        "title": "Bread from nothing",
        "summary": "How bread is made, and why it rises.",
        "units": [{"id": "dough", "title": "Dough"}],
        "glossary": [
            {"term": "SD", "means": "Sourdough, which rises without bought yeast.", "key_point": "sourdough"}
        ],
    },
    "01-dough/01-rising.yaml": {
        "id": "rising",
        "title": "Why bread rises",
        "outcome": "say what yeast does",
        "minutes": 5,
        "messages": [
            {"id": "hook", "text": "Look at the dough: it has **grown**."},
            {"id": "gas", "text": "Yeast makes gas.\n\nThe gas makes bubbles."},
            {"id": "warmth", "text": "Warmth helps."},
        ],
        "key_points": [_key_point("yeast", "Yeast", see=["sourdough"]), _key_point("proofing", "Proofing")],
        "checks": [
            _check("gas-check", "yeast"),
            _check("yeast-check", "yeast"),
            _check("time-check", "proofing"),
        ],
        "reading": [
            {"title": "On Bread", "authors": "Crumb et al.", "year": 2019, "url": "https://bread.example/1"}
        ],
    },
    "01-dough/01-rising.asks.yaml": [
        {"id": "yeast", "asks": _asks("yeast", "my dough stays flat")},
        {"id": "proofing", "asks": _asks("proofing", "how long must the dough rest")},
    ],
    "01-dough/02-sour.yaml": {
        "id": "sour",
        "title": "Bread without bought yeast",
        "outcome": "start a sourdough",
        "minutes": 4,
        "messages": [
            {"id": "hook", "text": "Flour and water, left alone, begin to bubble."},
            {"id": "feed", "text": "Feed it daily."},
        ],
        "key_points": [_key_point("sourdough", "Sourdough", see=["yeast"])],
        "checks": [_check(name, "sourdough") for name in ("first", "second", "third")],
    },
    "01-dough/02-sour.asks.yaml": [{"id": "sourdough", "asks": _asks("sourdough", "bread without a packet")}],
}
