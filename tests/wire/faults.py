"""Answers that Discord gives instead of doing what it was asked, or besides."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

from tests.wire.clock import Bell
from tests.wire.record import Request

ALWAYS = 1_000  # times: more often than anything may be asked


@dataclass(frozen=True, slots=True)
class Refusal:
    """What Discord answers, or that it hangs up instead.

    Attributes:
        status: HTTP's; 0 hangs up.
        code: Discord's, which says what is wrong.
        message: The same in words.
        retry_after_s: When to try again, with a 429.
        is_carried_out: Whether it does all the same what it was asked, so that only the answer is lost.
    """

    status: int
    code: int = 0
    message: str = ""
    retry_after_s: float | None = None
    is_carried_out: bool = False

    def respond(self, request: web.Request) -> web.Response:
        """The answer on the wire."""
        if self.status == 0 and request.transport is not None:
            request.transport.abort()
        body: dict[str, object] = {"code": self.code, "message": self.message}
        headers = {"Content-Type": "application/json"}
        if self.retry_after_s is not None:
            body |= {"retry_after": self.retry_after_s, "global": False}
            headers |= {
                "Retry-After": str(self.retry_after_s),
                "Via": "1.1 fake",
            }  # without Via it is no limit
        return web.Response(status=self.status or 500, body=json.dumps(body).encode(), headers=headers)


class Trouble:
    """Requests of a kind that are refused, the first ones or all."""

    def __init__(
        self, wants: Callable[[Request], bool], refusal: Refusal, bell: Bell, times: int = ALWAYS
    ) -> None:
        """Wait for requests.

        Args:
            wants: Which.
            refusal: What they are answered.
            bell: Rung at each.
            times: How many are refused; those after them are served.
        """
        self.refusal = refusal
        self.met: list[Request] = []  # refused or, once there were enough, served
        self._wants = wants
        self._bell = bell
        self._times = times

    def takes(self, request: Request) -> bool:
        """Whether this request is refused; it is counted in any case."""
        if not self._wants(request):
            return False
        self.met.append(request)
        self._bell.ring()
        return len(self.met) <= self._times

    async def was_met(self, times: int = 1, patience_s: float | None = None) -> None:
        """Wait until so many of these requests have come."""
        await self._bell.until(lambda: len(self.met) >= times, f"{times} requests to refuse", patience_s)
