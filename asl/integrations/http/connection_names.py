"""Names of connections, from their ARNs.

Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Connection.html
"""

from __future__ import annotations

import re
from typing import Final

_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:connection/([.\-_A-Za-z0-9]+)(?:/[A-Za-z0-9-]+)?"
)


def connection_name(arn: str) -> str | None:
    """The name of a connection; None where a text is no ARN of one."""
    match = _ARN.fullmatch(arn)
    return None if match is None else match[1]
