"""A PostgreSQL server of the tests' own: on a free port of the loopback, in a folder of its own, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from types import MappingProxyType
from typing import Any

import psycopg  # noqa: TID251  # the tests look behind the store's back
import pytest

from bot.address import Address

STARTS_WITHIN_S = 20.0
LOOKS_A_SECOND = 20
# Where Debian and Fedora put the programs of a server, which are on nobody's path.
HOMES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
OWNER = "tutor"  # of the server and all that is on it
OTHERS = ("postgres", "nobody")  # the server refuses to run as root

NOBODY: Mapping[str, Any] = MappingProxyType({})  # in particular
FAST = ("full_page_writes=off", "autovacuum=off", "wal_level=minimal", "max_wal_senders=0")
_EMPTY = """
    DO $$ DECLARE name TEXT; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
                AND tablename NOT IN ('applied_steps', 'pseudonym_key') LOOP
            EXECUTE format('DELETE FROM %I', name);
        END LOOP;
        FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL LOOP
            EXECUTE format('ALTER SEQUENCE %I RESTART', name);
        END LOOP;
    END $$
"""


def home() -> Path | None:
    """The folder with the server's programs, of the newest version; None where there is none."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    homes = [
        one for pattern in HOMES for one in Path("/").glob(pattern.lstrip("/")) if (one / "initdb").exists()
    ]
    return max(homes, default=None, key=lambda one: int("".join(filter(str.isdigit, str(one)))))


def programs_or_skip() -> Path:
    """Those programs; without them a test is skipped, but in CI it fails: a suite without a server proves less than it says."""
    programs = home()
    if programs is None:
        assert not os.environ.get("CI"), "PostgreSQL is not installed: apt-get install postgresql"
        pytest.skip("PostgreSQL is not installed")
    return programs


def program_or_skip(name: str) -> Path:
    """A program by its name; without it a test is skipped."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if found is None:
        pytest.skip(f"{name} is not installed")
    return Path(found)


def certify(folder: Path, user: Mapping[str, Any] = NOBODY) -> Path:
    """Make a certificate for the loopback that vouches for itself, `server.crt`, with its key, where a server looks for them.

    Args:
        folder: Where.
        user: Whose they are, as `subprocess` takes it; other than the server's own it would refuse them.
    """
    made: list[str | Path] = [program_or_skip("openssl"), "req", "-x509", "-nodes", "-days", "2"]
    made += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    made += ["-subj", "/CN=many-coats", "-addext", "subjectAltName=IP:127.0.0.1"]
    made += ["-keyout", folder / "server.key", "-out", folder / "server.crt"]
    subprocess.run(made, cwd=folder, check=True, capture_output=True, **user)
    return folder / "server.crt"


class PostgresServer:
    """Begins with `start`; ends with `close`, which leaves nothing behind."""

    def __init__(self, programs: Path, *, is_durable: bool = False, settings: Sequence[str] = ()) -> None:
        """Make its folder; a server that is not durable is faster, and as good where nobody kills it.

        Its own order of letters is that of English, not of bytes: the store must not lean on it.
        """
        self.folder = Path(tempfile.mkdtemp(prefix="many-coats-postgres-"))
        self.port = _free_port()
        self._programs = programs
        self._flags = [*(["fsync=on"] if is_durable else ["fsync=off", *FAST]), *settings]
        self._server: subprocess.Popen[bytes] | None = None
        self._user: dict[str, Any] = {}
        if os.getuid() == 0:
            user = next(pwd.getpwnam(name) for name in OTHERS if _is_known(name))
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        order = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
        made: list[str | Path] = [
            programs / "initdb",
            "-D",
            self.folder / "data",
            "-U",
            OWNER,
            "-A",
            "trust",
            "--no-sync",
            *order,
        ]
        subprocess.run(made, cwd=self.folder, check=True, capture_output=True, **self._user)

    def certify(self) -> Path:
        """Give it a certificate to show where `ssl=on` is among its settings; from its next start on it speaks TLS alone."""
        rules = self.folder / "data" / "pg_hba.conf"
        rules.write_text(rules.read_text().replace("\nhost ", "\nhostssl "))
        return certify(self.folder / "data", self._user)

    def start(self) -> None:
        """Begin to serve, and wait until it does."""
        settings = [
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
            "shared_buffers=16MB",
            # after a crash: at once, not file by file
            *(["recovery_init_sync_method=syncfs"] if sys.platform == "linux" else []),
            *self._flags,
        ]
        flags = [part for setting in settings for part in ("-c", setting)]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [self._programs / "postgres", "-D", self.folder / "data", "-p", str(self.port), *flags],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                **self._user,
            )
        self._wait_for(self._server, self.port)

    def _wait_for(self, program: subprocess.Popen[bytes], port: int) -> None:
        ready: list[str | Path] = [
            self._programs / "pg_isready",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
        ]
        for _ in range(int(STARTS_WITHIN_S * LOOKS_A_SECOND)):
            if subprocess.run(ready, check=False).returncode == 0:
                return
            if program.poll() is not None:
                break
            sleep(1 / LOOKS_A_SECOND)
        raise AssertionError(f"it did not start: {(self.folder / 'log').read_text()}")

    @contextmanager
    def pooled(self, mode: str, settings: Sequence[str] = ()) -> Iterator[int]:
        """Put PgBouncer before it, which deals its sessions out for a session, a transaction or a statement; gives the port."""
        port, path = _free_port(), self.folder / "pgbouncer.ini"
        databases = ["[databases]", f"* = user={OWNER} host=127.0.0.1 port={self.port}"]
        pooler = [
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            f"listen_port = {port}",
            "unix_socket_dir =",
            "auth_type = any",
        ]
        path.write_text("\n".join([*databases, *pooler, f"pool_mode = {mode}", *settings]))
        with (
            (self.folder / "log").open("ab") as log,
            subprocess.Popen(
                [program_or_skip("pgbouncer"), path], stdout=log, stderr=log, **self._user
            ) as program,
        ):
            try:
                self._wait_for(program, port)
                yield port
            finally:
                program.kill()  # asked to end, newer ones wait for their clients

    @property
    def is_running(self) -> bool:
        """Whether it has begun and not ended."""
        return self._server is not None and self._server.poll() is None

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it: SIGINT in good order, its connections cut; SIGQUIT as a crash would."""
        assert self._server is not None
        self._server.send_signal(how)
        self._server.wait(STARTS_WITHIN_S)

    def freeze(self, database: str = "postgres") -> list[int]:
        """Stop the server's processes where they stand; gives those to `thaw`."""
        assert self._server is not None
        with self.connect(database) as db:
            rows = db.execute("SELECT pid FROM pg_stat_activity WHERE pid != pg_backend_pid()").fetchall()
        stopped = [self._server.pid, *(pid for (pid,) in rows)]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        return stopped

    def thaw(self, stopped: Sequence[int]) -> None:
        """Let them go on."""
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)

    def url(self, database: str, user: str = OWNER) -> str:
        """A database's address."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def address(self, database: str, folder: Path, user: str = OWNER) -> Address:
        """A database's address, for a store."""
        return Address(self.url(database, user), folder)

    def connect(self, database: str = "postgres", user: str = OWNER) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection of the test's own, each statement kept at once."""
        return psycopg.connect(self.url(database, user), autocommit=True)

    def create_user(self, user: str) -> None:
        """Make somebody who may do less than the owner of it all."""
        with self.connect() as db:
            db.execute(f'CREATE USER "{user}"'.encode())

    def wait_for_the_end_of(self, user: str) -> None:
        """Wait until the server has noticed that somebody's connections are closed."""
        with self.connect() as db:
            for _ in range(int(STARTS_WITHIN_S * LOOKS_A_SECOND)):
                if not db.execute("SELECT 1 FROM pg_stat_activity WHERE usename = %s", [user]).fetchone():
                    return
                sleep(1 / LOOKS_A_SECOND)
        raise AssertionError(f"{user} is connected still")

    def create(self, database: str, owner: str = OWNER) -> None:
        """Make an empty database."""
        with self.connect() as db:
            db.execute(f'CREATE DATABASE "{database}" OWNER "{owner}"'.encode())

    def empty(self, database: str) -> None:
        """Delete all that is kept in a store's database, and begin to number anew."""
        with self.connect(database) as db:
            db.execute("SET session_replication_role = replica")  # in whatever order
            db.execute(_EMPTY)

    def close(self) -> None:
        """End it if it runs, and remove its folder."""
        if self._server is not None and self.is_running:
            self._server.send_signal(signal.SIGCONT)
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)


def _is_known(name: str) -> bool:
    return any(user.pw_name == name for user in pwd.getpwall())


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
