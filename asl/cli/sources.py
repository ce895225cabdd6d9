"""The texts that a command is given: files, standard input, the command line itself."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Literal

from asl.cli.refusal import CannotRun
from asl.definition import MOST_BYTES as MOST_OF_DEFINITION

STANDARD_INPUT: Final = "-"
# Bytes that are read of an input: YAML, which is written anew, may be four times the payload.
MOST_OF_INPUT: Final = 1_048_576
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Given:
    """A text, unread.

    Attributes:
        name: what diagnostics call it.
        text: what it says, bytes where it came as bytes.
        format: what it is; None to tell by the name.
    """

    name: str
    text: bytes | str
    format: Literal["json", "yaml"] | None = None


def read_definition(file: str) -> Given:
    """A definition from a file, or from standard input for `-`.

    What comes without a name is JSON if it begins like JSON, and else YAML.

    Raises:
        CannotRun: where it cannot be read.
    """
    if file != STANDARD_INPUT:
        return Given(file, read_file(file, MOST_OF_DEFINITION))
    text = read_standard_input(MOST_OF_DEFINITION)
    return Given("<stdin>", text, nameless_format(text))


def nameless_format(text: bytes) -> Literal["json", "yaml"]:
    """What a text without a name is: JSON if it begins like JSON, and else YAML."""
    begins = text.removeprefix(_BYTE_ORDER_MARK).lstrip()[:1]
    return "json" if begins in (b"{", b"[", b"") else "yaml"


def read_input(given: str | None) -> Given:
    """An execution's input: JSON itself, `@file`, or standard input for `-`; `{}` by default.

    Raises:
        CannotRun: where it cannot be read.
    """
    if given is None:
        return Given("<input>", "{}", "json")
    if given == STANDARD_INPUT:
        return Given("<stdin>", read_standard_input(MOST_OF_INPUT), "json")
    if given.startswith("@"):
        return Given(given[1:], read_file(given[1:], MOST_OF_INPUT))
    return Given("<input>", given, "json")


def read_file(path: str, most: int) -> bytes:
    """The bytes of a file.

    Args:
        path: of the file, or of a device that never ends.
        most: bytes that it may have.

    Raises:
        CannotRun: where it cannot be read, or has more.
    """
    try:
        with Path(path).open("rb") as file:
            return _read(file, most, f'"{path}"')
    except OSError as error:
        raise CannotRun(f'cannot read "{path}": {error.strerror or error}') from error
    except ValueError as error:
        # A name that no file can have.
        raise CannotRun(f'cannot read "{path}": {error}') from error


def _read(file: BinaryIO, most: int, called: str) -> bytes:
    found = file.read(most + 1)
    if len(found) > most:
        raise CannotRun(f"cannot read {called}: it has more than {most:,} bytes")
    return found


def read_standard_input(most: int) -> bytes:
    """The bytes of standard input.

    Raises:
        CannotRun: where it cannot be read, or has more than `most`.
    """
    # Python has no sys.stdin where the caller has closed it.
    if sys.stdin is None:
        raise CannotRun("cannot read standard input: it is closed")
    try:
        return _read(sys.stdin.buffer, most, "standard input")
    except OSError as error:
        raise CannotRun(f"cannot read standard input: {error.strerror or error}") from error


def machine_name(file: str) -> str:
    """What a state machine is called after its file: `order` for `order.asl.json`."""
    name = "machine" if file == STANDARD_INPUT else Path(file).name
    for ending in (".json", ".yaml", ".yml", ".asl"):
        name = name.removesuffix(ending)
    return name or "machine"
