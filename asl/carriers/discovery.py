"""Finds the state machines of a project, whatever carries them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import import_module
from pathlib import Path
from typing import Final, TypeAlias

from asl.carriers import plain
from asl.carriers.carried import Carried
from asl.carriers.project import Project, Unreadable
from asl.carriers.walking import Found, root_of, walk
from asl.diagnostics.finding import did_you_mean

# What a carrier reads: a file, the name to show it by, and the project that it belongs to. None
# where the file is none of its kind.
Read: TypeAlias = Callable[[Path, str, Project], list[Carried] | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of carrier.

    Attributes:
        name: what it is called.
        files: patterns of the names of its files, in lower case.
        words: of which the text of a file has one, lest it is none of its kind.
        module: whose `carried` reads a file; imported where a file is met.
    """

    name: str
    files: tuple[str, ...]
    words: tuple[bytes, ...]
    module: str

    def may_read(self, name: str, text: bytes) -> bool:
        """Whether a file may be of this kind, before it is parsed."""
        lowered = name.lower()
        return any(fnmatchcase(lowered, pattern) for pattern in self.files) and any(
            word in text for word in self.words
        )

    def read(self, file: Path, shown: str, project: Project) -> list[Carried] | None:
        """What the file carries; None where it is none of this kind."""
        carried: Read = import_module(self.module).carried
        return carried(file, shown, project)


# A file is read by the first kind that takes it; what none takes may be a definition itself.
KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        "cloudformation",
        ("*.yaml", "*.yml", "*.json", "*.template"),
        (b"AWS::StepFunctions::StateMachine", b"AWS::Serverless::StateMachine"),
        "asl.carriers.cloudformation",
    ),
    Kind(
        "serverless",
        ("serverless*.yml", "serverless*.yaml", "serverless*.json", "serverless.*[jt]s"),
        (b"stepFunctions",),
        "asl.carriers.serverless",
    ),
    Kind(
        "terraform",
        ("*.tf",),
        (b"aws_sfn_state_machine", b"terraform-aws-step-functions", b"/step-functions/aws"),
        "asl.carriers.terraform",
    ),
    Kind(
        "terraform-plan",
        ("*.json",),
        (b"aws_sfn_state_machine",),
        "asl.carriers.terraform.plan",
    ),
)

_LISTED: Final = 20


class NothingThere(Exception):
    """A path that names no file, or no state machine of its file; `hint` says what to do."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def discover(paths: Iterable[str], root: Path | None = None) -> Iterator[Carried]:
    """The state machines in files, folders and what a pattern matches; each file once.

    A definition that a template names is the template's: in a folder it is not told twice.

    Args:
        paths: a file, a folder, a pattern of `glob`, or `FILE#Name`.
        root: beyond which nothing is read; None for the project that each path stands in.

    Raises:
        NothingThere: a path names nothing.
    """
    seen: set[Path] = set()
    for path in paths:
        file, name = split(path)
        found = list(walk(file))
        if not found and not Path(file).is_dir():
            raise NothingThere(f'"{file}": there is no such file or folder')
        fresh = [item for item in found if name is not None or item.path not in seen]
        seen.update(item.path for item in fresh)
        carried = _read_all(fresh, Project(root_of(Path(file)) if root is None else root))
        yield from carried if name is None else _called(list(carried), file, name)


def discover_text(text: bytes, shown: str, root: Path | None = None) -> Iterator[Carried]:
    """The state machines in a text that stands in no file, or in a newer one than the file.

    Args:
        text: what it says.
        shown: the file that it is taken for.
        root: as for `discover`.
    """
    path = Path(shown)
    project = Project(root_of(path) if root is None else root)
    project.hold(path, text)
    yield from _read_all([Found(path, shown, asked_for=True)], project)


def select(path: str, root: Path | None = None) -> Carried:
    """The one state machine that `FILE` or `FILE#Name` names.

    Raises:
        NothingThere: there is none, or a file without a name has several: says which there are.
    """
    found = list(discover([path], root))
    if len(found) == 1:
        return found[0]
    names = _listed(found)
    if not names:
        raise NothingThere(f'"{path}" holds no state machine')
    file = split(path)[0]
    name = next(item.name for item in found if item.name)
    message = f'"{file}" holds {len(found)} state machines: say which one ({names})'
    raise NothingThere(message, hint=f"name it as {file}#{name}")


def split(path: str) -> tuple[str, str | None]:
    """Take `FILE#Name` apart; a file that is called so itself goes first."""
    file, mark, name = path.rpartition("#")
    if not mark or not file or os.path.exists(path):  # noqa: PTH110 - false for what is no path
        return path, None
    return file, name


def _called(found: list[Carried], file: str, name: str) -> list[Carried]:
    chosen = [item for item in found if name in (item.name, item.known_as)]
    if chosen:
        return chosen
    names = _listed(found)
    if not names:
        raise NothingThere(f'"{file}" holds no state machines with names')
    near = did_you_mean(name, [item.name for item in found])
    raise NothingThere(f'"{file}" has no state machine "{name}" (there are: {names})', hint=near)


def _listed(found: list[Carried]) -> str:
    names = sorted({item.name for item in found if item.name})
    more = ", …" if len(names) > _LISTED else ""
    return f"{', '.join(names[:_LISTED])}{more}"


def _read_all(files: Iterable[Found], project: Project) -> Iterator[Carried]:
    """Templates first: a definition that one of them names has been read with it."""
    named: set[Path] = set()
    waiting = []
    for file in files:
        taken = _read(file, project)
        if taken is None:
            waiting.append(file)
            continue
        for item in taken:
            named.update(Path(name).resolve() for name in item.files)
            yield item
    for file in waiting:
        if file.asked_for or file.path.resolve() not in named:
            yield from plain.carried(file.path, file.shown, project)


def _read(file: Found, project: Project) -> list[Carried] | None:
    """What a template carries, nothing where the file is of no interest; None for a definition."""
    try:
        text = project.glance(file.path)
    except Unreadable:
        # Only of what is surely a definition can be said that it should have been read.
        return None if file.asked_for or plain.is_called_so(file.shown) else []
    for kind in KINDS:
        if kind.may_read(file.path.name, text):
            taken = kind.read(file.path, file.shown, project)
            if taken is not None:
                return taken
    return None if plain.is_definition(file.shown, text, asked_for=file.asked_for) else []
