"""Fixtures: those of the wire, and for how long to try."""

from __future__ import annotations

import pytest

from tests.wire.conftest import ann, bob, bot, fake, olga, settings, small_settings, sockets, study

__all__ = ["ann", "bob", "bot", "fake", "olga", "settings", "small_settings", "sockets", "study"]


@pytest.fixture
def at_length(request: pytest.FixtureRequest) -> bool:
    """Whether to try it as often as `make faults` does, which takes minutes."""
    return bool(request.config.getoption("--faults-at-length"))
