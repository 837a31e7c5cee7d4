"""The question desk: answers from the course's key points, and from nothing else."""

from __future__ import annotations

from dataclasses import replace

from bot.answering.confidence import Mode
from bot.answering.facets import Facet
from bot.answering.matcher import Match, Matcher
from bot.answering.settlements import Settled, Settlements
from bot.course.model import Course, KeyPoint
from bot.course.position import Position
from bot.errors import LearnerError
from bot.store import Store
from bot.tutor import actions, answers
from bot.tutor.actions import Action
from bot.tutor.learned import take_up
from bot.tutor.lessons import LessonDesk
from bot.tutor.recent import Recent, RecentQuestion
from bot.tutor.reply import Button, Card, Reply, Tone, Weight, note
from bot.tutor.visit import Visit
from bot.tutor.words import clean

SUGGESTIONS = 3
NEAREST = 2
WORTH_A_LOOK = 0.15  # below that the nearest key points share a word with the question by chance
FACET_VERBS = frozenset(facet.value for facet in Facet)
MAY_I = (
    "May I keep questions like this one, so that the course's author can answer them? Without your name, for 90 days at most; "
    "where two people ask the same, a server's organisers can see it too. I ask only this once."
)


class QuestionDesk:
    """Questions and answers."""

    def __init__(self, course: Course, store: Store, matcher: Matcher, lessons: LessonDesk) -> None:
        self._course = course
        self._store = store
        self._matcher = matcher
        self._lessons = lessons
        self._recent = Recent()
        self._settlements: dict[str, Settlements] = {}
        self._edition: tuple[int, str] | None = None

    def press(self, visit: Visit, action: Action, text: str = "") -> Reply:
        """Do what one of the desk's buttons says."""
        if action.verb == "ask":
            return self.ask(visit, text)
        if action.verb in ("keep-yes", "keep-no"):
            return self._may_keep(visit, may=action.verb == "keep-yes")
        if action.verb == "helpful":
            return self._judged(visit, action.argument, is_helpful=True)
        if action.verb == "unhelpful":
            return self._judged(visit, action.argument, is_helpful=False)
        return self._show(visit, action, self._point(action.argument))

    def ask(self, visit: Visit, question: str, *, private: bool = True) -> Reply:
        """Answer a question, offer what it may have meant, or say that the course has no answer.

        Args:
            visit: Who, where, when.
            question: As typed.
            private: Whether the answer is for the asker alone.
        """
        if not any(c.isalnum() for c in clean(question)):
            return note(
                "What would you like to know?",
                "Type your question after /ask, in your own words.",
                private=private,
            )
        here = self._lessons.here(visit)
        match = self._matcher.match(
            question,
            lesson=here.lesson if here else None,
            before=self._store.last_answers.of(visit.learner, visit.place, visit.at),
            settlements=self._settled_in(visit.server),
        )
        if match.talk is not None:
            return note("", match.talk, self._lessons.way_on(visit), private=private)
        if match.remembered:
            self._remember(visit, match.remembered, is_answered=match.mode is Mode.ANSWER)
        kept = None if match.mode is Mode.ANSWER else self._keep(visit, question, match)
        if match.facet is None:
            self._recent.note(visit, RecentQuestion(question, match, kept))
        cards = [self._card(visit, question, match)]
        if kept is not None and private:
            cards += self._may_i(visit)
        return Reply(tuple(cards), private)

    def forget(self, learner: str) -> None:
        """Let go of what is in memory of a learner who is forgotten: their last questions, and what was settled of them."""
        self._recent.forget(learner)
        self.settle_anew()

    def settle_anew(self) -> None:
        """Something was settled: look it up again."""
        self._settlements.clear()

    def _card(self, visit: Visit, question: str, match: Match) -> Card:
        points = [self._course.key_points[name] for name in match.ranking]
        ways = self._ways(visit, points[0] if points else None)
        if match.mode is Mode.DECLINE:
            near = points[:NEAREST] if match.hope >= WORTH_A_LOOK else []
            return answers.refusal_card(near, question, match)
        if match.mode is Mode.SUGGEST:
            return answers.suggestion_card(points[:SUGGESTIONS], question, match)
        if match.compared:
            return answers.comparison_card(points[:2], ways, question, match)
        if match.facet is not None:
            return answers.facet_card(points[0], match.facet, ways[:1], question)
        return answers.answer_card(self._course, points[0], ways, question, match)

    def _show(self, visit: Visit, action: Action, point: KeyPoint) -> Reply:
        recent = self._recent.of(visit)
        if action.verb == "reasons":
            if recent is None or point.id not in recent.match.ranking:
                raise LearnerError("I no longer have the question to that. Type `/ask` and it once more.")
            reasons = self._matcher.reasons(recent.text, point.id)
            runner_up = self._course.key_points.get(reasons.runner_up or "")
            return Reply((answers.reasons_card(point, reasons, runner_up, recent.text),))
        self._remember(visit, (point.id,), is_answered=True)
        if action.verb == "open":
            if (
                recent is not None
                and recent.kept is not None
                and point.id in recent.match.ranking[:SUGGESTIONS]
            ):
                self._store.asked.judge(recent.kept, is_helpful=True)  # one of what was offered was it
            return Reply((answers.answer_card(self._course, point, self._ways(visit, point)),))
        if action.verb in FACET_VERBS:
            return Reply((answers.facet_card(point, Facet(action.verb), self._ways(visit, None)),))
        raise LearnerError(actions.STALE)

    def _remember(self, visit: Visit, key_points: tuple[str, ...], *, is_answered: bool) -> None:
        """What a next question may lean on; what was answered also comes back in reviews."""
        with self._store.atomic():
            self._store.last_answers.keep(visit.learner, visit.place, key_points, visit.at)
            if is_answered:
                take_up(self._store, visit.learner, self._course.id, key_points[:1], visit.at)

    def _judged(self, visit: Visit, key_point: str, *, is_helpful: bool) -> Reply:
        """Someone says whether an answer helped; the question's words are kept where that is allowed."""
        recent = self._recent.of(visit)
        if recent is None or not recent.was_shown(key_point):
            recent = RecentQuestion(
                "", Match(Mode.ANSWER, (key_point,) if key_point != answers.NONE else ()), None
            )
        if recent.kept is None:
            recent = replace(recent, kept=self._keep(visit, "" if is_helpful else recent.text, recent.match))
            self._recent.note(visit, recent)
        words = (
            recent.text if not is_helpful and self._store.choices.of(visit.learner).keeps_questions else ""
        )
        self._store.asked.judge(recent.kept or 0, is_helpful=is_helpful, text=words)
        way_on = self._lessons.way_on(visit)
        if is_helpful:
            return note("Thank you", "Good to know. Ask on, or go on with the lesson.", way_on)
        buttons = [Button("Ask differently", actions.answer("ask"), Weight.MAIN)]
        if key_point in self._course.key_points:
            buttons.append(Button("Something wrong here?", actions.report(key_point)))
        others = [self._course.key_points[name] for name in recent.match.ranking if name != key_point][
            :NEAREST
        ]
        text = (
            "I'm sorry that was no help. Other words often do; so may one of these."
            if others
            else "I'm sorry that was no help. Other words often do."
        )
        card = Card("Not helpful", text, Tone.ANSWER, buttons=(*answers.openers(others), *buttons, way_on))
        return Reply((card, *(self._may_i(visit) if recent.text else ())))

    def _keep(self, visit: Visit, question: str, match: Match) -> int:
        may = self._store.choices.of(visit.learner).keeps_questions
        return self._store.asked.add(
            visit.learner,
            self._course.id,
            visit.server,
            text=clean(question) if may else "",
            outcome=match.mode.value,
            nearest=match.ranking[:SUGGESTIONS],
            at=visit.at,
        )

    def _may_i(self, visit: Visit) -> list[Card]:
        """The one time that a learner is asked whether their questions may be kept."""
        if self._store.choices.of(visit.learner).was_asked:
            return []
        self._store.choices.note_asked(visit.learner)
        yes = Button("Yes, keep such questions", actions.answer("keep-yes"))
        return [Card("May I?", MAY_I, Tone.NOTE, buttons=(yes, Button("No", actions.answer("keep-no"))))]

    def _may_keep(self, visit: Visit, *, may: bool) -> Reply:
        self._store.choices.keep_questions(visit.learner, may=may)
        recent = self._recent.of(visit)
        if may and recent is not None and recent.kept is not None:
            self._store.asked.add_words(recent.kept, clean(recent.text))
        text = "Thank you. It may become a part of the course." if may else "Then I keep none of your words."
        return note("", text, self._lessons.way_on(visit))

    def _settled_in(self, server: str) -> Settlements:
        edition = self._store.settled.edition(self._course.id)
        if edition != self._edition:  # by whoever runs the bot, or in another process of it
            self.settle_anew()
            self._edition = edition
        if server not in self._settlements:
            settled = (Settled(s.ask, s.key_point) for s in self._store.settled.of(self._course.id, server))
            self._settlements[server] = self._matcher.settlements(settled)
        return self._settlements[server]

    def _ways(self, visit: Visit, point: KeyPoint | None) -> list[Button]:
        """Back into the course: to where one is, and to the lesson that teaches a key point."""
        here = self._lessons.here(visit)
        ways = [self._lessons.way_on(visit)]
        if point is not None:
            lesson = self._course.lesson_of[point.id]
            if here is None or here.lesson != lesson.id:
                there = Position(lesson.id, lesson.steps[0])
                ways.append(Button("Go to that lesson", actions.lesson("at", there)))
        return ways

    def _point(self, name: str) -> KeyPoint:
        point = self._course.key_points.get(name)
        if point is None:
            raise LearnerError("The course no longer has that key point. Ask again with /ask.")
        return point
