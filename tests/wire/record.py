"""What the bot asks of the fake, off the wire and back, and Discord's own description of it."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from aiohttp import BodyPartReader, web

from tests.wire.world import Json

BASE = "/api/v10"
ROOT = Path(__file__).parents[2]
DESCRIPTION = ROOT.parent / "shared" / "discord"  # beside the checkout; not everyone has it

TOKEN = re.compile(r"[\w-]{64,}")
MESSAGE_PATH = re.compile(r"/channels/\d+/messages(/\d+)?|/webhooks/.*")
Validator = Callable[[str, str, Any], list[str]]


@cache
def validator() -> Validator | None:
    """`validate_request(method, path, body)`, which lists what is wrong, or None where it is not at hand."""
    file = DESCRIPTION / "validate.py"
    if not file.is_file():
        return None
    spec = importlib.util.spec_from_file_location("discord_validate", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    validate: Validator = module.validate_request
    return validate


@dataclass(frozen=True, slots=True)
class Upload:
    """A file in a multipart request."""

    name: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(slots=True)
class Request:
    """One request to the REST API, and its answer."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any  # whatever JSON the bot sent; None without a body
    files: tuple[Upload, ...]
    at: float  # seconds, by the event loop's clock
    status: int = 0
    answer: Json | list[Json] | None = None

    def __str__(self) -> str:
        kind = f" (type {self.body['type']})" if self.path.endswith("/callback") and self.body else ""
        return f"{self.method} {TOKEN.sub('…', self.path)}{kind} -> {self.status}"

    @property
    def message(self) -> Json | None:
        """The message that the request sends or edits, if it does."""
        if self.method not in ("POST", "PATCH") or not isinstance(self.body, dict):
            return None
        if self.path.endswith("/callback"):
            data: Json | None = self.body.get("data")
            return data if self.body.get("type") in (4, 7) else None
        return self.body if MESSAGE_PATH.fullmatch(self.path) else None

    @property
    def allowed_mentions(self) -> Json | None:
        """What the message says about pings; None when it leaves that to Discord."""
        return None if self.message is None else self.message.get("allowed_mentions")

    @property
    def can_ping(self) -> bool:
        """Whether the message would ping somebody, if its text had the right characters in it."""
        if self.message is None:
            return False
        allowed = self.allowed_mentions
        return allowed is None or any(
            allowed.get(name) for name in ("parse", "users", "roles", "replied_user")
        )

    @property
    def is_free_with_pings(self) -> bool:
        """Whether the message allows more than our bot may: nobody, or one role that a new message in a channel calls."""
        if self.message is None:
            return False
        allowed = self.allowed_mentions
        if (
            allowed is None
            or allowed.get("parse") != []
            or allowed.get("users")
            or allowed.get("replied_user")
        ):
            return True
        roles = allowed.get("roles") or []
        is_call = self.method == "POST" and self.path.startswith("/channels/") and len(roles) == 1
        return bool(roles) and not (is_call and f"<@&{roles[0]}>" in json.dumps(self.message))


async def read(request: web.Request) -> Request:
    """A request off the wire: JSON, or a form with `payload_json` and files."""
    body, files = None, []
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            content = bytes(await part.read(decode=True))
            if part.name == "payload_json":
                body = json.loads(content)
            else:
                files.append(Upload(part.filename or "", content))
    elif request.can_read_body:
        body = json.loads(await request.read())
    path = request.path.removeprefix(BASE)
    at = asyncio.get_running_loop().time()
    return Request(request.method, path, dict(request.query), body, tuple(files), at)


def respond(request: Request) -> web.Response:
    """The answer on the wire; discord.py takes only a bare `application/json` for JSON."""
    if request.answer is None:
        return web.Response(status=request.status)
    body = json.dumps(request.answer).encode()
    return web.Response(status=request.status, body=body, headers={"Content-Type": "application/json"})
