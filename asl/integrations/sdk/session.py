"""botocore by itself: no variable, profile or file of this user has a say in its calls.

Where calls go, and what they are signed with, is for the settings. Of the variables that botocore
reads, some would send a token of this user along, others would ask the cloud's metadata address.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson
from botocore.credentials import ReadOnlyCredentials
from botocore.loaders import Loader
from botocore.session import Session


@dataclass(frozen=True, slots=True)
class Keys:
    """What a call is signed with."""

    access: str
    secret: str = field(repr=False)
    token: str | None = field(default=None, repr=False)


# Endpoints look at who signs, if at all, to tell accounts apart; real keys are none of their
# business.
NOBODY: Final = Keys("test", "test")
# Who signs what is made now; one of its own for each thread and task, for a client serves all.
_KEYS: Final[ContextVar[Keys]] = ContextVar("keys", default=NOBODY)

_FILES: Final[Mapping[str, Any]] = {".json": open, ".json.gz": gzip.open}
_NO_FILES: Final = {
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


def alone() -> Any:
    """A Session of botocore that knows its own models and nothing else."""
    unset = {
        name: (None, None, default, converted)
        for name, (_, _, default, converted) in Session.SESSION_VARIABLES.items()
    }
    session = Session(session_vars={**unset, **_NO_FILES})
    session.register_component("data_loader", _own_models())
    session.register_component("token_provider", _NoTokens())
    session.register_component("credential_provider", _Signing())
    return session


def _own_models() -> Loader:
    """The models that botocore comes with; this user may have others in `~/.aws/models`."""
    return Loader([Loader.BUILTIN_DATA_PATH], _Models(), include_default_search_paths=False)


@contextmanager
def signed_by(keys: Keys) -> Iterator[None]:
    """Have the requests that are made inside the block signed with these keys."""
    before = _KEYS.set(keys)
    try:
        yield
    finally:
        _KEYS.reset(before)


class _Signing:
    """Gives the keys of the call that is under way, as botocore's credentials do."""

    def load_credentials(self) -> _Signing:
        return self

    def get_deferred_property(self, _name: str) -> Callable[[], None]:
        """An account's ID would be written before the host; it is not known here."""
        return lambda: None

    @property
    def access_key(self) -> str:
        return _KEYS.get().access

    @property
    def secret_key(self) -> str:
        return _KEYS.get().secret

    @property
    def token(self) -> str | None:
        return _KEYS.get().token

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        keys = _KEYS.get()
        return ReadOnlyCredentials(keys.access, keys.secret, keys.token)


class _Models:
    """Reads models as botocore's own reader does, in a quarter of the time.

    Nothing else of the process runs while JSON is read, in whichever thread.
    """

    def exists(self, path: str) -> bool:
        return any(Path(path + suffix).is_file() for suffix in _FILES)

    def load_file(self, path: str) -> Any:
        for suffix, opened in _FILES.items():
            if Path(path + suffix).is_file():
                with opened(path + suffix, "rb") as file:
                    return orjson.loads(file.read())
        return None


class _NoTokens:
    """Has none, whatever the environment says."""

    def load_token(self, **_: Any) -> None:
        return None
