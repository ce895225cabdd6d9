"""The JSON Schemas that are shipped, and where they are.

`python -m asl.lsp.shipped` writes those of a checkout anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from asl.lsp.schema import machine_schema
from asl.lsp.settings_schema import settings_schema

_PACKAGE: Final = Path(__file__).resolve().parents[1]

# The schemas that are made from our own tables, by the names of their files.
MADE: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {
    "asl.schema.json": machine_schema,
    "asl-toml.schema.json": settings_schema,
}


def folder() -> Path:
    """Where the schemas are: in the package where it is installed, beside it in a checkout."""
    installed = _PACKAGE / "_schemas"
    return installed if installed.is_dir() else _PACKAGE.parent / "schemas"


def text(name: str) -> str:
    """A schema as its file has it."""
    return json.dumps(MADE[name](), indent=2, ensure_ascii=False) + "\n"


def write() -> None:
    """Write every schema that is made."""
    for name in MADE:
        (folder() / name).write_text(text(name), encoding="utf-8")


if __name__ == "__main__":
    write()
