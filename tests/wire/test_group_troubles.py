"""What a study group's lesson goes through in the real process: kills at the worst moment, things deleted, forbidden."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.discord_ui.stage import REDRAWN_EVERY_S
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.process import BotProcess
from tests.wire.test_groups import GROUP, public, ready
from tests.wire.world import Channel, Permission, Thread

FIRST, SECOND, THIRD = (f"Why bread rises ({number} of 3)" for number in (1, 2, 3))
CHANNEL = r"/channels/{study}/messages"  # patterns for paths; a thread is any other channel
OPENING = r"/channels/{study}/messages/\d+/threads"
IN_THREAD = r"/channels/(?!{study}/)\d+/messages"
PAGE_BEFORE = IN_THREAD + r"/\d+"


@pytest.fixture
def settings(small_settings: Mapping[str, str]) -> Mapping[str, str]:
    return small_settings


@pytest.fixture
async def made(bot: BotProcess, study: Channel, olga: Learner) -> Reply:
    """A group of bakers."""
    return await olga.slash(study, "group create", name="Bakers")


@pytest.fixture
async def page(made: Reply, study: Channel, olga: Learner, ann: Learner) -> Reply:
    """The first message of a lesson; whoever presses Ready is in it."""
    await olga.slash(study, "group lesson")
    return await ann.hear(await ann.thread(study))


class TestKilledWhileItWaitsForDiscord:
    """Killed twice running: the request is lost and, once the next start makes up for it, the answer."""

    @pytest.mark.parametrize(
        "path", [CHANNEL, OPENING, IN_THREAD], ids=["opening", "thread", "first message"]
    )
    async def test_a_lesson_opens_once(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, olga: Learner, made: Reply, path: str
    ) -> None:
        path = path.format(study=study.id)
        await killed_twice(fake, bot, "POST", path, olga.slash(study, "group lesson"))

        thread = await olga.thread(study)
        page = await olga.hear(thread)
        await olga.press(page, "Next (organisers)")
        await olga.hear(thread, after=page)
        assert [said.title for said in public(olga, study)] == ["A study group", "A lesson begins"]
        assert [said.title for said in public(olga, thread)] == [FIRST, SECOND]
        assert fake.guild.threads == [thread]

    @pytest.mark.parametrize(
        ("method", "path"),
        [("POST", IN_THREAD), ("PATCH", PAGE_BEFORE)],
        ids=["next message", "message before"],
    )
    async def test_a_lesson_goes_on_once(
        self,
        fake: FakeDiscord,
        bot: BotProcess,
        study: Channel,
        ann: Learner,
        page: Reply,
        method: str,
        path: str,
    ) -> None:
        await killed_twice(fake, bot, method, path.format(study=study.id), ann.press(page, "Ready"))

        second = await ann.hear(page.channel, after=page)
        await ann.press(second, "Ready")
        await ann.hear(page.channel, after=second)
        assert [said.title for said in public(ann, page.channel)] == [FIRST, SECOND, THIRD]
        assert ann.look(page).buttons == ()

    async def test_a_lesson_ends_once(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, olga: Learner, page: Reply
    ) -> None:
        thread, path = page.channel, IN_THREAD.format(study=study.id)
        while page.title != "Check 3 of 3":
            await olga.press(page, "Next (organisers)")
            page = await olga.hear(thread, after=page)
        await killed_twice(fake, bot, "POST", path, olga.press(page, "right one of time-check"))

        summary = await olga.hear(thread, after=page)
        assert [said.title for said in public(olga, thread)][-2:] == [page.title, summary.title]
        assert [file.name for file in summary.files] == ["summary.png"]


async def killed_twice(
    fake: FakeDiscord, bot: BotProcess, method: str, path: str, deed: Awaitable[object]
) -> None:
    """Do something and kill the bot while it waits for an answer, and again when it makes up for it; then let it be."""
    with fake.hold(method, path, is_carried_out=False) as hold:
        await deed
        await hold.caught()
        await bot.kill()
    with fake.hold(method, path, is_carried_out=True) as hold:
        await bot.start()
        await hold.caught()
        await bot.kill()
    with fake.hold(method, path, is_carried_out=True) as hold:
        await bot.start()
        await hold.caught()


class TestWhatIsGone:
    async def test_a_thread_that_is_deleted_ends_its_lesson_and_the_organiser_hears_of_it(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, olga: Learner, page: Reply
    ) -> None:
        fake.delete(page.channel)

        await olga.slash(study, "group lesson")
        await bot.logged("HTTP 404, code 10003")
        again = await olga.slash(study, "group lesson")

        assert "The thread of your study group's lesson is gone" in again.text
        assert "opens in a thread of this channel" in again.text
        assert (await olga.hear(await olga.thread(study))).title == FIRST

    async def test_a_message_deleted_from_under_the_group_is_posted_anew(
        self, fake: FakeDiscord, study: Channel, olga: Learner, ann: Learner, page: Reply
    ) -> None:
        fake.delete(page)

        await olga.slash(study, "group lesson")

        anew = await ann.hear(page.channel)
        await ann.press(anew, "Ready")
        assert anew.title == FIRST
        assert (await ann.hear(page.channel, after=anew)).title == SECOND

    async def test_an_older_message_that_is_deleted_is_no_hindrance(
        self, fake: FakeDiscord, study: Channel, olga: Learner, ann: Learner, page: Reply
    ) -> None:
        await olga.press(page, "Next (organisers)")
        second = await ann.hear(page.channel, after=page)
        fake.delete(page)
        fake.delete(public(ann, study)[-1])  # that began the thread

        await ann.press(second, "Ready")

        assert (await ann.hear(page.channel, after=second)).title == THIRD

    async def test_an_archived_thread_is_taken_up_again(
        self, fake: FakeDiscord, bot: BotProcess, olga: Learner, ann: Learner, page: Reply
    ) -> None:
        await olga.press(page, "Join")
        assert isinstance(page.channel, Thread)
        await bot.kill()
        fake.archive(page.channel)
        await bot.start()

        await ready(page, ann, olga)
        second = await ann.hear(page.channel, after=page)
        await ready(second, ann, olga)
        await ann.hear(page.channel, after=second)

        assert [said.title for said in public(ann, page.channel)] == [FIRST, SECOND, THIRD]
        assert not page.channel.is_archived
        assert ann.look(page).buttons == ()
        assert "code 50083" not in bot.stderr  # no trouble: the lesson was not barred


class TestWhatIsForbidden:
    @pytest.mark.parametrize(
        "permission",
        [Permission.VIEW_CHANNEL, Permission.SEND_MESSAGES_IN_THREADS],
        ids=["to see the channel", "to write in threads"],
    )
    async def test_the_organiser_is_told_and_once_it_is_allowed_again_the_lesson_goes_on(
        self,
        fake: FakeDiscord,
        bot: BotProcess,
        study: Channel,
        olga: Learner,
        ann: Learner,
        page: Reply,
        permission: Permission,
    ) -> None:
        fake.forbid(study, permission)
        await ann.press(page, "Ready")
        await bot.logged("HTTP 403")

        told = await olga.slash(study, "group members")
        fake.allow(study, permission)
        await olga.slash(study, "group lesson")

        assert "I may not hold your study group's lesson" in told.text
        second = await ann.hear(page.channel, after=page)
        assert [said.title for said in public(ann, page.channel)] == [FIRST, SECOND]
        assert second.buttons[:1] == ("Ready",)


class TestTwoAtOnce:
    async def test_organisers_go_one_step(
        self, fake: FakeDiscord, olga: Learner, ann: Learner, page: Reply
    ) -> None:
        kim = fake.user("kim", roles=olga.user.roles)

        await asyncio.gather(*(who.press(page, "Next (organisers)") for who in (olga, kim, olga)))

        second = await ann.hear(page.channel, after=page)
        await ann.press(second, "Ready")
        await ann.hear(page.channel, after=second)
        assert [said.title for said in public(ann, page.channel)] == [FIRST, SECOND, THIRD]


class TestACrowd:
    async def test_five_hundred_press_ready_at_once_and_the_lesson_goes_one_step(
        self, fake: FakeDiscord, olga: Learner, page: Reply
    ) -> None:
        crowd = [fake.user(f"learner {number}") for number in range(500)]

        joined = await asyncio.gather(*(learner.press(page, "Join") for learner in crowd))
        await olga.see(page, "Ready: 0 of 500")
        ready = await asyncio.gather(*(learner.press(page, "Ready") for learner in crowd))
        await olga.hear(page.channel, after=page)

        assert {(answer.title, answer.ephemeral) for answer in joined} == {("You are in", True)}
        assert {answer.ephemeral for answer in ready} == {True}
        assert [said.title for said in public(olga, page.channel)] == [FIRST, SECOND]
        redrawn = f"/channels/{page.channel.id}/messages/{page.id}"
        *counts, _closed = [one.at for one in fake.requests if (one.method, one.path) == ("PATCH", redrawn)]
        assert all(later - earlier >= REDRAWN_EVERY_S for earlier, later in pairwise(counts))


class TestAMeetingThatWasMissed:
    async def test_it_is_told_and_an_organiser_can_hold_it(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, olga: Learner, ann: Learner, made: Reply
    ) -> None:
        learners = fake.role("learners", is_mentionable=True)
        asked = await olga.slash(study, "group settings", role=learners)
        await olga.press(asked, "Yes, call that role")
        await olga.slash(study, "group schedule", days="daily", time="19:30", zone="Europe/Berlin")
        await bot.kill()
        with bot.database() as store:
            schedule = store.schedules.of(GROUP)
            assert schedule is not None
            store.schedules.set(replace(schedule, next_at=fake.world.clock.now - timedelta(hours=1)))
        await bot.start()

        word = await ann.hear(study, after=made)
        refused = await ann.press(word, "Hold it now (organisers)")
        await olga.press(word, "Hold it now (organisers)")

        assert word.title == "The lesson was missed"
        assert "Only those who may manage this server" in refused.text
        assert (await ann.hear(await ann.thread(study))).title == FIRST
        assert [said.pings for said in public(ann, study)] == [(), (), ()]
