"""Where the conversation's lines come from and go to: a person's terminal, or a pipe."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory
from rich.console import Console

from bot.console.chat import COMMANDS
from bot.console.draw import PLAIN_WIDTH
from bot.course.model import Lesson
from bot.store.owned import make_file

GOTO = "/lesson goto "


class CommandCompleter(Completer):
    """Completes commands, and lesson titles after `/lesson goto`."""

    def __init__(self, titles: Callable[[str], Iterable[Lesson]]) -> None:
        self._titles = titles

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """What the line so far may become."""
        line = document.text_before_cursor
        if line.startswith(GOTO):
            typed = line.removeprefix(GOTO)
            for lesson in self._titles(typed):
                yield Completion(lesson.title, start_position=-len(typed))
        elif line.startswith("/"):
            for command in COMMANDS:
                if command.startswith(line):
                    yield Completion(command, start_position=-len(line))


def interactive_reader(
    history: Path, titles: Callable[[str], Iterable[Lesson]]
) -> Callable[[str], str | None]:
    """Reads lines from a person, with completion and history; None at Ctrl-D or Ctrl-C."""
    make_file(history)
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(history)), completer=CommandCompleter(titles)
    )

    def read(prompt: str) -> str | None:
        try:
            return session.prompt(prompt)
        except (EOFError, KeyboardInterrupt):
            return None

    return read


def piped_reader(lines: TextIO) -> Callable[[str], str | None]:
    """Reads lines from a pipe; None at its end."""

    def read(prompt: str) -> str | None:
        line = lines.readline()
        return line.rstrip("\n") if line else None

    return read


def console_for(output: TextIO) -> Console:
    """A console that draws in a terminal, and writes plain text without control codes into a pipe."""
    if output.isatty():
        return Console(file=output)
    return Console(
        file=output, width=PLAIN_WIDTH, force_terminal=False, color_system=None, highlight=False, emoji=False
    )


def is_interactive() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()
