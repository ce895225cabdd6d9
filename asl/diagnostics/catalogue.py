"""Every code there is: its severity, AWS's code for it, and its title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from asl.diagnostics.aws_location import Placed
from asl.diagnostics.finding import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of fault.

    Attributes:
        title: the fault in a few words.
        aws: AWS's diagnostic code; None where AWS has none for it.
        severity: what it is unless configured otherwise.
        placed: where AWS says it is.
    """

    title: str
    aws: str | None = "SCHEMA_VALIDATION_FAILED"
    severity: Severity = "error"
    placed: Placed = "value"


_JSON: Final = "INVALID_JSON_DESCRIPTION"
_UNSUPPORTED: Final = "UNSUPPORTED_JSONATA_EXPRESSION"
_TARGET: Final = "MISSING_TRANSITION_TARGET"

CATALOGUE: Final[dict[str, Code]] = {
    # syntax
    "empty-document": Code("The document is empty", placed="nowhere"),
    "json-syntax": Code("The text is no JSON", _JSON, placed="nowhere"),
    "yaml-syntax": Code("The text is no YAML", _JSON, placed="nowhere"),
    "yaml-tag": Code("A YAML tag is not allowed here", _JSON, placed="nowhere"),
    "yaml-key": Code("A YAML key must be text", _JSON, placed="nowhere"),
    "yaml-alias-bomb": Code("YAML aliases expand without bound", _JSON, placed="nowhere"),
    "not-utf8": Code("The text is not UTF-8", _JSON, placed="nowhere"),
    "too-deep": Code("Nested too deep", "TOO_DEEPLY_NESTED", placed="nowhere"),
    "document-too-large": Code("The document is too large", _JSON, placed="nowhere"),
    "number-out-of-range": Code("A number is out of range", _JSON, placed="nowhere"),
    "not-a-number": Code("NaN and Infinity are no JSON", _JSON, placed="nowhere"),
    "lone-surrogate": Code("Half a surrogate pair", _JSON, placed="nowhere"),
    "duplicate-key": Code("A key stands twice in one object", _JSON),
    # members
    "not-a-definition": Code("The document is no definition", placed="nowhere"),
    "not-an-object": Code("An object is due here"),
    "unknown-field": Code("The field does not exist here", placed="holder"),
    "missing-field": Code("A required field is missing"),
    "wrong-type": Code("The value has the wrong type"),
    "wrong-value": Code("The value is not one of those allowed"),
    "out-of-range": Code("The number is outside its range"),
    "empty": Code("The value may not be empty"),
    "too-long": Code("The text is too long"),
    "exclusive-fields": Code("Only one of these fields may stand", placed="holder"),
    "wrong-query-language": Code("The field belongs to the other query language", placed="holder"),
    "query-language-downgrade": Code("JSONPath inside a JSONata machine", placed="holder"),
    "timestamp-syntax": Code("The text is no RFC 3339 timestamp"),
    "unrecognised-resource": Code("The resource is not recognised"),
    "label-name": Code("The text is no label", "INVALID_LABEL_NAME"),
    "duplicate-label": Code("Two Maps have one label", "DUPLICATE_LABEL_NAME"),
    "no-effect": Code("The field has no effect here", None, "warning"),
    "deprecated-field": Code("The field has a newer name", None, "info"),
    "distributed-only": Code("The field needs a Distributed Map"),
    "variable-name": Code("The name is no variable name"),
    # services
    "unknown-sdk-action": Code("No such action of the service is known", None, "warning"),
    "sdk-action-not-offered": Code("Step Functions does not offer the action", None, "warning"),
    "unsupported-parameter": Code("The parameter's name is written wrong", placed="template"),
    "unknown-parameter": Code("No such parameter is known", None, "warning"),
    "no-parameters": Code("The call is given nothing", None, "warning"),
    "missing-parameter": Code("A required parameter is missing"),
    # expressions
    "jsonpath-syntax": Code("The text is no JSONPath", placed="template"),
    "reference-path-syntax": Code("The text is no reference path", placed="template"),
    "intrinsic-syntax": Code("The text is no intrinsic function call", placed="template"),
    "template-not-a-path": Code(
        "A .$ field must hold a path or an intrinsic call", placed="template"
    ),
    "template-key-twice": Code("A template gives one member twice", placed="template"),
    "jsonata-syntax": Code("The text is no JSONata", "INVALID_JSONATA_EXPRESSION"),
    "jsonata-eval": Code("$eval is not available", _UNSUPPORTED),
    "jsonata-bare-name": Code("A JSONata name with nothing to look it up in", _UNSUPPORTED),
    "jsonata-delimiters": Code("A JSONata expression has broken delimiters"),
    "states-member-unavailable": Code("A member of $states has no value here", _UNSUPPORTED),
    # asl.toml
    "settings-syntax": Code("The text is no TOML", None),
    "settings-key": Code("There is no such setting", None),
    "settings-value": Code("The setting takes something else", None),
    # files of mocked responses
    "mock-machine-unknown": Code("The file has no such state machine", None),
    "mock-case-unknown": Code("The state machine has no such test case", None),
    "mock-response-unknown": Code("The response is not defined", None),
    "mock-range": Code("The text is no range of invocations", None),
    "mock-range-overlap": Code("Two ranges answer one invocation", None),
    "mock-state-unknown": Code("The machine has no such state", None, "warning"),
    "mock-state-not-a-task": Code("The state calls nothing", None, "warning"),
    # carriers
    "substitution-unused": Code("The definition has no such placeholder", None, "warning"),
    "substitution-missing": Code("Nothing is given for a placeholder", None),
    "definition-source": Code("A state machine has exactly one definition", None),
    "definition-unreadable": Code("The definition cannot be read", None),
    "definition-elsewhere": Code("The definition is kept elsewhere", None, "info"),
    "outside-project": Code("The file stands outside the project", None),
    "template-function": Code("A function of the template is malformed", None),
    "terraform-syntax": Code("The text is no Terraform", None),
    "value-unknown": Code("A value is known only when it is deployed", None, "info"),
    # structure
    "unknown-version": Code("The language has no such version", None, "warning"),
    "no-states": Code("There is no state"),
    "start-state-missing": Code("StartAt names no state", _TARGET),
    "transition-target-missing": Code("A transition names no state", _TARGET),
    "state-unreachable": Code("No transition leads to the state", _TARGET),
    "no-transition": Code("The state neither ends nor goes on"),
    "no-end": Code("No way leads to an end", "MISSING_END_STATE", placed="nowhere"),
    "duplicate-state-name": Code("Two states have one name", "DUPLICATE_STATE_NAME"),
    "wait-without-duration": Code("A Wait waits for exactly one thing"),
    "choice-rule-operators": Code("A choice rule compares exactly once"),
    "error-names": Code("ErrorEquals names errors"),
    "unknown-error-name": Code("No error has that name", None, "warning"),
    "states-all-not-last": Code("States.ALL stands alone and last"),
    "endless-loop": Code("A loop has no way out", None, "warning"),
    "choice-without-default": Code("No rule may apply, and there is no Default", None, "warning"),
    "error-handled-before": Code("An earlier entry handles the error", None, "warning"),
    "error-not-handleable": Code("Nothing handles the error", None, "warning"),
    "error-never-raised": Code("The state never fails with the error", None, "warning"),
    "timeout-missing": Code("A wait for somebody else has no limit", None, "warning"),
    "variable-never-assigned": Code("Nothing assigns the variable", None, "warning"),
    "variable-maybe-unassigned": Code("Some way assigns the variable no value", None, "warning"),
    "variable-out-of-scope": Code("The variable is not seen from here", None, "warning"),
    "path-without-dollar": Code("A path stands where it stays text", "NO_DOLLAR", "warning"),
    "path-in-plain-field": Code("A path stands in a field without Path", "NO_PATH", "warning"),
    "pass-result-static": Code(
        "A path stands in the Result of a Pass", "PASS_RESULT_IS_STATIC", "warning"
    ),
    "expression-of-other-language": Code(
        "An expression is of the other query language", None, "warning"
    ),
    "task-token-unused": Code("Nobody is given the task token", None, "warning"),
    "path-leads-nowhere": Code("No way makes what the path leads to", None, "warning"),
    "map-result-unbounded": Code("The results of all items are collected", None, "info"),
    "heartbeat-not-below-timeout": Code("HeartbeatSeconds must be below TimeoutSeconds"),
    "variable-shadowed": Code("An outer scope assigns the same variable", None, "warning"),
    "express-integration": Code("An Express machine cannot wait for a job or a token"),
}
