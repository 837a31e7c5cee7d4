"""The fake, tried with bare sockets: what discord.py hides, or would not do."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import aiohttp
import pytest

from tests.wire.clock import NoAnswerError
from tests.wire.fake_discord import FakeDiscord
from tests.wire.gateway import Op
from tests.wire.learner import Learner, Reply
from tests.wire.sockets import INTENTS, Sockets
from tests.wire.world import Channel, Json

LOOK = {"name": "look", "description": "Look around."}
NOBODY: Json = {"parse": []}
DAY_IN_ID = 24 * 3600 * 1000 << 22
BUTTON: Json = {"type": 2, "style": 1, "label": "Knock", "custom_id": "knock"}
MENU: Json = {
    "type": 3,
    "custom_id": "way",
    "options": [{"label": "Left", "value": "l"}, {"label": "Right", "value": "r"}],
}


def rows(*parts: Json) -> list[Json]:
    return [{"type": 1, "components": [part]} for part in parts]


class TestTheGateway:
    async def test_a_bot_learns_who_it_is_and_where(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel
    ) -> None:
        gateway = await sockets.log_in()

        assert (await gateway.event("READY"))["user"]["id"] == str(fake.bot.id)
        assert [c["name"] for c in (await gateway.event("GUILD_CREATE"))["channels"]] == ["study"]

    async def test_a_wrong_token_opens_neither_door(self, sockets: Sockets) -> None:
        sockets.key = "wrong"

        assert await (await sockets.identify()).closed_with() == 4004
        assert (await sockets.call("GET", "/users/@me"))[0] == 401

    async def test_reading_everyones_messages_needs_a_permit(
        self, fake: FakeDiscord, sockets: Sockets
    ) -> None:
        gateway = await sockets.identify(INTENTS | 1 << 15)

        assert await gateway.closed_with() == 4014
        assert fake.problems.pop().startswith("gateway: ")

    async def test_a_resumed_session_hears_what_it_missed(
        self, fake: FakeDiscord, sockets: Sockets, ann: Learner
    ) -> None:
        gateway = await sockets.log_in()
        session = (await gateway.event("READY"))["session_id"]
        await gateway.close()
        missed = ann.post(ann.dms, "Are you there?")

        gateway = await sockets.connect()
        await gateway.send(Op.RESUME, {"token": fake.token, "session_id": session, "seq": 1})

        assert (await gateway.event("MESSAGE_CREATE"))["id"] == str(missed.id)
        await gateway.event("RESUMED")

    async def test_a_session_that_never_was_cannot_be_resumed(
        self, fake: FakeDiscord, sockets: Sockets
    ) -> None:
        gateway = await sockets.connect()
        await gateway.send(Op.RESUME, {"token": fake.token, "session_id": "none", "seq": 1})

        assert await gateway.receive() == {"op": Op.INVALID_SESSION, "d": False}

    async def test_a_heart_that_beats_is_answered(self, sockets: Sockets) -> None:
        gateway = await sockets.connect()

        await gateway.send(Op.HEARTBEAT, None)

        assert (await gateway.receive())["op"] == Op.HEARTBEAT_ACK


class TestInteractions:
    @pytest.fixture(autouse=True)
    async def _synced(self, sockets: Sockets) -> None:
        await sockets.call("PUT", sockets.commands, [LOOK])

    async def test_they_carry_what_real_ones_do(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        fake.skip(timedelta(days=3))
        gateway = await sockets.log_in()

        async with asyncio.TaskGroup() as group:
            group.create_task(ann.slash(study, "look"))
            there = await gateway.event("INTERACTION_CREATE")
            await sockets.answer(there, 4, {"content": "A room."})
            group.create_task(ann.slash(ann.dms, "look"))
            here = await gateway.event("INTERACTION_CREATE")
            await sockets.answer(here, 4, {"content": "A room."})

        assert there["member"]["user"]["username"] == here["user"]["username"] == "ann"
        assert (there["context"], there["guild_id"]) == (0, str(fake.guild.id))
        assert (here["context"], here["channel"]["type"]) == (1, 1)
        assert not {"guild", "guild_id", "member"} & here.keys()
        assert int(there["id"]) - fake.bot.id > 3 * DAY_IN_ID

    async def test_the_bot_hears_its_own_ephemeral_answer_as_if_in_direct_messages(
        self, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        gateway = await sockets.log_in()

        async with asyncio.TaskGroup() as group:
            group.create_task(ann.slash(study, "look"))
            asked = await gateway.event("INTERACTION_CREATE")
            await sockets.answer(asked, 4, {"content": "For you.", "flags": 64})
        heard = await gateway.event("MESSAGE_CREATE")

        assert heard["content"] == "For you."
        assert "guild_id" not in heard
        path = f"/channels/{study.id}/messages/{heard['id']}"
        assert (await sockets.call("GET", path))[1]["code"] == 10008

    async def test_the_first_message_after_a_deferral_completes_it(
        self, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        gateway = await sockets.log_in()

        async with asyncio.TaskGroup() as group:
            reading = group.create_task(ann.slash(study, "look"))
            asked = await gateway.event("INTERACTION_CREATE")
            await sockets.answer(asked, 5, {"flags": 64})
            await sockets.follow_up(asked, {"content": "At last.", "allowed_mentions": NOBODY})

        assert reading.result().text == "At last."
        assert reading.result().ephemeral

    async def test_a_click_can_be_answered_by_a_later_edit(
        self, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        gateway = await sockets.log_in()
        door = await self._say(sockets, study, ann, {"content": "A door.", "components": rows(BUTTON)})

        async with asyncio.TaskGroup() as group:
            reading = group.create_task(ann.press(door, "Knock"))
            asked = await gateway.event("INTERACTION_CREATE")
            await sockets.answer(asked, 6)
            await sockets.edit_answer(asked, {"content": "It opens.", "components": []})

        assert (asked["data"]["custom_id"], asked["message"]["id"]) == ("knock", str(door.id))
        assert (reading.result().id, reading.result().text) == (door.id, "It opens.")

    async def test_a_menu_tells_what_was_picked(self, sockets: Sockets, study: Channel, ann: Learner) -> None:
        gateway = await sockets.log_in()
        fork = await self._say(sockets, study, ann, {"content": "A fork.", "components": rows(MENU)})

        async with asyncio.TaskGroup() as group:
            group.create_task(ann.choose(fork, "Right"))
            asked = await gateway.event("INTERACTION_CREATE")
            await sockets.answer(asked, 7, {"content": "A wood."})

        assert asked["data"]["values"] == ["r"]
        assert ann.look(fork).text == "A wood."

    async def test_what_does_not_fit_an_interaction_is_refused(
        self, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        gateway = await sockets.log_in()

        async with asyncio.TaskGroup() as group:
            group.create_task(ann.slash(study, "look"))
            asked = await gateway.event("INTERACTION_CREATE")
            too_early = await sockets.follow_up(asked, {"content": "Soon."})
            misfit = await sockets.answer(asked, 7, {"content": "Edited."})
            await sockets.answer(asked, 4, {"content": "A room."})

        assert (too_early[1]["code"], misfit[1]["code"]) == (10015, 50035)

    async def test_an_unknown_one_cannot_be_answered(self, sockets: Sockets) -> None:
        status, answer = await sockets.answer({"id": "1", "token": "none"}, 4, {"content": "Hello?"})

        assert (status, answer["code"]) == (404, 10062)

    async def _say(self, sockets: Sockets, channel: Channel, reader: Learner, body: Json) -> Reply:
        await sockets.call("POST", f"/channels/{channel.id}/messages", body)
        return await reader.hear(channel)


class TestMessages:
    async def test_what_is_not_said_to_the_bot_reaches_it_empty(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        gateway = await sockets.log_in()
        ann.post(study, "Between us.")
        ann.post(study, f"{fake.mention}, listen.")

        assert (await gateway.event("MESSAGE_CREATE"))["content"] == ""
        assert (await gateway.event("MESSAGE_CREATE"))["content"] == f"{fake.mention}, listen."
        _, history = await sockets.call("GET", f"/channels/{study.id}/messages")
        assert [message["content"] for message in history] == [f"{fake.mention}, listen.", ""]

    async def test_they_can_be_sent_changed_and_deleted(
        self, sockets: Sockets, study: Channel, ann: Learner, bob: Learner
    ) -> None:
        path, text = f"/channels/{study.id}/messages", f"{bob.mention} and @everyone"
        body = {"content": text, "allowed_mentions": {"users": [str(bob.id)]}}
        _, sent = await sockets.call("POST", path, body)
        reply = await ann.hear(study)
        await sockets.call("PATCH", f"{path}/{sent['id']}", {"content": "Oh."})

        assert (reply.text, reply.pings) == (text, ("bob",))
        assert (await ann.see(reply, "Oh.")).text == "Oh."
        assert (await sockets.call("DELETE", f"{path}/{sent['id']}"))[0] == 204
        assert ann.reads(study) == []

    async def test_direct_ones_can_begin_with_the_bot(self, sockets: Sockets, ann: Learner) -> None:
        _, channel = await sockets.call("POST", "/users/@me/channels", {"recipient_id": str(ann.id)})
        await sockets.call("POST", f"/channels/{channel['id']}/messages", {"content": "Time to review."})

        assert (await ann.hear(ann.dms)).text == "Time to review."

    @pytest.mark.parametrize(
        ("takes_messages", "is_member", "code"), [(False, True, 50007), (True, False, 50278)]
    )
    async def test_direct_ones_do_not_reach_those_who_closed_their_door_or_left(
        self, sockets: Sockets, ann: Learner, takes_messages: bool, is_member: bool, code: int
    ) -> None:
        ann.user.takes_messages, ann.user.is_member = takes_messages, is_member
        _, channel = await sockets.call("POST", "/users/@me/channels", {"recipient_id": str(ann.id)})
        path = f"/channels/{channel['id']}/messages"

        status, answer = await sockets.call("POST", path, {"content": "Time to review."})

        assert (status, answer["code"]) == (403, code)

    async def test_one_sent_twice_under_a_nonce_is_there_once(
        self, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        body = {"content": "Page 1.", "nonce": "page 1", "enforce_nonce": True}
        first, again, other, careless = [
            await sockets.call("POST", f"/channels/{study.id}/messages", body | change)
            for change in ({}, {}, {"nonce": "page 2"}, {"enforce_nonce": False})
        ]

        ids = [sent["id"] for _, sent in (first, again, other, careless)]
        assert ids[0] == ids[1]
        assert len(set(ids)) == 3
        assert len(ann.reads(study)) == 3
        assert first[1]["nonce"] == "page 1"

    async def test_a_nonce_is_forgotten_after_some_minutes(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        body = {"content": "Page 1.", "nonce": "page 1", "enforce_nonce": True}
        await sockets.call("POST", f"/channels/{study.id}/messages", body)
        fake.skip(timedelta(minutes=6))

        await sockets.call("POST", f"/channels/{study.id}/messages", body)

        assert [message.text for message in ann.reads(study)] == ["Page 1.", "Page 1."]

    @pytest.mark.parametrize(
        ("allowed", "is_mentionable", "pings"),
        [
            (None, True, ("@learners", "ann")),
            ({"parse": []}, True, ()),
            ({"parse": ["roles"]}, True, ("@learners",)),
            ({"parse": [], "roles": ["role"]}, True, ("@learners",)),
            ({"parse": [], "roles": ["1"]}, True, ()),
            ({"parse": [], "roles": ["role"]}, False, ()),
        ],
        ids=["all by default", "none", "all roles", "this role", "another role", "not mentionable"],
    )
    async def test_they_ping_whom_they_may_and_say_they_do(
        self,
        fake: FakeDiscord,
        sockets: Sockets,
        study: Channel,
        ann: Learner,
        allowed: Json | None,
        is_mentionable: bool,
        pings: tuple[str, ...],
    ) -> None:
        role = fake.role("learners", is_mentionable=is_mentionable)
        if allowed is not None:
            named = [str(role.id) if id_ == "role" else id_ for id_ in allowed.get("roles", ())]
            allowed = {"allowed_mentions": allowed | ({"roles": named} if named else {})}
        body = {"content": f"<@&{role.id}>, {ann.mention} and @everyone"}

        _, sent = await sockets.call("POST", f"/channels/{study.id}/messages", body | (allowed or {}))

        assert (await ann.hear(study)).pings == pings
        assert sent["mention_roles"] == [str(role.id)] * ("@learners" in pings)

    async def test_they_allow_a_kind_of_mention_in_one_way_only(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel
    ) -> None:
        path = f"/channels/{study.id}/messages"
        body = {"content": "All.", "allowed_mentions": {"parse": ["roles"], "roles": ["1"]}}

        assert (await sockets.call("POST", path, body))[1]["code"] == 50035
        assert fake.problems.pop().startswith(f"POST {path}: allowed_mentions: roles")

    async def test_those_that_could_ping_are_found(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel
    ) -> None:
        path = f"/channels/{study.id}/messages"
        await sockets.call("POST", path, {"content": "Careless."})
        await sockets.call("POST", path, {"content": "Careful.", "allowed_mentions": NOBODY})

        assert [request.body["content"] for request in fake.pinging()] == ["Careless."]

    async def test_an_edit_shows_the_files_that_are_there_by_their_names(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        path = f"/channels/{study.id}/messages"
        gallery = [{"type": 12, "items": [{"media": {"url": "attachment://wall.png"}}]}]
        text = {"type": 10, "content": "A wall."}
        body = {"components": gallery, "flags": 1 << 15} | {
            "attachments": [{"id": 0, "filename": "wall.png"}]
        }
        _, sent = await sockets.call("POST", path, body, {"wall.png": b"bricks"})

        status, edited = await sockets.call("PATCH", f"{path}/{sent['id']}", {"components": [text, *gallery]})

        assert status == 200
        assert edited["attachments"] == []  # as they are shown by components
        assert [file.content for file in (await ann.hear(study)).files] == [b"bricks"]

    async def test_they_cannot_show_a_file_that_is_not_there(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel, ann: Learner
    ) -> None:
        path = f"/channels/{study.id}/messages"
        text = [{"type": 10, "content": "A wall."}]
        _, sent = await sockets.call("POST", path, {"components": text, "flags": 1 << 15})
        gallery = [{"type": 12, "items": [{"media": {"url": "attachment://wall.png"}}]}]

        status, answer = await sockets.call("PATCH", f"{path}/{sent['id']}", {"components": gallery})

        assert (status, answer["code"]) == (400, 50035)
        assert (await ann.hear(study)).text == "A wall."
        assert fake.problems == [f"PATCH {path}/{sent['id']}: attachment://wall.png"]
        fake.problems.clear()


class TestAHold:
    @pytest.mark.parametrize(("is_carried_out", "said"), [(True, ["Hello?"]), (False, [])])
    async def test_a_request_is_carried_out_or_lost_and_never_answered(
        self,
        fake: FakeDiscord,
        sockets: Sockets,
        study: Channel,
        ann: Learner,
        is_carried_out: bool,
        said: list[str],
    ) -> None:
        path = f"/channels/{study.id}/messages"

        with fake.hold("POST", r"/channels/\d+/messages", is_carried_out=is_carried_out) as hold:
            waiting = asyncio.create_task(sockets.call("POST", path, {"content": "Hello?"}))
            request = await hold.caught()
            other = await sockets.call("POST", path, {"content": "Another."})
            waiting.cancel()

        assert request.body == {"content": "Hello?"}
        assert other[0] == 200
        assert [message.text for message in ann.reads(study)] == [*said, "Another."]


class TestTellingWhatWentWrong:
    async def test_a_route_that_the_fake_lacks_is_named(self, fake: FakeDiscord, sockets: Sockets) -> None:
        status, _ = await sockets.call("GET", "/guilds/1/bans")

        assert status == 404
        assert fake.problems == ["GET /guilds/1/bans: the fake has no such route"]
        fake.problems.clear()

    async def test_a_fault_of_the_fake_is_told_too(
        self, fake: FakeDiscord, sockets: Sockets, study: Channel
    ) -> None:
        status, _ = await sockets.call("GET", f"/channels/{study.id}/messages?limit=many")

        assert status == 400
        assert "the fake broke: ValueError" in fake.problems.pop()

    async def test_silence_is_told_with_what_happened_before(self) -> None:
        async with FakeDiscord(patience_s=0.01) as fake, aiohttp.ClientSession() as session:
            ann = fake.user("ann")

            with pytest.raises(NoAnswerError, match=r"(?s)a bot that is logged in: .* requests:\n  none"):
                await ann.dm("Hello?")
            await Sockets(fake, session).identify()
            fake.world.bell.patience_s = 0.1
            with pytest.raises(NoAnswerError, match=r"ann: an answer to 'Hello\?'"):
                await ann.dm("Hello?")
