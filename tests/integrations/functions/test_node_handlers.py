"""What Node handlers answer: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from asl.integrations.functions.node_handler import NodeHandler
from asl.integrations.functions.port import Invoked, Unavailable
from asl.syntax.values import Json
from tests.integrations.functions.calls import (
    ARN,
    called,
    error_of,
    gone,
    invocation,
    told,
    with_function,
    write,
)

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")


def answer(folder: Path, handler: str, payload: Json = None, timeout: float = 30) -> Invoked:
    """What a handler gives."""
    write(folder, "index.js", f"exports.handler = {handler};")
    return called(
        lambda: NodeHandler(handler="index.handler", path=[folder], timeout=timeout), payload
    )


# what is said: (the handler, its answer)
RETURNED = {
    "a promise": ("async (event) => ({ got: event })", {"got": {"é": [1, None]}}),
    "nothing": ("async () => {}", None),
    "a callback": ("(event, context, callback) => setTimeout(() => callback(null, 5), 5)", 5),
    "a callback waits for what is left": (
        "(event, context, callback) => { const found = []; callback(null, found);"
        " setTimeout(() => found.push(1), 5); }",
        [1],
    ),
    "a callback that does not wait": (
        "(event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false;"
        " setTimeout(() => {}, 99000); callback(null, 6); }",
        6,
    ),
    "no answer at all": ("() => {}", None),
    "done": ("(event, context) => context.done(null, 7)", 7),
    "the context": (
        "async (event, c) => [c.functionName, c.functionVersion, c.invokedFunctionArn,"
        " c.memoryLimitInMB, c.awsRequestId.length, c.logGroupName,"
        " c.getRemainingTimeInMillis() > 0]",
        ["Charge", "$LATEST", ARN, "128", 36, "/aws/lambda/Charge", True],
    ),
    "the environment": (
        "async () => [process.env.AWS_REGION, process.env._HANDLER,"
        " process.cwd() === process.env.LAMBDA_TASK_ROOT]",
        ["eu-west-1", "index.handler", True],
    ),
}


@needs_node
@pytest.mark.parametrize(("handler", "value"), RETURNED.values(), ids=RETURNED)
def test_what_is_returned(handler: str, value: Json, tmp_path: Path) -> None:
    invoked = answer(tmp_path, handler, {"é": [1, None]})
    assert invoked.function_error is None
    assert json.loads(invoked.payload) == value


UNSETTLED = (
    "The Lambda runtime client detected an unexpected Node.js exit code. "
    "This is most commonly caused by a Promise that was never settled."
)

# what is said: (the handler, the error's type, its message)
FAILED = {
    "throws": ("() => { throw new TypeError('bad'); }", "TypeError", "bad"),
    "rejects": ("async () => { throw new RangeError('far'); }", "RangeError", "far"),
    "a class of its own": (
        "async () => { const e = new Error('x'); e.name = 'Refused'; throw e; }", "Refused", "x",
    ),
    "a callback with a text": ("(e, c, callback) => callback('oops')", "string", "oops"),
    "thrown later": (
        "async () => new Promise(() => setTimeout(() => { throw new Error('late'); }, 5))",
        "Error", "late",
    ),
    "rejected where nobody looks": (
        "async () => { Promise.reject(new Error('lost')); await new Promise(() => {}); }",
        "Runtime.UnhandledPromiseRejection", "Error: lost",
    ),
    "never settled": ("async () => new Promise(() => {})", "Runtime.NodeJsExit", UNSETTLED),
    "exits": (
        "async () => process.exit(3)", "Runtime.ExitError",
        "Runtime exited with error: exit status 3",
    ),
    "no JSON": ("async () => 1n", "Error", "Unable to stringify response body"),
    "too large": (
        "async () => 'x'.repeat(6291555)", "Function.ResponseSizeTooLarge",
        "Response payload size exceeded maximum allowed payload size (6291556 bytes).",
    ),
    "no function": ("5", "Runtime.HandlerNotFound", "index.handler is not a function"),
    "nothing of that name": (
        "undefined", "Runtime.HandlerNotFound", "index.handler is undefined or not exported",
    ),
    "busy": (
        "() => { while (true); }", "Sandbox.Timedout", "Task timed out after 2.00 seconds",
    ),
}  # fmt: skip


@needs_node
@pytest.mark.parametrize(("handler", "kind", "message"), FAILED.values(), ids=FAILED)
def test_what_fails(handler: str, kind: str, message: str, tmp_path: Path) -> None:
    timeout = 2 if kind == "Sandbox.Timedout" else 30
    assert error_of(answer(tmp_path, handler, timeout=timeout)) == (kind, message)


@needs_node
def test_an_error_shows_the_functions_own_lines(tmp_path: Path) -> None:
    error = json.loads(answer(tmp_path, "() => { throw new Error('bad'); }").payload)
    assert error["trace"][0] == "Error: bad"
    assert f"{tmp_path}/index.js:1:" in error["trace"][1]
    assert len(error["trace"]) == 2


# what is said: (its files, its name, the start of the error's type or None)
MODULES = {
    "index.mjs": ({"index.mjs": "export const handler = async () => 1;"}, "index.handler", None),
    "index.cjs": ({"index.cjs": "exports.handler = async () => 1;"}, "index.handler", None),
    "a package of modules": (
        {"package.json": '{"type": "module"}', "index.js": "export const handler = async () => 1;"},
        "index.handler", None,
    ),
    "in a folder": ({"src/app.js": "exports.handler = async () => 1;"}, "src/app.handler", None),
    "a member of a member": ({"app.js": "exports.a = { b: async () => 1 };"}, "app.a.b", None),
    "a package beside it": (
        {"app.js": "exports.handler = async () => require('one');",
         "node_modules/one/index.js": "module.exports = 1;"},
        "app.handler", None,
    ),
    "no such module": ({}, "app.handler", "Runtime.ImportModuleError"),
    "a package that is missing": (
        {"app.js": "require('nowhere');"}, "app.handler", "Runtime.ImportModuleError",
    ),
    "no JavaScript": ({"app.js": "exports = {"}, "app.handler", "Runtime.UserCodeSyntaxError"),
    "no dot": ({}, "handler", "Runtime.MalformedHandlerName"),
    "out of the folder": ({}, "../app.handler", "Runtime.MalformedHandlerName"),
}  # fmt: skip


@needs_node
@pytest.mark.parametrize(("files", "handler", "kind"), MODULES.values(), ids=MODULES)
def test_modules(files: dict[str, str], handler: str, kind: str | None, tmp_path: Path) -> None:
    for name, source in files.items():
        write(tmp_path, name, source)
    invoked = called(lambda: NodeHandler(handler=handler, path=[tmp_path]))
    if kind is None:
        assert (invoked.payload, invoked.function_error) == ("1", None)
    else:
        assert error_of(invoked)[0] == kind


@needs_node
@pytest.mark.parametrize("kind", [".js", ".mjs"])
@pytest.mark.parametrize("name", ["index", "part"])
def test_an_edit_is_seen_by_the_next_call(name: str, kind: str, tmp_path: Path) -> None:
    if kind == ".js":
        write(tmp_path, "part.js", "exports.x = 1;")
        write(tmp_path, "index.js", "exports.handler = async () => [1, require('./part').x];")
    else:
        write(tmp_path, "part.mjs", "export const x = 1;")
        source = "import { x } from './part.mjs'; export const handler = async () => [1, x];"
        write(tmp_path, "index.mjs", source)

    async def story(handler: NodeHandler) -> list[str]:
        found = [(await handler.invoke(invocation())).payload for _ in range(2)]
        path = tmp_path / (name + kind)
        path.write_text(path.read_text("utf-8").replace("1", "2"), "utf-8")
        return [*found, (await handler.invoke(invocation())).payload]

    edited = "[2,1]" if name == "index" else "[1,2]"
    answers = with_function(lambda: NodeHandler(handler="index.handler", path=[tmp_path]), story)
    assert answers == ["[1,1]", "[1,1]", edited]


@needs_node
def test_a_cancelled_call_ends(tmp_path: Path) -> None:
    write(
        tmp_path,
        "index.js",
        """
        const fs = require('node:fs');
        exports.handler = async (event) => {
          fs.writeFileSync(event + '.new', String(process.pid));
          fs.renameSync(event + '.new', event);
          while (true);
        };
        """,
    )
    pid = tmp_path / "pid"

    async def story(handler: NodeHandler) -> None:
        call = asyncio.ensure_future(handler.invoke(invocation(str(pid))))
        [worker] = await told(pid)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await gone(worker)

    with_function(lambda: NodeHandler(handler="index.handler", path=[tmp_path], timeout=60), story)


@needs_node
def test_logs(tmp_path: Path) -> None:
    assert (
        answer(tmp_path, "async () => { console.log('a'); console.error('b'); }").logs == "a\nb\n"
    )


def test_no_node(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="Install it, or set another interpreter"):
        called(
            lambda: NodeHandler(
                handler="index.handler", path=[tmp_path], interpreter="/nowhere/node"
            )
        )
