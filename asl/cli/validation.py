"""What `asl validate` does between its options and its report."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from asl.carriers.carried import Carried, Type
from asl.carriers.discovery import NothingThere, discover, discover_text, split
from asl.carriers.project import MOST_BYTES
from asl.cli.refusal import CannotRun, bad_settings
from asl.cli.sources import STANDARD_INPUT, nameless_format, read_standard_input
from asl.configuration.settings_file import BadSettings, settings_beside, shown
from asl.linter.lint import Judged, Verdict, lint
from asl.linter.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What the command line asks for.

    Attributes:
        paths: files, folders, patterns, `FILE#Name`, `-` for standard input.
        stdin_name: what standard input is called; None to tell by its first character.
        type: what every machine is taken for; None for what its carrier says.
        off, error: codes to leave out, and to make errors.
        strict: whether a warning makes the verdict a bad one.
        config: the file of the settings; None to look for it.
        no_config: whether no such file is looked for.
        allow_empty: whether it is well that nothing is there.
    """

    paths: tuple[str, ...] = (".",)
    stdin_name: str | None = None
    type: Type | None = None
    off: tuple[str, ...] = ()
    error: tuple[str, ...] = ()
    strict: bool = False
    config: str | None = None
    no_config: bool = False
    allow_empty: bool = False


def settings_of(request: Request) -> tuple[Settings, Path | None]:
    """The settings that hold, and the file that they come from; None where there is none.

    Raises:
        CannotRun: they cannot be used.
    """
    file = None if request.no_config else _settings_file(request)
    try:
        settings = Settings() if file is None else _load(file)
        flagged = settings.with_flags(off=request.off, error=request.error, strict=request.strict)
    except BadSettings as error:
        raise bad_settings(error) from error
    return flagged, file


def _settings_file(request: Request) -> Path | None:
    if request.config is not None:
        return Path(request.config)
    first = "." if request.paths[0] == STANDARD_INPUT else split(request.paths[0])[0]
    path = Path(first)
    return settings_beside(path if path.is_dir() else path.parent)


def _load(file: Path) -> Settings:
    # Who has no such file need not wait for what reads it.
    load: Callable[[Path, str], Settings] = import_module("asl.linter.settings_file").load_settings
    return load(file, shown(file))


def validate(
    request: Request, settings: Settings, progress: Callable[[int], None] | None = None
) -> Verdict:
    """Find and judge all that is asked for.

    Args:
        request: what is asked for.
        settings: how findings are judged.
        progress: told how many machines have been judged, after each.

    Raises:
        CannotRun: a path leads nowhere, or no state machine is there.
    """
    machines: list[Judged] = []
    try:
        for machine in lint(_found(request), settings, request.type):
            machines.append(machine)
            if progress is not None:
                progress(len(machines))
    except NothingThere as error:
        raise CannotRun(str(error), hint=error.hint) from error
    if not machines and not request.allow_empty:
        paths = ", ".join(f'"{path}"' for path in request.paths)
        raise CannotRun(
            f"there is no state machine in {paths}",
            hint="name a file, or say --allow-empty where that is well",
        )
    return Verdict(tuple(machines))


def _found(request: Request) -> Iterator[Carried]:
    named = [path for path in request.paths if path != STANDARD_INPUT]
    if len(named) < len(request.paths):
        text = read_standard_input(MOST_BYTES)
        yield from discover_text(text, request.stdin_name or f"stdin.{nameless_format(text)}")
    yield from discover(named)
