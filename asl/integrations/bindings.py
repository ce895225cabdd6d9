"""What functions of Lambda are bound to, and who answers for one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

from asl.integrations.functions.port import Function, Unavailable
from asl.integrations.lambda_names import FunctionName
from asl.integrations.shown_url import shown

_OF_HANDLERS: Final = {
    "python": ("asl.integrations.functions.python_handler", "PythonHandler"),
    "node": ("asl.integrations.functions.node_handler", "NodeHandler"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandlerTarget:
    """A function of a program's own, in a worker process.

    Attributes:
        runtime: which language it is written in.
        handler: as Lambda writes it, or `module:function`.
        folders: to load it from; the first is where it runs.
        interpreter: what runs it; None for the runtime's usual one.
        environment: variables of its own.
        timeout: seconds of a call.
        memory: MiB that it is shown.
        layers: folders of layers, loaded from after its own.
    """

    runtime: Literal["python", "node"]
    handler: str
    folders: tuple[Path, ...]
    interpreter: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 3.0
    memory: int = 128
    layers: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTarget:
    """A program that is started for each call: JSON in, JSON out.

    Attributes:
        command: program and arguments.
        folder: where it runs.
        environment: variables of its own.
        timeout: seconds of a call.
        memory: MiB that it is shown.
    """

    command: tuple[str, ...]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 3.0
    memory: int = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlTarget:
    """A URL that takes the event and answers for the function."""

    url: str
    timeout: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointTarget:
    """The API of a service at an endpoint.

    Attributes:
        url: of the endpoint; None for AWS itself.
        timeout: seconds of a call of Lambda; None for the longest that there are.
    """

    url: str | None
    timeout: float | None = None


@dataclass(frozen=True, slots=True)
class UnsupportedTarget:
    """What cannot be run here; says why and what to do."""

    reason: str


Target: TypeAlias = HandlerTarget | CommandTarget | UrlTarget | EndpointTarget | UnsupportedTarget


@dataclass(frozen=True, slots=True)
class Binding:
    """Which functions a target answers for.

    Attributes:
        pattern: of their names or ARNs.
        target: what answers.
    """

    pattern: str
    target: Target


# What answers for a Task: what stands in for it; a bound function; a host; a job runner; an API.
Way: TypeAlias = Literal["mock", "function", "host", "job", "endpoint"]
WAYS: Final[tuple[Way, ...]] = get_args(Way)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen for some Tasks.

    Attributes:
        pattern: of names of states or of Resources, with `*`, `?` and `[…]`; or one of them.
        way: what answers for them.
        target: the endpoint that is called; None for that of the service.
    """

    pattern: str
    way: Way
    target: EndpointTarget | None = None

    def holds_for(self, state: str, resource: str) -> bool:
        """Whether it speaks of a Task."""
        return any(
            one == self.pattern or fnmatchcase(one, self.pattern) for one in (state, resource)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bindings:
    """What a project says of its functions; the first that speaks of a function answers for it.

    Attributes:
        functions: by pattern, in the order in which they were written.
        endpoint: Lambda's own endpoint, for all others.
        default: the endpoint of every service, for what not even a template knows.
        services: endpoints of other services, by the word that a Resource has for them.
        choices: for single Tasks; the first that speaks of one holds.
        profile: that was chosen; None for none.
    """

    functions: Sequence[Binding] = ()
    endpoint: EndpointTarget | None = None
    default: EndpointTarget | None = None
    services: Mapping[str, EndpointTarget] = field(default_factory=dict)
    choices: Sequence[Choice] = ()
    profile: str | None = None

    @property
    def calls_aws(self) -> bool:
        """Whether AWS itself may be called."""
        endpoints = (self.endpoint, self.default, *self.services.values())
        own = (choice.target for choice in self.choices)
        return any(one is not None and one.url is None for one in (*endpoints, *own))

    def choice(self, state: str, resource: str) -> Choice | None:
        """What is chosen for a Task; None for nothing."""
        for one in self.choices:
            if one.holds_for(state, resource):
                return one
        return None

    def of_service(self, service: str) -> EndpointTarget | None:
        """The endpoint of a service's API; None where it has none.

        Args:
            service: the word that a Resource has for it: `dynamodb`.
        """
        own = self.endpoint if service == "lambda" else self.services.get(service)
        return own or self.default

    def target(
        self, function: FunctionName, known: Sequence[Binding] = (), choice: Choice | None = None
    ) -> Target | None:
        """What answers for a function; None where nothing does.

        Args:
            function: which one.
            known: what templates say of their own functions.
            choice: for the Task that calls it; None for any way.
        """
        if choice is not None and choice.way == "endpoint":
            return choice.target or self.endpoint or self.default
        found = self._any_target(function, known)
        is_api = isinstance(found, EndpointTarget) and found in (self.endpoint, self.default)
        return None if is_api and choice is not None else found

    def _any_target(self, function: FunctionName, known: Sequence[Binding]) -> Target | None:
        for binding in self.functions:
            if function.matches(binding.pattern):
                return binding.target
        if not function.arn.startswith("arn:"):
            # A placeholder that no deployment has filled: no endpoint knows it.
            return None
        if self.endpoint is not None:
            return self.endpoint
        for binding in known:
            if binding.pattern == function.name:
                return binding.target
        return self.default


def describe_target(target: Target) -> str:
    """What would be called, in a few words and without secrets."""
    match target:
        case HandlerTarget():
            return f"{target.runtime} handler {target.handler} in {target.folders[0]}"
        case CommandTarget():
            return f"command {target.command[0]} in {target.folder}"
        case UrlTarget():
            return shown(target.url)
        case EndpointTarget():
            return f"lambda of {'AWS itself' if target.url is None else shown(target.url)}"
        case UnsupportedTarget():
            return f"nothing: {target.reason}"


class Functions:
    """The functions of a project, each made when it is first called; on one event loop only."""

    def __init__(self, bindings: Bindings, known: Sequence[Binding] = ()) -> None:
        """Nothing is started.

        Args:
            bindings: what the project says.
            known: what templates say of their own functions.
        """
        self._bindings = bindings
        self._known = known
        self._open: dict[int, Function] = {}

    def __bool__(self) -> bool:
        bindings = self._bindings
        endpoints = bindings.endpoint or bindings.default or bindings.services
        return bool(bindings.functions or endpoints or self._known or bindings.choices)

    @property
    def bindings(self) -> Bindings:
        """What the project says."""
        return self._bindings

    def target(self, function: FunctionName, choice: Choice | None = None) -> Target | None:
        """What answers for a function, be it to say why it cannot; None where nothing does.

        Args:
            function: which one.
            choice: for the Task that calls it; None for any way.
        """
        return self._bindings.target(function, self._known, choice)

    def find(self, function: FunctionName, choice: Choice | None = None) -> Function | None:
        """Who answers for a function; None where nothing is bound to it.

        Raises:
            Unavailable: what is bound to it cannot be run here.
        """
        target = self.target(function, choice)
        if target is None:
            return None
        if isinstance(target, UnsupportedTarget):
            raise Unavailable("Lambda.InvalidRuntimeException", target.reason)
        # One for each binding: a pattern's functions share their workers and connections.
        found = self._open.get(id(target))
        if found is None:
            found = self._open[id(target)] = open_target(target)
        return found

    async def close(self) -> None:
        """End whatever runs for them."""
        opened, self._open = self._open, {}
        await asyncio.gather(*(function.close() for function in opened.values()))


def open_target(
    target: HandlerTarget | CommandTarget | UrlTarget | EndpointTarget,
) -> Function:
    """A function for a target; what it needs is imported here, for most runs need none of it."""
    match target:
        case HandlerTarget():
            return _open_handler(target)
        case CommandTarget():
            command: Callable[..., Function] = import_module(
                "asl.integrations.functions.command"
            ).Command
            return command(
                command=target.command,
                folder=target.folder,
                environment=target.environment,
                timeout=target.timeout,
                memory=target.memory,
            )
        case UrlTarget():
            url: Callable[..., Function] = import_module(
                "asl.integrations.functions.http_url"
            ).UrlFunction
            return url(target.url, **_seconds(target.timeout))
        case EndpointTarget():
            api: Callable[..., Function] = import_module(
                "asl.integrations.functions.lambda_api"
            ).LambdaApi
            return api(target.url, **_seconds(target.timeout))


def _open_handler(target: HandlerTarget) -> Function:
    module, name = _OF_HANDLERS[target.runtime]
    handler: Callable[..., Function] = getattr(import_module(module), name)
    chosen = {} if target.interpreter is None else {"interpreter": target.interpreter}
    return handler(
        handler=target.handler,
        path=target.folders,
        environment=target.environment,
        timeout=target.timeout,
        memory=target.memory,
        layers=target.layers,
        **chosen,
    )


def _seconds(timeout: float | None) -> dict[str, float]:
    return {} if timeout is None else {"seconds": timeout}
