"""A small Discord on this machine, for a bot that logs in to it over real sockets.

    async with FakeDiscord() as fake:
        async with BotProcess(fake, tmp_path):
            reply = await fake.user("ann").slash(fake.channel("study"), "lesson next")

It keeps to what Discord documents and refuses what Discord refuses. Where the official description
of the API is at hand, every request is held against it; what is wrong is found in `problems`.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from typing import Self

from aiohttp import web

from tests.wire.clock import PATIENCE_S
from tests.wire.faults import ALWAYS, Refusal, Trouble
from tests.wire.gateway import Gateway, Intent
from tests.wire.hold import Hold
from tests.wire.learner import Learner, Reply
from tests.wire.message import Message
from tests.wire.record import BASE, Request
from tests.wire.rest import REQUEST_LIMIT, Rest
from tests.wire.world import MEMBER, Channel, Permission, Role, Thread, User, World
from tests.wire.writing import Writing

GATEWAY = "/gateway/"
LATELY = 12  # requests told of when something fails
GOODBYE_S = 1.0


class FakeDiscord:
    """The server: a world, with a REST API and a gateway to it."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self.token = secrets.token_urlsafe(48)
        self.problems: list[str] = []
        self.world = World(patience_s)
        self.gateway = Gateway(self.world, self.token, self.problems)
        self._writing = Writing(self.world, self.gateway, self.problems)
        self._rest = Rest(self.world, self.gateway, self._writing, self.token, self.problems)
        self._people: dict[str, Learner] = {}
        self._runner: web.AppRunner | None = None
        self._site: web.TCPSite | None = None
        self.api = ""
        self.guild = self.world.add_guild("Study group")

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=REQUEST_LIMIT)
        app.add_routes([web.get(GATEWAY, self.gateway.serve), *self._rest.routes()])
        self._runner = web.AppRunner(app, shutdown_timeout=GOODBYE_S)
        await self._runner.setup()
        self._site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await self._site.start()
        host, port = self._runner.addresses[0][:2]
        self.api = f"http://{host}:{port}{BASE}"
        self.gateway.url = f"ws://{host}:{port}{GATEWAY}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.gateway.hang_up()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def requests(self) -> list[Request]:
        """Every request so far, oldest first."""
        return self._rest.requests

    @property
    def bot(self) -> User:
        return self.world.bot

    @property
    def mention(self) -> str:
        """How one addresses the bot in a channel."""
        return f"<@{self.bot.id}>"

    def user(self, name: str, permissions: int = MEMBER, roles: Sequence[Role] = ()) -> Learner:
        """The person of that name, new if nobody has it yet."""
        if name not in self._people:
            user = self.world.add_user(name, permissions, roles)
            self._people[name] = Learner(self.world, self.gateway, self._writing, user, self.tell)
        return self._people[name]

    def channel(self, name: str) -> Channel:
        """The server's text channel of that name, new if there is none yet."""
        for channel in self.guild.channels:
            if channel.name == name:
                return channel
        channel = self.world.add_channel(name, self.guild)
        self.gateway.tell("CHANNEL_CREATE", channel.wire(), Intent.GUILDS)
        return channel

    def role(self, name: str, permissions: int = 0, *, is_mentionable: bool = False) -> Role:
        """A new role of the server."""
        role = self.world.add_role(self.guild, name, permissions, is_mentionable=is_mentionable)
        data = {"guild_id": str(self.guild.id), "role": role.wire()}
        self.gateway.tell("GUILD_ROLE_CREATE", data, Intent.GUILDS)
        return role

    def invite(self, name: str, shard: tuple[int, int] = (0, 1)) -> Channel:
        """The one channel of another server, which invites the bot; it belongs to a shard, of so many."""
        guild = self.world.add_guild(name, shard)
        channel = self.world.add_channel("general", guild)
        told = guild.wire(self.bot, len(self.world.users))
        del told["unavailable"]  # by which a bot tells a server it is in from one that is new
        self.gateway.tell("GUILD_CREATE", told, Intent.GUILDS)
        return channel

    # What somebody does who runs the server

    def delete(self, what: Channel | Message | Reply) -> None:
        """Delete a message, a thread, or a channel with all its threads."""
        if not isinstance(what, Channel):
            self._writing.delete(self.world.messages[what.id])
            return
        self.world.remove_channel(what)
        if isinstance(what, Thread):
            whole = what.wire()
            part = {name: whole[name] for name in ("id", "guild_id", "parent_id", "type")}
            self.gateway.tell("THREAD_DELETE", part, Intent.GUILDS)
        else:
            self.gateway.tell("CHANNEL_DELETE", what.wire(), Intent.GUILDS)

    def archive(self, thread: Thread) -> None:
        """Archive a thread, as Discord does after a day without a message."""
        self._writing.archive(thread, is_archived=True)

    def forbid(self, channel: Channel, permission: Permission) -> None:
        """Take a permission from the bot in a channel and its threads."""
        self._deny(channel, channel.denied.get(self.bot.id, 0) | permission)

    def allow(self, channel: Channel, permission: Permission) -> None:
        """Give a permission back that was taken from the bot."""
        self._deny(channel, channel.denied.get(self.bot.id, 0) & ~permission)

    def _deny(self, channel: Channel, permissions: int) -> None:
        channel.denied[self.bot.id] = permissions
        self.gateway.tell("CHANNEL_UPDATE", channel.wire(), Intent.GUILDS)

    # What only a fake can do

    async def carried_out(self, method: str, path: str, times: int) -> None:
        """Wait until that was asked so many times, and done."""

        def is_so() -> bool:
            done = [one for one in self.requests if (one.method, one.path, one.status) == (method, path, 200)]
            return len(done) >= times

        await self.world.bell.until(is_so, f"{times} times {method} {path}")

    @contextmanager
    def hold(self, method: str, path: str, *, is_carried_out: bool) -> Iterator[Hold]:
        """Keep the first request of a kind waiting, carried out or lost; see `Hold`."""
        hold = Hold(method, path, self.world.bell, is_carried_out=is_carried_out)
        self._rest.holds.append(hold)
        try:
            yield hold
        finally:
            hold.end()
            self._rest.holds.remove(hold)

    @contextmanager
    def refuse(
        self, wants: Callable[[Request], bool], refusal: Refusal, times: int = ALWAYS
    ) -> Iterator[Trouble]:
        """Refuse requests of a kind; see `Trouble`."""
        trouble = Trouble(wants, refusal, self.world.bell, times)
        self._rest.troubles.append(trouble)
        try:
            yield trouble
        finally:
            self._rest.troubles.remove(trouble)

    @asynccontextmanager
    async def outage(self) -> AsyncIterator[None]:
        """The network is down: what was connected is cut off, and nobody is let in."""
        assert self._runner is not None
        assert self._runner.server is not None
        assert self._site is not None
        host, port = self._runner.addresses[0][:2]
        await self._site.stop()
        for connection in self._runner.server.connections:
            if connection.transport is not None:
                connection.transport.abort()
        try:
            yield
        finally:
            self._site = web.TCPSite(self._runner, host, port)
            await self._site.start()

    def skip(self, time: timedelta) -> None:
        """Put what happens from now on that much later: ids carry the time at which the bot thinks it is."""
        self.world.clock.ahead += time

    def be_strict_on_pings(self) -> None:
        """From now on it is a problem if a message allows more pings than our bot may."""
        self._rest.is_strict_on_pings = True

    def pinging(self) -> list[Request]:
        """The requests whose messages would ping somebody, if their text had the right characters in it."""
        return [request for request in self.requests if request.can_ping]

    def tell(self) -> str:
        """What happened of late, to be read when a test fails."""
        lately = [f"  {request}" for request in self.requests[-LATELY:]] or ["  none"]
        problems = [f"  {problem}" for problem in self.problems] or ["  none"]
        return "\n".join(["the last requests:", *lately, "problems:", *problems])
