"""What a lab is: a demonstration, and options that are checked once, at the door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.errors import LearnerError, repeated
from bot.labs import prompts
from bot.labs.outcome import Outcome, Show, Turn, Value

MOST_SEED = 999_999


class Kind(Enum):
    """How an option is typed in."""

    INTEGER = "integer"
    NUMBER = "number"
    CHOICE = "choice"
    WORDS = "words"
    """Words from `choices`, as many as the learner likes; sentences and "-word" are understood."""
    TEXT = "text"
    """Free text; `choices` are only suggestions."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a lab.

    Attributes:
        name: Lower case, one word.
        kind: How it is typed in.
        default: Taken when it is left out.
        description: For the learner, at most 100 characters.
        choices: All choices, the known words, or suggestions, by kind.
        low: The least number, or None.
        high: The greatest number, or the most characters of a text.
    """

    name: str
    kind: Kind
    default: Value
    description: str
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None

    def check(self, value: object) -> Value:
        """Turn what was typed into a value of the right type and range.

        Raises:
            LearnerError: It isn't one; the message says what would be.
        """
        if self.kind in (Kind.INTEGER, Kind.NUMBER):
            return self._number(value)
        # a terminal can hand over half a character, which no button holds
        text = str(value).encode("utf-8", "ignore").decode().strip()
        if self.kind is Kind.CHOICE and text.lower() not in self.choices:
            raise LearnerError(
                f"“{repeated(text)}” isn't a choice for {self.name}. Choose from: {', '.join(self.choices)}."
            )
        if self.kind is Kind.CHOICE:
            return text.lower()
        prompts.check_length(text, int(self.high or prompts.LONGEST_PROMPT))
        if self.kind is Kind.WORDS:
            prompts.plain(text, self.choices)
        return text

    def _number(self, value: object) -> Value:
        whole = self.kind is Kind.INTEGER
        try:
            number = int(str(value)) if whole else float(str(value))
        except ValueError:
            number = float("nan")
        low, high = self.low or 0, self.high or 0
        if not low <= number <= high:
            kind = "a whole number" if whole else "a number"
            raise LearnerError(
                f"{self.name.capitalize()} takes {kind} from {low:g} to {high:g}; this was “{repeated(value)}”."
            )
        return number


@dataclass(frozen=True, slots=True)
class Lab:
    """One demonstration.

    Attributes:
        name: What the learner types, lower case.
        title: For a heading.
        description: One sentence, at most 100 characters: Discord's limit for a command.
        key_point: The id of the key point that it illustrates.
        options: In the order in which they are offered; `seed` is the last.
        show: The demonstration itself.
        suffixes: The kinds of files that it makes, the chief one first.
    """

    name: str
    title: str
    description: str
    key_point: str
    options: tuple[Option, ...]
    show: Callable[..., Show]
    suffixes: tuple[str, ...] = (".png",)

    def option(self, name: str) -> Option:
        """The option of this name.

        Raises:
            LearnerError: There is none; the message names those there are.
        """
        for option in self.options:
            if option.name == name:
                return option
        raise LearnerError(
            f"The lab {self.name} has no option “{repeated(name)}”. It has: {', '.join(o.name for o in self.options)}."
        )

    def check(self, options: Mapping[str, object]) -> dict[str, Value]:
        """Check what was given and fill in the defaults, in a fixed order.

        Raises:
            LearnerError: An option doesn't exist or doesn't fit.
        """
        for name in options:
            self.option(name)
        return {o.name: o.check(options[o.name]) if o.name in options else o.default for o in self.options}

    def run(self, options: Mapping[str, object]) -> Outcome:
        """Run the demonstration; the same options make the same bytes.

        Raises:
            LearnerError: An option doesn't fit, or has a word that the model doesn't know.
        """
        checked = self.check(options)
        arguments: dict[str, Any] = dict(checked)
        shown = self.show(**arguments)
        chief, *extra = shown.made
        seed = int(checked["seed"])
        turns = [Turn(turn.label, self.check({**checked, **turn.options})) for turn in shown.telling]
        return Outcome(
            file=chief.file,
            suffix=chief.suffix,
            alt=chief.alt,
            look_at=shown.look_at,
            seed=seed,
            key_point=self.key_point,
            options=checked,
            extra=tuple(extra),
            again={**checked, "seed": (seed + 1) % (MOST_SEED + 1)},
            telling=tuple(turn for turn in turns if turn.options != checked),
        )
