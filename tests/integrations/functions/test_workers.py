"""How workers live: kept warm, started anew, ended with all that they have started."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest

from asl.integrations.functions.python_handler import PythonHandler
from tests.integrations.functions.calls import (
    descriptors,
    error_of,
    gone,
    invocation,
    is_running,
    told,
    with_function,
    write,
)

Result = TypeVar("Result")

# Says which process it is, and that of a child that would outlive it.
FAMILY = """
    import os, subprocess, time
    child = subprocess.Popen(["sleep", "99"])
    def handler(event, context):
        if event:
            with open(event, "w") as told:
                told.write(f"{os.getpid()} {child.pid}")
            os.rename(event, event + ".told")
            time.sleep(99)
        return [os.getpid(), child.pid]
"""


def tell(
    folder: Path, story: Callable[[PythonHandler], Awaitable[Result]], **settings: Any
) -> Result:
    """What a story gives about the handler in a folder."""
    settings = {"timeout": 60, **settings}
    return with_function(
        lambda: PythonHandler(handler="app.handler", path=[folder], **settings), story
    )


async def value_of(handler: PythonHandler, payload: object = None) -> Any:
    """What a call returns."""
    return json.loads((await handler.invoke(invocation(payload))).payload)


def test_a_worker_is_used_again(tmp_path: Path) -> None:
    write(
        tmp_path,
        "app.py",
        """
        calls = []
        def handler(event, context):
            print(event)
            calls.append(event)
            return calls
        """,
    )

    async def story(handler: PythonHandler) -> list[tuple[Any, str]]:
        found = [await handler.invoke(invocation(number)) for number in range(3)]
        return [(json.loads(one.payload), one.logs) for one in found]

    assert tell(tmp_path, story) == [([0], "0\n"), ([0, 1], "1\n"), ([0, 1, 2], "2\n")]


def test_an_error_leaves_the_worker_as_it_is(tmp_path: Path) -> None:
    write(
        tmp_path,
        "app.py",
        """
        calls = []
        def handler(event, context):
            calls.append(event)
            return len(calls) if len(calls) == 2 else 1 / 0
        """,
    )

    async def story(handler: PythonHandler) -> Any:
        await handler.invoke(invocation())
        return await value_of(handler)

    assert tell(tmp_path, story) == 2


def test_a_copy_that_returns_too_answers_nobody(tmp_path: Path) -> None:
    write(
        tmp_path,
        "app.py",
        """
        import os
        def handler(event, context):
            os.fork()
            return event
        """,
    )

    async def story(handler: PythonHandler) -> list[int]:
        return [await value_of(handler, number) for number in range(9)]

    assert tell(tmp_path, story) == list(range(9))


NOISES = {
    "no JSON": "noise",
    "an object of its own": "{}",
    "no object": "[1]",
    "sizes of its own": '{"kind": "result", "size": "9", "files": 3}',
}


@pytest.mark.parametrize("noise", NOISES.values(), ids=NOISES)
def test_a_handler_that_writes_into_our_channel_ends(noise: str, tmp_path: Path) -> None:
    write(
        tmp_path,
        "app.py",
        f"""
        import contextlib, os, time
        def handler(event, context):
            # Which descriptor it is, is not told.
            for number in range(3, 64) if event else ():
                with contextlib.suppress(OSError):
                    os.write(number, {noise.encode()!r} + bytes([10]))
            return event
        """,
    )

    async def story(handler: PythonHandler) -> tuple[tuple[str, str], Any]:
        ended = error_of(await handler.invoke(invocation("write")))
        return ended, await value_of(handler)

    killed = ("Runtime.ExitError", "Runtime exited with error: signal: killed")
    assert tell(tmp_path, story) == (killed, None)


LOSSES = {
    "it exits": ("os._exit(1)", 60),
    "it hangs": ("time.sleep(99)", 1),
    "it answers too much": ("return 'x' * 10_000_000", 60),
}


@pytest.mark.parametrize(("loss", "timeout"), LOSSES.values(), ids=LOSSES)
def test_a_lost_worker_is_followed_by_another(loss: str, timeout: float, tmp_path: Path) -> None:
    body = f"if event: {loss}\n    return os.getpid()"
    write(tmp_path, "app.py", f"import os, time\ndef handler(event, context):\n    {body}")

    async def story(handler: PythonHandler) -> tuple[int, int]:
        first = await value_of(handler)
        error_of(await handler.invoke(invocation("lose it")))
        await gone(first)
        return first, await value_of(handler)

    first, second = tell(tmp_path, story, timeout=timeout)
    assert first != second


def test_one_that_dies_while_nobody_asks_is_replaced(tmp_path: Path) -> None:
    write(tmp_path, "app.py", "import os\ndef handler(event, context): return os.getpid()")

    async def story(handler: PythonHandler) -> tuple[int, int]:
        first = await value_of(handler)
        os.kill(first, signal.SIGKILL)
        await gone(first)
        await asyncio.sleep(0.05)
        return first, await value_of(handler)

    first, second = tell(tmp_path, story)
    assert first != second


LATE = "def handler(event, context):\n    import late\n    return late.X\n"

# what is said: (the function's files, which of them is edited)
EDITS = {
    "the handler's module": ({"app.py": "def handler(event, context): return 1"}, "app.py"),
    "a module that it has imported": (
        {"app.py": "from a.b import handler", "a/b.py": "def handler(event, context): return 1"},
        "a/b.py",
    ),
    "one that it imports when it is called": ({"app.py": LATE, "late.py": "X = 1"}, "late.py"),
}


@pytest.mark.parametrize(("files", "edited"), EDITS.values(), ids=EDITS)
def test_an_edit_is_seen_by_the_next_call(
    files: dict[str, str], edited: str, tmp_path: Path
) -> None:
    for name, source in files.items():
        write(tmp_path, name, source)

    async def story(handler: PythonHandler) -> list[int]:
        found = [await value_of(handler), await value_of(handler)]
        write(tmp_path, edited, files[edited].replace("1", "2"))
        return [*found, await value_of(handler)]

    assert tell(tmp_path, story) == [1, 1, 2]


def test_a_mistake_is_mended(tmp_path: Path) -> None:
    write(tmp_path, "app.py", "def handler(event, context) return 1")

    async def story(handler: PythonHandler) -> tuple[str, Any]:
        kind, _ = error_of(await handler.invoke(invocation()))
        write(tmp_path, "app.py", "def handler(event, context): return 1")
        return kind, await value_of(handler)

    assert tell(tmp_path, story) == ("Runtime.UserCodeSyntaxError", 1)


def test_nothing_is_written_beside_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    write(tmp_path, "part.py", "")
    write(tmp_path, "app.py", "import part\ndef handler(event, context): return 1")
    tell(tmp_path, value_of)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["app.py", "part.py"]


def test_calls_at_once_have_a_worker_each_up_to_the_limit(tmp_path: Path) -> None:
    # Each waits until two have begun; a third would be seen.
    write(
        tmp_path,
        "app.py",
        """
        import os, time
        def handler(folder, context):
            begun = os.path.join(folder, context.aws_request_id)
            open(begun, "w").close()
            while len(os.listdir(folder)) < 2 and not os.path.exists(folder + ".two"):
                time.sleep(0.005)
            open(folder + ".two", "w").close()
            seen = len(os.listdir(folder))
            os.remove(begun)
            return [os.getpid(), seen]
        """,
    )
    room = tmp_path / "room"
    room.mkdir()

    async def story(handler: PythonHandler) -> list[Any]:
        return await asyncio.gather(*(value_of(handler, str(room)) for _ in range(12)))

    found = tell(tmp_path, story, concurrency=2)
    assert len({pid for pid, _ in found}) == 2
    assert max(seen for _, seen in found) == 2


def test_waiting_holds_no_thread(tmp_path: Path) -> None:
    write(tmp_path, "app.py", FAMILY)

    async def story(handler: PythonHandler) -> tuple[int, int]:
        before = threading.active_count()
        paths = [tmp_path / f"call{number}" for number in range(6)]
        calls = [asyncio.ensure_future(handler.invoke(invocation(str(path)))) for path in paths]
        for path in paths:
            await told(path.with_suffix(".told"))
        during = threading.active_count()
        for call in calls:
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        return before, during

    before, during = tell(tmp_path, story, concurrency=6)
    assert before == during


def test_a_cancelled_call_ends_with_its_children(tmp_path: Path) -> None:
    write(tmp_path, "app.py", FAMILY)

    async def story(handler: PythonHandler) -> tuple[list[int], list[int]]:
        call = asyncio.ensure_future(handler.invoke(invocation(str(tmp_path / "call"))))
        family = await told(tmp_path / "call.told")
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await gone(*family)
        return family, await value_of(handler)

    before, after = tell(tmp_path, story)
    assert set(before).isdisjoint(after)


def test_closing_ends_all_and_leaves_nothing(tmp_path: Path) -> None:
    write(tmp_path, "app.py", FAMILY)

    async def story(handler: PythonHandler) -> tuple[int, int]:
        before = descriptors()
        one = await value_of(handler)
        call = asyncio.ensure_future(handler.invoke(invocation(str(tmp_path / "call"))))
        busy = await told(tmp_path / "call.told")
        await handler.close()
        await call
        await gone(*one, *busy)
        return before, descriptors()

    before, after = tell(tmp_path, story)
    assert before == after


def test_one_without_a_call_is_ended_after_a_while(tmp_path: Path) -> None:
    write(tmp_path, "app.py", FAMILY)

    async def story(handler: PythonHandler) -> tuple[list[int], list[int]]:
        first = await value_of(handler)
        await gone(*first)
        return first, await value_of(handler)

    first, second = tell(tmp_path, story, idle=0.01)
    assert set(first).isdisjoint(second)


def test_functions_of_one_binding_have_their_own_workers(tmp_path: Path) -> None:
    write(
        tmp_path,
        "app.py",
        """
        import os
        NAME = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        def handler(event, context): return [NAME, context.function_version]
        """,
    )

    async def story(handler: PythonHandler) -> list[Any]:
        found = []
        for qualifier in (None, "7", "live", None):
            asked = invocation(None, qualifier)
            invoked = await handler.invoke(asked)
            found.append([*json.loads(invoked.payload), invoked.version])
        return found

    latest = ["Charge", "$LATEST", "$LATEST"]
    expected = [latest, ["Charge", "7", "7"], latest, latest]
    assert tell(tmp_path, story, concurrency=1) == expected


def test_kept_workers_are_no_more_than_the_limit(tmp_path: Path) -> None:
    write(tmp_path, "app.py", FAMILY)

    async def story(handler: PythonHandler) -> None:
        first = await value_of(handler)
        await handler.invoke(replace(invocation(), name="Refund"))
        await gone(*first)

    tell(tmp_path, story, concurrency=1)


PARENT = """
import asyncio, sys
from asl.integrations.functions.python_handler import PythonHandler
from tests.integrations.functions.calls import invocation

async def main():
    handler = PythonHandler(handler="app.handler", path=[sys.argv[1]], timeout=60, concurrency=2)
    print(*map(str, eval((await handler.invoke(invocation())).payload)), flush=True)
    await handler.invoke(invocation(sys.argv[1] + "/call"))
asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a busy worker's group")
def test_the_death_of_this_process_ends_them(tmp_path: Path) -> None:
    write(tmp_path, "app.py", FAMILY)
    root = Path(__file__).resolve().parents[3]
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
    ) as parent:

        async def story() -> None:
            family = await told(tmp_path / "call.told")
            assert all(is_running(pid) for pid in family)
            parent.kill()
            await gone(*family)

        asyncio.run(story())
