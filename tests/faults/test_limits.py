"""Whatever is done, whatever is typed, whoever does it: what is answered keeps to Discord's limits."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.answering.matcher import Matcher
from bot.course.model import END, Check, Course, Lesson
from bot.course.position import outline
from bot.discord_ui import lab_commands, lesson_commands, practice_commands, question_commands
from bot.discord_ui.draw import draw_again
from bot.errors import LearnerError
from bot.labs.catalogue import LABS, run_lab
from bot.labs.lab import Kind, Lab
from bot.store import Member, Store
from bot.tutor import actions
from bot.tutor.reply import Button, Reply, note
from bot.tutor.tutor import PROMPTS, Tutor
from bot.tutor.visit import Visit
from tests.fakes import NOON
from tests.faults.limits import (
    broken_by,
    broken_by_choices,
    broken_by_message,
    broken_by_thread,
    broken_by_window,
)
from tests.faults.often import often
from tests.faults.walk import CHANNELS, LONG, NAMES, PEOPLE, SERVER, TEXTS, Walk, moves, pressed

ALONE = {"lesson", "check", "answer", "report", "my", "lab"}  # desks whose buttons don't grow in number
STEPS = 60  # of a walk
ORGANISER = Visit(PEOPLE[0], CHANNELS[0], NOON, SERVER, manages_server=True, name="Olga")


def names_of(*problems: list[str]) -> list[str]:
    return [problem for some in problems for problem in some]


class TestAnyWalk:
    def test_of_three_people_through_the_course(
        self, real_course: Course, real_matcher: Matcher, at_length: bool
    ) -> None:
        @often(at_length, short=20, long=800)
        @given(
            st.tuples(NAMES, NAMES, NAMES),
            st.lists(TEXTS | LONG, min_size=1, max_size=6),
            st.integers(0, 2**32 - 1),
        )
        def walk(names: tuple[str, ...], texts: list[str], seed: int) -> None:
            walked = Walk(real_course, real_matcher, names, seed)
            if seed % 2:  # where a group is, much more can be done
                walked.tutor.groups.create(ORGANISER, texts[0][:60])
                walked.tutor.sessions.begin(ORGANISER)
            for move in moves(random.Random(seed), texts, STEPS):
                for reply in walked.make(move):
                    assert broken_by(reply) == [], move
            walked.store.close()

        walk()


class TestWhatIsTyped:
    def test_a_question_of_any_kind(
        self, real_course: Course, real_matcher: Matcher, at_length: bool
    ) -> None:
        walked = Walk(real_course, real_matcher)

        @often(at_length, short=60, long=3_000)
        @given(TEXTS | LONG, st.booleans())
        def ask(text: str, private: bool) -> None:
            assert broken_by(walked.tutor.questions.ask(ORGANISER, text, private=private)) == []

        ask()

    def test_a_question_of_nothing_but_typos(self, real_course: Course, real_matcher: Matcher) -> None:
        words = dict.fromkeys(
            word for point in real_course.key_points.values() for word in point.explain.split()
        )
        typos = " ".join(
            word[:-2] + word[-1] + word[-2] for word in words if len(word) > 5 and word.isalpha()
        )
        walked = Walk(real_course, real_matcher)

        reply = walked.tutor.questions.ask(ORGANISER, typos[:4_000])

        assert broken_by(reply) == []
        assert "Taking" in str(reply)

    @pytest.mark.parametrize(
        "text", ["*" * 4_000, "@" * 4_000, "\n" * 3_999 + "x", "🎲" * 4_000, "<@1>" * 1_000]
    )
    def test_a_long_text_that_grows_when_it_is_made_harmless(
        self, real_course: Course, real_matcher: Matcher, text: str
    ) -> None:
        walked = Walk(real_course, real_matcher)

        replies = [
            walked.tutor.questions.ask(ORGANISER, f"what is noise {text}"[:4_000]),
            walked.tutor.questions.ask(ORGANISER, f"{text}"),
            walked.tutor.say(ORGANISER, text),
            walked.tutor.groups.create(ORGANISER, text[:60]),
            walked.tutor.groups.settings(ORGANISER),
            walked.tutor.groups.report(ORGANISER),
        ]

        assert names_of(*map(broken_by, replies)) == []

    def test_what_organisers_are_shown_of_questions_in_vain(
        self, real_course: Course, real_matcher: Matcher, at_length: bool
    ) -> None:
        @often(at_length, short=10, long=300)
        @example(["*" * 3_980, "<@1>" * 990])
        @given(st.lists(TEXTS | LONG, min_size=2, max_size=8))
        def ask(texts: list[str]) -> None:
            walked = Walk(real_course, real_matcher)
            for person in PEOPLE:
                walked.store.choices.keep_questions(person, may=True)
                for text in texts:
                    visit = Visit(person, CHANNELS[0], NOON, SERVER, name=person)
                    walked.tutor.questions.ask(visit, f"bicycle repair {text}"[:4_000])

            assert broken_by(walked.tutor.unanswered.show(ORGANISER)) == []
            walked.store.close()

        ask()


class TestManyOfAKind:
    """Lists that grow with a server are cut before Discord refuses them."""

    @pytest.fixture
    def walked(self, real_course: Course, real_matcher: Matcher) -> Walk:
        return Walk(real_course, real_matcher)

    def test_channels_in_which_to_speak(self, walked: Walk) -> None:
        for number in range(500):  # Discord's most in a server
            visit = replace(ORGANISER, place=f"discord:{10**19 + number}")
            reply = walked.tutor.press(visit, "server:here-too")

        assert broken_by(reply) == []
        assert "and 460 more" in str(reply)
        assert walked.tutor.servers.may_speak(SERVER, visit.place)
        assert not walked.tutor.servers.may_speak(SERVER, CHANNELS[0])

    def test_members_of_a_group(self, walked: Walk, at_length: bool) -> None:
        @often(at_length, short=4, long=60)
        @given(st.lists(NAMES | st.just("*" * 32), min_size=50, max_size=50))
        def show(names: list[str]) -> None:
            store, tutor = walked.store, walked.tutor
            tutor.groups.create(ORGANISER, "*" * 60)
            group = store.groups.in_channel(walked.course.id, CHANNELS[0])
            assert group is not None
            for number, name in enumerate(names):
                store.groups.join(group.id, Member(f"discord:{number}", name), NOON)
                store.choices.be_visible(f"discord:{number}", is_visible=True)

            broken = names_of(
                broken_by(tutor.groups.members(ORGANISER)), broken_by(tutor.groups.progress(ORGANISER))
            )
            store.groups.end(group.id, NOON)
            assert broken == []

        show()

    def test_a_learners_data(self, walked: Walk) -> None:
        for minute in range(300):
            walked.tutor.questions.ask(Visit(PEOPLE[0], f"discord:{minute}", NOON), "what is noise")

        assert broken_by(walked.tutor.my.export(ORGANISER)) == []


class TestLessons:
    def test_all_that_a_step_leads_to(self, real_course: Course, real_matcher: Matcher) -> None:
        walked = Walk(real_course, real_matcher)
        steps = outline(real_course)
        waiting = [actions.lesson("at", step) for step in steps]
        pressed: dict[str, None] = {}
        problems = []

        while waiting:
            action = waiting.pop()
            if action in pressed or action.partition(":")[0] not in ALONE:
                continue
            pressed[action] = None
            reply = answered(walked.tutor, ORGANISER, action)
            problems += [f"{action}: {problem}" for problem in broken_by(reply)]
            waiting += (button.action for card in reply.cards for button in card.buttons)

        assert problems == []
        assert pressed.keys() >= {actions.answer("open", point) for point in real_course.key_points}


class TestGroups:
    def test_all_of_every_lesson_as_groups_see_it(
        self, real_course: Course, real_matcher: Matcher, store: Store
    ) -> None:
        tutor = Tutor(real_course, store, real_matcher)
        tutor.groups.create(ORGANISER, "Bakers")
        problems = []

        for lesson in real_course.lessons.values():
            stage = tutor.sessions.begin(ORGANISER, lesson.id).stage
            assert stage is not None
            problems += [f"{lesson.id}: {problem}" for problem in self.held(tutor, lesson, stage)]

        assert problems == []

    def held(self, tutor: Tutor, lesson: Lesson, stage: int) -> Iterator[str]:
        """Go through a lesson to its end, with every check answered wrong first, and look at each message of it."""
        other = replace(ORGANISER, learner=PEOPLE[1], manages_server=False, name="Bob")
        tutor.press(other, f"session:join:{stage}")  # and is never ready: the organiser alone goes on
        for step in lesson.steps:
            scene = tutor.sessions.scene(stage)
            assert scene is not None
            assert scene.step == step
            yield from broken_by_thread(scene.title)
            yield from broken_by(scene.opening)
            yield from broken_by(scene.reply)
            yield from broken_by(answered(tutor, other, f"session:catch-up:{stage}"))
            again = [Reply((scene.closing,))] if scene.closing else []
            again += [] if scene.reply.is_sketched else [scene.reply]
            for reply in again:  # files stay where they are when a message is drawn again
                broken = broken_by_message(draw_again(reply))
                yield from (
                    problem for problem in broken if "attachment" not in problem and "shown" not in problem
                )
            tutor.sessions.opened(stage, "discord:5000")
            tutor.sessions.shown(stage, step, "6000")
            check = lesson.pieces.get(step)
            right = [c.text for c in check.choices if c.right] if isinstance(check, Check) else []
            own = [b for card in scene.reply.cards for b in card.buttons if b.action.startswith("session:")]
            for button in sorted(own, key=lambda button: button.label in right):
                if not button.action.startswith("session:next"):
                    yield from broken_by(answered(tutor, ORGANISER, button.action))
            if step != END:
                yield from broken_by(answered(tutor, ORGANISER, f"session:next:{stage}/{step}"))


class TestPractice:
    def test_every_check_of_the_course_in_a_quiz(
        self, real_course: Course, real_matcher: Matcher, store: Store
    ) -> None:
        tutor = Tutor(real_course, store, real_matcher, rng=random.Random(4))
        problems = []

        for lesson in real_course.lessons.values():
            (card,) = tutor.quizzes.start(ORGANISER, lesson.id).cards
            asked: list[str] = []
            while choices := [b for b in card.buttons if b.action.startswith(("quiz:choose", "quiz:go-on"))]:
                problems += broken_by(Reply((card,)))
                check = next((c for c in lesson.checks if c.question in card.text), None)
                chosen = choices[0]
                if check is not None and chosen.action.startswith("quiz:choose"):
                    is_missed = asked.count(check.id) < 2  # twice: the first time a hint follows
                    asked.append(check.id)
                    right = [choice.text for choice in check.choices if choice.right]
                    chosen = next(b for b in choices if (b.label in right) is not is_missed)
                reply = tutor.press(ORGANISER, chosen.action)
                problems += broken_by(reply)
                card = reply.cards[-1]
            assert card.title == "Quiz done"
            assert set(asked) == {check.id for check in lesson.checks}

        assert problems == []

    def test_every_key_point_in_each_form_of_review(
        self, real_course: Course, real_matcher: Matcher, store: Store
    ) -> None:
        tutor = Tutor(real_course, store, real_matcher)
        problems = []

        for number, point in enumerate(real_course.key_points):
            visit = replace(ORGANISER, learner=f"discord:{number}")
            tutor.reviews.missed(visit.learner, point, visit.at)
            for _ in range(3):  # forms take turns
                reply = tutor.press(visit, "review:next")
                problems += broken_by(reply)
                for button in reply.cards[0].buttons[::-1]:
                    shown = answered(tutor, visit, button.action, "*" * 100)
                    problems += broken_by(shown)
                    own = [b.action for b in shown.cards[0].buttons if b.action.startswith("review:own")]
                    problems += broken_by(tutor.press(visit, own[0])) if own else []
                visit = replace(visit, at=visit.at + timedelta(days=1_000))

        assert problems == []

    def test_every_term_of_the_glossary(self, real_course: Course, real_matcher: Matcher) -> None:
        walked = Walk(real_course, real_matcher)

        replies = [walked.tutor.glossary.look_up(term.term) for term in real_course.glossary]

        assert names_of(*map(broken_by, replies), broken_by(walked.tutor.glossary.look_up(""))) == []


class TestLabs:
    @pytest.mark.parametrize("lab", LABS.values(), ids=LABS)
    def test_what_a_lab_makes(
        self, real_course: Course, real_matcher: Matcher, lab: Lab, at_length: bool
    ) -> None:
        if not at_length and lab.name not in ("face", "speak"):
            pytest.skip("takes a second; `make faults` runs all labs")
        walked = Walk(real_course, real_matcher)

        outcomes = [run_lab(lab.name, {})]
        outcomes += [run_lab(lab.name, turn.options) for turn in outcomes[0].telling]

        replies = [walked.tutor.labs.show(ORGANISER, lab.name, outcome, 0.5) for outcome in outcomes]
        assert names_of(*map(broken_by, replies)) == []


class TestWindows:
    @pytest.mark.parametrize(("action", "prompt"), PROMPTS.items(), ids=PROMPTS)
    def test_one_opens_for_the_longest_action(self, action: str, prompt: Any) -> None:
        assert broken_by_window(action.ljust(100, "x"), prompt) == []


class TestSuggestions:
    """What is typed into an option may be longer than the option takes: Discord asks all the same."""

    def test_for_any_text(self, real_course: Course, real_matcher: Matcher, at_length: bool) -> None:
        tutor = Walk(real_course, real_matcher).tutor
        asking: Any = SimpleNamespace(client=SimpleNamespace(tutor=SimpleNamespace(in_memory=tutor)))
        completions: list[Any] = [
            lesson_commands.titles,
            practice_commands.scopes,
            practice_commands.zones,
            practice_commands.days,
            question_commands.terms,
        ]
        completions += [
            lab_commands._completer(option)  # noqa: SLF001  # it has no name of its own
            for lab in LABS.values()
            for option in lab.options
            if option.kind in (Kind.WORDS, Kind.TEXT) and option.choices
        ]

        @often(at_length, short=25, long=500)
        @given(TEXTS | LONG)
        def complete(typed: str) -> None:
            for completion in completions:
                assert broken_by_choices(asyncio.run(completion(asking, typed))) == []

        complete()


def answered(tutor: Tutor, visit: Visit, action: str, text: str = "It is wrong.") -> Reply:
    """What comes of a button, and be it a sentence that says what to do instead."""
    try:
        return pressed(tutor, visit, Button("", action), text)
    except LearnerError as error:
        return note("", str(error))
