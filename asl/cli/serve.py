"""`asl serve`: the API of AWS Step Functions on this machine."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import structlog
import typer
from rich.text import Text

from asl.carriers.discovery import split
from asl.cli import exits
from asl.cli.aws_notice import aws_notice
from asl.cli.bound_tasks import bound_tasks
from asl.cli.deployed import read_deployed
from asl.cli.profile import Profile
from asl.cli.refusal import CannotRun, refusal
from asl.cli.served_mocks import find_mocks, told_mocks
from asl.cli.terminal import Terminal
from asl.runtime.host import TaskCall
from asl.stores.port import StoreError
from asl.testing.watched_mocks import WatchedMocks
from asl_server.app import serve as run_server
from asl_server.deployment import NotDeployed
from asl_server.settings import PORT, Settings, UnsafeSettings
from asl_server.wire.keys import BadKeys
from asl_server.wire.model import NoServiceModel

_log = structlog.get_logger(__name__)

_DATABASE: Final = "asl.db"
_REFUSALS: Final = (
    *(UnsafeSettings, BadKeys, NoServiceModel, NotDeployed, StoreError),
    *(ValueError, OSError),
)

application = typer.Typer(add_completion=False)


class Survives(StrEnum):
    """What a commit survives."""

    PROCESS = "process"
    MACHINE = "machine"


# The options, each declared once: what it takes and what its help says.
Machines: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[FILE[#NAME]]...",
        help="State machines to begin with: definitions, templates, folders of them. One that is "
        "there already gets a new revision.",
        show_default=False,
    ),
]
Host: TypeAlias = Annotated[str, typer.Option(envvar="ASL_HOST", help="The address to listen on.")]
Port: TypeAlias = Annotated[
    int,
    typer.Option(
        min=0, max=65535, envvar="ASL_PORT", help="The port to listen on; 0 takes a free one."
    ),
]
Database: TypeAlias = Annotated[
    str,
    typer.Option(
        "--db",
        metavar="FILE|URL",
        envvar="ASL_DB",
        help="An SQLite file, postgresql://..., or sqlite:// for one gone at the end.",
    ),
]
Account: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="ID", envvar="AWS_ACCOUNT_ID", help="The account of requests that tell none."
    ),
]
Region: TypeAlias = Annotated[
    str, typer.Option(envvar="AWS_DEFAULT_REGION", help="The region of requests that tell none.")
]
AllowedHost: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME",
        envvar="ASL_ALLOWED_HOSTS",
        help="A further name of this server in the Host header; may be there several times.",
    ),
]
Auth: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        envvar="ASL_AUTH",
        help="Access keys: only requests signed with one are answered. Made where there is none.",
    ),
]
AllowUnauthenticated: TypeAlias = Annotated[
    bool, typer.Option("--allow-unauthenticated", help="Let other machines in without keys.")
]
DurabilityOption: TypeAlias = Annotated[
    Survives,
    typer.Option(
        "--durability",
        envvar="ASL_DURABILITY",
        help="What an answer has outlived when it is given: the end of this process, or that of "
        "the machine.",
    ),
]
JsonLogs: TypeAlias = Annotated[bool, typer.Option("--json-logs", help="Log lines as JSON.")]
LogFiles: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--logs",
        metavar="DIR",
        help="Where the log groups of state machines are kept as files; without it, in FILE.logs "
        "beside an SQLite database.",
    ),
]


MockFile: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        "--mocks",
        metavar="FILE",
        envvar="SFN_MOCK_CONFIG",
        help="Mocked responses, for executions of ARN#TestCase; without it, MockConfigFile.json of "
        "the working directory.",
    ),
]


@application.command(name="serve")
def serve(  # noqa: PLR0913 - a parameter is an option of the command line
    machines: Machines = None,
    *,
    host: Host = "127.0.0.1",
    port: Port = PORT,
    database: Database = _DATABASE,
    account: Account = "123456789012",
    region: Region = "us-east-1",
    allowed_host: AllowedHost = None,
    auth: Auth = None,
    allow_unauthenticated: AllowUnauthenticated = False,
    durability: DurabilityOption = Survives.PROCESS,
    json_logs: JsonLogs = False,
    logs: LogFiles = None,
    profile: Profile = None,
    mocks: MockFile = None,
) -> None:
    """Serve the API of AWS Step Functions, until interrupted.

    What runs is kept in the database and gone on with at the next start.

    Exit code 0: stopped. 2: could not serve.
    """
    settings = Settings(
        host=host,
        port=port,
        database=database,
        account=account,
        region=region,
        allowed_hosts=tuple(allowed_host or ()),
        auth=auth,
        allow_unauthenticated=allow_unauthenticated,
        durability=durability.value,
        json_logs=json_logs,
        logs=logs,
    )
    raise typer.Exit(perform(settings, machines or (), profile, mocks))


def perform(
    settings: Settings,
    paths: Sequence[str] = (),
    profile: str | None = None,
    mocks: Path | None = None,
) -> int:
    """Serve, and say by the exit code how it ended."""
    terminal = Terminal()
    try:
        _serve(settings, paths, profile, find_mocks(mocks), terminal)
    except CannotRun as problem:
        terminal.diagnose(problem.diagnostics)
        terminal.tell(*refusal(problem))
        return exits.CANNOT_RUN
    return exits.SUCCEEDED


def _serve(
    settings: Settings,
    paths: Sequence[str],
    profile: str | None,
    mocks: WatchedMocks | None,
    terminal: Terminal,
) -> None:
    found = read_deployed(paths)
    terminal.diagnose(found.warnings)
    first = Path(split(paths[0])[0]) if paths else Path.cwd()
    beside = first if first.is_dir() else first.parent
    bound = bound_tasks(beside, found.files, profile)
    notice = aws_notice(bound.settings.bindings, settings.region)
    if notice is not None:
        terminal.tell(Text(notice, "yellow"))
    if mocks is not None:
        terminal.tell(told_mocks(mocks))
    try:
        tasks = bound.tasks(_log_printed, settings.region)
        run_server(settings, _announce, found.machines, tasks, mocks)
    except _REFUSALS as error:
        raise CannotRun(_reason(error, settings)) from error


def _log_printed(call: TaskCall, function: str, text: str) -> None:
    _log.info("a function has printed", function=function, state=call.state, text=text)


def _announce(url: str) -> None:
    """Where it listens, and what points an SDK of this machine there."""
    here = url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:")
    typer.echo(
        f"asl listens on {url}\n\n"
        f"  export AWS_ENDPOINT_URL_SFN={here}\n"
        "  export AWS_DISABLE_HOST_PREFIX_INJECTION=true\n"
    )


def _reason(error: Exception, settings: Settings) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"cannot read {error.filename}: {error.strerror}"
    if isinstance(error, OSError):
        return f"cannot listen on {settings.host}:{settings.port}: {error.strerror or error}"
    return str(error)
