"""Every code there is: its severity, AWS's code for it, and its title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from asl.diagnostics.finding import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of fault.

    Attributes:
        title: the fault in a few words.
        aws: AWS's diagnostic code; None where AWS has none for it.
        severity: what it is unless configured otherwise.
    """

    title: str
    aws: str | None = "SCHEMA_VALIDATION_FAILED"
    severity: Severity = "error"


_JSON: Final = "INVALID_JSON_DESCRIPTION"
_TARGET: Final = "MISSING_TRANSITION_TARGET"

CATALOGUE: Final[dict[str, Code]] = {
    # syntax
    "json-syntax": Code("The text is no JSON", _JSON),
    "yaml-syntax": Code("The text is no YAML", _JSON),
    "yaml-tag": Code("A YAML tag is not allowed here", _JSON),
    "yaml-key": Code("A YAML key must be text", _JSON),
    "yaml-alias-bomb": Code("YAML aliases expand without bound", _JSON),
    "not-utf8": Code("The text is not UTF-8", _JSON),
    "too-deep": Code("Nested too deep", "TOO_DEEPLY_NESTED"),
    "document-too-large": Code("The document is too large", _JSON),
    "number-out-of-range": Code("A number is out of range", _JSON),
    "not-a-number": Code("NaN and Infinity are no JSON", _JSON),
    "lone-surrogate": Code("Half a surrogate pair", _JSON),
    "duplicate-key": Code("A key stands twice in one object", _JSON),
    # members
    "not-an-object": Code("An object is due here"),
    "unknown-field": Code("The field does not exist here"),
    "missing-field": Code("A required field is missing"),
    "wrong-type": Code("The value has the wrong type"),
    "wrong-value": Code("The value is not one of those allowed"),
    "out-of-range": Code("The number is outside its range"),
    "empty": Code("The value may not be empty"),
    "too-long": Code("The text is too long"),
    "exclusive-fields": Code("Only one of these fields may stand"),
    "wrong-query-language": Code("The field belongs to the other query language"),
    "query-language-downgrade": Code("JSONPath inside a JSONata machine"),
    "timestamp-syntax": Code("The text is no RFC 3339 timestamp"),
    "unrecognised-resource": Code("The resource is not recognised"),
    "label-name": Code("The text is no label", "INVALID_LABEL_NAME"),
    "duplicate-label": Code("Two Maps have one label", "DUPLICATE_LABEL_NAME"),
    "no-effect": Code("The field has no effect here", None, "warning"),
    "distributed-only": Code("The field needs a Distributed Map"),
    "variable-name": Code("The name is no variable name"),
    # expressions
    "jsonpath-syntax": Code("The text is no JSONPath"),
    "reference-path-syntax": Code("The text is no reference path"),
    "intrinsic-syntax": Code("The text is no intrinsic function call"),
    "template-not-a-path": Code("A .$ field must hold a path or an intrinsic call"),
    "template-key-twice": Code("A template gives one member twice"),
    "jsonata-syntax": Code("The text is no JSONata"),
    "jsonata-eval": Code("$eval is not available", "UNSUPPORTED_JSONATA_EXPRESSION"),
    "jsonata-bare-name": Code("A JSONata name with nothing to look it up in"),
    "jsonata-delimiters": Code("A JSONata expression has broken delimiters"),
    "states-member-unavailable": Code("A member of $states has no value here"),
    # files of mocked responses
    "mock-machine-unknown": Code("The file has no such state machine", None),
    "mock-case-unknown": Code("The state machine has no such test case", None),
    "mock-response-unknown": Code("The response is not defined", None),
    "mock-range": Code("The text is no range of invocations", None),
    "mock-range-overlap": Code("Two ranges answer one invocation", None),
    "mock-state-unknown": Code("The machine has no such state", None, "warning"),
    "mock-state-not-a-task": Code("The state calls nothing", None, "warning"),
    # structure
    "unknown-version": Code("The language has no such version", None, "warning"),
    "no-states": Code("There is no state"),
    "start-state-missing": Code("StartAt names no state", _TARGET),
    "transition-target-missing": Code("A transition names no state", _TARGET),
    "state-unreachable": Code("No transition leads to the state", _TARGET),
    "no-transition": Code("The state neither ends nor goes on"),
    "no-end": Code("No way leads to an end", "MISSING_END_STATE"),
    "duplicate-state-name": Code("Two states have one name", "DUPLICATE_STATE_NAME"),
    "wait-without-duration": Code("A Wait waits for exactly one thing"),
    "choice-rule-operators": Code("A choice rule compares exactly once"),
    "error-names": Code("ErrorEquals names errors"),
    "unknown-error-name": Code("No error has that name", None, "warning"),
    "states-all-not-last": Code("States.ALL stands alone and last"),
    "heartbeat-not-below-timeout": Code("HeartbeatSeconds must be below TimeoutSeconds"),
    "variable-shadowed": Code("An outer scope assigns the same variable", None, "warning"),
    "express-integration": Code("An Express machine cannot wait for a job or a token"),
}
