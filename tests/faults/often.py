"""How often hypothesis tries."""

from __future__ import annotations

from hypothesis import HealthCheck, settings


def often(at_length: bool, short: int, long: int) -> settings:
    """So many examples, the same every time."""
    return settings(
        max_examples=long if at_length else short,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
