"""Messages, and the interactions that most of them answer."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from tests.wire.clock import time_of
from tests.wire.components import V2, File, completed, media_of, text_of, walk
from tests.wire.world import FILE_LIMIT, Channel, Json, Permission, Role, Thread, User

EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15  # message flags
SENDABLE_FLAGS = 1 << 2 | EPHEMERAL | 1 << 12 | COMPONENTS_V2  # also: without embeds, without a sound
EDITABLE_FLAGS = 1 << 2 | COMPONENTS_V2
HAS_THREAD = 1 << 5  # a message flag that nobody sends
RECIPIENT_ADD, REPLY, SLASH_ANSWER, THREAD_STARTER, MENU_ANSWER = 1, 19, 20, 21, 23  # message types
USER_MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
DEFAULT_PARSE = ["users", "roles", "everyone"]  # of messages; of answers to interactions only the first


class Deed(IntEnum):
    """What somebody did: the types of interactions."""

    COMMAND = 2
    CLICK = 3
    TYPING = 4
    SUBMIT = 5


class Answer(IntEnum):
    """How the bot can acknowledge it: the types of callbacks."""

    MESSAGE = 4
    MESSAGE_LATER = 5
    EDIT_LATER = 6
    EDIT = 7
    CHOICES = 8
    MODAL = 9


NEW_MESSAGE = {Answer.MESSAGE, Answer.MESSAGE_LATER}
OLD_MESSAGE = {Answer.EDIT, Answer.EDIT_LATER}


class MixtureError(Exception):
    """A message that is both of the old kind, with content, and of the new, made of components."""


class MentionsError(Exception):
    """Mentions of one kind are allowed both by their ids and all together."""


@dataclass(slots=True, eq=False)
class Message:
    """Something said in a channel or, when ephemeral, to one user only."""

    id: int
    channel: Channel
    author: User
    type: int = 0
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    flags: int = 0
    reference: Message | None = field(default=None, repr=False)
    interaction: Interaction | None = field(default=None, repr=False)
    pinged: list[User] = field(default_factory=list)
    pinged_roles: list[Role] = field(default_factory=list)
    pings_everyone: bool = False
    nonce: str | None = None
    thread: Thread | None = field(default=None, repr=False)  # that it began
    edits: int = 0
    edited_at: str | None = None
    deleted: bool = False

    @property
    def is_ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def is_loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def is_system(self) -> bool:
        """Whether Discord wrote it; its app shows such as a line between the messages, or not at all."""
        return self.type in (RECIPIENT_ADD, THREAD_STARTER)

    @property
    def text(self) -> str:
        """All there is to read."""
        return "\n".join(filter(None, (self.content, text_of(self.components))))

    @property
    def shown_files(self) -> list[File]:
        """The files to be seen: in a message made of components only those that a component shows."""
        shown = self._in_components()
        return [file for file in self.files if not self.flags & COMPONENTS_V2 or file.url in shown]

    def is_visible_to(self, user: User) -> bool:
        if self.deleted or not self.channel.is_open_to(user):
            return False
        return not self.is_ephemeral or (self.interaction is not None and self.interaction.user is user)

    def fill(self, body: Json, files: list[File]) -> None:
        """Take over what a request says about the message; what it does not mention stays.

        Raises:
            MixtureError: The request mixes `content` or embeds with components of the second kind.
            NoSuchFileError: A component shows a file that is not among `files`.
        """
        is_new_kind = bool((self.flags | body.get("flags", 0)) & COMPONENTS_V2)
        parts = body.get("components") or []
        if is_new_kind and (body.get("content") or body.get("embeds")):
            raise MixtureError("a message with IS_COMPONENTS_V2 has neither content nor embeds")
        if not is_new_kind and any(part["type"] in V2 for part in walk(parts)):
            raise MixtureError("these components need the flag IS_COMPONENTS_V2")
        self.components = completed(parts if "components" in body else self.components, files)
        self.files = files
        self.content = (body["content"] or "") if "content" in body else self.content
        self.embeds = (body["embeds"] or []) if "embeds" in body else self.embeds

    def ping(self, allowed: Json | None, users: Iterable[User]) -> None:
        """Work out whom the text pings, given what the sender allows and may (Message, allowed mentions).

        Raises:
            MentionsError: A kind of mention stands in `parse` and has a list of ids too.
        """
        if allowed is None:
            allowed = {"parse": DEFAULT_PARSE[:1] if self.interaction else DEFAULT_PARSE}
        parse = allowed.get("parse") or ()
        for kind in ("users", "roles"):
            if kind in parse and allowed.get(kind):
                raise MentionsError(f"allowed_mentions: {kind} in `parse` and by their ids")
        self._ping_users(parse, allowed, users)
        self._ping_roles(parse, {int(id_) for id_ in allowed.get("roles") or ()})
        is_called = "everyone" in parse and bool(re.search("@(everyone|here)", self.text))
        self.pings_everyone = is_called and self._may_call_all

    def _ping_users(self, parse: Container[str], allowed: Json, users: Iterable[User]) -> None:
        named = {int(id_) for id_ in allowed.get("users") or ()}
        mentioned = {int(id_) for id_ in USER_MENTION.findall(self.text)}
        if self.reference is not None and allowed.get("replied_user"):
            mentioned.add(self.reference.author.id)
            named.add(self.reference.author.id)
        self.pinged = [u for u in users if u.id in mentioned and ("users" in parse or u.id in named)]

    def _ping_roles(self, parse: Container[str], named: set[int]) -> None:
        guild = self.channel.guild
        mentioned = {int(id_) for id_ in ROLE_MENTION.findall(self.text)}
        self.pinged_roles = [
            role
            for role in (guild.roles if guild else ())
            if role.id in mentioned
            and ("roles" in parse or role.id in named)
            and (role.is_mentionable or self._may_call_all)
        ]

    @property
    def _may_call_all(self) -> bool:
        return bool(self.channel.permissions_of(self.author) & Permission.MENTION_EVERYONE)

    def wire(self) -> Json:
        shown = self._in_components()
        body = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "author": self.author.wire(),
            "type": self.type,
            "content": self.content,
            "embeds": self.embeds,
            "components": self.components,
            "attachments": [file.wire() for file in self.files if file.url not in shown],
            "flags": self.flags | (HAS_THREAD if self.thread else 0),
            "timestamp": time_of(self.id),
            "edited_timestamp": self.edited_at,
            "mentions": [user.wire() for user in self.pinged],
            "mention_everyone": self.pings_everyone,
            "mention_roles": [str(role.id) for role in self.pinged_roles],
            "pinned": False,
            "tts": False,
        }
        if self.nonce is not None:
            body |= {"nonce": self.nonce}
        if self.thread is not None:
            body |= {"thread": self.thread.wire_to(self.thread.owner)}
        if self.reference is not None:
            place = {"channel_id": str(self.reference.channel.id), "message_id": str(self.reference.id)}
            body |= {"message_reference": {"type": 0} | place | self._guild()}
        if self.interaction is not None:
            app = str(self.author.id)
            body |= {"webhook_id": app, "application_id": app}
            body |= {"interaction_metadata": self.interaction.metadata()}
        return body

    def wire_to(self, reader: User) -> Json:
        """The message as a bot without the message content intent gets it: what does not concern it is empty."""
        concerns = self.channel.guild is None or self.author is reader or reader in self.pinged
        body = self.wire()
        if self.reference is not None:
            body["referenced_message"] = self.reference.wire()
        if not concerns:
            body |= {"content": "", "embeds": [], "components": [], "attachments": []}
            body.pop("referenced_message", None)
        return body

    def event(self, reader: User) -> Json:
        """The message in the gateway's events; ephemeral ones come without their server (Gateway events, Messages)."""
        if self.is_ephemeral or self.channel.guild is None:
            return self.wire_to(reader) | {"channel_type": 1}
        place = {"channel_type": self.channel.type, "member": self.author.member()}
        return self.wire_to(reader) | self._guild() | place

    def _guild(self) -> Json:
        return {} if self.channel.guild is None else {"guild_id": str(self.channel.guild.id)}

    def _in_components(self) -> set[str]:
        return {media["url"] for media in media_of(self.components)}


@dataclass(slots=True, eq=False)
class Interaction:
    """Something a user did with the bot, and how it was answered."""

    id: int
    token: str
    deed: Deed
    user: User
    channel: Channel
    data: Json
    sent_at: float
    source: Message | None = None  # the message that was clicked on
    trigger: Interaction | None = None  # what opened the modal that is now submitted
    answer: Answer | None = None
    answered_at: float = 0.0
    original: Message | None = None
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: Sequence[Json] = ()
    edits_before: int = 0  # of the source, when the bot promised to edit it later

    @property
    def ack_ms(self) -> float:
        """How long the acknowledgement took."""
        return (self.answered_at - self.sent_at) * 1000

    @property
    def possible_answers(self) -> set[Answer]:
        """What Discord accepts for this (Receiving and responding, callback types)."""
        if self.deed is Deed.TYPING:
            return {Answer.CHOICES}
        modal = set() if self.deed is Deed.SUBMIT else {Answer.MODAL}
        return NEW_MESSAGE | modal | (OLD_MESSAGE if self.source else set())

    @property
    def message_type(self) -> int:
        """The type of the message that answers this."""
        if self.trigger is not None:
            return self.trigger.message_type
        if self.deed is Deed.CLICK:
            return REPLY
        return SLASH_ANSWER if self.data["type"] == 1 else MENU_ANSWER

    def outcome(self) -> Message | None:
        """The message that the user gets to see, once it is there."""
        if self.original is None or self.original.deleted:
            return self.followups[0] if self.followups else None
        if self.answer is Answer.EDIT_LATER and self.original.edits == self.edits_before:
            return self.followups[0] if self.followups else None
        return None if self.original.is_loading else self.original

    def metadata(self) -> Json:
        """What messages say of the interaction they answer."""
        body = {"id": str(self.id), "type": self.deed.value, "user": self.user.wire()}
        body |= {"authorizing_integration_owners": self._owners()}
        if self.trigger is not None:
            return body | {"triggering_interaction_metadata": self.trigger.metadata()}
        if self.deed is Deed.CLICK and self.source is not None:
            return body | {"interacted_message_id": str(self.source.id)}
        if "target_id" in self.data:
            return body | {"target_message_id": self.data["target_id"]}
        return body

    def event(self, bot: User) -> Json:
        """The INTERACTION_CREATE event."""
        permissions = str(self.channel.permissions_of(self.user))
        body: Json = {
            "id": str(self.id),
            "application_id": str(bot.id),
            "type": self.deed.value,
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel": self.channel.wire() | {"permissions": permissions},
            "channel_id": str(self.channel.id),
            "app_permissions": str(self.channel.permissions_of(bot)),
            "locale": self.user.locale,
            "entitlements": [],
            "authorizing_integration_owners": self._owners(),
            "attachment_size_limit": FILE_LIMIT,
        }
        if self.source is not None:
            body["message"] = self.source.wire()
        guild = self.channel.guild
        if guild is None:
            return body | {"context": 1, "user": self.user.wire()}
        member = self.user.member() | {"user": self.user.wire(), "permissions": permissions}
        place = {"id": str(guild.id), "locale": "en-US", "features": []}
        body |= {"context": 0, "guild": place, "guild_id": str(guild.id), "guild_locale": "en-US"}
        return body | {"member": member}

    def _owners(self) -> Json:
        return {"0": "0" if self.channel.guild is None else str(self.channel.guild.id)}
