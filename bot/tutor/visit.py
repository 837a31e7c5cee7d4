"""Who asks, where and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

Here = Callable[[str], bool]  # whether a server is among those that something is asked about


def anywhere(_server: str) -> bool:
    """Every server is."""
    return True


@dataclass(frozen=True, slots=True)
class Visit:
    """One learner doing one thing.

    Attributes:
        learner: Names them for good, such as `discord:123` or `terminal:ann`.
        place: Where they talk, such as a channel; "why?" refers to what was said there.
        at: When, in UTC.
        server: Which study group's server that is, such as `discord:456`; empty outside servers.
        manages_server: Whether they may manage that server; seen afresh at every command and every press, as are
        roles: the roles they have there.
        name: What they are called there.
    """

    learner: str
    place: str
    at: datetime
    server: str = ""
    manages_server: bool = False
    roles: frozenset[str] = frozenset()
    name: str = ""
