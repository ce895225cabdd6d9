"""Names of state machines, executions and activities."""

from __future__ import annotations

import re
from typing import Final

from asl_server.wire.errors import InvalidName

# White space, brackets, wildcards, what has a meaning in URLs and ARNs, control characters, and
# what is no character at all.
# Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html
_REFUSED: Final = re.compile(
    r"""[\s<>{}\[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff\U0010ffff]"""
)


def check_name(name: str) -> str:
    """A name that may be given.

    Raises:
        InvalidName
    """
    if _REFUSED.search(name):
        raise InvalidName(name)
    return name
