"""How messages come, change and go in the fake, whoever asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from tests.wire.call import Call, invalid
from tests.wire.clock import time_of
from tests.wire.components import File, NoSuchFileError
from tests.wire.gateway import Gateway, Intent
from tests.wire.message import (
    EDITABLE_FLAGS,
    EPHEMERAL,
    LOADING,
    SENDABLE_FLAGS,
    MentionsError,
    Message,
    MixtureError,
)
from tests.wire.record import Upload
from tests.wire.world import Channel, Json, Thread, World

NONCE_LIFE = timedelta(minutes=5)  # documented as "the past few minutes"


class Writing:
    """Messages, and the events about them."""

    def __init__(self, world: World, gateway: Gateway, problems: list[str]) -> None:
        self._world = world
        self._gateway = gateway
        self._problems = problems

    def send(self, message: Message, body: Json, call: Call) -> Message:
        """Put a new message into its channel; an archived thread is archived no more."""
        allowed = SENDABLE_FLAGS if message.interaction else SENDABLE_FLAGS & ~EPHEMERAL
        message.flags |= body.get("flags", 0) & allowed
        self._fill(message, body, call)
        return self.add(message)

    def add(self, message: Message) -> Message:
        """Put a message that is complete into its channel."""
        self._world.messages[message.id] = message
        if not message.is_ephemeral:
            message.channel.messages[message.id] = message
            self.archive(message.channel, is_archived=False)
        self._gateway.tell_of(message, "MESSAGE_CREATE")
        return message

    def twin(self, nonce: str | int | None) -> Message | None:
        """The message that the bot sent under a nonce in the past few minutes."""
        oldest = self._world.clock.before(NONCE_LIFE)
        sent = (message for message in self._world.messages.values() if message.author is self._world.bot)
        return next((m for m in sent if m.nonce == str(nonce) and m.id >= oldest), None)

    def edit(self, message: Message, body: Json, call: Call) -> Message:
        """Change what a request names, keep the rest."""
        self._fill(message, body, call)
        message.flags |= body.get("flags", 0) & EDITABLE_FLAGS
        message.flags &= ~LOADING
        message.edits += 1
        message.edited_at = time_of(self._world.clock.snowflake())
        self._gateway.tell_of(message, "MESSAGE_UPDATE")
        return message

    def delete(self, message: Message) -> None:
        """Let a message go."""
        message.deleted = True
        message.channel.messages.pop(message.id, None)
        self._gateway.tell_of(message, "MESSAGE_DELETE")

    def archive(self, channel: Channel, *, is_archived: bool) -> None:
        """Archive a thread or take it up again; other channels, and threads that are so already, stay as they are."""
        if isinstance(channel, Thread) and channel.is_archived != is_archived:
            channel.is_archived = is_archived
            self._gateway.tell("THREAD_UPDATE", channel.wire_to(self._world.bot), Intent.GUILDS)

    def _fill(self, message: Message, body: Json, call: Call) -> None:
        try:
            message.fill(body, self._files(message.files, body, call.request.files))
            message.ping(body.get("allowed_mentions"), self._world.users.values())
        except (MixtureError, NoSuchFileError, MentionsError) as error:
            self._problems.append(f"{call.request.method} {call.request.path}: {error}")
            raise invalid(str(error)) from error

    def _files(self, kept: Sequence[File], body: Json, uploads: Sequence[Upload]) -> list[File]:
        """The files of a message: those that `attachments` keeps, if it is there, and those uploaded."""
        listed = {int(entry["id"]): entry.get("description") for entry in body.get("attachments") or ()}
        files = [file for file in kept if body.get("attachments") is None or file.id in listed]
        for number, upload in enumerate(uploads):
            id_ = self._world.clock.snowflake()
            files.append(File(id_, upload.name, upload.content, listed.get(number)))
        return [replace(file, description=listed.get(file.id) or file.description) for file in files]
