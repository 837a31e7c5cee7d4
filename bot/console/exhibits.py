"""Where a terminal puts pictures and sounds that a learner wants to open."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from bot.store.owned import make_file, make_folder
from bot.tutor.reply import Exhibit


class ExhibitFolder:
    """A folder for what labs make; made when first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def place(self, exhibit: Exhibit) -> Path:
        """The file that holds an exhibit: its own, or a new one that overwrites nothing."""
        if isinstance(exhibit.content, Path):
            return exhibit.content
        make_folder(self._folder)
        name = Path(exhibit.name)
        names = (name.name if n == 1 else f"{name.stem}-{n}{name.suffix}" for n in count(1))
        for path in (self._folder / n for n in names):
            if not path.exists():
                make_file(path)  # it may hold everything that is kept about a learner
                path.write_bytes(exhibit.content)
                return path
            if path.read_bytes() == exhibit.content:
                return path
        raise AssertionError("count never ends")
