"""The program of a Python worker: loads a handler, then calls it as often as it is asked to.

It runs under the interpreter of the function's project, from Python 3.8 on, so it imports nothing
but the standard library, and little of that. Names, texts and order are those of Lambda's runtime.

Source: https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html, python-exceptions.html
"""

from __future__ import annotations

import contextlib
import importlib
import json
import logging
import os
import re
import sys
import time
import traceback
from collections.abc import Callable
from types import ModuleType, SimpleNamespace, TracebackType
from typing import Any, BinaryIO

Json = Any

# Lambda's runtimes write characters as they are from 3.12 on.
ASCII_ONLY = sys.version_info < (3, 12)


class Fault(Exception):
    """What the runtime itself says of a handler.

    Attributes:
        name: the type of the error, `Runtime.…`.
        trace: lines to show.
    """

    def __init__(self, name: str, message: str, trace: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.name = name
        self.trace = list(trace)


class Context:
    """What a handler is told of its call."""

    def __init__(self, head: dict[str, Json]) -> None:
        variables = os.environ
        self.aws_request_id: str = head["id"]
        self.invoked_function_arn: str = head["arn"]
        self.function_name = variables.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = variables.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = variables.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = variables.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = variables.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.client_context = None
        self.tenant_id = None
        self.identity = SimpleNamespace(cognito_identity_id=None, cognito_identity_pool_id=None)
        self._deadline: float = head["deadline"]

    def get_remaining_time_in_millis(self) -> int:
        """Until the call times out."""
        return max(0, int(self._deadline - time.time() * 1000))

    def log(self, message: object) -> None:
        """Print, as older handlers do."""
        sys.stdout.write(str(message))


class Channel:
    """The way to the process that asks."""

    def __init__(self, descriptor: int) -> None:
        os.set_inheritable(descriptor, False)  # noqa: FBT003 - the call has no other form
        self._descriptor = descriptor
        self._reader: BinaryIO = os.fdopen(descriptor, "rb", closefd=False)
        self._known: set[str] = set()
        self._modules = 0

    def receive(self) -> tuple[dict[str, Json], bytes] | None:
        """The next call; None when there will be no more."""
        try:
            line = self._reader.readline()
            head: dict[str, Json] = json.loads(line) if line else {}
            return (head, self._reader.read(head["size"])) if head else None
        except ConnectionError:
            return None

    def send(self, kind: str, body: bytes, folders: list[str]) -> None:
        """Answer; what was printed before stands in the log first."""
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(AttributeError, OSError, ValueError):
                stream.flush()
        head = {"kind": kind, "size": len(body), "files": self._loaded(folders)}
        rest = memoryview(json.dumps(head).encode() + b"\n" + body)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]

    def _loaded(self, folders: list[str]) -> list[str]:
        """Files of the function's own modules that were not told of yet."""
        if len(sys.modules) == self._modules:
            return []
        self._modules = len(sys.modules)
        modules = [module for module in sys.modules.values() if isinstance(module, ModuleType)]
        files = {module.__dict__.get("__file__") for module in modules}
        new = {file for file in files if isinstance(file, str) and is_own(file, folders)}
        new -= self._known
        self._known |= new
        return sorted(new)


def is_own(file: str, folders: list[str]) -> bool:
    """Whether a file is the function's, and not of a package that it has installed."""
    own = any(file.startswith(folder + os.sep) for folder in folders)
    return own and "-packages" + os.sep not in file and not file.startswith(sys.prefix + os.sep)


def load(handler: str) -> Callable[[Json, Context], Json]:
    """The function that a handler's name stands for.

    Raises: Fault; whatever the module raises while it is loaded.
    """
    try:
        module_name, name = handler.rsplit(".", 1)
    except ValueError as error:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{handler}': {error}") from error
    if module_name.split(".")[0] in sys.builtin_module_names:
        message = f"Cannot use built-in module {module_name} as a handler module"
        raise Fault("Runtime.BuiltInModuleConflict", message)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        message = f"Unable to import module '{module_name}': {error}"
        raise Fault("Runtime.ImportModuleError", message) from error
    except SyntaxError as error:
        message = f"Syntax error in module '{module_name}': {error}"
        place = f'  File "{error.filename}" Line {error.lineno}\n    {error.text}'
        raise Fault("Runtime.UserCodeSyntaxError", message, (place,)) from error
    try:
        found: Callable[[Json, Context], Json] = getattr(module, name)
    except AttributeError as error:
        message = f"Handler '{name}' missing on module '{module_name}'"
        raise Fault("Runtime.HandlerNotFound", message) from error
    return found


def marshal(value: Json) -> bytes:
    """The JSON text of what a handler returned; a Decimal keeps its digits, bytes are text already.

    Raises: Fault, for what is no JSON.
    """
    if isinstance(value, bytes):
        return value
    # Who returns a Decimal has loaded it; everybody else need not wait for that.
    decimal: Any = sys.modules.get("decimal")
    mark = os.urandom(8).hex()
    digits: list[str] = []

    def other(item: Json) -> Json:
        if decimal is None or not isinstance(item, decimal.Decimal):
            raise TypeError(f"Object of type {type(item).__name__} is not JSON serializable")
        if not item.is_finite():
            return float(item)
        digits.append(str(item))
        return f"{mark}{len(digits) - 1}"

    try:
        text = json.dumps(value, default=other, allow_nan=False, ensure_ascii=ASCII_ONLY)
        if digits:
            text = re.sub(f'"{mark}([0-9]+)"', lambda found: digits[int(found[1])], text)
        return text.encode()
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def lines_of(trace: TracebackType | None) -> list[str]:
    """A traceback from the first line that is not ours."""
    frames = [(at.filename, at.lineno or 0, at.name, at.line) for at in traceback.extract_tb(trace)]
    while frames and frames[0][0] == __file__:
        del frames[0]
    return traceback.format_list(frames)


def failure(error: Exception, request: str) -> bytes:
    """The JSON text of an error, which is printed as well."""
    if isinstance(error, Fault):
        name, trace = error.name, error.trace
    else:
        name, trace = type(error).__name__, lines_of(error.__traceback__)
    # Half a surrogate, as in the name of a file, is no JSON that anybody reads.
    message = str(error).encode("utf-8", "replace").decode()
    shown = ["[ERROR] " + (f"{name}: {message}" if message else name)]
    shown += ["Traceback (most recent call last):", *(line.rstrip("\n") for line in trace)]
    with contextlib.suppress(AttributeError, OSError, ValueError):
        sys.stdout.write("\n".join(shown) + "\n")
    payload = {
        "errorMessage": message,
        "errorType": name,
        "requestId": request,
        "stackTrace": trace,
    }
    return json.dumps(payload, ensure_ascii=ASCII_ONLY).encode("utf-8", "replace")


class Requests(logging.Filter):
    """Tells log lines whose call they belong to."""

    def __init__(self) -> None:
        super().__init__()
        self.current = ""

    def filter(self, record: logging.LogRecord) -> bool:
        """Every line is let through."""
        record.aws_request_id = self.current
        return True


def set_up(folders: list[str]) -> Requests:
    """Make the process what a handler expects: streams, paths and logging."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure")  # noqa: B009 - only text files have it
        reconfigure(encoding="utf-8", errors="backslashreplace", write_through=True)
    if sys.path[:1] == [os.path.split(__file__)[0]]:
        del sys.path[0]
    sys.path[:0] = folders
    # Compiled files are told apart by the second: an edit right after a call would not be seen.
    sys.dont_write_bytecode = True
    del sys.argv[1:]
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    os.environ["AWS_EXECUTION_ENV"] = f"AWS_Lambda_python{version}"
    logging.Formatter.converter = time.gmtime
    requests, logs = Requests(), logging.StreamHandler(sys.stdout)
    line = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s"
    logs.setFormatter(logging.Formatter(line, "%Y-%m-%dT%H:%M:%S"))
    logs.addFilter(requests)
    logging.getLogger().addHandler(logs)
    return requests


def main() -> None:
    """Load the handler, say so, and answer until nobody asks any more."""
    channel = Channel(int(sys.argv[1]))
    folders = os.environ.pop("LAMBDA_PYTHON_PATH").split(os.pathsep)
    requests, worker = set_up(folders), os.getpid()
    try:
        handler = load(os.environ["_HANDLER"])
    except Exception as error:  # noqa: BLE001 - what a module raises is the answer
        channel.send("final", failure(error, ""), folders)
        return
    channel.send("ready", b"", folders)
    while (call := channel.receive()) is not None:
        head, event = call
        requests.current = head["id"]
        try:
            kind, body = "result", marshal(handler(json.loads(event), Context(head)))
        except Exception as error:  # noqa: BLE001 - what a handler raises is its answer
            kind, body = "error", failure(error, head["id"])
        if os.getpid() != worker:
            # A copy of this process that the handler has made, and that has returned as well.
            os._exit(0)
        channel.send(kind, body, folders)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main()
