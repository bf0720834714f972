"""A PostgreSQL server of its own for a test, in a temporary folder, never run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.storage.database import Database

BOTH = pytest.mark.parametrize("database_kind", ["sqlite", "postgresql"])
"""Run a test on a database of either kind."""
_UNPRIVILEGED = ("postgres", "nobody")


@contextmanager
def running_postgres() -> Iterator[str]:
    """The URL of an empty base « parvis », reached through a socket; skips where PostgreSQL is missing."""
    programs = _programs()
    if programs is None:
        pytest.skip("PostgreSQL is not installed (tests/system-packages.sh installs it)")
    with tempfile.TemporaryDirectory(prefix="parvis-postgres-") as folder:
        home, user = Path(folder), _user()
        if user:
            os.chown(home, user.pw_uid, user.pw_gid)
        with _server(programs, home, user):
            _run([str(programs / "createdb"), "-h", folder, "-U", "parvis", "parvis"], user)
            yield f"postgresql:///parvis?host={folder}&user=parvis"


def empty(database: Database) -> None:
    """Leave nothing in a PostgreSQL base."""
    with database.begin_now() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")


@contextmanager
def _server(programs: Path, home: Path, user: pwd.struct_passwd | None) -> Iterator[None]:
    data, control = home / "data", str(programs / "pg_ctl")
    initdb = [str(programs / "initdb"), "-D", str(data), "-U", "parvis", "-A", "trust", "-E", "UTF8", "--no-sync"]
    _run(initdb, user)
    options = f"-c listen_addresses='' -c unix_socket_directories='{home}' -c fsync=off -c autovacuum=off"
    _run([control, "-D", str(data), "-o", options, "-l", str(home / "log"), "-w", "start"], user)
    try:
        yield
    finally:
        _run([control, "-D", str(data), "-m", "immediate", "-w", "stop"], user)


def _programs() -> Path | None:
    """The folder of initdb: Debian keeps it out of the PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if installed:
        return installed[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _user() -> pwd.struct_passwd | None:
    """Another user when the tests run as root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in _UNPRIVILEGED if name in known)


def _run(command: list[str], user: pwd.struct_passwd | None) -> None:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": "/", "check": True}
    if user is None:
        subprocess.run(command, **quiet)
    else:
        subprocess.run(command, **quiet, user=user.pw_uid, group=user.pw_gid, extra_groups=[])
