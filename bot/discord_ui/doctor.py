"""Look for what could keep the bot from working, and say how to mend it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from itertools import combinations
from pathlib import Path
from typing import Any

import aiohttp
import discord

from bot.address import Address
from bot.answering.fitted import CALIBRATION
from bot.course.reader import read_course
from bot.discord_ui.client import PERMISSIONS
from bot.errors import ContentError, SettingsError, TutorError
from bot.settings import Settings, read_settings
from bot.shards import Shards, spelt
from bot.store.backup import NEWER, fault_of
from bot.store.opening import holders_in, on_servers
from bot.store.shards import Holder
from bot.tutor.labs import fault_of_try

API = "https://discord.com/api/v10"
TIMEOUT = aiohttp.ClientTimeout(total=15)
LEAST_FREE = 200_000_000  # bytes on the disk: a backup and a write-ahead log
CLOCK_OFF = timedelta(seconds=30)  # from there on reminders and meetings are noticeably off
SERVERS_SHOWN = 200  # Discord's page


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: whether it is well, and what to do if not."""

    is_well: bool
    text: str

    def __str__(self) -> str:
        return f"{'ok  ' if self.is_well else 'MEND'}  {self.text}"


async def examine(environment: Mapping[str, str], now: datetime) -> AsyncIterator[Finding]:
    """Look at settings, course, database, disk, shards, clock, token, intents and permissions, in that order."""
    try:
        settings = read_settings(environment)
    except SettingsError as error:
        yield Finding(False, f"settings: {error}")
        return
    yield Finding(True, "settings: all there")
    for finding in (*_course(settings), *_database(settings), *_shards(settings, now)):
        yield finding
    async for finding in _discord(settings, now):
        yield finding


def _course(settings: Settings) -> Iterator[Finding]:
    try:
        course = read_course(settings.course, fault_of_try)
    except ContentError as error:
        yield Finding(
            False, f"course: {len(error.mistakes)} mistakes; `many-coats check {settings.course}` lists them"
        )
        return
    yield Finding(True, f"course: {course.title}, {len(course.lessons)} lessons")
    if CALIBRATION.is_older_than(course):
        yield Finding(
            False,
            "answers: fitted to an earlier course; `python -m tests.benchmarks.fit_answers --write` fits them anew",
        )


def _database(settings: Settings) -> Iterator[Finding]:
    path = settings.db
    if isinstance(path, Address):
        yield _server(path)
        return
    folder = _nearest(path.parent)
    if not _is_open(folder) or (_is_there(path) and not os.access(path, os.W_OK)):
        yield Finding(
            False,
            f"database: {path} can't be written; make it and its folder writable for the user that runs the bot, "
            "or set MANY_COATS_DB to a file you can write",
        )
    elif not _is_there(path):
        yield Finding(True, f"database: {path} will be made at the first start")
    else:
        yield _file(path)
    if settings.backups is not None and not _is_open(_nearest(settings.backups)):
        yield Finding(
            False,
            f"backups: {settings.backups} can't be written; make it writable for the user that runs the bot, "
            "or set MANY_COATS_BACKUPS to another folder",
        )
    free = shutil.disk_usage(folder).free
    yield Finding(
        free >= LEAST_FREE,
        f"disk: {free / 1e9:.1f} GB free in {folder}" + ("" if free >= LEAST_FREE else "; make room"),
    )


def _file(path: Path) -> Finding:
    if path.is_dir():
        return Finding(False, f"database: {path} is a folder; set MANY_COATS_DB to a file")
    fault = fault_of(path)
    if fault == NEWER:
        return Finding(
            False,
            f"database: {path}: {fault}; update this program, or go back to the copy that the newer one kept: "
            f"`many-coats restore {path}.after-… --yes`",
        )
    if fault is not None:
        return Finding(
            False, f"database: {path}: {fault}; put a copy back with `many-coats restore FILE --yes`"
        )
    if path.stat().st_mode & 0o077:
        return Finding(False, f"database: others can read {path}; run: chmod 600 {path}")
    return Finding(True, f"database: {path}, {path.stat().st_size / 1e6:.1f} MB, sound")


def _is_there(path: Path) -> bool:
    return os.access(path, os.F_OK)  # unlike `exists` it raises nothing where one may not look


def _nearest(folder: Path) -> Path:
    """The folder, or of those above it the first that is there."""
    return next(one for one in (folder, *folder.absolute().parents) if _is_there(one))


def _is_open(folder: Path) -> bool:
    """Whether files can be made there."""
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def _server(address: Address) -> Finding:
    try:
        return Finding(True, f"database: {on_servers().state_of(address)}")
    except TutorError as error:
        return Finding(False, f"database: {error}")


async def _discord(settings: Settings, now: datetime) -> AsyncIterator[Finding]:
    base = settings.api or API
    headers = {"Authorization": f"Bot {settings.token}"}
    try:
        async with aiohttp.ClientSession(headers=headers, timeout=TIMEOUT) as session:
            async with session.get(f"{base}/users/@me", raise_for_status=True) as answer:
                me = await answer.json()
                yield Finding(True, f"token: Discord knows the bot as {me['username']}")
                yield _clock(answer.headers.get("Date"), now)
            async with session.get(f"{base}/oauth2/applications/@me", raise_for_status=True) as answer:
                yield _intents(await answer.json())
            async with session.get(f"{base}/users/@me/guilds", raise_for_status=True) as answer:
                servers = await answer.json()
    except aiohttp.ClientResponseError as error:
        if error.status == HTTPStatus.UNAUTHORIZED:
            yield Finding(
                False, "token: Discord refuses it; copy it anew from the developer portal into DISCORD_TOKEN"
            )
        else:
            yield Finding(
                False, f"network: Discord answers {error.status}; try again later, and see discordstatus.com"
            )
        return
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        yield Finding(
            False,
            f"network: Discord can't be reached ({type(error).__name__}); check the network and any proxy",
        )
        return
    if not servers:
        yield Finding(False, "servers: the bot is in none; `many-coats run` logs the invitation")
    for server in servers[:SERVERS_SHOWN]:
        yield _permissions(server)


def _clock(date: str | None, now: datetime) -> Finding:
    # such a date is always in GMT
    off = abs(now - parsedate_to_datetime(date).replace(tzinfo=UTC)) if date else timedelta(0)
    if off > CLOCK_OFF:
        return Finding(
            False, f"clock: {off.total_seconds():.0f} s off Discord's; let the system keep it by NTP"
        )
    return Finding(True, "clock: right")


def _intents(application: Mapping[str, Any]) -> Finding:
    flags = discord.ApplicationFlags._from_value(int(application.get("flags", 0)))  # noqa: SLF001  # has no other door
    if flags.gateway_message_content or flags.gateway_message_content_limited:
        return Finding(
            True,
            "intents: message content is switched on, and not needed; it may be switched off in the developer portal",
        )
    return Finding(True, "intents: no privileged one, and none is needed")


def _permissions(server: Mapping[str, Any]) -> Finding:
    granted = discord.Permissions(int(server["permissions"]))
    if granted.administrator or granted >= PERMISSIONS:
        return Finding(True, f"server {server['name']}: all permissions")
    missing = [
        name.replace("_", " ") for name, wanted in PERMISSIONS if wanted and not getattr(granted, name)
    ]
    return Finding(
        False,
        f"server {server['name']}: missing {', '.join(missing)}; give them to the bot's role, or invite it anew with the logged link",
    )


def _shards(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Who carries the bot, where several processes do: each server must be told to one of them."""
    holders = holders_in(settings.db, now)
    for holder in holders:
        yield Finding(True, f"shards: {holder} holds {holder.shards}")
    for one, other in combinations(holders, 2):
        if one.shards.overlap(other.shards):
            yield Finding(False, f"shards: {_common(one, other)}; stop one of them")
    for of in sorted({holder.shards.of for holder in holders}):
        held = {shard for holder in holders if holder.shards.of == of for shard in holder.shards.ids}
        free = Shards(tuple(shard for shard in range(of) if shard not in held), of)
        if free.ids:
            yield Finding(
                False,
                f"shards: nobody on this database holds {free}; if no other machine does, run `many-coats run --shards {free}`",
            )


def _common(one: Holder, other: Holder) -> str:
    if one.shards.of != other.shards.of:
        return f"{one} counts {one.shards.of}, {other} counts {other.shards.of}"
    both = tuple(shard for shard in one.shards.ids if shard in other.shards.ids)
    return f"{spelt(both)} of {one.shards.of} {'is' if len(both) == 1 else 'are'} held twice, by {one} and {other}"
