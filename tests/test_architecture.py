"""Imports point one way: front ends, tutor, the pure rooms, course, errors. Nobody looks up or sideways."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

import bot

HOUSE = Path(bot.__file__).parent
MODULES = sorted(HOUSE.rglob("*.py"))

COURSE = {"address", "course", "errors"}
TUTOR = {"answering", "learning", "pictures", "store", "labs", *COURSE}
FRONT = {"tutor", "settings", "failure", "logs", "shards", *TUTOR}
MAY_IMPORT: dict[str, set[str]] = {
    "address": {"errors"},
    "errors": set(),
    "settings": {"address", "errors", "shards"},
    "shards": {"errors"},
    "failure": {"errors"},
    "logs": {"errors"},
    "labs": {"errors"},
    "course": {"errors"},
    "answering": COURSE,
    "learning": COURSE,
    "pictures": COURSE,
    "store": {"shards", *COURSE},
    "tutor": TUTOR,
    "console": FRONT,
    "discord_ui": FRONT,
    "__main__": set(),  # names the commands and imports the one that is asked for
    "__init__": set(),  # holds the version, which any room may read
}
ONLY_IN = {
    "discord": {"discord_ui"},
    "sqlite_utils": {"store"},
    "sqlite3": {"store"},
    "psycopg": {"store"},
    "psycopg_pool": {"store"},
    "rapidfuzz": {"answering"},
    "PIL": {"labs", "pictures"},
    "fsrs": {"learning"},
    "prometheus_client": {"discord_ui"},
    "unittest": set[str](),
}
LABS_MAY_IMPORT = {"bot", "numpy", "PIL", *sys.stdlib_module_names}

pytestmark = pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(HOUSE).as_posix())


def room_of(module: Path) -> str:
    return module.relative_to(HOUSE).parts[0].removesuffix(".py")


def imports_in(nodes: Iterable[ast.AST]) -> set[str]:
    """Every name imported, in full: `bot.course.model.Course`; a relative import begins with its dots."""
    names = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names}
    return names


def imports_of(module: Path) -> set[str]:
    return imports_in(ast.walk(ast.parse(module.read_text("utf-8"))))


def test_no_room_looks_up_or_sideways(module: Path) -> None:
    allowed = {room_of(module), *MAY_IMPORT[room_of(module)]}

    ours = {name.split(".")[1] for name in imports_of(module) if name.startswith("bot.")}

    assert ours & set(MAY_IMPORT) <= allowed


def test_imports_are_written_in_full(module: Path) -> None:
    relative = {name for name in imports_of(module) if name.startswith(".")}

    assert relative == set()


def test_a_library_is_known_to_its_room_only(module: Path) -> None:
    libraries = {name.split(".")[0] for name in imports_of(module)}

    assert {lib for lib in libraries & set(ONLY_IN) if room_of(module) not in ONLY_IN[lib]} == set()
    assert room_of(module) != "labs" or libraries <= LABS_MAY_IMPORT


def test_no_import_hides_in_a_function(module: Path) -> None:
    tree = ast.parse(module.read_text("utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]

    hidden = {name for function in functions for name in imports_in(ast.walk(function))}

    assert hidden == set()
