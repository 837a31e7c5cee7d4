"""The session desk: a lesson that a study group takes together, in a thread."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.answering.titles import called
from bot.course.model import END, Check, Course, Lesson
from bot.course.position import Position, outline
from bot.errors import LearnerError
from bot.learning.group_lesson import Tally, may_go_on, pause_is_over
from bot.store import Group, Member, Session, Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.group_summary import group_summary
from bot.tutor.learned import take_up
from bot.tutor.notices import LESSON_BARRED, LESSON_LOST
from bot.tutor.organisers import Organisers
from bot.tutor.reply import Button, Card, Reply, Tone, Weight, note
from bot.tutor.reviews import ReviewDesk
from bot.tutor.scene import Scene
from bot.tutor.steps import content_card
from bot.tutor.visit import Here, Visit, anywhere
from bot.tutor.words import plural, quoted

NO_GROUP = "There is no study group in this channel. An organiser makes one with `/group create`."
ID_DIGITS = 19  # of a number that SQLite can't hold any more
OVER = "That lesson is over. `/lesson goto` takes you through it alone, whenever you like."


class SessionDesk:
    """Lessons that groups take together."""

    def __init__(self, course: Course, store: Store, organisers: Organisers, reviews: ReviewDesk) -> None:
        self._course = course
        self._store = store
        self._organisers = organisers
        self._reviews = reviews
        self._steps = outline(course)

    def press(self, visit: Visit, action: Action) -> Reply:
        """Do what a button under a group's lesson says."""
        number, _, rest = action.argument.partition("/")
        session, group = self._found(int(number) if number.isdecimal() and len(number) < ID_DIGITS else 0)
        if session is None or group is None or group.server != visit.server:
            raise LearnerError("That lesson is gone. `/group lesson` begins the next.")
        if action.verb == "catch-up":
            return self._catch_up(session)
        if session.is_over:
            raise LearnerError(OVER)
        match action.verb:
            case "join":
                return self._join(visit, group, session)
            case "leave":
                return self._leave(visit, group, session)
            case "ready":
                return self._ready(visit, group, session, rest)
            case "choose":
                return self._choose(visit, group, session, rest)
            case "next":
                return self._next(visit, session, rest)
            case "give-up":
                return self._give_up(visit, session)
            case _:
                raise LearnerError(actions.STALE)

    def begin(self, visit: Visit, wanted: str = "") -> Reply:
        """Open a lesson for the group of this channel, for organisers; tell anybody of one that is open.

        Args:
            visit: Who, where, when.
            wanted: A lesson by number, id or title; nothing for the next that the group hasn't had.
        """
        group = self.group_here(visit)
        running = self._store.sessions.open_of(group.id)
        if running is not None:
            return self._running(visit, running)
        self._organisers.refuse_others(visit)
        lesson = self._lesson(wanted) if wanted.strip() else self.next_lesson(group)
        if lesson is None:
            raise LearnerError(
                "This group has had every lesson. Name one to take it again: `/group lesson` with its number."
            )
        session = self._store.sessions.begin(group.id, lesson.id, lesson.steps[0], visit.at)
        if session is None:
            raise LearnerError("Somebody was quicker: this group's lesson is opening.")
        text = f"“{lesson.title}” opens in a thread of this channel."
        return replace(note("The lesson opens", text), stage=session.id)

    def group_here(self, visit: Visit) -> Group:
        """The group of this channel, or in whose lesson's thread this is.

        Raises:
            LearnerError: There is none.
        """
        group = self._store.groups.in_channel(self._course.id, visit.place)
        if group is None or group.server != visit.server:
            raise LearnerError(NO_GROUP)
        return group

    def next_lesson(self, group: Group) -> Lesson | None:
        """The first lesson that a group hasn't had; None when it had them all."""
        held = {session.lesson for session in self._store.sessions.held(group.id)}
        return next((lesson for lesson in self._course.lessons.values() if lesson.id not in held), None)

    def open_here(self, here: Here) -> list[int]:
        """The lessons that are under way in a thread, in the servers that are asked about."""
        groups = self._groups_here(here)
        under_way = (session for session in self._store.sessions.open() if session.thread is not None)
        return [session.id for session in under_way if session.group in groups]

    def behind(self, at: datetime, here: Here = anywhere) -> list[int]:
        """The lessons whose stage is behind, once those go on whose pause is over, or that wait for nobody any more.

        Args:
            at: When.
            here: In which servers; the others' lessons are left alone.
        """
        groups, attendance = self._groups_here(here), self._store.sessions.attendance()
        for session in self._store.sessions.open():
            group = groups.get(session.group)
            if group is not None and session.is_shown:
                is_ready = may_go_on(*attendance.get(session.id, (0, 0)), group.share)
                if is_ready or pause_is_over(session.moved_at, group.pause, at):
                    self._advance(session, at)
        return [session.id for session in self._store.sessions.unshown() if session.group in groups]

    def _groups_here(self, here: Here) -> dict[int, Group]:
        """The groups with a lesson that goes on, or is to be shown, in the servers that are asked about."""
        groups = self._store.groups.in_lessons(self._course.id)
        return {number: group for number, group in groups.items() if here(group.server)}

    def scene(self, number: int) -> Scene | None:
        """What everybody is to see of a lesson now; None if it is gone, or was given up before its end."""
        session, group = self._found(number)
        if session is None or group is None or (session.is_over and session.step != END):
            return None
        lesson = self._course.lessons.get(session.lesson)
        if lesson is None or session.step not in lesson.steps:
            return None
        shown = session.shown_step
        closing = (
            None
            if shown in (None, session.step) or shown not in lesson.steps
            else self._closed(session, lesson, shown)
        )
        return Scene(
            session.id,
            group.channel,
            session.thread,
            lesson.title,
            self._opening(group, session, lesson),
            group.ping_role if session.planned_at else None,
            session.step,
            self._shown(session, lesson),
            closing,
            shown,
            session.shown_message,
        )

    def announced(self, number: int, message: str) -> None:
        """The message from which the thread opens was posted."""
        self._store.sessions.note_opening(number, message)

    def opened(self, number: int, thread: str) -> None:
        """The thread is open."""
        self._store.sessions.note_thread(number, thread)

    def shown(self, number: int, step: str, message: str) -> None:
        """A step's message was posted."""
        self._store.sessions.note_shown(number, step, message)

    def lost(self, number: int, at: datetime) -> None:
        """Its thread or channel is gone: the lesson ends where it stands, and who made the group hears of it."""
        self._store.sessions.give_up(number, at)
        self._tell_maker(number, LESSON_LOST)

    def barred(self, number: int) -> None:
        """A permission is missing: who made the group hears which."""
        self._tell_maker(number, LESSON_BARRED)

    def _tell_maker(self, number: int, notice: str) -> None:
        _, group = self._found(number)
        if group is not None and group.created_by:
            self._store.notices.add(group.created_by, notice)

    def _found(self, number: int) -> tuple[Session | None, Group | None]:
        session = self._store.sessions.get(number)
        return session, self._store.groups.get(self._course.id, session.group) if session else None

    # -- presses --

    def _join(self, visit: Visit, group: Group, session: Session) -> Reply:
        self._take_part(visit, group, session)
        catch_up = Button("Catch me up", actions.session("catch-up", session.id), Weight.MAIN)
        reply = note(
            "You are in", "Press Ready when you have read a message; it goes on when all are ready.", catch_up
        )
        return replace(reply, stage=session.id)

    def _leave(self, visit: Visit, group: Group, session: Session) -> Reply:
        self._store.sessions.leave(session.id, visit.learner)
        self._go_on_if_ready(group, session, visit.at)
        reply = note(
            "You have left this lesson",
            "The others don't wait for you. Join brings you back, as long as it lasts.",
        )
        return replace(reply, stage=session.id)

    def _ready(self, visit: Visit, group: Group, session: Session, step: str) -> Reply:
        self._take_part(visit, group, session, step)
        if step != session.step:
            return replace(note("", "The group has moved on: the newest message is below."), stage=session.id)
        present, ready = self._counts(session)
        self._go_on_if_ready(group, session, visit.at)
        return replace(note("", f"Noted. Ready: {ready} of {present}."), stage=session.id)

    def _choose(self, visit: Visit, group: Group, session: Session, argument: str) -> Reply:
        lesson, so_far = self._so_far(session)
        check_id, _, mark = argument.partition(":")
        piece = lesson.pieces.get(check_id) if check_id in so_far else None
        choice = actions.chosen(piece, mark) if isinstance(piece, Check) else None
        if not isinstance(piece, Check) or choice is None:
            raise LearnerError("That check has been rewritten since. Wait for the next message.")
        with self._store.atomic():
            self._take_part(visit, group, session, piece.id)
            is_first = self._store.sessions.answer(
                session.id, piece.id, visit.learner, is_right=choice.right, at=visit.at
            )
            self._store.attempts.add(
                visit.learner,
                self._course.id,
                session.lesson,
                piece.id,
                choice=choice.text,
                is_right=choice.right,
                at=visit.at,
            )
            if is_first and not choice.right:
                self._reviews.missed(visit.learner, piece.key_point, visit.at)
        self._go_on_if_ready(group, session, visit.at)
        title = "Right" if choice.right else "Not that one"
        text = f"You chose: **{choice.text}**\n\n{choice.feedback}"
        if not choice.right:
            text += f"\n\nRight is: **{next(c.text for c in piece.choices if c.right)}**"
        text += (
            "\n\nNobody else sees what you chose."
            if is_first
            else "\n\nYour first answer counts for the group."
        )
        explain = Button("Explain it", actions.answer("open", piece.key_point))
        return Reply((Card(title, text, Tone.CHECK, buttons=(explain,)),), stage=session.id)

    def _take_part(self, visit: Visit, group: Group, session: Session, done: str = "") -> None:
        """Somebody is there, and of the group; done with a step too, if the lesson still stands there."""
        with self._store.atomic():
            self._store.groups.join(group.id, Member(visit.learner, visit.name), visit.at)
            if done == session.step:
                self._store.sessions.be_ready(session.id, visit.learner, done, visit.at)
            else:
                self._store.sessions.join(session.id, visit.learner, visit.at)

    def _next(self, visit: Visit, session: Session, step: str) -> Reply:
        self._organisers.refuse_others(visit)
        if step == session.step:
            self._advance(session, visit.at)
        return replace(note("", "The group goes on."), stage=session.id)

    def _give_up(self, visit: Visit, session: Session) -> Reply:
        self._organisers.refuse_others(visit)
        self._store.sessions.give_up(session.id, visit.at)
        return note("Lesson given up", "Its thread stays to be read. `/group lesson` begins anew.")

    def _catch_up(self, session: Session) -> Reply:
        """All that was shown so far, for the eyes of one who came late."""
        lesson, so_far = self._so_far(session)
        return Reply(tuple(content_card(self._course, lesson, step) for step in so_far if step != END))

    def _so_far(self, session: Session) -> tuple[Lesson, tuple[str, ...]]:
        """The lesson, and its steps up to where it stands."""
        lesson = self._course.lessons.get(session.lesson)
        if lesson is None or session.step not in lesson.steps:
            raise LearnerError(OVER)
        return lesson, lesson.steps[: lesson.steps.index(session.step) + 1]

    # -- going on --

    def _go_on_if_ready(self, group: Group, session: Session, at: datetime) -> None:
        if may_go_on(*self._counts(session), group.share):
            self._advance(session, at)

    def _advance(self, session: Session, at: datetime) -> None:
        """Go one step on, unless somebody else did; at the end those who were ready to the last have the lesson done."""
        lesson = self._course.lessons.get(session.lesson)
        if lesson is None or session.step not in lesson.steps:
            self._store.sessions.give_up(session.id, at)
            return
        ahead = lesson.steps[lesson.steps.index(session.step) + 1]
        with self._store.atomic():
            ready = self._store.sessions.ready(session.id, session.step)
            if self._store.sessions.move(session, ahead, at, is_over=ahead == END) and ahead == END:
                for learner in sorted(ready):
                    self._finish(learner, lesson, at)

    def _finish(self, learner: str, lesson: Lesson, at: datetime) -> None:
        """A learner has the lesson done. Their own place moves only if it is in this lesson, and then to its end."""
        self._store.positions.finish(learner, self._course.id, lesson.id, at)
        take_up(self._store, learner, self._course.id, [point.id for point in lesson.key_points], at)
        saved = self._store.positions.of(learner, self._course.id)
        if saved is not None and saved.position.lesson == lesson.id and saved.position.step != END:
            end = Position(lesson.id, END)
            self._store.positions.move(
                learner, self._course.id, expected=saved.position, to=end, outline=self._steps, at=at
            )

    # -- what is shown --

    def _opening(self, group: Group, session: Session, lesson: Lesson) -> Reply:
        text = f"**{quoted(group.name)}** takes “{lesson.title}” together, about {plural(lesson.minutes, 'minute')}. Come into the thread."
        title = "A lesson begins" if session.planned_at is None else "It is time for the lesson"
        return Reply((Card(title, text, Tone.LESSON),), private=False)

    def _shown(self, session: Session, lesson: Lesson) -> Reply:
        present, ready = self._counts(session)
        if session.step == END:
            return group_summary(
                self._course,
                lesson,
                session.id,
                came=self._store.sessions.came(session.id),
                stayed=present,
                tallies=self._tallies(session),
            )
        here = f"{session.id}/{session.step}"
        piece = lesson.pieces.get(session.step)
        card = content_card(self._course, lesson, session.step)
        buttons = list(card.buttons)
        if isinstance(piece, Check):
            buttons += [
                Button(choice.text, actions.session("choose", f"{here}:{actions.fingerprint(choice)}"))
                for choice in piece.choices
            ]
            footer = f"Answered: {ready} of {present} · only you see what you chose"
        else:
            buttons.append(Button("Ready", actions.session("ready", here), Weight.MAIN))
            footer = f"Ready: {ready} of {present}"
        buttons += [
            Button("Join", actions.session("join", session.id)),
            Button("Leave", actions.session("leave", session.id)),
            Button("Catch me up", actions.session("catch-up", session.id)),
            Button("Next (organisers)", actions.session("next", here)),
        ]
        return Reply((replace(card, footer=footer, buttons=tuple(buttons)),), private=False)

    def _closed(self, session: Session, lesson: Lesson, step: str) -> Card:
        """A step that is over: without buttons, a check with its totals."""
        card = content_card(self._course, lesson, step)
        tally = self._tallies(session).get(step)
        footer = f"{tally.right} of {tally.answered} right" if tally else ""
        return replace(card, sounds=(), buttons=(), footer=footer)

    def _tallies(self, session: Session) -> dict[str, Tally]:
        """How the checks went, in the lesson's order."""
        answers = self._store.sessions.answers(session.id)
        checks = self._course.lessons[session.lesson].checks
        return {check.id: Tally(*answers[check.id]) for check in checks if check.id in answers}

    def _counts(self, session: Session) -> tuple[int, int]:
        """How many are there, and how many of them are ready."""
        present = self._store.sessions.present(session.id)
        return len(present), len(self._store.sessions.ready(session.id, session.step))

    def _running(self, visit: Visit, session: Session) -> Reply:
        if session.thread:
            text = f"“{self._title(session)}” goes on in <#{session.thread.removeprefix('discord:')}>."
        else:
            text = f"“{self._title(session)}” is about to open in a thread of this channel."
        buttons = []
        if self._organisers.include(visit):
            text += " Giving it up makes room for another."
            buttons.append(Button("Give it up", actions.session("give-up", session.id), Weight.GRAVE))
        return replace(note("A lesson is open", text, *buttons), stage=session.id)

    def _title(self, session: Session) -> str:
        lesson = self._course.lessons.get(session.lesson)
        return lesson.title if lesson else session.lesson

    def _lesson(self, wanted: str) -> Lesson:
        found = called(wanted, {lesson.id: lesson.title for lesson in self._course.lessons.values()})
        if found is None:
            raise LearnerError("No lesson is called that. Type `/lesson list` to see them all.")
        return self._course.lessons[found]
