"""What commands answer."""

from __future__ import annotations

import asyncio
import json
import shlex
import sys
from pathlib import Path

import pytest

from asl.integrations.functions.command import Command
from asl.integrations.functions.port import Invoked, Unavailable
from asl.syntax.values import Json
from tests.integrations.functions.calls import (
    called,
    descriptors,
    error_of,
    gone,
    invocation,
    told,
    with_function,
)


def ran(folder: Path, source: str, payload: Json = None, timeout: float = 30) -> Invoked:
    """What a program of these lines gives."""
    command = [sys.executable, "-c", "import json, os, sys, time\n" + source]
    return called(lambda: Command(command=command, folder=folder, timeout=timeout), payload)


# what is said: (the program, the event, the text of the answer)
RETURNED = {
    "the event comes and goes as text": ("print(sys.stdin.read())", {"é": 1.0}, '{"é":1.0}'),
    "nothing printed is null": ("pass", {}, "null"),
    "blanks around it go": ("print(); print('1.50'); print()", {}, "1.50"),
    "the event need not be read": ("print(2)", ["x" * 200_000], "2"),
    "its name": (
        "print(json.dumps(os.environ['AWS_LAMBDA_FUNCTION_NAME']))", {}, '"Charge"',
    ),
    "a child that goes on does no harm": (
        "import subprocess; subprocess.Popen(['sleep', '99']); print(3)", {}, "3",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("source", "event", "text"), RETURNED.values(), ids=RETURNED)
def test_what_is_printed(source: str, event: Json, text: str, tmp_path: Path) -> None:
    assert ran(tmp_path, source, event) == Invoked(payload=text, function_error=None)


OWN = '{"errorType":"Refused","errorMessage":"no","code":5}'
OWN_ERROR = f"print('{OWN}', file=sys.stderr); sys.exit(1)"

# what is said: (the program, the error's type, its message)
FAILED = {
    "exit status": ("sys.exit(3)", "Runtime.ExitError", "Runtime exited with error: exit status 3"),
    "a signal": ("os.kill(os.getpid(), 15)", "Runtime.ExitError",
                 "Runtime exited with error: signal: terminated"),
    "an error of its own, complained": (OWN_ERROR, "Refused", "no"),
    "an error of its own, printed": (f"print('{OWN}'); sys.exit(1)", "Refused", "no"),
    "a last line that is no error": ("print('{}'); sys.exit(1)", "Runtime.ExitError",
                                     "Runtime exited with error: exit status 1"),
    "too large": ("while True: sys.stdout.write('x' * 65536)", "Function.ResponseSizeTooLarge",
                  "Response payload size exceeded maximum allowed payload size (6291556 bytes)."),
}  # fmt: skip


@pytest.mark.parametrize(("source", "kind", "message"), FAILED.values(), ids=FAILED)
def test_what_fails(source: str, kind: str, message: str, tmp_path: Path) -> None:
    assert error_of(ran(tmp_path, source)) == (kind, message)


@pytest.mark.parametrize("text", ["done", "NaN", "{", "1 2", "'\\udcff'"])
def test_what_is_no_json(text: str, tmp_path: Path) -> None:
    kind, message = error_of(ran(tmp_path, f"sys.stdout.buffer.write({text!r}.encode())"))
    assert kind == "Runtime.MarshalError"
    assert message.startswith("Unable to marshal response: the command printed no JSON: ")


def test_one_that_hangs_ends_with_its_children(tmp_path: Path) -> None:
    source = """
import subprocess
child = subprocess.Popen(["sleep", "99"])
print(child.pid, file=sys.stderr, flush=True)
time.sleep(99)
"""
    invoked = ran(tmp_path, source, timeout=1)
    assert error_of(invoked) == ("Sandbox.Timedout", "Task timed out after 1.00 seconds")
    asyncio.run(gone(int(invoked.logs)))


def test_a_cancelled_one_ends(tmp_path: Path) -> None:
    source = f"echo $$ > {shlex.quote(str(tmp_path))}/pid.new; mv pid.new pid; exec sleep 99"

    async def story(function: Command) -> tuple[int, int]:
        before = descriptors()
        call = asyncio.ensure_future(function.invoke(invocation()))
        [pid] = await told(tmp_path / "pid")
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await gone(pid)
        await function.close()
        return before, descriptors()

    before, after = with_function(
        lambda: Command(command=["sh", "-c", source], folder=tmp_path, timeout=60), story
    )
    assert before == after


def test_no_shell_reads_its_arguments(tmp_path: Path) -> None:
    words = ["$HOME", "a; b", "`id`", "*"]
    command = [sys.executable, "-c", "import json, sys; print(json.dumps(sys.argv[1:]))", *words]
    invoked = called(lambda: Command(command=command, folder=tmp_path))
    assert json.loads(invoked.payload) == words


def test_the_log_is_what_it_complains(tmp_path: Path) -> None:
    assert ran(tmp_path, "print(1); print('careful', file=sys.stderr)").logs == "careful\n"


MISSING = {
    "program": (["nowhere-to-be-found"], ".", "bound to the command nowhere-to-be-found in"),
    "program in its folder": (["./ship"], ".", r"/ship in .* does not start: No such file"),
    "folder": ([sys.executable], "gone", "/gone, which does not start: No such file"),
}


@pytest.mark.parametrize(("command", "folder", "said"), MISSING.values(), ids=MISSING)
def test_what_is_missing(command: list[str], folder: str, said: str, tmp_path: Path) -> None:
    async def story(function: Command) -> tuple[int, int]:
        before = descriptors()
        with pytest.raises(Unavailable, match=said):
            await function.invoke(invocation())
        return before, descriptors()

    before, after = with_function(lambda: Command(command=command, folder=tmp_path / folder), story)
    assert before == after


def test_a_program_in_its_own_folder(tmp_path: Path) -> None:
    program = tmp_path / "ship.sh"
    program.write_text('#!/bin/sh\necho "\\"$(pwd -P)\\""\n', "utf-8")
    program.chmod(0o755)
    invoked = called(lambda: Command(command=["./ship.sh"], folder=tmp_path))
    assert json.loads(invoked.payload) == str(tmp_path.resolve())
