"""What results of optimised integrations tell of the HTTP answer.

Source: recorded (areas services and callback): the members, and that `HttpHeaders` is sorted by
name whatever its case, while `AllHttpHeaders` is not.
"""

from __future__ import annotations

from collections.abc import Iterable

from asl.syntax.values import Json


def answer_metadata(
    status: int, headers: Iterable[tuple[str, str]], request_id: str
) -> dict[str, Json]:
    """`SdkHttpMetadata` and `SdkResponseMetadata`.

    Args:
        status: of HTTP.
        headers: of the answer, each name with a value; a name may come again.
        request_id: as the service calls the request.
    """
    every: dict[str, list[str]] = {}
    for name, value in headers:
        every.setdefault(name, []).append(value)
    by_name = sorted(every, key=str.lower)
    return {
        "SdkHttpMetadata": {
            "AllHttpHeaders": every,
            "HttpHeaders": {name: every[name][-1] for name in by_name},
            "HttpStatusCode": status,
        },
        "SdkResponseMetadata": {"RequestId": request_id},
    }
