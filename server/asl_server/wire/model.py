"""AWS's own model of the service, read from the file that botocore ships.

Only the file is used: importing botocore takes a third of a second.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import orjson

from asl.syntax.values import Json


class NoServiceModel(Exception):
    """botocore is not installed, or has no model of Step Functions."""


@dataclass(frozen=True, slots=True)
class ServiceModel:
    """The service's operations and shapes.

    Attributes:
        target: what stands before the operation in `X-Amz-Target`.
        signing_name: the service's name in a credential scope.
        inputs, outputs: shape names by operation.
        errors: codes that an operation may answer, by operation.
        shapes: by name, as in the file.
    """

    target: str
    signing_name: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]
    errors: Mapping[str, frozenset[str]]
    shapes: Mapping[str, dict[str, Json]]


@cache
def service_model() -> ServiceModel:
    """The model of the installed botocore.

    Raises:
        NoServiceModel: where there is none.

    Source: https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
    """
    file = _file()
    packed = file.read_bytes()
    read = orjson.loads(gzip.decompress(packed) if file.suffix == ".gz" else packed)
    operations = read["operations"]
    metadata = read["metadata"]
    return ServiceModel(
        target=metadata["targetPrefix"],
        signing_name=metadata.get("signingName", metadata["endpointPrefix"]),
        inputs={name: entry["input"]["shape"] for name, entry in operations.items()},
        outputs={
            name: entry["output"]["shape"]
            for name, entry in operations.items()
            if "output" in entry
        },
        errors={
            name: frozenset(error["shape"] for error in entry.get("errors", ()))
            for name, entry in operations.items()
        },
        shapes=read["shapes"],
    )


def _file() -> Path:
    found = find_spec("botocore")
    if found is None or not found.submodule_search_locations:
        raise NoServiceModel("botocore is not installed: pip install botocore")
    folder = Path(found.submodule_search_locations[0], "data", "stepfunctions")
    files = sorted(folder.glob("*/service-2.json*"))
    if not files:
        raise NoServiceModel(f"botocore has no model of Step Functions in {folder}")
    return files[-1]
