"""The JSON Schema of `asl.toml` (2020-12): its table `[validate]`; those of other commands pass.

Source: asl.linter.settings_file, which a test holds it against.
"""

from __future__ import annotations

from typing import Any, Final

from asl.diagnostics.catalogue import CATALOGUE

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_SEVERITIES: Final = {
    "off": "Codes that nothing is said of.",
    "error": "Codes that are errors here.",
    "warning": "Codes that are warnings here.",
    "info": "Codes that are no more than information here.",
}


def settings_schema() -> dict[str, Any]:
    """The schema of a file of settings."""
    lists = {
        name: {"description": says, "type": "array", "items": {"$ref": "#/$defs/code"}}
        for name, says in _SEVERITIES.items()
    }
    return {
        "$schema": _DIALECT,
        "title": "Settings of asl-runtime (asl.toml)",
        "type": "object",
        "properties": {
            "validate": {
                "description": "How `asl validate` judges its findings.",
                "type": "object",
                "properties": {
                    **lists,
                    "strict": {
                        "description": "Whether a warning makes the verdict a bad one.",
                        "type": "boolean",
                        "default": False,
                    },
                    "ignore": {
                        "description": "Places that nothing is said of.",
                        "type": "array",
                        "items": {"$ref": "#/$defs/ignore"},
                    },
                },
                "additionalProperties": False,
            }
        },
        "$defs": {
            "code": {"description": "A code of `asl explain`.", "enum": sorted(CATALOGUE)},
            "ignore": _ignore(),
        },
    }


def _ignore() -> dict[str, Any]:
    return {
        "description": "One place, or several; what is not given holds anywhere.",
        "type": "object",
        "properties": {
            "file": {"description": "A path or a pattern, from this file.", "type": "string"},
            "machine": {"description": "What its carrier calls the machine.", "type": "string"},
            "pointer": {
                "description": "A JSON pointer; what is inside it is meant too.",
                "type": "string",
                "pattern": "^(/|$)",
            },
            "code": {"$ref": "#/$defs/code"},
        },
        "additionalProperties": False,
        "if": {"not": {"required": ["pointer"]}},
        "then": {"required": ["code"]},
    }
