"""The questions that the answering is measured with, and the scorer's rules; see the head of tests/questions/dev.yaml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.answering.confidence import SUGGESTION_COST, SUGGESTION_WORTH, Mode

FOLDER = Path(__file__).parents[1] / "questions"
SETS = ("dev", "fresh")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question by itself, and the key points that answer it: none if the course has no answer."""

    text: str
    kind: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of a conversation; `facets` are the sides that will do, where one is asked for."""

    text: str
    answers: tuple[str, ...]
    facets: tuple[str, ...]


def singles(name: str) -> list[Asked]:
    """The questions of a set that stand alone; those of strangers without an answer count as near the course."""
    data = _read(name)
    asked = [
        Asked(q["q"], q["kind"], tuple(q["answers"]))
        for section in ("in_scope", "real", "out_of_scope")
        for q in data[section]
    ]
    return [Asked(a.text, "near", ()) if a.kind == "real" and not a.answers else a for a in asked]


def dialogues(name: str) -> list[list[Turn]]:
    """The conversations of a set."""
    return [
        [Turn(t["q"], tuple(t["answers"]), tuple(t.get("facet", ()))) for t in dialogue["turns"]]
        for dialogue in _read(name)["follow_ups"]
    ]


def rank(ranking: Sequence[str], answers: Sequence[str]) -> int | None:
    """The place of the first right answer, from 1; None if there is none."""
    return next((place for place, name in enumerate(ranking, 1) if name in answers), None)


def points(place: int | None, mode: Mode) -> float:
    """What a question adds to the utility."""
    if mode is Mode.ANSWER:
        return 1.0 if place == 1 else -1.0
    if mode is Mode.SUGGEST:
        return SUGGESTION_WORTH if place is not None and place <= 3 else -SUGGESTION_COST
    return 0.0


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8"))
    return data
