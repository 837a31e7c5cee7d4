"""What counts as delivered before."""

from __future__ import annotations

from bot.discord_ui.deliveries import Deliveries


def test_what_comes_again_is_not_the_first() -> None:
    deliveries = Deliveries()

    assert [deliveries.is_first(id_) for id_ in (1, 2, 1, 2, 3)] == [True, True, False, False, True]


def test_the_oldest_is_forgotten_when_there_are_too_many() -> None:
    deliveries = Deliveries(most=2)
    for id_ in (1, 2, 3):
        deliveries.is_first(id_)

    assert [deliveries.is_first(id_) for id_ in (3, 2, 1)] == [False, False, True]
