"""Amazon Bedrock: a model's request and answer are JSON, here or in objects of S3.

Source: https://docs.aws.amazon.com/step-functions/latest/dg/connect-bedrock.html
"""

from __future__ import annotations

import base64
import re
from typing import Any, Final

from asl.integrations.optimised.asking import Asking
from asl.integrations.optimised.given import key_of
from asl.integrations.payload import value_of
from asl.runtime.errors import RUNTIME, StatesError
from asl.runtime.values import text_of
from asl.services.parameter_faults import unusable
from asl.syntax.values import Json

# A key may hold what ends a path elsewhere, `?` and `#`.
_OBJECT: Final = re.compile("s3://([^/]+)/(.*[^/].*)", re.DOTALL)


async def with_body(asking: Asking, given: dict[str, Json]) -> dict[str, Json]:
    """The request with its body, which may be an object of S3; its type is that object's then.

    Raises:
        StatesError: the object cannot be read, is not told as one, or is one of two bodies.
    """
    rest = {name: value for name, value in given.items() if name not in ("Input", "Output")}
    body = rest.get("Body")
    if given.get("Input") is not None:
        if body is not None:
            raise unusable(given, ["The fields 'Body' and 'Input' exclude each other"])
        read = await asking.beside("s3", "getObject", _place(given["Input"], "Input"))
        kind = {"ContentType": read["ContentType"]} if "ContentType" in read else {}
        return {**kind, **rest, "Body": read.get("Body", "")}
    if body is None:
        return rest
    text = body if isinstance(body, str) else text_of(body)
    return {**rest, "Body": base64.b64encode(text.encode()).decode()}


async def with_answer(
    asking: Asking, given: dict[str, Json], result: dict[str, Json]
) -> dict[str, Json]:
    """The result with the model's answer as JSON, or with the object that it was written to.

    Raises:
        StatesError: the object cannot be written, or is not told as one.
    """
    body: Any = result.get("Body", "")
    output: Any = given.get("Output")
    if output is None:
        return {**result, "Body": value_of(base64.b64decode(body).decode("utf-8", "replace"))}
    place = _place(output, "Output")
    kind = {"ContentType": result["ContentType"]} if "ContentType" in result else {}
    await asking.beside("s3", "putObject", {**place, **kind, "Body": body})
    return {**result, "Body": f"s3://{place['Bucket']}/{place['Key']}"}


def _place(given: Any, member: str) -> dict[str, Json]:
    uri = given.get(key_of(given, "S3Uri")) if isinstance(given, dict) else None
    found = _OBJECT.fullmatch(uri) if isinstance(uri, str) else None
    if found is None:
        cause = f"The value of the field '{member}' has an invalid format: give S3Uri, s3://…"
        raise StatesError(RUNTIME, cause)
    return {"Bucket": found[1], "Key": found[2]}
