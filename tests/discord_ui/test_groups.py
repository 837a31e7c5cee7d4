"""A study group on a server: from making it to the summary."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import pytest
import simcord

from bot.store import Schedule
from tests.discord_ui.conftest import Study
from tests.discord_ui.test_bot import labels, said, shown, texts


def spoken(message: Any) -> str:
    """What a message of the thread says."""
    return texts([component.to_dict() for component in message.components])


def offered(message: Any) -> list[str]:
    return labels([component.to_dict() for component in message.components])


class TestALessonTogether:
    async def test_it_opens_in_a_thread_and_shows_the_first_message_to_all(self, study: Study) -> None:
        made = await study.olga.slash(study.channel, "group create", name="Bakers")
        opening = await study.olga.slash(study.channel, "group lesson")
        await study.settled()

        assert not made.ephemeral
        assert opening.ephemeral
        assert study.thread.name == "Why bread rises"
        assert "Look at the dough" in spoken(study.newest)
        assert "Ready: 0 of 0" in spoken(study.newest)

    async def test_it_goes_on_when_all_who_are_there_are_ready(self, study: Study) -> None:
        await study.begun(study.olga, study.ann, study.bob)

        await study.press(study.olga, "Ready")
        noted = await study.press(study.ann, "Ready")
        assert said(noted) == "Noted. Ready: 2 of 3."
        assert noted.ephemeral
        assert "Look at the dough" in spoken(study.newest)

        await study.press(study.bob, "Ready")
        assert "Yeast makes gas." in spoken(study.newest)

    async def test_a_message_that_is_over_has_no_buttons(self, study: Study) -> None:
        await study.begun(study.olga, study.ann, study.bob)
        first = study.newest

        await study.press(study.olga, "Next (organisers)")

        assert "Look at the dough" in spoken(as_it_is_now(study, first))
        assert offered(as_it_is_now(study, first)) == []

    async def test_it_ends_with_checks_a_picture_and_something_to_talk_about(self, study: Study) -> None:
        await study.begun(study.olga, study.ann, study.bob)
        for _ in range(4):  # three messages and the recap
            await study.press(study.olga, "Next (organisers)")
        assert "Check 1 of 3" in spoken(study.newest)

        right, wrong = "right one of {}", "wrong one of {}"
        for check in ("gas-check", "yeast-check", "time-check"):
            for learner, choice in ((study.olga, right), (study.ann, right), (study.bob, wrong)):
                answer = await study.press(learner, choice.format(check))
                assert answer.ephemeral

        assert "Done together: Why bread rises" in spoken(study.newest)
        assert "Missed most: " in spoken(study.newest)
        assert "To talk about" in spoken(study.newest)
        (picture,) = study.newest.attachments
        assert "Why bread rises" in (picture.description or "")

    async def test_nobody_sees_what_another_chose(self, study: Study) -> None:
        await study.begun(study.olga, study.ann, study.bob)
        for _ in range(4):
            await study.press(study.olga, "Next (organisers)")

        await study.press(study.bob, "wrong one of gas-check")

        assert all(
            "bob" not in spoken(m).lower() and "You chose" not in spoken(m) for m in study.thread.history()
        )


def as_it_is_now(study: Study, message: Any) -> Any:
    """A message as it is now."""
    return next(m for m in study.thread.history() if m.id == message.id)


async def scheduled(study: Study, *, role: simcord.RoleHandle | None = None) -> datetime:
    """A group that meets daily; when it does so next."""
    await study.olga.slash(study.channel, "group create", name="Bakers")
    if role is not None:
        asked = await study.olga.slash(study.channel, "group settings", role=role)
        await study.olga.click(shown(asked), label="Yes, call that role")
    await study.olga.slash(study.channel, "group schedule", days="daily", time="19:30", zone="Europe/Berlin")
    return await due(study)


async def due(study: Study, group: int = 1) -> datetime:
    schedule = await study.tutor.store(lambda store: store.schedules.of(group))
    assert schedule is not None
    assert schedule.next_at is not None
    return schedule.next_at


async def strike(study: Study, at: datetime) -> None:
    """Let the clock look at the time."""
    study.clock.now = at
    await look_at_the_clock(study)
    await study.settled()


async def look_at_the_clock(study: Study) -> None:
    """Do what is due, and send what lies ready."""
    await study.client.clockwork.tick()
    await study.client.clockwork.postman.deliver()


def public(channel: Any) -> list[str]:
    """What the bot says for everybody in a channel, by its titles."""
    texts_ = [spoken(message) for message in channel.history() if not message.flags.ephemeral]
    return [text.split("\n")[0].removeprefix("### ") for text in texts_ if text]


def pinging(study: Study) -> list[Any]:
    """Whom the bot's messages may ping, where they may ping anybody."""
    allowed = [
        (one.json or {}).get("allowed_mentions")
        for one in study.env.http_requests
        if isinstance(one.json, dict)
    ]
    return [one for one in allowed if one not in (None, {"parse": []})]


class TestByTheClock:
    async def test_a_lesson_opens_once(self, study: Study) -> None:
        at = await scheduled(study)

        for seconds in (-20, 0, 20, 40):
            await strike(study, at + timedelta(seconds=seconds))

        assert public(study.channel) == ["A study group", "It is time for the lesson"]
        assert public(study.thread) == ["Why bread rises (1 of 3)"]

    async def test_a_step_is_over_after_the_pause(self, study: Study) -> None:
        await study.begun(study.ann)
        await study.olga.slash(study.channel, "group settings", pause=5)
        began = await study.tutor.store(lambda store: store.sessions.get(1))
        assert began is not None

        await strike(study, began.moved_at + timedelta(minutes=4))
        await strike(study, began.moved_at + timedelta(minutes=5))

        assert public(study.thread) == ["Why bread rises (1 of 3)", "Why bread rises (2 of 3)"]

    @pytest.mark.parametrize("is_gone", [True, False], ids=["gone", "forbidden"])
    async def test_where_one_s_channel_is_gone_or_forbidden_the_other_opens_all_the_same(
        self, study: Study, *, is_gone: bool
    ) -> None:
        at = await scheduled(study)
        garden = study.guild.create_text_channel("garden")
        await study.olga.slash(garden, "group create", name="Gardeners")
        await study.olga.slash(garden, "group schedule", days="daily", time="19:30", zone="Europe/Berlin")
        if is_gone:
            study.env.backend.delete_channel(study.channel.id)
        else:
            study.env.inject_error("POST", f"/channels/{study.channel.id}/messages", status=403, code=50013)

        await strike(study, at)

        lost = await study.tutor.store(lambda store: store.notices.take(f"discord:{study.olga.id}"))
        assert lost == ["lesson-lost" if is_gone else "lesson-barred"]
        assert public(garden.threads[0]) == ["Why bread rises (1 of 3)"]

    async def test_where_one_can_not_be_told_the_other_is(
        self, study: Study, caplog: pytest.LogCaptureFixture
    ) -> None:
        at = await scheduled(study)
        garden = study.guild.create_text_channel("garden")
        await study.olga.slash(garden, "group create", name="Gardeners")
        await study.olga.slash(garden, "group schedule", days="daily", time="19:30", zone="Europe/Berlin")
        study.env.backend.delete_channel(study.channel.id)

        await strike(study, at + timedelta(hours=1))

        assert public(garden) == ["A study group", "The lesson was missed"]
        assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []

    async def test_where_one_fails_as_nobody_expected_the_other_is_told_and_the_log_says_so(
        self, study: Study, caplog: pytest.LogCaptureFixture
    ) -> None:
        at = await scheduled(study)
        server = f"discord:{study.guild.id}"
        odd = await study.tutor.store(
            lambda store: store.groups.create("bread", server, "no number", "Odd", "eve", at)
        )
        assert odd is not None
        earlier = Schedule(odd.id, "daily 19:29 Europe/Berlin", None, at - timedelta(minutes=1))
        await study.tutor.store(lambda store: store.schedules.set(earlier))

        await strike(study, at + timedelta(hours=1))

        assert public(study.channel) == ["A study group", "The lesson was missed"]
        assert "a letter did not arrive" in caplog.text

    async def test_one_that_was_missed_is_offered_and_an_organiser_holds_it(self, study: Study) -> None:
        await strike(study, await scheduled(study) + timedelta(hours=1))
        word = study.channel.last_message
        assert word is not None

        refused = await study.ann.click(word, label="Hold it now (organisers)")
        assert "Only those who may manage this server" in said(refused)
        assert study.channel.threads == []

        await study.olga.click(word, label="Hold it now (organisers)")
        await study.settled()
        assert public(study.thread) == ["Why bread rises (1 of 3)"]

    async def test_an_hour_after_its_time_a_restart_opens_none_and_calls_nobody(self, study: Study) -> None:
        learners = study.guild.create_role("learners", mentionable=True)
        at = await scheduled(study, role=learners)
        await study.tutor.ask(lambda tutor: tutor.schedules.hold_due(at))  # killed before anything was posted

        study.clock.now = at + timedelta(hours=1)
        await study.restarted()
        await look_at_the_clock(study)

        assert public(study.channel) == ["A study group", "The lesson was missed"]
        assert study.channel.threads == []
        assert pinging(study) == []

    async def test_a_minute_after_its_time_a_restart_opens_it(self, study: Study) -> None:
        at = await scheduled(study)
        await study.tutor.ask(lambda tutor: tutor.schedules.hold_due(at))

        study.clock.now = at + timedelta(minutes=1)
        await study.restarted()
        await look_at_the_clock(study)

        assert public(study.channel) == ["A study group", "It is time for the lesson"]
        assert public(study.thread) == ["Why bread rises (1 of 3)"]


class TestTheRoleThatIsCalled:
    async def test_is_pinged_once_and_only_in_the_message_that_opens_a_scheduled_lesson(
        self, study: Study
    ) -> None:
        learners = study.guild.create_role("learners", mentionable=True)
        at = await scheduled(study, role=learners)
        assert pinging(study) == []

        await strike(study, at)
        await study.press(study.ann, "Ready")
        await study.restarted()

        assert pinging(study) == [{"parse": [], "roles": [learners.id]}]
        opening = next(m for m in study.channel.history() if "It is time" in spoken(m))
        assert f"<@&{learners.id}>" in spoken(opening)

    async def test_is_not_pinged_before_somebody_confirmed_it(self, study: Study) -> None:
        learners = study.guild.create_role("learners", mentionable=True)
        at = await scheduled(study)
        asked = await study.olga.slash(study.channel, "group settings", role=learners)

        await strike(study, at)

        assert "Shall I call" in said(asked)
        assert pinging(study) == []

    async def test_is_not_pinged_by_a_lesson_that_an_organiser_opens(self, study: Study) -> None:
        learners = study.guild.create_role("learners", mentionable=True)
        await scheduled(study, role=learners)

        await study.olga.slash(study.channel, "group lesson")
        await study.settled()

        assert public(study.thread) == ["Why bread rises (1 of 3)"]
        assert pinging(study) == []

    async def test_is_never_everybody(self, study: Study) -> None:
        await study.olga.slash(study.channel, "group create", name="Bakers")

        asked = await study.olga.slash(study.channel, "group settings", role=study.guild.default_role)

        assert "I call no role that everybody has" in said(asked)
        assert labels(shown(asked).components) == []


class TestOrganisersOnly:
    @pytest.mark.parametrize(
        ("command", "options"),
        [
            ("create", {}),
            ("lesson", {}),
            ("schedule", {"days": "daily", "time": "19:30", "zone": "UTC"}),
            ("settings", {"share": 1}),
            ("report", {}),
            ("end", {}),
        ],
    )
    async def test_others_are_told_who_may(self, study: Study, command: str, options: dict[str, Any]) -> None:
        place = study.channel if command == "create" else study.guild.create_text_channel("garden")
        if command != "create":
            await study.olga.slash(place, "group create", name="Bakers")

        result = await study.ann.slash(place, f"group {command}", **options)
        await study.settled()

        assert said(result).startswith("Only those who may manage this server")
        assert result.ephemeral
        assert place.threads == []

    @pytest.mark.parametrize(
        ("command", "label"),
        [
            ("schedule", "Skip the next"),
            ("schedule", "Pause"),
            ("schedule", "No more meetings"),
            ("end", "Yes, end it"),
        ],
    )
    async def test_who_may_no_longer_is_told_so_at_the_press(
        self, study: Study, command: str, label: str
    ) -> None:
        await scheduled(study)
        before = await due(study)
        result = await study.olga.slash(study.channel, f"group {command}")
        (role,) = (role for role in study.guild.roles.values() if role.name == "organiser")
        study.env.backend.remove_member_role(study.guild.id, study.olga.id, role.id)

        pressed = await study.olga.click(shown(result), label=label)

        assert said(pressed).startswith("Only those who may manage this server")
        assert await due(study) == before

    async def test_next_belongs_to_them(self, study: Study) -> None:
        await study.begun(study.ann)

        pressed = await study.press(study.ann, "Next (organisers)")

        assert said(pressed).startswith("Only those who may manage this server")
        assert public(study.thread) == ["Why bread rises (1 of 3)"]


class TestCommands:
    @pytest.fixture(autouse=True)
    async def _made(self, study: Study) -> None:
        await study.olga.slash(study.channel, "group create", name="Bakers")

    async def test_one_joins_and_leaves(self, study: Study) -> None:
        joined = await study.ann.slash(study.channel, "group join")
        assert "- ann" in said(await study.bob.slash(study.channel, "group members"))

        left = await study.ann.slash(study.channel, "group leave")
        assert "Nobody yet" in said(await study.bob.slash(study.channel, "group members"))
        assert (joined.ephemeral, left.ephemeral) == (True, True)

    async def test_progress_is_a_picture_with_words(self, study: Study) -> None:
        for who in (study.ann, study.olga):
            await who.slash(study.channel, "group join")

        result = await study.bob.slash(study.channel, "group progress")

        (picture,) = shown(result).attachments
        assert picture.filename == "group.png"
        assert "2 members, all of them only counted." in (picture.description or "")
        assert result.ephemeral

    async def test_the_report_is_a_file(self, study: Study) -> None:
        result = await study.olga.slash(study.channel, "group report")

        assert [file.filename for file in shown(result).attachments] == ["group-report.csv"]
        assert result.ephemeral

    async def test_a_schedule_is_planned_shown_and_skipped(self, study: Study) -> None:
        planned = await study.olga.slash(
            study.channel,
            "group schedule",
            days="tue",
            time="7pm",
            zone="Europe/Berlin",
            last_day="2030-01-31",
        )
        before = await due(study)
        skipped = await study.olga.click(shown(planned), label="Skip the next")
        told = await study.ann.slash(study.channel, "group schedule")

        assert "Tuesdays at 19:00 (Europe/Berlin). The last day is 31 January 2030." in said(planned)
        assert await due(study) == before + timedelta(weeks=1)
        assert said(told) == said(skipped)
        assert labels(shown(told).components) == []

    async def test_a_last_day_alone_is_no_plan(self, study: Study) -> None:
        result = await study.olga.slash(study.channel, "group schedule", last_day="2030-01-31")

        assert "time of day is missing" in said(result)

    async def test_zones_and_lessons_are_completed_while_typing(self, study: Study) -> None:
        zones = await study.olga.autocomplete(study.channel, "group schedule", "zone", "berl")
        lessons = await study.olga.autocomplete(study.channel, "group lesson", "lesson", "without")

        assert [zone["value"] for zone in zones] == ["Europe/Berlin"]
        assert [lesson["value"] for lesson in lessons] == ["sour"]

    async def test_a_lesson_is_chosen_by_its_number(self, study: Study) -> None:
        await study.olga.slash(study.channel, "group lesson", lesson="2")
        await study.settled()

        assert study.thread.name == "Bread without bought yeast"

    async def test_settings_are_told(self, study: Study) -> None:
        result = await study.olga.slash(study.channel, "group settings", share=60, pause=5)

        assert "when **60 %** of those present are ready, after 5 minutes in any case" in said(result)

    async def test_a_group_is_ended_once_it_is_confirmed(self, study: Study) -> None:
        asked = await study.olga.slash(study.channel, "group end")
        assert "go; its members keep what they learned" in said(asked)

        await study.olga.click(shown(asked), label="Yes, end it")

        assert "no study group in this channel" in said(await study.ann.slash(study.channel, "group join"))

    async def test_in_a_lesson_s_thread_they_are_about_the_group_of_its_channel(self, study: Study) -> None:
        await study.olga.slash(study.channel, "group lesson")
        await study.settled()

        assert "Welcome" in said(await study.ann.slash(study.thread, "group join"))

    async def test_a_thread_is_no_place_for_a_group(self, study: Study) -> None:
        await study.olga.slash(study.channel, "group lesson")
        await study.settled()

        assert "lives in a text channel" in said(await study.olga.slash(study.thread, "group create"))
