"""A bot without a library: requests and frames, sent by hand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import aiohttp

from tests.wire.clock import PATIENCE_S
from tests.wire.fake_discord import FakeDiscord
from tests.wire.gateway import Intent, Op
from tests.wire.world import Json

NOTHING: Mapping[str, bytes] = MappingProxyType({})
INTENTS = Intent.GUILDS | Intent.GUILD_MESSAGES | Intent.DIRECT_MESSAGES


class Connection:
    """One connection to the gateway."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket

    async def send(self, op: Op, data: Json | None) -> None:
        await self._socket.send_json({"op": op, "d": data})

    async def receive(self) -> Json:
        async with asyncio.timeout(PATIENCE_S):
            frame: Json = await self._socket.receive_json()
            return frame

    async def event(self, name: str) -> Json:
        """The data of the next event of that name."""
        while (frame := await self.receive()).get("t") != name:
            pass
        data: Json = frame["d"]
        return data

    async def closed_with(self) -> object:
        """The code with which the other side hung up."""
        return (await self._socket.receive()).data

    async def close(self) -> None:
        await self._socket.close()


class Sockets:
    """What a bot does to log in, to hear and to answer."""

    def __init__(self, fake: FakeDiscord, session: aiohttp.ClientSession) -> None:
        self.key = fake.token
        self.commands = f"/applications/{fake.bot.id}/commands"
        self._fake = fake
        self._session = session

    async def call(
        self, method: str, path: str, body: Any = None, files: Mapping[str, bytes] = NOTHING
    ) -> tuple[int, Any]:
        """Make a request, perhaps with files by name; the status and the JSON that come back."""
        url, headers = self._fake.api + path, {"Authorization": f"Bot {self.key}"}
        sent: dict[str, Any] = {"data": _form(body, files)} if files else {"json": body}
        async with self._session.request(method, url, headers=headers, **sent) as response:
            return response.status, None if response.status == 204 else await response.json()

    async def connect(self) -> Connection:
        connection = Connection(await self._session.ws_connect(self._fake.gateway.url))
        assert (await connection.receive())["op"] == Op.HELLO
        return connection

    async def identify(self, intents: int = INTENTS, shard: tuple[int, int] | None = None) -> Connection:
        connection = await self.connect()
        some = {} if shard is None else {"shard": list(shard)}
        await connection.send(Op.IDENTIFY, {"token": self.key, "intents": intents} | some)
        return connection

    async def log_in(self) -> Connection:
        """Identify, and come back when the fake has noticed."""
        connection = await self.identify()
        await self._fake.world.bell.until(lambda: self._fake.gateway.is_live, "a login")
        return connection

    async def answer(self, interaction: Json, type_: int, data: Json | None = None) -> tuple[int, Any]:
        path = f"/interactions/{interaction['id']}/{interaction['token']}/callback"
        return await self.call("POST", path, {"type": type_} | ({} if data is None else {"data": data}))

    async def edit_answer(self, interaction: Json, data: Json) -> tuple[int, Any]:
        path = f"/webhooks/{interaction['application_id']}/{interaction['token']}/messages/@original"
        return await self.call("PATCH", path, data)

    async def follow_up(self, interaction: Json, data: Json) -> tuple[int, Any]:
        return await self.call(
            "POST", f"/webhooks/{interaction['application_id']}/{interaction['token']}", data
        )


def _form(body: Any, files: Mapping[str, bytes]) -> aiohttp.FormData:
    form = aiohttp.FormData()
    form.add_field("payload_json", json.dumps(body), content_type="application/json")
    for number, (name, content) in enumerate(files.items()):
        form.add_field(f"files[{number}]", content, filename=name)
    return form
