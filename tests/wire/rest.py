"""The fake's REST API: what of Discord's a bot like ours uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.wire.call import Call, RefusalError, Result, Route, invalid
from tests.wire.channels import Channels
from tests.wire.faults import Trouble
from tests.wire.gateway import Gateway
from tests.wire.hold import Hold
from tests.wire.interactions import Interactions
from tests.wire.record import BASE, Request, read, respond, validator
from tests.wire.world import FILE_LIMIT, Json, World
from tests.wire.writing import Writing

REQUEST_LIMIT = 100 * 1024 * 1024
PAGE = {"after": 0, "limit": 200}  # of servers, if nothing else is asked for
WITHOUT_TOKEN = ("/interactions/", "/webhooks/")  # these carry a token of their own in the path


class Rest:
    """Answers requests, one at a time, from what is in the world."""

    def __init__(
        self, world: World, gateway: Gateway, writing: Writing, token: str, problems: list[str]
    ) -> None:
        self.requests: list[Request] = []
        self.holds: list[Hold] = []
        self.troubles: list[Trouble] = []
        self.is_strict_on_pings = False
        self._channels = Channels(world, gateway, writing)
        self._interactions = Interactions(world, writing)
        self._world = world
        self._gateway = gateway
        self._token = token
        self._problems = problems

    def routes(self) -> list[web.RouteDef]:
        table: list[Route] = [
            ("GET", "/users/@me", self._me),
            ("GET", "/users/@me/guilds", self._servers),
            ("GET", "/users/{user}", self._user),
            ("GET", "/guilds/{guild}/members/{user}", self._member),
            ("GET", "/oauth2/applications/@me", self._application),
            ("GET", "/applications/{application}/commands", self._commands),
            ("PUT", "/applications/{application}/commands", self._set_commands),
            ("GET", "/gateway/bot", self._gateway_bot),
            *self._channels.routes(),
            *self._interactions.routes(),
        ]
        named = [web.route(method, BASE + path, self._serve(handler)) for method, path, handler in table]
        return [*named, web.route("*", "/{anything:.*}", self._serve(self._unknown))]

    # One request, from the wire and back

    def _serve(self, handler: Callable[[Call], Result]) -> Callable[[web.Request], Any]:
        async def serve(request: web.Request) -> web.Response:
            call = Call(await read(request), request.match_info)
            self.requests.append(call.request)
            hold = next((hold for hold in self.holds if hold.wants(call.request)), None)
            if hold is not None and not hold.is_carried_out:
                await hold.keep(call.request)
                return web.Response(status=503)  # to nobody: the bot was killed meanwhile
            trouble = next((trouble for trouble in self.troubles if trouble.takes(call.request)), None)
            if trouble is not None and not trouble.refusal.is_carried_out:
                call.request.status = trouble.refusal.status
                return trouble.refusal.respond(request)
            try:
                self._check(call.request, request.headers.get("Authorization"), handler == self._unknown)
                answer = handler(call)
                call.request.status = call.request.status or (204 if answer is None else 200)
            except RefusalError as refusal:
                answer, call.request.status = refusal.body, refusal.status
            except Exception as error:  # noqa: BLE001  # not a 500, which discord.py would try again for long
                self._problems.append(f"{call.request}: the fake broke: {error!r}")
                answer, call.request.status = {"code": 0, "message": "the fake broke"}, 400
            call.request.answer = answer
            self._world.bell.ring()
            if hold is not None:
                await hold.keep(call.request)
            return trouble.refusal.respond(request) if trouble else respond(call.request)

        return serve

    def _check(self, request: Request, authorization: str | None, is_unknown: bool) -> None:
        """Refuse what Discord would, whoever it is for."""
        if is_unknown:
            self._problems.append(f"{request.method} {request.path}: the fake has no such route")
            raise RefusalError(404, 0, "404: Not Found")
        if not request.path.startswith(WITHOUT_TOKEN) and authorization != f"Bot {self._token}":
            raise RefusalError(401, 0, "401: Unauthorized")
        if any(file.size > FILE_LIMIT for file in request.files):
            raise RefusalError(413, 40005, "Request entity too large")
        validate = validator()
        if validate and (problems := validate(request.method, request.path, request.body)):
            self._problems.extend(f"{request.method} {request.path}: {problem}" for problem in problems)
            raise invalid("; ".join(problems))
        if self.is_strict_on_pings and request.is_free_with_pings:
            self._problems.append(f"{request}: allows pings: {request.allowed_mentions}")

    def _unknown(self, call: Call) -> Result:
        raise NotImplementedError(call.request.path)  # refused before it comes here

    # Who and where

    def _me(self, _: Call) -> Result:
        return self._world.bot.wire() | {
            "mfa_enabled": False,
            "locale": "en-US",
            "verified": True,
            "email": None,
        }

    def _servers(self, call: Call) -> Result:
        """The servers the bot is in, a page at a time."""
        bot = self._world.bot
        granted = bot.permissions
        for role in bot.roles:
            granted |= role.permissions
        common: Json = {
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(granted),
            "features": [],
        }
        after, limit = (int(call.request.query.get(name, number)) for name, number in PAGE.items())
        guilds = sorted((g for g in self._world.guilds.values() if g.id > after), key=lambda guild: guild.id)
        return [common | {"id": str(guild.id), "name": guild.name} for guild in guilds[:limit]]

    def _user(self, call: Call) -> Result:
        user = self._world.users.get(call.id("user"))
        if user is None:
            raise RefusalError(404, 10013, "Unknown User")
        return user.wire()

    def _member(self, call: Call) -> Result:
        user = self._world.users.get(call.id("user"))
        if call.id("guild") not in self._world.guilds:
            raise RefusalError(404, 10004, "Unknown Guild")
        if user is None or not user.is_member:
            raise RefusalError(404, 10007, "Unknown Member")
        return user.member() | {"user": user.wire()}

    def _application(self, _: Call) -> Result:
        bot = self._world.bot
        return {
            "id": str(bot.id),
            "name": bot.name,
            "type": None,
            "description": "",
            "icon": None,
            "bot": bot.wire(),
            "owner": next(iter(self._world.users.values())).wire(),
            "team": None,
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": "0" * 64,
            "flags": self._world.application_flags,
            "flags_new": str(self._world.application_flags),
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "approximate_guild_count": len(self._world.guilds),
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "eligible_oauth2_scopes": [],
        }

    def _gateway_bot(self, _: Call) -> Result:
        gateway = self._gateway
        if not gateway.knows_shards:
            raise RefusalError(404, 0, "404: Not Found")
        starts = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": gateway.at_once}
        return {"url": gateway.url, "shards": gateway.recommended, "session_start_limit": starts}

    # Commands

    def _commands(self, call: Call) -> Result:
        self._check_application(call)
        return list(self._world.commands.values())

    def _set_commands(self, call: Call) -> Result:
        self._check_application(call)
        known = self._world.commands
        keys = [(body.get("type") or 1, body["name"]) for body in call.body]
        self._world.commands = {
            key: self._command(body, known.get(key)) for key, body in zip(keys, call.body, strict=True)
        }
        return list(self._world.commands.values())

    def _command(self, body: Json, known: Json | None) -> Json:
        """A command as it is kept: with the id it had, and a new version if it changed."""
        new = str(self._world.clock.snowflake())
        defaults: Json = {"type": 1, "description": "", "default_member_permissions": None, "nsfw": False}
        defaults |= {"contexts": None, "integration_types": [0], "dm_permission": True}
        kept = defaults | {name: value for name, value in body.items() if value is not None}
        if kept["default_member_permissions"] is not None:  # sent as a number, handed back as a text
            kept["default_member_permissions"] = str(kept["default_member_permissions"])
        kept |= {"id": known["id"] if known else new, "application_id": str(self._world.bot.id)}
        unchanged = known is not None and known | {"version": ""} == kept | {"version": ""}
        return kept | {"version": known["version"] if known and unchanged else new}

    def _check_application(self, call: Call) -> None:
        if call.id("application") != self._world.bot.id:
            raise RefusalError(404, 10002, "Unknown Application")
