"""Somebody who uses Discord's app: what they do, and what they get to see."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from tests.wire import offered
from tests.wire.clock import NoAnswerError
from tests.wire.components import LINK, File, Kind, text_of, walk
from tests.wire.gateway import Gateway
from tests.wire.message import REPLY, Answer, Deed, Interaction, Message
from tests.wire.offered import FieldValue, NotOfferedError, OptionValue
from tests.wire.world import Channel, Json, Thread, User, World
from tests.wire.writing import Writing

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reply:
    """A message as one person saw it at one moment."""

    id: int
    channel: Channel
    author: str
    text: str
    components: tuple[Json, ...]
    files: tuple[File, ...]
    ephemeral: bool
    pings: tuple[str, ...]
    interaction: Interaction | None = field(default=None, repr=False)  # what it answers, if not a message

    @property
    def title(self) -> str:
        """The heading, or else the line, that it begins with."""
        return self.text.partition("\n")[0].removeprefix("### ")

    @property
    def ack_ms(self) -> float:
        """How long the acknowledgement of the interaction took."""
        assert self.interaction is not None
        return self.interaction.ack_ms

    @property
    def buttons(self) -> tuple[str, ...]:
        """The labels of the buttons, in reading order."""
        return tuple(label(part) for part in walk(self.components) if part["type"] == Kind.BUTTON)

    @property
    def custom_ids(self) -> tuple[str, ...]:
        """What the bot called its buttons and menus."""
        return tuple(part["custom_id"] for part in walk(self.components) if "custom_id" in part)


@dataclass(frozen=True, slots=True)
class Modal:
    """A form that the bot opened, to be filled in and sent off."""

    title: str
    text: str
    form: Json
    trigger: Interaction = field(repr=False)

    @property
    def ack_ms(self) -> float:
        """How long it took to open."""
        return self.trigger.ack_ms

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the fields."""
        return tuple(offered.fields(self.form))


@dataclass(frozen=True, slots=True)
class Choice:
    """What autocomplete suggests."""

    name: str
    value: str | int | float


class Learner:
    """Somebody at their keyboard."""

    def __init__(
        self, world: World, gateway: Gateway, writing: Writing, user: User, tell: Callable[[], str]
    ) -> None:
        self.user = user
        self._world = world
        self._gateway = gateway
        self._writing = writing
        self._tell = tell  # what happened of late, for the message when something fails

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def mention(self) -> str:
        return f"<@{self.user.id}>"

    @property
    def dms(self) -> Channel:
        """Their direct messages with the bot."""
        return self._world.direct_messages(self.user)

    # Commands

    async def slash(self, channel: Channel, line: str, /, **options: OptionValue) -> Reply:
        """Send a slash command such as "lesson next" and read the answer."""
        return await self._read(await self._send_slash(channel, line, options))

    async def slash_for_modal(self, channel: Channel, line: str, /, **options: OptionValue) -> Modal:
        """Send a slash command that opens a form."""
        return self._opened(await self._send_slash(channel, line, options))

    async def complete(
        self, channel: Channel, line: str, option: str, typed: str, /, **others: OptionValue
    ) -> list[Choice]:
        """Type into an option of a slash command and see what is suggested."""
        given = {**others, option: typed}
        data = offered.invocation(self._world, self.user, channel, line, given, focused=option)
        interaction = await self._interact(f"typing in /{line}", Deed.TYPING, channel, data)
        return [Choice(choice["name"], choice["value"]) for choice in interaction.choices]

    async def menu(self, channel: Channel, name: str, message: Message | Reply) -> Reply:
        """Pick a command from a message's context menu and read the answer."""
        return await self._read(await self._send_menu(channel, name, message))

    async def menu_for_modal(self, channel: Channel, name: str, message: Message | Reply) -> Modal:
        """Pick a command from a message's context menu that opens a form."""
        return self._opened(await self._send_menu(channel, name, message))

    # Buttons, menus and forms

    async def press(self, reply: Reply, label: str) -> Reply:
        """Press the button with that label and read the answer."""
        return await self._read(await self._click(reply, self._button(reply, label)))

    async def press_for_modal(self, reply: Reply, label: str) -> Modal:
        """Press a button that opens a form."""
        return self._opened(await self._click(reply, self._button(reply, label)))

    async def press_id(self, reply: Reply, custom_id: str) -> Reply:
        """Press the button with that custom id and read the answer."""
        parts = [part for part in walk(self._seen(reply).components) if part["type"] == Kind.BUTTON]
        ids = [part.get("custom_id", "") for part in parts]
        return await self._read(await self._click(reply, offered.the_one("button", parts, ids, custom_id)))

    def press_blindly(self, reply: Reply, label: str) -> Interaction:
        """Press a button whether or not a bot is there, and wait for nothing."""
        source = self._seen(reply)
        return self._tell_bot(Deed.CLICK, source.channel, _clicked(self._button(reply, label)), source)

    async def choose(self, reply: Reply, *labels: str) -> Reply:
        """Pick from the message's one select menu and read the answer."""
        parts = [part for part in walk(self._seen(reply).components) if part["type"] == Kind.SELECT]
        menu = offered.the_one("select menu", parts, [""] * len(parts), "")
        values = offered.picked("the select menu", menu, labels)
        return await self._read(await self._click(reply, menu, values))

    async def submit(self, modal: Modal, values: Mapping[str, FieldValue]) -> Reply:
        """Fill in a form, by the labels of its fields, send it off and read the answer."""
        data, trigger = offered.submission(modal.form, values), modal.trigger
        what = f"sending off {modal.title!r}"
        return await self._read(
            await self._interact(what, Deed.SUBMIT, trigger.channel, data, trigger.source, trigger)
        )

    # Plain messages

    def post(self, channel: Channel, text: str, to: Reply | Message | None = None) -> Message:
        """Write a message, perhaps in reply to one, and wait for nothing."""
        self._check_way_into(channel)
        message = Message(self._world.clock.snowflake(), channel, self.user, content=text)
        if to is not None:
            message.reference, message.type = channel.messages[to.id], REPLY
        message.ping({"parse": ["users"], "replied_user": True}, self._world.users.values())
        return self._writing.add(message)

    async def say(self, channel: Channel, text: str, to: Reply | Message | None = None) -> Reply:
        """Write a message and read what the bot says to it."""
        await self._until(lambda: self._gateway.hears_of(channel.guild), "a bot that is logged in")
        message = self.post(channel, text, to)
        return await self._hear(channel, message, f"an answer to {text!r}")

    async def dm(self, text: str) -> Reply:
        """Write to the bot directly and read what it says."""
        return await self.say(self.dms, text)

    async def hear(self, channel: Channel, after: Reply | Message | None = None) -> Reply:
        """The bot's first message in a channel, after another one if given, when it is there."""
        return await self._hear(channel, after, f"a message in {channel.name}")

    async def thread(self, channel: Channel) -> Thread:
        """The newest thread of a channel, when it is there."""

        def newest() -> Thread | None:
            threads = channel.guild.threads if channel.guild else []
            seen = [t for t in threads if t.parent is channel and t.is_open_to(self.user)]
            return seen[-1] if seen else None

        return await self._until(newest, f"{self.user.name}: a thread in {channel.name}")

    async def see(self, reply: Reply, text: str) -> Reply:
        """The same message as soon as it contains `text`."""
        message = self._world.messages[reply.id]
        await self._until(lambda: text in message.text, f"{text!r} in message {reply.id}")
        return self.look(reply)

    async def followup(self, reply: Reply, number: int = 1) -> Reply:
        """The message, or the `number`th, that the bot sent after its answer to an interaction."""
        assert reply.interaction is not None
        followups = reply.interaction.followups
        await self._until(lambda: len(followups) >= number, f"followup {number} to message {reply.id}")
        return self._as_seen(followups[number - 1])

    # Looking, without waiting

    def look(self, reply: Reply) -> Reply:
        """The message as it stands now."""
        return self._as_seen(self._seen(reply), reply.interaction)

    def reads(self, channel: Channel) -> list[Reply]:
        """All that they see in a channel, oldest first."""
        messages = [m for m in self._world.messages.values() if m.channel is channel and not m.is_system]
        return [self._as_seen(m) for m in messages if m.is_visible_to(self.user) and not m.is_loading]

    # How it is done

    async def _send_slash(
        self, channel: Channel, line: str, options: Mapping[str, OptionValue]
    ) -> Interaction:
        if isinstance(channel, Thread) and channel.is_archived:
            raise NotOfferedError(f"{channel.name} is archived: no commands there")
        data = offered.invocation(self._world, self.user, channel, line, options)
        return await self._interact(f"/{line}", Deed.COMMAND, channel, data)

    async def _send_menu(self, channel: Channel, name: str, message: Message | Reply) -> Interaction:
        found = offered.command(self._world, self.user, channel, offered.MESSAGE_MENU, name)
        target = self._seen(message)
        data = {"id": found["id"], "name": name, "type": offered.MESSAGE_MENU, "target_id": str(target.id)}
        data |= {"resolved": {"messages": {str(target.id): target.wire()}}}
        return await self._interact(f"{name!r}", Deed.COMMAND, channel, data)

    async def _click(self, reply: Reply, part: Json, values: list[str] | None = None) -> Interaction:
        if part.get("style") == LINK:
            raise NotOfferedError(f"{label(part)!r} opens {part['url']}; the bot does not hear of it")
        data = _clicked(part) | ({} if values is None else {"values": values})
        source = self._seen(reply)
        return await self._interact(f"{label(part)!r}", Deed.CLICK, source.channel, data, source)

    async def _interact(
        self,
        what: str,
        deed: Deed,
        channel: Channel,
        data: Json,
        source: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Interaction:
        """Let the bot know what was done, and wait for its acknowledgement."""
        self._check_way_into(channel)
        await self._until(lambda: self._gateway.hears_of(channel.guild), "a bot that is logged in")
        interaction = self._tell_bot(deed, channel, data, source, trigger)
        await self._until(lambda: interaction.answer, f"{self.user.name}: an acknowledgement of {what}")
        return interaction

    def _tell_bot(
        self,
        deed: Deed,
        channel: Channel,
        data: Json,
        source: Message | None = None,
        trigger: Interaction | None = None,
    ) -> Interaction:
        id_, token = self._world.clock.snowflake(), secrets.token_urlsafe(100)
        now = asyncio.get_running_loop().time()
        interaction = Interaction(id_, token, deed, self.user, channel, data, now, source, trigger)
        self._world.interactions[token] = interaction
        self._gateway.tell("INTERACTION_CREATE", interaction.event(self._world.bot))
        return interaction

    async def _read(self, interaction: Interaction) -> Reply:
        if interaction.answer is Answer.MODAL:
            raise NotOfferedError("the bot opened a form here, not a message")
        awaited = f"{self.user.name}: a message, after the acknowledgement"
        return self._as_seen(await self._until(interaction.outcome, awaited), interaction)

    def _opened(self, interaction: Interaction) -> Modal:
        form = interaction.modal
        if form is None:
            raise NotOfferedError("the bot opened no form here")
        return Modal(form["title"], text_of(form["components"]), form, interaction)

    async def _hear(self, channel: Channel, after: Reply | Message | None, what: str) -> Reply:
        def answer() -> Message | None:
            for message in channel.messages.values():
                is_later = after is None or message.id > after.id
                is_meant = after is None or message.reference is None or message.reference.id == after.id
                is_said = message.author.bot and not message.is_loading and not message.is_system
                if is_said and is_later and is_meant:
                    return message
            return None

        return self._as_seen(await self._until(answer, f"{self.user.name}: {what}"))

    def _button(self, reply: Reply, name: str) -> Json:
        parts = [part for part in walk(self._seen(reply).components) if part["type"] == Kind.BUTTON]
        return offered.the_one("button", parts, [label(part) for part in parts], name)

    def _seen(self, reply: Reply | Message) -> Message:
        message = self._world.messages[reply.id]
        if not message.is_visible_to(self.user):
            raise NotOfferedError(f"{self.user.name} does not see message {reply.id}")
        return message

    def _as_seen(self, message: Message, interaction: Interaction | None = None) -> Reply:
        self._seen(message)
        pings = ("@everyone",) * message.pings_everyone
        pings += tuple(f"@{role.name}" for role in message.pinged_roles)
        pings += tuple(user.name for user in message.pinged)
        return Reply(
            message.id,
            message.channel,
            message.author.name,
            message.text,
            tuple(message.components),
            tuple(message.shown_files),
            message.is_ephemeral,
            pings,
            interaction,
        )

    def _check_way_into(self, channel: Channel) -> None:
        if not channel.is_open_to(self.user):
            raise NotOfferedError(f"{self.user.name} has no way into {channel.name}")

    async def _until(self, look: Callable[[], T | None], awaited: str) -> T:
        try:
            return await self._world.bell.until(look, awaited)
        except NoAnswerError as error:
            raise NoAnswerError(f"{error}\n{self._tell()}") from None


def _clicked(part: Json) -> Json:
    return {"component_type": part["type"], "custom_id": part["custom_id"], "id": part["id"]}


def label(part: Json) -> str:
    """What a button or menu shows: its label, or else its placeholder or emoji."""
    emoji: str = (part.get("emoji") or {}).get("name") or ""
    text: str = part.get("label") or part.get("placeholder") or ""
    return text or emoji
