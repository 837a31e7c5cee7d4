"""The bot's client: what reaches it, and where that goes."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import date, datetime
from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.discord_ui.boundary import in_words, open_window, respond, say
from bot.discord_ui.buttons import LineModal, PressButton, submitted_line
from bot.discord_ui.clockwork import Clockwork
from bot.discord_ui.connections import ShardedClient, Standing
from bot.discord_ui.deliveries import Deliveries
from bot.discord_ui.group_commands import group_commands
from bot.discord_ui.lab_commands import lab_commands
from bot.discord_ui.lesson_commands import lesson_commands
from bot.discord_ui.metrics import OpsServer, Outcome
from bot.discord_ui.places import Places
from bot.discord_ui.practice_commands import my_commands, quiz, review
from bot.discord_ui.question_commands import ask, ask_about, glossary, help_command
from bot.discord_ui.roll import Roll
from bot.discord_ui.share import Share
from bot.discord_ui.stage import REDRAWN_EVERY_S, Stage
from bot.discord_ui.tutor_commands import tutor_commands
from bot.discord_ui.tutor_thread import TutorThread
from bot.discord_ui.visits import learner_id, name_of, server_id, visit_of
from bot.errors import SettingsError, StoreError
from bot.labs.workshop import Workshop
from bot.shards import Shards
from bot.tutor.actions import Action
from bot.tutor.lab_orders import LabOrder
from bot.tutor.pace import Pace
from bot.tutor.reply import Reply, note
from bot.tutor.tutor import Tutor
from bot.tutor.visit import Visit
from bot.tutor.words import plural

log = logging.getLogger(__name__)

# No privileged intent: Discord delivers what is sent to the bot directly or mentions it without one.
INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
LAST_WORDS_S = 10.0  # how long a stopping bot waits for answers in hand
PERMISSIONS = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    create_public_threads=True,
    create_private_threads=True,
    attach_files=True,
    read_message_history=True,
)


class Tree(app_commands.CommandTree["TutorClient"]):
    """The commands; what goes wrong before they run is put into words too."""

    async def on_error(
        self, interaction: discord.Interaction[TutorClient], error: app_commands.AppCommandError, /
    ) -> None:
        """Log it and tell the learner."""

        async def fail() -> Reply:
            raise error

        await respond(interaction, fail())

    async def interaction_check(self, interaction: discord.Interaction[TutorClient], /) -> bool:
        """Run each command once, however often it is delivered."""
        return interaction.client.deliveries.is_first(interaction.id)


class TutorClient(ShardedClient):
    """The tutor on Discord, over as many connections as Discord recommends, or over some of them."""

    def __init__(
        self,
        tutor: TutorThread,
        *,
        clock: Callable[[], datetime] = discord.utils.utcnow,
        redrawn_every_s: float = REDRAWN_EVERY_S,
        ops_port: int | None = None,
        copy: Callable[[date], object] | None = None,
        shards: Shards | None = None,
        **options: Any,
    ) -> None:
        """Set up the client.

        Args:
            tutor: Who answers.
            clock: Says what time it is, in UTC.
            redrawn_every_s: How often at most the count under a group's message is drawn anew.
            ops_port: Where numbers and health are shown; None for nowhere.
            copy: Makes the day's copy of the database; None for none.
            shards: Which of the bot's shards this process holds; None for all of them.
            options: discord.py's own.
        """
        super().__init__(
            shards,
            clock,
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,  # what is said in channels is of no use here, and nobody's to keep
            **options,
        )
        self.tutor = tutor
        self.deliveries = Deliveries()
        self._clock = clock
        self.stage = Stage(self, tutor, clock, redrawn_every_s)
        self._share = Share(shards, tutor)
        self.clockwork = Clockwork(self, tutor, self.stage, clock, copy, self._share)
        self._metrics = tutor.metrics
        self._ops_port = ops_port
        self._ops = OpsServer(tutor.metrics, self._take_stock, self._fault)
        self._pace = Pace()
        self._places = Places(tutor)
        self._roll = Roll(tutor)
        self._workshop = Workshop()
        self._in_hand: set[asyncio.Task[Any] | None] = set()
        self.tree = Tree(
            self,
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
        )
        commands: tuple[Any, ...] = (
            lesson_commands(),
            lab_commands(),
            ask,
            quiz,
            review,
            my_commands(),
            group_commands(),
            glossary,
            help_command,
            ask_about,
            tutor_commands(),
        )
        for command in commands:
            self.tree.add_command(command)
        self.add_dynamic_items(PressButton)

    async def setup_hook(self) -> None:
        """Tell Discord about the commands, and begin what is done by the clock."""
        if self._share.tells_commands:
            await self._tell_commands()
        self.clockwork.start()
        if self._ops_port is not None:
            try:
                await self._ops.start(self._ops_port)
            except OSError as error:
                raise SettingsError(
                    f"MANY_COATS_OPS_PORT is {self._ops_port}, which can't be opened ({error.strerror}): give each process a port of its own."
                ) from None
            log.info("numbers and health on http://127.0.0.1:%d/metrics and /healthz", self._ops_port)

    async def _tell_commands(self) -> None:
        """Tell Discord about the commands, if they differ from what it was told last."""
        payload = [command.to_dict(self.tree) for command in self.tree.get_commands()]
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
        application = str(self.application_id)
        if await self.tutor.store(lambda store: store.synced_commands.digest(application)) != digest:
            await self.tree.sync()
            await self.tutor.store(lambda store: store.synced_commands.keep(application, digest))
            log.info("commands synchronised")

    async def on_ready(self) -> None:
        """Say who and where we are."""
        scopes = ("bot", "applications.commands")
        invite = discord.utils.oauth_url(self.application_id or 0, permissions=PERMISSIONS, scopes=scopes)
        log.info("ready as %s on %d servers; invite with %s", self.user, len(self.guilds), invite)

    async def answer(
        self, interaction: discord.Interaction[Any], work: Callable[[Tutor, Visit], Reply]
    ) -> None:
        """Answer an interaction with what the tutor replies."""
        await self._measured(interaction, self._at_their_place(interaction, work))

    async def answer_about_members(
        self, interaction: discord.Interaction[Any], work: Callable[[Tutor, Visit], Reply]
    ) -> None:
        """Answer one that is about a study group's members, once it is known who of them is still there."""
        await self._measured(interaction, self._with_roll(interaction, work))

    async def _measured(
        self, interaction: discord.Interaction[Any], work: Coroutine[Any, Any, Reply]
    ) -> None:
        """Answer, unless its learner is too fast; count how it went and how long it took."""
        name = name_of(interaction)
        wait_s = self._pace.wait_s(learner_id(interaction.user), interaction.created_at)
        async with self._holding():
            with self._metrics.timed(name):
                if wait_s:
                    work.close()
                    await respond(interaction, _at_once(_too_fast(wait_s)))
                    outcome = Outcome.TOO_FAST
                else:
                    outcome = await respond(interaction, work)
        self._metrics.interactions.labels(name, outcome.value).inc()

    async def _at_their_place(
        self, interaction: discord.Interaction[Any], work: Callable[[Tutor, Visit], Reply]
    ) -> Reply:
        visit = visit_of(interaction)
        # both at once: every turn on the tutor's thread costs as much as a query
        reply, place = await self.tutor.ask(lambda tutor: (tutor.serve(visit, work), tutor.my.place(visit)))
        if reply.stage is not None:
            self.stage.soon(reply.stage)
        return await self._places.take(interaction, visit, reply, place)

    async def _with_roll(
        self, interaction: discord.Interaction[Any], work: Callable[[Tutor, Visit], Reply]
    ) -> Reply:
        if interaction.guild is not None:
            await self._roll.call(interaction.guild, visit_of(interaction))
        return await self._at_their_place(interaction, work)

    async def run_lab(self, interaction: discord.Interaction[Any], order: LabOrder | Action) -> None:
        """Answer an interaction with what a lab makes, by order or by a button's action."""
        await self._measured(interaction, self._lab(visit_of(interaction), interaction.user.id, order))

    async def press(self, interaction: discord.Interaction[Any], action: str) -> None:
        """Do what a button says, or first ask for the line of text that it wants."""
        if not self.deliveries.is_first(interaction.id):
            return
        prompt = self.tutor.in_memory.prompt(action)
        if prompt is not None:
            await open_window(interaction, LineModal(action, prompt))
        elif action.startswith("lab:"):
            await self.run_lab(interaction, Action.parse(action))
        else:
            await self.answer(interaction, lambda tutor, visit: tutor.press(visit, action))

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Take up what was typed into a window; discord.py sees to commands and buttons."""
        is_submitted = interaction.type is discord.InteractionType.modal_submit
        if is_submitted and interaction.data is not None and self.deliveries.is_first(interaction.id):
            action, line = str(interaction.data.get("custom_id")), submitted_line(dict(interaction.data))
            await self.answer(interaction, lambda tutor, visit: tutor.press(visit, action, line))

    async def on_message(self, message: discord.Message) -> None:
        """Answer a direct message, or one that mentions the bot, where it was asked."""
        if message.author.bot or self.user is None:
            return
        is_direct = message.guild is None
        if not is_direct and self.user not in message.mentions:
            return
        if not self.deliveries.is_first(message.id):
            return
        server = server_id(message.guild.id if message.guild else None)
        around = getattr(message.channel, "parent_id", None) or message.channel.id
        places = f"discord:{message.channel.id}", f"discord:{around}"
        if not await self.tutor.ask(lambda tutor: tutor.servers.may_speak(server, *places)):
            return
        learner, asked = learner_id(message.author), message.to_reference(fail_if_not_exists=False)
        answer = partial(message.channel.send, reference=asked, mention_author=False)
        if wait_s := self._pace.wait_s(learner, message.created_at):
            if self._pace.is_news(learner):  # an answer to each would be as much of a flood
                await say(answer, _too_fast(wait_s))
            return
        question = message.content.replace(f"<@{self.user.id}>", " ").replace(f"<@!{self.user.id}>", " ")
        visit = Visit(learner, f"discord:{message.channel.id}", message.created_at, server)
        async with self._holding():
            heard = partial(_heard, text=question, is_direct=is_direct)
            reply = await in_words(self.tutor.ask(lambda tutor: tutor.serve(visit, heard)))
            await say(answer, reply)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Introduce the tutor to a server that invited it, where it may speak."""
        channels = [guild.system_channel, *guild.text_channels]
        channel = next(
            (c for c in channels if c is not None and c.permissions_for(guild.me).send_messages), None
        )
        if channel is not None:
            async with self._holding():
                await say(channel.send, self.tutor.in_memory.welcome())
        await self._note_left(guild, None)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Remember when a server let the tutor go: after a while nothing of it is kept."""
        await self._note_left(guild, self._clock())

    async def _note_left(self, guild: discord.Guild, at: datetime | None) -> None:
        server = server_id(guild.id)
        await self.tutor.store(lambda store: store.servers.note_left(server, at))

    async def close(self) -> None:
        """Leave Discord and end the labs' worker."""
        self.clockwork.stop()
        self.stage.stop()
        await self._ops.stop()
        await self._workshop.close()
        with suppress(StoreError):  # then the shards count as held for three minutes more
            await self._share.sign_off()
        await super().close()

    async def finish(self) -> None:
        """Answer what is in hand, then leave."""
        waiting = [task for task in self._in_hand if task is not None]
        if waiting:
            await asyncio.wait(waiting, timeout=LAST_WORDS_S)
        await self.close()
        await self.let_go()

    async def _lab(self, visit: Visit, user: int, order: LabOrder | Action) -> Reply:
        """Run a lab in its own process; only what it made crosses the tutor's thread."""
        if isinstance(order, Action):
            action = order
            order = await self.tutor.ask(lambda tutor: tutor.labs.order(visit, action))
        name, done = order.name, await self._workshop.run(user, order.name, order.options)

        def show(tutor: Tutor, visit: Visit) -> Reply:
            return tutor.labs.show(visit, name, done.outcome, done.seconds)

        return await self.tutor.ask(lambda tutor: tutor.serve(visit, show))

    def _take_stock(self) -> None:
        """Bring the gauges up to date."""
        self._metrics.servers.set(len(self.guilds))
        self._metrics.tasks.set(len(asyncio.all_tasks()))
        self._metrics.gateway.set(self.watch.are_all_ready)
        for standing in Standing:
            self._metrics.shards.labels(standing.value).set(self.watch.count(standing))
        self._metrics.gateway_seconds.set(self.latency)
        self._metrics.lab_waiting.set(self._workshop.waiting)

    def _fault(self) -> str | None:
        return self.watch.fault(self._clock())

    @asynccontextmanager
    async def _holding(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        self._in_hand.add(task)
        try:
            yield
        finally:
            self._in_hand.discard(task)


async def _at_once(reply: Reply) -> Reply:
    return reply


def _too_fast(wait_s: int) -> Reply:
    return note(
        "",
        f"That was a lot at once: please wait {plural(wait_s, 'second')}, then try again. Nothing is lost.",
    )


def _heard(tutor: Tutor, visit: Visit, text: str, is_direct: bool) -> Reply:
    """In a direct message bare words such as "next" are commands; in a channel everything is a question."""
    return tutor.say(visit, text) if is_direct else tutor.questions.ask(visit, text, private=False)
