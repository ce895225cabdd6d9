"""A process that owns a database, for tests that need another one.

`python -m tests.stores.owning hold URL` opens it, says so and waits for the end of its input.
`python -m tests.stores.owning write URL COUNT` saves and saves, COUNT executions at once, and says
after each acknowledged save how many events of which execution are stored: `execution events`.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from itertools import count
from pathlib import Path

from asl.stores.records import Save
from asl.stores.sql import SqlStore, open_store
from tests.stores.records import events, running

_ROOT = Path(__file__).parents[2]


def start(*arguments: str) -> subprocess.Popen[str]:
    """Start it as a process of its own, that talks to us by lines."""
    return subprocess.Popen(
        [sys.executable, "-m", __name__, *arguments],
        cwd=_ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


async def _write(url: str, executions: int) -> None:
    store = open_store(url)
    records = await running(store, *(f"e{number}" for number in range(executions)))
    await asyncio.gather(*(_save(store, record.id) for record in records))


async def _save(store: SqlStore, execution: int) -> None:
    stored = 0
    for turn in count():
        more = events(range(stored + 1, stored + 2 + turn % 5))
        frames = {"": f"{stored + len(more)}", f"/{turn}": ""}
        gone = [f"/{turn - 1}"]
        await store.commit(Save(execution=execution, events=more, frames=frames, gone=gone))
        stored += len(more)
        print(execution, stored, flush=True)  # noqa: T201 - this is what it is for


def main() -> None:
    """Do as the arguments say."""
    what, url, *more = sys.argv[1:]
    if what == "write":
        asyncio.run(_write(url, int(more[0])))
    store = open_store(url)
    print("open", flush=True)  # noqa: T201 - this is what it is for
    sys.stdin.read()
    asyncio.run(store.close())


if __name__ == "__main__":
    main()
