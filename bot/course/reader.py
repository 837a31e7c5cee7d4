"""Read a folder of lessons into a Course, or say everything that is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.course.consistency import Found, LessonFile, inconsistencies
from bot.course.format import conform
from bot.course.model import Course, CourseFile, KeyPointAsks, Lesson, SmallTalk, Topic, Try, Unit
from bot.course.yaml_file import YamlFile, read_yaml
from bot.errors import ContentError, Mistake

T = TypeVar("T")
LESSON_NAME = re.compile(r"\d\d-(?P<id>[a-z0-9-]+)\.yaml")
ASKS_SUFFIX = ".asks.yaml"


def read_course(folder: Path, fault_of_try: Callable[[Try], str | None] | None = None) -> Course:
    """Read a course.

    Args:
        folder: Holds `course.yaml`, `NN-unit/NN-lesson.yaml` and `pictures/`.
        fault_of_try: Says what is wrong with a lab that a message offers, None if nothing is. The labs live
            above the course, so whoever has them brings it.

    Raises:
        ContentError: With every mistake of every file.
    """
    reading = _Reading(folder)
    found = reading.everything()
    mistakes = list(reading.mistakes)
    if found is not None:
        mistakes += inconsistencies(found, is_whole=not mistakes)
        mistakes += _faulty_tries(found, fault_of_try) if fault_of_try else ()
    if mistakes or found is None:
        raise ContentError(sorted(mistakes))
    course = found.course_file
    units = tuple(
        Unit(heading.id, heading.title, tuple(file.lesson for file in files))
        for heading, files in zip(course.units, found.units, strict=True)
    )
    return Course(
        course.id,
        course.title,
        course.summary,
        units,
        course.glossary,
        found.small_talk,
        found.beyond[1] if found.beyond else (),
        folder,
    )


@dataclass
class _Reading:
    """One reading of a folder: mistakes gather here, so that one bad file doesn't hide the next."""

    folder: Path
    mistakes: list[Mistake] = field(default_factory=list)

    def everything(self) -> Found | None:
        """All files, or None where `course.yaml` itself can't be read."""
        read = self._read(self.folder / "course.yaml", CourseFile)
        if read is None:
            return None
        course_yaml, course_file = read
        units = tuple(
            self._unit(course_yaml, number, unit.id) for number, unit in enumerate(course_file.units, 1)
        )
        talk = self._read_if_there("small-talk.yaml", tuple[SmallTalk, ...])
        beyond = self._read_if_there("beyond.yaml", tuple[Topic, ...])
        return Found(self.folder, course_yaml, course_file, talk[1] if talk else (), beyond, units)

    def _unit(self, course_yaml: YamlFile, number: int, unit_id: str) -> tuple[LessonFile, ...]:
        folder = self.folder / f"{number:02}-{unit_id}"
        paths = sorted(path for path in folder.glob("*.yaml") if not path.name.endswith(ASKS_SUFFIX))
        if not paths:
            what = f"unit `{unit_id}` has no lessons"
            line = course_yaml.line(("units", number - 1))
            self.mistakes.append(
                Mistake("course.yaml", line, what, f"put them in {folder.name}/NN-lesson.yaml")
            )
        self.mistakes += self._passed_over(folder)
        files = [self._lesson(path) for path in paths]
        return tuple(file for file in files if file is not None)

    def _passed_over(self, folder: Path) -> Iterator[Mistake]:
        """Files that look as if an author wanted them read."""
        for path in sorted(folder.glob("*.yml")):
            name = path.relative_to(self.folder).as_posix()
            yield Mistake(name, 1, "only files that end in .yaml are read", f"rename it to {path.stem}.yaml")
        for path in sorted(folder.glob(f"*{ASKS_SUFFIX}")):
            lesson = path.name.removesuffix(ASKS_SUFFIX) + ".yaml"
            if not path.with_name(lesson).exists():
                name = path.relative_to(self.folder).as_posix()
                yield Mistake(
                    name, 1, "no lesson stands beside these asks", f"name the file like its lesson, {lesson}"
                )

    def _lesson(self, path: Path) -> LessonFile | None:
        read = self._read(path, Lesson)
        asks_name = path.relative_to(self.folder).with_name(path.stem + ASKS_SUFFIX).as_posix()
        asks = self._read_if_there(asks_name, tuple[KeyPointAsks, ...])
        if read is None:
            return None
        lesson_yaml, lesson = read
        name = LESSON_NAME.fullmatch(path.name)
        if name is None or name["id"] != lesson.id:
            what, fix = (
                f"the id `{lesson.id}` is not the file's name",
                f"rename the file to NN-{lesson.id}.yaml",
            )
            self.mistakes.append(Mistake(lesson_yaml.name, lesson_yaml.line(("id",)), what, fix))
        return LessonFile(lesson_yaml, _with_asks(lesson, asks[1]) if asks else lesson, asks)

    def _read_if_there(self, name: str, kind: type[T]) -> tuple[YamlFile, T] | None:
        path = self.folder / name
        return self._read(path, kind) if path.exists() else None

    def _read(self, path: Path, kind: type[T]) -> tuple[YamlFile, T] | None:
        name = path.relative_to(self.folder).as_posix()
        try:
            yaml_file = read_yaml(_text(path, name), name)
            return yaml_file, conform(kind, yaml_file)
        except ContentError as error:
            self.mistakes += error.mistakes
            return None


def _faulty_tries(found: Found, fault_of_try: Callable[[Try], str | None]) -> Iterator[Mistake]:
    for file in found.lesson_files:
        for i, message in enumerate(file.lesson.messages):
            if message.try_ is not None and (fault := fault_of_try(message.try_)) is not None:
                line = file.yaml.line(("messages", i, "try"))
                what = f"the lab of `{message.id}` can't run: {fault}"
                yield Mistake(file.yaml.name, line, what, "`many-coats lab --help` lists labs and options")


def _with_asks(lesson: Lesson, entries: tuple[KeyPointAsks, ...]) -> Lesson:
    """The lesson with the asks that stand in the file beside it."""
    beside = {entry.id: entry.asks for entry in entries}
    points = tuple(
        point.model_copy(update={"asks": beside[point.id]}) if point.id in beside else point
        for point in lesson.key_points
    )
    return lesson.model_copy(update={"key_points": points})


def _text(path: Path, name: str) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise ContentError(
            [Mistake(name, 1, f"can't be read: {error.strerror}", "put the file there")]
        ) from None
    except UnicodeDecodeError:
        raise ContentError([Mistake(name, 1, "is not UTF-8 text", "save it as UTF-8")]) from None
