"""What is said before AWS itself may be called: whose account it is."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

from asl.cli.refusal import CannotRun
from asl.integrations.bindings import Bindings
from asl.runtime.errors import StatesError

# Loads botocore; imported where a profile says that AWS may be called.
_IDENTITIES: Final = "asl.integrations.sdk.identities"


def aws_notice(bindings: Bindings, region: str) -> str | None:
    """That AWS itself may be called, and in which account and region; None where it may not.

    Raises:
        CannotRun: there are no credentials, or AWS does not take them.
    """
    if not bindings.calls_aws:
        return None
    account_of: Callable[[str], str] = import_module(_IDENTITIES).account_of_this_user
    try:
        account = account_of(region)
    except StatesError as error:
        hint = f'the profile "{bindings.profile}" of asl.toml says that AWS itself is called'
        raise CannotRun(error.cause or "", hint=hint) from error
    return (
        f'asl calls AWS itself: account {account}, region {region} (profile "{bindings.profile}")'
    )
