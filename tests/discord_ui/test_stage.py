"""What everybody sees of a group's lesson: posted once, redrawn seldom, mended where something is gone or forbidden."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import pytest

from bot.discord_ui.client import TutorClient
from bot.discord_ui.stage import REDRAWN_EVERY_S, TRIED_AGAIN_AFTER, Stage
from bot.store import Session
from bot.tutor.visit import Visit
from tests.discord_ui.conftest import Study
from tests.discord_ui.test_bot import said
from tests.discord_ui.test_groups import offered, spoken
from tests.tutor.test_sessions import learner

FIRST, SECOND, THIRD = (f"Why bread rises ({number} of 3)" for number in (1, 2, 3))
OPENING, THREAD = "/channels/{study}/messages", "/channels/{study}/messages/*/threads"
NO_CHANNEL, NO_MESSAGE, FORBIDDEN, ARCHIVED, INVALID, DOWN = (
    {"status": 404, "code": 10003},
    {"status": 404, "code": 10008},
    {"status": 403, "code": 50013},
    {"status": 400, "code": 50083},
    {"status": 400, "code": 50035},
    {"status": 503, "code": 0},
)


def titles(study: Study) -> list[str]:
    """What the bot posted in the thread, by its titles, in order."""
    texts = [spoken(message) for message in study.thread.history()]
    return [text.split("\n")[0].removeprefix("### ") for text in texts if text]


async def stand(study: Study, number: int = 1) -> Session:
    """How a lesson stands."""
    found = await study.tutor.store(lambda store: store.sessions.get(number))
    assert found is not None
    return found


async def told(study: Study, who: Any) -> list[str]:
    """What somebody is to be told at their next command."""
    learner_ = f"discord:{who.id}"
    return await study.tutor.store(lambda store: store.notices.take(learner_))


def in_public(study: Study) -> int:
    """How many of the bot's messages everybody sees in the group's channel."""
    return sum(not said.flags.ephemeral and bool(spoken(said)) for said in study.channel.history())


def fail(study: Study, method: str, what: dict[str, int], *, times: int | None = 1, path: str = "") -> None:
    """Let Discord refuse what the bot wants in the thread, or at another path."""
    path = path.format(study=study.channel.id) or f"/channels/{study.thread.id}/messages*"
    study.env.inject_error(method, path, times=times, status=what["status"], code=what["code"])


def allow(study: Study) -> None:
    """Let Discord refuse nothing more."""
    study.env.backend.faults.clear()


def edits(study: Study) -> int:
    """How often something was changed in the thread."""
    return len(study.asked("PATCH", study.thread))


class TestOnce:
    async def test_shown_again_nothing_is_posted_and_nothing_redrawn(self, study: Study) -> None:
        await study.begun(study.ann)
        drawn, posted = edits(study), len(study.env.http_requests)

        for _ in range(3):
            await study.client.stage.bring_up_to_date(1)

        assert (edits(study), len(study.env.http_requests)) == (drawn, posted)
        assert titles(study) == [FIRST]

    async def test_after_a_restart_nothing_is_posted_again(self, study: Study) -> None:
        await study.begun(study.ann)
        await study.press(study.ann, "Ready")
        before = in_public(study)

        for _ in range(2):
            await study.restarted()

        assert titles(study) == [FIRST, SECOND]
        assert in_public(study) == before
        assert len(study.channel.threads) == 1

    async def test_after_a_restart_the_count_is_as_it_stands(self, study: Study) -> None:
        await study.begun(study.ann, study.bob)
        gone = f"discord:{study.bob.id}"
        await study.tutor.store(lambda store: store.sessions.leave(1, gone))

        await study.restarted()

        assert "Ready: 0 of 1" in spoken(study.newest)

    @pytest.mark.parametrize("path", [OPENING, THREAD], ids=["opening", "thread"])
    async def test_a_restart_makes_up_for_what_was_refused(self, study: Study, path: str) -> None:
        await study.olga.slash(study.channel, "group create", name="Bakers")
        before = in_public(study)
        fail(study, "POST", INVALID, path=path)
        await study.olga.slash(study.channel, "group lesson")
        await study.settled()
        assert study.channel.threads == []

        await study.restarted()

        assert titles(study) == [FIRST]
        assert in_public(study) == before + 1

    async def test_a_step_that_was_refused_is_posted_once_and_the_one_before_closed(
        self, study: Study
    ) -> None:
        await study.begun(study.ann)
        first = study.newest
        fail(study, "POST", INVALID)
        await study.press(study.ann, "Ready")
        assert titles(study) == [FIRST]

        await study.restarted()

        assert titles(study) == [FIRST, SECOND]
        assert offered(next(m for m in study.thread.history() if m.id == first.id)) == []


class TestTheCount:
    def test_is_redrawn_at_most_every_two_seconds(self) -> None:
        assert REDRAWN_EVERY_S == 2

    async def test_of_five_hundred_who_press_is_redrawn_now_and_then_and_right_in_the_end(
        self, study: Study
    ) -> None:
        await study.begun(study.ann)
        every_s = 0.1
        await study.restarted(redrawn_every_s=every_s)
        before, loop = edits(study), asyncio.get_running_loop()
        started = loop.time()

        for number in range(500):
            who = learner(f"learner {number}", server=f"discord:{study.guild.id}")
            await study.tutor.ask(lambda tutor, who=who: tutor.press(who, "session:join:1"))  # type: ignore[misc]  # mypy knows no default in a lambda
            study.client.stage.soon(1)
        await study.client.stage.settle()

        assert 1 <= edits(study) - before <= 1 + (loop.time() - started) / every_s
        assert "Ready: 0 of 501" in spoken(study.newest)

    async def test_of_a_lesson_that_is_over_is_drawn_no_more(self, study: Study) -> None:
        await study.begun(study.ann)
        while "Check 1 of 3" not in spoken(study.newest):
            await study.press(study.olga, "Next (organisers)")
        await study.press(study.ann, "right one of gas-check")
        while "Done together" not in spoken(study.newest):
            await study.press(study.olga, "Next (organisers)")
        before = edits(study)

        study.client.stage.soon(1)
        await study.settled()

        assert edits(study) == before

    async def test_that_waits_to_be_redrawn_waits_no_more_once_the_bot_stops(self, study: Study) -> None:
        await study.begun(study.ann)
        await study.restarted(redrawn_every_s=3600)
        study.client.stage.soon(1)
        await study.client.stage.bring_up_to_date(1)
        before = edits(study)
        study.client.stage.soon(1)
        await study.client.stage.bring_up_to_date(1)

        study.client.stage.stop()
        async with asyncio.timeout(5):
            await study.client.stage.settle()

        assert edits(study) == before


class TestWhatIsForbidden:
    @pytest.fixture
    async def barred(self, study: Study) -> Study:
        """A lesson whose next message Discord doesn't take."""
        await study.begun(study.ann)
        fail(study, "POST", FORBIDDEN, times=None)
        await study.press(study.ann, "Ready")
        return study

    async def test_who_made_the_group_is_told_and_nobody_else(self, barred: Study) -> None:
        assert await told(barred, barred.ann) == []
        assert await told(barred, barred.olga) == ["lesson-barred"]
        assert not (await stand(barred)).is_over

    async def test_they_are_told_what_it_needs_at_their_next_command(self, barred: Study) -> None:
        reply = said(await barred.olga.slash(barred.channel, "group members"))

        assert "I need to see it, send messages, attach files" in reply

    async def test_it_is_not_tried_again_and_again(self, barred: Study) -> None:
        before = len(barred.env.http_requests)

        for _ in range(3):
            await barred.client.stage.bring_up_to_date(1)

        assert len(barred.env.http_requests) == before

    async def test_after_ten_minutes_it_is(self, barred: Study) -> None:
        allow(barred)

        barred.clock.now += TRIED_AGAIN_AFTER
        await barred.client.stage.bring_up_to_date(1)

        assert titles(barred) == [FIRST, SECOND]

    async def test_once_somebody_does_something_it_is(self, barred: Study) -> None:
        allow(barred)

        await barred.bob.click(barred.newest, label="Join")
        await barred.settled()

        assert titles(barred) == [FIRST, SECOND]

    async def test_what_is_only_invalid_is_no_organiser_s_to_mend(self, study: Study) -> None:
        await study.begun(study.ann)
        fail(study, "POST", INVALID, times=None)

        await study.press(study.ann, "Ready")

        assert await told(study, study.olga) == []


class TestWhatIsGone:
    async def test_without_its_thread_the_lesson_is_over_and_who_made_the_group_is_told(
        self, study: Study, caplog: pytest.LogCaptureFixture
    ) -> None:
        await study.begun(study.ann)
        fail(study, "POST", NO_CHANNEL, times=None)

        await study.press(study.ann, "Ready")

        assert (await stand(study)).is_over
        assert await told(study, study.olga) == ["lesson-lost"]
        assert [record.levelname for record in caplog.records if "stage" in record.message] == ["WARNING"]

    async def test_it_opens_anew_in_another_thread(self, study: Study) -> None:
        await study.begun(study.ann)
        fail(study, "PATCH", NO_CHANNEL)
        await study.press(study.ann, "Leave")

        opening = await study.olga.slash(study.channel, "group lesson")
        await study.settled()

        assert "opens in a thread" in said(opening)
        assert len(study.channel.threads) == 2
        assert titles(study) == [FIRST]

    async def test_a_message_that_was_deleted_is_posted_anew_and_works(self, study: Study) -> None:
        await study.begun(study.ann)
        fail(study, "PATCH", NO_MESSAGE)

        await study.press(study.bob, "Join")

        assert titles(study) == [FIRST, FIRST]
        assert (await stand(study)).shown_message == str(study.newest.id)
        assert "Ready: 0 of 2" in spoken(study.newest)

    async def test_an_older_one_that_was_deleted_is_no_hindrance(self, study: Study) -> None:
        await study.begun(study.ann)
        fail(study, "PATCH", NO_MESSAGE)

        await study.press(study.ann, "Ready")
        await study.press(study.ann, "Ready")

        assert titles(study) == [FIRST, SECOND, THIRD]

    @pytest.mark.parametrize("why", [FORBIDDEN, INVALID], ids=["forbidden", "invalid"])
    async def test_one_that_can_not_be_closed_stays_open_and_the_lesson_goes_on(
        self, study: Study, caplog: pytest.LogCaptureFixture, why: dict[str, int]
    ) -> None:
        await study.begun(study.ann)
        fail(study, "PATCH", why)

        await study.press(study.ann, "Ready")

        assert titles(study) == [FIRST, SECOND]
        assert "a step of lesson 1 stays open" in caplog.text
        assert await told(study, study.olga) == []

    async def test_an_archived_thread_is_no_trouble(
        self, study: Study, caplog: pytest.LogCaptureFixture
    ) -> None:
        await study.begun(study.ann)
        fail(study, "PATCH", ARCHIVED)

        await study.press(study.bob, "Join")
        await study.press(study.bob, "Ready")

        assert "Ready: 1 of 2" in spoken(study.newest)
        assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


class TestWhatIsDown:
    async def test_a_step_is_posted_once_discord_is_back(self, study: Study) -> None:
        await study.begun(study.ann)
        fail(study, "POST", DOWN)

        await study.press(study.ann, "Ready")

        assert titles(study) == [FIRST, SECOND]
        assert await told(study, study.olga) == []

    async def test_a_count_is_right_once_discord_is_back(self, study: Study) -> None:
        await study.begun(study.ann)
        fail(study, "PATCH", DOWN)

        await study.press(study.bob, "Join")

        assert "Ready: 0 of 2" in spoken(study.newest)

    async def test_a_line_that_was_cut_is_tried_again(
        self, study: Study, caplog: pytest.LogCaptureFixture
    ) -> None:
        await study.olga.slash(study.channel, "group create", name="Bakers")
        await study.tutor.ask(lambda tutor: tutor.sessions.begin(by_olga(study)))
        stage = Stage(CutOnce(study.client), study.tutor, study.clock, 0)  # type: ignore[arg-type]  # all that it asks of a client

        await stage.bring_up_to_date(1)
        await stage.settle()

        assert titles(study) == [FIRST]
        assert [record.levelname for record in caplog.records] == ["WARNING"]


class CutOnce:
    """A client whose line is cut when it first looks for a channel."""

    def __init__(self, client: TutorClient) -> None:
        self._client = client
        self._is_cut = True

    def get_channel(self, number: int) -> Any:
        if self._is_cut:
            self._is_cut = False
            raise ConnectionResetError(104, "Connection reset by peer")
        return self._client.get_channel(number)


def by_olga(study: Study) -> Visit:
    """The organiser, in the group's channel."""
    place, server = f"discord:{study.channel.id}", f"discord:{study.guild.id}"
    return Visit(f"discord:{study.olga.id}", place, study.clock.now, server, manages_server=True)


async def test_a_lesson_that_is_gone_is_shown_to_nobody(
    study: Study, caplog: pytest.LogCaptureFixture
) -> None:
    await study.client.stage.bring_up_to_date(99)

    assert study.channel.threads == []
    assert caplog.text == ""
