"""Numbers and health on a local port."""

from __future__ import annotations

import aiohttp
import pytest

from bot.discord_ui.metrics import Metrics, OpsServer, Outcome


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


async def fetched(server: OpsServer, page: str) -> tuple[int, str]:
    port = await server.start(0)
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{port}{page}") as answer,
        ):
            return answer.status, await answer.text()
    finally:
        await server.stop()


async def test_what_was_counted_is_shown_after_the_gauges_were_brought_up_to_date(metrics: Metrics) -> None:
    metrics.interactions.labels("ask", Outcome.SLIP.value).inc()
    with metrics.timed("ask"):
        pass
    server = OpsServer(metrics, refresh=lambda: metrics.servers.set(7), fault=lambda: None)

    status, page = await fetched(server, "/metrics")

    assert status == 200
    assert 'many_coats_interactions_total{command="ask",outcome="slip"} 1.0' in page
    assert 'many_coats_interaction_seconds_count{command="ask"} 1.0' in page
    assert "many_coats_servers 7.0" in page


@pytest.mark.parametrize(
    ("fault", "status"), [(None, 200), ("the gateway is not ready", 503)], ids=["well", "not well"]
)
async def test_health_says_what_is_wrong(metrics: Metrics, fault: str | None, status: int) -> None:
    got, page = await fetched(OpsServer(metrics, lambda: None, lambda: fault), "/healthz")

    assert got == status
    assert (fault or "true") in page


async def test_an_interaction_that_fails_is_measured_too(metrics: Metrics) -> None:
    with pytest.raises(ValueError, match="flour"), metrics.timed("ask"):
        raise ValueError("no flour")

    _, page = await fetched(OpsServer(metrics, lambda: None, lambda: None), "/metrics")
    assert 'many_coats_interaction_seconds_count{command="ask"} 1.0' in page
