"""Runs the bot as a user whom the system allows less: python -m tests.faults.hampered full|bound run.

`full` lets no file grow, as on a full disk. `bound` takes from root the right to pass over the modes of files, so that
what holds for any other user holds for root too.
"""

from __future__ import annotations

import ctypes
import os
import resource
import sys

PR_CAPBSET_DROP = 24
DAC_OVERRIDE, DAC_READ_SEARCH = 1, 2


def main() -> None:
    """Hamper this process, then become the bot."""
    how, *words = sys.argv[1:]
    if how == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    elif os.geteuid() == 0:
        for right in (DAC_OVERRIDE, DAC_READ_SEARCH):
            ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, right, 0, 0, 0)
    os.execv(sys.executable, [sys.executable, "-m", "bot", *words])  # noqa: S606  # our own program


if __name__ == "__main__":
    main()
