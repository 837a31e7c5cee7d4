"""What the bot asks of channels and threads: to look, to write, to open more of them."""

from __future__ import annotations

from tests.wire.call import CREATED, Call, RefusalError, Result, Route, invalid
from tests.wire.gateway import Gateway, Intent
from tests.wire.message import RECIPIENT_ADD, REPLY, THREAD_STARTER, Message
from tests.wire.world import ARCHIVED_AFTER_MIN, Channel, Permission, Thread, User, World
from tests.wire.writing import Writing


class Channels:
    """The routes under /channels. What the bot may not do there is refused as Discord does."""

    def __init__(self, world: World, gateway: Gateway, writing: Writing) -> None:
        self._world = world
        self._gateway = gateway
        self._writing = writing

    def routes(self) -> list[Route]:
        message = "/channels/{channel}/messages/{message}"
        return [
            ("POST", "/users/@me/channels", self._open_direct_messages),
            ("GET", "/channels/{channel}", self._look),
            ("PATCH", "/channels/{channel}", self._change),
            ("POST", "/channels/{channel}/typing", self._type),
            ("POST", "/channels/{channel}/threads", self._open_thread),
            ("PUT", "/channels/{channel}/thread-members/{user}", self._add_to_thread),
            ("GET", "/channels/{channel}/messages", self._history),
            ("POST", "/channels/{channel}/messages", self._send),
            ("GET", message, self._read),
            ("PATCH", message, self._edit),
            ("DELETE", message, self._delete),
            ("POST", f"{message}/threads", self._open_thread_from),
        ]

    # Channels

    def _open_direct_messages(self, call: Call) -> Result:
        user = self._world.users.get(int(call.body["recipient_id"]))
        if user is None or user.bot:
            raise RefusalError(400, 50033, "Invalid Recipient(s)")
        return self._world.direct_messages(user).wire()  # a closed door is noticed by who writes

    def _look(self, call: Call) -> Result:
        channel = self._find(call)
        return channel.wire_to(self._world.bot) if isinstance(channel, Thread) else channel.wire()

    def _change(self, call: Call) -> Result:
        """Take an archived thread up again: all that a bot without further permissions may change."""
        thread = self._find(call)
        if not isinstance(thread, Thread) or call.body != {"archived": False}:
            raise forbidden()
        self._need(thread, thread.needed_to_write)
        self._writing.archive(thread, is_archived=False)
        return thread.wire_to(self._world.bot)

    def _type(self, call: Call) -> None:
        self._find(call)

    # Threads

    def _open_thread_from(self, call: Call) -> Result:
        message = self._find_message(call)
        self._need(message.channel, Permission.CREATE_PUBLIC_THREADS)
        if message.thread is not None:
            raise RefusalError(400, 160004, "A thread has already been created for this message")
        message.thread = self._opened(call, message.id, is_private=False)
        self._gateway.tell_of(message, "MESSAGE_UPDATE")
        starter = Message(self._world.clock.snowflake(), message.thread, self._world.bot, THREAD_STARTER)
        starter.reference = message
        self._writing.add(starter)
        return message.thread.wire_to(self._world.bot)

    def _open_thread(self, call: Call) -> Result:
        is_private = call.body.get("type", 12) == 12  # documented default
        kind = Permission.CREATE_PRIVATE_THREADS if is_private else Permission.CREATE_PUBLIC_THREADS
        self._need(self._find(call), kind)
        thread = self._opened(call, self._world.clock.snowflake(), is_private=is_private)
        return thread.wire_to(self._world.bot)

    def _opened(self, call: Call, id_: int, *, is_private: bool) -> Thread:
        parent, bot = self._find(call), self._world.bot
        if parent.guild is None or isinstance(parent, Thread):
            raise RefusalError(400, 50024, "Cannot execute action on this channel type")
        thread = Thread(
            id_,
            call.body["name"],
            parent.guild,
            parent=parent,
            owner=bot,
            is_private=is_private,
            is_invitable=call.body.get("invitable", True),
            archived_after_min=call.body.get("auto_archive_duration") or ARCHIVED_AFTER_MIN,
            members=[bot],
        )
        self._world.add_thread(thread)
        self._gateway.tell("THREAD_CREATE", thread.wire_to(bot) | {"newly_created": True}, Intent.GUILDS)
        added = thread.membership(bot) | {"member": bot.member() | {"user": bot.wire()}, "presence": None}
        counts = {"id": str(id_), "guild_id": str(parent.guild.id), "member_count": 1}
        self._gateway.tell("THREAD_MEMBERS_UPDATE", counts | {"added_members": [added]}, Intent.GUILDS)
        call.request.status = CREATED
        return thread

    def _add_to_thread(self, call: Call) -> None:
        thread, user = self._find(call), self._find_user(call)
        if not isinstance(thread, Thread):
            raise RefusalError(400, 50024, "Cannot execute action on this channel type")
        self._need(thread, thread.needed_to_write)
        self._refuse_archived(thread)
        if user not in thread.members:  # the event is for those with the members intent
            thread.members.append(user)
            added = Message(self._world.clock.snowflake(), thread, self._world.bot, RECIPIENT_ADD)
            added.pinged = [user]
            self._writing.add(added)

    # Messages

    def _history(self, call: Call) -> Result:
        query = call.request.query
        before, after = int(query.get("before", 1 << 63)), int(query.get("after", 0))
        channel = self._find(call)
        if not channel.permissions_of(self._world.bot) & Permission.READ_MESSAGE_HISTORY:
            return []
        messages = channel.messages
        found = [messages[id_] for id_ in sorted(messages, reverse=True) if after < id_ < before]
        limit = int(query.get("limit", 50))
        found = found[-limit:] if "after" in query else found[:limit]
        return [message.wire_to(self._world.bot) for message in found]

    def _read(self, call: Call) -> Result:
        message = self._find_message(call)
        self._need(message.channel, Permission.READ_MESSAGE_HISTORY)
        return message.wire_to(self._world.bot)

    def _send(self, call: Call) -> Result:
        channel, body = self._find(call), call.body
        self._check_door(channel.recipient)
        self._need(channel, channel.needed_to_write)
        if call.request.files:
            self._need(channel, Permission.ATTACH_FILES)
        if body.get("enforce_nonce") and (twin := self._writing.twin(body.get("nonce"))):
            return twin.wire_to(self._world.bot)
        message = Message(self._world.clock.snowflake(), channel, self._world.bot)
        message.nonce = None if body.get("nonce") is None else str(body["nonce"])
        if reference := body.get("message_reference"):
            message.reference = channel.messages.get(int(reference["message_id"]))
            message.type = REPLY
            if message.reference is None and reference.get("fail_if_not_exists", True):
                raise invalid("message_reference: Unknown message")
        return self._writing.send(message, body, call).wire_to(self._world.bot)

    def _edit(self, call: Call) -> Result:
        message = self._find_message(call)
        if message.author is not self._world.bot:
            raise RefusalError(403, 50005, "Cannot edit a message authored by another user")
        self._refuse_archived(message.channel)
        return self._writing.edit(message, call.body, call).wire_to(self._world.bot)

    def _delete(self, call: Call) -> None:
        message = self._find_message(call)
        if message.author is not self._world.bot:
            raise forbidden()
        self._writing.delete(message)

    # Who may do what where

    def _find(self, call: Call) -> Channel:
        channel = self._world.channels.get(call.id("channel"))
        if channel is None:
            raise RefusalError(404, 10003, "Unknown Channel")
        if not channel.is_open_to(self._world.bot):
            raise RefusalError(403, 50001, "Missing Access")
        return channel

    def _find_message(self, call: Call) -> Message:
        message = self._find(call).messages.get(call.id("message"))
        if message is None:
            raise RefusalError(404, 10008, "Unknown Message")
        return message

    def _find_user(self, call: Call) -> User:
        user = self._world.users.get(call.id("user"))
        if user is None:
            raise RefusalError(404, 10013, "Unknown User")
        return user

    def _need(self, channel: Channel, permission: Permission) -> None:
        if not channel.permissions_of(self._world.bot) & permission:
            raise forbidden()

    @staticmethod
    def _refuse_archived(channel: Channel) -> None:
        if isinstance(channel, Thread) and channel.is_archived:
            raise RefusalError(400, 50083, "Thread is archived")

    @staticmethod
    def _check_door(recipient: User | None) -> None:
        if recipient is None:
            return
        if not recipient.is_member:
            why = "Cannot send messages to this user due to having no mutual guilds"
            raise RefusalError(403, 50278, why)
        if not recipient.takes_messages:
            raise RefusalError(403, 50007, "Cannot send messages to this user")


def forbidden() -> RefusalError:
    return RefusalError(403, 50013, "Missing Permissions")
