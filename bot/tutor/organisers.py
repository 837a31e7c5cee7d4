"""Who may organise in a server."""

from __future__ import annotations

from bot.errors import LearnerError
from bot.store import Store
from bot.tutor.visit import Visit


class Organisers:
    """Those who manage a server, and those with the role that it chose for it. Asked at every command and every press."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def include(self, visit: Visit) -> bool:
        """Whether someone may organise where they are."""
        if not visit.server:
            return False
        return visit.manages_server or self._store.servers.of(visit.server).organiser_role in visit.roles

    def refuse_others(self, visit: Visit) -> None:
        """Let only organisers pass.

        Raises:
            LearnerError: They are none, or in no server.
        """
        if not visit.server:
            raise LearnerError("That belongs to a server: type it in the one that you organise.")
        if not self.include(visit):
            raise LearnerError(
                "Only those who may manage this server, or have its organisers' role, can do that: ask one of them."
            )


def is_everybodys(role: str, server: str) -> bool:
    """Whether a role is the one that everybody on a server has: Discord calls it by the server's own number."""
    return server.rpartition(":")[2] == role
