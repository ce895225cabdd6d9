"""The JSON Schema of `[jobs]` in `asl.toml`.

Source: asl.configuration.jobs, which a test holds it against.
"""

from __future__ import annotations

from typing import Any, Final

from asl.configuration.jobs import COMMANDS, LONGEST, NEEDS
from asl.integrations.jobs.settings import FOLDER, RUNNERS, STEERING, STEERING_FAMILIES

_VARIABLE: Final[dict[str, Any]] = {"type": "string", "pattern": "^[^=]+$"}
_COMMAND: Final[dict[str, dict[str, Any]]] = {
    "command": {
        "description": "A program and its first arguments; with an image, what it begins with.",
        "type": "array",
        "items": {"type": "string"},
        "prefixItems": [{"type": "string", "pattern": "^(?!Ref::)."}],
        "minItems": 1,
    },
    "image": {
        "description": "What containers are made of.",
        "type": "string",
        "minLength": 1,
    },
    "as_given": {
        "description": "Whether a Job of Kubernetes is created as the definition gives it, with "
        "its command, its volumes and its variables.",
        "type": "boolean",
        "default": False,
    },
    "path": {
        "description": "The folder a process runs in, from this file.",
        "type": "string",
        "minLength": 1,
        "default": ".",
    },
    "environment": {
        "description": "Variables of its own.",
        "type": "object",
        "propertyNames": _VARIABLE,
        "additionalProperties": {"type": "string"},
    },
    "timeout": {
        "description": "Seconds of an attempt.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": LONGEST,
    },
    "arguments": {
        "description": "Whether a definition may give arguments.",
        "type": "boolean",
        "default": True,
    },
}
# What an entry has of each, to be run by it.
_HAS: Final[dict[str, dict[str, Any]]] = {
    "command": {"required": ["command"]},
    "image": {"required": ["image"]},
    "as_given": {"required": ["as_given"], "properties": {"as_given": {"const": True}}},
}


def jobs_schema() -> dict[str, Any]:
    """The schema of the table."""
    return {
        "description": "What runs the jobs of ECS, Batch, EKS and CodeBuild here.",
        "type": "object",
        "properties": {
            "runner": {"description": "What runs them.", "enum": [*RUNNERS], "default": RUNNERS[0]},
            "environment": {
                "description": "Variables that a definition may set.",
                "type": "array",
                "items": {
                    **_VARIABLE,
                    "not": {
                        "anyOf": [
                            {"enum": sorted(STEERING)},
                            {"pattern": f"^({'|'.join(STEERING_FAMILIES)})"},
                        ]
                    },
                },
            },
            "folder": {
                "description": "Where logs and states of processes are kept, from this file.",
                "type": "string",
                "minLength": 1,
                "default": str(FOLDER),
            },
            COMMANDS: {
                "description": "What runs, by name or pattern of a task definition, a job "
                "definition, an image or a build project; the first that fits.",
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "properties": _COMMAND,
                    "additionalProperties": False,
                    "anyOf": [_HAS[need] for need in NEEDS["off"]],
                },
            },
        },
        "additionalProperties": False,
        "allOf": [_needs(runner) for runner in RUNNERS[1:]],
    }


def _needs(runner: str) -> dict[str, Any]:
    """What every entry has with one of the runners."""
    return {
        "if": {"required": ["runner"], "properties": {"runner": {"const": runner}}},
        "then": {
            "properties": {
                COMMANDS: {
                    "additionalProperties": {"anyOf": [_HAS[need] for need in NEEDS[runner]]}
                }
            }
        },
    }
