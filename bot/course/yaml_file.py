"""One YAML file of a course: its data, and the line each piece of it stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.errors import ContentError, Mistake

# libyaml reads a whole course in a tenth of a second, the Python loader in two; not every build of PyYAML has it.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
SIZE_LIMIT = 300_000  # characters; the longest lesson has under 60,000
NUMBER_LIMIT = 40  # letters; Python refuses to write a very long number down, even in an error
DEPTH_LIMIT = 20  # a lesson nests six deep; libyaml crashes the process at some ten thousand
INTEGER = "tag:yaml.org,2002:int"


@dataclass(frozen=True, slots=True)
class YamlFile:
    """What a file says, and where."""

    name: str
    data: Any
    root: yaml.Node

    def line(self, location: Sequence[str | int] = ()) -> int:
        """The line, from 1, of the piece at `location`; of the nearest piece around it if it isn't there."""
        node: yaml.Node = self.root
        for step in location:
            inner = _inside(node, step)
            if inner is None:
                break
            node = inner
        return _line(node.start_mark)


def read_yaml(text: str, name: str) -> YamlFile:
    """Read one YAML document.

    Args:
        text: The file's text.
        name: How the author knows the file.

    Raises:
        ContentError: The text is not plain YAML. Anchors and aliases are refused: a few lines of them can
            stand for gigabytes.
    """
    if len(text) > SIZE_LIMIT:
        raise _mistake(
            name, 1, f"the file has {len(text):,} characters", f"split it; {SIZE_LIMIT:,} are the limit"
        )
    try:
        _refuse_traps(text, name)
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        ends_early = error.problem == "found unexpected end of stream"  # what was opened and never closed?
        mark = (error.context_mark if ends_early else None) or error.problem_mark or error.context_mark
        raise _mistake(
            name,
            _line(mark),
            f"not YAML: {error.problem}",
            "check quotes, colons and indentation here",
        ) from None
    except yaml.YAMLError as error:
        first_line = str(error).partition("\n")[0]
        raise _mistake(name, 1, f"not YAML: {first_line}", "save the file as plain UTF-8 text") from None
    if root is None:
        raise _mistake(name, 1, "the file is empty", "write it, or delete it")
    twice = [
        Mistake(name, _line(key.start_mark), f"`{key.value}` is given twice", "keep one of the two")
        for key in _repeated_keys(root)
    ]
    if twice:
        raise ContentError(twice)
    return YamlFile(name, _construct(root, name), root)


def _construct(root: yaml.Node, name: str) -> Any:
    try:
        return _Constructor().construct_document(root)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"not a plain value: {error.problem}"
        raise _mistake(name, _line(mark), what, "put it in quotes") from None


class _Constructor(yaml.constructor.SafeConstructor):
    """PyYAML's own, which says of every value it can't make where it stands."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        if node.tag == INTEGER and len(node.value) > NUMBER_LIMIT:
            problem = f"a number of {len(node.value):,} letters"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark)
        try:
            return super().construct_object(node, deep)
        # A date such as 2026-13-45; `!!int ""`; `!!bool perhaps`; `!!timestamp soon`
        except (ValueError, LookupError, AttributeError) as error:
            problem = f"{node.value!r:.40} ({error})"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from None


def _refuse_traps(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _mistake(
                name, _line(event.start_mark), "anchors and aliases are not used here", "write the text out"
            )
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH_LIMIT:
            raise _mistake(name, _line(event.start_mark), f"nested deeper than {DEPTH_LIMIT}", "flatten it")


def _repeated_keys(node: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key
                seen.add(key.value)
            yield from _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated_keys(item)


def _inside(node: yaml.Node, step: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    return None


def _mistake(name: str, line: int, what: str, fix: str) -> ContentError:
    return ContentError([Mistake(name, line, what, fix)])


def _line(mark: Any) -> int:
    """The line of a mark, from 1; both loaders have marks of their own, and some errors none."""
    return int(mark.line) + 1 if mark else 1
