"""Requests that are kept waiting, for a bot that is to be killed while it waits."""

from __future__ import annotations

import asyncio
import re

from tests.wire.clock import Bell
from tests.wire.record import Request


class Hold:
    """Keeps the first request of a kind; whether it is carried out or lost, the bot doesn't hear of it."""

    def __init__(self, method: str, path: str, bell: Bell, *, is_carried_out: bool) -> None:
        """Wait for a request.

        Args:
            method: Such as POST.
            path: A pattern for the whole path.
            bell: Rung when the request is there.
            is_carried_out: Whether the answer is lost, or else the request itself.
        """
        self.is_carried_out = is_carried_out
        self._method = method
        self._path = re.compile(path)
        self._bell = bell
        self._over = asyncio.Event()
        self._kept: Request | None = None

    def wants(self, request: Request) -> bool:
        """Whether this is the request to keep."""
        is_meant = request.method == self._method and self._path.fullmatch(request.path) is not None
        return is_meant and self._kept is None and not self._over.is_set()

    async def keep(self, request: Request) -> None:
        """Let a request wait until the hold ends."""
        self._kept = request
        self._bell.ring()
        await self._over.wait()

    async def caught(self) -> Request:
        """The request, once it is there."""
        return await self._bell.until(lambda: self._kept, f"{self._method} {self._path.pattern}")

    def end(self) -> None:
        """Keep nothing any longer."""
        self._over.set()
