"""The file of keys for `--auth`: the format of `~/.aws/credentials`, so that clients read it too.

```ini
[default]
aws_access_key_id = AKIA…
aws_secret_access_key = …
account = 123456789012
```

Source: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
"""

from __future__ import annotations

import configparser
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from asl_server.wire.signature import Key

_ACCOUNT: Final = re.compile(r"[0-9]{12}")
# What a credential scope can hold: neither blanks, nor what divides it.
_KEY_ID: Final = re.compile(r"[\w.+=@-]+", re.ASCII)
_OWNER_ONLY: Final = 0o600


_NO_PAIR: Final = "this is no `name = value`"
_WRONG: Final[dict[type[configparser.Error], str]] = {
    configparser.DuplicateOptionError: "this is there twice in its section",
    configparser.DuplicateSectionError: "a section of this name is there twice",
    configparser.MissingSectionHeaderError: "a section is to begin before this: [default]",
}


class BadKeys(Exception):
    """A file that holds no keys; the text says why."""


def read_keys(path: Path) -> Mapping[str, Key]:
    """The keys of a file, by access key.

    Raises:
        BadKeys: where a section is incomplete, a key is there twice, or there is none; what it says
            holds no secret.
        OSError: where the file cannot be read.
    """
    parser = configparser.RawConfigParser(default_section="")
    try:
        parser.read_string(path.read_text(encoding="utf-8-sig"))
    except configparser.Error as error:
        raise BadKeys(f"{path}{_line(error)}: {_WRONG.get(type(error), _NO_PAIR)}") from None
    except UnicodeDecodeError as error:
        raise BadKeys(f"{path} is not UTF-8: byte {error.start}") from None
    keys: dict[str, Key] = {}
    for section in parser.sections():
        key_id = parser.get(section, "aws_access_key_id", fallback="")
        secret = parser.get(section, "aws_secret_access_key", fallback="")
        account = parser.get(section, "account", fallback=None)
        if not key_id or not secret:
            raise BadKeys(f"{path}: [{section}] needs aws_access_key_id and aws_secret_access_key")
        if _KEY_ID.fullmatch(key_id) is None:
            raise BadKeys(f"{path}: [{section}] aws_access_key_id has a character that none has")
        if account is not None and _ACCOUNT.fullmatch(account) is None:
            raise BadKeys(f"{path}: [{section}] account is to have twelve digits, not {account!r}")
        if key_id in keys:
            raise BadKeys(f"{path}: {key_id} is there twice")
        keys[key_id] = Key(secret, account)
    if not keys:
        raise BadKeys(f"{path} has no section with keys")
    return keys


def _line(error: configparser.Error) -> str:
    """Where a file is wrong; the messages of the library show the line, and so perhaps a secret."""
    faults = getattr(error, "errors", None)
    number = faults[0][0] if faults else getattr(error, "lineno", None)
    return "" if number is None else f":{number}"


def create_keys(path: Path) -> None:
    """A new file with one fresh key, readable by its owner only.

    Raises:
        FileExistsError: where there is one.
    """
    text = (
        "[default]\n"
        f"aws_access_key_id = ASL{secrets.token_hex(8).upper()}\n"
        f"aws_secret_access_key = {secrets.token_urlsafe(30)}\n"
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
