"""Gather questions that ask for the same."""

from __future__ import annotations

from collections.abc import Collection, Sequence

ALIKE = 0.6  # the share of their words that two questions have in common: "why is training slow", "slow training?"


def clusters(questions: Sequence[Collection[str]]) -> list[list[int]]:
    """The places of questions that are alike, the largest group first, each in the order given.

    Args:
        questions: Of each the words that say what it is about.
    """
    groups: list[tuple[frozenset[str], list[int]]] = []
    for place, question in enumerate(questions):
        words = frozenset(question)
        likest = max(groups, key=lambda group: _likeness(words, group[0]), default=None)
        if likest is not None and _likeness(words, likest[0]) >= ALIKE:
            likest[1].append(place)
        else:
            groups.append((words, [place]))
    return sorted((places for _, places in groups), key=len, reverse=True)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0
