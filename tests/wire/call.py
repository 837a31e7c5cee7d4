"""One request to the fake as its routes get it, and how they refuse it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.wire.record import Request
from tests.wire.world import Json

CREATED = 201

Result = Json | list[Json] | None
Route = tuple[str, str, "Callable[[Call], Result]"]  # method, path, who answers


class RefusalError(Exception):
    """An answer of the kind 4xx."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.body: Json = {"code": code, "message": message}


@dataclass(frozen=True, slots=True)
class Call:
    """A request, with what its path names."""

    request: Request
    names: Mapping[str, str]

    @property
    def body(self) -> Any:
        return self.request.body

    def id(self, name: str) -> int:
        """A snowflake in the path; 0, which nothing has, where something else stands."""
        return int(self.names[name]) if self.names[name].isdecimal() else 0


def invalid(why: str) -> RefusalError:
    return RefusalError(400, 50035, f"Invalid Form Body: {why}")
