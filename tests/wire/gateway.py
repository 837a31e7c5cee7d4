"""The fake's WebSocket: sessions that identify, resume, and are told what happens."""

from __future__ import annotations

import asyncio
import contextlib
import json
import secrets
from dataclasses import dataclass, field
from enum import IntEnum

from aiohttp import WSMsgType, web

from tests.wire.clock import Bell
from tests.wire.message import Message
from tests.wire.world import Guild, Json, World

HEARTBEAT_MS = 41_250
PRIVILEGED_INTENTS = 1 << 1 | 1 << 8 | 1 << 15  # members, presences, message content: this bot has none


class Op(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    RESUME = 6
    RECONNECT = 7
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Intent(IntEnum):
    GUILDS = 1 << 0
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12


class Close(IntEnum):
    UNKNOWN_OPCODE = 4001
    AUTHENTICATION_FAILED = 4004
    INVALID_SHARD = 4010
    SHARDING_REQUIRED = 4011
    DISALLOWED_INTENTS = 4014


@dataclass(slots=True, eq=False)
class Session:
    """A bot that identified, with everything it was told, so that it can resume."""

    id: str
    intents: int
    shard: tuple[int, int] = (0, 1)  # which, of how many
    resumed: int = 0  # times
    events: list[Json] = field(default_factory=list)
    more: Bell = field(default_factory=Bell)
    connections: int = 0
    sent: int = 0  # the number of the last event that went out

    @property
    def is_live(self) -> bool:
        return self.connections > 0

    def is_told_of(self, guild: int | None) -> bool:
        """Whether it hears of a server; of what happens outside servers shard 0 hears (Gateway, sharding)."""
        number, of = self.shard
        return number == (0 if guild is None else (guild >> 22) % of)

    def tell(self, event: str, data: Json) -> None:
        self.events.append({"op": Op.DISPATCH, "t": event, "s": len(self.events) + 1, "d": data})
        self.more.ring()


@dataclass(frozen=True, slots=True)
class Login:
    """How a bot came in.

    Attributes:
        op: IDENTIFY or RESUME.
        session: Which it took up again.
        heard: The last event that it says it heard there.
        sent: The last that was sent there; None for a session that the fake doesn't know.
    """

    op: Op
    session: str = ""
    heard: int = 0
    sent: int | None = None


class Gateway:
    """Where bots log in."""

    def __init__(self, world: World, token: str, problems: list[str]) -> None:
        self.knows_shards = True  # a server that is only like Discord may not
        self.recommended = 1  # shards
        self.required = 1  # at least so many
        self.at_once = 1  # shards that may log in within five seconds, "max_concurrency"
        self.sessions: dict[str, Session] = {}
        self.url = ""  # known once the server listens
        self.heartbeat_ms = HEARTBEAT_MS
        self.is_open = True
        self.copies = 1  # of each event: Discord promises no single delivery
        self.replays = 0  # events that a bot had heard already and is told again when it resumes
        self.logins: list[Login] = []  # oldest first
        self._world = world
        self._token = token
        self._problems = problems
        self._connections: set[_Connection] = set()

    @property
    def is_live(self) -> bool:
        """Whether some bot is logged in and connected."""
        return any(session.is_live for session in self.sessions.values())

    def hears_of(self, guild: Guild | None) -> bool:
        """Whether some bot is connected that hears of a server, or (None) of direct messages."""
        return any(session.is_live for session in self._told_of(None if guild is None else guild.id))

    def tell(self, event: str, data: Json, intent: Intent | None = None) -> None:
        """Tell every bot that asked to hear of such things, on the shard of the server where they happen."""
        where = data.get("id" if event in ("GUILD_CREATE", "GUILD_DELETE") else "guild_id")
        for session in self._told_of(None if where is None else int(where)):
            if intent is None or session.intents & intent:
                for _ in range(self.copies):
                    session.tell(event, data)

    def tell_of(self, message: Message, event: str) -> None:
        """Tell that a message came, changed or went; an ephemeral one counts as a direct message."""
        direct = message.is_ephemeral or message.channel.guild is None
        data = message.event(self._world.bot)
        if event == "MESSAGE_DELETE":
            data = {name: data[name] for name in ("id", "channel_id", "guild_id") if name in data}
        self.tell(event, data, Intent.DIRECT_MESSAGES if direct else Intent.GUILD_MESSAGES)
        self._world.bell.ring()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, until either side hangs up."""
        if not self.is_open:
            return web.Response(status=503)
        socket = web.WebSocketResponse(autoclose=False)  # who is silent does not even say goodbye
        await socket.prepare(request)
        connection = _Connection(socket)
        self._connections.add(connection)
        try:
            await socket.send_json({"op": Op.HELLO, "d": {"heartbeat_interval": self.heartbeat_ms}})
            async for frame in socket:
                if frame.type is WSMsgType.TEXT and not connection.is_silent:
                    await self._hear(connection, json.loads(frame.data))
        finally:
            await connection.end()
            self._world.bell.ring()
            if connection.is_silent:
                await connection.broken.wait()
            await socket.close()
            self._connections.discard(connection)
        return socket

    # What goes wrong

    async def hang_up(self, code: int = 1001, shard: int | None = None) -> None:
        """Break every connection, or those of one shard; sessions can still be resumed."""
        for connection in [one for one in self._connections if shard in (None, one.shard)]:
            connection.broken.set()
            await connection.socket.close(code=code)

    async def ask_to_reconnect(self) -> None:
        """Ask every bot to come back on another connection, as Discord does when it moves them."""
        for connection in list(self._connections):
            await connection.socket.send_json({"op": Op.RECONNECT, "d": None})

    async def invalidate(self, *, is_resumable: bool) -> None:
        """Tell every bot that its session is no good; one that is not resumable is forgotten with all it missed."""
        if not is_resumable:
            self.sessions.clear()
        for connection in list(self._connections):
            await connection.socket.send_json({"op": Op.INVALID_SESSION, "d": is_resumable})

    def fall_silent(self) -> None:
        """Say and hear nothing more on the connections there are, without breaking them."""
        for connection in self._connections:
            connection.is_silent = True

    async def _hear(self, connection: _Connection, heard: Json) -> None:
        op, data = heard["op"], heard["d"]
        if op == Op.HEARTBEAT:
            await connection.socket.send_json({"op": Op.HEARTBEAT_ACK})
        elif op == Op.IDENTIFY:
            await self._identify(connection, data)
        elif op == Op.RESUME:
            await self._resume(connection, data)
        elif op != Op.PRESENCE:  # what the bot shows as its status is of no interest here
            self._problems.append(f"gateway: the fake does not know opcode {op}")
            await connection.socket.close(code=Close.UNKNOWN_OPCODE)

    async def _identify(self, connection: _Connection, data: Json) -> None:
        self.logins.append(Login(Op.IDENTIFY))
        if data["token"] != self._token:
            await connection.socket.close(code=Close.AUTHENTICATION_FAILED)
        elif data["intents"] & PRIVILEGED_INTENTS:
            self._problems.append("gateway: IDENTIFY asks for a privileged intent")
            await connection.socket.close(code=Close.DISALLOWED_INTENTS)
        elif not 0 <= (shard := _shard_of(data))[0] < shard[1]:
            await connection.socket.close(code=Close.INVALID_SHARD)
        elif shard[1] < self.required:
            await connection.socket.close(code=Close.SHARDING_REQUIRED)
        else:
            session = Session(secrets.token_hex(16), data["intents"], shard)
            self.sessions[session.id] = session
            self._welcome(session)
            connection.begin(session, 0)
            self._world.bell.ring()

    async def _resume(self, connection: _Connection, data: Json) -> None:
        session = self.sessions.get(data["session_id"])
        sent = None if session is None else session.sent
        self.logins.append(Login(Op.RESUME, data["session_id"], data["seq"], sent))
        if data["token"] != self._token:
            await connection.socket.close(code=Close.AUTHENTICATION_FAILED)
        elif session is None:
            await connection.socket.send_json({"op": Op.INVALID_SESSION, "d": False})
        else:
            session.resumed += 1
            session.tell("RESUMED", {})
            connection.begin(session, max(0, data["seq"] - self.replays))
            self._world.bell.ring()

    def _told_of(self, guild: int | None) -> list[Session]:
        return [session for session in self.sessions.values() if session.is_told_of(guild)]

    def _welcome(self, session: Session) -> None:
        world = self._world
        guilds = [guild for guild in world.guilds.values() if session.is_told_of(guild.id)]
        ready = {
            "v": 10,
            "user": world.bot.wire() | {"verified": True, "mfa_enabled": False, "email": None},
            "guilds": [{"id": str(id_), "unavailable": True} for id_ in (guild.id for guild in guilds)],
            "shard": list(session.shard),
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "application": {"id": str(world.bot.id), "flags": 0},
        }
        if not self.knows_shards:
            del ready["shard"]
        session.tell("READY", ready)
        if session.intents & Intent.GUILDS:
            for guild in guilds:
                session.tell("GUILD_CREATE", guild.wire(world.bot, len(world.users)))


def _shard_of(data: Json) -> tuple[int, int]:
    """Which shard logs in, of how many."""
    number, of = data.get("shard", (0, 1))
    return int(number), int(of)


class _Connection:
    """A socket, and the task that sends a session's events over it, in order."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket
        self.is_silent = False
        self.broken = asyncio.Event()
        self._session: Session | None = None
        self._sending: asyncio.Task[None] | None = None

    @property
    def shard(self) -> int | None:
        """The number of the shard that logged in over it; None before one did."""
        return None if self._session is None else self._session.shard[0]

    def begin(self, session: Session, after: int) -> None:
        """Send the events of `session` that came, or will come, after number `after`."""
        session.connections += 1
        self._session = session
        self._sending = asyncio.create_task(self._send(session, after))

    async def end(self) -> None:
        if self._session is not None:
            self._session.connections -= 1
        if self._sending is not None:
            self._sending.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await self._sending

    async def _send(self, session: Session, after: int) -> None:
        while True:
            if after < len(session.events):
                event, after = session.events[after], after + 1
                if not self.is_silent:
                    session.sent = max(session.sent, after)
                    await self.socket.send_json(event)
            else:
                await session.more.wait()
