"""Quizzes, reviews, progress, settings, reminders and one's own data as people on a server meet them."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
import simcord

from bot.discord_ui.client import TutorClient
from bot.discord_ui.clockwork import TICK_S, Clockwork
from bot.discord_ui.places import Places
from bot.discord_ui.practice_commands import DAYS
from bot.discord_ui.tutor_thread import TutorThread
from bot.learning.calendar import Rhythm
from bot.store import Kept, Place, Reminder
from bot.tutor.reply import Card, Reply, Tone
from bot.tutor.visit import Visit
from tests.discord_ui.conftest import World
from tests.discord_ui.test_bot import labels, said, shown, texts
from tests.fakes import NOON

EVENING = datetime.fromisoformat("2026-11-22T18:30:00+00:00")  # 19:30 in Berlin, on the Sunday of NOON
DAY = timedelta(days=1)


def name(world: World) -> str:
    return f"discord:{world.ann.id}"


async def hold(world: World, *key_points: str, reviews: int = 0) -> None:
    """Ann holds key points that have been due since long ago."""
    rows = [Kept(key_point, None, None, NOON - 999 * DAY, None, reviews) for key_point in key_points]
    await world.client.tutor.store(lambda store: store.memories.enter(name(world), "bread", rows, NOON))


async def learn_at(world: World, place: Place) -> None:
    await world.client.tutor.store(lambda store: store.choices.learn_at(name(world), place))


def told(message: Any) -> str:
    """The text of a message that stands in a channel."""
    return texts([component.to_dict() for component in message.components])


def direct(world: World) -> list[Any]:
    """What stands in Ann's direct messages."""
    return list(world.ann.user.dm_channel.history())


def newest(channel: simcord.ChannelHandle) -> discord.Message:
    assert channel.last_message is not None
    return channel.last_message


def own_threads(world: World) -> list[simcord.ChannelHandle]:
    return world.channel.threads


class TestQuiz:
    async def test_it_is_taken_by_buttons_for_the_learner_alone(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "quiz", scope="sour")
        assert result.ephemeral
        assert "Quiz: 0 of 3 done" in said(result)

        right = next(label for label in labels(shown(result).components) if label.startswith("right"))
        answered = await world.ann.click(shown(result), label=right)
        following = await world.ann.click(shown(answered), label="Next (2 left)")

        assert "Yes, that is it." in said(answered)
        assert "Quiz: 1 of 3 done" in said(following)

    async def test_it_goes_on_after_a_restart(self, world: World, thread: TutorThread) -> None:
        result = await world.ann.slash(world.channel, "quiz", scope="sour")
        await world.env.restart_bot(TutorClient(thread))

        left = await world.ann.click(shown(result), label="Leave the quiz")

        assert "Quiz left" in said(left)

    async def test_units_and_lessons_are_completed_while_typing(self, world: World) -> None:
        choices = await world.ann.autocomplete(world.channel, "quiz", "scope", "")

        assert [choice["value"] for choice in choices] == ["dough", "rising", "sour"]
        assert choices[0]["name"] == "Unit: Dough"

    async def test_what_nobody_completed_is_understood_too(self, world: World) -> None:
        assert "Quiz: 0 of 6" in said(await world.ann.slash(world.channel, "quiz", scope="dough"))

    async def test_a_newcomer_is_sent_to_a_lesson(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "quiz")

        assert said(result).endswith("Finish a lesson first: `/lesson next`.")


class TestReview:
    async def test_the_missing_term_is_typed_into_a_window(self, world: World) -> None:
        await hold(world, "yeast", reviews=1)
        overview = await world.ann.slash(world.channel, "review")
        assert "1 key point" in said(overview)
        asked = await world.ann.click(shown(overview), label="Start")
        assert "____ in one line." in said(asked)

        window = await world.ann.click(shown(asked), label="Type what is missing")
        result = await world.ann.submit_modal(window, {"line": "yaest"})

        assert window.modal is not None
        assert window.modal["title"] == "What stands in the gap?"
        assert "### Right\nYou typed: **yaest**" in said(result)
        assert result.ephemeral

    async def test_what_was_typed_pings_nobody(self, world: World) -> None:
        await hold(world, "yeast", reviews=1)
        asked = await world.ann.click(shown(await world.ann.slash(world.channel, "review")), label="Start")
        window = await world.ann.click(shown(asked), label="Type what is missing")

        result = await world.ann.submit_modal(window, {"line": "@everyone"})

        assert "@everyone" not in said(result)
        assert all(pings_nobody(request.json) for request in world.env.http_requests)


def pings_nobody(body: Any) -> bool:
    """Whether a request's body, if it is a message at all, allows no mention."""
    message = body.get("data", body) if isinstance(body, dict) else {}
    if not isinstance(message, dict) or "components" not in message or "custom_id" in message:
        return True
    allowed = message.get("allowed_mentions") or {}
    return allowed.get("parse") == [] and not allowed.get("replied_user")


class TestProgress:
    async def test_it_is_a_picture_with_alternative_text(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "lesson progress")

        assert result.ephemeral
        assert [file.filename for file in shown(result).attachments] == ["progress.png"]
        assert "Your progress in Bread from nothing: 2 lessons ahead." in str(shown(result).components)


class TestMy:
    async def test_settings_change_by_a_press(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "my settings")

        changed = await world.ann.click(shown(result), label="Lessons in my own thread")

        assert "are shown in a private thread of your own." in said(changed)
        assert changed.ephemeral

    async def test_the_export_is_a_file_for_their_eyes(self, world: World) -> None:
        await world.ann.slash(world.channel, "lesson next")

        result = await world.ann.slash(world.channel, "my export")

        assert result.ephemeral
        (file,) = shown(result).attachments
        assert file.filename == "about-you.json"

    async def test_forgetting_asks_for_its_words_in_a_window(self, world: World) -> None:
        await world.ann.slash(world.channel, "lesson next")
        asked = await world.ann.slash(world.channel, "my forget")
        window = await world.ann.click(shown(asked), label="Delete it all …")

        slip = await world.ann.submit_modal(window, {"line": "yes"})
        done = await world.ann.submit_modal(
            await world.ann.click(shown(asked), label="Delete it all …"), {"line": "forget me"}
        )

        assert said(slip).startswith("Nothing was deleted.")
        assert "### Deleted" in said(done)
        kept = await world.client.tutor.store(lambda store: store.privacy.everything(name(world)))
        assert kept == {}

    async def test_reminders_are_set_from_three_options_and_told_back(self, world: World) -> None:
        result = await world.ann.slash(
            world.channel, "my reminders", days="mon, thu", time="7pm", zone="europe/berlin"
        )

        assert "Mondays and Thursdays at 19:00 (Europe/Berlin), by direct message" in said(result)

    async def test_a_missing_option_is_named_with_an_example(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "my reminders", days="daily")

        assert said(result).startswith("The time of day is missing. Write it like this:")

    @pytest.mark.parametrize(
        ("option", "typed", "first"),
        [
            ("zone", "berl", "Europe/Berlin"),
            ("zone", "new y", "America/New_York"),
            ("days", "week", "weekdays"),
            ("days", "mon, sun", "mon, sun"),
            ("days", "", "daily"),
        ],
    )
    async def test_days_and_zones_are_completed(
        self, world: World, option: str, typed: str, first: str
    ) -> None:
        choices = await world.ann.autocomplete(world.channel, "my reminders", option, typed)

        assert choices[0]["value"] == first
        assert len(choices) <= 25

    @pytest.mark.parametrize("days", DAYS)
    def test_all_days_that_are_offered_are_understood(self, days: str) -> None:
        assert Rhythm.parse(f"{days} 19:30 UTC").days


class TestOwnThread:
    @pytest.fixture(autouse=True)
    async def _chosen(self, world: World) -> None:
        await learn_at(world, Place.THREAD)

    async def test_a_lesson_goes_to_a_private_thread_and_the_learner_is_told_where(
        self, world: World
    ) -> None:
        result = await world.ann.slash(world.channel, "lesson next")

        (own,) = own_threads(world)
        assert own.name == "ann: lessons"
        assert said(result) == f"It is in your thread: {own.mention}"
        assert result.ephemeral
        assert "Look at the dough" in told(newest(own))
        opened = next(r.json for r in world.env.http_requests if r.path.endswith("/threads"))
        assert isinstance(opened, dict)
        assert opened["type"] == discord.ChannelType.private_thread.value

    async def test_in_it_the_lesson_goes_on_and_stays_readable(self, world: World) -> None:
        await world.ann.slash(world.channel, "lesson next")
        (own,) = own_threads(world)

        pressed = await world.ann.click(newest(own), label="Next")

        assert "Yeast makes gas." in said(pressed)
        assert not pressed.ephemeral

    async def test_the_next_command_uses_the_same_thread(self, world: World) -> None:
        for _ in range(3):
            await world.ann.slash(world.channel, "lesson next")

        (own,) = own_threads(world)
        assert "Warmth helps." in told(newest(own))

    async def test_each_channel_has_its_own(self, world: World) -> None:
        other = world.guild.create_text_channel("other")

        await world.ann.slash(world.channel, "lesson next")
        await world.ann.slash(other, "lesson next")

        assert (len(own_threads(world)), len(other.threads)) == (1, 1)

    async def test_if_it_was_deleted_another_is_opened(self, world: World) -> None:
        await world.ann.slash(world.channel, "lesson next")
        (first,) = own_threads(world)
        gone = await world.client.fetch_channel(first.id)
        assert isinstance(gone, discord.Thread)
        await gone.delete()

        await world.ann.slash(world.channel, "lesson next")

        (second,) = own_threads(world)
        assert second.id != first.id
        assert "Yeast makes gas." in told(newest(second))

    async def test_who_left_it_is_added_again(self, world: World) -> None:
        await world.ann.slash(world.channel, "lesson next")
        await world.ann.slash(world.channel, "lesson next")

        added = [r.path for r in world.env.http_requests if "/thread-members/" in r.path]
        assert len(added) == 2
        assert all(path.endswith(str(world.ann.id)) for path in added)

    async def test_notes_stay_where_they_were_asked_for(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "my settings")

        assert "Your settings" in said(result)
        assert own_threads(world) == []

    async def test_a_notice_before_a_lesson_goes_along(self, world: World) -> None:
        await world.client.tutor.store(lambda store: store.notices.add(name(world), "direct-closed"))

        await world.ann.slash(world.channel, "lesson next")

        (own,) = own_threads(world)
        assert "Your direct messages are closed" in told(newest(own))
        assert "Look at the dough" in told(newest(own))

    async def test_in_somebody_else_s_thread_it_goes_to_theirs_in_that_channel(self, world: World) -> None:
        channel = world.client.get_channel(world.channel.id)
        assert isinstance(channel, discord.TextChannel)
        await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)
        (talk,) = own_threads(world)

        await world.ann.slash(talk, "lesson next")
        await world.ann.slash(world.channel, "lesson next")

        _, own = own_threads(world)
        assert ["Look at the dough" in told(message) for message in own.history()] == [True, False]

    async def test_in_a_channel_without_threads_it_is_shown_there_with_the_reason(self, world: World) -> None:
        voice = world.guild.create_voice_channel("voice")

        result = await world.ann.slash(voice, "lesson next")

        assert said(result).startswith(
            "I can't open a thread for you in this channel, so it is shown here. `/my settings` changes the place."
        )
        assert "Look at the dough" in said(result)
        assert result.ephemeral

    async def test_where_the_bot_may_open_none_it_is_shown_there_too(self, world: World) -> None:
        world.env.inject_error("POST", "/channels/*/threads", status=403, code=50013)

        result = await world.ann.slash(world.channel, "lesson next")

        assert "I can't open a thread for you" in said(result)
        assert "Look at the dough" in said(result)

    async def test_a_thread_that_takes_nobody_is_not_opened_again_and_again(self, world: World) -> None:
        world.env.inject_error("PUT", "/channels/*/thread-members/*", status=403, code=50013, times=None)

        for _ in range(2):
            result = await world.ann.slash(world.channel, "lesson next")

        assert "Yeast makes gas." in said(result)
        assert len(own_threads(world)) == 1

    async def test_two_presses_at_once_open_one(self, world: World, thread: TutorThread) -> None:
        channel = world.client.get_channel(world.channel.id)
        user = SimpleNamespace(id=world.ann.id, display_name="ann")
        interaction: Any = SimpleNamespace(id=1, user=user, channel=channel)
        visit = Visit(name(world), f"discord:{world.channel.id}", NOON, server="discord:1")
        reply = Reply((Card("Why bread rises", "Look.", Tone.LESSON),))
        places = Places(thread)

        await asyncio.gather(*(places.take(interaction, visit, reply, Place.THREAD) for _ in range(2)))

        assert len(own_threads(world)) == 1


class TestDirectMessages:
    @pytest.fixture(autouse=True)
    async def _chosen(self, world: World) -> None:
        await learn_at(world, Place.DIRECT)

    async def test_a_lesson_goes_there_and_the_learner_is_told_so(self, world: World) -> None:
        result = await world.ann.slash(world.channel, "lesson next")

        assert said(result) == "It is in your direct messages."
        assert "Look at the dough" in told(direct(world)[-1])

    async def test_there_it_goes_on_and_stays_readable(self, world: World) -> None:
        await world.ann.slash(world.channel, "lesson next")

        pressed = await world.ann.user.click(direct(world)[-1], label="Next")

        assert "Yeast makes gas." in said(pressed)
        assert not pressed.ephemeral

    @pytest.mark.parametrize("code", [50007, 50278], ids=["blocked", "none from servers"])
    async def test_through_a_closed_door_nothing_is_lost(self, world: World, code: int) -> None:
        dm = world.ann.user.dm_channel.id
        world.env.inject_error("POST", f"/channels/{dm}/messages", status=403, code=code)

        result = await world.ann.slash(world.channel, "lesson next")

        assert said(result).startswith("Your direct messages are closed to me, so it is shown here.")
        assert "Look at the dough" in said(result)
        assert result.ephemeral


class TestTheClock:
    @pytest.fixture(autouse=True)
    async def _reminded(self, world: World) -> None:
        await hold(world, "yeast")
        reminder = Reminder(name(world), str(Rhythm.parse("daily 19:30 Europe/Berlin")), EVENING, 0)
        await world.client.tutor.store(lambda store: store.reminders.set("bread", reminder))

    async def tick(self, world: World, at: datetime) -> None:
        clockwork = Clockwork(world.client, world.client.tutor, world.client.stage, clock=lambda: at)
        await clockwork.tick()
        await clockwork.postman.deliver()
        await world.env.settle()

    async def test_a_reminder_comes_at_its_time_by_direct_message_once(self, world: World) -> None:
        for at in (EVENING - timedelta(seconds=1), EVENING, EVENING + timedelta(seconds=20)):
            await self.tick(world, at)

        (message,) = direct(world)
        assert "**1 key point** would be good to bring back now" in told(message)
        assert labels([c.to_dict() for c in message.components]) == ["Review", "Stop reminding me"]

    async def test_it_pings_nobody(self, world: World) -> None:
        await self.tick(world, EVENING)

        assert all(pings_nobody(request.json) for request in world.env.http_requests)

    async def test_its_button_begins_the_review_right_there(self, world: World) -> None:
        await self.tick(world, EVENING)

        pressed = await world.ann.user.click(direct(world)[-1], label="Review")

        assert "What of yeast?" in said(pressed)

    async def test_its_stop_button_stops_them(self, world: World) -> None:
        await self.tick(world, EVENING)

        stopped = await world.ann.user.click(direct(world)[-1], label="Stop reminding me")
        await self.tick(world, EVENING + DAY)

        assert "Reminders stopped" in said(stopped)
        assert sum("Time to review" in told(message) for message in direct(world)) == 1

    async def test_three_without_an_answer_are_the_last(self, world: World) -> None:
        for day in range(6):
            await self.tick(world, EVENING + day * DAY)

        assert ["it is the last" in told(message) for message in direct(world)] == [False, False, True]

    @pytest.mark.parametrize(
        ("status", "code"),
        [(403, 50007), (403, 50278), (404, 10013)],
        ids=["blocked", "none from servers", "no such user"],
    )
    async def test_a_closed_door_ends_them_and_the_next_command_says_so_once(
        self, world: World, status: int, code: int
    ) -> None:
        dm = world.ann.user.dm_channel.id
        world.env.inject_error("POST", f"/channels/{dm}/messages", status=status, code=code)
        await self.tick(world, EVENING)
        await self.tick(world, EVENING + DAY)

        first = await world.ann.slash(world.channel, "lesson next")
        second = await world.ann.slash(world.channel, "lesson next")

        assert direct(world) == []
        assert said(first).startswith("Your direct messages are closed to me, so I stopped reminding you.")
        assert "closed" not in said(second)

    async def test_a_lab_is_a_command_too(self, world: World) -> None:
        await world.client.tutor.store(lambda store: store.notices.add(name(world), "direct-closed"))

        result = await world.ann.slash(world.channel, "lab words")

        assert said(result).startswith("Your direct messages are closed")

    async def test_a_mention_in_public_does_not_tell_others_about_it(self, world: World) -> None:
        await world.client.tutor.store(lambda store: store.notices.add(name(world), "direct-closed"))

        await world.ann.send(world.channel, f"{world.mention} what is yeast?")

        assert told(world.last_message).startswith("### Yeast")

    async def test_a_hiccup_of_discord_ends_nothing(self, world: World) -> None:
        dm = world.ann.user.dm_channel.id
        world.env.inject_error("POST", f"/channels/{dm}/messages", status=400, code=50035)
        await self.tick(world, EVENING)

        await self.tick(world, EVENING + DAY)

        assert len(direct(world)) == 1

    async def test_one_that_cannot_be_sent_holds_up_no_other(self, world: World) -> None:
        stray = Reminder("terminal:zoe", "mon 19:30 UTC", EVENING - DAY / 24, 0)
        rows = [Kept("yeast", None, None, NOON, None, 0)]
        await world.client.tutor.store(lambda store: store.reminders.set("bread", stray))
        await world.client.tutor.store(
            lambda store: store.memories.enter("terminal:zoe", "bread", rows, NOON)
        )

        await self.tick(world, EVENING)

        assert len(direct(world)) == 1


class TestTheRunningBot:
    async def test_it_looks_at_the_clock_by_itself(self, thread: TutorThread) -> None:
        async with simcord.run(TutorClient(thread, clock=lambda: EVENING), shard_count=1) as env:
            ann = env.create_guild().add_member(env.create_user("ann"))
            reminder = Reminder(f"discord:{ann.id}", "daily 19:30 Europe/Berlin", EVENING, 0)
            rows = [Kept("yeast", None, None, NOON, None, 0)]
            await thread.store(lambda store: store.reminders.set("bread", reminder))
            await thread.store(lambda store: store.memories.enter(reminder.learner, "bread", rows, NOON))

            await env.advance_time(TICK_S)

            assert len(ann.user.dm_channel.history()) == 1

    async def test_as_it_starts_it_throws_away_old_copies(self, thread: TutorThread, tmp_path: Path) -> None:
        copy = tmp_path / "bot.db.after-m001_create_tables"
        copy.write_bytes(b"old")
        os.utime(copy, (0, 0))

        async with simcord.run(TutorClient(thread), shard_count=1) as env:
            await env.settle()

        assert not copy.exists()
