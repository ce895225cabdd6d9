"""What Python handlers answer: https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from asl.integrations.functions.faults import LOG_LIMIT
from asl.integrations.functions.port import Invoked, Unavailable
from asl.integrations.functions.python_handler import PythonHandler
from asl.syntax.values import Json
from tests.integrations.functions.calls import (
    ARN,
    called,
    descriptors,
    error_of,
    invocation,
    with_function,
    write,
)

HEAD = "import asyncio, collections, datetime, decimal, os, signal, sys, time, logging\n"


def answer(folder: Path, body: str, payload: Json = None, timeout: float = 30) -> Invoked:
    """What a handler of these lines gives."""
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    write(folder, "app.py", f"{HEAD}def handler(event, context):\n{lines}")
    return called(
        lambda: PythonHandler(handler="app.handler", path=[folder], timeout=timeout), payload
    )


# what is said: (the handler's lines, the event, the text of the answer)
RETURNED = {
    "the event comes as it was": ("return event", {"a": [1, 1.0, None, "é"]}, None),
    "nothing returned is null": ("pass", {}, "null"),
    "numbers keep their form": ("return [1, 1.0, 1e30]", {}, "[1, 1.0, 1e+30]"),
    "a Decimal keeps its digits": ("return {'n': decimal.Decimal('1.10')}", {}, '{"n": 1.10}'),
    "bytes are the answer": ("return b'plain'", {}, "plain"),
    "printing does no harm": ("print('x' * 10)\nreturn 1", {}, "1"),
    "standard input is empty": ("return sys.stdin.read()", {}, '""'),
    "a thread that goes on does no harm": (
        "import threading\nthreading.Thread(target=time.sleep, args=(99,)).start()\nreturn 2",
        {},
        "2",
    ),
    "a child that goes on does no harm": (
        "import subprocess\nsubprocess.Popen(['sleep', '99'])\nreturn 3",
        {},
        "3",
    ),
    "closed streams do no harm": (
        "sys.stdout.close()\nos.close(1)\nos.close(2)\nreturn 4",
        {},
        "4",
    ),
    "the largest answer": ("return 'x' * 6291554", {}, '"' + "x" * 6_291_554 + '"'),
}


@pytest.mark.parametrize(("body", "event", "text"), RETURNED.values(), ids=RETURNED)
def test_what_is_returned(body: str, event: Json, text: str | None, tmp_path: Path) -> None:
    invoked = answer(tmp_path, body, event)
    assert invoked.function_error is None
    assert invoked.payload == text if text else json.loads(invoked.payload) == event


NESTED = "class Outer:\n    class Refused(ValueError):\n        pass\nraise Outer.Refused('no')"
SELF_KILL = "os.kill(os.getpid(), signal.SIGKILL)"
FILL = "sys.stdout.write('x' * 10**7)\nos.write(2, b'y' * 10**6)\n"

# what is said: (the handler's lines, the error's type, its message)
FAILED = {
    "an exception": ("raise ValueError('bad')", "ValueError", "bad"),
    "a class within a class has its own name": (NESTED, "Refused", "no"),
    "no message": ("raise KeyError", "KeyError", ""),
    "exit": ("sys.exit(3)", "Runtime.ExitError", "Runtime exited with error: exit status 3"),
    "exit 0": ("sys.exit()", "Runtime.ExitError", "Runtime exited without providing a reason"),
    "os._exit": ("os._exit(7)", "Runtime.ExitError", "Runtime exited with error: exit status 7"),
    "killed": (SELF_KILL, "Runtime.ExitError", "Runtime exited with error: signal: killed"),
    "a child holds the streams": (
        "if os.fork() == 0:\n    time.sleep(99)\nos._exit(1)",
        "Runtime.ExitError",
        "Runtime exited with error: exit status 1",
    ),
    "no JSON": (
        "return datetime.datetime.now()",
        "Runtime.MarshalError",
        "Unable to marshal response: Object of type datetime is not JSON serializable",
    ),
    "a coroutine": (
        "async def later():\n    return 1\nfound = later()\ncontext.kept = found\nreturn found",
        "Runtime.MarshalError",
        "Unable to marshal response: Object of type coroutine is not JSON serializable",
    ),
    "a ring": (
        "ring = []\nring.append(ring)\nreturn ring",
        "Runtime.MarshalError",
        "Unable to marshal response: Circular reference detected",
    ),
    "too large": (
        "return 'x' * 6291555",
        "Function.ResponseSizeTooLarge",
        "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    ),
    "the answer is not its to write": (
        "import stat\n"
        "for fd in range(3, 99):\n"
        "    try:\n"
        "        if stat.S_ISSOCK(os.fstat(fd).st_mode): os.write(fd, b'junk\\n')\n"
        "    except OSError: pass\n"
        "time.sleep(99)",
        "Runtime.ExitError",
        "Runtime exited with error: signal: killed",
    ),
    "much printed before": (FILL + "raise ValueError('full')", "ValueError", "full"),
}


@pytest.mark.parametrize(("body", "kind", "message"), FAILED.values(), ids=FAILED)
def test_what_fails(body: str, kind: str, message: str, tmp_path: Path) -> None:
    assert error_of(answer(tmp_path, body)) == (kind, message)


@pytest.mark.parametrize("number", ["float('nan')", "float('inf')", "decimal.Decimal('NaN')"])
def test_numbers_that_json_lacks(number: str, tmp_path: Path) -> None:
    kind, message = error_of(answer(tmp_path, f"return [{number}]"))
    assert kind == "Runtime.MarshalError"
    assert message.startswith(
        "Unable to marshal response: Out of range float values are not JSON compliant"
    )


HANGING = {
    "asleep": "time.sleep(99)",
    "busy": "while True: pass",
    "deaf": "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(9)",
}


@pytest.mark.parametrize("body", HANGING.values(), ids=HANGING)
def test_a_handler_that_hangs(body: str, tmp_path: Path) -> None:
    invoked = answer(tmp_path, f"print('begun')\n{body}", timeout=1)
    assert error_of(invoked) == ("Sandbox.Timedout", "Task timed out after 1.00 seconds")
    assert invoked.logs == "begun\n"


def test_an_error_as_lambda_writes_it(tmp_path: Path) -> None:
    invoked = answer(tmp_path, "raise Exception('Some exception was raised.')")
    request = json.loads(invoked.payload)["requestId"]
    trace = f'  File \\"{tmp_path}/app.py\\", line 3, in handler\\n    raise '
    assert invoked.payload == (
        '{"errorMessage": "Some exception was raised.", "errorType": "Exception", '
        f'"requestId": "{request}", "stackTrace": ["{trace}'
        "Exception('Some exception was raised.')\\n\"]}"
    )


# what is said: (file, its text, handler, the error's type, its message)
UNLOADABLE = {
    "no such module": (
        "other.py", "", "app.handler", "Runtime.ImportModuleError",
        "Unable to import module 'app': No module named 'app'",
    ),
    "a module that it needs is missing": (
        "app.py", "import nowhere", "app.handler", "Runtime.ImportModuleError",
        "Unable to import module 'app': No module named 'nowhere'",
    ),
    "no such function": (
        "app.py", "", "app.handler", "Runtime.HandlerNotFound",
        "Handler 'handler' missing on module 'app'",
    ),
    "no dot": (
        "app.py", "", "handler", "Runtime.MalformedHandlerName",
        "Bad handler 'handler': not enough values to unpack (expected 2, got 1)",
    ),
    "no Python": (
        "app.py", "def", "app.handler", "Runtime.UserCodeSyntaxError",
        "Syntax error in module 'app': invalid syntax (app.py, line 1)",
    ),
    "a module of the interpreter": (
        "app.py", "", "sys.exit", "Runtime.BuiltInModuleConflict",
        "Cannot use built-in module sys as a handler module",
    ),
    "raises while it is loaded": (
        "app.py", "1/0", "app.h", "ZeroDivisionError", "division by zero",
    ),
    "exits while it is loaded": (
        "app.py", "import os; os._exit(5)", "app.h", "Runtime.ExitError",
        "Runtime exited with error: exit status 5",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("file", "source", "handler", "kind", "message"), UNLOADABLE.values(), ids=UNLOADABLE
)
def test_a_handler_that_cannot_be_loaded(
    file: str, source: str, handler: str, kind: str, message: str, tmp_path: Path
) -> None:
    write(tmp_path, file, source)
    invoked = called(lambda: PythonHandler(handler=handler, path=[tmp_path]))
    assert error_of(invoked) == (kind, message)


@pytest.mark.parametrize(
    "handler", ["orders.charge:handler", "orders.charge.handler", "orders/charge.handler"]
)
def test_spellings_of_a_handler(handler: str, tmp_path: Path) -> None:
    write(tmp_path, "orders/charge.py", "def handler(event, context): return __name__")
    invoked = called(lambda: PythonHandler(handler=handler, path=[tmp_path]))
    assert invoked.payload == '"orders.charge"'


# what is said: (an expression, its value)
TOLD = {
    "name": ("context.function_name", "Charge"),
    "version": ("context.function_version", "$LATEST"),
    "ARN": ("context.invoked_function_arn", ARN),
    "memory": ("context.memory_limit_in_mb", "256"),
    "request": ("len(context.aws_request_id)", 36),
    "log group": ("context.log_group_name", "/aws/lambda/Charge"),
    "log stream": ("'[$LATEST]' in context.log_stream_name", True),
    "identity": ("context.identity.cognito_identity_id", None),
    "client context": ("context.client_context", None),
    "time left": ("0 < context.get_remaining_time_in_millis() <= 20_000", True),
    "its name in the environment": ("os.environ['AWS_LAMBDA_FUNCTION_NAME']", "Charge"),
    "its region": (
        "[os.environ[n] for n in ('AWS_REGION', 'AWS_DEFAULT_REGION')]",
        ["eu-west-1"] * 2,
    ),
    "its handler": ("os.environ['_HANDLER']", "app.handler"),
    "its folder": ("os.environ['LAMBDA_TASK_ROOT'] == os.getcwd() == sys.path[0]", True),
    "its runtime": ("os.environ['AWS_EXECUTION_ENV'].startswith('AWS_Lambda_python3.')", True),
    "its own variables": ("os.environ['TABLE']", "orders"),
    "Lambda's own are not for it to set": ("os.environ['AWS_LAMBDA_FUNCTION_MEMORY_SIZE']", "256"),
    "what this process has": ("os.environ['SHELL_VARIABLE']", "inherited"),
    "but nothing of ours": ("os.environ.get('ASL_DATABASE')", None),
    "a layer": ("__import__('shared_by_layer').NAME", "layer"),
    "nothing of ours is found": ("[m for m in sys.modules if m.partition('.')[0] == 'asl']", []),
}


@pytest.mark.parametrize(("expression", "value"), TOLD.values(), ids=TOLD)
def test_what_a_handler_is_told(
    expression: str, value: Json, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL_VARIABLE", "inherited")
    monkeypatch.setenv("ASL_DATABASE", "postgresql://user:secret@host/asl")
    write(tmp_path, "layer/python/shared_by_layer.py", "NAME = 'layer'")
    write(tmp_path, "code/app.py", f"{HEAD}def handler(event, context):\n    return {expression}\n")
    invoked = called(
        lambda: PythonHandler(
            handler="app.handler",
            path=[tmp_path / "code"],
            layers=[tmp_path / "layer"],
            environment={"TABLE": "orders", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1"},
            timeout=20,
            memory=256,
        )
    )
    assert json.loads(invoked.payload) == value


# what is said: (the handler's lines, the log)
LOGS = {
    "print": ("print('é')", "é\n"),
    "both streams, in order": ("print(1)\nprint(2, file=sys.stderr)\nprint(3)", "1\n2\n3\n"),
    "a child's": ("import subprocess\nsubprocess.run(['echo', 'child'])", "child\n"),
    "no new line": ("sys.stdout.write('x')", "x"),
    "no text": ("os.write(1, b'\\xff')", "\ufffd"),
}


@pytest.mark.parametrize(("body", "logs"), LOGS.values(), ids=LOGS)
def test_logs(body: str, logs: str, tmp_path: Path) -> None:
    assert answer(tmp_path, body).logs == logs


def test_log_lines_name_their_call(tmp_path: Path) -> None:
    body = (
        "logging.getLogger().setLevel('INFO')\nlogging.info('here')\nreturn context.aws_request_id"
    )
    invoked = answer(tmp_path, body)
    level, _, request, message = invoked.logs.split("\t")
    assert (level, request, message) == ("[INFO]", json.loads(invoked.payload), "here\n")


def test_of_much_the_end_is_kept(tmp_path: Path) -> None:
    logs = answer(tmp_path, "print('x' * 10**7)\nprint('the end')").logs
    first, _, rest = logs.partition("\n")
    assert first == f"[{10**7 + 9 - LOG_LIMIT} bytes left out]"
    assert len(rest) == LOG_LIMIT
    assert rest.endswith("x\nthe end\n")


def test_no_such_interpreter(tmp_path: Path) -> None:
    async def story(handler: PythonHandler) -> tuple[int, int]:
        before = descriptors()
        with pytest.raises(Unavailable, match=r"Charge needs /nowhere/python to run app\.handler"):
            await handler.invoke(invocation())
        return before, descriptors()

    before, after = with_function(
        lambda: PythonHandler(
            handler="app.handler", path=[tmp_path], interpreter="/nowhere/python"
        ),
        story,
    )
    assert before == after


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match=r"/gone, which is no folder"):
        called(lambda: PythonHandler(handler="app.handler", path=[tmp_path / "gone"]))


@pytest.mark.parametrize("timeout", [0, -1, 900.5])
def test_time_outs_that_lambda_lacks(timeout: float) -> None:
    with pytest.raises(ValueError, match="give more than 0 and at most 900"):
        PythonHandler(handler="app.handler", timeout=timeout)


def test_a_message_that_is_no_text_is_still_an_error(tmp_path: Path) -> None:
    invoked = answer(tmp_path, r"raise ValueError('a\udcffb')")
    assert error_of(invoked) == ("ValueError", "a?b")


def test_the_interpreter_is_not_looked_for_in_the_functions_own_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, "app.py", "def handler(event, context):\n    return 1\n")
    # A real interpreter: a version manager's stand-in is a script, which needs its own PATH.
    interpreter = Path(sys.executable)
    monkeypatch.setenv("PATH", str(interpreter.parent))
    invoked = called(
        lambda: PythonHandler(
            handler="app.handler",
            path=[tmp_path],
            interpreter=interpreter.name,
            environment={"PATH": "/opt/bin"},
            timeout=30,
        )
    )
    assert invoked.payload == "1"


def test_a_variable_that_no_process_can_have_is_told(tmp_path: Path) -> None:
    async def story(handler: PythonHandler) -> tuple[int, int]:
        before = descriptors()
        with pytest.raises(Unavailable, match="embedded null byte"):
            await handler.invoke(invocation())
        return before, descriptors()

    before, after = with_function(
        lambda: PythonHandler(handler="app.f", path=[tmp_path], environment={"A": "\0"}), story
    )
    assert before == after
