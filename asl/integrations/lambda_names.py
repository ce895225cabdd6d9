"""How a function of Lambda is named: by name, by ARN, by a part of one, each with a qualifier.

Source: FunctionName in https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

REGION: Final = "us-east-1"
_ACCOUNT: Final = "123456789012"
_NAMED: Final = re.compile(
    r"(?:(?:arn:(?P<partition>aws[a-z-]*):lambda:(?P<region>[a-z0-9-]+):)?"
    r"(?P<account>\d{12}):function:)?"
    r"(?P<name>[A-Za-z0-9_-]+)(?::(?P<qualifier>\$LATEST|[A-Za-z0-9_-]+))?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionName:
    """A function, and which version of it.

    Attributes:
        name: without account, region and qualifier.
        arn: without the qualifier; what the caller left out is this engine's own.
        qualifier: a version or an alias; None for the latest.
        account: that the caller named; None where it is the caller's own.
    """

    name: str
    arn: str
    qualifier: str | None = None
    account: str | None = field(default=None, compare=False)

    @property
    def qualified_arn(self) -> str:
        """The ARN with the qualifier, where there is one."""
        return self.arn if self.qualifier is None else f"{self.arn}:{self.qualifier}"

    def matches(self, pattern: str) -> bool:
        """Whether a pattern of `*`, `?` and `[…]` speaks of its name or its ARN, or is one."""
        spoken = {self.name, self.arn, self.qualified_arn}
        if self.qualifier is not None:
            spoken.add(f"{self.name}:{self.qualifier}")
        return pattern in spoken or any(fnmatchcase(one, pattern) for one in spoken)


def parse_function_name(
    text: str, qualifier: str | None = None, region: str = REGION
) -> FunctionName | None:
    """Take a name apart; None where it names no function.

    Args:
        text: `name`, `account:function:name` or an ARN, with `:qualifier` or without.
        qualifier: given beside it, which goes before its own.
        region: of a function that is named without one.
    """
    match = _NAMED.fullmatch(text)
    if match is None:
        return None
    partition, region = match["partition"] or "aws", match["region"] or region
    account = match["account"] or _ACCOUNT
    return FunctionName(
        name=match["name"],
        arn=f"arn:{partition}:lambda:{region}:{account}:function:{match['name']}",
        qualifier=qualifier or match["qualifier"],
        account=match["account"],
    )
