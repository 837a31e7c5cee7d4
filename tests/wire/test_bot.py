"""The real process over a real socket: what a learner goes through, with the bot killed in the middle."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.store import open_store
from tests.fakes import course_files, write_course
from tests.wire.fake_discord import FakeDiscord
from tests.wire.learner import Learner, Reply
from tests.wire.process import BotProcess
from tests.wire.world import Channel

ACKNOWLEDGED_MS = 1000


async def position(bot: BotProcess, learner: Learner) -> str:
    """Where the database says that a learner stands."""
    store = open_store(bot.db)
    saved = store.positions.of(f"discord:{learner.id}", "one-idea-many-coats")
    store.close()
    assert saved is not None
    return str(saved.position)


async def test_a_learner_is_taught_asks_and_goes_on_after_the_bot_was_killed(
    fake: FakeDiscord, bot: BotProcess, study: Channel, ann: Learner, bob: Learner
) -> None:
    pages = [await ann.slash(study, "lesson next") for _ in range(3)]
    assert [page.text.splitlines()[0] for page in pages] == [
        f"### Learn the shape, then sample ({n} of 8)" for n in (1, 2, 3)
    ]

    # Next pressed twice at once advances once
    twice = await asyncio.gather(ann.press(pages[-1], "Next"), ann.press(pages[-1], "Next"))
    assert {"(4 of 8)" in page.text for page in twice} == {True}
    assert await position(bot, ann) == "learn-and-sample/throwing-the-die"

    window = await ann.press_for_modal(twice[0], "Ask")
    by_window = await ann.submit(window, {window.labels[0]: "what does temperature do?"})
    by_mention = await bob.say(study, f"{fake.mention} what is a distribution?")
    by_message = await ann.dm("why is 2022 the year everything happened?")
    assert "Sampling, temperature and seed" in by_window.text
    assert by_window.ephemeral
    assert "What a distribution is" in by_mention.text
    assert not by_mention.ephemeral
    assert "Three trends" in by_message.text

    await bot.kill()
    await bot.start()

    after = await ann.press(twice[0], "Next")
    assert "(5 of 8)" in after.text
    again = await ann.slash(study, "lesson again")
    assert again.text == after.text
    assert max(page.ack_ms for page in (*pages, *twice, by_window, after, again)) < ACKNOWLEDGED_MS
    assert fake.pinging() == []
    assert [said.author for said in bob.reads(study)] == ["bob", "many-coats"]  # and nothing of what ann does


async def test_a_message_menu_answers_a_question_of_another_in_private(
    bot: BotProcess, study: Channel, ann: Learner, bob: Learner
) -> None:
    question = bob.post(study, "what does a seed do?")

    reply = await ann.menu(study, "Ask the tutor", question)

    assert reply.ephemeral
    assert "The seed of a picture" in reply.text


async def test_titles_are_completed_over_the_wire(bot: BotProcess, study: Channel, ann: Learner) -> None:
    choices = await ann.complete(study, "lesson goto", "lesson", "why it")

    assert choices[0].name == "Why it all happened at once"


NASTY = {
    "everyone": "@everyone @here <@&1> what is sampling",
    "markdown": "# **what** is ~~a~~ `seed` ||now|| [x](https://evil.example)",
    "long": "what is sampling " * 230,
    "emoji": "🎲🎲🎲",
    "right to left": "\u202ewhat is sampling\u202c",
    "nul": "what is\0 sampling",
}


class TestWithTheSmallCourse:
    """What is the same whatever is taught."""

    @pytest.fixture
    def settings(self, small_settings: Mapping[str, str]) -> Mapping[str, str]:
        return small_settings

    async def test_a_stopped_bot_ends_with_0_and_says_nothing_of_what_was_asked(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, ann: Learner
    ) -> None:
        await ann.slash(study, "ask", question="secretword temperature")
        await ann.dm("secretword distribution")

        status = await bot.stop()

        assert status == 0
        assert "stopped" in bot.stderr
        assert "secretword" not in bot.stderr
        assert fake.token not in bot.stderr

    async def test_not_even_the_debug_log_has_the_token_or_a_learners_words(
        self, fake: FakeDiscord, tmp_path: Path, settings: Mapping[str, str], study: Channel, ann: Learner
    ) -> None:
        async with BotProcess(fake, tmp_path, {**settings, "MANY_COATS_LOG_LEVEL": "DEBUG"}) as bot:
            window = await ann.press_for_modal(await ann.slash(study, "lesson next"), "Something wrong here?")
            await ann.submit(window, {window.labels[0]: "secretword"})
            await ann.slash(study, "ask", question="secretword")
            await bot.stop()

        assert "secretword" not in bot.stderr
        assert fake.token not in bot.stderr

    async def test_commands_are_not_sent_again_at_the_next_start(
        self, fake: FakeDiscord, bot: BotProcess
    ) -> None:
        await bot.stop()
        await bot.start()

        assert [r.method for r in fake.requests].count("PUT") == 1

    @pytest.mark.parametrize("question", NASTY.values(), ids=NASTY.keys())
    async def test_no_text_of_a_learner_pings_anyone_or_breaks_anything(
        self, fake: FakeDiscord, bot: BotProcess, study: Channel, ann: Learner, question: str
    ) -> None:
        private: Reply = await ann.slash(study, "ask", question=question)
        public = await ann.say(study, f"{fake.mention} {question}"[:2000])

        assert private.text
        assert public.text
        assert fake.pinging() == []
        assert "Traceback" not in bot.stderr


class TestAStartThatFails:
    """One line that says what to do, and an exit status: 2 for settings, 1 for the rest."""

    async def fail(self, fake: FakeDiscord, folder: Path, **env: str) -> tuple[int, str]:
        bot = BotProcess(fake, folder, env)
        status = await bot.run()
        lines = [line for line in bot.stderr.splitlines() if " INFO " not in line]
        assert len(lines) == 1, bot.stderr
        return status, lines[0]

    async def test_no_token(self, fake: FakeDiscord, tmp_path: Path) -> None:
        status, line = await self.fail(fake, tmp_path, DISCORD_TOKEN="")

        assert (status, line.startswith("DISCORD_TOKEN is not set")) == (2, True)

    async def test_a_refused_token(
        self, fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str]
    ) -> None:
        status, line = await self.fail(fake, tmp_path, **small_settings, DISCORD_TOKEN="refused-token")  # noqa: S106  # it is refused

        assert (status, line.startswith("Discord refused the token")) == (2, True)
        assert "refused-token" not in line

    async def test_a_course_with_mistakes(self, fake: FakeDiscord, tmp_path: Path) -> None:
        files = course_files()
        del files["01-dough/02-sour.yaml"]["title"]
        write_course(tmp_path / "course", files)

        status, line = await self.fail(fake, tmp_path, MANY_COATS_COURSE=str(tmp_path / "course"))

        assert status == 1
        assert "1 mistake" in line
        assert "01-dough/02-sour.yaml:1: `title` is missing; add `title:`" in line

    async def test_a_database_that_is_none(self, fake: FakeDiscord, tmp_path: Path) -> None:
        (tmp_path / "bot.db").write_text("shopping list: flour, water, salt, patience" * 50)

        status, line = await self.fail(fake, tmp_path)

        assert status == 1
        assert "MANY_COATS_DB" in line

    async def test_no_discord_at_the_other_end(
        self, fake: FakeDiscord, tmp_path: Path, small_settings: Mapping[str, str]
    ) -> None:
        nowhere = {"MANY_COATS_DISCORD_API": "http://127.0.0.1:9/api/v10"}

        status, line = await self.fail(fake, tmp_path, **small_settings, **nowhere)

        assert (status, line.startswith("Can't reach Discord")) == (1, True)
