"""Who and what there is in the fake Discord, and how each looks on the wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntFlag
from typing import TYPE_CHECKING, Any

from tests.wire.clock import PATIENCE_S, Bell, Clock, time_of

if TYPE_CHECKING:
    from tests.wire.message import Interaction, Message

Json = dict[str, Any]  # what travels is JSON: `Any` stops in this folder


class Permission(IntFlag):
    """What one may do in a server, as far as the fake looks at it (Permissions, bitwise flags)."""

    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17  # and roles that not everybody may mention
    USE_APPLICATION_COMMANDS = 1 << 31
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38


ADMINISTRATOR = int(Permission.ADMINISTRATOR)
EVERYTHING = (1 << 53) - 1  # what an administrator may: no permission has a higher bit yet
MEMBER = int(
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.CREATE_PRIVATE_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
ARCHIVED_AFTER_MIN = 1440  # without a message, unless whoever opens the thread says otherwise
FILE_LIMIT = 10 * 1024 * 1024  # of a server without boosts, sent as attachment_size_limit


@dataclass(slots=True, eq=False)
class Role:
    """What some members of a server have in common."""

    id: int
    name: str
    permissions: int = 0
    is_mentionable: bool = False
    position: int = 1

    def wire(self) -> Json:
        plain = {
            "color": 0,
            "hoist": False,
            "managed": False,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }
        colours = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
        return plain | {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "mentionable": self.is_mentionable,
            "position": self.position,
            "colors": colours,
        }


@dataclass(slots=True, eq=False)
class User:
    """Somebody with an account, or the bot."""

    id: int
    name: str
    bot: bool = False
    permissions: int = MEMBER  # in the server, without what roles add
    locale: str = "en-US"
    roles: list[Role] = field(default_factory=list)
    is_member: bool = True  # of the server
    takes_messages: bool = True  # from the bot, directly

    def wire(self) -> Json:
        return {
            "id": str(self.id),
            "username": self.name,
            "global_name": None if self.bot else self.name.title(),
            "discriminator": "0",
            "avatar": None,
            "bot": self.bot,
            "flags": 0,
            "public_flags": 0,
            "primary_guild": None,
        }

    def member(self) -> Json:
        """What a server knows of the user, without the user."""
        return {
            "nick": None,
            "avatar": None,
            "banner": None,
            "roles": [str(role.id) for role in self.roles],
            "joined_at": time_of(self.id),
            "premium_since": None,
            "communication_disabled_until": None,
            "flags": 0,
            "pending": False,
            "deaf": False,
            "mute": False,
        }


@dataclass(slots=True, eq=False)
class Guild:
    """A server, in which every user of the fake is a member until they leave."""

    id: int
    name: str
    channels: list[Channel] = field(default_factory=list, repr=False)
    threads: list[Thread] = field(default_factory=list, repr=False)
    roles: list[Role] = field(default_factory=list)  # but for the one that everyone has

    def wire(self, owner: User, members: int) -> Json:
        """The GUILD_CREATE event; `owner`, the bot, is the one member it lists (no members intent)."""
        everyone = Role(self.id, "@everyone", MEMBER, position=0)
        threads = [t.wire() for t in self.threads if t.is_open_to(owner) and not t.is_archived]
        return {
            "id": str(self.id),
            "name": self.name,
            "owner_id": str(owner.id),
            "roles": [role.wire() for role in (everyone, *self.roles)],
            "channels": [channel.wire() for channel in self.channels],
            "threads": threads,
            "members": [owner.member() | {"user": owner.wire()}],
            "member_count": members,
            "joined_at": time_of(self.id),
            "preferred_locale": "en-US",
            "large": False,
            "unavailable": False,
        } | {name: [] for name in ("emojis", "features", "presences", "stickers", "voice_states")}


@dataclass(slots=True, eq=False)
class Channel:
    """A text channel of a server or, without a server, somebody's direct messages with the bot."""

    id: int
    name: str
    guild: Guild | None = None
    recipient: User | None = None
    messages: dict[int, Message] = field(default_factory=dict, repr=False)  # but for the ephemeral
    denied: dict[int, int] = field(
        default_factory=dict, repr=False
    )  # permissions, by the user who lacks them

    @property
    def type(self) -> int:
        return 0 if self.recipient is None else 1

    @property
    def needed_to_write(self) -> Permission:
        """The permission without which nobody writes here."""
        return Permission.SEND_MESSAGES

    def permissions_of(self, user: User) -> int:
        """What somebody may do here."""
        granted = user.permissions
        for role in user.roles:
            granted |= role.permissions
        return EVERYTHING if granted & ADMINISTRATOR else granted & ~self.denied.get(user.id, 0)

    def is_open_to(self, user: User) -> bool:
        if self.recipient is not None:
            return user is self.recipient or user.bot
        return user.is_member and bool(self.permissions_of(user) & Permission.VIEW_CHANNEL)

    def wire(self) -> Json:
        if self.recipient is not None:
            return self._common() | {"recipients": [self.recipient.wire()]}
        return (
            self._common()
            | {"position": 0, "parent_id": None, "topic": None, "nsfw": False, "rate_limit_per_user": 0}
            | {"name": self.name, "permission_overwrites": self._overwrites()}
        )

    def _common(self) -> Json:
        last = str(max(self.messages)) if self.messages else None
        place = {} if self.guild is None else {"guild_id": str(self.guild.id)}
        return {"id": str(self.id), "type": self.type, "flags": 0, "last_message_id": last} | place

    def _overwrites(self) -> list[Json]:
        return [
            {"id": str(id_), "type": 1, "allow": "0", "deny": str(int(denied))}
            for id_, denied in self.denied.items()
        ]


@dataclass(slots=True, eq=False, kw_only=True)
class Thread(Channel):
    """A thread in a channel: one that a message began has the message's id, and everybody in the channel sees it."""

    parent: Channel
    owner: User
    is_private: bool = False
    is_invitable: bool = True
    archived_after_min: int = ARCHIVED_AFTER_MIN
    is_archived: bool = False
    members: list[User] = field(default_factory=list, repr=False)

    @property
    def type(self) -> int:
        return 12 if self.is_private else 11

    @property
    def needed_to_write(self) -> Permission:
        return Permission.SEND_MESSAGES_IN_THREADS

    def permissions_of(self, user: User) -> int:
        return self.parent.permissions_of(user)

    def is_open_to(self, user: User) -> bool:
        return self.parent.is_open_to(user) and (not self.is_private or user in self.members)

    def wire(self) -> Json:
        said = sum(not message.is_system for message in self.messages.values())
        began = time_of(self.id)
        times = {"archive_timestamp": began, "create_timestamp": began}
        metadata: Json = times | {"archived": self.is_archived, "locked": False}
        metadata |= {"auto_archive_duration": self.archived_after_min}
        metadata |= {"invitable": self.is_invitable} if self.is_private else {}
        return self._common() | {
            "name": self.name,
            "parent_id": str(self.parent.id),
            "owner_id": str(self.owner.id),
            "rate_limit_per_user": 0,
            "message_count": said,
            "total_message_sent": said,
            "member_count": len(self.members),
            "thread_metadata": metadata,
        }

    def membership(self, user: User) -> Json:
        """A member of the thread, as the thread sees them."""
        return {"id": str(self.id), "user_id": str(user.id), "join_timestamp": time_of(self.id), "flags": 0}

    def wire_to(self, reader: User) -> Json:
        """The thread as one of its members, or somebody else, gets it."""
        return self.wire() | ({"member": self.membership(reader)} if reader in self.members else {})


class World:
    """Everything that exists, in memory."""

    def __init__(self, patience_s: float = PATIENCE_S) -> None:
        self.clock = Clock()
        self.bell = Bell(patience_s)
        self.bot = User(self.clock.snowflake(), "many-coats", bot=True)
        self.application_flags = 0
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}  # threads too
        self.messages: dict[int, Message] = {}  # the ephemeral and the deleted too
        self.interactions: dict[str, Interaction] = {}  # by token
        self.commands: dict[tuple[int, str], Json] = {}  # by type and name

    def add_user(self, name: str, permissions: int, roles: Sequence[Role] = ()) -> User:
        user = User(self.clock.snowflake(), name, permissions=permissions, roles=list(roles))
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, shard: tuple[int, int] = (0, 1)) -> Guild:
        """A new server, which belongs to a shard, of so many."""
        guild = Guild(self.clock.snowflake(shard), name)
        self.guilds[guild.id] = guild
        return guild

    def add_role(self, guild: Guild, name: str, permissions: int, *, is_mentionable: bool) -> Role:
        role = Role(self.clock.snowflake(), name, permissions, is_mentionable, len(guild.roles) + 1)
        guild.roles.append(role)
        return role

    def add_channel(self, name: str, guild: Guild | None, recipient: User | None = None) -> Channel:
        channel = Channel(self.clock.snowflake(), name, guild, recipient)
        self.channels[channel.id] = channel
        if guild is not None:
            guild.channels.append(channel)
        return channel

    def add_thread(self, thread: Thread) -> None:
        assert thread.guild is not None
        self.channels[thread.id] = thread
        thread.guild.threads.append(thread)

    def remove_channel(self, channel: Channel) -> None:
        """Let a channel go with all its threads, or one thread."""
        guild = channel.guild
        assert guild is not None
        gone = [channel, *(thread for thread in guild.threads if thread.parent is channel)]
        guild.threads = [thread for thread in guild.threads if thread not in gone]
        guild.channels = [other for other in guild.channels if other is not channel]
        for each in gone:
            del self.channels[each.id]
            for message in each.messages.values():
                message.deleted = True

    def direct_messages(self, user: User) -> Channel:
        """The channel between a user and the bot, opened when first asked for."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        return self.add_channel(user.name, None, user)
