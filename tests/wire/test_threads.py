"""The fake's threads and what is taken away from a bot, tried with bare sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner
from tests.wire.offered import NotOfferedError
from tests.wire.sockets import INTENTS, Sockets
from tests.wire.world import MEMBER, Channel, Json, Permission, Thread

LOOK = {"name": "look", "description": "Look around."}


@pytest.fixture
async def thread(sockets: Sockets, study: Channel, ann: Learner) -> Thread:
    """A thread that a message of the bot began."""
    _, opening = await sockets.call("POST", f"/channels/{study.id}/messages", {"content": "Come in."})
    await sockets.call("POST", f"/channels/{study.id}/messages/{opening['id']}/threads", {"name": "Lesson 1"})
    return await ann.thread(study)


class TestAThreadFromAMessage:
    async def test_it_has_the_messages_id_and_everybody_comes_in(
        self, sockets: Sockets, study: Channel, thread: Thread, bob: Learner
    ) -> None:
        _, found = await sockets.call("GET", f"/channels/{thread.id}")
        _, [opening] = await sockets.call("GET", f"/channels/{study.id}/messages")

        assert (found["type"], found["parent_id"], found["id"]) == (11, str(study.id), opening["id"])
        assert opening["thread"]["name"] == "Lesson 1"
        assert opening["flags"] & 1 << 5
        assert await bob.thread(study) is thread

    async def test_a_bot_is_told_of_it(self, sockets: Sockets, study: Channel, ann: Learner) -> None:
        gateway = await sockets.log_in()
        path = f"/channels/{study.id}/messages"
        _, opening = await sockets.call("POST", path, {"content": "Come in."})
        status, _ = await sockets.call("POST", f"{path}/{opening['id']}/threads", {"name": "Lesson 1"})

        created = await gateway.event("THREAD_CREATE")
        assert status == 201
        assert (created["id"], created["newly_created"]) == (opening["id"], True)
        assert (await gateway.event("MESSAGE_UPDATE"))["thread"]["id"] == opening["id"]
        first = await gateway.event("MESSAGE_CREATE")
        assert (first["type"], first["message_reference"]["channel_id"]) == (21, str(study.id))
        assert ann.reads(await ann.thread(study)) == []

    async def test_a_message_begins_one_only(self, sockets: Sockets, study: Channel, thread: Thread) -> None:
        path = f"/channels/{study.id}/messages/{thread.id}/threads"

        status, answer = await sockets.call("POST", path, {"name": "Lesson 1, again"})

        assert (status, answer["code"]) == (400, 160004)

    async def test_none_begins_in_a_thread(self, sockets: Sockets, thread: Thread) -> None:
        path = f"/channels/{thread.id}/messages"
        _, message = await sockets.call("POST", path, {"content": "Deeper."})

        status, answer = await sockets.call("POST", f"{path}/{message['id']}/threads", {"name": "Deeper"})

        assert (status, answer["code"]) == (400, 50024)

    async def test_a_bot_that_logs_in_later_finds_it(self, sockets: Sockets, thread: Thread) -> None:
        gateway = await sockets.identify()

        assert [t["id"] for t in (await gateway.event("GUILD_CREATE"))["threads"]] == [str(thread.id)]

    async def test_what_is_said_and_pressed_there_comes_from_there(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel, thread: Thread, ann: Learner
    ) -> None:
        gateway = await sockets.log_in()
        await sockets.call("PUT", sockets.commands, [LOOK])
        ann.post(thread, f"{fake.mention}, listen.")
        said = await gateway.event("MESSAGE_CREATE")
        async with asyncio.TaskGroup() as group:
            group.create_task(ann.slash(thread, "look"))
            asked = await gateway.event("INTERACTION_CREATE")
            await sockets.answer(asked, 4, {"content": "A room."})

        assert (said["channel_id"], said["channel_type"]) == (str(thread.id), 11)
        assert (asked["channel"]["parent_id"], asked["channel"]["type"]) == (str(study.id), 11)


class TestAPrivateThread:
    async def test_who_is_added_comes_in_and_nobody_else(
        self, sockets: Sockets, study: Channel, ann: Learner, bob: Learner
    ) -> None:
        body = {"name": "Ann's", "type": 12, "invitable": False}
        status, opened = await sockets.call("POST", f"/channels/{study.id}/threads", body)
        added, _ = await sockets.call("PUT", f"/channels/{opened['id']}/thread-members/{ann.id}")

        assert (status, added) == (201, 204)
        assert (opened["type"], opened["thread_metadata"]["invitable"]) == (12, False)
        thread = await ann.thread(study)
        with pytest.raises(NotOfferedError, match="bob has no way into Ann's"):
            bob.post(thread, "Knock, knock.")


class TestAnArchivedThread:
    async def test_nothing_in_it_is_changed_until_somebody_writes(
        self, fake: FakeDiscord, sockets: Sockets, thread: Thread, ann: Learner
    ) -> None:
        path = f"/channels/{thread.id}/messages"
        _, page = await sockets.call("POST", path, {"content": "Page 1."})
        fake.archive(thread)

        refused = await sockets.call("PATCH", f"{path}/{page['id']}", {"content": "Page 1, read."})
        ann.post(thread, "I was away.")
        changed = await sockets.call("PATCH", f"{path}/{page['id']}", {"content": "Page 1, read."})

        assert (refused[0], refused[1]["code"], changed[0]) == (400, 50083, 200)

    async def test_a_bot_takes_it_up_again(
        self, fake: FakeDiscord, sockets: Sockets, thread: Thread, bob: Learner
    ) -> None:
        gateway = await sockets.log_in()
        fake.archive(thread)
        assert (await gateway.event("THREAD_UPDATE"))["thread_metadata"]["archived"]
        refused = await sockets.call("PUT", f"/channels/{thread.id}/thread-members/{bob.id}")

        status, found = await sockets.call("PATCH", f"/channels/{thread.id}", {"archived": False})

        assert refused[1]["code"] == 50083
        assert (status, found["thread_metadata"]["archived"]) == (200, False)

    async def test_it_is_no_place_for_commands_and_a_new_bot_does_not_hear_of_it(
        self, fake: FakeDiscord, sockets: Sockets, thread: Thread, ann: Learner
    ) -> None:
        fake.archive(thread)
        gateway = await sockets.identify()

        assert (await gateway.event("GUILD_CREATE"))["threads"] == []
        with pytest.raises(NotOfferedError, match="archived"):
            await ann.slash(thread, "look")


class TestWhatIsDeleted:
    async def test_a_message(self, fake: FakeDiscord, sockets: Sockets, thread: Thread, ann: Learner) -> None:
        gateway = await sockets.log_in()
        path = f"/channels/{thread.id}/messages"
        await sockets.call("POST", path, {"content": "Page 1."})
        page = await ann.hear(thread)

        fake.delete(page)

        assert (await gateway.event("MESSAGE_DELETE"))["id"] == str(page.id)
        assert (await sockets.call("PATCH", f"{path}/{page.id}", {"content": "?"}))[1]["code"] == 10008
        assert ann.reads(thread) == []

    async def test_a_thread(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel, thread: Thread
    ) -> None:
        gateway = await sockets.log_in()

        fake.delete(thread)

        gone = await gateway.event("THREAD_DELETE")
        assert gone == {"id": str(thread.id), "guild_id": str(fake.guild.id), "parent_id": str(study.id)} | {
            "type": 11
        }
        sent = await sockets.call("POST", f"/channels/{thread.id}/messages", {"content": "Hello?"})
        assert (sent[0], sent[1]["code"]) == (404, 10003)

    async def test_a_channel_with_its_threads(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel, thread: Thread
    ) -> None:
        gateway = await sockets.log_in()

        fake.delete(study)

        assert (await gateway.event("CHANNEL_DELETE"))["id"] == str(study.id)
        codes = [(await sockets.call("GET", f"/channels/{c.id}"))[1]["code"] for c in (study, thread)]
        assert codes == [10003, 10003]


Ask = Callable[[Channel, Thread], tuple[str, str, Json | None]]

NEEDS: dict[str, tuple[Permission, int, Ask]] = {
    "to see": (Permission.VIEW_CHANNEL, 50001, lambda c, t: ("GET", f"/channels/{t.id}", None)),
    "to write": (
        Permission.SEND_MESSAGES,
        50013,
        lambda c, t: ("POST", f"/channels/{c.id}/messages", {"content": "Hello."}),
    ),
    "to write in threads": (
        Permission.SEND_MESSAGES_IN_THREADS,
        50013,
        lambda c, t: ("POST", f"/channels/{t.id}/messages", {"content": "Hello."}),
    ),
    "to add somebody to a thread": (
        Permission.SEND_MESSAGES_IN_THREADS,
        50013,
        lambda c, t: ("PUT", f"/channels/{t.id}/thread-members/{t.owner.id}", None),
    ),
    "to open a thread": (
        Permission.CREATE_PUBLIC_THREADS,
        50013,
        lambda c, t: ("POST", f"/channels/{c.id}/messages/{t.id}/threads", {"name": "Lesson 1"}),
    ),
    "to open a private thread": (
        Permission.CREATE_PRIVATE_THREADS,
        50013,
        lambda c, t: ("POST", f"/channels/{c.id}/threads", {"name": "Ann's", "type": 12}),
    ),
    "to read": (
        Permission.READ_MESSAGE_HISTORY,
        50013,
        lambda c, t: ("GET", f"/channels/{c.id}/messages/{t.id}", None),
    ),
}


class TestPermissions:
    @pytest.mark.parametrize(("permission", "code", "ask"), NEEDS.values(), ids=NEEDS.keys())
    async def test_what_a_bot_may_no_longer_do_is_refused_until_it_may_again(
        self,
        fake: FakeDiscord,
        sockets: Sockets,
        study: Channel,
        thread: Thread,
        permission: Permission,
        code: int,
        ask: Ask,
    ) -> None:
        fake.forbid(study, permission)
        refused = await sockets.call(*ask(study, thread))
        fake.allow(study, permission)
        again = await sockets.call(*ask(study, thread))

        assert (refused[0], refused[1]["code"]) == (403, code)
        assert again[0] in (200, 201, 204) or again[1]["code"] == 160004

    async def test_a_bot_is_told_what_was_taken(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel
    ) -> None:
        gateway = await sockets.log_in()

        fake.forbid(study, Permission.ATTACH_FILES)

        changed = await gateway.event("CHANNEL_UPDATE")
        assert changed["permission_overwrites"] == [
            {"id": str(fake.bot.id), "type": 1, "allow": "0", "deny": str(1 << 15)}
        ]

    async def test_a_role_gives_its_members_more(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel
    ) -> None:
        organisers = fake.role("organisers", Permission.MANAGE_GUILD)
        olga = fake.user("olga", roles=[organisers])
        gateway = await sockets.identify(INTENTS)

        _, member = await sockets.call("GET", f"/guilds/{fake.guild.id}/members/{olga.id}")

        assert member["roles"] == [str(organisers.id)]
        assert study.permissions_of(olga.user) == MEMBER | 1 << 5
        roles = (await gateway.event("GUILD_CREATE"))["roles"]
        assert [role["name"] for role in roles] == ["@everyone", "organisers"]

    async def test_who_left_is_no_member(self, fake: FakeDiscord, sockets: Sockets, ann: Learner) -> None:
        ann.user.is_member = False

        _, answer = await sockets.call("GET", f"/guilds/{fake.guild.id}/members/{ann.id}")

        assert answer["code"] == 10007
        assert not fake.channel("study").is_open_to(ann.user)
