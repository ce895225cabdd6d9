"""RFC 3339 timestamps as ASL takes them: upper-case `T`, and `Z` or an offset.

Source: https://states-language.net/spec.html#timestamps; recorded answers of IsTimestamp and of
Wait's TimestampPath.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_FORM: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?"
    r"(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))",
    re.ASCII,
)


def parse_timestamp(text: str) -> datetime | None:
    """The instant, aware, in UTC; None where the text is no timestamp.

    Digits past the microsecond are dropped.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    fraction, sign, hours, minutes = match.groups()[6:]
    micros = int((fraction or "0")[:6].ljust(6, "0"))
    try:
        instant = datetime(year, month, day, hour, minute, second, micros, tzinfo=UTC)
        if sign is None:
            return instant
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return instant - offset if sign == "+" else instant + offset
    except (ValueError, OverflowError):
        return None
