"""What no single file can know: whether the pieces of a course fit together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.course.model import END, RECAP, CourseFile, KeyPoint, KeyPointAsks, Lesson, Media, SmallTalk, Topic
from bot.course.yaml_file import YamlFile
from bot.errors import Mistake

# What Discord shows as typed instead of rendering it.
UNRENDERED = (
    (re.compile(r"^\s*\|.*\|\s*$", re.MULTILINE), "a table", "write a list or a code block"),
    (re.compile(r"!\[[^\]]*\]\("), "a Markdown picture", "use the message's `picture` field"),
    (re.compile(r"^####", re.MULTILINE), "a fourth-level heading", "use **bold**"),
    (re.compile(r"</?[a-z]+[ />]", re.IGNORECASE), "HTML", "use Markdown"),
    (re.compile(r"@everyone|@here|<@[!&]?\d+>"), "a mention", "name nobody: a course pings no one"),
)


@dataclass(frozen=True, slots=True)
class LessonFile:
    """A lesson and the files it came from."""

    yaml: YamlFile
    lesson: Lesson
    asks: tuple[YamlFile, tuple[KeyPointAsks, ...]] | None


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that was read, unit by unit."""

    folder: Path
    yaml: YamlFile
    course_file: CourseFile
    small_talk: tuple[SmallTalk, ...]
    beyond: tuple[YamlFile, tuple[Topic, ...]] | None
    units: tuple[tuple[LessonFile, ...], ...]

    @property
    def lesson_files(self) -> tuple[LessonFile, ...]:
        """Every lesson's file, in order."""
        return tuple(file for unit in self.units for file in unit)


def inconsistencies(found: Found, *, is_whole: bool) -> list[Mistake]:
    """Every mistake that shows only when files are seen together.

    Args:
        found: What was read.
        is_whole: Whether every file could be read; if not, what points nowhere may point into a missing one.
    """
    return [
        *_strays(found),
        *_repeated_terms(found),
        *_repeated_ids(found),
        *_repeated_asks(found),
        *_topics(found),
        *(mistake for file in found.lesson_files for mistake in _lesson(found.folder, file)),
        *(_pointers(found) if is_whole else ()),
        *(_untaught(found) if is_whole else ()),
        *(_without_asks(found) if is_whole else ()),
    ]


def _strays(found: Found) -> Iterator[Mistake]:
    wanted = {f"{number:02}-{unit.id}" for number, unit in enumerate(found.course_file.units, 1)}
    for folder in sorted(found.folder.glob("[0-9][0-9]-*/")):
        if folder.name not in wanted:
            yield Mistake(
                "course.yaml",
                found.yaml.line(("units",)),
                f"the folder {folder.name} is not the place of a unit",
                "list its unit here, in the place its number says",
            )


def _repeated_terms(found: Found) -> Iterator[Mistake]:
    seen = set()
    for i, term in enumerate(found.course_file.glossary):
        if term.term.casefold() in seen:
            line = found.yaml.line(("glossary", i))
            yield Mistake(
                found.yaml.name, line, f"the term {term.term} is there twice", "keep one of the two"
            )
        seen.add(term.term.casefold())


def _pointers(found: Found) -> Iterator[Mistake]:
    """Whatever names a key point that no lesson teaches."""
    taught = {point.id for file in found.lesson_files for point in file.lesson.key_points}
    for i, term in enumerate(found.course_file.glossary):
        if term.key_point is not None and term.key_point not in taught:
            line = found.yaml.line(("glossary", i, "key_point"))
            yield _nowhere(found.yaml.name, line, f"the term {term.term}", term.key_point)
    for file in found.lesson_files:
        for i, point in enumerate(file.lesson.key_points):
            for other in point.see:
                line = file.yaml.line(("key_points", i, "see"))
                if other == point.id:
                    what = f"`see` of `{point.id}` points to itself"
                    yield Mistake(file.yaml.name, line, what, "name another key point, or leave it out")
                elif other not in taught:
                    yield _nowhere(file.yaml.name, line, f"`see` of `{point.id}`", other)
        for i, check in enumerate(file.lesson.checks):
            if check.key_point not in taught:
                line = file.yaml.line(("checks", i, "key_point"))
                yield _nowhere(file.yaml.name, line, f"the check `{check.id}`", check.key_point)


def _repeated_ids(found: Found) -> Iterator[Mistake]:
    """Ids that learners' positions and buttons refer to must mean one thing."""
    seen: dict[tuple[str, str], str] = {}
    for file in found.lesson_files:
        places: list[tuple[tuple[str, str], tuple[str | int, ...]]] = [(("lesson", file.lesson.id), ("id",))]
        places += [
            (("key point", point.id), ("key_points", i, "id"))
            for i, point in enumerate(file.lesson.key_points)
        ]
        for kind_and_id, location in places:
            where = f"{file.yaml.name}:{file.yaml.line(location)}"
            if kind_and_id in seen:
                kind, name = kind_and_id
                yield Mistake(
                    file.yaml.name,
                    file.yaml.line(location),
                    f"the {kind} id `{name}` is taken by {seen[kind_and_id]}",
                    "choose another",
                )
            seen.setdefault(kind_and_id, where)


def _repeated_asks(found: Found) -> Iterator[Mistake]:
    """An ask that two key points share tells the matcher nothing; one that is a statement is no question."""
    statements = {_plain(point.statement) for file in found.lesson_files for point in file.lesson.key_points}
    owners: dict[str, str] = {}
    for file in found.lesson_files:
        for i, point in enumerate(file.lesson.key_points):
            for ask in point.asks.all:
                name, line = _place_of_asks(file, i, point)
                owner = owners.setdefault(_plain(ask), point.id)
                if owner != point.id:
                    yield Mistake(
                        name, line, f"`{ask}` is an ask of `{owner}` too", "leave it to the better one"
                    )
                if _plain(ask) in statements:
                    yield Mistake(name, line, f"`{ask}` is a statement", "word it as a learner would ask")


def _topics(found: Found) -> Iterator[Mistake]:
    """A topic beyond the course must not be asked for as a key point is: the question would be refused."""
    if found.beyond is None:
        return
    yaml_file, topics = found.beyond
    taught = {
        _plain(ask): p.id for f in found.lesson_files for p in f.lesson.key_points for ask in p.asks.all
    }
    seen: set[str] = {point.id for file in found.lesson_files for point in file.lesson.key_points}
    for i, topic in enumerate(topics):
        if topic.id in seen:
            line = yaml_file.line((i, "id"))
            yield Mistake(yaml_file.name, line, f"the id `{topic.id}` is taken", "choose another")
        seen.add(topic.id)
        for j, ask in enumerate(topic.asks):
            owner = taught.setdefault(_plain(ask), topic.id)
            if owner != topic.id:
                line = yaml_file.line((i, "asks", j))
                yield Mistake(
                    yaml_file.name, line, f"`{ask}` is an ask of `{owner}` too", "leave it to the better one"
                )


def _untaught(found: Found) -> Iterator[Mistake]:
    """Key points that a unit promises and none of its lessons teaches."""
    for i, (heading, files) in enumerate(zip(found.course_file.units, found.units, strict=True)):
        taught = {point.id for file in files for point in file.lesson.key_points}
        for j, promised in enumerate(heading.key_points):
            if promised not in taught:
                line = found.yaml.line(("units", i, "key_points", j))
                what = f"no lesson of `{heading.id}` teaches `{promised}`"
                yield Mistake(found.yaml.name, line, what, "write it, or take it off the list")


def _too_short_a_time(file: LessonFile) -> Iterator[Mistake]:
    if file.lesson.least_minutes > file.lesson.minutes:
        line = file.yaml.line(("minutes",))
        what = (
            f"{file.lesson.minutes} minutes are too few: reading alone takes {file.lesson.least_minutes:.0f}"
        )
        yield Mistake(file.yaml.name, line, what, "raise `minutes`, or cut the messages")


def _lesson(folder: Path, file: LessonFile) -> Iterator[Mistake]:
    yield from _too_short_a_time(file)
    yield from _steps(file)
    yield from _key_points(file)
    yield from _asks_beside(file)
    yield from _unrendered(file)
    yield from _media(folder, file)


def _steps(file: LessonFile) -> Iterator[Mistake]:
    seen = {RECAP, END}
    places = [(message.id, ("messages", i, "id")) for i, message in enumerate(file.lesson.messages)]
    places += [(check.id, ("checks", i, "id")) for i, check in enumerate(file.lesson.checks)]
    for step, location in places:
        if step in seen:
            yield Mistake(
                file.yaml.name,
                file.yaml.line(location),
                f"the step id `{step}` is taken in this lesson",
                f"choose another; `{RECAP}` and `{END}` are the tutor's own",
            )
        seen.add(step)


def _key_points(file: LessonFile) -> Iterator[Mistake]:
    checked = {check.key_point for check in file.lesson.checks}
    for i, point in enumerate(file.lesson.key_points):
        line = file.yaml.line(("key_points", i))
        if point.id not in checked:
            yield Mistake(file.yaml.name, line, f"no check tests `{point.id}`", "add one to `checks`")


def _without_asks(found: Found) -> Iterator[Mistake]:
    for file in found.lesson_files:
        for i, point in enumerate(file.lesson.key_points):
            if len(point.asks) == 0:
                line = file.yaml.line(("key_points", i))
                fix = "write at least five in each of four voices"
                yield Mistake(file.yaml.name, line, f"`{point.id}` has no asks", fix)


def _asks_beside(file: LessonFile) -> Iterator[Mistake]:
    if file.asks is None:
        return
    asks_yaml, entries = file.asks
    taught = {point.id for point in file.lesson.key_points}
    for i, entry in enumerate(entries):
        if entry.id not in taught:
            what = f"`{entry.id}` is no key point of this lesson"
            yield Mistake(
                asks_yaml.name, asks_yaml.line((i,)), what, "move its asks beside the lesson that teaches it"
            )


def _unrendered(file: LessonFile) -> Iterator[Mistake]:
    for location, text in _texts(file.lesson):
        prose = re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.DOTALL)
        for pattern, what, fix in UNRENDERED:
            if pattern.search(prose):
                line = file.yaml.line(location)
                yield Mistake(file.yaml.name, line, f"there is {what}, which Discord won't render", fix)


def _texts(lesson: Lesson) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text that is shown as Markdown, and where it stands."""
    for i, message in enumerate(lesson.messages):
        yield ("messages", i, "text"), message.text
    for i, point in enumerate(lesson.key_points):
        for name in ("statement", "explain", "why", "example", "simpler"):
            yield ("key_points", i, name), getattr(point, name) or ""
    for i, check in enumerate(lesson.checks):
        yield ("checks", i, "question"), check.question
        for j, choice in enumerate(check.choices):
            yield ("checks", i, "choices", j, "feedback"), choice.feedback


def _media(folder: Path, file: LessonFile) -> Iterator[Mistake]:
    for i, message in enumerate(file.lesson.messages):
        for part, media in (("picture", message.picture), ("sound", message.sound)):
            if media is not None and not _exists(folder, media):
                line = file.yaml.line(("messages", i, part))
                what, fix = f"pictures/{media.file} isn't there", "put the file there, or fix the name"
                yield Mistake(file.yaml.name, line, what, fix)


def _exists(folder: Path, media: Media) -> bool:
    return (folder / "pictures" / media.file).is_file()


def _place_of_asks(file: LessonFile, index: int, point: KeyPoint) -> tuple[str, int]:
    if file.asks is not None:
        asks_yaml, entries = file.asks
        for i, entry in enumerate(entries):
            if entry.id == point.id:
                return asks_yaml.name, asks_yaml.line((i, "asks"))
    return file.yaml.name, file.yaml.line(("key_points", index, "asks"))


def _nowhere(name: str, line: int, who: str, wanted: str) -> Mistake:
    return Mistake(
        name, line, f"{who} points to `{wanted}`, which no lesson teaches", "use the id of a key point"
    )


def _plain(text: str) -> str:
    """The words alone: case, spaces and final punctuation don't make another question."""
    return " ".join(re.findall(r"\w+", text.casefold()))
