"""What Discord delivers twice, as it may when a lost connection is taken up again: it counts once."""

from __future__ import annotations

from collections import OrderedDict

MOST = 5_000  # ids remembered, in half a megabyte; the oldest goes first: what is told again came minutes ago


class Deliveries:
    """Which interactions and messages have come. In memory only: a bot that starts anew is told nothing again."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._ids: OrderedDict[int, None] = OrderedDict()

    def is_first(self, id_: int) -> bool:
        """Whether this hasn't come before; from now on it has."""
        if id_ in self._ids:
            return False
        self._ids[id_] = None
        if len(self._ids) > self._most:
            self._ids.popitem(last=False)
        return True
