"""What a project says of the jobs that its Tasks may run here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, Literal, TypeAlias, get_args

RunnerName: TypeAlias = Literal["off", "subprocess", "docker", "kubernetes"]
RUNNERS: Final[tuple[RunnerName, ...]] = get_args(RunnerName)
FOLDER: Final = Path(".asl") / "jobs"
# By these a definition would choose what runs, though the program is named here.
STEERING: Final = frozenset(
    {
        "BASH_ENV",
        "AWS_CONFIG_FILE",
        "CLASSPATH",
        "DOTNET_STARTUP_HOOKS",
        "ENV",
        "GCONV_PATH",
        "GLIBC_TUNABLES",
        "IFS",
        "JAVA_TOOL_OPTIONS",
        "JDK_JAVA_OPTIONS",
        "NODE_OPTIONS",
        "NODE_PATH",
        "OPENSSL_CONF",
        "PATH",
        "PERL5DB",
        "PERL5LIB",
        "PERL5OPT",
        "PERLLIB",
        "RUBYLIB",
        "RUBYOPT",
        "SHELLOPTS",
        "_JAVA_OPTIONS",
    }
)
STEERING_FAMILIES: Final = ("BASH_FUNC_", "CORECLR_", "DYLD_", "GIT_", "LD_", "LUA_", "PYTHON")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCommand:
    """What runs for the jobs of a name.

    Attributes:
        pattern: of the names.
        command: program and first arguments; empty where an image brings its own.
        image: that containers are made of; None without one.
        as_given: whether a Job of Kubernetes is created as the definition gives it.
        folder: where a process runs.
        environment: variables besides those that a definition sets.
        timeout: seconds of one attempt; None without a limit.
        arguments: whether a definition may give arguments.
    """

    pattern: str
    command: tuple[str, ...] = ()
    image: str | None = None
    as_given: bool = False
    folder: Path = field(default_factory=Path)
    environment: Mapping[str, str] = field(default_factory=dict)
    timeout: float | None = None
    arguments: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """How jobs run.

    Attributes:
        runner: what runs them.
        environment: the variables that a definition may set.
        folder: where logs and states of processes are kept.
        commands: the first that fits a job's name says what runs.
    """

    runner: RunnerName = "off"
    environment: frozenset[str] = frozenset()
    folder: Path = FOLDER
    commands: Sequence[JobCommand] = ()

    def command(self, names: Sequence[str]) -> JobCommand | None:
        """What runs for a job; None where nothing is bound to it.

        Args:
            names: that it goes by.
        """
        for command in self.commands:
            if any(fnmatchcase(name, command.pattern) for name in names):
                return command
        return None


def steers(variable: str) -> bool:
    """Whether a variable decides which program or code runs, so that no definition may set it."""
    return variable in STEERING or variable.startswith(STEERING_FAMILIES)
