"""A real PostgreSQL for tests, started by themselves: a new cluster in a temporary folder, on a unix socket only."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ACCOUNT = "nobody"  # initdb refuses root


@dataclass(frozen=True)
class Server:
    """A running server; every test gets its database emptied."""

    folder: Path
    binaries: Path

    def dsn(self, database: str) -> str:
        return f"postgresql+psycopg://onrecord@/{database}?host={self.folder}"

    def emptied(self) -> str:
        """The DSN of a database without any table; who is still connected is cut off."""
        with psycopg.connect(f"host={self.folder} user=onrecord dbname=postgres", autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = 'postgres'")
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        return self.dsn("postgres")


def find_binaries() -> Path | None:
    """The folder with initdb and pg_ctl, the newest version's; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]) if p.parts[-3].isdigit() else 0)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).resolve().parent if on_path else None


@contextmanager
def running() -> Iterator[Server]:
    """A server for as long as the block lasts. The caller has made sure that `find_binaries` finds one."""
    binaries = find_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="onrecord-pg-"))
    data, log = folder / "data", folder / "log"
    try:
        if os.geteuid() == 0:
            account = pwd.getpwnam(ACCOUNT)
            os.chown(folder, account.pw_uid, account.pw_gid)
        _run([str(binaries / "initdb"), "-D", str(data), "-U", "onrecord", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"])
        options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off -c shared_buffers=128MB"
        _run([str(binaries / "pg_ctl"), "-D", str(data), "-l", str(log), "-o", options, "-w", "-t", "60", "start"])
        try:
            yield Server(folder, binaries)
        finally:
            _run([str(binaries / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    """Run, as an unprivileged account when we are root."""
    if os.geteuid() == 0:
        account = pwd.getpwnam(ACCOUNT)
        done = subprocess.run(
            command, capture_output=True, text=True, cwd="/", timeout=120, check=False, user=account.pw_uid, group=account.pw_gid, extra_groups=[],
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": "/tmp"},
        )  # fmt: skip
    else:
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", timeout=120, check=False, env={**os.environ, "LC_ALL": "C"})
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}: {done.stderr or done.stdout}")
