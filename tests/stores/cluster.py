"""A PostgreSQL server of our own, for as long as the tests run."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# PostgreSQL does not run as root; its packages bring this user.
_USER = "postgres"


class Absent(Exception):
    """There is no PostgreSQL here; the text says what is missing."""


class Cluster:
    """A server that listens on a socket in its own directory only."""

    def __init__(self, binaries: Path, directory: Path) -> None:
        self._binaries = binaries
        self._data = directory / "data"
        self._directory = directory
        self._run(
            "initdb", "--auth=trust", f"--username={_USER}", "--no-sync", "--locale=C.UTF-8", "-D"
        )
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-k {self._directory} -c listen_addresses='' -c fsync=off"
        log = self._directory / "log"
        self._run("pg_ctl", "-w", "-s", "-o", options, "-l", str(log), "start", "-D")

    def stop(self) -> None:
        """End it at once, as a crash does."""
        self._run("pg_ctl", "-w", "-s", "-m", "immediate", "stop", "-D")

    @property
    def url(self) -> str:
        """The URL of a database in it."""
        return f"postgresql+psycopg://{_USER}@/postgres?host={self._directory}"

    def _run(self, program: str, *arguments: str) -> None:
        root = os.getuid() == 0
        subprocess.run(
            [str(self._binaries / program), *arguments, str(self._data)],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._directory,
            user=_USER if root else None,
            group=pwd.getpwnam(_USER).pw_gid if root else None,
        )


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """A server that is gone in the end.

    Raises:
        Absent: where PostgreSQL is not installed.
    """
    binaries = _binaries()
    with tempfile.TemporaryDirectory(prefix="asl-pg-") as name:
        directory = Path(name)
        if os.getuid() == 0:
            try:
                shutil.chown(directory, _USER)
            except LookupError as error:
                raise Absent(f"no user {_USER!r}, and PostgreSQL does not run as root") from error
        cluster = Cluster(binaries, directory)
        try:
            yield cluster
        finally:
            cluster.stop()


def _binaries() -> Path:
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not versions:
        raise Absent("no initdb: PostgreSQL's server is not installed")
    return versions[-1].parent
