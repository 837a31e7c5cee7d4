"""The group desk: study groups of a server, who is in them, how far they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from bot.course.model import Course
from bot.errors import LearnerError
from bot.pictures.group_progress import GroupView, MemberProgress, draw_group_progress, names_beside
from bot.store import Group, Member, Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.group_report import group_report
from bot.tutor.organisers import Organisers, is_everybodys
from bot.tutor.reply import Button, Card, Reply, Sketch, Tone, Weight, note
from bot.tutor.schedules import ScheduleDesk
from bot.tutor.sessions import SessionDesk
from bot.tutor.visit import Visit
from bot.tutor.words import clean, listed, plural, quoted

NAME_LIMIT = 60
MOST_NAMED = 40  # members in a list
LONGEST_PAUSE = 24 * 60  # minutes
ROLE_DIGITS = 20  # of the largest number that Discord can give


class GroupDesk:
    """Study groups."""

    def __init__(
        self,
        course: Course,
        store: Store,
        organisers: Organisers,
        sessions: SessionDesk,
        schedules: ScheduleDesk,
    ) -> None:
        self._course = course
        self._store = store
        self._organisers = organisers
        self._sessions = sessions
        self._schedules = schedules

    def press(self, visit: Visit, action: Action) -> Reply:
        """Do what one of the desk's buttons says."""
        match action.verb:
            case "join":
                return self.join(visit)
            case "leave":
                return self.leave(visit)
            case "hold":
                return self._schedules.hold(visit, action.argument)
            case "end":
                return self._end_confirmed(visit, action.argument)
            case "ping":
                return self._ping(visit, action.argument)
            case _:
                return self._schedules.press(visit, action)

    def create(self, visit: Visit, name: str = "") -> Reply:
        """Make a group in this channel; for organisers."""
        self._organisers.refuse_others(visit)
        called = " ".join(clean(name).split())[:NAME_LIMIT] or "Study group"
        group = self._store.groups.create(
            self._course.id, visit.server, visit.place, called, visit.learner, visit.at
        )
        if group is None:
            raise LearnerError(
                "This channel has a study group already. `/group settings` changes it, `/group end` ends it."
            )
        text = (
            f"**{quoted(group.name)}** learns “{self._course.title}” together, in this channel. Anyone may join; anyone may learn alone all "
            "the same.\n\nOrganisers: `/group schedule` lets it meet by the clock, `/group lesson` opens a lesson now."
        )
        join = Button("Join", actions.group("join"), Weight.MAIN)
        return Reply((Card("A study group", text, Tone.NOTE, buttons=(join,)),), private=False)

    def join(self, visit: Visit) -> Reply:
        """Become a member of this channel's group."""
        group = self._here(visit)
        is_new = self._store.groups.join(group.id, Member(visit.learner, visit.name), visit.at)
        title = "Welcome" if is_new else "You are in it already"
        text = (
            f"**{quoted(group.name)}**: lessons open in threads of this channel. The group sees your progress only as a part of totals; "
            "`/my settings` lets you show it."
        )
        return note(title, text, Button("Leave the group", actions.group("leave")))

    def leave(self, visit: Visit) -> Reply:
        """Be a member no more."""
        group = self._here(visit)
        if not self._store.groups.leave(group.id, visit.learner):
            raise LearnerError("You are not in this channel's group. `/group join` takes you in.")
        reply = note(
            "You have left the group", "What you learned stays yours. `/group join` brings you back."
        )
        running = self._store.sessions.open_of(group.id)
        return replace(reply, stage=running.id if running else None)

    def roll(self, visit: Visit) -> tuple[str, ...]:
        """The members of this channel's group, longest first."""
        return tuple(member.learner for member in self._store.groups.members(self._here(visit).id))

    def let_go(self, server: str, learner: str) -> None:
        """Somebody has left a server, and with it its groups."""
        for group in self._store.groups.of_server(self._course.id, server):
            self._store.groups.leave(group.id, learner)

    def members(self, visit: Visit) -> Reply:
        """Who is in this channel's group."""
        group = self._here(visit)
        members = self._store.groups.members(group.id)
        names = [quoted(member.name, NAME_LIMIT) or "somebody" for member in members[:MOST_NAMED]]
        more = f"\n… and {len(members) - MOST_NAMED} more" if len(members) > MOST_NAMED else ""
        text = listed(names) + more if names else "Nobody yet. `/group join` makes you the first."
        return note(f"{quoted(group.name)}: {plural(len(members), 'member')}", text)

    def settings(
        self,
        visit: Visit,
        *,
        share: int | None = None,
        pause_minutes: int | None = None,
        role: str | None = None,
    ) -> Reply:
        """Show how this channel's group goes on, or change it; for organisers.

        Args:
            visit: Who, where, when.
            share: How many of a hundred of those present must be ready.
            pause_minutes: After how many minutes it goes on all the same; 0 for never.
            role: A role to be called when a scheduled lesson opens; is confirmed by a button before it holds.
        """
        self._organisers.refuse_others(visit)
        group = self._here(visit)
        if role is not None:
            _refuse_everybody(visit, role)
        if share is not None:
            group = replace(group, share=max(1, min(100, share)))
        if pause_minutes is not None:
            minutes = max(0, min(LONGEST_PAUSE, pause_minutes))
            group = replace(group, pause=timedelta(minutes=minutes) if minutes else None)
        self._store.groups.change(group)
        pause = (
            f"after {plural(int(group.pause.total_seconds() // 60), 'minute')} in any case"
            if group.pause
            else "never by itself"
        )
        called = f"<@&{group.ping_role}>" if group.ping_role else "nobody"
        lines = [
            f"It goes on when **{group.share} %** of those present are ready, {pause}.",
            f"When a scheduled lesson opens, I call {called}.",
        ]
        buttons = [Button("Call nobody", actions.group("ping", "none"))] if group.ping_role else []
        if role is not None:
            lines.append(
                f"\nShall I call <@&{role}> when a scheduled lesson opens? Everybody with that role is pinged then, and only then."
            )
            buttons.insert(0, Button("Yes, call that role", actions.group("ping", role), Weight.MAIN))
        return note(quoted(group.name), "\n".join(lines), *buttons)

    def end(self, visit: Visit) -> Reply:
        """Ask before ending this channel's group; for organisers."""
        self._organisers.refuse_others(visit)
        group = self._here(visit)
        text = f"**{quoted(group.name)}** and its schedule go; its members keep what they learned."
        confirm = Button("Yes, end it", actions.group("end", group.id), Weight.GRAVE)
        return note("End the group?", text, confirm)

    def progress(self, visit: Visit) -> Reply:
        """Lessons against members, as a picture: by name only those who chose to be seen."""
        group = self._here(visit)
        view = self.view(group)
        picture = Sketch("group.png", partial(_drawn, view))
        is_seen = self._store.choices.of(visit.learner).is_visible
        text = (
            "You are seen under your name, until `/my settings` hides you."
            if is_seen
            else "You are seen only as a part of totals, unless `/my settings` shows you."
        )
        if view.everybody < len(self._store.groups.members(group.id)):
            text += " There is one more member, whom a total would single out: they are not in the picture."
        beside = [f"{quoted(label)}: {quoted(name, NAME_LIMIT)}" for label, name in names_beside(view)]
        text += f"\n\n{listed(beside)}" if beside else ""
        return Reply((Card(f"{quoted(group.name)}: progress", text, Tone.NOTE, sketches=(picture,)),))

    def view(self, group: Group) -> GroupView:
        """What the picture shows."""
        lessons = list(self._course.lessons)
        shown: list[MemberProgress] = []
        counted, totals = 0, [0] * len(lessons)
        for member in self._store.groups.members(group.id):
            finished = self._store.positions.finished(member.learner, self._course.id)
            done = frozenset(place for place, lesson in enumerate(lessons) if lesson in finished)
            saved = self._store.positions.of(member.learner, self._course.id)
            here = (
                lessons.index(saved.position.lesson) if saved and saved.position.lesson in lessons else None
            )
            if self._store.choices.of(member.learner).is_visible:
                shown.append(MemberProgress(member.name, done, here))
            else:
                counted += 1
                totals = [total + (place in done) for place, total in enumerate(totals)]
        if counted == 1:  # a total, less those who are shown by name, would tell of them alone
            counted, totals = 0, [0] * len(lessons)
        titles = tuple(self._course.lessons[lesson].title for lesson in lessons)
        return GroupView(group.name, titles, tuple(shown), counted, tuple(totals))

    def report(self, visit: Visit) -> Reply:
        """A table of the group's lessons, and what this server asks and misses most; for organisers."""
        self._organisers.refuse_others(visit)
        return group_report(self._course, self._store, self._here(visit))

    def _ping(self, visit: Visit, role: str) -> Reply:
        self._organisers.refuse_others(visit)
        group = self._here(visit)
        if role != "none" and not (role.isdecimal() and role.isascii() and len(role) <= ROLE_DIGITS):
            raise LearnerError(actions.STALE)
        _refuse_everybody(visit, role)
        self._store.groups.change(replace(group, ping_role=None if role == "none" else role))
        return self.settings(visit)

    def _end_confirmed(self, visit: Visit, confirmed: str) -> Reply:
        self._organisers.refuse_others(visit)
        group = self._here(visit)
        if confirmed != str(group.id):
            raise LearnerError("That group has ended already; `/group end` ends the one that is here now.")
        self._store.groups.end(group.id, visit.at)
        return note("The group has ended", "`/group create` makes a new one in this channel.")

    def _here(self, visit: Visit) -> Group:
        return self._sessions.group_here(visit)


def _refuse_everybody(visit: Visit, role: str) -> None:
    if is_everybodys(role, visit.server):
        raise LearnerError("I call no role that everybody has: choose one that learners take for themselves.")


def _drawn(view: GroupView) -> tuple[bytes, str]:
    drawn = draw_group_progress(view)
    return drawn.png, drawn.alt
