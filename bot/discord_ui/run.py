"""Run the bot as a process: settings in, exit status out."""

from __future__ import annotations

import asyncio
import ctypes
import logging
import signal
import sys
from contextlib import suppress
from functools import partial

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket

from bot.course.reader import read_course
from bot.discord_ui.client import TutorClient
from bot.discord_ui.connections import LastingShard
from bot.discord_ui.tutor_thread import TutorThread
from bot.errors import SettingsError, TutorError
from bot.logs import set_up
from bot.settings import Settings
from bot.store.backup import file_of, rotate
from bot.store.lock import alone_on, together_on
from bot.tutor.labs import fault_of_try

log = logging.getLogger(__name__)

# Discord's codes: there is no such shard; there must be more of them
_FAREWELLS = dict.fromkeys(
    (4010, 4011),
    "Discord wants more shards by now: start again and, with --shards, all processes with a higher number after the slash.",
)
MMAP_THRESHOLD = -3  # mallopt's name for the size from which a block of memory is the system's own
LARGE = 128 * 1024  # bytes, where that size begins; it would rise by itself to 32 MB


def run_bot(settings: Settings) -> None:
    """Run until a signal ends it.

    Raises:
        SettingsError: Discord refuses the token.
        TutorError: The course has mistakes, the database can't be used, or Discord can't be reached.
    """
    _give_memory_back()
    set_up(settings.log_level, as_json=settings.log_as_json)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # we have no voice to lose
    discord.shard.Shard = LastingShard  # type: ignore[misc]  # there is no other door
    if settings.api and settings.gateway:
        _point_at(settings.api, settings.gateway)
    with alone_on(settings.db) if settings.shards is None else together_on(settings.db):
        asyncio.run(_run(settings))


def _give_memory_back() -> None:
    """Have the C library let go of large blocks once they are free: what a few pictures take to draw it would keep, 200 MB."""
    with suppress(AttributeError, OSError, TypeError):  # other systems have no such knob
        ctypes.CDLL(None).mallopt(MMAP_THRESHOLD, LARGE)


async def _run(settings: Settings) -> None:
    course = read_course(settings.course, fault_of_try)
    tutor = await TutorThread.open(course, settings.db, settings.retention)
    try:
        copy = partial(rotate, file_of(settings.db), settings.backups) if settings.backups else None
        async with TutorClient(
            tutor, ops_port=settings.ops_port, copy=copy, shards=settings.shards
        ) as client:
            _stop_on_signals(client)
            await client.start(settings.token)
    except discord.LoginFailure:
        raise SettingsError(
            "Discord refused the token: copy it anew from the developer portal into DISCORD_TOKEN."
        ) from None
    except discord.ConnectionClosed as error:
        raise TutorError(
            _FAREWELLS.get(error.code, f"Discord ended the connection, with code {error.code}.")
        ) from None
    except (aiohttp.ClientError, OSError, discord.HTTPException, discord.GatewayNotFound) as error:
        raise TutorError(
            f"Can't reach Discord ({type(error).__name__}): check the network and try again."
        ) from None
    finally:
        await tutor.close()
    log.info("stopped")


def _stop_on_signals(client: TutorClient) -> None:
    loop = asyncio.get_running_loop()
    stopping: list[asyncio.Task[None]] = []

    def stop() -> None:
        if not stopping:
            stopping.append(loop.create_task(client.finish()))

    for name in (signal.SIGTERM, signal.SIGINT):
        if sys.platform != "win32":
            loop.add_signal_handler(name, stop)


def _point_at(api: str, gateway: str) -> None:
    """Talk to a Discord-compatible server; discord.py reads no setting for that."""
    discord.http.Route.BASE = api.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
