"""The JSON Schema of `asl.toml` (2020-12): what is read of it; other tables pass.

Source: asl.linter.settings_file, asl.configuration.bindings and asl.configuration.http, which a
test holds it against.
"""

from __future__ import annotations

from typing import Any, Final

from asl.configuration.bindings import LEAST_MEMORY, LONGEST, MOST_MEMORY, WAYS
from asl.configuration.settings_text import TABLES_OF_PROFILES
from asl.diagnostics.catalogue import CATALOGUE
from asl.integrations.bindings import WAYS as WAYS_OF_TASKS
from asl.lsp.jobs_schema import jobs_schema
from asl.services.sdk import SDK_SERVICES

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_SEVERITIES: Final = {
    "off": "Codes that nothing is said of.",
    "error": "Codes that are errors here.",
    "warning": "Codes that are warnings here.",
    "info": "Codes that are no more than information here.",
}
# URLs of AWS itself are refused by the reader; no pattern tells them.
_URL: Final[dict[str, Any]] = {"type": "string", "pattern": "^https?://[^/]"}
_SETTINGS: Final[dict[str, dict[str, Any]]] = {
    "handler": {
        "description": 'A Python function, as Lambda calls it: "orders.charge:handler".',
        "type": "string",
        "pattern": "^.*[^.:].*[.:][^.:]+$",
    },
    "command": {
        "description": "A program and its arguments: JSON on stdin, JSON on stdout.",
        "type": "array",
        "items": {"type": "string"},
        "prefixItems": [{"type": "string", "minLength": 1}],
        "minItems": 1,
    },
    "url": {
        "description": "A URL that takes the event; without a path, where Lambda's API begins.",
        "$ref": "#/$defs/url",
    },
    "path": {
        "description": "The folder it is loaded from and runs in, from this file.",
        "type": "string",
        "minLength": 1,
        "default": ".",
    },
    "interpreter": {
        "description": "The Python that runs it; the project's own by default.",
        "type": "string",
        "minLength": 1,
    },
    "environment": {
        "description": "Variables of its own.",
        "type": "object",
        "additionalProperties": {"type": "string"},
    },
    "timeout": {
        "description": "Seconds of a call.",
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": LONGEST,
    },
    "memory": {
        "description": "MiB that the function is shown.",
        "type": "integer",
        "minimum": LEAST_MEMORY,
        "maximum": MOST_MEMORY,
        "default": LEAST_MEMORY,
    },
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
            },
            "functions": {
                "description": "What Lambda functions are here, by name or pattern of an ARN; "
                "the first that fits answers.",
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/function"},
            },
            "endpoints": _endpoints(),
            "hosts": _hosts(),
            "http": _http(),
            "jobs": jobs_schema(),
            "tasks": _tasks(),
            "profiles": _profiles(),
        },
        "$defs": {
            "task": _task(),
            "function": _function(),
            "url": _URL,
            "code": {"description": "A code of `asl explain`.", "enum": sorted(CATALOGUE)},
            "ignore": _ignore(),
        },
    }


def _endpoints() -> dict[str, Any]:
    return {
        "description": "Where services are called that nothing else answers for.",
        "type": "object",
        "properties": {
            "default": {"$ref": "#/$defs/url", "description": "Of every service."},
            "lambda": {"$ref": "#/$defs/url", "description": "Of Lambda alone."},
        },
        "additionalProperties": {
            "$ref": "#/$defs/url",
            "description": "Of one service, by its word in aws-sdk integrations.",
        },
        "propertyNames": {"enum": ["default", *sorted(SDK_SERVICES)]},
    }


def _profiles() -> dict[str, Any]:
    return {
        "description": "Tables that go before the file's own where --profile names them.",
        "type": "object",
        "additionalProperties": {
            "type": "object",
            "properties": {
                "functions": {"$ref": "#/properties/functions"},
                "endpoints": {
                    "type": "object",
                    "additionalProperties": {"anyOf": [{"$ref": "#/$defs/url"}, {"const": "aws"}]},
                    "propertyNames": {"enum": ["default", *sorted(SDK_SERVICES)]},
                },
                "hosts": {"$ref": "#/properties/hosts"},
                "http": {"$ref": "#/properties/http"},
                "jobs": {"$ref": "#/properties/jobs"},
                "tasks": {
                    "type": "object",
                    "additionalProperties": {"anyOf": [{"$ref": "#/$defs/task"}, {"const": "aws"}]},
                },
            },
            "propertyNames": {"enum": sorted(TABLES_OF_PROFILES)},
        },
    }


def _tasks() -> dict[str, Any]:
    return {
        "description": "What answers for single Tasks, by the name of a state or by its Resource, "
        "or patterns of either; the first that fits holds.",
        "type": "object",
        "additionalProperties": {"$ref": "#/$defs/task"},
    }


def _task() -> dict[str, Any]:
    return {
        "description": "A mock, a function, a host, a job, an endpoint or the URL of one.",
        "anyOf": [{"enum": list(WAYS_OF_TASKS)}, {"$ref": "#/$defs/url"}],
    }


def _hosts() -> dict[str, Any]:
    return {
        "description": "Hosts that `http:invoke` and `apigateway:invoke` may call, by name or "
        "pattern; the first that fits says where a call goes.",
        "type": "object",
        "additionalProperties": {
            "description": "true: calls go out as they are; a URL: it is called instead.",
            "anyOf": [{"const": True}, {"type": "string", "pattern": "^https?://[^/?#@]+[^?#@]*$"}],
        },
        "propertyNames": {"pattern": r"^[A-Za-z0-9.*?_:\[\]-]+$"},
    }


def _http() -> dict[str, Any]:
    return {
        "description": "How hosts are called.",
        "type": "object",
        "properties": {
            "connections": {
                "description": "A file with EventBridge connections and their secrets, from here.",
                "type": "string",
                "minLength": 1,
            },
            "allow_link_local": {
                "description": "Whether addresses may be called where clouds keep credentials.",
                "type": "boolean",
                "default": False,
            },
        },
        "additionalProperties": False,
    }


def _function() -> dict[str, Any]:
    """One of the ways to answer, and what may stand beside each."""
    return {
        "description": "What answers for a function.",
        "type": "object",
        "oneOf": [
            {
                "required": [way],
                "properties": {name: _SETTINGS[name] for name in (way, *beside)},
                "additionalProperties": False,
            }
            for way, beside in WAYS.items()
        ],
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
