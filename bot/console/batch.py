"""Answer a file of questions, for measuring."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any

from bot.answering.matcher import Match, Matcher
from bot.errors import SettingsError


def predictions(lines: Iterable[str], matcher: Matcher) -> Iterator[dict[str, Any]]:
    """One prediction for each question, in order.

    Args:
        lines: JSON objects, `{"id", "q"}` or, for a dialogue, `{"id", "turns": [q, …]}`; empty lines are passed over.
        matcher: Who answers. No learner stands behind a question; each dialogue begins afresh.

    Raises:
        SettingsError: A line is neither, with its number.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
            asked = [(entry["id"], entry["q"])] if "q" in entry else _numbered(entry)
        except (ValueError, KeyError, TypeError):
            raise SettingsError(
                f'Line {number} is neither {{"id", "q"}} nor {{"id", "turns": [q, …]}}.'
            ) from None
        before: tuple[str, ...] = ()
        for name, question in asked:
            begun = time.perf_counter()
            match = matcher.match(question, before=before)
            ms = (time.perf_counter() - begun) * 1000
            before = match.remembered or before
            yield _prediction(name, match, ms)


def _numbered(entry: dict[str, Any]) -> list[tuple[str, str]]:
    return [(f"{entry['id']}.{n}", question) for n, question in enumerate(entry["turns"], 1)]


def _prediction(name: str, match: Match, ms: float) -> dict[str, Any]:
    prediction: dict[str, Any] = {"id": name, "answers": list(match.ranking), "mode": match.mode.value}
    if match.facet is not None:
        prediction["facet"] = match.facet.value
    return prediction | {"ms": round(ms, 3)}
