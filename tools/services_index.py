"""`python -m tools.services_index`: make the index of AWS's services from the installed botocore.

The index ships with the package, so that validation needs neither botocore nor a network; what is
in it, `asl/services/index.py` says. A test holds it to the botocore that is installed.
"""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import botocore

from asl.services.index import CONTAINER, FORMAT
from asl.services.naming import (
    action_name,
    error_name,
    error_prefix,
    member_name,
    service_word,
)

# Of a shape that is neither an object nor holds others, by its type in the models.
_LETTERS: Final = {
    "string": "s",
    "character": "s",
    "integer": "i",
    "long": "i",
    "bigdecimal": "n",
    "float": "n",
    "double": "n",
    "boolean": "b",
    "blob": "x",
    "timestamp": "t",
}
# A value of any form: a JSON document.
_ANY: Final = "*"

# Where the SDK for Java names members otherwise than by rule, or has more than the model:
# its customization.config of the service. By service and shape; then by the model's name.
_ALSO: Final[dict[tuple[str, str], dict[str, tuple[str, ...]]]] = {
    # Definitions in the wild have the API's own spelling.
    ("dynamodb", "AttributeValue"): {
        "SS": ("SS",),
        "NS": ("NS",),
        "BS": ("BS",),
        "BOOL": ("BOOL",),
        "NULL": ("NULL", "Nul", "Null"),
    },
    ("s3", "CopyObjectRequest"): {"Bucket": ("DestinationBucket",), "Key": ("DestinationKey",)},
    ("s3", "UploadPartCopyRequest"): {"Bucket": ("DestinationBucket",), "Key": ("DestinationKey",)},
}
_MORE: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("s3", "CopyObjectRequest"): ("SourceBucket", "SourceKey", "SourceVersionId"),
    ("s3", "UploadPartCopyRequest"): ("SourceBucket", "SourceKey", "SourceVersionId"),
}
# What those stand in for need not be given.
_OPTIONAL: Final = frozenset(
    {("s3", "CopyObjectRequest", "CopySource"), ("s3", "UploadPartCopyRequest", "CopySource")}
)


@dataclass(slots=True)
class _Service:
    """One service as text, while it is put together."""

    word: str
    model: Mapping[str, Any]
    lines: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    errors: dict[str, int] = field(default_factory=dict)

    def text(self, boto: str) -> str:
        """The service's part of the index, as `asl.services.index` reads it."""
        operations = self.model["operations"]
        actions = [self._action(name, operations[name]) for name in sorted(operations)]
        head = f"{error_prefix(self.model['metadata']['serviceId'])} {boto}"
        return "\n\n".join((head, "\n".join(actions), " ".join(self.errors), "\n".join(self.lines)))

    def _action(self, name: str, operation: Mapping[str, Any]) -> str:
        given = operation.get("input", {}).get("shape")
        number = "" if given is None else self._reference(given)
        errors = ",".join(
            str(self.errors.setdefault(error_name(error["shape"]), len(self.errors)))
            for error in operation.get("errors", ())
        )
        streaming = "~" if self._streams(operation) else ""
        return f"{action_name(name)} {number} {errors} {streaming}".rstrip()

    def _streams(self, operation: Mapping[str, Any]) -> bool:
        """Whether events go to and fro while the call lasts."""
        shapes = self.model["shapes"]
        return any(
            shapes[member["shape"]].get("eventstream", False)
            for side in ("input", "output")
            if side in operation
            for member in shapes[operation[side]["shape"]].get("members", {}).values()
        )

    def _reference(self, name: str) -> str:
        """A letter for a plain value, the number of a line for what holds others."""
        shape = self.model["shapes"][name]
        kind = shape["type"]
        if kind in _LETTERS:
            return _LETTERS[kind]
        if kind == "structure" and shape.get("document", False):
            return _ANY
        if name not in self.numbers:
            # The number stands before the line is made: shapes hold themselves.
            self.numbers[name] = number = len(self.lines)
            self.lines.append("")
            self.lines[number] = self._line(name, shape)
        return str(self.numbers[name])

    def _line(self, name: str, shape: Mapping[str, Any]) -> str:
        match shape["type"]:
            case "list":
                return f"[{self._reference(shape['member']['shape'])}"
            case "map":
                return f"{{{self._reference(shape['value']['shape'])}"
            case _:
                return " ".join(self._members(name, shape))

    def _members(self, name: str, shape: Mapping[str, Any]) -> Iterator[str]:
        key = (self.word, name)
        required = set(shape.get("required", ()))
        for wire, member in shape["members"].items():
            mark = "!" if wire in required and (*key, wire) not in _OPTIONAL else ""
            if mark and member.get("idempotencyToken", False):
                mark = "?"
            names = dict.fromkeys((member_name(wire), *_ALSO.get(key, {}).get(wire, ())))
            yield f"{'|'.join(names)}{mark}={self._reference(member['shape'])}"
        for more in _MORE.get(key, ()):
            yield f"{more}=s"


def models() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every service of the installed botocore by its name there, in its newest version."""
    newest: dict[str, Path] = {}
    for path in sorted(Path(botocore.__file__).parent.glob("data/*/*/service-2.json.gz")):
        newest[path.parent.parent.name] = path
    for boto, path in newest.items():
        yield boto, json.loads(gzip.decompress(path.read_bytes()))


def texts() -> dict[str, str]:
    """Every service's part of the index, by the word that a Resource has for it."""
    made = {}
    for boto, model in models():
        word = service_word(model["metadata"]["serviceId"])
        made[word] = _Service(word, model).text(boto)
    return dict(sorted(made.items()))


def container(parts: Mapping[str, str]) -> bytes:
    """The index: a directory of the services, then each of them by itself, compressed."""
    packed = {word: zlib.compress(text.encode(), 9) for word, text in parts.items()}
    head = f"{FORMAT} botocore {botocore.__version__}"
    names = {word: text.split("\n", 1)[0].split(" ")[1] for word, text in parts.items()}
    directory = "\n".join(
        (head, *(f"{word} {names[word]} {len(data)}" for word, data in packed.items()), "\n")
    )
    return directory.encode() + b"".join(packed.values())


def main() -> int:
    """Write the index to its place in the package."""
    made = container(texts())
    CONTAINER.write_bytes(made)
    print(f"{CONTAINER.name}: {len(made):,} bytes, from botocore {botocore.__version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
