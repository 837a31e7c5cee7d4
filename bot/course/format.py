"""Hold YAML against the format, and say every mistake as an author would want to hear it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.course.model import Part
from bot.course.yaml_file import YamlFile
from bot.errors import ContentError, Mistake

T = TypeVar("T")
MOST_TOLD = 100  # mistakes of a file; whoever has more mends some and looks again


def conform(kind: type[T], yaml_file: YamlFile) -> T:
    """Turn a file's data into values.

    Raises:
        ContentError: With every place where the data leaves the format.
    """
    try:
        return TypeAdapter(kind).validate_python(yaml_file.data)
    except ValidationError as error:
        found = [details for details in error.errors() if not _is_echo(details)]
        told = [_mistake(kind, yaml_file, details) for details in found[:MOST_TOLD]]
        if len(found) > MOST_TOLD:
            more = f"{len(found) - MOST_TOLD:,} mistakes more"
            told.append(Mistake(yaml_file.name, told[-1].line, more, "mend those above, then look again"))
        raise ContentError(told) from None


def _is_echo(details: ErrorDetails) -> bool:
    """Whether a list is called short only because pydantic left out the items that have mistakes of their own."""
    return details["type"] == "too_short" and len(details["input"]) >= details["ctx"]["min_length"]


def _mistake(kind: type[Any], yaml_file: YamlFile, details: ErrorDetails) -> Mistake:
    location = details["loc"]
    what, fix = _words(kind, details)
    where = location[:-1] if details["type"] == "missing" else location
    return Mistake(yaml_file.name, yaml_file.line(where), what, fix)


def _words(kind: type[Any], details: ErrorDetails) -> tuple[str, str]:
    name = _path(details["loc"])
    field = str(details["loc"][-1]) if details["loc"] else ""
    given = details["input"].strip() if isinstance(details["input"], str) else details["input"]
    bounds = details.get("ctx", {})
    place = f"`{name}`" if name else "the file"
    match details["type"]:
        case "missing":
            return f"`{name}` is missing", f"add `{field}:`"
        case "extra_forbidden":
            close = difflib.get_close_matches(field, sorted(set(_field_names(kind))), n=1)
            return f"`{name}` is not a field here", f"did you mean `{close[0]}`?" if close else "remove it"
        case "string_too_long":
            limit = bounds["max_length"]
            return (
                f"`{name}` has {len(given):,} characters",
                f"cut {len(given) - limit:,}; {limit:,} are the limit",
            )
        case "string_too_short" if given == "":
            return f"`{name}` is empty", "write it, or remove the field where it is optional"
        case "string_too_short":
            return f"`{name}` has {len(given)} characters", f"write at least {bounds['min_length']}"
        case "too_short":
            return f"`{name}` has {len(given)}", f"give at least {bounds['min_length']}"
        case "too_long":
            return f"`{name}` has {bounds['actual_length']}", f"keep it to {bounds['max_length']}"
        case "string_pattern_mismatch":
            return f"`{name}` can't be {given!r}", _PATTERN_FIXES.get(
                bounds["pattern"], f"match {bounds['pattern']}"
            )
        case "string_type":
            return f"`{name}` is not text", "put it in quotes"
        case "model_type" | "dict_type":
            return f"{place} is not a set of fields", "write it as `field: value` lines, indented"
        case "tuple_type" | "list_type":
            return f"{place} is not a list", "start each item with `- `"
        case "value_error":
            return place, str(bounds["error"])
        case _:
            return f"`{name}` can't be {given!r}", details["msg"].lower()


_PATTERN_FIXES = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "use lower-case letters, digits and single hyphens",
    r"^[^\n]*$": "keep it on one line",
    r"^\d{4}\.\d{4,5}$": 'write an arXiv number such as "2006.11239", in quotes',
    r"^https?://\S+$": "write an address that starts with https://",
    r"^[\w-]+(/[\w-]+)*\.[a-z0-9]{2,4}$": "name a file inside lessons/pictures/, such as unit-1/strip.png",
}


def _path(location: tuple[str | int, ...]) -> str:
    """`messages[2].text` for ("messages", 2, "text"): items are counted from 1, as people do."""
    words = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in location)
    return words.removeprefix(".")


def _field_names(kind: Any, seen: frozenset[Any] = frozenset()) -> Iterator[str]:
    """Every field name that can occur in a file of this kind."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        if kind in seen:
            return
        for name, field in kind.model_fields.items():
            yield field.alias or name
            yield from _field_names(field.annotation, seen | {kind})
    for inner in get_args(kind):
        yield from _field_names(inner, seen)


def schema(kind: type[Part]) -> dict[str, Any]:
    """The JSON Schema of a file, for editors that complete and check as one types."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **kind.model_json_schema()}
