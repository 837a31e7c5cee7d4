"""The server desk: what organisers choose for their server, and what its learners do in numbers."""

from __future__ import annotations

from dataclasses import replace

from bot.course.model import Course
from bot.errors import LearnerError
from bot.store import Place, ServerChoices, Store
from bot.tutor import actions
from bot.tutor.actions import Action
from bot.tutor.my import PLACES
from bot.tutor.organisers import Organisers, is_everybodys
from bot.tutor.reply import Button, Reply, note
from bot.tutor.visit import Visit
from bot.tutor.words import listed, plural

CHANNELS_SHOWN = 40  # of the 500 that a server can have: all of their names would not fit into a message


class ServerDesk:
    """A server's settings; for its organisers."""

    def __init__(self, course: Course, store: Store, organisers: Organisers) -> None:
        self._course = course
        self._store = store
        self._organisers = organisers

    def press(self, visit: Visit, action: Action) -> Reply:
        """Do what one of the desk's buttons says."""
        self._organisers.refuse_others(visit)
        chosen = self._store.servers.of(visit.server)
        match action.verb:
            case "here-too":
                chosen = replace(chosen, channels=tuple(dict.fromkeys((*chosen.channels, visit.place))))
            case "not-here":
                others = tuple(channel for channel in chosen.channels if channel != visit.place)
                if not others:
                    raise LearnerError(
                        "Then I could speak nowhere: press “Here too” in another channel first."
                    )
                chosen = replace(chosen, channels=others)
            case "everywhere":
                chosen = replace(chosen, channels=())
            case "no-role":
                _refuse_its_members(visit)
                chosen = replace(chosen, organiser_role=None)
            case "place" if action.argument in {place.value for place in Place}:
                chosen = replace(chosen, place=Place(action.argument))
            case _:
                raise LearnerError(actions.STALE)
        self._store.servers.choose(visit.server, chosen)
        return self.settings(visit)

    def settings(self, visit: Visit, *, role: str | None = None) -> Reply:
        """What holds in this server, and buttons to change it; `role` becomes the organisers' role."""
        self._organisers.refuse_others(visit)
        chosen = self._store.servers.of(visit.server)
        if role is not None:
            _refuse_its_members(visit)
            if is_everybodys(role, visit.server):
                raise LearnerError("Everybody has that role: choose one that only organisers have.")
            chosen = replace(chosen, organiser_role=role)
            self._store.servers.choose(visit.server, chosen)
        place = chosen.place or Place.HERE
        said, _ = PLACES[place]
        lines = [
            f"**Where I may speak in public**: {_channels(chosen)}.",
            f"**Lessons** are shown {said}, unless a learner chose otherwise.",
            f"**Organisers**: those who may manage this server{f', and <@&{chosen.organiser_role}>' if chosen.organiser_role else ''}.",
        ]
        if role is not None:
            lines.append(
                "Discord shows `/tutor` only to those who manage the server; *Integrations* in its settings shows it to that role."
            )
        buttons = [Button("Here too" if chosen.channels else "Only here", actions.server("here-too"))]
        if visit.place in chosen.channels:
            buttons = [Button("Not here", actions.server("not-here"))] if len(chosen.channels) > 1 else []
        if chosen.channels:
            buttons.append(Button("Everywhere", actions.server("everywhere")))
        buttons += [
            Button(label.replace("for me alone", "for their eyes"), actions.server("place", other.value))
            for other, (_, label) in PLACES.items()
            if other is not place
        ]
        if chosen.organiser_role and visit.manages_server:
            buttons.append(Button("No organisers' role", actions.server("no-role")))
        return note("This server", "\n".join(lines), *buttons)

    def statistics(self, visit: Visit) -> Reply:
        """What this server's learners do, in numbers."""
        self._organisers.refuse_others(visit)
        groups = self._store.groups.of_server(self._course.id, visit.server)
        members = {member.learner for group in groups for member in self._store.groups.members(group.id)}
        held = [session for group in groups for session in self._store.sessions.held(group.id)]
        outcomes = self._store.asked.outcomes(self._course.id, visit.server)
        lines = [
            f"{plural(len(groups), 'study group')} with {plural(len(members), 'member')}, {plural(len(held), 'lesson')} held together",
            f"{plural(outcomes.get('suggest', 0), 'question')} answered with a choice, {outcomes.get('decline', 0)} with “not in this course”, "
            f"{outcomes.get('answer', 0)} answers judged",
        ]
        return note(
            "This server in numbers",
            listed(lines) + "\n\nWhat learners do alone is theirs and isn't counted here.",
        )

    def may_speak(self, server: str, *places: str) -> bool:
        """Whether the tutor may speak in public in a thread or the channel it belongs to; where a group is, it may."""
        channels = self._store.servers.of(server).channels
        return not channels or any(
            place in channels or self._store.groups.in_channel(self._course.id, place) for place in places
        )


def _refuse_its_members(visit: Visit) -> None:
    """Who has the organisers' role may neither give it on nor take it away."""
    if not visit.manages_server:
        raise LearnerError(
            "Only those who may manage this server choose the organisers' role: ask one of them."
        )


def _channels(chosen: ServerChoices) -> str:
    if not chosen.channels:
        return "everywhere that I can"
    mentions = [f"<#{channel.removeprefix('discord:')}>" for channel in chosen.channels[:CHANNELS_SHOWN]]
    more = len(chosen.channels) - CHANNELS_SHOWN
    return ", ".join(mentions) + (f" and {more} more" if more > 0 else "")
