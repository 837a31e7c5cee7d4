"""What the bot does, as numbers for Prometheus, and whether it is well, on a local port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from time import perf_counter

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

HOST = "127.0.0.1"  # whoever wants it elsewhere puts a proxy before it
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Outcome(Enum):
    """How an interaction ended."""

    OK = "ok"
    SLIP = "slip"
    TOO_FAST = "too fast"
    FAILED = "failed"
    UNANSWERED = "unanswered"


class Metrics:
    """Numbers that grow while the bot runs. Labels name commands and outcomes, never people or places."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.interactions = Counter(
            "many_coats_interactions", "Commands and presses", ["command", "outcome"], registry=self.registry
        )
        self.seconds = Histogram(
            "many_coats_interaction_seconds",
            "Until answered",
            ["command"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.store_seconds = Histogram(
            "many_coats_tutor_seconds", "Work on the tutor's thread", buckets=BUCKETS, registry=self.registry
        )
        self.store_waiting = Gauge(
            "many_coats_tutor_waiting", "Work that waits for that thread", registry=self.registry
        )
        self.lab_waiting = Gauge("many_coats_lab_waiting", "Labs that wait or run", registry=self.registry)
        self.letters_waiting = Gauge(
            "many_coats_letters_waiting",
            "Reminders and words to groups, not sent yet",
            registry=self.registry,
        )
        self.letters = Counter(
            "many_coats_letters", "Reminders and words to groups", ["outcome"], registry=self.registry
        )
        self.servers = Gauge("many_coats_servers", "Servers the bot is in", registry=self.registry)
        self.tasks = Gauge("many_coats_tasks", "Things under way in the event loop", registry=self.registry)
        self.gateway = Gauge(
            "many_coats_gateway_ready", "1 while all shards are ready", registry=self.registry
        )
        self.shards = Gauge(
            "many_coats_shards", "Shards of this process", ["standing"], registry=self.registry
        )
        self.gateway_seconds = Gauge(
            "many_coats_gateway_latency_seconds", "Heartbeat to ack", registry=self.registry
        )

    @contextmanager
    def timed(self, command: str) -> Iterator[None]:
        """Measure how long an interaction takes."""
        begun = perf_counter()
        try:
            yield
        finally:
            self.seconds.labels(command).observe(perf_counter() - begun)


class OpsServer:
    """`/metrics` and `/healthz`."""

    def __init__(
        self, metrics: Metrics, refresh: Callable[[], None], fault: Callable[[], str | None]
    ) -> None:
        """Set up the server.

        Args:
            metrics: What it shows.
            refresh: Brings the gauges up to date.
            fault: What is wrong with the bot; None if it is well.
        """
        self._metrics = metrics
        self._refresh = refresh
        self._fault = fault
        self._runner: web.AppRunner | None = None

    async def start(self, port: int) -> int:
        """Begin to serve; 0 takes a free port.

        Returns:
            The port.
        """
        app = web.Application()
        app.add_routes([web.get("/metrics", self._show), web.get("/healthz", self._health)])
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, port)
        await site.start()
        address: tuple[str, int] = self._runner.addresses[0]
        return address[1]

    async def stop(self) -> None:
        """Serve no more."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _show(self, _: web.Request) -> web.Response:
        self._refresh()
        return web.Response(
            body=generate_latest(self._metrics.registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def _health(self, _: web.Request) -> web.Response:
        fault = self._fault()
        return web.json_response(
            {"well": fault is None, "fault": fault}, status=200 if fault is None else 503
        )
