"""Files and folders for their owner's eyes only, whatever the umask: what is kept about learners is in them."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER, FILE = 0o700, 0o600


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing; one that is there stays as it is."""
    for one in (*reversed(folder.parents), folder):
        if not one.exists():
            one.mkdir(FOLDER, exist_ok=True)


def make_file(path: Path) -> None:
    """Make a file, empty; one that is there stays as it is."""
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, FILE))
