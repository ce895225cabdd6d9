"""Log groups: their ARNs, and the file that stands for one."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote

# Source: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
_ARN: Final = re.compile(
    r"arn:aws[a-z-]*:logs:(?P<region>[a-z0-9-]+):(?P<account>[0-9]+):"
    r"log-group:(?P<name>[.\-_/#A-Za-z0-9]{1,512})(?P<stream>:.*)?"
)
_WHOLE: Final = ":*"
# Bytes of a file's name that every file system takes, less what is added to them.
_LONGEST: Final = 200
_DIGEST: Final = 16


class NoLogGroup(ValueError):
    """A text that is not the ARN of a log group."""


class NotTheWholeGroup(ValueError):
    """The ARN of a log group that does not end with `:*`."""


@dataclass(frozen=True, slots=True)
class LogGroup:
    """A log group.

    Attributes:
        region, account: whose it is.
        name: of `.-_/#`, letters and digits.
    """

    region: str
    account: str
    name: str

    def file_in(self, directory: Path) -> Path:
        """The file that stands for it: `REGION/ACCOUNT/NAME.log`, slashes of the name as `+`.

        No two groups share one, and none lies elsewhere: a name has no `+`, and what else it must
        not have is quoted as in URLs.
        """
        plain = quote(self.name, safe="/#").replace("/", "+")
        if len(plain) > _LONGEST:
            digest = hashlib.sha256(self.name.encode()).hexdigest()[:_DIGEST]
            plain = f"{plain[:_LONGEST]}~{digest}"
        return directory / self.region / self.account / f"{plain}.log"


def read_group(arn: str) -> LogGroup:
    """A log group by its ARN.

    Raises:
        NoLogGroup, NotTheWholeGroup
    """
    read = _ARN.fullmatch(arn)
    if read is None:
        raise NoLogGroup(arn)
    if read["stream"] != _WHOLE:
        raise NotTheWholeGroup(arn)
    return LogGroup(read["region"], read["account"], read["name"])
