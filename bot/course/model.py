"""What is taught, as values. These types are also the format of the YAML that authors write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

MESSAGE_LIMIT = 1_500  # one idea, readable on a phone without scrolling far
BUTTON_LIMIT = 80  # Discord's limit for a button's label
ALT_LIMIT = 1_024  # Discord's limit for a file's description
RECAP = "recap"
END = "end"


def line(limit: int) -> StringConstraints:
    """One line of at most `limit` characters, not empty."""
    return StringConstraints(pattern=r"^[^\n]*$", min_length=1, max_length=limit)


def paragraph(limit: int) -> StringConstraints:
    """Text of at most `limit` characters, not empty; lines may break."""
    return StringConstraints(min_length=1, max_length=limit)


Id = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=32),
    Field(description="Lower-case letters, digits and single hyphens. Never changes once learners use it."),
]
Title = Annotated[str, line(80)]
Ask = Annotated[str, line(120)]


class Part(BaseModel):
    """A piece of a course: never changed once read, and no field that the format lacks."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Source(Part):
    """Where a claim can be checked: a paper on arXiv, a page, or a place in print."""

    title: Annotated[str, line(200)]
    authors: Annotated[str, line(120)]
    year: int = Field(ge=1600, le=2100, description="Of the first version.")
    arxiv: Annotated[str, StringConstraints(pattern=r"^\d{4}\.\d{4,5}$")] | None = None
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=300)] | None = None
    where: Annotated[str, line(160)] | None = None
    note: Annotated[str, line(200)] | None = Field(None, description="What a reader finds there.")

    @model_validator(mode="after")
    def _has_one_place(self) -> Self:
        if [self.arxiv, self.url, self.where].count(None) != 2:
            raise ValueError("a source has exactly one of `arxiv`, `url` and `where`")
        return self

    @property
    def link(self) -> str | None:
        """The web address, None for a source that is only in print."""
        return f"https://arxiv.org/abs/{self.arxiv}" if self.arxiv else self.url


class Media(Part):
    """A picture or a sound, with the words for those who can't see or hear it."""

    file: Annotated[str, StringConstraints(pattern=r"^[\w-]+(/[\w-]+)*\.[a-z0-9]{2,4}$", max_length=80)] = (
        Field(description="Relative to lessons/pictures/.")
    )
    alt: Annotated[str, StringConstraints(min_length=40, max_length=ALT_LIMIT)]


class Try(Part):
    """A lab that the learner can run from this message."""

    lab: Id
    options: dict[str, str | int | float | bool] = {}
    label: Annotated[str, line(BUTTON_LIMIT)]


class Message(Part):
    """One idea, told in one message."""

    id: Id
    text: Annotated[str, paragraph(MESSAGE_LIMIT)]
    picture: Media | None = None
    sound: Media | None = None
    try_: Try | None = Field(None, alias="try")


class Asks(Part):
    """Ways learners ask about a key point, in four voices."""

    canonical: tuple[Ask, ...] = Field(min_length=5, description="As a textbook would ask.")
    keywords: tuple[Ask, ...] = Field(min_length=5, description="Abbreviations, other terms, search words.")
    beginner: tuple[Ask, ...] = Field(min_length=5, description="By someone who lacks the term.")
    scenario: tuple[Ask, ...] = Field(min_length=5, description="Situations and misconceptions.")

    def __len__(self) -> int:
        return len(self.all)

    @cached_property
    def all(self) -> tuple[str, ...]:
        """Every ask, voice after voice."""
        return self.canonical + self.keywords + self.beginner + self.scenario


class KeyPointAsks(Part):
    """The asks of one key point, in the file beside its lesson."""

    id: Id
    asks: Asks


class KeyPoint(Part):
    """One thing worth knowing: what a lesson teaches is what a question finds and a check tests."""

    id: Id
    title: Title = Field(description="What it is called in a list or on a button.")
    statement: Annotated[str, line(220)] = Field(description="The key point in one line.")
    explain: Annotated[str, paragraph(900)] = Field(
        description="Two to four sentences: what a question gets."
    )
    why: Annotated[str, paragraph(500)] | None = Field(None, description="Why it matters.")
    example: Annotated[str, paragraph(600)] | None = None
    simpler: Annotated[str, paragraph(500)] | None = Field(None, description="For someone of fifteen.")
    asks: Asks = Asks.model_construct(canonical=(), keywords=(), beginner=(), scenario=())
    see: tuple[Id, ...] = Field((), description="Related key points.")
    sources: tuple[Source, ...] = Field(min_length=1)
    checked: date | None = Field(None, description="When a claim that ages was last checked.")


class Choice(Part):
    """One answer to a check, and what is said to someone who picks it."""

    text: Annotated[str, line(BUTTON_LIMIT)]
    feedback: Annotated[str, line(300)]
    right: bool = False


class Check(Part):
    """A question at a lesson's end."""

    id: Id
    question: Annotated[str, paragraph(300)]
    key_point: Id
    choices: tuple[Choice, ...] = Field(min_length=3, max_length=4)

    @model_validator(mode="after")
    def _has_one_right_choice(self) -> Self:
        if sum(choice.right for choice in self.choices) != 1:
            raise ValueError("exactly one choice of a check is `right: true`")
        if len({choice.text for choice in self.choices}) != len(self.choices):
            raise ValueError("the choices of a check differ from each other")
        return self


READING_SPEED = 200  # words a minute, of careful reading
CHECK_MINUTES = 0.5


class Lesson(Part):
    """A few minutes that teach a few key points."""

    id: Id
    title: Title
    outcome: Annotated[str, line(200)] = Field(
        description='What a learner can do afterwards: "After this you can …".'
    )
    minutes: int = Field(ge=1, le=60)
    messages: tuple[Message, ...] = Field(min_length=1, max_length=12)
    key_points: tuple[KeyPoint, ...] = Field(min_length=1)
    checks: tuple[Check, ...] = Field(min_length=3)
    reading: tuple[Source, ...] = ()
    discuss: Annotated[str, line(300)] | None = Field(
        None, description="A question for a study group to talk about."
    )

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The ids of what a learner passes through: messages, recap, checks, end."""
        return (*(m.id for m in self.messages), RECAP, *(c.id for c in self.checks), END)

    @property
    def least_minutes(self) -> float:
        """How long reading its messages and answering its checks takes at least."""
        words = sum(len(message.text.split()) for message in self.messages)
        return words / READING_SPEED + CHECK_MINUTES * len(self.checks)

    @cached_property
    def pieces(self) -> dict[str, Message | Check]:
        """Its messages and checks by id; `recap` and `end` are made by the tutor."""
        return {m.id: m for m in self.messages} | {c.id: c for c in self.checks}


class Term(Part):
    """A term or an abbreviation of the glossary."""

    term: Annotated[str, line(60)]
    means: Annotated[str, line(300)]
    key_point: Id | None = Field(None, description="Where the course explains it.")

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called: "Word error rate (WER)" is also each of the two."""
        long, bracket, short = self.term.partition(" (")
        return (self.term, long, short.rstrip(")")) if bracket else (self.term,)


class SmallTalk(Part):
    """Something people say that is no question about the course, and what is said back."""

    id: Id
    asks: tuple[Ask, ...] = Field(min_length=1)
    answer: Annotated[str, paragraph(300)]
    mixes: bool = Field(False, description="Its words may come in any mixture, such as `haha ok nice`.")


class Topic(Part):
    """Something people ask a tutor of this course that it leaves out: a question like these is not answered."""

    id: Id
    title: Title
    asks: tuple[Ask, ...] = Field(min_length=5)


class UnitHeading(Part):
    """A unit as `course.yaml` names it; its lessons are the files of its folder."""

    id: Id
    title: Title
    key_points: tuple[Id, ...] = Field(
        (), description="What it must teach, each once; its lessons may teach more."
    )


class CourseFile(Part):
    """What stands in `course.yaml`."""

    id: Id
    title: Title
    summary: Annotated[str, paragraph(600)]
    units: tuple[UnitHeading, ...] = Field(min_length=1)
    glossary: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """Lessons that belong together."""

    id: str
    title: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True)
class Course:
    """A whole course, in the order it is taught."""

    id: str
    title: str
    summary: str
    units: tuple[Unit, ...]
    glossary: tuple[Term, ...]
    small_talk: tuple[SmallTalk, ...]
    beyond: tuple[Topic, ...]
    folder: Path

    @cached_property
    def lessons(self) -> dict[str, Lesson]:
        """Every lesson by its id, in order."""
        return {lesson.id: lesson for unit in self.units for lesson in unit.lessons}

    @cached_property
    def key_points(self) -> dict[str, KeyPoint]:
        """Every key point by its id, in order."""
        return {point.id: point for _, point in self.taught()}

    @cached_property
    def lesson_of(self) -> dict[str, Lesson]:
        """The lesson that teaches each key point, by the key point's id."""
        return {point.id: lesson for lesson, point in self.taught()}

    def taught(self) -> Iterator[tuple[Lesson, KeyPoint]]:
        """Each key point with its lesson, in order."""
        for lesson in self.lessons.values():
            for point in lesson.key_points:
                yield lesson, point

    def media_path(self, media: Media) -> Path:
        """Where a picture or sound lies on disk."""
        return self.folder / "pictures" / media.file
