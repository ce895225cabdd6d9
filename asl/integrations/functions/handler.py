"""Handlers: functions as Lambda's own runtimes call them, in workers of a program of ours."""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Final

from asl.integrations.functions.environment import environment_of
from asl.integrations.functions.pool import Identity, Limits, Pool
from asl.integrations.functions.port import Invocation, Invoked, Unavailable
from asl.integrations.functions.process import Launch

# Seconds that Lambda lets a function run at most.
LONGEST: Final = 900.0


@dataclass(kw_only=True, eq=False)
class Handler(ABC):
    """A function that a handler's name stands for; used on one event loop only.

    Attributes:
        handler: as Lambda writes it (`orders/charge.handler`), or `orders.charge:handler`.
        path: folders to load from; the first is the function's own and where it runs.
        interpreter: what runs the handler: a path, or a name that PATH knows.
        environment: variables besides those of this process and Lambda's own.
        timeout: seconds of one call, up to 900.
        memory: MiB shown to the function; nothing holds it to them.
        layers: folders of layers, loaded from after `path`.
        concurrency: calls at once; most wait for others, so more than there are processors.
        idle: seconds that a worker without a call is kept.
    """

    PROGRAM: ClassVar[str]
    OPTIONS: ClassVar[tuple[str, ...]] = ()

    handler: str
    interpreter: str
    path: Sequence[str | Path] = (".",)
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 3.0
    memory: int = 128
    layers: Sequence[str | Path] = ()
    concurrency: int = 16
    idle: float = 60.0

    def __post_init__(self) -> None:
        if not 0 < self.timeout <= LONGEST:
            raise ValueError(
                f"The time-out of {self.handler} is {self.timeout} seconds: "
                f"give more than 0 and at most {LONGEST:.0f}."
            )
        if not self.path:
            raise ValueError(f"{self.handler} is given no folder: give the one that it is in.")
        if os.sep in self.interpreter:
            # Not resolved: the `python` of a virtual environment is a link.
            self.interpreter = str(Path(self.interpreter).absolute())
        else:
            # By our own PATH: the function's may be one of Lambda's machines.
            self.interpreter = shutil.which(self.interpreter) or self.interpreter
        self._folders = [Path(folder).resolve() for folder in self.path]
        limits = Limits(timeout=self.timeout, concurrency=self.concurrency, idle=self.idle)
        self._pool = Pool(self._launch, limits)

    async def invoke(self, invocation: Invocation) -> Invoked:
        """Call the handler in a worker; cancelled, its worker ends with all it has started.

        Raises: Unavailable, where the interpreter or the folder is missing.
        """
        root = self._folders[0]
        if not _is_folder(root):
            raise Unavailable(
                "Lambda.ResourceNotFoundException",
                f"Function {invocation.name} is bound to {self.handler} in {root}, which is no "
                "folder: set the folder that the handler is in.",
            )
        try:
            return await self._pool.call(invocation)
        except OSError as error:
            raise Unavailable(
                "Lambda.InvalidRuntimeException",
                f"Function {invocation.name} needs {self.interpreter} to run {self.handler}, "
                f"which does not start: {error.strerror}. Install it, or set another interpreter.",
            ) from error

    async def close(self) -> None:
        """End all workers."""
        await self._pool.close()

    @abstractmethod
    def search_path(self) -> Mapping[str, str]:
        """Variables that tell the program where to load from."""

    def _launch(self, identity: Identity) -> Launch:
        root = self._folders[0]
        return Launch(
            command=(
                self.interpreter,
                *self.OPTIONS,
                str(Path(__file__).with_name(self.PROGRAM)),
            ),
            folder=root,
            environment={
                **environment_of(identity, root=root, memory=self.memory, own=self.environment),
                "_HANDLER": self.handler.replace(":", "."),
                **self.search_path(),
            },
        )

    def folders(self, inside: str) -> list[str]:
        """The function's own folders, then those of its layers.

        Args:
            inside: the folder of a layer that its runtime loads from, where the layer has it.
        """
        layers = [Path(layer).resolve() for layer in self.layers]
        nested = [layer / inside if (layer / inside).is_dir() else layer for layer in layers]
        return [str(folder) for folder in (*self._folders, *nested)]


def _is_folder(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112 - says no of a name that is too long
